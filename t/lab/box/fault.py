# SPDX-License-Identifier: Apache-2.0
#
# How the laboratory is broken and mended: for each fault of truth.yaml what is
# done, really, to the network, and what undoes it. That a fault is on is a file
# in /run/lab/faults, which holds the processes that keep it up.
# Belongs here: causes. Does not: effects (truth.yaml has them).

import os
import pathlib
import signal
import subprocess
import sys
import time

from . import ask, build, keeper, node, service, site
from .network import LAB
from .node import RUN, LabError, enter, ip_batch, on, path, shell, write

ON = RUN / "faults"
PATIENCE_S = 30


class Fault:
    """One fault: who breaks, who mends."""

    def __init__(self, breaks, mends):
        self.breaks = breaks
        self.mends = mends


class Box:
    """What both are given: the network, the state directory, and the processes
    that keep this fault up."""

    def __init__(self, network, state, name):
        self.network = network
        self.state = state
        self.file = ON / name

    def pids(self):
        return [int(word) for word in self.file.read_text(encoding="ascii").split()]

    def keep(self, name, spaces, *command):
        """Starts a process on a node that lasts until end()."""
        # A process in another process namespace is nsenter's child, and dies with it.
        with_nsenter = ["setpriv", "--pdeathsig", "KILL", "--"] if "--all" in spaces else []
        process = subprocess.Popen([*enter(name, *spaces), *with_nsenter, *command],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True)
        with open(self.file, "a", encoding="ascii") as file:
            file.write(f"{process.pid}\n")
        return process

    def end(self):
        """Ends what keep() has started."""
        for pid in self.pids():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def until(holds, what):
    """Asks until it holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            raise LabError(f"{what}: not within {PATIENCE_S} s")
        time.sleep(0.1)


# --- circuits ---

def cut(wire):
    """Nothing goes through; both ends keep their link."""
    return Fault(lambda box: ip_batch("wires", [f"link set {wire} down"]),
                 lambda box: ip_batch("wires", [f"link set {wire} up"]))


def through(wire, *options):
    """The circuit is led through the program `wire`, which treats it so."""
    def breaks(box):
        near, far = (port.outside for port in box.network.wires[wire])
        ip_batch("wires", [f"link set {near} nomaster", f"link set {far} nomaster"])
        log = box.state / f"wire-{wire}.log"
        log.unlink(missing_ok=True)
        process = box.keep("wires", ["--net"], program("wire"), "--log", str(log), *options,
                           near, far)
        until(lambda: process.poll() is not None or log.exists() and " ready " in log.read_text(),
              f"the program on {wire}")
        if process.poll() is not None:
            raise LabError(f"the program on {wire} ended at once, exit status {process.returncode}")

    def mends(box):
        box.end()
        ip_batch("wires", [f"link set {port.outside} master {wire}"
                           for port in box.network.wires[wire]])

    return Fault(breaks, mends)


def program(name):
    """A program of t/fake, as built."""
    for directory in (os.environ.get("NWOPS_BUILD"), LAB.parent.parent / "build" / "release"):
        if directory and os.access(found := pathlib.Path(directory) / "t" / "fake" / name, os.X_OK):
            return str(found)
    raise LabError(f"the program '{name}' is not built: run t/build release, or name another build "
                   "by NWOPS_BUILD")


def flaps(wire, down_s, up_s):
    script = f"""
        while :; do
            ip link set {wire} down; sleep {down_s}
            ip link set {wire} up; sleep {up_s}
        done"""

    def mends(box):
        box.end()
        ip_batch("wires", [f"link set {wire} up"])

    return Fault(lambda box: box.keep("wires", ["--net"], "sh", "-c", script), mends)


# Half as much again as goes through, in real packets, for at most ten minutes.
SENDER = """
import socket, sys, time
bits_a_second, end = int(sys.argv[2]), time.monotonic() + 600
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    sock.connect((sys.argv[1], 9))
    due = time.monotonic()
    while due < end:
        try:
            sock.send(bytes(1172))
        except OSError:
            pass        # a router on the way says that it knows no way just now
        due += 1200 * 8 / bits_a_second
        time.sleep(max(0, due - time.monotonic()))
