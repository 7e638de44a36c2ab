#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Maintenance as people speak of it: planned with a zone and a recurrence, begun at
# once, extended, finished, called off; who stands in whose way, and what is overrun.
test_description='nwops maint'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

me=$(id -un)
export me
# now TIME: what the clock shows from then on.
now() { echo "$1" >clock; }
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
now 2026-11-25T03:00:00+09:00
# quiet COMMAND...: its errors without the notice that the clock is a test's.
quiet() {
	"$@" 2>err.all
	quiet_status=$?
	grep -v "NWOPS_TEST_CLOCK" err.all >err
	return "$quiet_status"
}
# entries: what the journal has of maintenance, in short.
entries() {
	/usr/bin/python3 -c '
import json, sqlite3
for kind, actor, payload in sqlite3.connect("state/nwops.db").execute(
        "select kind, actor, body from journal join payload using (sequence) order by sequence"):
    payload = json.loads(payload)
    print(kind, payload["verb"], payload["window"], payload["why"], payload["said_by"],
          payload["before"] and payload["before"]["end"], payload["after"]["end"], len(payload["despite"]))'
}
# answering ANSWER COMMAND...: runs it where somebody answers so.
answering() {
	/usr/bin/python3 -c '
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
out = b""
while True:
    try:
        piece = os.read(fd, 4096)
    except OSError:
        break
    if not piece:
        break
    out += piece
    if out.endswith(b"[y/N] "):
        os.write(fd, sys.argv[1].encode() + b"\n")
sys.stdout.write("".join(line for line in out.decode().replace("\r\n", "\n").splitlines(True)
                         if "NWOPS_TEST_CLOCK" not in line))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$@"
}

test_expect_success 'a site with a redundant gateway' '
	site && printf "%s\n" "calendars: {claim-days: {month-days: 5-10}}" >>etc/nwops.yaml &&
	line_inventory 10.1.0.1 10.1.0.2 10.1.0.3 >etc/inventory/lab.yaml &&
	cat >etc/inventory/gateway.yaml <<-\END &&
	devices:
	  d1: {owner: self, role: distribution, address: 10.0.0.1, service-class: backbone}
	  d2: {owner: self, role: distribution, address: 10.0.0.2, service-class: backbone}
	groups:
	  gw: {protocol: vrrp, members: [d1, d2], normally-active: d1}
	END
	test_expect_code 1 nwops inventory lint
'
test_expect_success 'every verb has its help' '
	for verb in plan start extend finish cancel list; do
		nwops maint $verb --help >help && grep "^usage: nwops maint $verb \[OPTION...\]" help || return 1
	done &&
	nwops --lang ja maint --help >help && grep "作業枠" help
'

# --- planning ---

test_expect_success 'a dry run says what would be covered, and writes nothing' '
	nwops maint plan line:h3 --from "2026-12-29 01:00" --for 4h --reason first >out &&
	nwops maint cancel M-20261125-001 --reason "only made the store" >out &&
	cat >expect <<-\END &&
	from 2026-11-29 01:00:00 +09:00 until 2026-11-29 05:00:00 +09:00
	and each '\''5th sunday'\'' in Asia/Tokyo, until 2027-06-01 00:00:00 +09:00
	items: 2
	  line:h1
	  line:h2
	nothing was written
	END
	nwops maint plan line:h* !line:h3 --from "2026-11-29 01:00" --for 4h --every "5th sunday" \
		--recurs-until "2027-06-01 00:00" --reason "new cable" --dry-run >actual && test_cmp expect actual &&
	nwops maint list >actual && test_must_be_empty actual
