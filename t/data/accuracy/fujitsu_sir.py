# SPDX-License-Identifier: Apache-2.0
"""fujitsu-sir: what ntc-templates expects of Fujitsu (Fsas) Si-R."""
import re

from terms import known, word


def system(expected):
    for row in expected:
        yield 'system', {}, known(
            model=word(row['system']), serial=word(row['serial']), version=word(row['version']),
            image=word(row['firmware']))


def rate(text):
    found = re.fullmatch(r'(\d+)([MG])', text)
    return found and int(found[1]) * {'M': 10**6, 'G': 10**9}[found[2]]


def ether(expected):
    for row in expected:
        down = row['status'].startswith(('offline', 'disable'))
        yield 'interface', {'name': f'ETHER GROUP-{row["ether_group"]} PORT-{row["ether_port"]}'}, known(
            description=word(row['description']), speed=rate(row['status_speed']),
            duplex=row['status_duplex'].lower(), admin='down' if row['status'] == 'disable' else 'up',
            oper='down' if down else 'up' if row['status_speed'] else None)


NTC = 'ntc-templates'
CASES = [
    (NTC, 'fsas_sir', 'show system information', 'system', system),
    (NTC, 'fsas_sir', 'show ether', 'ether', ether),
]