"""
NOWHERE = "192.0.2.9"
FRAME = 1172 + 8 + 20 + 14


def saturated(wire, terminal, bits_a_second, queue_ms):
    """The customer sends more than the circuit takes, which keeps a queue."""
    def breaks(box):
        near, _ = box.network.wires[wire]
        # As many whole frames as that takes, and room for a small one.
        queue = bits_a_second // 8 * queue_ms // 1000 // FRAME * FRAME + FRAME // 2
        on(near.node, "ip", "route", "add", "blackhole", NOWHERE)
        on("wires", "tc", "qdisc", "add", "dev", near.outside, "root", "tbf",
           "rate", f"{bits_a_second}bit", "burst", "3000", "limit", str(queue))
        box.keep(terminal, ["--all"], "/usr/bin/python3", "-c", SENDER, NOWHERE,
                 str(bits_a_second * 3 // 2))

    def mends(box):
        near, _ = box.network.wires[wire]
        box.end()
        on("wires", "tc", "qdisc", "del", "dev", near.outside, "root")
        on(near.node, "ip", "route", "del", "blackhole", NOWHERE)

    return Fault(breaks, mends)


def port_down(*ports):
    """The other end of these cables is pulled out: they lose their link."""
    return Fault(lambda box: ip_batch("wires", [f"link set {port} down" for port in ports]),
                 lambda box: ip_batch("wires", [f"link set {port} up" for port in ports]))


# --- nodes ---

def dead(name):
    return Fault(lambda box: node.kill(name),
                 lambda box: build.again(box.network, box.state, name))


def rebooted(name):
    """Off and on again; what it was before cannot be brought back."""
    def breaks(box):
        node.kill(name)
        build.again(box.network, box.state, name, uptime=0)
        until(lambda: not ask.unreachable(box.network), f"{name} is back")

    return Fault(breaks, lambda box: None)


def misconfigured(name, gateway):
    def mends(box):
        right = box.network.gateway(box.network.nodes[name].ports["lan"])
        on(name, "ip", "route", "replace", "default", "via", right)

    return Fault(lambda box: on(name, "ip", "route", "replace", "default", "via", gateway), mends)


def busy(name):
    """Two processes that never rest, of the lowest priority: the machine has
    other work too, the node has not."""
    def breaks(box):
        for _ in range(2):
            box.keep(name, ["--all"], "nice", "-n", "19", "sh", "-c", "while :; do :; done")

    return Fault(breaks, Box.end)


EATER = """
import signal, sys
eaten = bytearray(b"x") * int(sys.argv[1])
signal.pause()
"""


def starved(name, left_mib):
    """One process takes the memory, but for a little."""
    def breaks(box):
        # Sessions that just end hold some of it: the most within two seconds counts.
        free = 0
        for _ in range(4):
            memory = dict(line.split(":") for line in on(name, "cat", "/proc/meminfo").splitlines())
            free = max(free, int(memory["MemAvailable"].split()[0]) // 1024)
            time.sleep(0.5)
        own = 8     # MiB that an interpreter takes for itself
        eaten = free - own - left_mib
        if not 0 < eaten < keeper.MEMORY_KIB // 1024:
            raise LabError(f"{name} has {free} MiB free, of which {eaten} cannot be taken")
        box.keep(name, ["--all"], "/usr/bin/python3", "-c", EATER, str(eaten << 20))

    return Fault(breaks, Box.end)


# --- routing ---

def configure(name, daemon, *lines):
    words = [word for line in ("configure terminal", *lines) for word in ("-c", line)]
    on(name, "vtysh", "-d", daemon, *words)


def session_shut(*sessions):
    """These ends of these sessions are shut down by those who run them."""
    def switch(no):
        def act(box):
            for name, other in sessions:
                one = box.network.nodes[name]
                peer = box.network.nodes[other].ports[name].address
                configure(name, "bgpd", f"router bgp {one.as_number}",
                          f"{no}neighbor {peer} shutdown")
        return act

    return Fault(switch(""), switch("no "))


def set_priority(name, priority):
    configure(name, "vrrpd", "interface lan", f"vrrp 1 priority {priority}")


def switchover(active):
    """The router that is active is told to stand back."""
    return Fault(lambda box: set_priority(active, 50),
                 lambda box: set_priority(active, box.network.nodes[active].said["vrrp"]))


def there_and_back(wire, active, standby):
    def breaks(box):
        set_priority(active, 50)
        until(lambda: ask.masters(box.network, wire) == [standby], f"{standby} takes over")
        set_priority(active, box.network.nodes[active].said["vrrp"])
        until(lambda: ask.masters(box.network, wire) == [active], f"{active} takes it back")

    return Fault(breaks, lambda box: None)


def filtered(name, table, rules):
    """Packet filter rules on a node, in a table of their own."""
    return Fault(lambda box: on(name, "nft", "-f", "-", input=f"table {table} {{\n{rules}\n}}\n"),
                 lambda box: on(name, "nft", "delete", "table", *table.split()))


# --- services ---

def sa_down(tunnel):
    """The concentrator's end of the association is taken away."""
    def ends(box):
        said = box.network.tunnels[tunnel]
        return said["from"], said["cpe"], tunnel.partition("-")[0]

    def breaks(box):
        near, _, name = ends(box)
        shell(near, f"""
            echo >/run/none.conf
            swanctl --load-conns --file /run/none.conf
            swanctl --terminate --ike {name}""")

    def mends(box):
        near, far, name = ends(box)
        shell(near, "swanctl --load-all")
        shell(far, f"swanctl --initiate --child {name} --timeout 10")

    return Fault(breaks, mends)


