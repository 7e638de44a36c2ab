# SPDX-License-Identifier: Apache-2.0
"""cisco-nxos: what ntc-templates, Genie and NAPALM expect of NX-OS."""
import re

from terms import address, as_number, duration, known, mac, number, percent, seconds, word

FAMILY = {'ipv4 unicast': 'ipv4-unicast', 'ipv6 unicast': 'ipv6-unicast', 'ipv4 multicast': 'ipv4-multicast',
          'ipv6 multicast': 'ipv6-multicast', 'vpnv4 unicast': 'vpnv4', 'vpnv6 unicast': 'vpnv6',
          'l2vpn evpn': 'l2vpn-evpn', 'ipv4 labeled unicast': 'ipv4-labeled', 'ipv6 labeled unicast': 'ipv6-labeled',
          'ipv4 mvpn': 'ipv4-mvpn', 'ipv6 mvpn': 'ipv6-mvpn', 'link-state': 'link-state', 'l2vpn vpls': 'l2vpn-vpls'}
STATE = {'idle': 'idle', 'active': 'active', 'connect': 'connect', 'opensent': 'open-sent', 'openconfirm': 'open-confirm',
         'idle (admin)': 'admin-down', 'shut (admin)': 'admin-down'}
ROLE = {'active': 'master', 'standby': 'backup', 'init': 'init', 'initial': 'init', 'disabled': 'disabled',
        'listen': 'listen', 'speak': 'speak', 'learn': 'learn'}


def release(text):
    """Without the "[build ...]" behind it."""
    return word(str(text or '').split(' [')[0])


# --- version, processor, memory ---

def ntc_version(expected):
    # Of the model it keeps a part that differs by series.
    for row in expected:
        yield 'system', {}, known(
            hostname=word(row['hostname']), version=release(row['os']), serial=word(row['serial']),
            image=word(row['boot_image']), boot_reason=word(row['last_reboot_reason']), uptime=duration(
                row['uptime'].replace('(s)', 's')))


def genie_version(expected):
    row = expected['platform']
    software, hardware = row['software'], row['hardware']
    spent = row.get('kernel_uptime', {})
    yield 'system', {}, known(
        hostname=hardware.get('device_name'), serial=hardware.get('processor_board_id'),
        version=release(software.get('system_version')), boot_reason=word(row.get('reason')),
        uptime=sum(spent[unit] * factor for unit, factor in (
            ('days', 86400), ('hours', 3600), ('minutes', 60), ('seconds', 1)) if unit in spent) * 1000000 or None)


def napalm_facts(expected):
    # Its serial number is that of show inventory.
    yield 'system', {}, known(hostname=word(expected['hostname'].split('.')[0]), version=word(expected['os_version']),
                              model=word(expected['model']), uptime=seconds(round(float(expected['uptime']))))


def genie_cpu(expected):
    yield 'system', {}, known(
        cpu_5s=percent(expected['five_sec_cpu_total']), cpu_1m=percent(expected['one_min_cpu']),
        cpu_5m=percent(expected['five_min_cpu']), cpu=1000000 - percent(expected['idle_percent']))


def genie_resources(expected):
    load, cpu, memory = expected['load_avg'], expected['cpu_state'], expected['memory_usage']
    yield 'system', {}, known(
        load_1m=round(load['load_avg_1min'] * 1000000), load_5m=round(load['load_avg_5min'] * 1000000),
        load_15m=round(load['load_avg_15min'] * 1000000), cpu=1000000 - percent(cpu['cpu_state_idle']),
        memory_total=memory['memory_usage_total_kb'] * 1024, memory_used=memory['memory_usage_used_kb'] * 1024,
        memory_free=memory['memory_usage_free_kb'] * 1024)
    for name, each in cpu['cpus'].items():
        yield 'processor', {'name': name}, {'use': 1000000 - percent(each['cpu_state_idle'])}


def napalm_resources(expected):
    for name, cpu in expected['cpu'].items():
        yield 'processor', {'name': name}, known(use=percent(round(cpu['%usage'], 4)))
    yield 'system', {}, {'memory_total': expected['memory']['available_ram'] * 1024,
                         'memory_used': expected['memory']['used_ram'] * 1024}


# --- interfaces ---

def rate(text):
    """"10 Gb/s" -> bits per second."""
    found = re.fullmatch(r'(\d+)\s?([kMGT])(?:b/s|bps)?', str(text or '').strip())
    return found and int(found[1]) * {'k': 10**3, 'M': 10**6, 'G': 10**9, 'T': 10**12}[found[2]]


