# SPDX-License-Identifier: Apache-2.0
#
# What FRR is told on each router: one file for each of its daemons, so that none
# needs vtysh to start. Timers are short: a dead neighbour is known within 4 s.
# Belongs here: routing. Does not: addresses, which the kernel has already.

OURS, CORE = 65010, 65000
CORE_LAN = "10.9.0.0/24"
DEFAULT = "0.0.0.0/0"
OSPF_TIMERS = ["ip ospf area 0", "ip ospf hello-interval 1", "ip ospf dead-interval 4"]


def daemons(network, node):
    """Of one node, each daemon to run, in order, with its configuration as lines."""
    found = {}
    if node.as_number:
        found["zebra"] = zebra(node)
        if speaks_ospf(node):
            found["ospfd"] = ospf(network, node)
        found["bgpd"] = bgp(network, node)
        if tunnels_from(network, node):
            found["staticd"] = static(network, node)
        if "vrrp" in node.said:
            found["vrrpd"] = vrrp(network, node)
    elif node.role == "cpe":
        # At the far end of a tunnel nobody is told of its networks: it knows its way out.
        found["zebra"] = zebra(node)
        found["staticd"] = [f"ip route {DEFAULT} {node.ports['wan'].others[0].address}"]
    elif speaks_ospf(node):
        found["zebra"] = zebra(node)
        found["ospfd"] = ospf(network, node)
    for lines in found.values():
        lines[:0] = [f"hostname {node.name}", "log file /run/log/frr.log informational"]
    return found


def block(head, lines):
    return [head] + [" " + line for line in lines] + ["exit"]


def zebra(node):
    # FRR 8.4 loses track of nexthop objects that the kernel drops with a link.
    lines = ["no zebra nexthop kernel enable"]
    if node.role == "edge":
        # Each edge offers the other a default route, which would be a loop.
        lines += [f"ip prefix-list default permit {DEFAULT}",
                  *block("route-map no-default deny 10", ["match ip address prefix-list default"]),
                  *block("route-map no-default permit 20", []),
                  "ip protocol ospf route-map no-default"]
    return lines


def static(network, node):
    """Ways into tunnels: what is not taken by an association falls into nothing."""
    lines = []
    for tunnel in tunnels_from(network, node):
        lines += [f"ip route {tunnel['far']}/32 Null0",
                  f"ip route {tunnel_lan(network, tunnel)} Null0"]
        for underlay in underlays(network, tunnel):
            lines.append(f"ip route {underlay} {node.ports['inet'].others[0].address}")
    return lines


def tunnels_from(network, node):
    return [t for t in network.tunnels.values() if t["from"] == node.name]


def tunnel_lan(network, tunnel):
    return network.nodes[tunnel["cpe"]].ports["lan"].network


def underlays(network, tunnel):
    return [network.nodes[tunnel["cpe"]].ports["wan"].network]


def speaks_ospf(node):
    """Our routers and the core's; and a server with two ways out listens to where they go."""
    return node.as_number in (OURS, CORE) or any(port.wire == "core" for port in node.ports.values())


def adjacent(network, node):
    """Of one that speaks OSPF, by port the nodes that it is to be adjacent with."""
    found = {}
    for port in node.ports.values():
        others = [network.nodes[other.node] for other in port.others]
        ours = node.as_number == OURS and all(other.as_number == OURS for other in others)
        if port.wire == "core" or (ours and port.wire != "noc-lan"):
            found[port.name] = others
    return found


def ospf(network, node):
    lines = []
    if node.loopback:
        lines += block("interface lo", ["ip ospf area 0"])
    inside = adjacent(network, node)
    for port in node.ports.values():
        if port.wire == "noc-lan":
            # The way back takes the gateway that is normally active.
            cost = 10 if node.said["vrrp"] == 150 else 20
            lines += block(f"interface {port.name}",
                           [f"ip ospf cost {cost}", "ip ospf area 0", "ip ospf passive"])
        elif port.wire == "core":
            # No election of a designated router, which takes seconds.
            lines += block(f"interface {port.name}",
                           ["ip ospf cost 10", "ip ospf network point-to-multipoint", *OSPF_TIMERS])
        elif port.name in inside:
            lines += block(f"interface {port.name}",
                           ["ip ospf cost 10", "ip ospf network point-to-point", *OSPF_TIMERS])
    router = [f"ospf router-id {node.address}", "log-adjacency-changes",
              # As they are by default, what changes twice waits 5 s for the second time.
              "timers throttle spf 10 50 500", "timers throttle lsa all 0", "timers lsa min-arrival 0"]
    if "default-metric" in node.said:
        router.append(f"default-information originate always metric {node.said['default-metric']}")
    return lines + block("router ospf", router)


