# SPDX-License-Identifier: Apache-2.0
#
# Holds nwops against the truth of one fault of the laboratory, from inside of it.
# Switches the fault on, waits until the network itself has come to rest, and checks
# until all that t/lab/truth.yaml says of these kinds of probe is seen, and told:
# statuses, what hides what, groups and the verdict; checks again, when they and no
# others must stand; switches it off and checks until all is well again, and told so.
# What was told twice, or should not have been, is untrue at once. Before it goes off, an
# engineer may be led to it, of a copy of what is known. Rows of kinds that are
# not asked are named as left to come, and how long each phase took is told.
# Belongs here: when to look. Does not: the truth, how it is brought about, what
# differs from it (compare.py).

import contextlib
import datetime
import fcntl
import json
import os
import pathlib
import subprocess
import tempfile
import time

from . import ask, fault, node, site, truth
from .compare import Before, Expectation, Recovery, Sight, Untrue, transition_in_words
from .isolate import Isolation
from .node import LabError

# On a machine that has other work. What is seen too late is not seen wrongly.
GRACE_S = 60
MEND_S = 90
PAUSE_S = 2
# A figure that takes two readings, and is missing after the first that ever was.
RATE = "/cpu"
# Beside the kinds: while a fault is on, an engineer is led to it as well (isolate.py).
LEADS = "isolate"


class Phases:
    """How long each phase took, and how many checks when it took some, for people."""

    def __init__(self):
        self.began = time.monotonic()
        self.words = []
        self.checks = 0         # within the phase

    @contextlib.contextmanager
    def phase(self, name):
        began, self.checks = time.monotonic(), 0
        try:
            yield
        finally:
            checks = f" ({self.checks})" if self.checks > 1 else ""
            self.words.append(f"{name} {time.monotonic() - began:.1f}{checks}")

    def __str__(self):
        return f"{time.monotonic() - self.began:.1f} s: {', '.join(self.words)}"


