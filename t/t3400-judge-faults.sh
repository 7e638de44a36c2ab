#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What goes wrong around the judge and not in the network: runs that miss items, a
# clock that is moved, a configuration that changes between runs, a store from
# yesterday, a kill, a full disk, two at once, a storm. Each fault of the network is
# told once whatever of that happens, and nothing else is.
test_description='judging when runs, clock, configuration and store are not as they should be'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
# at DAY-TIME [up DURATION]: moves the clock, and with it how long the host is up, unless that is said.
at() {
	when=$1 && shift && echo "2026-11-${when%%-*}T${when#*-}+09:00 $*" >clock
}
# Three lines behind a1, one behind a2, all asked each minute.
begin() {
	rm -rf state etc && site && sed -i 's/interval: 5m/interval: 1m/' etc/nwops.yaml && cat >etc/inventory/lab.yaml <<-\END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  hosp: {kind: institution, type: hospital, service-class: user, area: 13, name: {ja: さくら病院, en: Sakura Hospital}}
	devices:
	  a1: {owner: self, role: concentrator, address: 198.51.100.1, service-class: backbone}
	  a2: {owner: self, role: concentrator, address: 198.51.100.2, service-class: backbone}
	lines:
	  h1: {institution: hosp, from: a1, address: '192.0.2.1', kind: ip-vpn}
	  h2: {institution: hosp, from: a1, address: '192.0.2.2', kind: ip-vpn}
	  h3: {institution: hosp, from: a1, address: '192.0.2.3', kind: ip-vpn}
	  h4: {institution: hosp, from: a2, address: '192.0.2.4', kind: ip-vpn}
	END
}
# inventory SCRIPT: changes it by sed.
inventory() { sed -i "$1" etc/inventory/lab.yaml; }
# answers NAME=ANSWER...: of the others all is well.
answers() {
	for answer; do
		shift
		case $answer in
		a*) set -- "$@" "198.51.100.${answer#a}" ;;
		*) set -- "$@" "192.0.2.${answer#h}" ;;
		esac
	done
	overlay "$@" | sed 's/^default: .*/default: {rtt: 2ms}/' >answers.yaml
}
# runs STATUS ARGUMENT...: one nwops; what it prints is in actual, what it says in err.
runs() {
	code=$1 && shift && test_expect_code "$code" nwops --overlay answers.yaml "$@" >actual 2>err
}
# checks DAY-TIME STATUS [ARGUMENT...], ticks DAY-TIME STATUS
checks() { at "$1" && code=$2 && shift 2 && runs "$code" check "$@"; }
ticks() { at "$1" && runs "$2" tick; }

# news: what the journal has of changes since the last time, "+" told, "-" not; and other kinds of entries.
news() {
	sqlite3 -json state/nwops.db "select sequence, kind, body from journal join payload using (sequence) order by 1" >journal &&
	/usr/bin/python3 -c '
import json, os
heard = int(open("heard").read() or 0) if os.path.exists("heard") else 0
for entry in json.load(open("journal")):
    if entry["sequence"] <= heard:
        continue
    payload = json.loads(entry["body"])
    if entry["kind"] != "check":
        print("=", entry["kind"], payload.get("reason", payload.get("moved_us", "")))
    for change in payload.get("changes", []):
        for item in change.get("items", [change.get("item")]):
            print("+" if change.get("told") else "-", item, change["from"] + "-" + change["to"], change.get("kind", ""),
                  "behind " + change["hidden_by"] if "hidden_by" in change else "")
    heard = entry["sequence"]
open("heard", "w").write(str(heard))' >heard.now && sed 's/  */ /g; s/ $//' heard.now
}
# hears: what comes on stdin is the news.
hears() { cat >expect && news >told && test_cmp expect told; }
# fresh DAY-TIME...: a store that saw all well at these times, and has no news.
fresh() {
	begin && answers && for time; do
		checks "$time" 0 || return 1
	done && rm -f heard && news >told && test_must_be_empty told
}
# state ITEM [OPTION...]: its hard status and since when.
state() {
	wanted=$1 && shift && { nwops "$@" status --json >states 2>err || :; } &&
	/usr/bin/python3 -c '
import json, sys
for line in map(json.loads, open("states")):
    if line["type"] == "state" and line["item"] == sys.argv[1]:
        print(line["status"], line["since"])' "$wanted"
}

