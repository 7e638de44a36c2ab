# SPDX-License-Identifier: Apache-2.0
#
# Breaks the laboratory as one fault has it, checks until nwops says what is open, and has it lead
# an engineer to where the fault lies (isolate.py). What else a check sees and tells is
# drive.py's to judge: a machine that has other work shows many a slow login beside the fault.
# Belongs here: when to ask for the way. Does not: what a right one is.

import os
import pathlib
import subprocess
import tempfile
import time

from . import truth
from .compare import Untrue
from .drive import GRACE_S, MEND_S, Drive, Stepped, report, wait_for
from .isolate import Isolation, Walk
from .node import LabError

KINDS = ["icmp", "tcp", "tls", "path", "mtu", "ssh"]
# Instead of another fault: none.
NOTHING = "nothing"


class Lead(Drive):
    """One fault, of which all that there is is asked."""

    def __init__(self, network, state, where, name):
        super().__init__(network, state, where, name, KINDS)
        self.isolation = Isolation(state, where, self.said)

    def open_after_check(self):
        self.check()
        return [f"open: {row['item']}" for row in self.isolation.open_troubles()]

    def unseen_after_check(self, said):
        """What is said of items, and a check did not see."""
        sight = self.check()
        rows = {item: status.lower() for kind in KINDS for item, status in said.get("items", {}).get(kind, {}).items()}
        lines = [f"{item}: seen as {sight.items[item]['status']}" for item, status in rows.items()
                 if sight.items[item]["status"] != status]
        return lines + [f"{item}: not yet flapping" for item in said.get("flapping", [])
                        if not sight.items[item]["state"]["flapping"]]

    def first_after_check(self):
        return self.unseen_after_check(self.said) or self.isolation.list_amiss()

    def see_first(self):
        if self.said.get("passing"):
            lines = self.first_after_check()
            if lines:
                raise Untrue("in the one check that could see it:\n  " + "\n  ".join(lines))
            return
        wait_for(self.said["within"] + GRACE_S, self.first_after_check)

    def drive(self):
        phase = self.phases.phase
        with phase("well"):
            wait_for(MEND_S, self.open_after_check)
        try:
            with phase("on"):
                self.switch("on")
            with phase("at rest"):
                self.wait_for_rest()
            with phase("seen"):
                self.see_first()
            with phase("isolated"):
                self.isolate()
        finally:
            with phase("off"):
                self.mend()
        with phase("mended"):
            self.wait_for_well()


class LeadClock(Lead):
    """Led while the clock is stepped, with another fault on: what is measured then is not measured,
    and without the step it is."""

    def __init__(self, network, state, where, name):
        super().__init__(network, state, where, name)
        beside = truth.load()[self.said["beside"]]
        self.name = self.said["beside"]
        self.said = {**beside, **{key: self.said[key] for key in ("procedure", "end", "told")}}
        self.isolation = Isolation(state, where, self.said)

    def walk(self, after_s):
        """Stepped after so many seconds; None: not at all."""
        with tempfile.TemporaryDirectory(dir=self.state) as directory, self.isolation.copy_of_state():
            clock = Stepped(pathlib.Path(directory) / "clock")
            environment = self.isolation.environment | {"NWOPS_TEST_CLOCK": clock.word}
            clock.set(0)
            # By this clock as well, or it would be another one already.
            self.check(env=environment)
            clock.set(0)
            with subprocess.Popen(self.isolation.command(*self.isolation.words()), text=True, env=environment,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                if after_s is not None:
                    time.sleep(after_s)
                    clock.set(600)
                out, err = process.communicate()
            return Walk(subprocess.CompletedProcess(process.args, process.returncode, out, err))

    def isolate(self):
        """What is asked ahead, while answers are taken, is asked again by the look behind it: when that has
        begun is not known, so it is tried sooner and later."""
        walk = self.walk(None)
        if "own-service=bad" not in walk.passed():
            raise Untrue(f"without the step: {walk}, by {walk.passed()}")
        for after_s in (3, 4, 2, 6, 1.5, 1):
            walk = self.walk(after_s)
            if "own-service=unmeasurable" in walk.passed():
                break
        if not walk.is_right(self.said["end"]):
            raise Untrue(f"expected the end {self.said['end']}; {walk}, by {walk.passed()}")
        self.ended = str(walk)


class Mislead(Lead):
    """The subject and the answers of one fault while another is on, or none: whatever comes of it,
    not that it is the one."""

    def __init__(self, network, state, where, name, instead):
        super().__init__(network, state, where, name)
        self.instead = instead

    def drive(self):
        phase = self.phases.phase
        on = self.instead != NOTHING
        with phase("well"):
            wait_for(MEND_S, self.open_after_check)
        try:
            if on:
                self.said, asked = truth.load()[self.instead], self.said
                with phase("on"):
                    self.switch("on", self.instead)
                with phase("at rest"):
                    self.wait_for_rest()
                with phase("seen"):
                    wait_for(self.said["within"] + GRACE_S, lambda: self.unseen_after_check(self.said))
                self.said = asked
            with phase("isolated"):
                lines, walk = self.isolation.ends_elsewhere()
        finally:
            self.switch("off", self.instead if on else None)
        if lines:
            raise Untrue("\n  ".join(lines))
        self.ended = str(walk)
        with phase("mended"):
            self.wait_for_well()


def lead(network, state, where, name, instead=None):
    """Exit status: 0 it led to the truth (with another fault on: elsewhere), 1 it did not."""
    said = truth.load().get(name)
    if said is None:
        raise LabError(f"there is no fault '{name}': see `lab truth`")
    os.environ.setdefault("NWOPS_LANG", "en")
    if instead:
        return report(f"{name}, {instead} being on", Mislead(network, state, where, name, instead))
    return report(name, (LeadClock if said.get("clock") else Lead)(network, state, where, name))