'
test_expect_success 'what is planned is listed, in 80 columns and in Japanese' '
	cat >expect <<-\END &&
	from 2026-11-29 01:00:00 +09:00 until 2026-11-29 05:00:00 +09:00
	and each '\''5th sunday'\'' in Asia/Tokyo
	items: 2
	'\''M-20261125-002'\'' is planned
	END
	nwops --by Suzuki maint plan line:h1 line:h2 --from "2026-11-29 01:00" --until "2026-11-29 05:00" --every "5th sunday" \
		--owner tanaka --reason "new cable" >actual && test_cmp expect actual &&
	cat >expect <<-\END &&
	PHASE    WINDOW          BEGINS                   ENDS
	planned  M-20261125-002  2026-11-29 01:00 +09:00  2026-11-29 05:00 +09:00
	    tanaka: new cable (line:h1 line:h2, each '\''5th sunday'\'' in Asia/Tokyo)
	END
	COLUMNS=80 nwops maint list >actual && test_cmp expect actual &&
	cat >expect <<-\END &&
	段階  作業枠          開始                     終了
	予定  M-20261125-002  2026-11-29 01:00 +09:00  2026-11-29 05:00 +09:00
	    tanaka: new cable (line:h1 line:h2、Asia/Tokyo の '\''5th sunday'\'' ごと)
	END
	COLUMNS=80 nwops --lang ja maint list >actual && test_cmp expect actual
'
test_expect_success 'as it will stand later' '
	nwops --json maint list --at "2027-01-31 02:00" >actual && valid actual &&
	cat >expect <<-END &&
	{"v":1,"type":"maintenance","window":"M-20261125-002","result":"shown","phase":"in-force","covers":true,"from":"2027-01-31T01:00:00+09:00","until":"2027-01-31T05:00:00+09:00","zone":"Asia/Tokyo","every":"5th sunday","recurs_until":null,"started_at":null,"ended_at":null,"owner":"tanaka","reason":"new cable","selectors":["line:h1","line:h2"],"items":2,"item_names":null,"made_at":"2026-11-25T03:00:00+09:00","made_by":"$me","conflicts":[],"message":null,"told":null}
	END
	test_cmp_json expect actual
'
test_expect_success 'times of another zone, and those that its clocks skip or show twice' '
	nwops maint plan line:h3 --zone Europe/Berlin --from "2027-03-21 01:00" --for 30m --every week --reason x --despite-conflicts >actual &&
	head -n 1 actual >first && echo "from 2027-03-21 09:00:00 +09:00 until 2027-03-21 09:30:00 +09:00" >expect && test_cmp expect first &&
	nwops --json maint list --at "2027-03-28 12:00" >out && grep M-20261125-003 out >line &&
	grep "\"from\":\"2027-04-04T08:00:00+09:00\"" line &&
	test_expect_code 3 quiet nwops maint plan line:h3 --zone Europe/Berlin --from "2027-03-28 02:30" --for 30m --reason x &&
	cat >expect <<-\END &&
	nwops: option '\''--from'\'': '\''2027-03-28 02:30'\'' does not exist in zone Europe/Berlin: its clocks go from 2027-03-28 02:00:00 +01:00 to 2027-03-28 03:00:00 +02:00
	END
	test_cmp expect err &&
	test_expect_code 3 quiet nwops maint plan line:h3 --zone Europe/Berlin --from "2027-10-31 02:30" --for 30m --reason x &&
	cat >expect <<-\END &&
	nwops: option '\''--from'\'': '\''2027-10-31 02:30'\'' comes twice in zone Europe/Berlin, as 2027-10-31 02:30:00 +02:00 and as 2027-10-31 02:30:00 +01:00: add the offset from UTC
	END
	test_cmp expect err
'

