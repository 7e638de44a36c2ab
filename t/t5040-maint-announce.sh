#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Planned work is announced early enough, in words for those outside, to the institutions that it may
# interrupt and to no other; whoever was told of the plan is told what becomes of it (1.1.2-9).
test_description='nwops maint announce'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
now 2026-11-26T11:00:00+09:00

# announce WINDOW [OPTION...]: with what must be said.
announce() {
	announce_window=$1 && shift && nwops maint announce "$announce_window" --work "routers are replaced" --scope "lines in Tokyo" "$@"
}
# notices: kind, audience, and whom each message of each goes to, in the order in which they were made.
notices() {
	sqlite3 -batch -separator ' ' state/nwops.db \
		"select n.number, json_extract(facts, '\$.kind'), audience, group_concat(m.contact || '/' || m.organization)
		 from notices n join messages m on m.notice = n.number group by n.number order by n.number"
}

test_expect_success 'what must be said is said' '
	telling_site && quiet nwops maint plan line:h1 --from "2027-01-10 01:00" --for 4h --reason "h1 is bad" >out &&
	refused "say what is done and what it is about: '\''--work'\'' and '\''--scope'\''" nwops maint announce M-20261126-001 &&
	refused "option '\''--spare'\'' wants words, in UTF-8" announce M-20261126-001 --spare "" &&
	quiet test_expect_code 3 announce M-20261126-009 >out && test_must_be_empty out && grep "M-20261126-009" err &&
	quiet test_expect_code 3 announce M-20261126-001 --impact bad >out && grep "impact" err
'
test_expect_success '--dry-run shows whom it would go to, and writes nothing' '
	size=$(journal_size) && quiet test_expect_code 2 nwops --json maint announce M-20261126-001 --work x --scope y --impact outage --dry-run >out &&
	/usr/bin/python3 -c "
