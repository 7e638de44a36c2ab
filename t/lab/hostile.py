#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""
Reads the table `hostile` and makes of it what a test needs on stdout:

  hostile.py table                the reflector's table
  hostile.py inventory            a line for each row and family
  hostile.py targets FAMILY       the addresses, in the order of the rows
  hostile.py expect KIND          what nwops must say with KIND (ping, raw) of sockets
  hostile.py actual EXPECT JSON   the same figures out of nwops's JSON lines; where EXPECT
                                  has "*" too
  hostile.py beliefs FAMILY JSON FPING CHECK_ICMP
                                  how many of the packets each took for answered: the truth,
                                  nwops, fping -C, and check_icmp (ADDRESS, tab, its output)

Does not belong here: any judgement; the shell script compares.
"""
import json
import os
import re
import sys

PACKETS = 4
FAMILIES = (4, 6)
KEYS = ("late", "duplicates", "wrong_source", "corrupt", "truncated", "icmp_errors",
        "forged_errors", "own_losses", "not_sent")
STATUSES = ("ok", "caution", "warning", "down")


def address(family, number):
    """The row numbered NUMBER; below 1000."""
    if family == 4:
        return "198.18.%d.%d" % (number // 100, number % 100 + 1)
    return "2001:db8:77::%x" % (number + 0x100)


class Row:
    def __init__(self, number, line):
        left, self.behaviour = (half.strip() for half in line.split(" : ", 1))
        self.name, *self.words = left.split()
        self.number = number

    def expected(self, kind, family):
        """The figures that are true for sockets of KIND."""
        figures = dict.fromkeys(KEYS, "0")
        figures["status"] = figures["received"] = None
        for word in self.words:
            where, colon, rest = word.rpartition(":")
            if colon and not (kind + str(family)).startswith(where) and where != kind:
                continue
            if rest in STATUSES:
                figures["status"] = rest
            elif rest.isdigit():
                figures["received"] = rest
            else:
                key, value = rest.split("=")
                if key not in figures:
                    sys.exit("hostile: unknown key '%s' in row '%s'" % (key, self.name))
                figures[key] = value
        return figures


def rows():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hostile")
    with open(path, encoding="utf-8") as table:
        lines = [line for line in table if line.strip() and not line.startswith("#")]
    return [Row(number, line) for number, line in enumerate(lines)]


def places(table, family):
    """What the words in braces stand for."""
    found = {row.name: address(family, row.number) for row in table}
    found["other"] = address(family, 990)
    found["router"] = address(family, 991)
    return found


def print_table(table):
    print("default silence")
    for family in FAMILIES:
        names = places(table, family)
        for row in table:
            behaviour = re.sub(r"\{([a-z]+)\}", lambda word: names[word[1]], row.behaviour)
            print(address(family, row.number), behaviour)


def print_inventory(table):
    print("""organizations:
  self: {kind: operator, self: true, name: Tozai Medical Lines}
  hosp: {kind: institution, type: hospital, service-class: user, name: Sakura Hospital}
devices:
  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: []}
lines:""")
    for family in FAMILIES:
        for row in table:
            print("  %s.%d: {institution: hosp, from: a1, address: '%s'}"
                  % (row.name, family, address(family, row.number)))


def print_figures(name, figures):
    print("%-22s %-9s %-7s received %s %s" % (
        name, figures["end"], figures["status"], figures["received"],
        " ".join("%s %s" % (key, figures[key]) for key in KEYS)))


def print_expect(table, kind):
    for family in FAMILIES:
        for row in table:
            figures = row.expected(kind, family)
            figures["end"] = "answered" if int(figures["received"]) else "no-answer"
            print_figures("%s.%d" % (row.name, family), figures)


def read_items(path):
    """nwops's items by the name of the line."""
    with open(path, encoding="utf-8") as lines:
        objects = [json.loads(line) for line in lines]
    return {o["item"].partition(":")[2]: o for o in objects if o["type"] == "item"}


def print_actual(table, expect, path):
    items = read_items(path)
    with open(expect, encoding="utf-8") as lines:
        unpromised = {line.split()[0]: re.findall(r"(\w+) \*", line) for line in lines}
    for family in FAMILIES:
        for row in table:
            name = "%s.%d" % (row.name, family)
            if name in items:
                figures = {key: str(value) for key, value in items.pop(name).items()}
                figures.update(dict.fromkeys(unpromised[name], "*"))
                print_figures(name, figures)
            else:
                print(name, "is missing")
    for name in items:
        print(name, "was never asked for")


def fping_beliefs(path):
    """'ADDRESS : 0.12 - 0.20 -' of fping -C -q: how many are no hyphen."""
    found = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            parts = re.fullmatch(r"(\S+)\s+:((?: (?:-|[0-9.]+)){%d})\n" % PACKETS, line)
            if parts:
                found[parts[1]] = str(PACKETS - parts[2].split().count("-"))
    return found


def check_icmp_beliefs(path):
    """Its word and the share it takes for lost."""
    found = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            target, _, text = line.rstrip("\n").partition("\t")
            lost = re.search(r"\bpl=(\d+)%|lost (\d+)%", text)
            share = next((g for g in lost.groups() if g), None) if lost else None
            answered = "?" if share is None else "%g" % (PACKETS * (100 - int(share)) / 100)
            found[target] = "%s %s" % (answered, text.split(" ")[0])
    return found


def print_beliefs(table, family, json_path, fping_path, check_icmp_path):
    items = read_items(json_path)
    fping, check_icmp = fping_beliefs(fping_path), check_icmp_beliefs(check_icmp_path)
    print("IPv%d, of %d packets answered:" % (family, PACKETS))
    print("%-20s %5s %12s %6s   %s" % ("", "truth", "nwops", "fping", "check_icmp"))
    for row in table:
        target, figures = address(family, row.number), row.expected("ping", family)
        item = items.get("%s.%d" % (row.name, family), {})
        print("%-20s %5s %12s %6s   %s" % (
            row.name, figures["received"],
            "%s %s" % (item.get("received"), item.get("status")),
            fping.get(target, "?"), check_icmp.get(target, "?")))


def main():
    table = rows()
    command, *arguments = sys.argv[1:]
    if command == "table":
        print_table(table)
    elif command == "inventory":
        print_inventory(table)
    elif command == "targets":
        for row in table:
            print(address(int(arguments[0]), row.number))
    elif command == "expect":
        print_expect(table, arguments[0])
    elif command == "actual":
        print_actual(table, *arguments)
    elif command == "beliefs":
        print_beliefs(table, int(arguments[0]), *arguments[1:])
    else:
        sys.exit("hostile: no command '%s'" % command)


main()
