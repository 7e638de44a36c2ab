#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The disk that fails at a numbered point (t/fake/faults.c) does what it says.
# Else t0910 and t0911, which rest on it, would prove nothing.
test_description='the disk that fails at a numbered point'
. "$(dirname "$0")/setup.sh"

cat >work.py <<'END'
import os, sys
done = []
def step(what, *arguments):
    try:
        done.append("%s %s" % (what.__name__, what(*arguments)))
    except OSError as error:
        done.append("%s %s" % (what.__name__, os.strerror(error.errno)))
os.chdir("disk")
f = os.open("a", os.O_RDWR | os.O_CREAT)
step(os.write, f, b"12345678")
step(os.pwrite, f, b"12345678", 8)
step(os.writev, f, [b"1234", b"5678"])
step(os.fsync, f)
step(os.fdatasync, f)
step(os.rename, "a", "b")
step(os.unlink, "reserve")
step(os.write, f, b"1234")
step(os.ftruncate, f, 2)
step(os.mkdir, "sub")
step(os.link, "b", "c")
outside = os.open("../outside", os.O_RDWR | os.O_CREAT)
os.write(outside, b"1")
print("\n".join(done))
END
# faulty NAME=VALUE...: the work on a fresh disk under these orders.
faulty() {
	rm -rf disk log outside && mkdir disk && echo 123 >disk/reserve &&
	env FAULTS_UNDER=disk FAULTS_LOG=log LD_PRELOAD="$FAULTS" "$@" /usr/bin/python3 work.py
}

test_expect_success 'every call below the directory is numbered, none outside' '
	cat >expect <<-\END &&
	1 open /a
	2 write /a
	3 pwrite /a
	4 writev /a
	5 fsync /a
	6 fdatasync /a
	7 rename /b
	8 unlink /reserve
	9 write /b
	10 ftruncate /b
	11 mkdir /sub
	12 link /c
	END
	faulty FAULTS_ERROR=full >/dev/null &&
	test_cmp expect log
'

test_expect_success 'killed after call 3: its bytes are there' '
	test_expect_code 137 faulty FAULTS_KILL_AFTER=3 &&
	test 3 = "$(wc -l <log)" && test 16 = "$(stat -c %s disk/a)"
'

test_expect_success 'killed before call 3: its bytes are not' '
	test_expect_code 137 faulty FAULTS_KILL_BEFORE=3 &&
	test 3 = "$(wc -l <log)" && test 8 = "$(stat -c %s disk/a)"
'

test_expect_success 'a full disk takes nothing until something is freed' '
	cat >expect <<-\END &&
	write No space left on device
	pwrite No space left on device
	writev No space left on device
	fsync None
	fdatasync None
	rename None
	unlink None
	write 4
	ftruncate None
	mkdir No space left on device
	link No space left on device
	END
	faulty FAULTS_ERROR=full FAULTS_FROM=2 >actual &&
	test_cmp expect actual
'

test_expect_success 'a short write comes first, then the disk is full' '
	faulty FAULTS_ERROR=short FAULTS_FROM=2 >actual &&
	{ echo "write 4" && sed 1d expect; } >expect.short &&
	test_cmp expect.short actual
'

test_expect_success 'one failing call leaves the others alone' '
	cat >expect <<-\END &&
	write 8
	pwrite 8
	writev 8
	fsync Input/output error
	fdatasync None
	rename None
	unlink None
	write 4
	ftruncate None
	mkdir None
	link None
	END
	faulty FAULTS_ERROR=io FAULTS_ONLY=5 >actual &&
	test_cmp expect actual
'

test_done