def vrrp(network, node):
    port = node.ports["lan"]
    return block(f"interface {port.name}", [
        "vrrp 1 version 3",
        f"vrrp 1 priority {node.said['vrrp']}",
        "vrrp 1 advertisement-interval 1000",
        f"vrrp 1 ip {network.virtual[port.wire]}"])


class Bgp:
    """The configuration of one bgpd while it is put together."""

    def __init__(self, node):
        self.node = node
        self.before = []        # filters
        self.neighbours = []
        self.family = []

    def neighbour(self, address, number, name, *family, source=None):
        self.neighbours += [f"neighbor {address} remote-as {number}",
                            f"neighbor {address} description {name}",
                            f"neighbor {address} timers connect 2"]
        if source:
            self.neighbours.append(f"neighbor {address} update-source {source}")
        self.family += [f"neighbor {address} {line}" for line in family]

    def announce(self, *networks):
        self.family += [f"network {network}" for network in networks]

    def prefer(self, name, preference):
        self.before += block(f"route-map {name} permit 10", [f"set local-preference {preference}"])

    def only(self, name, networks):
        self.before += [f"ip prefix-list {name} permit {network}" for network in networks]

    def lines(self):
        return self.before + block(f"router bgp {self.node.as_number}", [
            f"bgp router-id {self.node.loopback}", "no bgp ebgp-requires-policy",
            "bgp log-neighbor-changes", "timers bgp 1 3", *self.neighbours,
            *block("address-family ipv4 unicast", self.family)])


def bgp(network, node):
    made = Bgp(node)
    {"border": border, "distribution": distribution, "concentrator": concentrator,
     "edge": edge, "peer": peer, "cpe": cpe}[node.role](network, node, made)
    return made.lines()


def inside(network, node, made):
    """Sessions with every other router of the same operator."""
    for other in network.with_as(node.as_number):
        if other is not node:
            made.neighbour(other.loopback, node.as_number, other.name, "next-hop-self", source="lo")


def outside(network, node, made, *family):
    """Sessions with the routers of other operators on its wires."""
    for port in node.ports.values():
        for other in port.others:
            number = network.nodes[other.node].as_number
            if number not in (None, node.as_number):
                made.neighbour(other.address, number, other.node, *family)


def border(network, node, made):
    inside(network, node, made)
    made.prefer("core", node.said["prefers"])
    outside(network, node, made, "route-map core in")


def distribution(network, node, made):
    inside(network, node, made)
    made.announce(node.ports["lan"].network)


def concentrator(network, node, made):
    inside(network, node, made)
    made.only("default", [DEFAULT])
    made.prefer("main", 200)
    made.prefer("backup", 100)
    for port in node.ports.values():
        if port.wire in network.lines:
            far = port.others[0]
            made.announce(port.network)
            made.neighbour(far.address, network.nodes[far.node].as_number, far.node,
                           "default-originate", "prefix-list default out",
                           f"route-map {far.name} in")
    for tunnel in tunnels_from(network, node):
        made.announce(f"{tunnel['far']}/32", tunnel_lan(network, tunnel),
                      node.ports["inet"].network, *underlays(network, tunnel))


def edge(network, node, made):
    inside(network, node, made)
    outside(network, node, made)
    made.announce(CORE_LAN, *[f"{other.loopback}/32" for other in network.with_as(CORE)])


def peer(network, node, made):
    outside(network, node, made)
    made.announce(f"{node.loopback}/32")


def cpe(network, node, made):
    fellows = [other for other in network.with_as(node.as_number) if other is not node]
    loopbacks = [f"{one.loopback}/32" for one in [node, *fellows]]
    made.only("own", [*loopbacks, node.ports["lan"].network])
    made.prefer("main", 200)
    made.prefer("backup", 100)
    for port in node.ports.values():
        if port.name in ("main", "backup"):
            made.neighbour(port.others[0].address, OURS, port.others[0].node,
                           f"route-map {port.name} in", "prefix-list own out")
    for other in fellows:
        made.neighbour(other.ports["lan"].address, node.as_number, other.name, "next-hop-self")
    made.announce(f"{node.loopback}/32", node.ports["lan"].network)
