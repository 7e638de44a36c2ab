#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops audit guideline over a site that did what is asked: its rows are met, by evidence that real
# commands left; and each thing that is taken away again flips its rows and no other.
test_description='nwops audit guideline'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"

# ours ARGUMENT...: nwops, the network being well; its errors in ./err.
ours() { quiet nwops --overlay answers.yaml "$@"; }
# stands: each clause and how it stands, to stdout; $language is the screen's.
language=en
stands() {
	ours --json --lang "$language" audit guideline >rows.json
	stands_status=$?
	/usr/bin/python3 -c '
import json
for row in map(json.loads, open("rows.json")):
    print(row["clause"] + "=" + (row["verdict"] if row["built"] else "not-built"))
' && return "$stands_status"
}
# flips [CLAUSE=VERDICT...]: since ./whole was taken exactly these changed, to that.
flips() {
	for flips_each; do echo "$flips_each"; done | LC_ALL=C sort >expect
	stands >now.rows
	LC_ALL=C sort whole >whole.sorted && LC_ALL=C sort now.rows >now.sorted && LC_ALL=C comm -13 whole.sorted now.sorted >actual &&
	test_cmp expect actual
}
# row CLAUSE: one row as text, to ./actual.
row() { ours audit guideline --clause "$1" >actual || :; }
# kept FILE COMMAND...: runs it, then puts FILE back as it was.
kept() {
	kept_file=$1 && shift && cp "$kept_file" kept.file && "$@"
	kept_status=$?
	cp kept.file "$kept_file" && return "$kept_status"
}
# edited SCRIPT FILE [CLAUSE=VERDICT...]: with FILE edited so exactly these flip.
edited() {
	sed "$1" "$2" >edited.file && ! cmp -s edited.file "$2" && shift && kept "$1" edited_now "$@"
}
edited_now() { cp edited.file "$1" && shift && flips "$@"; }

# guideline_site: what the guideline asks to be written down, written down.
guideline_site() {
	telling_site && rm etc/templates/technical-info.yaml && cat >etc/nwops.yaml <<-\END && cat >etc/inventory/lab.yaml <<-END
	zone: Asia/Tokyo
	language: en
	log-name: tozai.example/test
	calendars: {holidays: {days: japan-holidays}}
	manual:
	  conformity: {ja: 準拠する, en: It conforms, source: {ja: 法, en: Law}, reviewed: 2026-11-01}
	service-classes:
	  user:
	    thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}
	    conduct: {change: {ja: 予告する, en: It is announced}, interruption: {ja: 復旧する, en: It is restored}}
	  service-provider:
	    interval: 1m
	    thresholds: {loss: {caution: 10%, warning: 30%}, rtt: {caution: 20ms, warning: 100ms}}
	    report: {first: 10m, follow-up: 30m}
	    conduct: {change: {ja: 協議する, en: It is agreed}, interruption: {ja: 切り替える, en: It is switched}}
	  backbone:
	    thresholds: {loss: {caution: 20%, warning: 40%}, rtt: {caution: 20ms, warning: 100ms}}
	    conduct: {change: {ja: 予告する, en: It is announced}, interruption: {ja: 復旧する, en: It is restored}}
	END
	organizations:
	  self: {kind: operator, self: true, name: {ja: 東西医療回線, en: Tozai Medical Lines}, phone: "03-5550-0100"}
	  core: {kind: core-operator, name: {ja: 相互接続基盤, en: Interconnection core}}
	  minami: {kind: operator, name: {ja: 南海ヘルスネット, en: Nankai Health Net}}
	  hosp-1: {kind: institution, type: hospital, service-class: user, area: 13, name: {ja: さくら病院, en: Sakura Hospital},
	           phone: "03-5550-0121", certificate: {expires: 2028-03-31}, hours: "mon-sun 24h"}
	  hosp-2: {kind: institution, type: hospital, service-class: user, area: 13, name: {ja: うめ医院, en: Ume Clinic},
	           phone: "03-5550-0122", certificate: {expires: 2028-03-31}, hours: "mon-sun 24h"}
	contacts:
	  chief: {organization: self, role: ops-manager, login: suzuki, language: en, name: {ja: 鈴木, en: Suzuki},
	          channels: [{mail: chief@tozai.example}]}
	  duty-1: {organization: self, role: duty-officer, login: $me, language: en, name: {ja: 佐藤, en: Sato},
	           channels: [{mail: duty@tozai.example}, {phone: "090-0000-0002"}]}
	  duty-2: {organization: self, role: duty-officer, login: tanaka, language: ja, name: {ja: 田中, en: Tanaka},
	           channels: [{mail: tanaka@tozai.example}]}
	  desk: {organization: self, role: help-desk, name: {ja: 受付, en: Desk}, channels: [{phone: "03-5550-0111"}]}
	  core-noc: {organization: core, role: noc, language: en, name: {ja: 監視センター, en: Core NOC},
	             channels: [{mail: noc@core.example}, {phone: "03-5550-0901"}]}
	  minami-noc: {organization: minami, role: noc, language: ja, name: {ja: 南海監視, en: Nankai NOC},
	               channels: [{mail: noc@nankai.example}]}
	  hosp-1-it: {organization: hosp-1, role: responsible, language: ja, name: {ja: 情報室, en: Sakura IT},
	              channels: [{mail: it@sakura.example}]}
	  hosp-2-it: {organization: hosp-2, role: responsible, language: ja, name: {ja: 事務室, en: Ume office},
	              channels: [{mail: it@ume.example}]}
	rosters:
	  normal: {turns: [{contact: duty-1, deputy: duty-2, hours: "mon-sun 08:00-20:00"}, {contact: duty-2, deputy: duty-1}]}
	  disaster:
	    meeting-place: {ja: 8階 対策室, en: "8th floor"}
	    turns: [{contact: chief, deputy: duty-1}, {contact: duty-2, deputy: duty-1}]
	devices:
	  a1: {owner: self, role: concentrator, address: 192.0.2.254, service-class: backbone}
	  e1: {owner: core, role: edge, address: 192.0.2.1, watch: [icmp], service-class: backbone}
	links: [[a1, e1]]
	lines:
	  h1: {institution: hosp-1, from: a1, address: 10.1.0.1, kind: ip-vpn}
	  h2: {institution: hosp-2, from: a1, address: 10.1.0.2, kind: ip-vpn}
	  h3: {institution: hosp-2, from: a1, address: 10.1.0.3, kind: ip-vpn}
	groups:
	  pair: {protocol: lines, members: [h1, h2]}
	END
	overlay 192.0.2.254=1ms 192.0.2.1=1ms 10.1.0.1=1ms 10.1.0.2=1ms 10.1.0.3=1ms >answers.yaml && paths_of_site
}
now 2026-11-01T11:00:00+09:00

