# SPDX-License-Identifier: Apache-2.0
#
# What t/lab/network.yaml says, as nodes with ports on wires. Only reads.

import dataclasses
import ipaddress
import pathlib

import yaml

LAB = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass
class Port:
    """One interface of a node: its name there, and the wire it hangs on."""
    node: str
    name: str
    wire: str
    interface: ipaddress.IPv4Interface
    others: list = dataclasses.field(default_factory=list)     # ports on the same wire

    @property
    def outside(self):
        """The name of its other end, in the namespace of wires."""
        return f"{self.node}.{self.name}"

    @property
    def address(self):
        return str(self.interface.ip)

    @property
    def network(self):
        return str(self.interface.network)


class Node:
    """One machine: what network.yaml says of it, and its ports by name."""

    def __init__(self, name, said):
        self.name = name
        self.role = said["role"]
        self.owner = said.get("owner", "self")
        self.as_number = said.get("as")
        self.loopback = said.get("loopback")
        self.runs = said.get("runs", [])
        self.said = said
        self.ports = {}

    @property
    def address(self):
        """The address by which it is asked, or None."""
        if self.loopback:
            return self.loopback
        asked = self.said.get("asked")
        return self.ports[asked].address if asked else None

    @property
    def addresses(self):
        """All of its addresses, that by which it is asked first."""
        found = [self.address] if self.address else []
        return found + [p.address for p in self.ports.values() if p.address not in found]

    @property
    def routes(self):
        """Whether it forwards for others."""
        return self.as_number is not None or self.role in ("internet", "cpe")


class Network:
    def __init__(self, path=LAB / "network.yaml"):
        with open(path, encoding="utf-8") as file:
            said = yaml.load(file, yaml.CSafeLoader)
        self.nodes = {name: Node(name, node) for name, node in said["nodes"].items()}
        self.wires = {}
        self.virtual = said["virtual"]
        self.tunnels = said["tunnels"]
        self.lines = said["lines"]
        for wire, ends in said["wires"].items():
            ports = []
            for end, address in ends.items():
                node, _, name = end.partition(".")
                port = Port(node, name, wire, ipaddress.ip_interface(address))
                self.nodes[node].ports[name] = port
                ports.append(port)
            for port in ports:
                port.others = [other for other in ports if other is not port]
            self.wires[wire] = ports

    def with_as(self, number):
        return [node for node in self.nodes.values() if node.as_number == number]

    def running(self, what):
        return [node for node in self.nodes.values() if what in node.runs]

    def routers(self):
        return [node for node in self.nodes.values() if node.as_number is not None]

    def line_ends(self, line):
        """The concentrator and the CPE of a line."""
        if line in self.tunnels:
            tunnel = self.tunnels[line]
            return self.nodes[tunnel["from"]], self.nodes[tunnel["cpe"]]
        near, far = self.wires[line]
        return self.nodes[near.node], self.nodes[far.node]

    def line_address(self, line):
        if line in self.tunnels:
            return self.tunnels[line]["far"]
        return self.wires[line][1].address

    def gateway(self, port):
        """Whose address a host on that port sends to what is not on its wire."""
        if port.wire in self.virtual:
            return self.virtual[port.wire]
        return port.others[0].address
