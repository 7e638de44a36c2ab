#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Education of who can be on duty (1.3.4): recorded, corrected, due by the calendar, by which manual; its row of the
# guideline; and the drills themselves, which teach as well.
test_description='nwops drill training, and the drills that were held'
. "$(dirname "$0")/setup.sh"

cp -r "$NWOPS_SOURCE/share/examples/tozai" etc && chmod -R u+w etc
at() { clock=$1 && shift && NWOPS_TEST_CLOCK="$clock" nwops --config "$PWD/etc" --state "$PWD/state" "$@" 2>notes; }
row() { at "$1" audit guideline --clause 1.3.4-0 >row; }

test_expect_success 'before anything is recorded nobody was taught' '
	nwops drill training --help >actual && grep -q -e "--trainer WHO" actual &&
	test_expect_code 2 at 2026-04-01T10:00:00+09:00 drill training >actual && cat >expect <<-\END && test_cmp expect actual &&
	PERSON   STANDS  LAST TAUGHT  KIND  MANUAL  AGAIN BY
	duty-1   never   -            -     -       -
	duty-2   never   -            -     -       -
	manager  never   -            -     -       -
	END
	test_expect_code 2 row 2026-04-01T10:00:00+09:00 && grep "of whom no education is on record: duty-1, duty-2, manager\$" row &&
	! test -e state
'
# refuses WHY ARGUMENT...: drill training says so, and records nothing.
refuses() {
	refuses_why=$1 && shift && test_expect_code 3 at 2026-04-02T10:00:00+09:00 drill training "$@" >out && grep -q -e "$refuses_why" notes
}
test_expect_success 'what is typed wrong is refused' '
	refuses "say .add." taught && refuses "say who was taught" add && refuses "no contact of ours is called .core-noc." add core-noc --topic x --trainer y &&
	refuses "what was taught: .--topic." add duty-1 --trainer y && refuses "who taught: .--trainer." add duty-1 --topic x &&
	refuses "option .--kind. is .talk." add duty-1 --topic x --kind talk && refuses "not .poem." add duty-1 --topic x --trainer y --manual poem &&
	refuses "no version 3 of the manual .response." add duty-1 --topic x --trainer y --manual response:3 &&
	refuses "still to come" add duty-1 --topic x --trainer y --at 2026-04-03 &&
	refuses "no drill .d9." add duty-1 --held d9 && refuses "say why" withdraw 1 && refuses "no record .1." withdraw 1 --reason x &&
	at 2026-04-02T10:00:00+09:00 drill training records >actual && test_must_be_empty actual
'
test_expect_success 'recorded for several at once, the row is met, and not without one of them' '
	echo approved >letter.txt &&
	{ at 2026-04-02T10:00:00+09:00 procedure manual --kind response --approved-by core --document letter.txt >said || :; } &&
	at 2026-04-02T11:00:00+09:00 drill training add duty-1 duty-2 manager --topic "Flow of reports" --trainer "Mori of the core" \
		--at 2026-04-02 --document letter.txt --by manager >said && grep "of duty-1, duty-2, manager\$" said &&
	at 2026-04-02T12:00:00+09:00 drill training >actual && grep "^manager  taught  2026-04-02   lecture  response 1  2027-04-02\$" actual &&
	row 2026-04-02T12:00:00+09:00 && head -n 1 row >first && grep "1.3.4-0  met" first &&
	id=$(sed "s/.*education \([0-9]*\) .*/\1/" said) &&
	at 2026-04-03T12:00:00+09:00 drill training correct "$id" duty-1 duty-2 --reason "the manager was away" >said &&
	test_expect_code 2 at 2026-04-03T12:00:00+09:00 drill training >actual && grep "^manager  never" actual &&
	test_expect_code 2 row 2026-04-03T12:00:00+09:00 && grep "no education is on record: manager\$" row && grep "nwops drill training add" row
'
test_expect_success 'what was recorded stays, and a withdrawal with it' '
	at 2026-04-03T12:00:00+09:00 drill training add manager --topic "The manual" --kind self-study --manual none >said &&
	at 2026-04-03T12:10:00+09:00 drill training withdraw "$(sed "s/.*education \([0-9]*\) .*/\1/" said)" --reason "not read" >said &&
	at 2026-04-03T12:10:00+09:00 drill training records manager >actual && grep "replaced\$" actual && grep "withdrawn: not read" actual &&
	at 2026-04-03T12:10:00+09:00 --json drill training records >actual &&
	grep -c "\"current\":true" actual >count && echo 1 >expect && test_cmp expect count &&
	grep "\"trainer\":\"Mori of the core\".*\"version\":1,\"digests\":\[\"[0-9a-f]*\",\"[0-9a-f]*\"\],\"stands\":\"approved\"" actual &&
	at 2026-04-03T12:10:00+09:00 audit verify >out
