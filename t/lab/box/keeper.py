# SPDX-License-Identifier: Apache-2.0
#
# The keeper: the first process of the namespaces in which the whole laboratory
# lives. With it, however it ends, all of it ends. It takes leave of processes
# that nobody waits for, ends when its owner does or when `lab up` is killed before
# all is built, and once a second works out
# for each node what that node shows as its own load and memory, as a machine of
# one processor with 256 MiB:
#   a moment counts as busy in which a process of the node ran (user, or nice if
#   it is so) or wanted to and had to wait (steal); memory as used that one holds.
# What ran for less than a second between two looks is missed.
# Belongs here: what must go on all the time. Does not: anything that may fail.

import os
import select
import signal
import time

from . import node

HERTZ = os.sysconf("SC_CLK_TCK")
PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024
MEMORY_KIB = 256 * 1024
SPANS_S = (60, 300, 900)


class Figures:
    """What one node has used so far, and what its files say of it."""

    def __init__(self, pid):
        self.pid = pid
        self.began = self.looked = time.monotonic()
        self.seen = {}              # process: seconds it has run and waited
        self.busy = {"user": 0.0, "nice": 0.0, "steal": 0.0}
        self.load = [0.0, 0.0, 0.0]
        self.processes = (0, 0, 0)  # running, all, the last one's number

    def look(self):
        now = time.monotonic()
        elapsed, self.looked = now - self.looked, now
        seen, running, memory, used = {}, 0, 0, {"user": 0.0, "nice": 0.0, "steal": 0.0}
        proc = node.seen_by(self.pid) / "proc"
        numbers = [entry for entry in os.listdir(proc) if entry.isdigit()]
        for number in numbers:
            try:
                stat = read(f"{proc}/{number}/stat").rpartition(")")[2].split()
                ran, waited = [int(nanoseconds) / 1e9 for nanoseconds in
                               read(f"{proc}/{number}/schedstat").split()[:2]]
            except (OSError, ValueError):
                continue            # it ended while we looked
            running += stat[0] in "RD"
            memory += int(stat[21]) * PAGE_KIB
            process = (number, stat[19])
            before = self.seen.get(process, (0.0, 0.0) if self.seen else (ran, waited))
            used["nice" if int(stat[16]) > 0 else "user"] += max(ran - before[0], 0)
            used["steal"] += max(waited - before[1], 0)
            seen[process] = (ran, waited)
        self.seen = seen
        # One processor: several at once do not make it busier than always.
        share = min(1.0, elapsed / (sum(used.values()) or 1))
        for kind, seconds in used.items():
            self.busy[kind] += seconds * share
        for i, span in enumerate(SPANS_S):
            weight = min(elapsed / span, 1)
            self.load[i] += (running - self.load[i]) * weight
        self.processes = (running, len(numbers), max(map(int, numbers), default=1))
        self.write("stat", self.stat())
        self.write("loadavg", "{:.2f} {:.2f} {:.2f} {}/{} {}\n".format(*self.load, *self.processes))
        self.write("meminfo", meminfo(memory))

    def stat(self):
        idle = self.looked - self.began - sum(self.busy.values())
        user, nice, steal = self.busy["user"], self.busy["nice"], self.busy["steal"]
        ticks = " ".join(str(int(seconds * HERTZ)) for seconds in
                         (user, nice, 0, max(idle, 0), 0, 0, 0, steal, 0, 0))
        return (f"cpu  {ticks}\ncpu0 {ticks}\n"
                f"procs_running {self.processes[0]}\nprocs_blocked 0\n")

    def write(self, name, text):
        # In place: the file is mounted over one of /proc, and would not follow another.
        with open(node.seen_by(self.pid) / "run/figures" / name, "r+b", buffering=0) as file:
            file.write(text.encode("ascii"))
            file.truncate()


def meminfo(used):
    free = max(MEMORY_KIB - used, 0)
    lines = {"MemTotal": MEMORY_KIB, "MemFree": free, "MemAvailable": free,
             "Buffers": 0, "Cached": 0, "SwapTotal": 0, "SwapFree": 0}
    return "".join(f"{name + ':':16}{kib:8d} kB\n" for name, kib in lines.items())


def read(file):
    with open(file, "rb", buffering=0) as opened:
        return opened.read(4096).decode("ascii", "replace")


def look_at_all(figures):
    """One look at each node that lives; a new life of one begins anew."""
    for entry in os.scandir(node.NODES):
        pid = node.pid_of(entry.name)
        if pid is None:
            continue
        if entry.name not in figures or figures[entry.name].pid != pid:
            figures[entry.name] = Figures(pid)
        try:
            figures[entry.name].look()
        except OSError:
            continue                # it died while we looked


def bury():
    """Takes leave of the dead that nobody waits for."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def keep(builder, owner):
    """Goes on until the owner, a descriptor of a process, ends; for ever without.
    From the builder, a pipe, a byte comes once all is built; its end, if none did,
    is the end of this too."""
    node.NODES.mkdir(parents=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    wait = select.poll()
    wait.register(builder, select.POLLIN | select.POLLHUP)
    if owner is not None:
        wait.register(owner, select.POLLIN)
    figures = {}
    (node.RUN / "ready").touch()
    while True:
        for descriptor, _ in wait.poll(1000):
            if descriptor == owner or not os.read(builder, 1):
                return
            wait.unregister(builder)
        bury()
        look_at_all(figures)
