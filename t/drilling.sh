# SPDX-License-Identifier: Apache-2.0
#
# A drill for tests, over the site of t/telling.sh: its line h1 is silent from the 5th minute to the 20th, two cards come in
# one second. Source it after telling.sh.
# Belongs here: the scenario, and how its store is looked into. Does not: which verb does what.
# shellcheck shell=sh

# drill_site: the site with the scenario; addresses of our own people may be sent to.
drill_site() {
	telling_site && mkdir -p etc/drills && cat >etc/drills/small.yaml <<-\END && cat >etc/drills.yaml <<-\END2
	drill: small
	title: {ja: 小さな訓練, en: A small drill}
	hazard: line-cut
	source: 1.3.3
	goals: [{ja: 知らせる, en: To tell}]
	scope: {ja: 当番, en: Those on duty}
	situation: {ja: いつもの日, en: A day like any other}
	lasts: 30m
	begins: "10:00"
	stop-word: {ja: 訓練中断, en: STOP THE DRILL}
	stop-owner: leader
	roles:
	  leader: {title: {ja: 指揮者, en: Leader}, contact: duty-officer}
	  manager: {title: {ja: 統括, en: Manager}, contact: ops-manager}
	targets:
	  hit: {title: {ja: 回線, en: The line}, select: lines, words: ["line:h1"], pick: 1}
	network:
	  - {at: 5m, target: hit, answer: none}
	  - {at: 20m, target: hit, recovers: true}
	injects:
	  call-1:
	    at: 10m
	    from: {ja: さくら病院, en: Sakura Hospital}
	    to: leader
	    means: phone
	    content: {ja: つながりません, en: We cannot connect}
	  call-2:
	    at: 10m
	    from: {ja: 記者, en: A reporter}
	    to: manager
	    means: mail
	    content: {ja: 障害ですか, en: Is there a failure}
	  call-3:
	    at: 25m
	    from: {ja: さくら病院, en: Sakura Hospital}
	    to: leader
	    means: phone
	    content: {ja: 直りました, en: It works again}
	expectations:
	  core-told:
	    title: {ja: 基盤に知らせる, en: The core is told}
	    capability: telling
	    expect: reported
	    notice: technical-info
	    audience: core
	    after: inject call-1
	    within: 10m
	    weight: 10
	  case-opened:
	    title: {ja: 案件, en: A case}
	    capability: detecting
	    expect: case-opened
	    target: hit
	    after: network 0
	    within: 10m
	    weight: 10
	answers:
	  - {at: 7m, as: leader, serves: [case-opened], run: [incident, open, "{target:hit}", "--began", unknown, "--detected-by", monitoring]}
	  - {at: 12m, as: leader, serves: [core-told], run: [notify, send, technical-info, "--to", core, "--field", info-title=first, "--field", effect=z, "--yes"]}
	END
	allow: ["*@tozai.example"]
	END2
}
# of_drill SQL: of the drill d1's store.
of_drill() { sqlite3 -batch -cmd ".timeout 10000" -separator " " state/drills/d1/nwops.db "$1"; }
# moments: what comes in it: kind, name, when by the drill (minutes), when it came, skipped, shown.
moments() {
	of_drill "select m.kind, m.name, (at_us - begins_us) / 60000000, case when done_at_us then (done_at_us - begins_us) / 60000000 else '-' end,
		skipped, shown from drill_moments m, drill order by at_us, number"
}
# told_of WHAT: how often the drill's journal says it of a card or change: "NAME COUNT" lines.
told_of() {
	of_drill "select json_extract(cast(body as text), '\$.name'), count(*) from payload join journal using (sequence)
		where kind = 'drill' and json_extract(cast(body as text), '\$.what') = '$1' group by 1 order by 1"
}
drill_state() { of_drill "select case state when 0 then 'planned' when 1 then 'running' when 2 then 'paused' when 3 then 'frozen' when 4 then 'stopped' else 'ended' end from drill"; }
# mails SERVER: of the mails that it took, who gets them and their subject, sorted.
mails() {
	/usr/bin/python3 - "$1" <<-\END
	import email, email.policy, json, os, sys
	path = "servers/%s.mails" % sys.argv[1]
	for line in sorted("%s %s" % (m["To"].addresses[0].addr_spec, m["Subject"]) for m in
	                   (email.message_from_string(json.loads(l)["text"], policy=email.policy.default)
	                    for l in (open(path, encoding="utf-8") if os.path.exists(path) else []))):
	    print(line)
	END
}
