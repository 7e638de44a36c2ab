# SPDX-License-Identifier: Apache-2.0
#
# Looks at the laboratory by its own means, not by nwops's: which nodes live,
# which sessions are established, which addresses answer the noc, which router
# holds the gateway. Empty lists mean that all is well.
# Belongs here: looking. Does not: waiting, changing anything.

import json
import os
import socket
import struct
import sys
import time

from . import frr, node
from .node import LabError

PING_TIMEOUT_S = 0.5
DAEMON_TIMEOUT_S = 5


def amiss(network):
    """Everything that is not well, in words; the cheap questions first, and the
    dear ones only once those are answered well. Who cannot be asked is not well."""
    try:
        return dead(network) or unreachable(network) or (
            sessions_missing(network) + adjacencies_missing(network) + gateway_wrong(network) +
            associations_missing(network)) or detour(network)
    except LabError as error:
        return [str(error)]


def dead(network):
    return [f"{name} is dead" for name in ["wires", *network.nodes] if node.pid_of(name) is None]


def addresses(network):
    """By name, every address that the noc is to reach."""
    found = {one.name: one.address for one in network.nodes.values() if one.address}
    found.update({line: network.line_address(line) for line in network.lines})
    return found


def silent(network):
    """Who does not answer the noc; asks all at once, in its network."""
    done = node.run([*node.enter("noc", "--net"), "/usr/bin/python3", "-B", "-c",
                     "from box import ask; ask.ping()"], cwd=node.BOX.parent,
                    input=json.dumps(addresses(network)))
    return set(json.loads(done))


def unreachable(network):
    return [f"no answer from {name}" for name in sorted(silent(network))]


def ping():
    """Asks each address of stdin once, and prints the names of those that are silent."""
    asked = json.load(sys.stdin)
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sock:
        own = os.getpid() & 0xffff
        for sequence, address in enumerate(asked.values()):
            head = struct.pack("!BBHHH", 8, 0, 0, own, sequence)
            checksum = ~(sum(struct.unpack("!4H", head)) % 0xffff) & 0xffff
            try:
                sock.sendto(struct.pack("!BBHHH", 8, 0, checksum, own, sequence), (address, 0))
            except OSError:
                continue        # silence is what it comes to
        silent = dict(enumerate(asked))
        deadline = time.monotonic() + PING_TIMEOUT_S
        while silent and (left := deadline - time.monotonic()) > 0:
            sock.settimeout(left)
            try:
                packet = sock.recv(2048)
            except TimeoutError:
                break
            kind, _, _, whose, sequence = struct.unpack("!BBHHH", packet[20:28])
            if kind == 0 and whose == own:
                silent.pop(sequence, None)
    print(json.dumps(list(silent.values())))


def show(name, daemon, question):
    """A show command's answer as JSON, of the daemon itself. It is asked as vtysh asks it,
    which would take a process for each: a line and a zero; three zeros and a status stand
    behind the answer."""
    answer = b""
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(DAEMON_TIMEOUT_S)
            sock.connect(str(node.path(name, f"run/frr/{daemon}.vty")))
            sock.sendall(f"show {question} json".encode("ascii") + b"\0")
            while answer[-4:-1] != bytes(3):
                piece = sock.recv(65536)
                if not piece:
                    raise LabError(f"{daemon} of {name} hung up")
                answer += piece
        return json.loads(answer[:-4])
    except (OSError, ValueError) as error:
        raise LabError(f"{daemon} of {name} cannot be asked: {error}") from None


def sessions(network):
    """Every BGP session as (node, neighbour's name, state)."""
    found = []
    for one in network.routers():
        if node.pid_of(one.name) is None:
            continue
        try:
            peers = show(one.name, "bgpd", "bgp ipv4 unicast summary").get("peers", {})
        except LabError as error:
            found.append((one.name, "bgpd", str(error)))
            continue
        found += [(one.name, said.get("desc", peer), said["state"]) for peer, said in peers.items()]
    return found


def sessions_missing(network):
    return [f"session of {name} with {other}: {state}" for name, other, state in sessions(network)
            if state != "Established"]


def adjacencies_missing(network):
    """With BGP back, a router that was dead may be on its way to OSPF's last state yet."""
    missing = []
    for one in network.nodes.values():
        if not frr.speaks_ospf(one) or node.pid_of(one.name) is None:
            continue
        neighbours = show(one.name, "ospfd", "ip ospf neighbor")["neighbors"]
        for other in sum(frr.adjacent(network, one).values(), []):
            states = [entry["nbrState"] for entry in neighbours.get(other.address, [])]
            if not states or not all(state.startswith("Full/") for state in states):
                missing.append(f"adjacency of {one.name} with {other.name}: {' '.join(states) or 'none'}")
    return missing


def masters(network, wire):
    """The nodes of a wire that hold its virtual address."""
    found = []
    for port in network.wires[wire]:
        if "vrrp" in network.nodes[port.node].said and node.pid_of(port.node) is not None:
            if any(one["v4"]["status"] == "Master" for one in show(port.node, "vrrpd", "vrrp")):
                found.append(port.node)
    return found


def first_of(network, wire):
    """The node of a wire that should hold its virtual address."""
    return max((network.nodes[port.node] for port in network.wires[wire]),
               key=lambda one: one.said.get("vrrp", 0))


def gateway_wrong(network):
    wrong = []
    for wire in network.virtual:
        first = first_of(network, wire).name
        held = masters(network, wire)
        if held != [first]:
            wrong.append(f"{wire} has as its gateway {' and '.join(held) or 'nobody'}, not {first}")
    return wrong


def associations_missing(network):
    missing = []
    for name, tunnel in network.tunnels.items():
        if "INSTALLED" not in node.on(tunnel["from"], "swanctl", "--list-sas"):
            missing.append(f"no association for {name}")
    return missing


def detour(network):
    """With every session there, routes may lead another way for a moment yet: that by which
    the noc's gateway reaches the core is asked of the kernels on it."""
    gateway = first_of(network, network.nodes["noc"].ports["lan"].wire)
    border = max(network.with_as(gateway.as_number), key=lambda one: one.said.get("prefers", 0))
    edge = next(other.node for port in border.ports.values() for other in port.others
                if network.nodes[other.node].role == "edge")
    wanted, way = [gateway.name, border.name, edge], [gateway.name]
    while len(way) < len(wanted) and (following := next_hop(network, way[-1], network.nodes["portal"].address)):
        way.append(following)
    return [] if way == wanted else [f"to the core it goes by {', '.join(way)}, not {', '.join(wanted)}"]


def next_hop(network, name, address):
    """Whom a node gives what is for that address; None: nobody, or it is on one of its wires."""
    routes = json.loads(node.on(name, "ip", "-json", "route", "get", address))
    owners = {port.address: port.node for ports in network.wires.values() for port in ports}
    return owners.get(routes[0].get("gateway"))