def expired(name):
    def serve(certificate):
        return lambda box: service.start_tls(box.network.nodes[name], box.state, certificate)

    return Fault(serve("expired"), serve("leaf"))


def hung(name, processes):
    """These processes, as a shell finds them, are stopped in their tracks."""
    return Fault(lambda box: shell(name, f"kill -STOP {processes}"),
                 lambda box: shell(name, f"kill -CONT {processes}"))


def other_key(name):
    def use(which):
        def act(box):
            service.host_key(box.network.nodes[name], box.state, which)
            shell(name, "kill -HUP $(cat /run/sshd.pid)")
        return act

    return Fault(use("other"), use("host"))


def slow(name, seconds):
    return Fault(lambda box: write(name, "etc/nwops-slow", f"{seconds}\n"),
                 lambda box: path(name, "etc/nwops-slow").unlink())


def mail(name, how):
    return Fault(lambda box: service.answer_mail(name, how),
                 lambda box: service.answer_mail(name, ""))


def told(text):
    """What cannot be done to the network, since it is nwops's own."""
    return Fault(lambda box: print(text), lambda box: None)


FAULTS = {
    "line-cut": cut("c1-main"),
    "line-lossy": through("c2-main", "--lose", "30"),
    "line-slow": through("h1-main", "--delay", "150"),
    "line-flapping": flaps("ph-main", 4, 6),
    "line-saturated": saturated("c2-main", "c2-lan", 2_000_000, 400),
    "line-shrunk": through("h1-main", "--largest", "1400"),
    "pair-cut": cut("h2-main"),
    "cpe-dead": dead("cpe-c2"),
    "cpe-rebooted": rebooted("cpe-ph"),
    "lan-dead": port_down("cpe-c1.lan", "c1-lan.lan"),
    "terminal-misconfigured": misconfigured("h1-lan", "10.30.1.254"),
    "concentrator-dead": dead("a1"),
    "distribution-half-dead": dead("d1"),
    "vrrp-switchover": switchover("d1"),
    "vrrp-there-and-back": there_and_back("noc-lan", "d1", "d2"),
    "vrrp-split": filtered("wires", "bridge split",
                           "chain arriving { type filter hook prerouting priority 0; "
                           'iifname { "d1.lan", "d2.lan" } ip protocol 112 drop; }'),
    "border-session-down": session_shut(("b1", "e1")),
    "both-sessions-down": session_shut(("e1", "b1"), ("e2", "b2")),
    "core-edge-dead": dead("e1"),
    "core-polices-pings": filtered("e1", "ip police",
                                   "chain own { type filter hook input priority 0; "
                                   "icmp type echo-request numgen inc mod 10 < 7 drop; }"),
    "sa-down": sa_down("c3-main"),
    "certificate-expired": expired("portal"),
    "router-busy": busy("b2"),
    "router-starved": starved("a2", 6),
    "sshd-hung": hung("a2", "$(cat /run/sshd.pid)"),
    "host-key-changed": other_key("b2"),
    "device-slow": slow("d2", 1),
    "own-uplink-dead": port_down("noc.lan"),
    "mail-refused": mail("core-mx", "reject"),
    "mail-deferred": mail("core-mx", "defer"),
    "mail-hanging": hung("core-mx", service.mail_processes()),
    "clock-stepped": told("run nwops with NWOPS_TEST_CLOCK=@FILE, where FILE holds an instant such "
                          "as 2026-11-25T03:00:00+09:00, and replace FILE while nwops runs"),
}


def those_on():
    """The names of the faults that are on."""
    return sorted(entry.name for entry in ON.iterdir()) if ON.exists() else []


def switch(network, state, name, how):
    """Switches one fault, or all off; what is so already stays so."""
    (state / site.WELL).unlink(missing_ok=True)
    if name == "all" and how == "off":
        for one in those_on():
            turn_off(Box(network, state, one), FAULTS[one])
    elif name not in FAULTS:
        raise LabError(f"there is no fault '{name}': see `lab truth`")
    elif how == "on":
        turn_on(Box(network, state, name), FAULTS[name])
    else:
        turn_off(Box(network, state, name), FAULTS[name])
    return 0


def turn_on(box, fault):
    if box.file.exists():
        return
    ON.mkdir(parents=True, exist_ok=True)
    box.file.touch()
    try:
        fault.breaks(box)
    except LabError:
        try:
            turn_off(box, fault)
        except LabError as error:
            print(f"lab: half of it remains: {error}", file=sys.stderr)
        raise


def turn_off(box, fault):
    if not box.file.exists():
        return
    try:
        fault.mends(box)
    finally:
        box.file.unlink()
