#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# After the end of a case: measures that it may be closed without, what a review found, and tasks that are asked for until
# they are done.
test_description='what a case asks for after its end'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/telling.sh"

id=INC-20261126-001
at() { now "2026-11-$1:00+09:00"; }
# reminders: how many notices who is on duty got.
reminders() { sqlite3 -batch state/nwops.db "select count(*) from notices where audience = 'duty'"; }
tick() { printf 'overlay: 1\ndefault: {rtt: 2ms}\n' >lab.yaml && quiet nwops --overlay "$PWD/lab.yaml" tick >out; }

test_expect_success 'a measure does not keep a case from being closed, another task does' '
	telling_site && printf "duties: {}\n" >etc/duties.yaml && at 26T10:00 &&
	printf "overlay: 1\ndefault: {rtt: 2ms}\n" >lab.yaml && quiet nwops --overlay "$PWD/lab.yaml" incident open h1 --began 09:50 >out &&
	quiet nwops --overlay "$PWD/lab.yaml" incident task $id add "a second line" --owner sato --due "2026-12-20 12:00" --measure >out &&
	quiet test_expect_code 1 nwops --overlay "$PWD/lab.yaml" incident close $id >out && ! grep "task:1" out && grep response out &&
	quiet nwops --overlay "$PWD/lab.yaml" incident close $id --waive response --because x --waive restored --because x --waive confirmed --because x >out
'
test_expect_success 'what a review found, and tasks, are taken of a closed case, and nothing else is' '
	quiet nwops --overlay "$PWD/lab.yaml" incident set $id badly "nobody had the key" >out &&
	quiet nwops --overlay "$PWD/lab.yaml" incident set $id reviewed now >out &&
	quiet test_expect_code 3 nwops --overlay "$PWD/lab.yaml" incident set $id cause "a cut cable" >out && grep "case .$id. is closed" err &&
	quiet nwops --overlay "$PWD/lab.yaml" incident task $id add "write it down" --owner mori --due "2026-12-20 12:00" >out
'
test_expect_success 'they are listed until they are done' '
	quiet test_expect_code 1 nwops --overlay "$PWD/lab.yaml" incident task >out && grep -c "^$id " out >count && test 2 = "$(cat count)" &&
	quiet nwops --overlay "$PWD/lab.yaml" incident task $id done 2 >out &&
	quiet test_expect_code 1 nwops --overlay "$PWD/lab.yaml" incident task $id >out && grep -c "^$id " out >count && test 1 = "$(cat count)"
'
test_expect_success 'who is on duty is reminded before it is due, and each week that it is late' '
	tick && test 0 = "$(reminders)" && now 2026-12-19T13:00:00+09:00 && tick && tick && test 1 = "$(reminders)" &&
	now 2026-12-20T13:00:00+09:00 && tick && tick && test 2 = "$(reminders)" && now 2026-12-27T13:00:00+09:00 && tick && test 3 = "$(reminders)" &&
	quiet nwops --overlay "$PWD/lab.yaml" incident task $id done 1 >out && now 2027-01-20T13:00:00+09:00 && tick && test 3 = "$(reminders)" &&
	quiet nwops --overlay "$PWD/lab.yaml" incident task >out && test_must_be_empty out
'

test_done
