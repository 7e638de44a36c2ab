# SPDX-License-Identifier: Apache-2.0
"""frr: the outputs of frr_exporter name their fields themselves; read here apart from
the platform, by the plain meaning of the names."""
import re

from terms import address, known

FAMILY = {'ipv4Unicast': 'ipv4-unicast', 'ipv6Unicast': 'ipv6-unicast', 'l2VpnEvpn': 'l2vpn-evpn',
          'ipv4Vpn': 'vpnv4', 'ipv6Vpn': 'vpnv6'}
STATE = {'Established': 'established', 'Idle': 'idle', 'Active': 'active', 'Connect': 'connect',
         'OpenSent': 'open-sent', 'OpenConfirm': 'open-confirm', 'Idle (Admin)': 'admin-down'}


def bgp(expected):
    for vrf, families in expected.items():
        for family, summary in families.items():
            for neighbour, peer in summary['peers'].items():
                yield 'bgp-neighbour', {'vrf': vrf, 'family': FAMILY[family], 'address': address(neighbour)}, known(
                    **{'as': peer['remoteAs']}, state=STATE[peer['state']], in_messages=peer['msgRcvd'],
                    out_messages=peer['msgSent'], prefixes_received=peer.get('pfxRcd', peer.get('prefixReceivedCount')),
                    prefixes_sent=peer.get('pfxSnt'), last_change=peer['peerUptimeMsec'] * 1000 or None,
                    description=peer.get('desc'))


def vrrp(expected):
    for group in expected:
        for family, part in (('ipv4', group['v4']), ('ipv6', group['v6'])):
            # Half a group without an address is none.
            if part['addresses']:
                yield 'redundancy-group', {'interface': group['interface'], 'group': str(group['vrid']),
                                           'family': family}, {
                    'protocol': 'vrrp', 'priority': part['effectivePriority'],
                    'state': {'Master': 'master', 'Backup': 'backup', 'Initialize': 'init'}[part['status']],
                    'transitions': part['stats']['transitions'], 'virtual_address': address(part['addresses'][0]),
                    'preempt': 'yes' if group['preemptMode'] else 'no'}


def version(expected):
    first = re.match(r'FRRouting (\S+) \((\S+)\)', expected)
    yield 'system', {}, {'version': first[1], 'hostname': first[2]}


CASES = [
    ('frr-exporter', 'frr', 'show bgp vrf all ipv4 summary', 'bgp', bgp),
    ('frr-exporter', 'frr', 'show vrrp', 'vrrp', vrrp),
    ('frr-exporter', 'frr', 'show version', 'version', version),
]
