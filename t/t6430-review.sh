#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What is looked back at after an incident, as a document: nothing typed twice, each time with how well it is known, what was owed
# and given, who answered; in both languages, and safe whatever people typed.
test_description='nwops incident review'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/schema.sh"

id=INC-20261126-001
at() { now "2026-11-26T$1:00+09:00"; }
ours() { quiet nwops "$@" >out; }
# review FILE ARGUMENT...
review() { to=$1 && shift && quiet nwops "$@" >"$to"; }
# anybody FILE: it, without the login of who runs the test.
anybody() { sed "s/ $me / ME /g; s/ $me)/ ME)/g; s/($me)/(ME)/g" "$1"; }

test_expect_success 'an incident from its begin to its end, and a problem of it' '
	telling_site && at 10:00 && cat >etc/duties.yaml <<-\END &&
	duties:
	  F: {title: {ja: 第一報, en: First report}, when: {open: true}, due: {from: detected, after: 15m}, to: [core], notice: outage-first}
	  L: {title: {ja: 重大事故, en: Serious accident}, when: {open: true}, due: {from: detected, after: 30m}, to: [authority], decide: person,
	      law: {source: "Act 28", checked: 2026-11-25, certainty: A}}
	END
	ours incident open h1 --title "no connection" --began 09:50 --about --detected-by institution &&
	ours incident set $id lines 40 --estimated && at 10:05 && ours incident set $id lines 38 &&
	ours incident set $id cause-status estimated && ours incident set $id cause "a cut cable" && ours incident set $id lead tanaka &&
	ours incident set $id carrier-ticket CAF-0123 && ours incident set $id detected-how "a call of the front desk" && ours incident set $id secrecy-leak no && at 10:20 && ours incident report $id --audience core --yes &&
	at 10:25 && ours notify ack "$(codes 1)" --by Mori && at 10:30 && ours incident set $id lead sato &&
	ours incident note $id "$(printf "<b>x</b> | *y* \033[31mred\nsecond line")" && at 11:00 && ours incident set $id restored 10:50 &&
	ours case open problem --title "cables without a second way" && problem=$(sed -n "s/^'\''\(PRB-[^'\'']*\).*/\1/p" out) &&
	ours case link "$problem" $id && ours incident set $id confirmed 10:55 &&
	ours incident task $id add "a second line" --owner sato --due "2026-12-20 12:00" --measure
'
test_expect_success 'while it is open it is a draft, and blanks say how they are filled' '
	COLUMNS=120 review draft incident review $id && grep "^  !! The incident is not closed: this is a draft.$" draft &&
	for field in underlying-cause well badly lucky; do
		grep "^Blank; it is recorded by: nwops incident set $id $field TEXT$" draft || return 1
	done
'
test_expect_success 'what a review found is recorded after the end' '
	at 11:30 && ours incident duties $id --settle L/authority --because "below the limit" --by Suzuki &&
	ours incident close $id --waive response --because "one run was enough" --waive final-report --because "told by phone" --by Suzuki &&
	ours incident set $id well "the key was at hand" && ours incident set $id badly "nobody knew the number" &&
	ours incident set $id lucky "it was a holiday" && ours incident set $id underlying-cause "one way for both" &&
	at 12:00 && ours incident set $id reviewed now --by Suzuki
'
test_expect_success 'Markdown, whole, in both languages' '
	for language in en ja; do
		review actual --lang $language incident review $id --format markdown && anybody actual >said &&
		test_cmp "$NWOPS_SOURCE/t/fixtures/reviews/incident.$language.md" said || return 1
	done
'
test_expect_success 'text for a screen, a page of HTML that refers to nothing, and nothing of what was typed is markup' '
	review text incident review $id && ! grep "is a draft" text && grep "^    <b>x</b> | \*y\* " text &&
	grep "x1b\[31mred" text && ! grep "$(printf "\033")" text && review page --lang ja incident review $id --format html &&
	grep "<h2 id=.*>3. 経過【限定】</h2>" page && grep "&lt;b&gt;x&lt;/b&gt; | \*y\* .*red<br>second line" page &&
	! grep -E "<b>|<script|href|src=|url\(|$(printf "\033")" page
'
test_expect_success 'into a file, whole or not at all' '
	review said incident review $id --format markdown --output review.md && test_must_be_empty said &&
	review actual incident review $id --format markdown && test_cmp actual review.md &&
	quiet test_expect_code 3 nwops incident review $id --format markdown --output nowhere/review.md >out && grep "nowhere/review.md" err
'
test_expect_success 'it writes nothing' '
	before=$(journal_size) && review text incident review $id && test "$before" = "$(journal_size)"
'
test_expect_success SCHEMA 'objects' '
	quiet nwops --json incident review $id >actual && valid actual && sort -u types >said &&
	printf "%s\n" case case-event case-standing duties duty incident-review >expect && test_cmp expect said &&
	sed -n 1p actual >first && grep "\"draft\":false,\"reviewed_at\":\"2026-11-26T12:00:00+09:00\",\"reviewed_by\":\"Suzuki\"" first &&
	grep "\"relation\":\"same-cause\",\"target\":\"$problem\",\"title\":\"cables without a second way\",\"from_there\":true" first
'
test_expect_success 'what is refused' '
	refused "there is no case '\''INC-20261126-009'\''; did you mean '\''INC-20261126-001'\''?" nwops incident review INC-20261126-009 &&
	refused "'\''$problem'\'' is no incident: a review is of one" nwops incident review "$problem" &&
	quiet test_expect_code 3 nwops --json incident review $id --format html >out && grep "objects with .--json.: not both" out
'

test_done