test_expect_success '--help, and what is typed wrong' '
	nwops audit guideline --help >actual && grep -q -e "--clause ID" actual &&
	start_servers mx1=smtp oob=smtp && guideline_site &&
	refused "the guideline has no clause '\''1.3.2-8'\''; did you mean '\''1.1.2-8'\''?" nwops audit guideline --clause 1.3.2-8 &&
	quiet test_expect_code 3 nwops audit guideline --html --json >out && grep -q "two ways to print it" out
'
test_expect_success 'where nothing was done only what is written is met, and nothing is written by looking' '
	test_expect_code 2 stands >rows && grep "=met" rows >actual && cat >expect <<-\END &&
	1.1.2-5=met
	1.1.2-7=met
	1.3.1-1=met
	1.3.1-3=met
	2.1=met
	2.1.1=met
	2.1.1-1=met
	2.1.1-2=met
	2.1.1-7=met
	2.1.2=met
	END
	test_cmp expect actual && wc -l <rows >count && echo 72 >expect && test_cmp expect count && ! test -e state
'

test_expect_success 'what is asked is done: checks, approvals, planned work, information, proven paths, a walk' '
	ours tick >out && echo "we approve" >letter &&
	ours procedure manual --kind response --approved-by core --document letter >out &&
	ours notify contacts --approved-by core --document letter >out &&
	ours notify contacts --approved-by minami --document letter >out &&
	ours maint plan line:h1 --from "2026-12-10 01:00" --for 2h --reason "h1 is bad" >out &&
	ours maint announce M-20261101-001 --work "routers are replaced" --scope "lines in Tokyo" --impact outage --yes >out &&
	ours notify flush >out && now 2026-12-10T01:00:00+09:00 && ours maint start M-20261101-001 >out &&
	now 2026-12-10T02:00:00+09:00 && ours maint finish M-20261101-001 --reason "all is well" >out &&
	now 2026-12-10T11:00:00+09:00 &&
	ours kb add --title "No answer after a power cut" --text "Wait for the lamps." --owner noc >out &&
	ours drill training add chief duty-1 duty-2 --topic "Flow of reports" --trainer core >out && ours notify send technical-info --to institution:hosp-1 --field info-title="New version" --field info=safer --field effect=none --yes >out &&
	ours notify flush >out &&
	ours --json notify paths --verify --to duty-1 --yes >out &&
	for code in $(sed "s/.*\"codes\":\[\"\([A-Z0-9]*\)\".*/\1/" out); do ours notify ack "$code" --by Sato >said || return 1; done &&
	cat >walk.yaml <<-\END &&
	answers:
	  institution-unreachable: {ask-institution: send, institution-checks: normal, works-now: works}
	  "*": {result: {fields: {checked-by: 森, found: nothing}}, tell-fault: done}
	fields: {caller: 森, callback: 03-5550-0122, since: 10:30, symptom: 1}
	END
	ours isolate h2 --procedure institution-unreachable --answers walk.yaml </dev/null >out &&
	cat >response.yaml <<-\END &&
	answers:
	  response:
	    is-due: report
	    report-core: send
	    report-peers: send
	    consult: done
	    instructions: nothing
	    decide-policy: {outcome: done, approved-by: suzuki, fields: {policy: wait, policy-by: Suzuki}}
	    find-cause: {outcome: done, fields: {cause: cut, sure: confirmed}}
	    prevent: {fields: {prevention: none}}
	    is-public: keep
	    why-not-public: {fields: {publish-reason: one hospital}}
	    final-core: send
	    final-peers: send
    final-manager: send
	  restore: {whose-work: others, others-work: works-again, after-theirs: {fields: {work-done: spliced}},
	            ask-users: works, final-or-not: for-good}
	END
	ours isolate line:h1 --procedure response --answers response.yaml </dev/null >out &&
	ours notify flush >out && ours tick >out && test_expect_code 2 stands >whole
