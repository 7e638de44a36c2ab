#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A configuration with faults: each is told with its place, all in one run, and
# nothing runs on it.
test_description='faults in the configuration'
. "$(dirname "$0")/setup.sh"

site
line_inventory 192.0.2.1 >good.yaml

# with_inventory: etc/inventory/lab.yaml is the good one and what comes on stdin.
with_inventory() {
	cat good.yaml - >etc/inventory/lab.yaml
}

test_expect_success 'warnings are 1, and told on stdout' '
	with_inventory </dev/null &&
	cat >expect <<-END &&
	warning: $PWD/etc/inventory/lab.yaml: line 2, column 3: no contact of organization '\''self'\'' has role '\''ops-manager'\'' (1.1.1-1)
	warning: $PWD/etc/inventory/lab.yaml: line 2, column 3: no contact of organization '\''self'\'' has role '\''duty-officer'\'' (1.1.1-3)
	warning: $PWD/etc/inventory/lab.yaml: line 2, column 3: no contact of organization '\''self'\'' has role '\''help-desk'\'' (1.1.2-1)
	warning: $PWD/etc/inventory/lab.yaml: line 5, column 3: device '\''a1'\'' of ours is not watched (3.2.1-1)
	$PWD/etc: errors 0, warnings 4
	END
	test_expect_code 1 nwops inventory lint >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err
'

faulty() {
	with_inventory <<-\END
	  h1: {institution: nobody, adress: 192.0.2.9, kind: leased}
	  h2: {institution: hosp, from: a2, address: 192.0.2.2}
	END
}
test_expect_success 'all errors are told in one run, with their places' '
	faulty &&
	cat >expect <<-END &&
	error: $PWD/etc/inventory/lab.yaml: line 8, column 3: duplicate key '\''h1'\'': it stands already at line 7, column 3
	$PWD/etc: errors 1, warnings 0
	END
	test_expect_code 3 nwops inventory lint >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err &&
	sed "8s/h1:/h3:/" etc/inventory/lab.yaml >better && mv better etc/inventory/lab.yaml &&
	test_expect_code 3 nwops inventory lint >actual 2>err &&
	test_must_be_empty err &&
	grep "^error" actual >errors &&
	cat >expect <<-END &&
	error: $PWD/etc/inventory/lab.yaml: line 8, column 3: line '\''h3'\'' has no address, nor a cpe with one: it cannot be watched
	error: $PWD/etc/inventory/lab.yaml: line 8, column 21: unknown organization '\''nobody'\'' in '\''institution'\'' of line '\''h3'\''
	error: $PWD/etc/inventory/lab.yaml: line 8, column 29: unknown key '\''adress'\'' in line '\''h3'\''; did you mean '\''address'\''?
	error: $PWD/etc/inventory/lab.yaml: line 9, column 33: unknown device '\''a2'\'' in '\''from'\'' of line '\''h2'\''; did you mean '\''a1'\''?
	END
	test_cmp expect errors
'

test_expect_success 'the same as JSON' '
	test_expect_code 3 nwops inventory lint --json >actual &&
	tail -n 2 actual >last && cat >expect <<-END &&
	{"v":1,"type":"fault","file":"$PWD/etc/inventory/lab.yaml","line":9,"column":33,"weight":"error","message":"unknown device '\''a2'\'' in '\''from'\'' of line '\''h2'\''; did you mean '\''a1'\''?"}
	{"v":1,"type":"lint","errors":4,"warnings":5}
	END
	test_cmp expect last
'

test_expect_success 'nothing runs on it, and the errors are on stderr' '
	for command in check status "inventory list" "inventory show h1" "inventory graph"; do
		test_expect_code 3 nwops $command >actual 2>err &&
		test_must_be_empty actual &&
		sed "s/^error: /nwops: /" errors >expect &&
		echo "nwops: the configuration in '\''$PWD/etc'\'' has errors; nothing was done" >>expect &&
		test_cmp expect err || return 1
	done &&
	test ! -e state
'

test_expect_success 'as a plugin the fault is UNKNOWN on stdout, and stderr is empty' '
	test_expect_code 3 nwops check --format plugin >actual 2>err &&
	test_must_be_empty err &&
	head -n 1 actual >first && cut -c 1-29 first >begin &&
	echo "NWOPS UNKNOWN - the configura" >expect && test_cmp expect begin &&
	sed "s/^error: //" errors >expect && tail -n 4 actual >last && test_cmp expect last
