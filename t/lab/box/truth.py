# SPDX-License-Identifier: Apache-2.0
#
# t/lab/truth.yaml, for people. What it means stands in that file's head.

import sys

import yaml

from .network import LAB


def load():
    """The faults by name, each as truth.yaml has it."""
    with open(LAB / "truth.yaml", encoding="utf-8") as file:
        return yaml.load(file, yaml.CSafeLoader)["faults"]


def show(names):
    """Prints one line a fault, or all that is said of those named."""
    faults = load()
    unknown = [name for name in names if name not in faults]
    if unknown:
        print(f"lab: truth.yaml has no fault '{unknown[0]}'", file=sys.stderr)
        return 3
    for name, said in faults.items():
        if not names:
            print(f"{name:24}{said['title']}")
        elif name in names:
            print(f"{name}: {said['title']}")
            for key, value in said.items():
                if key != "title":
                    print(f"  {key:14}{worded(value)}")
    return 0


def worded(value):
    """A value on one line; of items, a line each."""
    if isinstance(value, dict):
        if any(isinstance(inner, dict) for inner in value.values()):
            return "".join(f"\n    {key:12}{worded(inner)}" for key, inner in value.items())
        return ", ".join(f"{key} {worded(inner)}" for key, inner in value.items()) or "nobody"
    if isinstance(value, list):
        return ", ".join(map(worded, value)) or "nothing"
    return str(value)