def ntc_interfaces(expected):
    for row in expected:
        state = row['link_status'].split()[0].lower() if row['link_status'] else ''
        cidr = row['ip_address'] and '%s/%s' % (row['ip_address'], row['prefix_length'])
        duplex = row['duplex'].split('-')[0].lower()
        yield 'interface', {'name': row['interface']}, known(
            # What it calls admin state of a VLAN is the state of its line protocol.
            admin=None if row['interface'].startswith('Vlan') else row['admin_state'].split(',')[0].lower()
            if row['admin_state'].split(',')[0].lower() in ('up', 'down') else None,
            oper=state if state in ('up', 'down') and not row['interface'].startswith('Vlan') else None,
            description=word(row['description']), mac=mac(row['mac_address']),
            address=address(cidr) if cidr else None, mtu=number(row['mtu']),
            bandwidth=number(row['bandwidth'].split()[0]) * 1000 if row['bandwidth'] else None,
            duplex=duplex if duplex in ('full', 'half') else None, speed=rate(row['speed']),
            in_packets=number(row['input_packets']), out_packets=number(row['output_packets']),
            in_errors=number(row['input_errors']), out_errors=number(row['output_errors']),
            in_discards=number(row.get('input_discards', '')), out_discards=number(row.get('output_discards', '')),
            crc_errors=number(row.get('crc', '')), collisions=number(row.get('collisions', '')),
            last_change=duration(row['last_link_flapped'].replace('(s)', 's')) if row['last_link_flapped'] else None)


def genie_interfaces(expected):
    for name, row in expected.items():
        counters = row.get('counters', {})
        # Of several averages it keeps the last, over five minutes, and we the first.
        rates = counters.get('rate', {})
        rates = {} if rates.get('load_interval') == 300 else rates
        networks = list(row.get('ipv4', {}))
        yield 'interface', {'name': name}, known(
            admin=row.get('admin_state') if row.get('admin_state') in ('up', 'down') and not name.startswith('Vlan') else None,
            oper=row.get('oper_status') if row.get('oper_status') in ('up', 'down') else None,
            description=word(row.get('description')), mac=mac(row.get('mac_address')), mtu=row.get('mtu'),
            bandwidth=row['bandwidth'] * 1000 if 'bandwidth' in row else None,
            duplex=row.get('duplex_mode') if row.get('duplex_mode') in ('full', 'half') else None,
            address=address(networks[0]) if len(networks) == 1 else None,
            in_octets=counters.get('in_octets'), out_octets=counters.get('out_octets'),
            in_packets=counters.get('in_pkts'), out_packets=counters.get('out_pkts'),
            in_unicast=counters.get('in_unicast_pkts'), out_unicast=counters.get('out_unicast_pkts'),
            in_multicast=counters.get('in_multicast_pkts'), out_multicast=counters.get('out_multicast_pkts'),
            in_broadcast=counters.get('in_broadcast_pkts'), out_broadcast=counters.get('out_broadcast_pkts'),
            in_errors=counters.get('in_errors'), out_errors=counters.get('out_errors'),
            in_discards=counters.get('in_discard'), out_discards=counters.get('out_discard'),
            crc_errors=counters.get('in_crc_errors'), collisions=counters.get('out_collision'),
            in_rate=rates.get('in_rate'), out_rate=rates.get('out_rate'),
            resets=row.get('interface_reset') if isinstance(row.get('interface_reset'), int) else None)


def genie_counters(expected):
    for name, row in expected['interfaces'].items():
        yield 'interface', {'name': name}, known(**{
            way + '_' + field: row.get(way + theirs) for way in ('in', 'out') for field, theirs in (
                ('octets', '_octets'), ('unicast', '_ucast_pkts'), ('multicast', '_mcast_pkts'),
                ('broadcast', '_bcast_pkts'), ('packets', '_pkts'))})


def genie_errors(expected):
    for name, row in expected['interfaces'].items():
        yield 'interface', {'name': name}, known(
            crc_errors=number(row.get('fcs_err', '')), out_errors=number(row.get('xmit_err', '')),
            in_errors=number(row.get('rcv_err', '')), in_discards=number(row.get('in_discards', '')),
            out_discards=number(row.get('out_discards', '')))


# --- groups ---

def ntc_hsrp(expected):
    for row in expected:
        yield 'redundancy-group', {'interface': row['interface'], 'group': row['group_number']}, known(
            protocol='hsrp', state=ROLE.get(row['hsrp_router_state'].lower()), priority=number(row['priority']),
            configured_priority=number(row['configured_priority']), transitions=number(row['num_state_changes']),
            last_change=duration(row['last_state_change']), virtual_address=address(row['primary_ipv4_address']),
            master=address(row['active_ip_address']), master_priority=number(row['active_priority'])
            if address(row['active_ip_address']) else None, backup=address(row['standby_ip_address']),
            preempt='yes' if row['preempt'] == 'may preempt' else None)


