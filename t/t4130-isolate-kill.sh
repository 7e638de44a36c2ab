#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# SIGKILL at each single change that a walk makes to its store, and so after each event of
# it: resumed, it comes to the same record as one that nobody disturbed. Walked are
# operator-detected with the enquiry at the carrier's desk, and the response beside it, to
# their ends; what they look at is asked on the way.
test_description='a run that is killed anywhere is resumed as if nothing had been'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
case=INC-20261125-001

# The words of a walk, whatever procedure asks.
cat >answers.yaml <<\END
answers:
  operator-detected:
    detect: {fields: {since: 10m ago, symptom: no answer, seen-by: nwops}}
    ask-institution: send
    institution-checks: normal
    result: {fields: {checked-by: Ito, equipment: all lamps lit}}
  carrier-enquiry:
    prepare: {fields: {circuit-id: CAF-1}}
    call-desk: {outcome: done, fields: {desk-person: Kato, carrier-ticket: T-1}}
    carrier-checks: {outcome: fault-found, fields: {carrier-finding: cut}}
  response:
    is-due: report
    report-core: send
    report-peers: send
    consult: done
    instructions: nothing
    decide-policy: {outcome: done, approved-by: boss, fields: {policy: the carrier mends it, policy-by: Boss}}
    find-cause: {outcome: done, fields: {cause: cut, sure: confirmed}}
    prevent: {fields: {prevention: none}}
    is-public: keep
    why-not-public: {fields: {publish-reason: one clinic}}
    final-core: send
    final-peers: send
    final-manager: send
  restore:
    whose-work: carrier-new
    carrier-works: works-again
    after-theirs: {fields: {work-done: spliced}}
    ask-users: works
    final-or-not: for-good
END


# The two walks, one after the other: which run, what answers in the network's place, and when.
run_of() { case $1 in find) echo 1 ;; mend) echo 2 ;; esac; }
overlay_of() { case $1 in find) echo cut.yaml ;; mend) echo good.yaml ;; esac; }
time_of() { case $1 in find) echo 10:10 ;; mend) echo 10:20 ;; esac; }
now() { echo "2026-11-25T$1:00+09:00" >clock; }

# show FILE: the whole record of the case, times and all, but for where in the journal it is, and the digest of words
# that quote its head: what is looked at ahead has its entries there too.
show() {
	nwops --overlay good.yaml --json incident show $case >shown.json 2>show.err &&
	sed "s/,\"entry\":[0-9]*}\$/}/; s/\(\"identity\":\"[^\"]*\",\)\"digest\":\"[0-9a-f]*\"/\1/g" shown.json >"$1"
}
# is_begun WALK: its run is in the store.
is_begun() {
	show begun && grep -q "\"case-run\",.*\"run\":$(run_of "$1")," begun
}
# walks WALK [ORDER...]: begins it, or resumes it where it is begun; leaves calls, out, err.
walks() {
	walks_which=$1 && shift &&
	set -- "$@" nwops --overlay "$(overlay_of "$walks_which")" --json isolate &&
	if is_begun "$walks_which"; then
		set -- "$@" resume "$case/$(run_of "$walks_which")"
	else
		set -- "$@" start line:c1
	fi &&
	faulted "$@" --answers answers.yaml >out 2>err </dev/null
}
# The check that a killed walk had begun ahead goes on without it: until that has ended.
alone() {
	while grep -qsxz "$PWD/stat[e]" /proc/[0-9]*/cmdline; do sleep 0.05; done
}
# begin STATE: ./state is that one.
begin() { alone && rm -rf state && cp -rp "$1" state; }
# told FILE: what FILE says is the whole record of the case, and it is proven.
told() {
	show shown && test_cmp "$1" shown &&
	code=0 && { nwops --overlay good.yaml audit verify >verdict 2>verify.err || code=$?; } && test "$code" -le 1
}
# events FILE: of a record.
events() { grep -c "\"case-event\"" "$1" || :; }
# The first call of the last process behind which its first entry is durable.
first_durable() {
	awk '$2 ~ /^f(data)?sync$/ && $3 == "/nwops.db-wal" { synced = $1 }
		$2 == "open" && $3 ~ /^\/checkpoint/ { print synced; exit }' calls
}

