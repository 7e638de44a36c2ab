# SPDX-License-Identifier: Apache-2.0
#
# One node: started in namespaces of its own, entered, cabled, killed. Runs
# inside the keeper's namespaces only. A node is its first process, and its
# number there, in /run/lab/nodes/NAME, is all that is remembered of it.
# Belongs here: what holds for every node. Does not: what runs on it.

import os
import pathlib
import signal
import subprocess
import time

BOX = pathlib.Path(__file__).resolve().parent
RUN = pathlib.Path("/run/lab")
NODES = RUN / "nodes"
DAY = 86400


class LabError(Exception):
    """What could not be done, for the person who asked for it."""


def run(command, **options):
    """Runs a command to its end; what it said is told when it fails."""
    done = subprocess.run(command, text=True, capture_output=True, check=False, **options)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        words = " ".join(map(str, command))
        raise LabError(f"{words[:200]}: exit status {done.returncode}: {said}")
    return done.stdout


def pid_of(name):
    """The first process of a node as numbered here, or None when it is dead."""
    try:
        pid = int((NODES / name).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None
    return pid if os.path.exists(f"/proc/{pid}/ns/net") else None


def enter(name, *spaces):
    """The words before a command that make it run on that node."""
    pid = pid_of(name)
    if pid is None:
        raise LabError(f"{name} is dead")
    return ["nsenter", "--target", str(pid), *(spaces or ["--all"]), "--"]


def command(name, where, *words):
    """The words of a command on that node, begun in a directory of the one who asked."""
    return [*enter(name), "sh", "-c", 'cd "$1" 2>/dev/null || cd /; shift; exec "$@"', "sh", where, *words]


def on(name, *command, **options):
    """Runs a command on that node to its end, and returns what it printed."""
    return run([*enter(name), *command], **options)


def shell(name, script):
    """Runs a script on that node to its end."""
    return on(name, "sh", "-ec", script, stdin=subprocess.DEVNULL)


def background(name, *command):
    """Starts what stays, on that node; its output goes to /run/log there."""
    log = path(name, f"run/log/{pathlib.Path(command[0]).name}.log")
    with open(log, "ab") as output:
        return subprocess.Popen([*enter(name), *command], stdin=subprocess.DEVNULL, stdout=output,
                                stderr=output, start_new_session=True)


def path(name, inside):
    """Where a file of that node is for us."""
    pid = pid_of(name)
    if pid is None:
        raise LabError(f"{name} is dead")
    return seen_by(pid) / inside


def seen_by(pid):
    """The file systems as that process sees them."""
    return pathlib.Path(f"/proc/{pid}/root")


def write(name, inside, text, mode=0o644, owner=None):
    """Writes a file of that node."""
    file = path(name, inside)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    if owner:
        on(name, "chown", owner, "/" + inside)


def start(name, forwards, uptime=40 * DAY):
    """Begins to start a node that has run for `uptime` seconds by its own
    account. Returns what started() waits for."""
    offset = uptime - int(time.clock_gettime(time.CLOCK_BOOTTIME))
    return name, subprocess.Popen(
        ["unshare", "--net", "--mount", "--uts", "--ipc", "--pid", "--fork",
         "--time", "--boottime", str(offset),
         "sh", str(BOX / "init"), name, "forwards" if forwards else "host"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True)


def started(beginning):
    """Waits until the node has said that it is ready, and remembers it."""
    name, process = beginning
    if process.stdout.readline() != "ready\n":
        process.kill()
        raise LabError(f"node {name} did not start: {process.stderr.read().strip()}")
    process.stdout.close()
    process.stderr.close()
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    NODES.mkdir(parents=True, exist_ok=True)
    (NODES / name).write_text(children.read_text(encoding="ascii").split()[0], encoding="ascii")
    process.returncode = 0          # the keeper takes leave of it


def kill(name):
    """Ends a node at once, as loss of power does."""
    pid = pid_of(name)
    if pid is None:
        return
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{pid}/ns/net"):
        if time.monotonic() > deadline:
            raise LabError(f"{name} does not die")
        time.sleep(0.01)
    (NODES / name).unlink()


def ip_batch(name, lines):
    """Runs lines of ip(8) on that node, with our view of processes."""
    done = subprocess.run([*enter(name, "--net"), "ip", "-batch", "-"],
                          input="".join(line + "\n" for line in lines),
                          text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise LabError(f"ip on {name}: {done.stderr.strip()}")


def cable(nodes):
    """Hangs the ports of these nodes on their wires. What an earlier life of a
    node had there is gone with it."""
    lines = []
    for node in nodes:
        pid = pid_of(node.name)
        for port in node.ports.values():
            lines += [f"link add name {port.outside} type veth peer name {port.name} netns {pid}",
                      f"link set {port.outside} master {port.wire} up"]
    ip_batch("wires", lines)


def address(network, node):
    """Gives a cabled node its addresses, and a host its way out."""
    lines = []
    if node.loopback:
        lines.append(f"address add {node.loopback}/32 dev lo")
    for port in node.ports.values():
        lines += [f"address add {port.interface} dev {port.name}", f"link set {port.name} up"]
        if port.wire in network.virtual and "vrrp" in node.said:
            # FRR takes the macvlan with the virtual MAC for its own.
            lines += [f"link add link {port.name} name virtual type macvlan mode bridge",
                      "link set virtual address 00:00:5e:00:01:01",
                      f"address add {network.virtual[port.wire]}/32 dev virtual",
                      "link set virtual up"]
        if port.name in ("main", "backup"):
            # What asks for the end of this line is answered over this line.
            table = 101 if port.name == "main" else 102
            lines += [f"route add default via {port.others[0].address} table {table}",
                      f"rule add from {port.address} lookup {table}"]
        if node.role in ("noc", "terminal") and port.name == "lan":
            lines.append(f"route add default via {network.gateway(port)}")
    if node.role == "internet":
        lines.append(f"route add default via {node.ports['a2'].others[0].address}")
    for name, tunnel in network.tunnels.items():
        if tunnel["from"] == node.name:
            lines.append(f"address add {tunnel['near']}/32 dev lo label lo:{name[:6]}")
        if tunnel["cpe"] == node.name:
            wan, lan = node.ports["wan"], node.ports["lan"]
            # What asks for the outside of the tunnel is answered outside of it, and
            # the LAN is not beyond it, though its address is.
            lines += [f"address add {tunnel['far']}/32 dev lo",
                      f"rule add from {wan.address} lookup main priority 100",
                      f"rule add to {lan.network} lookup main priority 100"]
    ip_batch(node.name, lines)
