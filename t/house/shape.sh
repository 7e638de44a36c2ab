#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Sizes and names: functions up to 100 lines, files up to 800, no #ifdef inside
# a function, no goto beside a cleanup attribute, no file named util.
test_description='sizes, names, shape'
. "$(dirname "$0")/house.sh"

# Functions begin with { and end with } in column 1, as git's brace rules have it.
functions_amiss() {
	stripped "$1" | awk '
		{ file = line = $0; sub(/:.*/, "", file); sub(/^[^:]*:[0-9]+:/, "", line); if (file != before) { number = inside = 0; before = file } number++; $0 = line }
		/^[^ \t].*\(/ && !/^#/ { name = $0; sub(/^START_TEST\(/, "", name); sub(/[()].*/, "", name); sub(/.*[ *]/, "", name) }
		/^{/ { inside = number; jumps = cleans = 0; next }
		inside && /^}/ {
			if (number - inside - 1 > 100)
				print file ":" inside ": " name "() has " number - inside - 1 " lines"
			else if (number - inside - 1 > 60)
				print "look at " file ":" inside ": " name "() has " number - inside - 1 " lines" >"/dev/stderr"
			if (jumps && cleans)
				print file ":" inside ": " name "() has goto beside a cleanup attribute"
			inside = 0
		}
		inside && /(^|[ \t])goto / { jumps = 1 }
		inside && /g_auto(free|ptr|\()/ { cleans = 1 }
		inside && /^[ \t]*#[ \t]*if/ { print file ":" number ": " name "() has an #if inside" }'
}
{
	printf 'static int long_one(int a,\n\t\t    int b)\n{\n'
	awk 'BEGIN { for (i = 0; i < 101; i++) print "\ta++;" }'
	printf '}\n\nint short_one(void)\n{\n\tg_autofree char *a = NULL;\n\n#ifdef __linux__\n\tgoto out;\n#endif\nout:\n\treturn 0;\n}\n'
	printf '\nconst struct a table = {\n\t1\n};\nint fine(void)\n{\n\t/* goto */\n\tg_autoptr(GError) error = NULL;\n}\n'
} | write cmd/a.c
notices functions_amiss 'length, #ifdef and goto' <<'END'
cmd/a.c:3: long_one() has 101 lines
cmd/a.c:111: short_one() has an #if inside
cmd/a.c:108: short_one() has goto beside a cleanup attribute
END
holds functions_amiss 'functions have a shape that can be read'

files_amiss() {
	files "$1" -name '*.[ch]' -o -name '*.sh' -o -name '*.py' | while read -r file; do
		lines=$(wc -l <"$1/$file")
		[ "$lines" -le 800 ] || echo "$file: $lines lines; split it"
	done
	# Templates, and what they say, are called as kinds of notices and audiences are: technical-info, manager.
	files "$1" ! -path './share/templates/*' ! -path './t/fixtures/notices/*' | awk '{
		name = tolower($0); sub(/.*\//, "", name); sub(/\.[^.]*$/, "", name)
		count = split(name, word, /[-_.]/)
		for (i = 1; i <= count; i++)
			if (word[i] ~ /^(utils?|misc|common|helpers?|managers?|handlers?|infos?|data)$/)
				print $0 ": the name says nothing (" word[i] ")"
	}'
	files "$1" -name '*.[ch]' -o -name '*.sh' -o -name '*.build' -o -name '*.[1-8]' | while read -r file; do
		grep -nE '[ 	]+$' "$1/$file" | sed "s#^\([0-9]*\):.*#$file:\1: blanks at the end of the line#"
		[ ! -s "$1/$file" ] || [ -z "$(tail -c 1 "$1/$file")" ] || echo "$file: no newline at the end"
	done
}
awk 'BEGIN { for (i = 0; i < 801; i++) print "" }' | write cmd/long.c
printf 'a \n\tb' | write libops/base/text-util.c
: | write libops/base/common.h
: | write libops/base/database.h
: | write share/templates/technical-info.yaml
notices files_amiss 'long files, empty names, loose blanks' <<'END'
cmd/long.c: 801 lines; split it
libops/base/common.h: the name says nothing (common)
libops/base/text-util.c: the name says nothing (util)
libops/base/text-util.c:1: blanks at the end of the line
libops/base/text-util.c: no newline at the end
END
holds files_amiss 'files are short and named for what is in them'

test_done
