#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# From nothing to a first check: the sample is written, lints clean, and can be
# checked; what is there is never overwritten.
test_description='nwops init'
. "$(dirname "$0")/setup.sh"

test_expect_success 'init writes the sample and says what to do next' '
	cat >expect <<-\END &&
	written: lab/nwops.yaml
	written: lab/notices.yaml
	written: lab/inventory/lab.yaml
	next:
	  nwops --config lab inventory lint
	  nwops --config lab --state lab/state check
	then put your own devices into lab/inventory/lab.yaml
	END
	nwops init lab >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err
'

test_expect_success 'the sample is what is installed, byte for byte' '
	diff -r "$NWOPS_SOURCE/share/examples/starter" lab
'

test_expect_success 'the sample lints clean' '
	echo "lab: no fault" >expect &&
	nwops --config lab inventory lint >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err
'

test_expect_success 'the sample can be checked at once' '
	overlay 127.0.0.1=1ms 127.0.0.2=2ms ::1=3ms >answers.yaml &&
	cat >expect <<-\END &&
	STATUS  ITEM              OWNER                 LOSS   RTT  SINCE  MESSAGE
	OK      device:r1         Lab Lines               0%  1 ms  03:00
	OK      device:r2         Interconnection core    0%  2 ms  03:00
	OK      line:hosp-1-main  Sakura Hospital         0%  3 ms  03:00
	items: 3 (OK 3)
	END
	NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00 nwops --config lab --state lab/state --overlay answers.yaml \
		check >actual &&
	test_cmp expect actual
'

test_expect_success 'the third router of the comments can be put in' '
	cp -r lab third &&
	sed "s/^# r3:/  r3:/; s/^# - \[r1/  - [r1/" lab/inventory/lab.yaml >third/inventory/lab.yaml &&
	! cmp -s lab/inventory/lab.yaml third/inventory/lab.yaml &&
	echo "third: no fault" >expect &&
	nwops --config third inventory lint >actual &&
	test_cmp expect actual
'

test_expect_success 'the paths of the comments can be put in' '
	cp -r lab told && mkdir told/keys && touch told/keys/mx1 told/keys/mobile told/keys/imap && chmod 600 told/keys/* &&
	sed -E "s/^# ([a-z-]+:( |\$)|  )/\1/" lab/notices.yaml >told/notices.yaml &&
	grep -q "^paths:" told/notices.yaml && grep -q "^closed: holidays" told/notices.yaml &&
	echo "told: no fault" >expect &&
	nwops --config told inventory lint >actual &&
	test_cmp expect actual &&
	chmod 644 told/keys/imap &&
	test_expect_code 3 nwops --config told inventory lint >actual &&
	grep "notices.yaml.*told/keys/imap.* refused: others can read it" actual
'

test_expect_success 'nothing is overwritten' '
	echo mine >lab/nwops.yaml && rm lab/inventory/lab.yaml &&
	cat >expect <<-\END &&
	{"v":1,"type":"file","path":"lab/nwops.yaml","action":"kept"}
	{"v":1,"type":"file","path":"lab/notices.yaml","action":"kept"}
	{"v":1,"type":"file","path":"lab/inventory/lab.yaml","action":"written"}
	END
	nwops --json init lab >actual &&
	test_cmp expect actual &&
	echo mine >expect && test_cmp expect lab/nwops.yaml
'

test_expect_success 'not even through a link' '
	rm lab/nwops.yaml && ln -s elsewhere lab/nwops.yaml &&
	nwops init lab >actual &&
	test ! -e lab/elsewhere
'

test_expect_success 'without a directory it is the configuration directory' '
	cat >expect <<-\END &&
	written: here/nwops.yaml
	written: here/notices.yaml
	written: here/inventory/lab.yaml
	next:
	  nwops --config here inventory lint
	  nwops --config here --state here/state check
	then put your own devices into here/inventory/lab.yaml
	END
	nwops --config here init >actual &&
	test_cmp expect actual
'

test_expect_success 'a name that a shell would take apart is quoted' '
	cat >expect <<-\END &&
	written: two words/nwops.yaml
	written: two words/notices.yaml
	written: two words/inventory/lab.yaml
	next:
	  nwops --config '\''two words'\'' inventory lint
	  nwops --config '\''two words'\'' --state '\''two words/state'\'' check
	then put your own devices into two words/inventory/lab.yaml
	END
	nwops init "two words" >actual &&
	test_cmp expect actual
'

test_expect_success 'a directory that cannot be made is told' '
	: >file &&
	echo "nwops: cannot make the directory '\''file/lab'\'': Not a directory" >expect &&
	test_expect_code 3 nwops init file/lab >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err
'

test_expect_success NOBODY 'a directory that may not be written is told' '
	mkdir theirs && chmod 555 theirs &&
	echo "nwops: cannot write '\''theirs/nwops.yaml'\'': Permission denied" >expect &&
	test_expect_code 3 as_nobody nwops init theirs >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err
'

test_done
