# SPDX-License-Identifier: Apache-2.0
"""What other programs made of a device's output, in nwops's words and units.

A module of this folder names the cases of one platform: its CASES are
(folder, their platform, their command, our command, mapper). A mapper takes the
expectation of one case and yields (record, {key: value}, {field: value}); what
their expectation does not say is left out, what it says wrongly stands in
contradictions.yaml. Nothing here knows a case by its name.
"""
import ipaddress
import re

UNITS = {
    'year': 365 * 86400, 'week': 7 * 86400, 'day': 86400, 'hour': 3600, 'hr': 3600,
    'minute': 60, 'min': 60, 'second': 1, 'sec': 1, 'y': 365 * 86400, 'w': 7 * 86400,
    'd': 86400, 'h': 3600, 'm': 60, 's': 1,
}


def number(text):
    """A whole number, or None."""
    text = str(text).replace(',', '').strip()
    return int(text) if re.fullmatch(r'-?\d+', text) else None


def percent(value):
    """5, "5%", "5.25" -> parts per million."""
    text = str(value).replace('%', '').strip()
    return round(float(text) * 10000) if re.fullmatch(r'[\d.]+', text) else None


def duration(text):
    """Microseconds of a phrase or clock; None for never and the like."""
    text = str(text).strip().lower()
    if not re.search(r'\d', text):
        return None
    total = 0.0
    clock = re.search(r'(\d+):(\d+)(?::(\d+(?:\.\d+)?))?', text)
    if clock:
        total += int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3] or 0)
        text = text.replace(clock[0], ' ')
    for count, unit in re.findall(r'(\d+(?:\.\d+)?)\s*([a-z]+)', text):
        unit = unit if unit in UNITS else unit.rstrip('s')
        if unit not in UNITS:
            return None
        total += float(count) * UNITS[unit]
    return round(total * 1000000)


def seconds(value):
    """Seconds as a number or digits -> microseconds; negative is unknown."""
    value = number(value)
    return None if value is None or value < 0 else value * 1000000


def address(text):
    """In one spelling, or None where it is none."""
    text = str(text).strip().split('%')[0]
    try:
        return str(ipaddress.ip_interface(text) if '/' in text else ipaddress.ip_address(text))
    except ValueError:
        return None


def mac(text):
    digits = re.sub(r'[^0-9a-fA-F]', '', str(text or ''))
    return ':'.join(digits[i:i + 2] for i in range(0, 12, 2)).lower() if len(digits) == 12 else None


def as_number(text):
    text = str(text)
    if '.' in text:
        high, low = text.split('.')
        return int(high) * 65536 + int(low)
    return number(text)


def known(**fields):
    """Without what is not known."""
    return {key: value for key, value in fields.items() if value is not None and value != ''}


def word(value):
    """Text, or None where it says nothing."""
    value = None if value is None else str(value).strip()
    return value or None
