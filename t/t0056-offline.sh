#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops audit offline: the directory that is read when nwops is gone, and what keeps it. Whoever looks
# finds the old one or the new one whole, wherever the writer was killed or the disk was full; and
# the tools of every system say whether it is.
test_description='nwops audit offline'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"

now 2026-11-25T03:00:00+09:00

# whole [DIR]: sha256sum finds each of its files, and there are no others.
whole() {
	(cd "${1:-pack}" && sha256sum --check --strict --quiet SHA256SUMS >&2) &&
	{ cut -c67- "${1:-pack}/SHA256SUMS" && echo SHA256SUMS; } | LC_ALL=C sort >listed &&
	for whole_each in "${1:-pack}"/*; do echo "${whole_each##*/}"; done | LC_ALL=C sort >there && test_cmp listed there
}
# as_of [DIR]: when it was written.
as_of() { sed 's/.*"as_of":"\([^"]*\)".*/\1/' "${1:-pack}/PACK.json"; }
offline() { quiet nwops audit offline "$@"; }

test_expect_success 'a site with secrets and an open case' '
	telling_site && echo "S3cret-of-the-relay" >etc/relay.password && echo "S3cret-of-the-key" >etc/device.key && chmod 600 etc/relay.password etc/device.key &&
	sed -i "s/tls: none}\]/tls: starttls, user: relay-user, secret: relay.password}]/" etc/notices.yaml &&
	sed -i "/a1: {owner: self/s/service-class/ssh: {user: device-user, key: device.key}, platform: frr, service-class/" etc/inventory/lab.yaml &&
	sed -i "/minami-tel:/s/login: mori}/login: mori, channels: [{webhook: \"https:\/\/hooks.example\/token-t0ken\"}]}/" etc/inventory/lab.yaml &&
	quiet nwops inventory lint >lint || cat lint err >&2 &&
	quiet nwops incident open h1 --title "<b>No answer</b>" --detected-by monitoring --text "no answer" >out &&
	sed "s/^  core:/  core: /" etc/notices.yaml >/dev/null
'