test_expect_success 'a clinic whose circuit is cut' '
	site && mail_path >etc/notices.yaml && cat >etc/inventory/lab.yaml <<-\END &&
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  core: {kind: core-operator, name: Core}
	  other: {kind: operator, name: Other}
	  fibre: {kind: carrier, name: Fibre, fault-desk: "0120-000-113"}
	  aoba: {kind: institution, type: clinic, service-class: user, name: Aoba Clinic}
	contacts:
	  desk: {organization: aoba, role: responsible, language: ja, channels: [{mail: it@aoba.example}]}
	  noc: {organization: core, role: noc, language: ja, channels: [{mail: noc@core.example}]}
	  peer: {organization: other, role: noc, language: ja, channels: [{mail: noc@other.example}]}
	  boss: {organization: self, role: ops-manager, login: boss, language: ja, channels: [{mail: boss@noc.example}]}
	devices:
	  b1: {owner: self, role: border, address: 192.0.2.10, service-class: backbone}
	  a1: {owner: self, role: concentrator, address: 192.0.2.11, service-class: backbone}
	  e1: {owner: core, role: edge, address: 192.0.2.12, service-class: backbone}
	  r1: {owner: self, role: cpe, address: 192.0.2.21, service-class: user}
	links: [[b1, e1], [b1, a1]]
	lines:
	  c1: {institution: aoba, from: a1, cpe: r1, address: 192.0.2.1, kind: ip-vpn, carrier: fibre, circuit-id: CAF-1}
	  c2: {institution: aoba, from: a1, address: 192.0.2.2, kind: ip-vpn, carrier: fibre, circuit-id: CAF-2}
	END
	overlay 192.0.2.1=1ms 192.0.2.21=1ms 192.0.2.2=1ms 192.0.2.10=1ms 192.0.2.11=1ms 192.0.2.12=1ms >good.yaml &&
	overlay 192.0.2.2=1ms 192.0.2.10=1ms 192.0.2.11=1ms 192.0.2.12=1ms >cut.yaml &&
	now 10:00 && nwops --overlay good.yaml check >out 2>err && now 10:05 &&
	test_expect_code 2 nwops --overlay cut.yaml check >out 2>err && cp -rp state find.before
'

test_expect_success 'what undisturbed walks come to, through every call' '
	for walk in find mend; do
		now "$(time_of $walk)" && walks $walk && cp calls $walk.calls && show $walk.record &&
		cp -rp state $walk.after || return 1
	done &&
	cp -rp find.after mend.before &&
	grep "\"case-run\"" mend.record |
		sed "s/.*\"procedure\":\"\([a-z-]*\)\".*\"step\":\"\([a-z-]*\)\".*\"state\":\"\([a-z-]*\)\".*/\1 \2 \3/" >actual &&
	cat >expect <<-\END && test_cmp expect actual
	operator-detected carrier completed
	response closed completed
	carrier-enquiry carrier completed
	response-reports first-institutions running
	response-superior tell running
	restore restored completed
	carrier-enquiry carrier completed
	END
'

# killed_on WALK: from where it stands, once more killed right behind the first thing that it makes durable; and
# from there, and from there. Wherever it stood, what was left of it came to the same record. How many
# events the case had each time, to ./counts.
killed_on() {
	begin "$1.before" && now "$(time_of "$1")" && : >counts &&
	while
		alone && rm -rf standing && cp -rp state standing &&
		walks "$1" && told "$1.record" || return 1
		number=$(first_durable)
		test -n "$number"
	do
		begin standing && test_expect_code 137 walks "$1" FAULTS_KILL_AFTER="$number" &&
		{ show standing.record || : >standing.record; } && events standing.record >>counts
		test "$(wc -l <counts)" -lt 100 || return 1
	done
}

# killed_at WALK NUMBER
killed_at() {
	begin "$1.before" && now "$(time_of "$1")" && test_expect_code 137 walks "$1" FAULTS_KILL_AFTER="$2" &&
	walks "$1" && told "$1.record"
}

# Three at a time at the most: an answer, and what it says of the case; a look and what came of it, a notice likewise, a call and
# the start of what is called. None is
# a look that has asked, or a check that asked ahead beside the walk, whose changes are numbered in the same log.
for walk in find mend; do
	test_expect_success "$walk: killed behind each event, one after another" '
		killed_on $walk && begin $walk.before && { show before.record || : >before.record; } &&
		awk -v last="$(events before.record)" -v whole="$(events $walk.record)" "
			\$1 < last || \$1 > last + 3 { print \"from\", last, \"to\", \$1 }
			{ last = \$1 }
			END { if (last != whole || NR < 12) print NR, last, \"of\", whole }" counts >actual &&
		test_must_be_empty actual
	'
done

# Anywhere: in the middle of what one transaction writes, of a signed head, of a look.
for walk in find mend; do
	last=$(wc -l <$walk.calls)
	for number in $(seq 1 23 "$last" | some_of); do
		test_expect_success "$walk: killed after change $number of $last" "killed_at $walk $number"
	done
done

test_done