'
test_expect_success 'whatever one line and one afternoon can show is met' '
	grep "=met" whole >actual && cat >expect <<-\END && test_cmp expect actual && grep -c "=cannot-tell" whole >count &&
	1.1.1-3=met
	1.1.2-1=met
	1.1.2-2=met
	1.1.2-3=met
	1.1.2-5=met
	1.1.2-7=met
	1.1.2-8=met
	1.1.2-9=met
	1.1.2-10=met
	1.1.3=met
	1.3.1-1=met
	1.3.1-2=met
	1.3.1-3=met
	1.3.2-0=met
	1.3.2-①=met
	1.3.2-②=met
	1.3.2-③=met
	1.3.2-⑤=met
	1.3.2-⑥=met
	1.3.2-⑦=met
	1.3.2(1) fig 5=met
	1.3.4-0=met
	1.3.4-1=met
	2.1=met
	2.1.1=met
	2.1.1-1=met
	2.1.1-2=met
	2.1.1-7=met
	2.1.2=met
	3.2.1-1=met
	3.2.1-6=met
	3.2.2=met
	3.2.2-2=met
	3.2.3=met
	END
	echo 1 >expect && test_cmp expect count
'
test_expect_success 'in Japanese the rows stand alike' '
	{ language=ja && stands >japanese; language=en; } ; test_cmp whole japanese
'
test_expect_success 'one row is told with its evidence, in both languages' '
	row "1.3.2(1) fig 5" && cat >expect <<-\END && test_cmp expect actual &&
	1.3.2(1) fig 5  met: isolation when an institution cannot connect
	    procedures: clinic-check-sheet, institution-service, institution-unreachable
	    it was last walked: 2026-12-10 11:00:00 +09:00 (INC-20261210-001/1)
	END
	test_expect_code 0 nwops --overlay answers.yaml audit guideline --clause 2.1 >out 2>err &&
	test_expect_code 1 nwops --overlay answers.yaml audit guideline --clause 1.1.1-1 >out 2>err &&
	ours --lang ja audit guideline --clause 1.1.2-9 >actual && cat >expect <<-\END && test_cmp expect actual &&
	1.1.2-9  適合: 接続機関に配慮した計画停止
	    過去12か月に終わった計画作業: 1 件
	END
	row 1.3.4-2 && cat >expect <<-\END && test_cmp expect actual &&
	1.3.4-2  not met: a drill by that manual once a year
	    no drill by the approved manual is on record
	    to mend: hold a drill by the approved manual and seal it: '\''nwops drill run'\'',
	      '\''nwops drill report NAME --seal FILE'\''
	END
	row 3.3 && cat >expect <<-\END && test_cmp expect actual
	3.3  not met: reports are made as the core operator prescribes
	    nobody has compared the duties with the order of reports that the core
	      operator sets
	    to mend: write '\''prescribed'\'' into '\''duties.yaml'\'': where the order stands, and
	      when the duties were compared with it
	END