# --- runs that miss something ---

test_expect_success 'of what was not asked the state stands, and what stands before what fails is asked besides' '
	fresh 25-03:00:00 && answers a1=none h1=none h2=none h3=none && checks 25-03:01:00 2 line:h1 && hears <<-\END &&
	+ device:a1 ok-down
	- line:h1 ok-down behind device:a1
	END
	state line:h2 --overlay answers.yaml >actual.h2 && echo "ok 2026-11-25T03:00:00+09:00" >expect && test_cmp expect actual.h2 &&
	checks 25-03:02:00 2 && hears <<-\END
	- line:h2 ok-down behind device:a1
	- line:h3 ok-down behind device:a1
	END
'

# --- a clock that is moved ---

for there in 26-03:01:01 27-03:01:01 25-04:01:01 25-02:01:01; do
	test_expect_success "a line that fails while the clock says $there is told once, when it is right again" '
		begin && answers && at 25-03:00:00 up 1h && runs 0 tick && rm -f heard && news >told && answers h1=none &&
		at $there up 61m && runs 0 tick && test_must_be_empty actual && grep "the clock was moved" err &&
		news >told && grep "^= clock-jump" told && grep "^- line:h1 ok-down$" told && test 2 = "$(wc -l <told)" &&
		at 25-03:02:00 up 62m && runs 0 tick && test_must_be_empty actual && news >told && sed "s/ -*[0-9]*$//" told >actual &&
		echo "= clock-jump" >expect && test_cmp expect actual &&
		at 25-03:03:00 up 63m && runs 0 tick && grep "line:h1: OK -> DOWN" actual && hears <<-\END &&
		+ line:h1 ok-down
		END
		at 25-03:04:00 up 64m && runs 0 tick && hears </dev/null &&
		answers && at 25-03:05:00 up 65m && runs 0 tick && hears </dev/null &&
		at 25-03:06:00 up 66m && runs 0 tick && hears <<-\END
		+ line:h1 down-ok
		END
	'
	test_expect_success "and what fails after a check at $there is told by the next one" '
		fresh 25-03:00:00 && checks $there 0 && answers h2=none && checks 25-03:02:00 2 && hears <<-\END &&
		+ line:h2 ok-down
		END
		state line:h2 --overlay answers.yaml >actual && echo "down 2026-11-25T03:02:00+09:00" >expect && test_cmp expect actual
	'
done

test_expect_success 'the same result twice, and one from before, change nothing' '
	fresh 25-03:00:00 && answers h1=none && checks 25-03:01:00 2 && hears <<-\END &&
	+ line:h1 ok-down
	END
	answers && checks 25-03:01:00 0 && checks 25-03:01:00 0 && checks 25-03:01:00 0 && hears </dev/null &&
	checks 25-03:02:00 0 && hears </dev/null && checks 25-03:03:00 0 && hears <<-\END
	+ line:h1 down-ok
	END
'

# --- a configuration that changes ---

# slow_h1 TIME...: one check each, h1 with 60 ms.
slow_h1() {
	answers h1=60ms && for time; do
		at "25-$time" && nwops --overlay answers.yaml check >actual 2>err || test $? = 1 || return 1
	done
}
test_expect_success 'thresholds that are raised and lowered are what is judged by from then on' '
	fresh 25-03:00:00 && slow_h1 03:01:00 03:02:00 && hears </dev/null && slow_h1 03:03:00 && hears <<-\END &&
	+ line:h1 ok-caution
	END
	sed -i "s/rtt: {caution: 50ms, warning: 200ms}/rtt: {caution: 80ms, warning: 200ms}/" etc/nwops.yaml &&
	slow_h1 03:04:00 03:05:00 && hears </dev/null && slow_h1 03:06:00 && hears <<-\END &&
	+ line:h1 caution-ok
	END
	sed -i "s/rtt: {caution: 80ms, warning: 200ms}/rtt: {caution: 20ms, warning: 40ms}/" etc/nwops.yaml &&
	checks 25-03:07:00 2 && hears </dev/null && checks 25-03:08:00 2 && hears <<-\END
	+ line:h1 ok-warning
	END
