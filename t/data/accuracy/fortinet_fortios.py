# SPDX-License-Identifier: Apache-2.0
"""fortinet-fortios: what ntc-templates expects of FortiOS."""
import re

from terms import address, as_number, duration, known, mac, number, word

FAMILY = {'IPv4 Unicast': 'ipv4-unicast', 'IPv6 Unicast': 'ipv6-unicast', 'VPNv4 Unicast': 'vpnv4',
          'VPNv6 Unicast': 'vpnv6', 'L2VPN EVPN': 'l2vpn-evpn'}
STATE = {'established': 'established', 'active': 'active', 'connect': 'connect', 'idle': 'idle',
         'opensent': 'open-sent', 'openconfirm': 'open-confirm'}
ROLE = {'master': 'master', 'primary': 'master', 'slave': 'backup', 'secondary': 'backup', 'backup': 'backup'}


def real(text):
    """An address, or None for 0.0.0.0."""
    return None if text in ('0.0.0.0', '::') else address(text)


def status(expected):
    for row in expected:
        found = re.match(r'(\S+) v([^,]+),', row['version'])
        yield 'system', {}, known(
            hostname=word(row['hostname']), serial=word(row['serial_number']), model=found and found[1],
            version=found and found[2], boot_reason=word(row['last_reboot_reason']))
        role = row['current_ha_mode'].partition(', ')[2]
        if role:
            yield 'redundancy-group', {'protocol': 'cluster'}, known(state=ROLE.get(role))


def ha(expected):
    for row in expected:
        yield 'system', {}, known(model=word(row['model']))
        yield 'redundancy-group', {'protocol': 'cluster'}, known(
            group=word(row['ha_group']), preempt={'enable': 'yes', 'disable': 'no'}.get(row['ha_override_status']),
            reason=word(row['ha_health'][0] if len(row['ha_health']) == 1 else None))


def ifconfig(expected):
    for row in expected:
        yield 'interface', {'name': row['nic']}, known(
            mac=mac(row['hardware_address']), address=real(row['ip_address']), mtu=number(row['mtu']),
            in_packets=number(row['rx_packets']), out_packets=number(row['tx_packets']),
            in_octets=number(row['rx_bytes']), out_octets=number(row['tx_bytes']),
            in_errors=number(row['rx_errors']), out_errors=number(row['tx_errors']),
            in_discards=number(row['rx_dropped']), out_discards=number(row['tx_dropped']),
            collisions=number(row['collisions']), oper='up' if 'RUNNING' in row['multicast'] else 'down')


def interfaces(expected):
    for row in expected:
        yield 'interface', {'name': row['name']}, known(
            address=real(row['ip_address']), admin=row['status'] if row['status'] in ('up', 'down') else None)


def physical(expected):
    for row in expected:
        speed = re.match(r'(\d+)\s?Mbps', row['speed'])
        yield 'interface', {'name': row['interface'] if 'interface' in row else row['name']}, known(
            address=real(row['ip_address'] if 'ip_address' in row else row['ip']),
            oper=row['status'] if row['status'] in ('up', 'down') else None, speed=speed and int(speed[1]) * 10**6)


def neighbours(expected):
    for row in expected:
        yield 'bgp-neighbour', {'address': address(row['neighbor']), 'family': None}, known(
            **{'as': as_number(row['remote_asn'])}, local_as=as_number(row['local_asn']),
            state=STATE.get(row['bgp_state'].lower()), last_change=duration(row['uptime']))
        for family, accepted, announced in zip(row['addr_family'], row['accepted_prefixes'], row['announced_prefixes']):
            yield 'bgp-neighbour', {'address': address(row['neighbor']), 'family': FAMILY[family]}, {
                'prefixes_accepted': number(accepted), 'prefixes_sent': number(announced)}


def summary(expected):
    for row in expected:
        count = number(row['state_pfxrcd'])
        yield 'bgp-neighbour', {'address': address(row['bgp_neigh'])}, known(
            **{'as': as_number(row['neigh_as'])}, in_messages=number(row.get('msg_rcvd', '')),
            out_messages=number(row.get('msg_sent', '')), last_change=duration(row['up_down']), prefixes_received=count,
            state='established' if count is not None else STATE.get(row['state_pfxrcd'].lower()))


NTC = 'ntc-templates'
CASES = [
    (NTC, 'fortinet', 'get system status', 'status', status),
    (NTC, 'fortinet', 'get system ha status', 'ha', ha),
    (NTC, 'fortinet', 'fnsysctl ifconfig', 'interface-flags', ifconfig),
    (NTC, 'fortinet', 'get system interface', 'interface-status', interfaces),
    (NTC, 'fortinet', 'get system interface physical', 'interfaces', physical),
    (NTC, 'fortinet', 'get router info bgp neighbors', 'bgp', neighbours),
    (NTC, 'fortinet', 'get router info bgp summary', 'bgp-summary', summary),
]