'

test_expect_success 'half a file is told where it breaks off' '
	head -c 300 good.yaml >etc/inventory/lab.yaml &&
	cat >expect <<-END &&
	error: $PWD/etc/inventory/lab.yaml: line 5, column 88: expected a value here
	$PWD/etc: errors 1, warnings 0
	END
	test_expect_code 3 nwops inventory lint >actual 2>err &&
	test_must_be_empty err && test_cmp expect actual
'

test_expect_success 'a FIFO is not waited for' '
	rm etc/inventory/lab.yaml && mkfifo etc/inventory/lab.yaml &&
	test_expect_code 3 timeout 10 nwops inventory lint >actual 2>err &&
	cat >expect <<-END &&
	error: cannot read '\''$PWD/etc/inventory/lab.yaml'\'': it is a FIFO, not a regular file
	$PWD/etc: errors 1, warnings 0
	END
	test_cmp expect actual && rm etc/inventory/lab.yaml
'

test_expect_success NOBODY 'a file that may not be read is told' '
	cp good.yaml etc/inventory/lab.yaml && chmod 000 etc/inventory/lab.yaml &&
	test_expect_code 3 as_nobody nwops inventory lint >actual 2>err &&
	cat >expect <<-END &&
	error: cannot read '\''$PWD/etc/inventory/lab.yaml'\'': permission denied
	$PWD/etc: errors 1, warnings 0
	END
	test_cmp expect actual && chmod 644 etc/inventory/lab.yaml
'

test_expect_success 'how the site tells is linted with it, and stops nothing else' '
	with_inventory </dev/null &&
	cat >etc/notices.yaml <<-\END &&
	paths:
	  core: {relays: [{name: a, host: mx.example, user: u, secret: keys/a}], from: noc}
	kinds: {outage-frist: {urgency: first}}
	END
	mkdir -p etc/keys && touch etc/keys/a && chmod 644 etc/keys/a &&
	test_expect_code 3 nwops inventory lint >actual 2>err &&
	test_must_be_empty err && sed "/lab.yaml/d; s/column 64: [^ ]* *[^ ]*.* refused/column 64: KEY refused/" actual >told &&
	cat >expect <<-END &&
	warning: $PWD/etc/notices.yaml: line 2, column 3: no path is out of band: nobody hears of it while the core is down (3.2.2-2)
	error: $PWD/etc/notices.yaml: line 2, column 64: KEY refused: others can read it; run chmod 600
	error: $PWD/etc/notices.yaml: line 2, column 80: '\''from'\'' of path '\''core'\'' is '\''noc'\'': expected a mail address such as noc@example.jp
	error: $PWD/etc/notices.yaml: line 3, column 9: unknown key '\''outage-frist'\'' in section '\''kinds'\''; did you mean '\''outage-first'\''?
	$PWD/etc: errors 3, warnings 5
	END
	test_cmp expect told &&
	nwops inventory list >actual && rm etc/notices.yaml
'

test_expect_success 'what is hostile is shown safely' '
	with_inventory <<-\END &&
	  "h\e[2Jx": {institution: hosp, from: a1, address: 192.0.2.7}
	END
	test_expect_code 3 nwops inventory lint >actual 2>err &&
	LC_ALL=C grep -c "$(printf "\033")" actual >count; echo 0 >expect && test_cmp expect count
'

test_expect_success 'aliases that multiply are refused in time' '
	/usr/bin/python3 -c "
print(\"tags:\")
print(\"  a: &a [x, x, x, x, x, x, x, x, x]\")
for above, name in zip(\"abcdefghijk\", \"bcdefghijkl\"):
    print(f\"  {name}: &{name} [\" + \", \".join([\"*\" + above] * 9) + \"]\")
" >etc/inventory/lab.yaml &&
	test_expect_code 3 timeout 20 nwops inventory lint >actual 2>err &&
	grep -c "^error: .*more than 4000000 values; what an alias repeats is counted again" actual >count &&
	echo 1 >expect && test_cmp expect count
'

test_done