import json
lines = list(map(json.loads, open(\"out\")))
assert [(m[\"contact\"], m[\"channel\"]) for m in lines if m[\"type\"] == \"planned-message\"] == [
    (\"core-noc\", \"mail\"), (\"minami-noc\", \"mail\"), (\"hosp-1-it\", \"mail\")], lines
assert [p[\"audience\"] for p in lines if p[\"type\"] == \"notice-plan\"] == [\"core\", \"peers\", \"institution\"]
assert not any(\"h1 is bad\" in m.get(\"text\", \"\") for m in lines)" && test "$size" = "$(journal_size)"
'
test_expect_success 'what interrupts nobody is no concern of institutions' '
	quiet test_expect_code 2 nwops --json maint announce M-20261126-001 --work x --scope y --impact reduced-redundancy --dry-run >out && ! grep hosp out &&
	quiet test_expect_code 2 nwops --json maint announce M-20261126-001 --work x --scope y --impact no-impact --dry-run >out && ! grep hosp out &&
	quiet test_expect_code 2 nwops --json maint announce M-20261126-001 --work x --scope y --dry-run >out && grep hosp-1-it out
'
test_expect_success 'work on a concentrator reaches all whose lines come from it' '
	quiet nwops maint plan device:a1 --from "2027-02-10 02:00" --for 1h --reason x >out &&
	quiet test_expect_code 2 nwops --json maint announce M-20261126-002 --work x --scope y --impact outage --dry-run >out && grep hosp-1-it out && grep "\"organization\":\"hosp-2\"" out
'
test_expect_success 'where nobody can be asked nothing is sent' '
	quiet test_expect_code 1 nwops --no-input maint announce M-20261126-001 --work x --scope y >out && tail -n 1 out >actual &&
	echo "nobody is here to be asked; '\''--yes'\'' sends it: nothing was sent" >expect && test_cmp expect actual
'
test_expect_success 'it is told once' '
	cat >expect <<-\END &&
	notice 1 (maintenance planned, to core operator): queued
	messages: 1, of which a person calls or hands over: 0
	notice 2 (maintenance planned, to other network operators): queued
	messages: 1, of which a person calls or hands over: 0
	notice 3 (maintenance planned, to institution): queued
	messages: 1, of which a person calls or hands over: 0
	END
	quiet test_expect_code 2 announce M-20261126-001 --impact outage --longest-cut 10m --spare "2027-01-11 01:00" --yes >actual && test_cmp expect actual &&
	quiet test_expect_code 2 announce M-20261126-001 --impact outage --yes >actual && grep -c "^told already, nothing was done: notice [123] " actual >count &&
	echo 3 >expect && test_cmp expect count
'
test_expect_success 'what is too late says so' '
	quiet nwops maint plan line:h2 --from "2026-12-20 01:00" --for 1h --reason x >out &&
	quiet test_expect_code 1 announce M-20261126-003 --to core --dry-run >out &&
	echo "nwops: warning: this is announced 23d 14h before it begins, and 30d are owed (1.1.2-9)" >expect && test_cmp expect err &&
	quiet announce M-20261126-003 --to core --impact no-impact --dry-run >out && test_must_be_empty err
'
test_expect_success 'who was told of the plan is told what becomes of it' '
	now 2027-01-10T01:00:00+09:00 && quiet nwops maint start M-20261126-001 >out && grep "^messages to those who were told of the plan: 3$" out &&
	now 2027-01-10T04:00:00+09:00 && quiet nwops maint extend M-20261126-001 --for 1h --reason "a part is missing" >out &&
	now 2027-01-10T05:30:00+09:00 && quiet nwops --json maint finish M-20261126-001 --reason "all is well" >out && grep "\"told\":3}" out &&
	notices >actual && cat >expect <<-\END && test_cmp expect actual
	1 maintenance-planned core core-noc/core
	2 maintenance-planned peers minami-noc/minami
	3 maintenance-planned institution hosp-1-it/hosp-1
	4 maintenance-started core core-noc/core
	5 maintenance-started peers minami-noc/minami
	6 maintenance-started institution hosp-1-it/hosp-1
	7 maintenance-changed core core-noc/core
	8 maintenance-changed peers minami-noc/minami
	9 maintenance-changed institution hosp-1-it/hosp-1
	10 maintenance-finished core core-noc/core
	11 maintenance-finished peers minami-noc/minami
	12 maintenance-finished institution hosp-1-it/hosp-1
	END
'
test_expect_success 'of what was never announced nobody is told' '
	quiet nwops maint extend M-20261126-002 --for 1h --reason x >out && ! grep told out &&
	quiet nwops --json maint cancel M-20261126-002 --reason x >out && grep "\"told\":null}" out && notices >actual && test_cmp expect actual
'
test_expect_success 'one who was told alone hears alone that it is cancelled, and why' '
	quiet nwops maint plan line:h2 --from "2027-03-20 01:00" --for 1h --reason x >out &&
	quiet announce M-20270110-001 --to peers --yes --impact outage >out; quiet nwops maint cancel M-20270110-001 --reason "no parts" >out &&
	notices >out && tail -n 2 out >actual && printf "%s\n" "13 maintenance-planned peers minami-noc/minami" "14 maintenance-cancelled peers minami-noc/minami" >expect &&
	test_cmp expect actual && quiet nwops notify preview 14 minami-noc >bytes &&
	/usr/bin/python3 -c "
import email, email.policy
mail = email.message_from_binary_file(open(\"bytes\", \"rb\"), policy=email.policy.default)
text, calendar = mail.iter_parts()
assert \"no parts\" in text.get_content(), text.get_content()
assert calendar.get_content_type() == \"text/calendar\" and calendar.get_param(\"method\") == \"CANCEL\", calendar[\"Content-Type\"]
lines = calendar.get_content().replace(\"\\r\", \"\").split(\"\\n\")
for line in (\"METHOD:CANCEL\", \"STATUS:CANCELLED\", \"SEQUENCE:1\", \"UID:M-20270110-001@tozai.example\", \"DTSTART:20270319T160000Z\", \"X-MAINTNOTE-IMPACT:OUTAGE\"):
    assert line in lines, (line, lines)"
'
test_expect_success 'what is over is not announced' '
	refused "'\''M-20261126-001'\'' is finished: there is nothing to announce" announce M-20261126-001 --again x &&
	refused "'\''M-20270110-001'\'' is cancelled: there is nothing to announce" announce M-20270110-001
'
test_expect_success 'rules with errors hold a change up that others must hear of, and no other' '
	quiet nwops maint plan line:h2 --from "2027-04-20 01:00" --for 1h --reason x >out && quiet announce M-20270110-002 --to core --impact outage --yes >out &&
	quiet nwops maint plan line:h1 --from "2027-05-20 01:00" --for 1h --reason x >out &&
	mkdir -p broken && cp -r etc/* broken && echo "pathes: {}" >broken/notices.yaml && size=$(journal_size) &&
	quiet test_expect_code 3 nwops --config broken maint cancel M-20270110-002 --reason x >out && test "$size" = "$(journal_size)" &&
	quiet nwops --config broken maint cancel M-20270110-003 --reason x >out
'
test_done
