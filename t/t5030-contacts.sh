#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Who can be told and by what; and the contact sheet, which is the same text for the same contacts, shows nobody what is not
# theirs to see, and stands as approved only while it is what was approved (3.2.3).
test_description='nwops notify contacts'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
now 2026-11-26T11:00:00+09:00

test_expect_success 'who can be told, how, and who is on duty' '
	telling_site && cat >expect <<-\END &&
	CONTACT     ORGANIZATION  ROLE          NAME         DUTY
	chief       self          ops-manager   Suzuki       -
	    mail chief@tozai.example
	core-noc    core          noc           Core NOC     -
	    mail noc@core.example; telephone 03-5550-0901
	duty-1      self          duty-officer  Sato         on duty
	    mail duty@tozai.example; telephone 090-0000-0002
	duty-2      self          duty-officer  Tanaka       on duty
	    mail tanaka@tozai.example
	hosp-1-it   hosp-1        responsible   Sakura IT    -
	    mail it@sakura.example
	minami-noc  minami        noc           Nankai NOC   -
	    mail noc@nankai.example
	minami-tel  minami        help-desk     Nankai desk  -
	    by nothing
	END
	quiet nwops notify contacts >actual && test_cmp expect actual && ! test -e state &&
	quiet nwops --json notify contacts >actual && head -n 2 actual | tail -n 1 >second &&
	echo "{\"v\":1,\"type\":\"reach\",\"contact\":\"core-noc\",\"organization\":\"core\",\"role\":\"noc\",\"language\":\"en\",\"on_duty\":false,\"channels\":[{\"channel\":\"mail\",\"target\":\"noc@core.example\",\"path\":null,\"number\":null},{\"channel\":\"phone\",\"target\":\"03-5550-0901\",\"path\":null,\"number\":null}]}" >expect &&
	test_cmp expect second
'
test_expect_success 'options go together' '
	refused "'\''--approved-by'\'' and '\''--document'\'' go together: who approved it, and the file that says so" nwops notify contacts --approved-by core &&
	refused "'\''--output'\'' is for the contact sheet: '\''--sheet'\''" nwops notify contacts --output x.md &&
	refused "a contact sheet is printed into a file that ends in .md" nwops notify contacts --sheet --output x.txt
'
# text FILE: the text of a sheet, which is what is approved.
text() { sed "1,/^---\$/d" "$1"; }
test_expect_success 'a sheet says how each side reaches the other, and nothing of institutions' '
	quiet nwops notify contacts --sheet >sheet && text sheet >actual && cat >expect <<-\END &&
	# Tozai Medical Lines Contact sheet for anomalies

	## 1. Purpose

	This sheet sets down how Tozai Medical Lines, the core operator and the other network operators reach one another when an anomaly is noticed. It is used with the approval of the core operator and of the other operators (3.2.3).

	Ways to reach somebody are used in the order in which they stand.

	## 2. Ourselves

	| Function | Name | Reached by | Normal | Disaster |
	| --- | --- | --- | --- | --- |
	| operations manager | Suzuki | 1. mail: chief@tozai.example |  | always |
	| duty officer | Sato | 1. mail: duty@tozai.example<br>2. telephone: 090-0000-0002 | always | always (deputy) |
	| duty officer | Tanaka | 1. mail: tanaka@tozai.example | always (deputy) | always |

	## 3. The core operator

	### Interconnection core

	| Function | Name | Reached by | Language |
	| --- | --- | --- | --- |
	| network operations centre | Core NOC | 1. mail: noc@core.example<br>2. telephone: 03-5550-0901 | English |

	## 4. Other network operators

	### Nankai Health Net

	| Function | Name | Reached by | Language |
	| --- | --- | --- | --- |
	| network operations centre | Nankai NOC | 1. mail: noc@nankai.example | Japanese |

	## 5. What our notices are sent from

	| Path | Sent from |
	| --- | --- |
	| Through the core | noc@tozai.example |
	| Mobile line (out of band) | noc@oob.example |

	END
	test_cmp expect actual && ! grep -i -e sakura -e hosp -e tanaka@host -e "login" sheet
'
test_expect_success 'its version is the SHA-256 of its text, whenever and wherever it is printed' '
	now 2026-12-26T11:00:00+09:00 && quiet nwops notify contacts --sheet --output again.md >out && test_must_be_empty out &&
	test_cmp sheet again.md && quiet nwops --json notify contacts --sheet >json &&
	/usr/bin/python3 -c "
import hashlib, json
sheet = json.loads(open(\"json\").read())
text = open(\"sheet\").read()
assert sheet[\"text\"] == text and sheet[\"standing\"] == \"not-approved\" and not sheet[\"approved_by_all\"], sheet
assert sheet[\"digest\"] == hashlib.sha256(text.split(\"\\n---\\n\", 1)[1].encode()).hexdigest(), sheet[\"digest\"]
assert sheet[\"digest\"] in text.split(\"\\n---\\n\", 1)[0]"
'
test_expect_success 'the core and the peers approve it, and nobody else' '
	echo "we agree" >letter &&
	refused "organization '\''fibre'\'' is of kind '\''carrier'\'': it is a core operator or another operator that approves the contact sheet" nwops notify contacts --approved-by fibre --document letter &&
	refused "organization '\''self'\'' is of kind '\''operator'\'': it is a core operator or another operator that approves the contact sheet" nwops notify contacts --approved-by self --document letter &&
	refused "no organization is called '\''x'\''" nwops notify contacts --approved-by x --document letter &&
	quiet nwops --json notify contacts --approved-by core --document letter >out && grep "\"kind\":\"contacts\",\"language\":\"en\",\"version\":1," out &&
	quiet nwops --json notify contacts --sheet >json && grep "\"standing\":\"approved\",\"approved_by_all\":false" json &&
	quiet nwops notify contacts --sheet >out && grep "^| Interconnection core | approved |$" out && grep "^| Nankai Health Net | not approved |$" out &&
	quiet nwops --json notify contacts --approved-by minami --document letter >out && grep "\"version\":1," out &&
	quiet nwops --json notify contacts --sheet >json && grep "\"standing\":\"approved\",\"approved_by_all\":true" json
'
test_expect_success 'in the other language it is the same version' '
	quiet nwops --json --lang ja notify contacts --sheet >json && grep "\"standing\":\"rendered\",\"approved_by_all\":true" json
'
test_expect_success 'a new number makes it another text, and every approval is of the one before' '
	sed "s/03-5550-0901/03-5550-0999/" etc/inventory/lab.yaml >lab && cp lab etc/inventory/lab.yaml &&
	quiet nwops --json notify contacts --sheet >json && grep "\"standing\":\"changed-since\",\"approved_by_all\":false" json &&
	quiet nwops --json notify contacts --approved-by core --document letter >out && grep "\"version\":2," out &&
	quiet nwops notify contacts --sheet >out && grep "^| Interconnection core | approved |$" out &&
	grep "^| Nankai Health Net | not approved (an earlier version was) |$" out && quiet nwops audit verify >out
'
test_expect_success 'approvals of the sheet are none of the manuals' '
	quiet test_expect_code 1 nwops --json procedure manual --kind response >json && grep "\"standing\":\"not-approved\"" json
'
test_expect_success 'whose contacts are missing is said' '
	sed "/^  core-noc/,/channels/d" etc/inventory/lab.yaml >lab && cp lab etc/inventory/lab.yaml &&
	quiet test_expect_code 1 nwops notify contacts --sheet >out && grep "^\*\*not written: Interconnection core (3.2.3)\*\*$" out
'
test_done
