# SPDX-License-Identifier: Apache-2.0
"""yamaha-rtx: what ntc-templates expects of Yamaha RTX."""
from terms import duration, known, number, percent, word


def environment(expected):
    for row in expected:
        yield 'system', {}, known(
            version=word(row['version']), serial=word(row['serial']), cpu_5s=percent(row['cpu_5_sec']),
            cpu_1m=percent(row['cpu_1_min']), cpu_5m=percent(row['cpu_5_min']), memory_use=percent(row['memory_used']),
            uptime=duration(row['elasped_time']), temperature=number(row['inside_temperature']))


NTC = 'ntc-templates'
CASES = [
    (NTC, 'yamaha', 'show environment', 'environment', environment),
]
