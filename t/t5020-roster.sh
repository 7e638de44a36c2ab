#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Who is on duty: by the roster of the hour, and in a disaster, which a person declares, by those who have
# reported; what is told to those on duty follows.
test_description='nwops notify roster'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
now 2026-11-26T11:00:00+09:00

test_expect_success 'before anything was declared the normal roster holds, without a store' '
	telling_site && cat >expect <<-\END &&
	roster in force: normal
	on duty now:
	  duty-1 (Sato)
	  duty-2 (Tanaka), as deputy
	END
	quiet nwops notify roster >actual && test_cmp expect actual && ! test -e state
'
test_expect_success 'what is no deed is not taken' '
	refused "a roster is shown, or one is to '\''declare'\'', or somebody is '\''present'\''" nwops notify roster call &&
	refused "declare which roster holds: '\''normal'\'' or '\''disaster'\''" nwops notify roster declare &&
	refused "say why: '\''--reason'\''" nwops notify roster declare disaster &&
	refused "declare which roster holds: '\''normal'\'' or '\''disaster'\''" nwops notify roster declare flood --reason x &&
	refused "say who is present: the name of a contact" nwops notify roster present &&
	refused "'\''--place'\'' is for '\''present'\''" nwops notify roster --place x &&
	refused "no roster was declared; '\''nwops notify roster declare'\'' does that" nwops notify roster present duty-1
'
test_expect_success 'a disaster is declared by a person, for a reason' '
	cat >expect <<-END &&
	roster in force: disaster
	declared by $me, 2026-11-26 11:00:00 +09:00
	on duty now:
	  chief (Suzuki)
	  duty-2 (Tanaka)
	  duty-1 (Sato), as deputy
	meeting place: 8th floor
	have reported: 0
	END
	quiet nwops notify roster declare disaster --reason "earthquake" >actual && test_cmp expect actual &&
	sqlite3 -batch state/nwops.db "select kind from journal" >kinds && echo roster-declared >expect && test_cmp expect kinds
'
test_expect_success 'who has reported, and where; a later report counts' '
	now 2026-11-26T11:20:00+09:00 && refused "no contact of ours is called '\''core-noc'\''" nwops notify roster present core-noc &&
	quiet nwops notify roster present duty-2 --place home >out && now 2026-11-26T11:40:00+09:00 &&
	quiet nwops notify roster present duty-1 >out && now 2026-11-26T11:50:00+09:00 &&
	quiet nwops notify roster present duty-2 >actual && cat >expect <<-END &&
	roster in force: disaster
	declared by $me, 2026-11-26 11:00:00 +09:00
	on duty now:
	  duty-2 (Tanaka)
	  duty-1 (Sato), as deputy
	meeting place: 8th floor
	have reported: 2
	  2026-11-26 11:40:00 +09:00  duty-1  at the meeting place
	  2026-11-26 11:50:00 +09:00  duty-2  at the meeting place
	END
	test_cmp expect actual
'
test_expect_success 'what is told to those on duty goes to them alone' '
	quiet nwops --json notify send roster-call --to duty --dry-run >out && quiet nwops --json notify roster >state.json &&
	/usr/bin/python3 -c "
import json
told = sorted(m[\"contact\"] for m in map(json.loads, open(\"out\")) if m[\"type\"] == \"planned-message\")
state = json.loads(open(\"state.json\").read())
assert told == [\"duty-1\", \"duty-2\"] == sorted(state[\"on_duty\"]), (told, state)
assert [(p[\"contact\"], p[\"place\"]) for p in state[\"present\"]] == [(\"duty-1\", None), (\"duty-2\", None)], state"
'
test_expect_success 'who has not reported is named when one asks' '
	quiet nwops notify send roster-call --to duty --yes >out && quiet nwops notify why 1 chief >out && tail -n 1 out >actual &&
	echo "chief (self): it has not reported, and others of the roster have" >expect && test_cmp expect actual
'
test_expect_success 'after it the normal roster holds, and nobody is present' '
	cat >expect <<-END &&
	roster in force: normal
	declared by $me, 2026-11-26 11:50:00 +09:00
	on duty now:
	  duty-1 (Sato)
	  duty-2 (Tanaka), as deputy
	END
	quiet nwops notify roster declare normal --reason "it is over" >actual && test_cmp expect actual &&
	quiet nwops --json notify roster >actual && grep "\"present\":\[\]" actual && quiet nwops audit verify >out
'
test_done