'
test_expect_success 'due from ten months on, overdue after twelve; in Japanese too, within 80 columns' '
	test_expect_code 2 at 2027-02-02T00:00:00+09:00 --lang ja drill training >actual && grep "^duty-1 *期限間近 *2026-04-02 *講義 *response 1 *2027-04-02" actual &&
	/usr/bin/python3 -c "
import unicodedata
for line in open(\"actual\"):
    assert sum(2 if unicodedata.east_asian_width(c) in \"WF\" else 1 for c in line.rstrip()) <= 80, line" &&
	test_expect_code 2 row 2027-02-02T00:00:00+09:00 && grep "warning: education of .duty-1.: 59 days left" row &&
	test_expect_code 2 row 2027-04-02T00:00:01+09:00 && grep "education of .duty-1.: lapsed on 2027-04-02" row
'
test_expect_success 'a drill that was held teaches who took part, and whoever else was there' '
	at 2026-05-01T10:00:00+09:00 drill run line-cut --name d1 --speed max --step 30m >run; test $? -le 1 &&
	at 2026-05-01T11:00:00+09:00 drill report d1 --seal d1.tar --improve "call sooner" >said &&
	test_expect_code 2 at 2026-05-01T12:00:00+09:00 drill training >actual && grep "^duty-1   taught  2026-05-01   drill  *response 1" actual &&
	test_expect_code 3 at 2026-05-01T12:00:00+09:00 --drill d1 drill training >out && grep "real record" notes &&
	at 2026-05-01T12:00:00+09:00 drill training add manager --held d1 >said &&
	at 2026-05-01T12:00:00+09:00 drill training >actual && grep "^manager  taught  2026-05-01   drill" actual
'
test_expect_success 'another manual warns' '
	sed -i "s/Tozai Medical Lines/Tozai Lines/" etc/inventory/*.yaml &&
	at 2026-05-02T09:00:00+09:00 drill training >actual &&
	{ at 2026-05-02T10:00:00+09:00 procedure manual --kind response --approved-by core --document letter.txt >said || :; } &&
	test_expect_code 1 at 2026-05-02T12:00:00+09:00 drill training >actual && grep "response 1 (!)" actual &&
	grep "^(!) duty-2: .*: not the approved one\$" actual &&
	row 2026-05-02T12:00:00+09:00 && grep "warning: taught by a manual that is not the approved one" row
'
test_expect_success 'the next drill begins with what is still to be improved; who was played learned nothing; all are listed' '
	{ at 2026-05-03T10:00:00+09:00 drill run line-cut --name d2 --speed max --step 30m --answers >run || :; } &&
	grep "^to be improved: call sooner" run && at 2026-05-03T11:00:00+09:00 drill report d2 --seal d2.tar >said &&
	test_expect_code 1 at 2026-05-03T12:00:00+09:00 drill training >actual && test_must_fail grep 2026-05-03 actual &&
	at 2026-05-03T12:00:00+09:00 drill list --held >actual && sed "s/ *[0-9.]* %/ S/" actual >shown && cat >expect <<-\END && test_cmp expect shown &&
	DRILL  BEGAN             STATE   SCORE  COUNTS  SCENARIO
	d2     2026-05-03 10:00  ended S  no      line-cut
	d1     2026-05-01 10:00  ended S  yes     line-cut
	END
	rm -r state/drills/d1 && at 2026-05-03T12:00:00+09:00 --json drill list --held >actual &&
	grep "\"name\":\"d1\",.*\"here\":false,\"entry\":[0-9]*,\"share\":[0-9]*,\"counts\":true" actual
'
# kept_at NUMBER: recorded, and killed after that change of the state directory.
kept_at() {
	rm -rf state && cp -rp held state &&
	faulted NWOPS_TEST_CLOCK=2026-05-04T10:00:00+09:00 FAULTS_KILL_AFTER="$1" nwops --config "$PWD/etc" --state "$PWD/state" drill training add duty-1 duty-2 --topic killed --trainer x >said 2>err
}
on_record() { at 2026-05-04T11:00:00+09:00 --json drill training records >records && grep -c killed records >count || :; }
test_expect_success 'killed after any change it is on record whole, or not at all; what was said to be done is there' '
	rm -rf held && cp -rp state held && kept_at 9999 && on_record && echo 1 >expect && test_cmp expect count &&
	most=$(awk "\$1 > most { most = \$1 } END { print most }" calls) && test 3 -lt "$most" && : >counts &&
	for number in $(seq 1 "$most"); do
		kept_at "$number"; test $? -eq 137 || return 1
		on_record && test "$(cat count)" -le 1 && cat count >>counts &&
		{ ! test -s said || test "$(cat count)" -eq 1; } &&
		{ at 2026-05-04T11:00:00+09:00 audit verify >out || test $? -eq 1; } || return 1
	done && sort -u counts >actual && printf "0\n1\n" >expect && test_cmp expect actual
'

test_done