# refused WHY ARGUMENT...: nwops maint ARGUMENT... is refused for that.
refused() {
	echo "nwops: $1" >expect.err && shift &&
	test_expect_code 3 quiet nwops maint "$@" >out && test_must_be_empty out && test_cmp expect.err err
}
test_expect_success 'wrong usage is refused and says why' '
	refused "say when it begins: '\''--from'\''" plan line:h1 --for 1h --reason x &&
	refused "say why: '\''--reason'\''" plan line:h1 --from "2026-11-29 01:00" --for 1h &&
	refused "option '\''--reason'\'' says nothing" plan line:h1 --from "2026-11-29 01:00" --for 1h --reason "  " &&
	refused "say when it ends: either '\''--until'\'' or '\''--for'\''" plan line:h1 --from "2026-11-29 01:00" --reason x &&
	refused "say when it ends: either '\''--until'\'' or '\''--for'\''" start line:h1 --for 1h --until "2026-11-29 02:00" --reason x &&
	refused "option '\''--for'\'' must be above zero" start line:h1 --for 0s --reason x &&
	refused "it would end before it begins" plan line:h1 --from "2026-11-29 01:00" --until "2026-11-29 01:00" --reason x &&
	refused "it would begin in the past: for work at once, '\''nwops maint start'\''" plan line:h1 --from "2026-11-25 02:59" --for 1h --reason x &&
	refused "'\''--recurs-until'\'' is of what recurs: say '\''--every'\''" plan line:h1 --from "2026-11-29 01:00" --for 1h --recurs-until "2027-01-01 00:00" --reason x &&
	refused "'\''fortnight'\'' is no recurrence: expected one such as '\''week'\'', '\''3 months'\'', '\''sunday'\'', '\''2nd sunday'\'', '\''last day'\''" \
		plan line:h1 --from "2026-11-29 01:00" --for 1h --every fortnight --reason x &&
	refused "'\''Asia/Tokio'\'' is not a time zone known to this machine: expected a name such as Asia/Tokyo (package tzdata)" \
		plan line:h1 --zone Asia/Tokio --from "2026-11-29 01:00" --for 1h --reason x &&
	refused "cannot select '\''line:h9'\'': unknown name; did you mean '\''line:h1'\''?" plan line:h9 --from "2026-11-29 01:00" --for 1h --reason x &&
	refused "nothing that is watched is selected by these words together" start line:h1 class:backbone --for 1h --reason x &&
	refused "no maintenance window is called '\''M-20261125-999'\''" finish M-20261125-999 &&
	refused "'\''M-20261125-001'\'' is cancelled since 2026-11-25 03:00:00 +09:00" start M-20261125-001 &&
	refused "'\''M-20261125-002'\'' is not before 2026-11-29 01:00:00 +09:00: for work at once, start a window of its own" start M-20261125-002 &&
	refused "'\''--until'\'', '\''--for'\'' and '\''--owner'\'' are of work that was not planned" start M-20261125-002 --for 1h &&
	refused "say why: '\''--reason'\''" cancel M-20261125-002 &&
	test_expect_code 3 nwops maint plan 2>err && test_expect_code 3 nwops maint 2>err && test_expect_code 3 nwops maint list more 2>err
'

# --- under way ---

test_expect_success 'work at once is in force at once, to a full minute' '
	now 2026-11-25T03:00:27+09:00 &&
	cat >expect <<-\END &&
	from 2026-11-25 03:00:27 +09:00 until 2026-11-25 03:31:00 +09:00
	items: 1
	work of '\''M-20261125-004'\'' has begun
	END
	nwops maint start line:h3 --for 30m --reason "cable cut" >actual && test_cmp expect actual &&
	cat >expect <<-END &&
	PHASE     WINDOW          BEGINS                   ENDS
	in force  M-20261125-004  2026-11-25 03:00 +09:00  2026-11-25 03:31 +09:00
	    $me: cable cut (line:h3, begun)
	planned   M-20261125-002  2026-11-29 01:00 +09:00  2026-11-29 05:00 +09:00
	    tanaka: new cable (line:h1 line:h2, each '\''5th sunday'\'' in Asia/Tokyo)
	planned   M-20261125-003  2027-03-21 09:00 +09:00  2027-03-21 09:30 +09:00
	    $me: x (line:h3, each '\''week'\'' in Europe/Berlin)
	END
	COLUMNS=80 nwops maint list >actual && test_cmp expect actual
