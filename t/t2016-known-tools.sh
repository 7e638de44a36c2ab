#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The table of nwops-probes(7) for those who know fping and check_icmp: it has every
# option that these programs have, no other, and what it names of ours is there.
test_description='fping and check_icmp, option by option'
. "$(dirname "$0")/setup.sh"

check_icmp=/usr/lib/nagios/plugins/check_icmp
command -v fping >/dev/null && test_set_prereq FPING
test -x $check_icmp && test_set_prereq CHECK_ICMP

# table COLUMN: that cell of each row, one a line, as the page's source has it.
table() {
	sed -n '/^\.Ss Known tools/,/^\.El/s/^\.It //p' "$NWOPS_SOURCE/man/nwops-probes.7" | sed 1d |
		awk -F ' Ta ' -v column="$1" 'NF != 3 { print "no row: " $0 } { print $column }'
}
# options: those of the cells on stdin, each with its dashes, sorted.
options() {
	tr ' ' '\n' | awk 'before == "Fl" { print "-" $0 } { before = $0 }' | sort
}

test_expect_success 'every row has its three cells' '
	table 1 >cells && ! grep "no row" cells && wc -l <cells >count && echo 28 >expect && test_cmp expect count
'

test_expect_success FPING 'fping: each of its options once' '
	fping --help >help 2>&1 && sed -n "s/^   \(-.\), --.*/\1/p" help | sort >has && test -s has &&
	table 1 | options >named && echo -h | sort - has >expect && test_cmp expect named
'

test_expect_success CHECK_ICMP 'check_icmp: each of its options once' '
	$check_icmp --help >help; sed -n "s/^ \(-[A-Za-z-]*\).*/\1/p; s/^ \[\(-4\)|\(-6\)\]/\1\n\2/p" help | sort -u >has &&
	test -s has && table 2 | options >named &&
	printf "%s\n" -h -V | sort -u - has >expect && test_cmp expect named
'

test_expect_success 'what it names of ours is an option of check' '
	nwops check --help >help && sed -n "s/^  \(--[a-z-]*\).*/\1/p" help | sort >has &&
	table 3 | options | sort -u >named && test -s named && comm -23 named has >missing && test_must_be_empty missing
'

test_expect_success 'and each is taken as the table writes it' '
	site && line_inventory 192.0.2.1 >etc/inventory/lab.yaml && overlay 192.0.2.1=2ms >answers.yaml &&
	table 3 | sed -n "s/^Fl //p" |
		sed "s/ [,;] No .*//; s/ ; .*//; s/Fl -/--/g; s/^-/--/; s/Ar N\(UMBER\)\{0,1\}/2/; s/Ar DURATION/1s/; s/Ar DIR/etc/; s/Cm //g" >tried &&
	grep -v "^--\(watch\|help\|version\)" tried >once && wc -l <once >count && echo 13 >expect && test_cmp expect count &&
	while read -r line; do
		nwops --overlay answers.yaml check --no-record $line >actual 2>err </dev/null ||
			{ echo "refused: $line"; cat err; return 1; }
	done <once
'

test_expect_success 'settings of the inventory are taken, those that it does not know are not' '
	table 3 | sed -n "s/^Cm \(.*\) No of .*/\1/p" | tr -d " " | tr "," "\n" | sort >named &&
	printf "%s\n" dont-fragment dscp groups interface size source thresholds >expect && test_cmp expect named &&
	sed -i "s/packets: 5,/packets: 5, size: 64, dscp: 46, dont-fragment: true,/" etc/nwops.yaml &&
	line_inventory "192.0.2.1" >etc/inventory/lab.yaml &&
	sed -i "s/kind: ip-vpn/source: 192.0.2.9, interface: lo, kind: ip-vpn/" etc/inventory/lab.yaml &&
	printf "groups:\n  g: {protocol: any, members: [h1, h2]}\n" >>etc/inventory/lab.yaml &&
	sed -i "s/^  h1:\(.*\)192.0.2.1\(.*\)/&\n  h2:\1192.0.2.2\2/" etc/inventory/lab.yaml &&
	test_expect_code 1 nwops inventory lint >actual 2>err && sed -i "s/dscp/tos/" etc/nwops.yaml &&
	test_expect_code 3 nwops inventory lint >actual 2>err
'

test_done