'
test_expect_success 'another interval and another class change nothing of what was counted' '
	fresh 25-03:00:00 && slow_h1 03:01:00 03:02:00 &&
	sed -i "s/^  user:/  other:\n    interval: 3m\n    thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}\n  user:/" etc/nwops.yaml &&
	inventory "s/service-class: user/service-class: other/" && slow_h1 03:03:00 && hears <<-\END
	+ line:h1 ok-caution
	END
'
test_expect_success 'what is renamed is another item: nothing is told of it when it is well, and once when it is not' '
	fresh 25-03:00:00 && answers h1=none && checks 25-03:01:00 2 && hears <<-\END &&
	+ line:h1 ok-down
	END
	inventory "s/^  h1:/  n1:/; s/^  h2:/  n2:/" && checks 25-03:02:00 2 && hears <<-\END &&
	+ line:n1 ok-down
	END
	checks 25-03:03:00 2 && hears </dev/null
'
test_expect_success 'a device that is removed, and is back, is what it was: no page for that, one for its recovery' '
	fresh 25-03:00:00 && answers a2=none h4=none && checks 25-03:01:00 2 && hears <<-\END &&
	+ device:a2 ok-down
	- line:h4 ok-down behind device:a2
	END
	cp etc/inventory/lab.yaml lab.yaml && inventory "/^  a2:/d; s/from: a2, //" && checks 25-03:02:00 2 && hears <<-\END &&
	+ line:h4 ok-down uncovered
	END
	cp lab.yaml etc/inventory/lab.yaml && checks 25-03:03:00 2 && hears </dev/null &&
	answers && checks 25-03:04:00 0 && checks 25-03:05:00 0 && hears <<-\END
	+ device:a2 down-ok
	+ line:h4 down-ok
	END
'
test_expect_success 'what was pruned meanwhile is new' '
	fresh 25-03:00:00 && answers a2=none && inventory "/^  h4:/d" && checks 25-03:01:00 2 && inventory "/^  a2:/d" &&
	at 29-03:00:00 && runs 0 store prune --gone-for 1d && checks 29-03:01:00 0 && news >told && cp lab.yaml etc/inventory/lab.yaml &&
	answers && checks 29-03:02:00 0 && hears </dev/null && state device:a2 --overlay answers.yaml >actual && echo "ok 2026-11-29T03:02:00+09:00" >expect &&
	test_cmp expect actual && answers a2=none h4=none && checks 29-03:03:00 2 && hears <<-\END
	+ device:a2 ok-down
	- line:h4 ok-down behind device:a2
	END
'
test_expect_success 'a line that is moved away from what hides it is told, and one that is well is not' '
	fresh 25-03:00:00 && answers a1=none h1=none h2=none h3=none && checks 25-03:01:00 2 && news >told &&
	inventory "/^  h1:/s/from: a1/from: a2/" && checks 25-03:02:00 2 && hears <<-\END &&
	+ line:h1 ok-down uncovered
	END
	checks 25-03:03:00 2 && hears </dev/null &&
	inventory "/^  h4:/s/from: a2/from: a1/" && checks 25-03:04:00 2 && hears <<-\END
	+ line:h2 ok-down uncovered
	+ line:h3 ok-down uncovered
	END
'
test_expect_success 'one that is moved behind it is hidden' '
	fresh 25-03:00:00 && answers a1=none h1=none h2=none h3=none && checks 25-03:01:00 2 && news >told &&
	inventory "/^  h4:/s/a2/a1/" && answers a1=none h1=none h2=none h3=none h4=none && checks 25-03:02:00 2 && hears <<-\END
	- line:h4 ok-down behind device:a1
	END