class Drive:
    """One fault, and who asks about it: nwops on the noc, with these kinds of probe."""

    def __init__(self, network, state, where, name, kinds):
        self.network, self.state, self.where = network, state, where
        self.name, self.leads = name, LEADS in kinds
        self.kinds = [kind for kind in kinds if kind != LEADS]
        self.said = truth.load()[name]
        self.phases = Phases()
        self.ended = ""         # in words, where there is more to say than that it was true

    # --- what is done ---

    def command_on_noc(self, *command):
        return node.command("noc", self.where, *command)

    def check_command(self):
        return self.command_on_noc("nwops", "check", "--json", *[f"kind:{kind}" for kind in self.kinds])

    def check(self, **options):
        done = subprocess.run(self.check_command(), text=True, capture_output=True, check=False, **options)
        self.phases.checks += 1
        try:
            return Sight(done.stdout)
        except Untrue as error:
            raise Untrue(f"{error}; exit status {done.returncode}, {done.stderr.strip()}") from None

    def switch(self, how, name=None):
        name = name or self.name
        try:
            with open(self.state / "lock", "wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                fault.switch(self.network, self.state, name, how)
        except LabError as error:
            raise Untrue(f"fault {name} cannot be switched {how}: {error}") from None

    def mend(self):
        self.switch("off")
        if "ssh" in self.kinds and self.said["broken"].get("cause") == "host-key":
            # Somebody must say which key is the right one.
            subprocess.run(self.command_on_noc("nwops", "inventory", "pin", "--yes", "--import",
                                               str(self.state / "keys" / "known_hosts")),
                           stdout=subprocess.DEVNULL, check=False)

    # --- waiting ---

    def wait_for_rest(self):
        """Until the network has found its other ways: whoever is asked before that is
        really cut off for a moment, and no part of the truth."""
        icmp = {item.partition(":")[2]: status
                for item, status in self.said.get("items", {}).get("icmp", {}).items()}
        dead = {name for name, status in icmp.items() if status == "DOWN"}
        swaying = set(icmp) - dead
        if not self.said.get("own-view") and not self.said.get("over-time"):
            wait_for(GRACE_S, lambda: sorted((ask.silent(self.network) - swaying) ^ dead))

    def wait_for_well(self):
        """Mended, many a fault needs more than that everybody answers: sessions, the
        gateway, associations."""
        wait_for(MEND_S, lambda: ask.amiss(self.network))

    # --- looking ---

    def well_before(self):
        """The items there are when all is well: as the last check of a fault saw it that ended as it
        should, when no other was switched since then and the same was asked; else checks until it is so."""
        with contextlib.suppress(FileNotFoundError):
            who, items = json.loads((self.state / site.WELL).read_text(encoding="utf-8"))
            if who == self.who():
                return items
        items = self.well(Before())
        if "ssh" in self.kinds and not any(item.endswith(RATE) for item in items):
            items = self.well(Before())
        return items

    def note_well(self, items):
        (self.state / site.WELL).write_text(json.dumps([self.who(), items]), encoding="utf-8")

    def who(self):
        """Who asks: these kinds, and what is remembered of asking before."""
        return [self.kinds, os.environ.get("NWOPS_STATE")]

    def well(self, recovery):
        """Checks until all is well and told so; the items there are."""
        items = {}

        def look():
            sight = self.check()
            items.update(sight.items)
            return recovery.amiss(sight)

        wait_for(MEND_S, look)
        return sorted(items)

    def see_it(self, expectation):
        if self.said.get("passing"):
            lines = expectation.amiss(self.check())
            if lines:
                raise Untrue("in the one check that could see it:\n  " + "\n  ".join(lines))
            return
        wait_for(self.said["within"] + GRACE_S, lambda: expectation.amiss(self.check()))

    def settled(self, expectation):
        lines = expectation.amiss(self.check())
        if lines:
            raise Untrue("once it had settled:\n  " + "\n  ".join(lines))

    def isolate(self):
        lines, walk = Isolation(self.state, self.where, self.said).amiss()
        if lines:
            raise Untrue("led elsewhere:\n  " + "\n  ".join(lines))
        self.ended = str(walk)

    def drive(self):
        phase = self.phases.phase
        with phase("well"):
            items = self.well_before()
        expectation = Expectation(self.said, self.kinds, items)
        later = [kind for kind in self.said["seen-by"] if kind not in self.kinds]
        if later:
            print(f"left to come: {' '.join(later)}")
        try:
            with phase("on"):
                self.switch("on")
            with phase("at rest"):
                self.wait_for_rest()
            with phase("seen"):
                self.see_it(expectation)
            if not self.said.get("passing"):
                with phase("settled"):
                    self.settled(expectation)
            if self.leads:
                with phase("isolated"):
                    self.isolate()
        finally:
            with phase("off"):
                self.mend()
        with phase("mended"):
            self.wait_for_well()
        with phase("seen"):
            self.note_well(self.well(Recovery(expectation)))


def wait_for(seconds, look):
    """Looks until nothing is amiss. After so many seconds what is still amiss is untrue. Between two
    looks it pauses for as long as one takes: to log in everywhere costs what others on this machine need."""
    began = time.monotonic()
    while True:
        asked_at = time.monotonic() - began
        lines = look()
        if not lines:
            return
        if asked_at > seconds:
            raise Untrue(f"after {asked_at:.1f} s:\n  " + "\n  ".join(lines))
        time.sleep(min(time.monotonic() - began - asked_at, PAUSE_S))


# --- the clock ---

class Stepped:
    """The clock of nwops alone, in a file that is read again and again."""

    def __init__(self, file):
        self.file, self.word = file, f"@{file}"

    def set(self, ahead_s):
        instant = datetime.datetime.now().astimezone() + datetime.timedelta(seconds=ahead_s)
        new = self.file.with_suffix(".new")
        # The host is up for half a minute more by then, or it would seem to have been started anew.
        up_s = 7230 if ahead_s else 7200
        new.write_text(f"{instant.isoformat(timespec='seconds')} x1 up {up_s}s\n", encoding="ascii")
        new.rename(self.file)


class DriveClock(Drive):
    """A clock that is stepped in the middle of a check, with another fault beside it."""

    def step_in_the_middle(self, beside, after_s):
        """A check of which all is well; one, with the fault BESIDE on, whose clock goes ten
        minutes ahead while it runs; and the one behind it."""
        with tempfile.TemporaryDirectory(dir=self.state) as directory:
            clock = Stepped(pathlib.Path(directory) / "clock")
            os.mkdir(os.path.join(directory, "state"))
            environment = os.environ | {"NWOPS_TEST_CLOCK": clock.word, "NWOPS_STATE": f"{directory}/state"}
            clock.set(0)
            before = self.check(env=environment)
            self.switch("on", beside)
            with subprocess.Popen(self.check_command(), text=True, env=environment,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
                time.sleep(after_s)
                clock.set(600)
                stepped = Sight(process.communicate()[0])
            time.sleep(1)       # instants in the file are of whole seconds
            clock.set(600)      # each program begins anew at what it says
            return before, stepped, self.check(env=environment)

    def drive(self):
        """What begins in that check is not told in it, and told in the next. A silent TCP port makes it
        last three seconds; when it has begun by then is not known, so it is tried with more patience."""
        beside = self.said["beside"]
        for after_s in (1, 2, 1.5, 2.5, 3, 4, 5):
            try:
                with self.phases.phase(f"stepped after {after_s} s"):
                    before, stepped, behind = self.step_in_the_middle(beside, after_s)
            finally:
                self.switch("off", beside)
            with self.phases.phase("mended"):
                self.wait_for_well()
            if stepped.end["view"] == "clock":
                break
        else:
            raise Untrue(f"the clock was never seen to be stepped: {stepped.end}")
        told = [transition_in_words(row) for row in stepped.transitions if row["told"]]
        if told:
            raise Untrue("told in the check whose clock was stepped:\n  " + "\n  ".join(told))
        lines = Expectation(truth.load()[beside], self.kinds, before.items).amiss(behind)
        if lines:
            raise Untrue("in the check behind it:\n  " + "\n  ".join(lines))


def drive(network, state, where, name, kinds):
    """Exit status: 0 all was as the truth says, 1 it was not."""
    said = truth.load().get(name)
    if said is None:
        raise LabError(f"there is no fault '{name}': see `lab truth`")
    os.environ.setdefault("NWOPS_LANG", "en")
    return report(name, (DriveClock if said.get("clock") else Drive)(network, state, where, name, kinds))


def report(name, one):
    """Drives it and says what came of it; the exit status."""
    try:
        one.drive()
    except Untrue as error:
        print(f"{name}: {error}")
        print(f"{name}: untrue after {one.phases}")
        return 1
    print(f"{name}: {one.ended and one.ended + '; '}{one.phases}")
    return 0
