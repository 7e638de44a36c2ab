#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The parsed inventory kept in the state directory: it never tells anything but
# what is in the files.
test_description='inventory cache'
. "$(dirname "$0")/setup.sh"

site
cat >etc/inventory/lab.yaml <<'END'
organizations:
  self: {kind: operator, self: true, name: Tozai Medical Lines}
  hosp: {kind: institution, type: hospital, service-class: user, area: 13, name: {ja: さくら病院, en: Sakura Hospital}}
devices:
  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: [], service-class: backbone}
lines: !csv lines.csv
END
printf 'id,institution,from,address\nh1,hosp,a1,192.0.2.1\nh2,hosp,a1,192.0.2.2\n' >etc/lines.csv
mkdir state
cache=state/inventory.cache

# addresses: of all lines, as any command sees them.
addresses() {
	nwops inventory list --family lines >out 2>err && test_must_be_empty err &&
	awk 'NR > 1 { print $1, $3 }' out
}
# kept: the cache's inode, which changes when it is made anew.
kept() {
	stat -c %i $cache
}
# edit SED FILE: in place, so that the file stays the same to the eye: inode, size and time.
edit() {
	touch -r "$2" stamp && sed "$1" "$2" >edited && test "$(wc -c <edited)" = "$(wc -c <"$2")" &&
	cat edited >"$2" && touch -r stamp "$2"
}

test_expect_success 'the first command makes it, for its user alone to write' '
	printf "%s\n" "h1 192.0.2.1" "h2 192.0.2.2" >expect &&
	addresses >actual && test_cmp expect actual &&
	echo 640 >expect && stat -c %a $cache >actual && test_cmp expect actual &&
	test ! -e $cache.new
'

test_expect_success 'those after it read the same from it' '
	before=$(kept) &&
	nwops --json inventory list --family lines >actual &&
	nwops --json --state none inventory list --family lines >expect &&
	test_cmp expect actual && test ! -e none &&
	nwops --json inventory show h2 >actual &&
	nwops --json --state none inventory show h2 >expect &&
	test_cmp expect actual && test "$(kept)" = "$before"
'

test_expect_success 'other content is seen behind the same size, inode and time' '
	for file in etc/lines.csv etc/inventory/lab.yaml etc/nwops.yaml; do
		before=$(kept) && nwops inventory list >/dev/null &&
		case $file in
		*.csv) edit "s/192.0.2.2/192.0.2.3/" $file ;;
		*lab*) edit "s/area: 13/area: 14/" $file ;;
		*) edit "s/interval: 5m/interval: 6m/" $file ;;
		esac &&
		nwops --json inventory list --family lines >actual &&
		nwops --json --state none inventory list --family lines >expect && test_cmp expect actual &&
		nwops --json inventory list --family institutions >actual &&
		nwops --json --state none inventory list --family institutions >expect && test_cmp expect actual &&
		nwops --json inventory list --family service-classes >actual &&
		nwops --json --state none inventory list --family service-classes >expect && test_cmp expect actual &&
		test "$(kept)" != "$before" || return 1
	done &&
	printf "%s\n" "h1 192.0.2.1" "h2 192.0.2.3" >expect &&
	addresses >actual && test_cmp expect actual
'

test_expect_success 'a file that comes or goes is seen' '
	echo "lines: {h3: {institution: hosp, from: a1, address: 192.0.2.9}}" >etc/inventory/more.yaml &&
	printf "%s\n" "h1 192.0.2.1" "h2 192.0.2.3" "h3 192.0.2.9" >expect &&
	addresses >actual && test_cmp expect actual &&
	mv etc/inventory/more.yaml . &&
	printf "%s\n" "h1 192.0.2.1" "h2 192.0.2.3" >expect &&
	addresses >actual && test_cmp expect actual
'