'
test_expect_success 'a group of other members is judged by those' '
	fresh 25-03:00:00 && echo "groups: {p: {protocol: lines, members: [h1, h2], normally-active: h1}}" >>etc/inventory/lab.yaml &&
	checks 25-03:01:00 0 && hears </dev/null && answers h1=none h2=none && checks 25-03:02:00 2 && hears <<-\END &&
	+ group:p ok-warning
	+ line:h1 ok-down
	+ line:h2 ok-down
	END
	inventory "s/members: .h1, h2.*/members: [h3, h4]}}/" && checks 25-03:03:00 2 && hears <<-\END &&
	+ group:p warning-ok
	END
	checks 25-03:04:00 2 && hears </dev/null
'
test_expect_success 'other first hops: our own view is theirs' '
	fresh 25-03:00:00 && echo "own-view: {first-hops: [a1]}" >>etc/nwops.yaml &&
	answers a1=none h1=none h2=none h3=none && checks 25-03:01:00 3 && hears </dev/null &&
	sed -i "s/first-hops: .*/first-hops: [a2]}/" etc/nwops.yaml && checks 25-03:02:00 2 && hears <<-\END &&
	+ device:a1 ok-down
	- line:h1 ok-down behind device:a1
	- line:h2 ok-down behind device:a1
	- line:h3 ok-down behind device:a1
	END
	sqlite3 state/nwops.db "select count(*) from mark where name = '\''own-view'\''" >actual && echo 0 >expect && test_cmp expect actual
'
test_expect_success 'a probe that is no longer wanted is asked and told no more' '
	fresh 25-03:00:00 && echo "probes: {device:a2/ssh: {kind: tcp, port: 22}}" >>etc/inventory/lab.yaml &&
	printf "overlay: 1\ndefault: {rtt: 2ms}\nanswers: {device:a2/ssh: {answer: none}}\n" >answers.yaml &&
	checks 25-03:01:00 2 && hears <<-\END &&
	+ device:a2/ssh ok-down
	END
	inventory "/^probes/d" && checks 25-03:02:00 0 && checks 25-03:03:00 0 && hears </dev/null &&
	runs 0 status --json && tail -n 1 actual | grep "\"status\":\"ok\",\"items\":6,"
'

# --- a store from yesterday ---

test_expect_success 'a store from yesterday tells what is otherwise than it was told then, and the gap' '
	fresh 24-03:00:00 && answers h2=none && ticks 24-03:01:00 0 && hears <<-\END &&
	+ line:h2 ok-down
	END
	rm -rf backup && runs 0 store backup backup && answers h1=none && ticks 24-03:02:00 0 && ticks 24-03:03:00 0 && hears <<-\END &&
	+ line:h1 ok-down
	+ line:h2 down-ok
	END
	at 25-03:00:00 && runs 1 store restore --replace backup && cat actual err && rm -f heard && news >told &&
	ticks 25-03:01:00 0 && grep "^nwops: no tick ran from 2026-11-24 03:01:00 +09:00 until 2026-11-25 03:01:00 +09:00" err && hears <<-\END &&
	= gap no tick
	+ line:h1 ok-down
	END
	ticks 25-03:02:00 0 && hears <<-\END &&
	+ line:h2 down-ok
	END
	ticks 25-03:03:00 0 && hears </dev/null
'

# --- a kill, a full disk ---

# faulty ORDER=N... COMMAND...: a run whose disk fails as ordered.
faulty() { faulted "$@" >out 2>err; }
# transitions: what the table has, told or not.
transitions() {
	sqlite3 state/nwops.db "select iif(told, '+', '-'), name from transition t join transition_item i on i.id = t.item order by 2, 1"
}
test_expect_success 'killed after any of its writes, what failed is told once by then or by the next' '
	fresh 25-03:00:00 && rm -rf before && cp -rp state before && answers a2=none h1=none h4=none && at 25-03:01:00 &&
	printf "+|device:a2\n+|line:h1\n-|line:h4\n" >once &&
	test_expect_code 2 faulty nwops --overlay answers.yaml check && cp calls all && transitions >actual && test_cmp once actual &&
	test 10 -lt "$(wc -l <all)" && for number in $(seq "$(wc -l <all)" | some_of); do
		rm -rf state && cp -rp before state && at 25-03:01:00 &&
		test_expect_code 137 faulty FAULTS_KILL_AFTER=$number nwops --overlay answers.yaml check &&
		checks 25-03:02:00 2 && transitions >actual && test_cmp once actual || return 1
	done
