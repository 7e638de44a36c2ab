# SPDX-License-Identifier: Apache-2.0
"""Pairs runs of what is compared: A B A B, so that what disturbs one disturbs the other, and the
ratio is the median of the ratios of each pair. Shared by the benches that compare whole runs."""

import json
import os
import statistics
import subprocess


class Trouble(Exception):
    """Something could not be measured, or came out wrong."""


class Run:
    """One run of a command: what it cost (t/bench/cost), said and knew."""

    def __init__(self, cost, status, stdout, stderr):
        self.cost, self.status, self.stdout, self.stderr = cost, status, stdout, stderr
        self.facts = {}


def run(command, cost, scratch, inside=(), expected=(0,), directory=None):
    """Runs COMMAND by the program COST, started by the words INSIDE, which are not measured."""
    path = os.path.join(scratch, "cost")
    done = subprocess.run([*inside, cost, path, *command], capture_output=True, text=True, check=False,
                          cwd=directory, stdin=subprocess.DEVNULL)
    if done.returncode not in expected:
        raise Trouble(f"'{' '.join(command)}' ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    with open(path, encoding="ascii") as file:
        return Run(json.load(file), done.returncode, done.stdout, done.stderr)


def pairs(ours, peer, runs):
    """Calls both once to warm up, then in turn RUNS times; returns what they returned."""
    ours(), peer()
    results = [(ours(), peer()) for _ in range(runs)]
    return [pair[0] for pair in results], [pair[1] for pair in results]


def median(values):
    return statistics.median(values)


def ratio(ours, peer, key):
    """The median of the ratios, pair by pair, of what KEY takes out of a run."""
    return median([key(a) / key(b) for a, b in zip(ours, peer)])


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]