def genie_hsrp(expected):
    for interface, row in expected.items():
        for name, family in row['address_family'].items():
            for version in family['version'].values():
                for group, values in version['groups'].items():
                    yield 'redundancy-group', {'interface': interface, 'group': group, 'family': name}, known(
                        protocol='hsrp', state=ROLE.get(values['hsrp_router_state']), priority=values.get('priority'),
                        configured_priority=values.get('configured_priority'),
                        virtual_address=address(values.get('primary_ipv4_address', {}).get('address', '')),
                        transitions=values.get('num_state_changes'),
                        last_change=duration(values.get('last_state_change', '')),
                        master=address(values.get('active_ip_address', '')),
                        backup=address(values.get('standby_ip_address', '')),
                        preempt='yes' if values.get('preempt') else None)


# --- BGP ---

def bgp_fields(state, **row):
    count = number(str(state).split(' (No Cap')[0])
    return known(state='established' if count is not None else STATE.get(str(state).strip().lower()),
                 prefixes_received=count, **row)


def ntc_bgp(expected):
    for row in expected:
        vrf = row['vrf'] if row['vrf'] not in ('', 'default') else None
        yield 'bgp-neighbour', known(address=address(row['bgp_neigh']), vrf=vrf, family=FAMILY.get(
            row.get('address_family', '').lower())), bgp_fields(
                row['state_pfxrcd'], **{'as': as_number(row['neigh_as'])}, local_as=as_number(row['local_as']),
                router_id=address(row['router_id']), last_change=duration(row['up_down']),
                in_messages=number(row['msg_rcvd']), out_messages=number(row['msg_sent']))


def genie_bgp(expected):
    for name, vrf in expected['vrf'].items():
        for neighbour, families in vrf['neighbor'].items():
            for family, row in families['address_family'].items():
                yield 'bgp-neighbour', known(
                    address=address(neighbour), vrf=None if name == 'default' else name,
                    family=FAMILY.get(family.partition(' RD')[0])), bgp_fields(
                        row['state_pfxrcd'], **{'as': as_number(row['as'])}, last_change=duration(row['up_down']),
                        in_messages=row['msg_rcvd'], out_messages=row['msg_sent'], local_as=as_number(row['local_as']))


def napalm_bgp(expected):
    for name, vrf in expected.items():
        for neighbour, row in vrf['peers'].items():
            for family, counts in row['address_family'].items():
                yield 'bgp-neighbour', known(
                    address=address(neighbour), vrf=None if name == 'global' else name, family=family + '-unicast'), known(
                        **{'as': row['remote_as']}, local_as=row['local_as'], last_change=seconds(row['uptime']),
                        state='established' if row['is_up'] else None,
                        prefixes_received=counts['received_prefixes'] if counts['received_prefixes'] >= 0 else None)


NTC, GENIE, NAPALM = 'ntc-templates', 'genie', 'napalm'
CASES = [
    (NTC, 'cisco_nxos', 'show version', 'version', ntc_version),
    (GENIE, 'nxos', 'ShowVersion', 'version', genie_version),
    (NAPALM, 'nxos_ssh', 'test_get_facts:show_version.txt', 'version', napalm_facts),
    (GENIE, 'nxos', 'ShowProcessCpu', 'cpu', genie_cpu),
    (GENIE, 'nxos', 'ShowSystemResources', 'resources', genie_resources),
    (NAPALM, 'nxos_ssh', 'test_get_environment:show_system_resources.txt', 'resources', napalm_resources),
    (NTC, 'cisco_nxos', 'show interface', 'interfaces', ntc_interfaces),
    (GENIE, 'nxos', 'ShowInterface', 'interfaces', genie_interfaces),
    (GENIE, 'nxos', 'ShowInterfaceCounters', 'interface-counters', genie_counters),
    (GENIE, 'nxos', 'ShowInterfaceCountersErrors', 'interface-errors', genie_errors),
    (NTC, 'cisco_nxos', 'show hsrp all', 'hsrp', ntc_hsrp),
    (GENIE, 'nxos', 'ShowHsrpAll', 'hsrp', genie_hsrp),
    (NTC, 'cisco_nxos', 'show ip bgp summary|show ip bgp summary vrf', 'bgp', ntc_bgp),
    (GENIE, 'nxos', 'ShowBgpVrfAllAllSummary', 'bgp', genie_bgp),
    (NAPALM, 'nxos_ssh', 'test_get_bgp_neighbors:show_bgp_all_summary_vrf_all.txt', 'bgp', napalm_bgp),
]

INTERFACES = {'Eth': 'Ethernet', 'Po': 'port-channel', 'Lo': 'loopback', 'Tu': 'Tunnel'}