'
# on_full_disk COMMAND...: the first write of its results into the record, and all that follow, meet a full disk.
on_full_disk() {
	rm -rf state && cp -rp before state && answers a2=none h1=none h4=none && at 25-03:01:00 && rm -f heard && news >told &&
	test_must_be_empty told && { faulty nwops --overlay answers.yaml "$@" || test $? = 2; } &&
	first=$(awk '$2 ~ /write/ && $3 == "/nwops.db-wal" { print $1; exit }' calls) &&
	rm -rf state && cp -rp before state && rm -f heard && news >told &&
	test_expect_code 3 faulty FAULTS_FROM="$first" FAULTS_ERROR=full nwops --overlay answers.yaml "$@" && hears <<-\END
	= gap disk full
	+ device:a2 ok-down
	+ line:h1 ok-down
	- line:h4 ok-down behind device:a2
	END
}
test_expect_success 'on a full disk results are lost, but not what changed' '
	on_full_disk check && grep "the results of this check are not kept" err && checks 25-03:02:00 2 && hears </dev/null &&
	transitions >actual && test_cmp once actual && runs 0 audit verify
'
test_expect_success 'and a tick tells it once' '
	on_full_disk tick && grep -c "OK -> DOWN" out >count && echo 2 >expect && test_cmp expect count &&
	ticks 25-03:02:00 0 && test_must_be_empty actual && hears </dev/null
'
test_expect_success 'where nothing at all can be kept, it is told once there is room' '
	first=$(awk "\$2 ~ /write/ && \$3 == \"/nwops.db-wal\" { print \$1; exit }" all) &&
	rm -rf state && cp -rp before state && rm -f heard && news >told && rm state/reserve && at 25-03:01:00 &&
	test_expect_code 3 faulty FAULTS_FROM="$first" FAULTS_ERROR=full nwops --overlay answers.yaml check && hears </dev/null &&
	checks 25-03:02:00 2 && transitions >actual && test_cmp once actual
'

# --- two at once ---

test_expect_success 'two at once tell a change once, however they meet' '
	for round in 1 2 3 4 5; do
		rm -rf state && cp -rp before state && at 25-03:01:00 &&
		{ nwops --overlay answers.yaml check >first 2>err.first & } && other=$! &&
		runs 2 check && { wait $other; test $? = 2; } && transitions >actual && test_cmp once actual &&
		sqlite3 state/nwops.db "select count(*) from journal" >actual && echo 3 >expect && test_cmp expect actual || return 1
	done
'

# --- a storm ---

# nation LINES: that many lines behind a hundred concentrators, from a table.
nation() {
	begin && sed -i "s/rate: 2000, far-end-rate: 200/rate: 1000000, far-end-rate: 1000000/" etc/nwops.yaml &&
	inventory "/^devices/,\$d" && {
		echo "devices:" && seq 0 99 | sed "s/.*/  a&: {owner: self, role: concentrator, address: 198.51.100.&, service-class: backbone}/" &&
		echo "lines: !csv lines.csv"
	} >>etc/inventory/lab.yaml &&
	awk -v lines="$1" 'BEGIN {
		print "id,institution,from,address,kind"
		for (i = 0; i < lines; i++)
			printf "h%d,hosp,a%d,10.%d.%d.%d,ip-vpn\n", i, i % 100, i / 65536, i / 256 % 256, i % 256
	}' >etc/lines.csv
}
# A sanitizer's own memory says nothing of ours.
grep -q __asan_init "$NWOPS_BUILD/nwops" || test_set_prereq PLAIN
# weighs DAY-TIME STATUS: a check; peak has how many kilobytes it took at most.
weighs() {
	at "$1" && test_expect_code "$2" /usr/bin/python3 -c '
import os, sys
child = os.posix_spawnp("nwops", ["nwops", "--overlay", "answers.yaml", "check"], os.environ)
_, status, usage = os.wait4(child, 0)
open("peak", "w").write("%d\n" % usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))' >actual 2>err
}
# light BYTES: so many a line at most, beyond what the calm check took.
light() {
	each=$((($(cat peak) - calm) * 1024 / lines)) && echo "# $each bytes a line" && { ! test_have_prereq PLAIN || test $each -le "$1"; }
}
one_screen() {
	test "$(wc -l <actual)" -le 62 && test "$(wc -c <actual)" -le 6000
}
# The journal's entry has each item once, and the table has as many.
folded() {
	sqlite3 state/nwops.db "select body from journal join payload using (sequence) order by sequence desc limit 1" >body &&
	table=$(sqlite3 state/nwops.db "select count(*) from transition where entry = (select max(sequence) from journal)") &&
	/usr/bin/python3 -c '
import json, sys
changes = json.load(open("body"))["changes"]
items = [item for change in changes for item in change.get("items", [change.get("item")])]
assert len(items) == len(set(items))
print(len(changes), len(items), sum(len(change.get("items", [1])) for change in changes if change.get("told")), sys.argv[1])' "$table"
}
lines=50000
calm=0
# An inventory's line, its result and its state: 455 bytes where this was written.
test_expect_success '50,000 lines that are well take 600 bytes each' '
	nation 100 && answers && weighs 25-02:00:00 0 && calm=$(cat peak) && rm -rf state &&
	nation $lines && weighs 25-03:00:00 0 && light 600 && calm=$(cat peak)
