#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How much of other people's device output nwops understands, and how rightly.

Runs `nwops platform parse` over the outputs in $NWOPS_TEST_DATA and compares
with what other programs expect of them, brought to nwops's words by accuracy/.
A third of the cases, by a hash of their path, is set aside: of these only totals
are told, so that nobody can fit a platform to them.

Usage: platform-accuracy.py [--details] [PLATFORM...]
Prints a table and TAP; a platform passes with no wrong value and at least 95 %
of the expected ones present, in either part.
"""
import csv
import hashlib
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / 'accuracy'))
from terms import address as spelled  # noqa: E402

DATA = pathlib.Path(os.environ.get('NWOPS_TEST_DATA', HERE.parent.parent.parent / 'shared/data'))
BUILD = pathlib.Path(os.environ['NWOPS_BUILD'])
CONFIG = os.environ.get('NWOPS_PLATFORM_CONFIG')
ENOUGH = 0.95
ABBREVIATIONS = {}
PROMPTS = ('router1#', 'router1# ', 'user@router1> ', 'user@router1>', 'router1 #', 'router1 # ', '> ', '# ', '>', '#')


def modules():
    """By platform; cisco_ios.py is that of cisco-ios."""
    for path in sorted((HERE / 'accuracy').glob('*.py')):
        if path.stem != 'terms':
            yield path.stem.replace('_', '-'), importlib.import_module(path.stem)


def set_aside(path):
    return int(hashlib.sha1(path.encode()).hexdigest(), 16) % 3 == 0


def cases_of(module):
    """(path for the hash, file of the output, expectation's path, our command, mapper)"""
    for folder, platforms, commands, ours, mapper in module.CASES:
        root = DATA / 'device-output' / folder
        names, _, part = commands.partition(':')
        with open(root / 'MANIFEST.tsv', encoding='utf-8', newline='') as manifest:
            for row in csv.DictReader(manifest, delimiter='\t'):
                if not re.fullmatch(platforms, row['platform']) or not re.fullmatch(names, row['command']):
                    continue
                path = f'device-output/{folder}/{row["input"]}'
                file = root / row['input'] / part if part else root / row['input']
                if file.is_file():
                    yield path, file, root / row['expected'], ours, mapper


def load(path, output):
    if path.suffix in ('.yml', '.yaml'):
        return yaml.safe_load(path.read_text(encoding='utf-8'))['parsed_sample']
    if path.suffix == '.json':
        return json.loads(path.read_text(encoding='utf-8'))
    if path.is_file():
        return path.read_text(encoding='utf-8')
    # The output says it itself.
    text = output.read_text(encoding='utf-8')
    return json.loads(text) if output.suffix == '.json' else text


def parse(platform, command, files):
    """By file: the records, and the verdict."""
    run = [str(BUILD / 'nwops')]
    if CONFIG:
        run += ['--config', CONFIG]
    run += ['--json', 'platform', 'parse', '--command', command, platform] + [str(file) for file in files]
    done = subprocess.run(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1, 3) or not done.stdout:
        sys.exit(f'{" ".join(run[:6])} ended with {done.returncode}: {done.stderr.decode()[:500]}')
    records, verdicts = {}, {}
    for line in done.stdout.decode('utf-8').splitlines():
        line = json.loads(line)
        if line['type'] == 'reading':
            records.setdefault(line['file'], []).append((line['record'], line['fields']))
        elif line['type'] == 'output':
            verdicts[line['file']] = line
    return records, verdicts


def same(field, ours, theirs):
    if isinstance(ours, str) and isinstance(theirs, str):
        if field in ('address', 'local', 'remote', 'virtual_address', 'master', 'backup', 'router_id', 'next_hop'):
            return (spelled(ours) or ours) == (spelled(theirs) or theirs)
        if field in ('interface', 'name'):
            return written_out(ours) == written_out(theirs)
        return ours == theirs
    if isinstance(theirs, float):
        return ours is not None and abs(ours - theirs) <= abs(theirs) * 1e-6
    return ours == theirs


def written_out(name):
    """Interfaces are named short in one place and long in another."""
    letters = re.match(r'[A-Za-z-]*', name)[0]
    return ABBREVIATIONS.get(letters.lower(), letters.lower()) + name[len(letters):].replace(' ', '')


def find(records, taken, kind, keys, fields):
    """Of the records that have these keys, one not yet taken; where an expectation
    does not tell records apart (the same peer in two families), the one it fits."""
    have = [number for number, (record, values) in enumerate(records) if record == kind and all(
        same(key, values.get(key), value) for key, value in keys.items())]
    free = [number for number in have if number not in taken] or have
    if not free:
        return None
    best = max(free, key=lambda number: sum(
        same(key, records[number][1].get(key), value) for key, value in fields.items()))
    taken.add(best)
    return records[best][1]


class Tally:
    def __init__(self):
        self.cases = self.unmapped = self.expected = self.right = self.wrong = self.missing = self.refuted = 0

    def add(self, other):
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def present(self):
        return (self.right + self.wrong) / self.expected if self.expected else 1.0


class Contradictions:
    """Expectations that their own raw text refutes, each with the reason."""

    def __init__(self):
        path = HERE / 'contradictions.yaml'
        self.entries = (yaml.safe_load(path.read_text(encoding='utf-8')) or []) if path.exists() else []
        self.used = set()

    def find(self, path, kind, keys, field, theirs):
        for number, entry in enumerate(self.entries):
            if entry['case'] == path and entry['record'] == kind and entry.get('field', field) == field and all(
                    str(keys.get(key)) == str(value) for key, value in entry.get('keys', {}).items()) and (
                        'theirs' not in entry or str(entry['theirs']) == str(theirs)):
                self.used.add(number)
                return True
        return False


def compare(case, records, contradictions, details):
    path, _, expectation, _, mapper = case
    tally, taken = Tally(), set()
    tally.cases = 1
    try:
        expected = list(mapper(load(expectation, case[1])))
    except (KeyError, TypeError, AttributeError) as fault:
        # An expectation in a form that the mapper does not know is told, not dropped.
        tally.unmapped = 1
        details.append(f'unmapped {path}: {fault!r}')
        return tally
    for kind, keys, fields in expected:
        ours = find(records, taken, kind, keys, fields)
        for field, theirs in fields.items():
            tally.expected += 1
            mine = None if ours is None else ours.get(field)
            if mine is not None and same(field, mine, theirs):
                tally.right += 1
            elif contradictions.find(path, kind, keys, field, theirs):
                tally.refuted += 1
                tally.expected -= 1
            elif mine is None:
                tally.missing += 1
                details.append(f'missing {path} {kind} {keys} {field}: {theirs!r}')
            else:
                tally.wrong += 1
                details.append(f'wrong {path} {kind} {keys} {field}: {mine!r}, they say {theirs!r}')
    return tally


def worn(platform, command, text):
    """TEXT as a terminal would give it: with CR LF, and where there are prompts, with
    the echo of what was sent before it and a prompt behind it."""
    root = pathlib.Path(CONFIG or BUILD / 'share') / 'platforms'
    about = yaml.safe_load((root / f'{platform}.yaml').read_text(encoding='utf-8'))
    text = text.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n')
    pattern = about['session'].get('prompt')
    if not pattern:
        return text
    prompt = next((word for word in PROMPTS if re.fullmatch(pattern, word)), None)
    if prompt is None:
        sys.exit(f'{platform}: none of {PROMPTS} is a prompt of it')
    sent = about['commands'][command]['send']
    return f'{prompt}{sent}\r\n'.encode() + text + f'\r\n{prompt}'.encode()


def changed_by_wear(platform, command, files, records):
    """The files that say something else when they come from a terminal."""
    with tempfile.TemporaryDirectory() as directory:
        copies = {}
        for number, file in enumerate(files):
            copy = pathlib.Path(directory) / str(number)
            copy.write_bytes(worn(platform, command, file.read_bytes()))
            copies[str(copy)] = str(file)
        again, _ = parse(platform, command, list(copies))
    return [file for copy, file in copies.items() if again.get(copy, []) != records.get(file, [])]


def measure(platform, module, contradictions, details, changed):
    """{(command, aside): Tally}"""
    by_command, totals = {}, {}
    for case in cases_of(module):
        by_command.setdefault(case[3], []).append(case)
    for command, cases in by_command.items():
        files = sorted({case[1] for case in cases})
        records, _ = parse(platform, command, files)
        changed += changed_by_wear(platform, command, files, records)
        for case in cases:
            aside = set_aside(case[0])
            tally = compare(case, records.get(str(case[1]), []), contradictions, [] if aside else details)
            totals.setdefault((command, aside), Tally()).add(tally)
    return totals


def row(platform, command, tally):
    print(f'# {platform:15} {command:28} {tally.cases:5} {tally.expected:8} {tally.right:7} {tally.wrong:5} '
          f'{tally.missing:7} {100 * tally.present:6.1f}% {tally.refuted:7} {tally.unmapped:8}')


def report(platform, totals):
    whole = {False: Tally(), True: Tally()}
    for (command, aside), tally in sorted(totals.items()):
        whole[aside].add(tally)
        row(platform, command + ' (aside)' * aside, tally)
    row(platform, 'all of the others', whole[False])
    row(platform, 'all set aside', whole[True])
    return whole


def main(arguments):
    wanted = [word for word in arguments if not word.startswith('--')]
    if not (DATA / 'device-output').is_dir():
        print(f'1..0 # SKIP no {DATA}/device-output: set NWOPS_TEST_DATA')
        return 0
    contradictions, outcome, tests = Contradictions(), 0, []
    print(f'# {"platform":15} {"command":28} cases expected   right wrong missing present refuted unmapped')
    for platform, module in modules():
        if wanted and platform not in wanted:
            continue
        ABBREVIATIONS.clear()
        ABBREVIATIONS.update({short.lower(): full.lower() for short, full in getattr(module, 'INTERFACES', {}).items()})
        details, changed = [], []
        whole = report(platform, measure(platform, module, contradictions, details, changed))
        if '--details' in arguments:
            print('\n'.join(details))
        for aside, tally in whole.items():
            part = 'of those set aside' if aside else 'of the others'
            if not tally.cases:
                continue
            tests.append((tally.wrong == 0 and tally.present >= ENOUGH,
                          f'{platform}: nothing wrong, 95 % present, {part}'))
        # Which they are is not said: they may be set aside.
        tests.append((not changed, f'{platform}: CR LF, echo and prompt change nothing ({len(changed)} outputs)'))
    unused = [entry['case'] for number, entry in enumerate(contradictions.entries) if number not in contradictions.used]
    if not wanted:
        tests.append((not unused, 'every contradiction that is listed is one: ' + ', '.join(unused)))
    for number, (good, claim) in enumerate(tests, 1):
        print(f'{"ok" if good else "not ok"} {number} - {claim}')
        outcome |= not good
    print(f'1..{len(tests)}')
    return int(outcome)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
