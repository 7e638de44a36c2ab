# SPDX-License-Identifier: Apache-2.0
"""arista-eos: what ntc-templates and NAPALM expect of EOS, in text and in JSON."""
from terms import address, as_number, duration, known, mac, number, percent, word

STATE = {'estab': 'established', 'established': 'established', 'active': 'active', 'connect': 'connect',
         'opensent': 'open-sent', 'openconfirm': 'open-confirm', 'openconf': 'open-confirm', 'idle': 'idle',
         'idle(noif)': 'idle', 'idle(admin)': 'admin-down'}
OPER = {'up': 'up', 'down': 'down', 'notpresent': 'not-present', 'lowerlayerdown': 'lower-layer-down'}
OCTETS = {'KiB': 1024, 'MiB': 1048576}


def ntc_version(expected):
    for row in expected:
        yield 'system', {}, known(
            model=word(row['hw_model'] if 'hw_model' in row else row['model']), serial=word(row['serial_number']),
            version=word(row['image']), uptime=duration(row['uptime']), memory_total=times(row['total_memory'], 1024),
            memory_free=times(row['free_memory'], 1024))


def times(value, factor):
    value = number(value)
    return None if value is None else value * factor


def napalm_version(expected):
    # Its os_version is the build's name; the release stands before the dash.
    yield 'system', {}, known(model=word(expected['model']), serial=word(expected['serial_number']),
                              version=expected['os_version'].split('-')[0])


def napalm_hostname(expected):
    yield 'system', {}, known(hostname=word(expected['hostname']))


def ntc_top(expected):
    for row in expected[:1]:
        unit = OCTETS[row['global_mem_unit']]
        yield 'system', {}, known(
            cpu=1000000 - percent(row['global_cpu_percent_idle']), users=number(row['global_users']),
            load_1m=share(row['global_load_average_1_minutes']), load_5m=share(row['global_load_average_5_minutes']),
            load_15m=share(row['global_load_average_15_minutes']), **{
                'memory_' + name: round(float(row['global_mem_' + name]) * unit) for name in ('total', 'used', 'free')})


def share(value):
    return round(float(value) * 1000000)


def napalm_top(expected):
    for cpu in expected['cpu'].values():
        yield 'system', {}, known(cpu=percent(round(cpu['%usage'], 4)))



def ntc_interfaces(expected):
    for row in expected:
        yield 'interface', {'name': row['interface']}, known(
            admin={'up': 'up', 'down': 'up', 'administratively down': 'down'}.get(row['link_status'])
            if row['link_status'] != 'down' else None,
            oper=OPER.get(row['protocol_status'].split(' (')[0].lower()), description=word(row['description']),
            mac=mac(row['mac_address']), address=address(row['ip_address']), mtu=number(row['mtu']),
            bandwidth=times(row['bandwidth'].split()[0], 1000) if row['bandwidth'] else None,
            last_change=duration(row['last_link_flapped']), carrier_changes=number(row['link_status_change']))


def napalm_counters(expected):
    for name, row in expected.items():
        yield 'interface', {'name': name}, {key: row[theirs] for key, theirs in (
            ('in_octets', 'rx_octets'), ('out_octets', 'tx_octets'), ('in_errors', 'rx_errors'), ('out_errors', 'tx_errors'),
            ('in_discards', 'rx_discards'), ('out_discards', 'tx_discards'), ('in_unicast', 'rx_unicast_packets'),
            ('out_unicast', 'tx_unicast_packets'), ('in_multicast', 'rx_multicast_packets'),
            ('out_multicast', 'tx_multicast_packets'), ('in_broadcast', 'rx_broadcast_packets'),
            ('out_broadcast', 'tx_broadcast_packets')) if row[theirs] >= 0}


def ntc_bgp(expected):
    for row in expected:
        count = number(row['state_pfxrcd'])
        state = row.get('state') or ('' if count is not None else row['state_pfxrcd'])
        vrf = row['vrf'] if row['vrf'] not in ('', 'default') else None
        yield 'bgp-neighbour', known(address=address(row['bgp_neigh']) and row['bgp_neigh'], vrf=vrf), known(
            **{'as': as_number(row['neigh_as'])}, local_as=as_number(row['local_as']), router_id=address(row['router_id']),
            in_messages=number(row['msg_rcvd']), out_messages=number(row['msg_sent']), last_change=duration(row['up_down']),
            state=STATE.get(state.lower()) if state else 'established' if count is not None else None,
            prefixes_received=count, prefixes_accepted=number(row.get('state_pfxacc', '')),
            description=word(row.get('description', '')))


def napalm_bgp(family):
    def mapper(expected):
        for name, vrf in expected.items():
            for neighbour, row in vrf['peers'].items():
                if (':' in neighbour) != (family == 'ipv6'):
                    continue
                counts = row['address_family'].get(family, {})
                yield 'bgp-neighbour', known(address=neighbour, vrf=None if name == 'global' else name), known(
                    **{'as': row['remote_as']}, state='established' if row['is_up'] else None, **{
                        key: value for key, value in (
                            ('prefixes_received', counts.get('received_prefixes')),
                            ('prefixes_accepted', counts.get('accepted_prefixes'))) if value is not None and value >= 0})
    return mapper


NTC, NAPALM = 'ntc-templates', 'napalm'
CASES = [
    (NTC, 'arista_eos', 'show version', 'version-text', ntc_version),
    (NAPALM, 'eos', 'test_get_facts:show_version.json', 'version', napalm_version),
    (NAPALM, 'eos', 'test_get_facts:show_hostname.json', 'hostname', napalm_hostname),
    (NTC, 'arista_eos', 'show processes top once', 'processes', ntc_top),
    (NAPALM, 'eos', 'test_get_environment:show_processes_top_once.text', 'processes', napalm_top),
    (NTC, 'arista_eos', 'show interfaces', 'interfaces-text', ntc_interfaces),
    (NAPALM, 'eos', 'test_get_interfaces_counters:show_interfaces.json', 'interfaces', napalm_counters),
    (NTC, 'arista_eos', 'show ip bgp summary', 'bgp-text', ntc_bgp),
    (NTC, 'arista_eos', 'show ipv6 bgp summary', 'bgp-ipv6-text', ntc_bgp),
    (NAPALM, 'eos', 'test_get_bgp_neighbors:show_ip_bgp_summary_vrf_all.json', 'bgp', napalm_bgp('ipv4')),
    (NAPALM, 'eos', 'test_get_bgp_neighbors:show_ipv6_bgp_summary_vrf_all.json', 'bgp-ipv6', napalm_bgp('ipv6')),
]