'
# In a storm each has a course, a transition and its place in the judging besides: 960.
for storm in lines concentrators; do
	case $storm in
	lines) answering=$(seq -f '198.51.100.%g: {rtt: 2ms},' 0 99 | tr -d '\n') fails='1 50000 50000 50000' ends='1 50000 50000 50000' ;;
	*) answering='' fails='101 50100 100 50100' ends='2 50100 100 50100' ;;
	esac
	test_expect_success "50,000 fail in one minute, with their $storm: one screen, one entry, and little memory" '
		rm -rf state && answers && weighs 25-03:00:00 0 &&
		printf "overlay: 1\ndefault: {answer: none}\nanswers: {%s}\n" "$answering" >answers.yaml && weighs 25-03:01:00 2 &&
		light 1200 && one_screen && folded >figures && echo $fails >expect && test_cmp expect figures &&
		weighs 25-03:02:00 2 && light 1200 && one_screen
	'
	test_expect_success 'and so does it end' '
		answers && weighs 25-03:03:00 0 && light 1200 && one_screen && weighs 25-03:04:00 0 && light 1200 && one_screen &&
		folded >figures && echo $ends >expect && test_cmp expect figures
	'
done

# --- a signal: what is asked must be asked in truth, of a port that is closed and of a plugin that waits ---

. "$NWOPS_SOURCE/t/peers.sh"
cat >slow <<-\END
	#!/bin/sh
	echo $$ >"$1/begun"
	read -r word <"$1/go"
	echo "OK - $word"
END
chmod +x slow && mkfifo begun go && start_peers peer='say:SSH-2.0-test\r\n' nobody=refuse

test_expect_success 'what a signal left unasked stays as it was, and what fails meanwhile is not told before it is certain' '
	begin && rm -f heard && { inventory_of_peers && cat <<-END; } >etc/inventory/lab.yaml &&
	  b1: {owner: self, address: 127.0.0.9, watch: [], service-class: user}
	probes:
	  device:peer/ssh: {kind: tcp, port: $(port peer)}
	  device:b1/slow: {kind: plugin, timeout: 40s, command: ["$PWD/slow", "$PWD"]}
	END
	at 25-03:00:00 && test_expect_code 0 nwops check kind:tcp && inventory "s/port: $(port peer)}/port: $(port nobody)}/" &&
	at 25-03:01:00 && { nwops check kind:tcp kind:plugin >actual 2>err & } && check=$! &&
	read -r plugin <begun && kill -TERM $check && { wait $check; test $? = 2; } && grep "stopped by SIGTERM; not asked: 1 of 2" err &&
	news >told && test_must_be_empty told && state device:b1/slow >unasked && echo "unknown None" >expect && test_cmp expect unasked &&
	at 25-03:02:00 && test_expect_code 2 nwops check kind:tcp && hears <<-\END
	+ device:peer/ssh ok-down
	END
'

test_done
