#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# That nwops leads to a fault which is on, t2210 and t2215 try on each. Here it is asked about one
# and answered as by its people, while something else is broken or nothing is: what is measured
# must keep it from coming to that one's end and verdict. And the clock is stepped while it looks.
test_description='isolate ends elsewhere when something else is broken'
. "$(dirname "$0")/setup.sh"

NWOPS_LAB_STATE=$PWD/lab
NWOPS_CONFIG=$NWOPS_LAB_STATE/nwops
export NWOPS_LAB_STATE NWOPS_CONFIG
lab=$NWOPS_LAB_DIR/lab

test_expect_success 'the network is up' '
	"$lab" up &&
	"$lab" exec noc nwops inventory pin --import "$NWOPS_LAB_STATE/keys/known_hosts" --yes
'

# The fault whose subject and answers they are, what is broken in its place, and what is true then.
while read -r fault other why
do
	test_expect_success "$fault, but $other is on: $why" "
		\"\$lab\" isolate $fault $other
	"
done <<\END
concentrator-dead nothing all is well
sa-down nothing both sides are well
certificate-expired nothing the core's portal is well
host-key-changed nothing the key is the one that is known
line-cut concentrator-dead ours, and no circuit
line-slow concentrator-dead ours, and no circuit
line-cut both-sessions-down the core's, and no circuit
vrrp-split both-sessions-down the core's, and not the gateway's
pair-cut own-uplink-dead nothing can be measured
both-sessions-down distribution-half-dead ours, and not the core's
core-edge-dead core-polices-pings its answers alone are limited
core-polices-pings core-edge-dead the core's, and not its answers alone
END

test_expect_success 'clock-stepped: what is looked at meanwhile is not measured' '
	"$lab" isolate clock-stepped
'
test_expect_success 'the network is well afterwards' '
	"$lab" status
'
test_done
