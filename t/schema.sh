# SPDX-License-Identifier: Apache-2.0
#
# The shipped schema of JSON lines, for tests of what prints them. Source it after
# setup.sh; tests that need it name the prerequisite SCHEMA.
# Belongs here: whether a line is what the schema says. Does not: which lines a command prints.
# shellcheck shell=sh

schema=$NWOPS_SOURCE/share/schema/nwops-output.schema.json
if /usr/bin/python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
	test_set_prereq SCHEMA
fi

# The schema is one itself; once, in t0060: it takes longer than many lines.
is_schema() {
	/usr/bin/python3 -c '
import json, sys
from jsonschema import Draft202012Validator
Draft202012Validator.check_schema(json.load(open(sys.argv[1])))
' "$1"
}

# valid FILE...: each line is what the schema says; their types are added to types.
valid() {
	/usr/bin/python3 -c '
import json, sys
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
schema = json.load(open(sys.argv[1]))
validator = Draft202012Validator(schema)
types = open("types", "a")
for path in sys.argv[2:]:
    for number, line in enumerate(open(path), 1):
        line = json.loads(line)
        print(line["type"], file=types)
        if not validator.is_valid(line):
            # The whole says no; the part for its type says why.
            part = Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/" + line["type"]})
            sys.exit("%s, line %d: %s" % (path, number, best_match(part.iter_errors(line)).message))
' "$schema" "$@"
}
