# SPDX-License-Identifier: Apache-2.0
"""allied-awplus: what ntc-templates expects of AlliedWare Plus."""
from terms import address, known, mac, number, word


def one(values):
    return word(values[0]) if len(values) == 1 else None


def system(expected):
    for row in expected:
        # What they call the version is the file that was started.
        yield 'system', {}, known(
            model=one(row['hardware']), serial=one(row['serial']), image=word(row['version']),
            hostname=word(row['hostname']))


def interfaces(expected):
    for row in expected:
        # Duplex and speed are of the configuration there, of the port as it is here.
        whole = f'{row["ip_address"]}/{row["prefix_length"]}' if row['ip_address'] else ''
        yield 'interface', {'name': row['interface']}, known(
            oper=row['link_status'].lower(), admin=row['protocol_status'].lower(), mac=mac(row['mac_address']),
            description=word(row['description']), mtu=number(row['mtu']), address=address(whole))


NTC = 'ntc-templates'
CASES = [
    (NTC, 'allied_telesis_awplus', 'show system', 'system', system),
    (NTC, 'allied_telesis_awplus', 'show interface', 'interfaces', interfaces),
]