test_expect_success 'an error is told although a good cache is there' '
	cp etc/lines.csv saved && echo "h4,hosp,a1" >>etc/lines.csv &&
	test_expect_code 3 nwops inventory list >actual 2>err && test_must_be_empty actual &&
	grep -c "line 4, column 1: a record of 3 cells" err >count && echo 1 >expect && test_cmp expect count &&
	cp saved etc/lines.csv && addresses >/dev/null
'

test_expect_success 'lint reads the files and tells the warnings, cache or not' '
	test_expect_code 1 nwops inventory lint >expect && before=$(kept) &&
	nwops inventory list >/dev/null &&
	test_expect_code 1 nwops inventory lint >actual && test_cmp expect actual &&
	grep -c "^warning: " actual >count && echo 4 >expect && test_cmp expect count &&
	test "$(kept)" = "$before"
'

test_expect_success 'another directory with other files is another inventory' '
	cp -R etc other && sed "s/192.0.2.1/192.0.2.8/" etc/lines.csv >other/lines.csv &&
	printf "%s\n" "h1 192.0.2.8" "h2 192.0.2.3" >expect &&
	NWOPS_CONFIG=other addresses >actual && test_cmp expect actual &&
	printf "%s\n" "h1 192.0.2.1" "h2 192.0.2.3" >expect &&
	addresses >actual && test_cmp expect actual
'

test_expect_success 'a damaged cache is not used, wherever the damage is' '
	addresses >expect && cp $cache good && size=$(wc -c <good) &&
	for at in 0 9 40 400 $((size / 4)) $((size / 2)) $((size * 3 / 4)) $((size - 9)); do
		cp good $cache && printf "\377\377" | dd of=$cache bs=1 seek="$at" conv=notrunc 2>/dev/null &&
		addresses >actual && test_cmp expect actual || return 1
	done &&
	for length in 0 1 100 $((size / 2)) $((size - 1)); do
		rm -f $cache && head -c "$length" good >$cache && chmod 640 $cache &&
		addresses >actual && test_cmp expect actual || return 1
	done &&
	cat good good >$cache && addresses >actual && test_cmp expect actual
'

test_expect_success 'what a killed command left there is in nobody'\''s way' '
	echo half >$cache.new && rm $cache &&
	addresses >actual && test_cmp expect actual && test -s $cache && test ! -e $cache.new
'

test_expect_success 'where no cache can be written there is none, and no complaint' '
	rm $cache && mkdir $cache &&
	addresses >actual && test_cmp expect actual &&
	rmdir $cache && ln -s "$PWD/elsewhere" $cache && addresses >actual && test_cmp expect actual &&
	test ! -e elsewhere && test ! -L $cache
'

# failing ORDER=N...: the list from the files, while the disk fails under the cache.
failing() {
	faulted FAULTS_EXCEPT= "$@" nwops inventory list --family lines >out 2>err
}
test_expect_success 'a disk that is full or broken under it costs only the cache' '
	addresses >expect && rm -f $cache calls && failing && some_of <calls >all && test -s all && test -s $cache &&
	while read -r number call path; do
		for order in FROM ONLY; do
			for error in full short io; do
				rm -f $cache calls && failing FAULTS_$order="$number" FAULTS_ERROR=$error &&
				test_must_be_empty err && awk "NR > 1 { print \$1, \$3 }" out >actual &&
				test_cmp expect actual &&
				addresses >actual && test_cmp expect actual || return 1
			done
		done
	done <all
'

test_expect_success 'killed at any call it leaves nothing that is believed wrongly' '
	while read -r number call path; do
		rm -f $cache calls && test_expect_code 137 failing FAULTS_KILL_AFTER="$number" &&
		addresses >actual && test_cmp expect actual && test -s $cache || return 1
	done <all
'

if test "$(id -u)" = 0; then test_set_prereq ROOT; fi
test_expect_success ROOT 'root does not believe what another user left there' '
	addresses >expect && chown 65534 $cache && before=$(kept) &&
	addresses >actual && test_cmp expect actual && test "$(kept)" != "$before" &&
	echo 0 >expect && stat -c %u $cache >actual && test_cmp expect actual
'

test_done