test_expect_success 'it is written, each file is found whole, nobody else reads it' '
	offline pack >out && test_must_be_empty err && whole &&
	stat -c %a pack pack/* | LC_ALL=C sort -u >actual && printf "600\n700\n" >expect && test_cmp expect actual &&
	sed "s/[0-9]* bytes/N bytes/" out >actual && cat >expect <<-\END && test_cmp expect actual
	wrote '\''pack'\'': 25 files, N bytes
	open cases: 1, to be called: 0, on duty: 2
	restricted: names, telephone numbers and open cases are in it
	END
'

test_expect_success 'what must be known without nwops stands in it' '
	grep "090-0000-0002" pack/duty.txt && grep "090-0000-0002" pack/duty.html && grep "Meeting place: 8th floor" pack/duty.txt &&
	grep "^INC-20261125-001  <b>No answer</b>" pack/cases.txt && grep "F3 .*: due 2026-11-25 03:30" pack/cases.txt &&
	grep "&lt;b&gt;No answer&lt;/b&gt;" pack/cases.html && grep "03-5550-0901" pack/contacts.txt && grep "127.0.0.1" pack/paths.txt &&
	grep "fibre,.*fault-desk,0120-000-113" pack/directory.csv && grep "^h1,hosp-1,a1,.*fibre,CAF-1" pack/lines.csv && grep "^a1 " pack/topology.txt &&
	grep "^As of 2026-11-25 03:00:00 +09:00, written by host $(hostname)" pack/README.txt &&
	test_cmp state/checkpoint pack/checkpoint &&
	cp -r state copied && nwops audit verify --against pack/checkpoint copied
'

test_expect_success 'each page says when, where and of what it was made' '
	made_from=$(sed "s/.*\"made_from\":\"\([^\"]*\)\".*/\1/" pack/PACK.json) && test "${#made_from}" = 64 &&
	for page in pack/*.txt pack/*.html; do
		grep "2026-11-25 03:00:00 +09:00" "$page" >said && grep "$made_from" "$page" >said || { echo "$page" >&2; return 1; }
	done
'

test_expect_success 'no line of text is wider than a terminal, no page refers to anything outside' '
	/usr/bin/python3 - <<-\END
	import glob, html.parser, os, sys, unicodedata
	for path in glob.glob("pack/*.txt"):
	    for line in open(path):
	        width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in line.rstrip("\n"))
	        assert width <= 80, (path, width, line)
	class Page(html.parser.HTMLParser):
	    def handle_starttag(self, tag, attributes):
	        assert tag not in ("script", "link", "img", "iframe", "object", "base"), tag
	        for name, value in attributes:
	            if name in ("href", "src", "xlink:href"):
	                assert value.startswith("#") or os.path.exists("pack/" + value), value
	pages = glob.glob("pack/*.html")
	assert len(pages) == 9
	for path in pages:
	    text = open(path).read()
	    assert "@import" not in text and "url(" not in text and "DTD" not in text, path
	    Page().feed(text)
	END
'

test_expect_success 'nothing in it opens a door' '
	! grep -rE "S3cret|relay-user|relay\.password|device-user|device\.key|t0ken|hooks\.example|tanaka\",\"login" pack >&2
'

test_expect_success 'a byte that was changed is found' '
	cp -r pack changed && printf x | dd of=changed/duty.txt bs=1 seek=20 conv=notrunc 2>dd.err &&
	! (cd changed && sha256sum --check SHA256SUMS >../said 2>../err) && grep "^duty.txt: FAILED" said
'

test_expect_success 'in Japanese: by --lang, else as the site has it' '
	offline --lang ja japanese >out && whole japanese && grep "nwops が使えないとき" japanese/README.txt && grep "責任分界" japanese/topology.dot &&
	sed -i "s/^language: en/language: ja/" etc/nwops.yaml && offline site >out && grep "いま誰が当番か" site/README.txt &&
	sed -i "s/^language: ja/language: en/" etc/nwops.yaml
'

test_expect_success SCHEMA 'as JSON, and without writing' '
	offline --json --dry-run nowhere >actual && valid actual && test ! -e nowhere && grep "\"dry_run\":true" actual &&
	offline --json again >actual && valid actual && grep "\"directory\":\"again\",\"dry_run\":false,\"language\":\"en\",\"rehearsal\":false" actual
'

# nothing_done WORDS ARGUMENT...: it says WORDS with exit 3, and ./pack is as it was.
nothing_done() {
	words=$1 && shift && cp -rp pack pack.before && quiet test_expect_code 3 nwops "$@" >out && echo "nwops: $words" >expect && test_cmp expect err &&
	diff -r pack pack.before && rm -r pack.before
}

test_expect_success 'what is not its own it writes nothing over' '
	mkdir other && echo mine >other/notes.txt &&
	nothing_done "'\''other'\'' holds '\''notes.txt'\'', which is not of it: nothing is written over it; name a directory of its own" audit offline other &&
	grep mine other/notes.txt && mkdir empty && offline empty >out && whole empty &&
	echo mine >pack/notes.txt && nothing_done "'\''pack'\'' holds '\''notes.txt'\'', which is not of it: nothing is written over it; name a directory of its own" audit offline pack &&
	rm pack/notes.txt && ln -s pack linked && quiet test_expect_code 3 nwops audit offline linked && rm linked &&
	nothing_done "name a directory, or let the site name one: '\''offline'\'' in nwops.yaml" audit offline
'

test_expect_success 'nor over that of another record' '
	sed "s/log-name: .*/log-name: other.example/" etc/nwops.yaml >other.yaml && cp -r etc etc.other && cp other.yaml etc.other/nwops.yaml &&
	nothing_done "'\''pack'\'' is of another record, '\''tozai.example/test'\'': nothing is written over it; name another directory" --config etc.other audit offline pack &&
	quiet nwops --state twin incident open h1 --title "of a twin" --detected-by monitoring >out &&
	nothing_done "'\''pack'\'' is of another record, '\''tozai.example/test'\'': nothing is written over it; name another directory" --state twin audit offline pack
'

# each_marked DIR: whoever opens any page of it sees that it is of a drill.
each_marked() {
	for page in "$1"/*.txt "$1"/*.html; do
		grep "【訓練】" "$page" >said || { echo "$page" >&2; return 1; }
	done
}
test_expect_success 'an exercise is marked, and never takes the place of what is real' '
	overlay 192.0.2.254=1ms >answers.yaml && quiet nwops --overlay answers.yaml --state played check >out || : &&
	quiet nwops --overlay answers.yaml --state played audit offline exercise >out && each_marked exercise &&
	quiet nwops --overlay answers.yaml --state played audit offline exercise >out &&
	! quiet nwops --overlay answers.yaml --state played audit offline pack >out && grep "is of the real record, and this is an exercise" err && whole &&
	! offline exercise >out && grep "is of an exercise, and this is the real record" err && whole exercise
'

# --- a disk that fails ---

# broken ORDER...: a writer whose disk fails as ordered; leaves calls.
broken() {
	faulted FAULTS_UNDER="$PWD/disk" "$@" nwops audit offline disk/pack >out 2>err
}
# either_whole: disk/pack is the old one or the new one; the next writer goes on, and leaves nothing beside it.
either_whole() {
	whole disk/pack && case $(as_of disk/pack) in "$old" | "$new") ;; *) return 1 ;; esac && goes_on
}
goes_on() { offline disk/pack >out && whole disk/pack && test "$(as_of disk/pack)" = "$new" && ls -A disk >actual && echo pack >expect && test_cmp expect actual; }
old_again() { rm -rf disk && mkdir disk && cp -rp old disk/pack; }

test_expect_success 'an old one, and how a new one is written' '
	mkdir disk && offline old >out && old=$(as_of old) && now 2026-11-25T03:10:00+09:00 && new=2026-11-25T03:10:00+09:00 &&
	quiet nwops incident note INC-20261125-001 "told the core" >out && old_again && broken && cp calls all.calls && goes_on &&
	awk "\$2 ~ /link|rename/ && \$3 ~ /lines.csv/" all.calls >actual && test -s actual
'
# The first, the last, all around that in which they change places, and of the others every thirtieth.
awk '{ call[NR] = $2 } $2 ~ /rename/ { place = NR }
	END { for (i = 1; i <= NR; i++) if (i == 1 || i == NR || (i > place - 2 && i < place + 3) || i % 30 == 0) print i }' all.calls | some_of >points
while read -r number; do
	test_expect_success "killed after call $number, it is the old one or the new one" "
		old_again && test_expect_code 137 broken FAULTS_KILL_AFTER=$number && either_whole
	"
done <points

for number in $({ echo 20 && awk '/rename/ { print $1 }' all.calls; } | some_of); do
	for error in full io; do
		test_expect_success "$error from call $number on: the old one is there, and it is said" "
			old_again && { broken FAULTS_FROM=$number FAULTS_ERROR=$error || grep \"what was there is there still\" err; } && either_whole
		"
	done
done

test_expect_success 'where two directories cannot change places, both are there whole when it is killed' '
	old_again && broken FAULTS_PLAIN_RENAME=1 && cp calls plain.calls && whole disk/pack && test "$(as_of disk/pack)" = "$new" && goes_on &&
	for number in $(awk "/rename/ { print \$1 }" plain.calls); do
		old_again && test_expect_code 137 broken FAULTS_PLAIN_RENAME=1 FAULTS_KILL_AFTER="$number" &&
		if test -e disk/pack; then
			whole disk/pack
		else
			count=0 && for each in disk/pack.nwops-*; do whole "$each" && count=$((count + 1)) || return 1; done && test "$count" = 2
		fi && goes_on || return 1
	done
'

test_expect_success 'two at once do not mix' '
	old_again && { offline disk/pack >out.1 2>err.1 & } && { quiet nwops audit offline disk/pack >out.2 || :; } && wait && either_whole
'

# --- a tick keeps it ---

kept_site() {
	rm -rf etc state && site && cat >>etc/nwops.yaml <<-END && cat >etc/inventory/lab.yaml <<-\END
	offline: {directory: $PWD/kept, every: 2h}
	END
	organizations: {self: {kind: operator, self: true, name: Tozai}}
	contacts: {duty: {organization: self, role: duty-officer, channels: [{phone: "090-0000-0002"}]}}
	rosters: {disaster: {turns: [{contact: duty}]}}
	devices: {a1: {owner: self, role: border, address: 192.0.2.1, watch: [], service-class: backbone}}
	probes: {"device:a1/alive": {kind: plugin, command: [/bin/true], timeout: 5s}}
	END
}
# tick TIME: at that time; its errors in ./err.
tick() { now "$1" && quiet nwops tick >out; }
# kept_since TIME: it was written then.
kept_since() { test "$(as_of kept)" = "$1" && whole kept; }

test_expect_success 'a tick writes it, and writes it anew when something changed or it came of age' '
	kept_site && tick 2026-11-25T03:00:00+09:00 && test_must_be_empty err && kept_since 2026-11-25T03:00:00+09:00 &&
	stat -c %i kept >before && tick 2026-11-25T03:01:00+09:00 && kept_since 2026-11-25T03:00:00+09:00 && stat -c %i kept >after && test_cmp before after &&
	quiet nwops incident open --title "No answer" >out && tick 2026-11-25T03:02:00+09:00 && kept_since 2026-11-25T03:02:00+09:00 && grep "No answer" kept/cases.txt &&
	quiet nwops incident task INC-20261125-001 add "replace the fan" --owner sato --due 2h >out &&
	sed -i "s/0002/0003/" etc/inventory/lab.yaml && tick 2026-11-25T03:03:00+09:00 && kept_since 2026-11-25T03:03:00+09:00 && grep 090-0000-0003 kept/duty.txt &&
	grep "1. replace the fan" kept/cases.txt && grep "Task to be done" kept/cases.txt && ! grep "Nothing was owed" kept/cases.txt &&
	quiet nwops notify roster declare disaster --reason "earthquake" >out && tick 2026-11-25T03:04:00+09:00 && grep "disaster (declared by" kept/duty.txt &&
	rm -r kept && tick 2026-11-25T03:05:00+09:00 && kept_since 2026-11-25T03:05:00+09:00
'

test_expect_success 'what cannot be written is told, and stops no tick' '
	mv kept kept.away && echo mine >kept && tick 2026-11-25T03:06:00+09:00 && grep "warning: offline directory: cannot write .*kept" err &&
	tick 2026-11-25T03:07:00+09:00 && COLUMNS=400 quiet nwops status >out && grep "offline directory .*/kept. could not be written since 03:06: nothing lies there" out &&
	rm kept && tick 2026-11-25T03:08:00+09:00 && test_must_be_empty err && kept_since 2026-11-25T03:08:00+09:00 &&
	COLUMNS=400 quiet nwops status >out && ! grep "could not be written" out
'

test_expect_success 'a rehearsal writes none' '
	cp -rp kept kept.before && echo "overlay: 1" >answers.yaml && echo "default: {answer: none}" >>answers.yaml && echo "answers: {}" >>answers.yaml &&
	now 2026-11-26T03:00:00+09:00 && quiet nwops --overlay answers.yaml --state played tick >out && diff -r kept kept.before &&
	quiet test_expect_code 3 nwops --overlay answers.yaml --state played audit offline && grep "name a directory for the exercise" err
'

# reminded CLAUSE COUNT: of so many reminders of it somebody is to be called.
reminded() { COLUMNS=200 quiet nwops --lang en notify call-list >out; grep -c "Reference: $1\$" out >count; echo "$2" >expect && test_cmp expect count; }
test_expect_success 'what lapses is told by a tick of the record, once, the minute it comes' '
	tick 2027-09-25T02:59:00+09:00; reminded 1.3.4-2 0 && rm -rf quiet.state && cp -rp state quiet.state &&
	tick 2027-09-25T03:00:00+09:00; reminded 1.3.4-2 1 && reminded 1.3.4-0 1 &&
	tick 2027-09-25T03:01:00+09:00; reminded 1.3.4-2 1
'
# torn ORDER...: that tick, on a disk that fails as ordered; leaves calls.
torn() {
	rm -rf state calls && cp -rp quiet.state state && now 2027-09-25T03:00:00+09:00 &&
	env FAULTS_UNDER="$PWD/state" FAULTS_LOG="$PWD/calls" LD_PRELOAD="$FAULTS" ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" "$@" \
		nwops tick >out 2>err
}
test_expect_success 'and once, wherever the tick was killed' '
	torn && calls_all=$(wc -l <calls) && for part in 3 5 6 7 8 9; do
		number=$((calls_all * part / 10))
		test_expect_code 137 torn FAULTS_KILL_AFTER=$number && tick 2027-09-25T03:00:00+09:00; { reminded 1.3.4-2 1 && reminded 1.3.4-0 1; } || { echo "call $number" >&2; return 1; }
	done
'

test_done