'
test_expect_success 'no line is wider than the page, and the last one counts' '
	ours audit guideline >out; ours --lang ja audit guideline >out.ja; /usr/bin/python3 -c "
import unicodedata
for name in (\"out\", \"out.ja\"):
    for line in open(name):
        assert sum(2 if unicodedata.east_asian_width(c) in \"WF\" else 1 for c in line.rstrip()) <= 80, line" &&
	tail -n 1 out >actual &&
	echo "clauses: 72; met: 34, cannot tell: 1, not met: 37, of which not built: 9" >expect && test_cmp expect actual &&
	tail -n 1 out.ja >actual && echo "条項 72 件: 適合 34、判定不能 1、不適合 37 (うち未実装 9)" >expect && test_cmp expect actual
'
test_expect_success 'as a page of HTML, whole and by itself' '
	ours audit guideline --html >page.html; ours --lang ja audit guideline --html >page.ja.html; /usr/bin/python3 -c "
import html.parser, re
for name, language in ((\"page.html\", \"en\"), (\"page.ja.html\", \"ja\")):
    text = open(name).read()
    open_tags = []
    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag not in (\"meta\", \"br\", \"col\"):
                open_tags.append(tag)
            assert not {\"src\", \"href\"} & {key for key, _ in attributes}
        def handle_endtag(self, tag):
            assert open_tags.pop() == tag
    Reader().feed(text)
    assert not open_tags and \"<html lang=\\\"%s\\\">\" % language in text
    assert len(re.findall(\"<tr><td>\", text)) == 72"
'
test_expect_success SCHEMA 'as JSON it is what the schema says' '
	stands >out; valid rows.json
'

# --- what is taken away, by real commands ---

test_expect_success 'a responsible person who cannot be reached' '
	edited "/^  hosp-2-it/,/channels/d" etc/inventory/lab.yaml 1.1.1-3=not-met
'
test_expect_success 'a second help desk, which the approved documents do not have' '
	edited "s/^rosters:/  desk-2: {organization: self, role: help-desk, name: {ja: 窓口, en: Other}, channels: [{phone: 03-5550-0112}]}\n&/" \
		etc/inventory/lab.yaml 1.1.2-1=not-met 1.3.4-1=not-met 3.2.3=not-met
'
test_expect_success 'a night without anybody on duty' '
	edited "s/, {contact: duty-2, deputy: duty-1}\]}/]}/" etc/inventory/lab.yaml \
		1.1.1-3=not-met 1.1.2-5=not-met 1.3.4-1=not-met 3.2.3=not-met
'
test_expect_success 'a disaster roster without a meeting place' '
	edited "/meeting-place/d" etc/inventory/lab.yaml 1.3.1-3=not-met 1.3.4-1=not-met
'
test_expect_success 'a promise that is written in one language' '
	edited "s/en: It is announced}/en: }/;s/, en: }/}/" etc/nwops.yaml 1.1.2-7=not-met 1.3.1-1=not-met 2.1.1-2=not-met
'
test_expect_success 'a statement whose source is not written' '
	edited "s/source: {ja: 法, en: Law}, //" etc/nwops.yaml 1.1.2-7=not-met 1.3.1-1=not-met 2.1.1-1=not-met
'
test_expect_success 'service providers that are reported to later than users' '
	edited "s/first: 10m/first: 2h/" etc/nwops.yaml 2.1=not-met 1.3.4-1=not-met
'
test_expect_success 'a certificate that is not recorded, and one that is past' '
	edited "0,/certificate: {expires: 2028-03-31}, /s///" etc/inventory/lab.yaml 2.1.2=cannot-tell &&
	edited "0,/2028-03-31/s//2026-12-01/" etc/inventory/lab.yaml 2.1.2=not-met
'
test_expect_success 'a hop beyond the demarcation that is not watched' '
	edited "s/watch: \[icmp\]/watch: []/" etc/inventory/lab.yaml 3.2.1-1=not-met
'
test_expect_success 'no path out of band' '
	edited "/^  out-of-band:/,\$d" etc/notices.yaml 3.2.2-2=not-met 3.2.3=not-met
'

# aside COMMAND...: runs it on a copy of the state, and at a clock that is set back afterwards.
aside() {
	rm -rf state.kept && cp -r state state.kept && cp clock clock.kept && "$@"
	aside_status=$?
	rm -rf state && mv state.kept state && cp clock.kept clock && return "$aside_status"
}
later() { now "$1" && shift && { ! "${looked-:}" || ours tick >out; } && flips "$@"; }
test_expect_success 'without a tick nothing is watched any more, and then groups are not judged' '
	looked=false &&
	aside later 2026-12-10T13:30:00+09:00 1.1.2-8=not-met 3.2.1-1=not-met 3.2.2=not-met &&
	aside later 2026-12-11T12:30:00+09:00 1.1.2-8=not-met 3.2.1-1=not-met 3.2.1-6=not-met 3.2.2=not-met &&
	looked=:
'
test_expect_success 'paths are proven for thirty days, and a week before their end it is said' '
	in_time() { now 2027-01-05T11:00:00+09:00 && ours tick >out && flips && row 3.2.2-2; } && aside in_time && cat >expect <<-\END &&
	3.2.2-2  met: notices arrive even when the core is down
	    path '\''out-of-band'\'', proven: holds until 2027-01-09 11:00:00 +09:00
	    reached out of band: duty-1
	    warning: path '\''out-of-band'\'', proven: 4 days left
	END
	test_cmp expect actual && aside later 2027-01-09T11:00:01+09:00 1.1.1-3=not-met 3.2.2-2=not-met
'
test_expect_success 'approvals, a statement and what was done hold for a year' '
	aside later 2027-11-01T11:00:01+09:00 1.1.1-3=not-met 1.3.4-1=not-met 2.1.1-1=not-met 3.2.2-2=not-met 3.2.3=not-met &&
	aside later 2027-12-10T11:00:01+09:00 1.1.1-3=not-met 1.1.2-2=not-met 1.1.2-3=not-met 1.1.2-9=not-met 1.3.1-2=not-met \
		1.3.2-0=not-met 1.3.4-0=not-met 1.3.4-1=not-met 2.1.1-1=not-met 3.2.2-2=not-met 3.2.3=not-met
'
test_expect_success 'education that is withdrawn, and a duty officer who joins' '
	withdrawn() {
		ours --json drill training records >out && id=$(sed "s/.*\"id\":\([0-9]*\),.*/\1/" out) &&
		ours drill training withdraw "$id" --reason "it was not held" >out && flips 1.3.4-0=not-met &&
		row 1.3.4-0 && grep "no education is on record: chief, duty-1, duty-2\$" actual
	} && aside withdrawn &&
	edited "s/deputy: duty-2, hours/deputy: duty-3, hours/; s/^  desk:/  duty-3: {organization: self, role: duty-officer, channels: [{phone: 090-0000-0003}]}\n&/" \
		etc/inventory/lab.yaml 1.3.4-0=not-met 1.3.4-1=not-met 3.2.3=not-met
'
test_expect_success 'an incident that nobody walks' '
	unwalked() { ours incident open h3 >out && flips 1.1.2-2=not-met; } && aside unwalked
'
test_expect_success 'an incident that is responded to and whose first report nobody was sent' '
	unreported() {
		sed "s/is-due: report/is-due: reported/; /report-core/d; /report-peers/d" response.yaml >said.yaml &&
		ours isolate line:h3 --procedure response --answers said.yaml --field first-at="5m ago" </dev/null >out &&
		flips 1.3.2-0=not-met && row 1.3.2-0 && grep "incidents without a first report: INC-20261210-003 (core, minami)\$" actual
	} && aside unreported
'
test_expect_success 'a line that is down for an hour and taken up by nobody, until somebody does' '
	overlay 192.0.2.254=1ms 192.0.2.1=1ms 10.1.0.1=1ms 10.1.0.2=1ms 10.1.0.3=none >down.yaml &&
	untaken() {
		for minute in 05 10 15 20; do now "2026-12-10T11:$minute:00+09:00" && quiet nwops --overlay down.yaml tick >out; done
		now 2026-12-10T12:15:00+09:00 && quiet nwops --overlay down.yaml tick >out
		flips 1.3.1-2=not-met && row 1.3.1-2 && grep "in no open incident: line:h3\$" actual &&
		{ quiet nwops --overlay down.yaml isolate line:h3 --no-input >out </dev/null; flips; }
	} && aside untaken
'
test_expect_success 'work that was not announced, was announced too late, or never said to be done' '
	unannounced() {
		ours maint plan line:h1 --from "2026-12-10 12:00" --for 1h --reason x >out && now 2026-12-10T13:10:00+09:00 && ours tick >out &&
		flips 1.1.2-9=not-met && row 1.1.2-9 && grep "not announced before it began, or too late: M-20261210-001\$" actual
	} && aside unannounced &&
	late() {
		ours maint plan line:h1 --from "2026-12-10 12:00" --for 1h --reason x >out &&
		ours maint announce M-20261210-001 --work x --scope y --impact outage --yes >out
		ours notify flush >out && now 2026-12-10T13:10:00+09:00 && ours tick >out && flips 1.1.2-9=not-met
	} && aside late &&
	unsent() {
		ours maint plan line:h1 --from "2027-01-09 12:00" --for 1h --reason x >out &&
		{ ours maint announce M-20261210-001 --work x --scope y --impact outage --yes >out || :; } &&
		now 2027-01-09T11:00:00+09:00 && ours tick >out && now 2027-01-09T13:10:00+09:00 && { ours tick >out || :; } &&
		flips 1.1.1-3=not-met 1.1.2-9=not-met 3.2.2-2=not-met
	} && aside unsent &&
	undone() {
		ours maint plan line:h1 --from "2027-01-09 01:00" --for 1h --reason x >out &&
		{ ours maint announce M-20261210-001 --work x --scope y --impact outage --yes >out || :; } &&
		ours notify flush >out && now 2027-01-09T01:00:00+09:00 && ours maint start M-20261210-001 >out && now 2027-01-09T02:10:00+09:00 &&
		{ ours tick >out || :; } && flips 1.1.2-9=not-met && row 1.1.2-9 && grep "nobody said that it is done: M-20261210-001\$" actual
	} && aside undone
'
test_expect_success 'what the law may ask of an incident waits for a person, with its source, and then is late' '
	lawful() {
		ours incident open h3 >out && case=$(sed -n "s/.*\(INC-[0-9]*-[0-9]*\).*/\1/p" out) && ours incident set "$case" standby-failed yes >out &&
		row 3.3 && tr -s "\n " "  " <actual >whole.text &&
		grep "the law may ask, and a person decides: $case O1 Report that a serious accident was likely (authority): due 2027-01-09 11:[0-9]*; for a person to decide; 電気通信事業法28条 (重大な事故が生ずるおそれ), checked" whole.text &&
		now 2027-01-10T11:00:00+09:00 && row 3.3 && tr -s "\n " "  " <actual >whole.text &&
		grep "nobody has decided in time what the law asks: $case O1 .*to mend: decide, and record it:" whole.text
	} && aside lawful
'
test_expect_success 'a record that somebody changed' '
	changed() {
		/usr/bin/python3 -c "
import sqlite3
store = sqlite3.connect(\"state/nwops.db\")
store.execute(\"update journal set actor = ? where sequence = 2\", (\"somebody\",))
store.commit()" && flips 1.1.3=not-met
	} && aside changed
'
test_expect_success 'a procedure with an error concerns its clauses, and every document that is made of procedures' '
	mkdir -p etc/procedures && sed "s/^start: .*/start: nowhere/" "$NWOPS_SOURCE/share/procedures/clinic-check-sheet.yaml" \
		>etc/procedures/clinic-check-sheet.yaml &&
	flips 1.1.2-2=not-met 1.1.2-7=not-met 1.3.1-1=not-met "1.3.2(1) fig 5=not-met" 1.3.4-1=not-met && rm -r etc/procedures && flips
'
test_expect_success 'a real record is not taken for a rehearsal, nor a rehearsal for a real record' '
	quiet test_expect_code 3 nwops audit guideline >out && test_must_be_empty out &&
	quiet nwops --overlay answers.yaml audit guideline >out; echo "nwops: warning: this is the record of a rehearsal: it shows nothing of what was done in earnest" >expect &&
	tail -n 1 err >actual && test_cmp expect actual && grep -q "\"rehearsal\":true" rows.json
'
test_done
