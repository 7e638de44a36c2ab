# SPDX-License-Identifier: Apache-2.0
#
# Is led by nwops to where a fault of the laboratory lies, as an engineer who was woken
# is, with nothing but the answers of people (answers.yaml, and `told` in truth.yaml): what
# is open must be named, by what procedure it is taken up too, and that one must come to the
# right end and verdict. All of it is asked of a copy of nwops's state, so that what is
# checked before and after knows nothing of it.
# Belongs here: the walk and what came of it. Does not: the fault, and checks (drive.py).

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import yaml

from . import node
from .compare import Untrue
from .network import LAB

ANSWERS = LAB / "answers.yaml"
# An end of truth.yaml is met by the end of that name or one that says more of the same; the verdict
# of it must be this one. To send somebody there is what is done about what is inside.
VERDICTS = {"ours": "operator", "carrier": "carrier", "core": "core-operator", "institution": "institution",
            "no-fault": "none"}
MORE_OF = {"technician": "institution"}


def meets(end, verdict, wanted):
    """Whether a run that ended so is what truth.yaml means by its `end`."""
    end = MORE_OF.get(end, end)
    return (end == wanted or str(end).startswith(wanted + "-")) and verdict == VERDICTS[wanted]


class Walk:
    """What a run answered: its events, and where it stands."""

    def __init__(self, done):
        """Of a process that has ended."""
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.status, self.said = done.returncode, done.stderr
        self.events = [row for row in rows if row["type"] == "run-event"]
        run = next((row for row in rows if row["type"] == "run"), {})
        self.case, self.procedure = run.get("case"), run.get("procedure")
        self.subject, self.end, self.verdict = run.get("subject"), run.get("end"), run.get("verdict")
        self.step = run.get("step")

    def is_right(self, wanted):
        return self.status == 0 and meets(self.end, self.verdict, wanted)

    def passed(self):
        """The steps that had an end, with it."""
        return " ".join(f"{row['step']}={row['outcome']}" for row in self.events if row["step"])

    def __str__(self):
        if not self.step:
            return f"no run, exit status {self.status}: {self.said.strip()}"
        where = f"ended as {self.end}, {self.verdict}" if self.end else f"stands at {self.step}"
        return f"{self.procedure} of {self.subject} {where}"


class Isolation:
    """One fault that is on (or is not), and the engineer who is led."""

    def __init__(self, state, where, said):
        self.state, self.where, self.said = state, where, said
        self.environment = dict(os.environ)

    @contextlib.contextmanager
    def copy_of_state(self):
        with tempfile.TemporaryDirectory(dir=self.state) as directory:
            state = pathlib.Path(directory) / "state"
            shutil.copytree(os.environ["NWOPS_STATE"], state)
            self.environment["NWOPS_STATE"] = str(state)
            yield

    def command(self, *words):
        return node.command("noc", self.where, "nwops", *words)

    def nwops(self, *words):
        return subprocess.run(self.command(*words), text=True, capture_output=True, check=False,
                              env=self.environment)

    # --- what an engineer types ---

    def open_troubles(self):
        """`nwops isolate` with nothing: what is open, in its order."""
        done = self.nwops("isolate", "--json")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode not in (0, 1):
            raise Untrue(f"nwops isolate: exit status {done.returncode}, {done.stderr.strip()}")
        return [row for row in rows if row["type"] == "trouble"]

    def about(self):
        """About what the procedure of the truth is begun: who calls, what the core asks for, or
        what nwops says is open."""
        procedure = self.said["procedure"]
        if procedure == "institution-unreachable":
            return [caller(self.said["demarcation"][1])]
        if procedure == "core-request":
            broken = self.said["broken"]
            return [f"device:{broken.get('device') or broken['service']}", "--procedure", procedure]
        return [self.said["trouble"]]

    def words(self):
        answers = [word for step, answer in self.said.get("told", {}).items()
                   for word in ("--answer", f"{step}={answer}")]
        return ["isolate", *self.about(), "--answers", str(ANSWERS), *answers, "--json"]

    def walk(self):
        return Walk(self.nwops(*self.words()))

    def record(self, walk):
        """What the looks of a run saw and suspected, for people."""
        done = self.nwops("incident", "show", str(walk.case), "--json")
        lines = []
        for row in map(json.loads, done.stdout.splitlines()):
            if row["type"] == "case-event" and row["kind"] == "evidence":
                body = row["body"]
                bad = [f"{one['item']} {one['status']}" for one in body["items"] if one["status"] != "ok"]
                lines += [f"{body['step']} of {body['subject']}: {body['outcome']}, suspects {json.dumps(body['suspects'])}",
                          f"  not ok: {', '.join(bad) or 'nothing'}"]
        return "\n  ".join(lines)

    # --- what must come of it ---

    def list_amiss(self):
        """The lines in which the list of what is open is not what the truth says."""
        troubles = self.open_troubles()
        first = troubles[0] if troubles else {"item": None, "procedure": None}
        wanted = self.said.get("trouble")
        if first["item"] != wanted:
            return [f"open first: expected {wanted}, said {', '.join(row['item'] for row in troubles) or 'nothing'}"]
        # Who calls, and what the core asks for, nobody but a person can say.
        procedure = self.said["procedure"]
        if wanted and procedure not in ("institution-unreachable", "core-request") and first["procedure"] != procedure:
            return [f"{wanted}: expected {procedure} for it, said {first['procedure']}"]
        return []

    def amiss(self):
        """The lines in which what nwops leads to is not the truth; and the walk, for people."""
        with self.copy_of_state():
            lines = self.list_amiss()
            walk = self.walk()
            if not walk.is_right(self.said["end"]):
                lines += [f"expected the end {self.said['end']}; {walk}, by {walk.passed()}", self.record(walk)]
            elif walk.procedure != self.said["procedure"]:
                lines.append(f"expected {self.said['procedure']}; {walk}")
            return lines, walk

    def ends_elsewhere(self):
        """The subject and the answers of this fault, while it is not what is broken."""
        with self.copy_of_state():
            walk = self.walk()
            lines = []
            if walk.status not in (0, 1) or not walk.step:
                lines = [str(walk)]
            elif meets(walk.end, walk.verdict, self.said["end"]):
                lines = [f"it ended as if it were that fault: {walk}, by {walk.passed()}", self.record(walk)]
            return lines, walk


def caller(institution):
    """The number that rings."""
    with open(LAB / "site" / "inventory" / "parties.yaml", encoding="utf-8") as file:
        return yaml.safe_load(file)["organizations"][institution]["phone"]