'
test_expect_success 'when its time is over and nobody said that it is done, it is overrun' '
	now 2026-11-25T03:31:00+09:00 &&
	test_expect_code 1 nwops maint list >actual && head -n 2 actual >first &&
	cat >expect <<-END &&
	PHASE    WINDOW          BEGINS                   ENDS                     ABOUT
	OVERRUN  M-20261125-004  2026-11-25 03:00 +09:00  2026-11-25 03:31 +09:00  $me: cable cut (line:h3, begun)
	END
	test_cmp expect first &&
	test_expect_code 1 nwops --json maint list >actual && valid actual && head -n 1 actual | grep "\"phase\":\"overrun\",\"covers\":false"
'
test_expect_success 'it is extended from now on, and then finished' '
	refused "say why: '\''--reason'\''" extend M-20261125-004 --for 1h &&
	nwops maint extend M-20261125-004 --for 1h --reason "the duct is full" >actual &&
	cat >expect <<-\END &&
	from 2026-11-25 03:00:27 +09:00 until 2026-11-25 04:31:00 +09:00
	items: 1
	'\''M-20261125-004'\'' is extended
	END
	test_cmp expect actual && nwops maint list >out && grep "^in force  M-20261125-004" out &&
	now 2026-11-25T04:00:00+09:00 &&
	echo "work of '\''M-20261125-004'\'' is finished" >expect &&
	nwops maint finish M-20261125-004 --reason "light is back" >actual && test_cmp expect actual &&
	nwops maint list >out && ! grep M-20261125-004 out &&
	nwops maint list --all >out && sed "1d; s/  2[0-9-]* .*//" out >actual &&
	cat >expect <<-\END &&
	planned    M-20261125-002
	planned    M-20261125-003
	cancelled  M-20261125-001
	finished   M-20261125-004
	END
	test_cmp expect actual &&
	refused "'\''M-20261125-004'\'' is finished since 2026-11-25 04:00:00 +09:00" finish M-20261125-004
'
test_expect_success 'one time of a window that recurs is begun, extended by itself, and the next comes' '
	now 2026-11-29T01:05:00+09:00 &&
	nwops maint start M-20261125-002 >out && nwops maint list >out && grep "^in force .*begun" out &&
	cat >expect <<-\END &&
	from 2026-11-29 01:00:00 +09:00 until 2026-11-29 06:00:00 +09:00
	items: 2
	this time of '\''M-20261125-002'\'' stands by itself from now on
	'\''M-20261129-001'\'' is extended
	END
	nwops maint extend M-20261125-002 --for 1h --reason "second splice" >actual && test_cmp expect actual &&
	cat >expect <<-END &&
	PHASE     WINDOW          BEGINS                   ENDS
	in force  M-20261129-001  2026-11-29 01:00 +09:00  2026-11-29 06:00 +09:00
	    tanaka: new cable (line:h1 line:h2, begun)
	planned   M-20261125-002  2027-01-31 01:00 +09:00  2027-01-31 05:00 +09:00
	    tanaka: new cable (line:h1 line:h2, each '\''5th sunday'\'' in Asia/Tokyo)
	planned   M-20261125-003  2027-03-21 09:00 +09:00  2027-03-21 09:30 +09:00
	    $me: x (line:h3, each '\''week'\'' in Europe/Berlin)
	END
	COLUMNS=80 nwops maint list >actual && test_cmp expect actual && nwops maint finish M-20261129-001
'

# --- conflicts ---

