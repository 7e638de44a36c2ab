#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Retries: a packet counts as lost only when none of its tries was answered, it
# is told how many were sent again, and without retries nothing is hidden.
test_description='a silent packet is sent again as often as asked, and no oftener'
. "$(dirname "$0")/setup.sh"

# Per line: its name, its address, how it behaves, and what is right with two retries
# (end, packets sent, received, retried, requests that the reflector saw) and with none.
lines="
fine4  198.18.0.1       reply         answered_3_3_0_3  answered_3_3_0_3
fine6  2001:db8:77::1    reply         answered_3_3_0_3  answered_3_3_0_3
slow4  198.18.0.2       reply_after=2 answered_3_3_2_5  answered_3_1_0_3
slow6  2001:db8:77::2    reply_after=2 answered_3_3_2_5  answered_3_1_0_3
dead4  198.18.0.3       silence       no-answer_3_0_3_9 no-answer_3_0_0_3
dead6  2001:db8:77::3    silence       no-answer_3_0_3_9 no-answer_3_0_0_3
"

# expected COLUMN: what is right, sorted by name.
expected () {
	echo "$lines" | awk -v column="$1" 'NF { gsub("_", " ", $column); print $1, $column }' | sort
}

# asked RETRIES: what was seen, and what the reflector saw.
asked () {
	lab_reflect table log &&
	test_expect_code 2 nwops check --no-record --retries "$1" --json >json &&
	lab_reflect_end &&
	lab_items json address end sent received retried >items &&
	while read -r name address rest
	do
		echo "$name $rest $(grep -c " asked $address\( \|\$\)" log)"
	done <items >actual
}

test_expect_success 'a network in which some are silent at first' '
	lab_wire && lab_site 3 20 200 &&
	echo "$lines" | awk "NF { gsub(\"_\", \" \", \$3); print \$2, \$3 }" >table &&
	lab_lines $(echo "$lines" | awk "NF { print \$1 \"=\" \$2 }") >etc/inventory/lab.yaml
'
for kind in ping raw
do
	test_expect_success "two retries, $kind sockets" '
		lab_sockets $kind && expected 4 >expect && asked 2 && test_cmp expect actual
	'
	test_expect_success "none, $kind sockets" '
		lab_sockets $kind && expected 5 >expect && asked 0 && test_cmp expect actual
	'
done

test_expect_success 'the service class may ask for them' '
	sed -i "s/timeout: 200ms/timeout: 200ms, retries: 2/" etc/nwops.yaml &&
	nwops inventory list --family service-classes --json >class &&
	grep "\"retries\":2" class &&
	lab_reflect table log &&
	test_expect_code 2 nwops check --no-record --json >json &&
	lab_reflect_end &&
	lab_items json retried >actual &&
	printf "%s\n" "dead4 3" "dead6 3" "fine4 0" "fine6 0" "slow4 2" "slow6 2" >expect &&
	test_cmp expect actual
'

test_done
