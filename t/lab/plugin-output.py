#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""
Reads what a monitoring plugin printed as the plugin guideline has it, and as
Icinga 2 really takes it (no ranges, no comma, nothing that is not finite):

  plugin-output.py EXIT-STATUS <OUTPUT

Prints the status word, then each figure with its unit, warn, crit, min and
max. Ends with 1 and the reason when a monitoring system would stumble.
"""
import re
import sys

WORDS = ["OK", "WARNING", "CRITICAL", "UNKNOWN"]
UNITS = ["", "s", "ms", "us", "%", "B", "KB", "MB", "TB", "c"]
NUMBER = r"-?(?:0|[1-9]\d*)(?:\.\d+)?"
FIGURE = re.compile(r"('(?:[^'=]|'')+'|[^\s'=]+)=(%s)([a-zA-Z%%]*)((?:;(?:%s)?){0,4})" % (NUMBER, NUMBER))


def fail(reason):
    print("refused:", reason)
    sys.exit(1)


def read_figures(text):
    """Every figure of TEXT, which must be nothing but figures."""
    found, at = [], 0
    for figure in FIGURE.finditer(text):
        if figure.start() != at:
            break
        found.append(figure)
        at = figure.end()
        if at < len(text):
            if text[at] != " ":
                break
            at += 1
    if at != len(text):
        fail("not performance data: %r" % text[at:])
    return found


def main():
    status, output = int(sys.argv[1]), sys.stdin.read()
    if not output.endswith("\n") or not output.strip():
        fail("no line at all, or none that ends")
    text, _, data = output[:-1].partition("|")
    first = text.split("\n")[0]
    if len(first) > 80:
        fail("first line of %d characters" % len(first))
    word = re.match(r"[A-Z]+ (OK|WARNING|CRITICAL|UNKNOWN)\b", first)
    if not word:
        fail("no status word in %r" % first)
    if not 0 <= status <= 3:
        fail("exit status %d" % status)
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", output):
        fail("a control character")
    print(word[1], "exit", WORDS[status])
    labels = set()
    for figure in read_figures(data):
        label = figure[1].strip("'")
        if label in labels:
            fail("two figures called %r" % label)
        if figure[3] not in UNITS:
            fail("unit %r" % figure[3])
        labels.add(label)
        print(label, figure[2] + figure[3], *(part or "-" for part in figure[4].split(";")[1:]))


main()
