# SPDX-License-Identifier: Apache-2.0
#
# Puts the laboratory together, inside the keeper's namespaces: all nodes at once,
# then wires, then what runs on them; at the end it asks until routing is whole.
# Also starts one node anew, as it is after it was dead.
# Belongs here: the order of things. Does not: what each thing is.

import concurrent.futures
import time

from . import ask, frr, node, pki, service, site
from .node import LabError

PATIENCE_S = 50

# Whoever has logged in to the router by its key is not asked once more by PAM.
VTYSH = """no service integrated-vtysh-config
username nwops nopassword
"""


def all_of(network, state, say):
    """Builds everything, and waits until all of it is well."""
    began = time.monotonic()

    def phase(what):
        say(f"{what} ({time.monotonic() - began:.1f} s)")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        keys = pool.submit(pki.make, state, network.running("sshd"))
        beginnings = [node.start("wires", False)]
        beginnings += [node.start(one.name, one.routes) for one in network.nodes.values()]
        for beginning in beginnings:
            node.started(beginning)
        wires(network)
        node.cable(network.nodes.values())
        for done in [pool.submit(node.address, network, one) for one in network.nodes.values()]:
            done.result()
        phase(f"{len(beginnings)} nodes on {len(network.wires)} wires")
        keys.result()
        for done in [pool.submit(run, network, state, one) for one in network.nodes.values()]:
            done.result()
        phase("all that runs on them is started")
    site.write(network, state)
    until_well(network, began + PATIENCE_S)
    phase("every session is established, every address answers")


def wires(network):
    node.ip_batch("wires", [line for wire in network.wires for line in (
        f"link add name {wire} type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
        f"link set {wire} up")])


def run(network, state, one):
    """Starts what runs on a node that has its addresses."""
    script = []
    for daemon, lines in frr.daemons(network, one).items():
        node.write(one.name, f"etc/frr/{daemon}.conf", "\n".join(lines) + "\n")
        script.append(f"/usr/lib/frr/{daemon} -d -P 0")
    if script:
        node.write(one.name, "etc/frr/vtysh.conf", VTYSH)
        script[:0] = ["rm -f /etc/frr/frr.conf", "chown -R frr:frrvty /etc/frr",
                      "chmod 755 /etc/frr"]
        node.shell(one.name, "\n".join(script))
    service.prepare(network, one, state)
    service.start(one, state)


def again(network, state, name, **how):
    """Starts a dead node anew."""
    one = network.nodes[name]
    node.started(node.start(name, one.routes, **how))
    node.cable([one])
    node.address(network, one)
    run(network, state, one)


def until_well(network, deadline):
    """Asks until nothing is amiss; at the deadline, that is an error."""
    while True:
        amiss = ask.amiss(network)
        if not amiss:
            return
        if time.monotonic() > deadline:
            raise LabError("it does not become well: " + "; ".join(amiss))
        time.sleep(0.2)