test_expect_success 'what stands in the way is told, and nothing is written without a yes' '
	now 2026-11-30T03:00:00+09:00 &&
	nwops maint plan device:d1 --from "2026-12-04 22:00" --for 1h --reason "new software" >out &&
	entries >before &&
	cat >expect <<-\END &&
	from 2026-12-04 22:30:00 +09:00 until 2026-12-05 00:30:00 +09:00
	items: 3
	conflict: '\''M-20261130-001'\'' is about 1 of the same items, '\''device:d1'\'', from 2026-12-04 22:30 +09:00 until 2026-12-04 23:00 +09:00
	conflict: it takes all of group '\''gw'\'' at once
	conflict: it lies in '\''claim-days'\'', from 2026-12-05 00:00 +09:00 until 2026-12-05 00:30 +09:00
	plan it in spite of that?
	END
	test_expect_code 1 nwops maint plan gw line:h1 --from "2026-12-04 22:30" --for 2h --reason x </dev/null >actual && test_cmp expect actual &&
	test_expect_code 1 nwops --no-input maint plan gw line:h1 --from "2026-12-04 22:30" --for 2h --reason x >actual && test_cmp expect actual &&
	{ sed "\$d" expect; echo "plan it in spite of that? [y/N] n"; echo "nothing was written"; } >expect.no &&
	test_expect_code 1 answering n nwops maint plan gw line:h1 --from "2026-12-04 22:30" --for 2h --reason x >actual && test_cmp expect.no actual &&
	test_expect_code 1 nwops --json maint plan gw line:h1 --from "2026-12-04 22:30" --for 2h --reason x --dry-run >actual && valid actual &&
	entries >after && test_cmp before after
'
test_expect_success 'with a yes, or in spite of it, it is' '
	answering y nwops maint plan device:d2 --from "2026-12-04 22:30" --for 10m --reason x >actual &&
	cat >expect <<-\END &&
	from 2026-12-04 22:30:00 +09:00 until 2026-12-04 22:40:00 +09:00
	items: 1
	conflict: together with '\''M-20261130-001'\'' it takes all of group '\''gw'\'', from 2026-12-04 22:30 +09:00 until 2026-12-04 22:40 +09:00
	plan it in spite of that? [y/N] y
	'\''M-20261130-002'\'' is planned
	END
	test_cmp expect actual &&
	nwops --no-input maint plan line:h1 --from "2026-12-05 22:30" --for 10m --reason x --despite-conflicts >actual &&
	tail -n 1 actual >last && echo "'\''M-20261130-003'\'' is planned" >expect && test_cmp expect last &&
	entries | tail -n 2 >actual &&
	cat >expect <<-\END &&
	maintenance plan M-20261130-002 None None None open 1
	maintenance plan M-20261130-003 None None None open 1
	END
	test_cmp expect actual
'
test_expect_success 'work that would take the last of a group that is well is asked again when it begins' '
	NWOPS_STATE=$PWD/rehearsal && overlay 10.1.0.1=2ms 10.1.0.2=2ms 10.1.0.3=2ms 10.0.0.1=2ms 10.0.0.2=2ms >well.yaml &&
	overlay 10.1.0.1=2ms 10.1.0.2=2ms 10.1.0.3=2ms 10.0.0.1=2ms 10.0.0.2=none >down.yaml &&
	now 2026-11-30T03:00:00+09:00 && nwops --overlay well.yaml maint plan device:d1 --from "2026-11-30 04:00" --for 1h --reason x >out &&
	now 2026-11-30T04:00:00+09:00 && test_expect_code 2 nwops --overlay down.yaml check d1 d2 >out &&
	test_expect_code 1 nwops --overlay down.yaml --no-input maint start M-20261130-001 >actual &&
	cat >expect <<-\END &&
	from 2026-11-30 04:00:00 +09:00 until 2026-11-30 05:00:00 +09:00
	items: 1
	conflict: of group '\''gw'\'' it takes all that is well now
	start it in spite of that?
	END
	test_cmp expect actual
'
NWOPS_STATE=$PWD/state

test_expect_success 'the record tells who said what, and is whole' '
	entries | head -n 4 >actual &&
	cat >expect <<-\END &&
	maintenance plan M-20261125-001 None None None open 0
	maintenance cancel M-20261125-001 only made the store None open cancelled 0
	maintenance plan M-20261125-002 None Suzuki None open 0
	maintenance plan M-20261125-003 None None None open 1
	END
	test_cmp expect actual && nwops audit verify >out
'
test_expect_success 'where no store is, nothing is listed and nothing made up' '
	test_expect_code 3 quiet nwops --state nowhere maint list >out && test_must_be_empty out && ! test -e nowhere
'

test_done
