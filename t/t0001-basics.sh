#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The tool itself: versions, wrong usage and its exit status, output that cannot
# be written, commands that others add.
test_description='usage, exit statuses, output that is lost'
. "$(dirname "$0")/setup.sh"

test_expect_success 'the version is one line' '
	echo "nwops 0.1.0" >expect &&
	for option in --version -V "--config x --version" "check --version"; do
		nwops $option >actual 2>err || return 1
		test_cmp expect actual && test_must_be_empty err || return 1
	done
'

# refuses MESSAGE-FILE ARGUMENT...: status 3, nothing on stdout.
refuses() {
	expect=$1 && shift &&
	test_expect_code 3 nwops "$@" >actual 2>err &&
	test_must_be_empty actual &&
	test_cmp "$expect" err
}
said() {
	cat >said
}

said <<'END'
nwops: no command was given; 'nwops help' lists those that there are
END
test_expect_success 'no command is wrong usage' 'refuses said'

said <<'END'
nwops: there is no command 'chekc'; did you mean 'check'?
END
test_expect_success 'a mistyped command is met with the nearest' 'refuses said chekc'

said <<'END'
nwops: there is no command 'xyzzy'; 'nwops help' lists those that there are
END
test_expect_success 'an unknown command is met with the list' 'refuses said xyzzy'

said <<'END'
nwops: there is no command 'lst'; did you mean 'list'?
END
test_expect_success 'a mistyped verb is met with the nearest' 'refuses said inventory lst'

said <<'END'
nwops: 'inventory' needs a verb
usage: nwops inventory [OPTION...] lint|list|show|graph|import|export|pin|algorithms ...
END
test_expect_success 'a group without its verb is wrong usage' 'refuses said inventory'

said <<'END'
nwops: unknown option '--fromat=json'; did you mean '--format'?
usage: nwops check [OPTION...] [SELECTOR...]
END
test_expect_success 'a mistyped option is met with the nearest' 'refuses said check --fromat=json'

said <<'END'
nwops: unknown option '--xyzzy'
usage: nwops [OPTION...] COMMAND ...
END
test_expect_success 'options before the command are checked too' 'refuses said --xyzzy check'

said <<'END'
nwops: option '--deadline' needs a value
usage: nwops check [OPTION...] [SELECTOR...]
END
test_expect_success 'a missing value is named' 'refuses said check --deadline'

said <<'END'
nwops: option '--format' is 'xml'; expected: table|json|plugin|openmetrics|textfile
usage: nwops check [OPTION...] [SELECTOR...]
END
test_expect_success 'a choice that is none is met with the choices' 'refuses said check --format xml'

said <<'END'
nwops: NAME is missing
usage: nwops inventory show [OPTION...] NAME
END
test_expect_success 'a missing word is named' 'refuses said inventory show'

said <<'END'
nwops: no words are expected
usage: nwops maint list [OPTION...]
END
test_expect_success 'a word too many is refused' 'refuses said maint list all'

said <<'END'
nwops: option '--lang' is 'fr'; expected: ja|en
END
test_expect_success 'a language that is none is refused' 'refuses said --lang fr help'

said <<'END'
nwops: option '--by' must be a name of at most 256 bytes in UTF-8
END
test_expect_success 'who said it must be printable' '
	refuses said --by "" check &&
	refuses said --by "$(printf "a\033[2Jb")" check &&
	refuses said --by "$(printf "a\377b")" check
'

said <<'END'
nwops: unknown option '--\x1b[2J'
usage: nwops check [OPTION...] [SELECTOR...]
END
test_expect_success 'what was typed is shown safely' 'refuses said check "$(printf "%s\033[2J" --)"'

test_expect_success 'with --json a refusal is an object as well' '
	cat >expect <<-\END &&
	{"v":1,"type":"error","reason":"usage","message":"there is no command '\''chekc'\''; did you mean '\''check'\''?"}
	END
	test_expect_code 3 nwops --json chekc >actual 2>err &&
	test_cmp expect actual &&
	echo "nwops: there is no command '\''chekc'\''; did you mean '\''check'\''?" >expect &&
	test_cmp expect err
'

test_expect_success 'output that is lost is status 3' '
	echo "nwops: cannot write to standard output: No space left on device" >expect &&
	for command in --version --help "help --json" "help --completion bash"; do
		test_expect_code 3 nwops $command >/dev/full 2>err || return 1
		test_cmp expect err || return 1
	done
'

test_expect_success 'output to nowhere is status 3' '
	echo "nwops: cannot write to standard output: Bad file descriptor" >expect &&
	test_expect_code 3 nwops --version >&- 2>err &&
	test_cmp expect err
'

test_expect_success 'a pipe that nobody reads ends nwops quietly' '
	mkfifo pipe &&
	/usr/bin/python3 - >actual 2>&1 <<-\END &&
	import os, subprocess, signal
	reader, writer = os.pipe()
	os.close(reader)
	for handler in (signal.SIG_DFL, signal.SIG_IGN):
	    run = subprocess.run(["nwops", "help", "--json"], stdout=writer, stderr=subprocess.PIPE,
	                         restore_signals=False, preexec_fn=lambda: signal.signal(signal.SIGPIPE, handler))
	    print(run.returncode, run.stderr)
	END
	printf "%s\n" "-13 b'\'''\''" "3 b'\'''\''" >expect &&
	test_cmp expect actual
'

test_expect_success 'a command that others add is run with its words and our directories' '
	mkdir bin &&
	cat >bin/nwops-hello <<-\END &&
	#!/bin/sh
	echo "$# $1 $2 $NWOPS_CONFIG $NWOPS_STATE $NWOPS_LANG"
	exit 7
	END
	chmod +x bin/nwops-hello &&
	PATH=$PWD/bin:$PATH test_expect_code 7 nwops --config c --state s --lang ja hello --json "a b" >actual &&
	echo "2 --json a b c s ja" >expect &&
	test_cmp expect actual
'

said <<'END'
nwops: there is no command '../bin/nwops-hello'; 'nwops help' lists those that there are
END
test_expect_success 'a path is no command' 'refuses said ../bin/nwops-hello'

test_expect_success 'the clock of tests says that it is set' '
	site && line_inventory 192.0.2.1 >etc/inventory/lab.yaml &&
	echo "nwops: notice: NWOPS_TEST_CLOCK sets the clock to '\''2026-11-25T03:00:00+09:00'\''" >expect &&
	NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00 nwops inventory list >actual 2>err &&
	test_cmp expect err
'

test_expect_success 'a clock that cannot be understood is wrong usage' '
	test_expect_code 3 env NWOPS_TEST_CLOCK=noon nwops inventory list >actual 2>err &&
	test_must_be_empty actual &&
	cat >expect <<-\END &&
	nwops: cannot set the clock by NWOPS_TEST_CLOCK: '\''noon'\'' is not a setting for the clock: expected a time with offset, and perhaps a rate, as in '\''2026-11-25T03:00:00+09:00 x60'\''
	END
	test_cmp expect err
'

test_done
