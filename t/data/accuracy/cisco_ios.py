# SPDX-License-Identifier: Apache-2.0
"""cisco-ios: what ntc-templates, Genie and NAPALM expect of IOS and IOS XE."""
import re

from terms import address, as_number, duration, known, mac, number, percent, seconds, word

OPER = {'up': 'up', 'down': 'down', 'connected': 'up', 'notconnect': 'down', 'disabled': 'down',
        'err-disabled': 'down', 'administratively down': 'down', 'monitoring': 'up', 'inactive': 'down',
        'suspended': 'down', 'deleted': 'down', 'reset': 'down'}
ADMIN = {'up': 'up', 'down': 'up', 'administratively down': 'down', 'deleted': 'down'}
ROLE = {'active': 'master', 'standby': 'backup', 'master': 'master', 'backup': 'backup', 'init': 'init',
        'disabled': 'disabled', 'listen': 'listen', 'speak': 'speak', 'learn': 'learn'}
FAMILY = {'ipv4 unicast': 'ipv4-unicast', 'ipv6 unicast': 'ipv6-unicast', 'vpnv4 unicast': 'vpnv4',
          'vpnv6 unicast': 'vpnv6', 'l2vpn e-vpn': 'l2vpn-evpn', 'l2vpn vpls': 'l2vpn-vpls',
          'ipv4 multicast': 'ipv4-multicast', 'ipv6 multicast': 'ipv6-multicast', 'ipv4 mdt': 'ipv4-mdt',
          'rtfilter unicast': 'route-target', 'ipv4 mvpn': 'ipv4-mvpn', 'ipv6 mvpn': 'ipv6-mvpn',
          'ipv4 flowspec': 'ipv4-flowspec', 'ipv6 flowspec': 'ipv6-flowspec', 'vpnv4 flowspec': 'vpnv4-flowspec',
          'vpnv6 flowspec': 'vpnv6-flowspec', 'vpnv4 multicast': 'vpnv4-multicast', 'vpnv6 multicast': 'vpnv6-multicast',
          'nsap unicast': 'nsap', 'l2vpn evpn': 'l2vpn-evpn', 'link-state link-state': 'link-state', 'vpnv4': 'vpnv4'}
BGP = {'idle': 'idle', 'active': 'active', 'connect': 'connect', 'opensent': 'open-sent',
       'openconfirm': 'open-confirm', 'idle (admin)': 'admin-down'}


# --- version ---

def ntc_version(expected):
    for row in expected:
        yield 'system', {}, known(
            hostname=word(row['hostname']), version=word(row['version']), uptime=duration(row['uptime']),
            model=word((row['hardware'] or [None])[0]), serial=word((row['serial'] or [None])[0]),
            image=word(row['software_image'] and None))


def genie_version(expected):
    row = expected['version']
    yield 'system', {}, known(
        hostname=row.get('hostname'), version=row.get('version'), uptime=duration(row.get('uptime', '')),
        model=row.get('chassis'), serial=row.get('chassis_sn'), image=row.get('system_image'),
        boot_reason=row.get('returned_to_rom_by'))


def napalm_facts(expected):
    # -1 and "Unknown" are its marks for what it did not find; its os_version is a whole
    # sentence and its serial number may be a list.
    version = re.search(r'Version ([^ ,]+)', expected['os_version'])
    yield 'system', {}, known(
        hostname=word(expected['hostname']), uptime=seconds(round(float(expected['uptime']))),
        model=word(expected['model']), serial=word(expected['serial_number']),
        version=version and version[1])


# --- processor and memory ---

def ntc_cpu(expected):
    if expected:
        row = expected[0]
        yield 'system', {}, known(cpu_5s=percent(row['cpu_usage_5_sec']), cpu_1m=percent(row['cpu_usage_1_min']),
                                  cpu_5m=percent(row['cpu_usage_5_min']))


def genie_cpu(expected):
    if 'five_sec_cpu_total' in expected:
        yield 'system', {}, known(cpu_5s=percent(expected['five_sec_cpu_total']),
                                  cpu_1m=percent(expected['one_min_cpu']), cpu_5m=percent(expected['five_min_cpu']))
    for name, core in expected.get('core', {}).items():
        yield 'processor', {'name': name}, known(
            use_5s=percent(core['five_sec_cpu_total']), use_1m=percent(core['one_min_cpu']),
            use_5m=percent(core['five_min_cpu']))


def genie_cpu_platform(expected):
    whole = expected['cpu_utilization']
    yield 'system', {}, known(cpu_5s=percent(whole['cpu_util_five_secs']), cpu_1m=percent(whole['cpu_util_one_min']),
                              cpu_5m=percent(whole['cpu_util_five_min']))
    for name, core in whole['core'].items():
        yield 'processor', {'name': name.replace('Core ', '')}, known(
            use_5s=percent(core['core_cpu_util_five_secs']), use_1m=percent(core['core_cpu_util_one_min']),
            use_5m=percent(core['core_cpu_util_five_min']))


def napalm_cpu(expected):
    for cpu in expected['cpu'].values():
        yield 'system', {}, known(cpu_1m=percent(cpu['%usage']))


def pool(name, values):
    fields = known(total=number(values['total']), used=number(values['used']), free=number(values['free']))
    if name.lower() == 'processor':
        yield 'system', {}, {'memory_' + key: value for key, value in fields.items()}
    yield 'memory', {'name': name}, fields


def ntc_memory(expected):
    if expected:
        row = expected[0]
        yield from pool('Processor', {key: row['memory_' + key] for key in ('total', 'used', 'free')}
                        if 'memory_total' in row else
                        {key: row['processor_pool_' + key] for key in ('total', 'used', 'free')})


def genie_memory(expected):
    names = {'processor_pool': 'Processor', 'lsmi_io_pool': 'lsmpi_io', 'reserve_p_pool': 'reserve P'}
    for key, name in names.items():
        if key in expected:
            yield from pool(name, expected[key])


def genie_memory_statistics(expected):
    for name, values in expected['name'].items():
        yield from pool('Processor' if name == 'processor' else name, values)


def genie_control(expected):
    for slot, values in expected['slot'].items():
        memory = values['memory']
        yield 'memory', {'name': slot.upper()}, {
            'total': memory['total'] * 1024, 'used': memory['used'] * 1024, 'free': memory['free'] * 1024}


# --- interfaces ---

def ntc_interfaces(expected):
    for row in expected:
        status = row['link_status'].lower()
        speed = re.fullmatch(r'(\d+)\s?([MG])b(?:ps|/s)', row['speed'])
        cidr = row['ip_address'] and '%s/%s' % (row['ip_address'], row['prefix_length'])
        yield 'interface', {'name': row['interface']}, known(
            admin=ADMIN.get(status), oper=OPER.get(row['protocol_status'].split(' (')[0].lower()),
            description=word(row['description']), mac=mac(row['mac_address']), mtu=number(row['mtu']),
            bandwidth=number(row['bandwidth'].split()[0]) * 1000 if row['bandwidth'] else None,
            speed=int(speed[1]) * {'M': 10**6, 'G': 10**9}[speed[2]] if speed else None,
            address=address(cidr) if cidr else None,
            in_packets=number(row['input_packets']), out_packets=number(row['output_packets']),
            in_errors=number(row['input_errors']), out_errors=number(row['output_errors']),
            crc_errors=number(row['crc']), in_rate=number(row['input_rate']), out_rate=number(row['output_rate']),
            out_discards=number(row['queue_output_drops']), in_discards=number(row['queue_drops']))


def genie_interfaces(expected):
    for name, row in expected.items():
        counters = row.get('counters', {})
        rate = counters.get('rate', {})
        queues = row.get('queues', {})
        speed = re.fullmatch(r'(\d+)\s?([mg])b(?:ps|/s)', str(row.get('port_speed', '')).lower())
        # An unnumbered interface has only borrowed its address.
        networks = [net for net in row.get('ipv4', {}) if '/' in net and 'unnumbered' not in row['ipv4']]
        yield 'interface', {'name': name}, known(
            admin='up' if row['enabled'] else 'down' if not row.get('is_deleted') else None,
            oper=OPER.get(str(row.get('line_protocol', '')).lower()),
            description=word(row.get('description')), mac=mac(row.get('mac_address')), mtu=row.get('mtu'),
            bandwidth=row['bandwidth'] * 1000 if 'bandwidth' in row else None,
            speed=int(speed[1]) * {'m': 10**6, 'g': 10**9}[speed[2]] if speed else None,
            duplex=row.get('duplex_mode') if row.get('duplex_mode') in ('full', 'half') else None,
            address=address(networks[0]) if len(networks) == 1 else None,
            in_packets=counters.get('in_pkts'), out_packets=counters.get('out_pkts'),
            in_octets=counters.get('in_octets'), out_octets=counters.get('out_octets'),
            in_errors=counters.get('in_errors'), out_errors=counters.get('out_errors'),
            crc_errors=counters.get('in_crc_errors'), collisions=counters.get('out_collision'),
            in_broadcast=counters.get('in_broadcast_pkts'), resets=counters.get('out_interface_resets'),
            in_rate=rate.get('in_rate'), out_rate=rate.get('out_rate'),
            out_discards=queues.get('total_output_drop'), in_discards=queues.get('input_queue_drops'))


def napalm_counters(expected):
    for name, row in expected.items():
        yield 'interface', {'name': name}, {
            field: value for field, value in known(
                # Discards it takes from another command.
                in_octets=row['rx_octets'], out_octets=row['tx_octets'], in_errors=row['rx_errors'],
                out_errors=row['tx_errors'],
            ).items() if value >= 0}


def ntc_status(expected):
    for row in expected:
        speed = re.fullmatch(r'(?:a-)?(\d+)(G?)', row['speed'])
        duplex = row['duplex'].replace('a-', '')
        yield 'interface', {'name': row['port']}, known(
            description=word(row['name']), oper=OPER.get(row['status']),
            speed=int(speed[1]) * (10**9 if speed[2] else 10**6) if speed else None,
            duplex=duplex if duplex in ('full', 'half') else None)


def ntc_addresses(expected):
    for row in expected:
        yield 'interface', {'name': row['interface']}, known(
            address=address(row['ip_address']), admin=ADMIN.get(row['status']), oper=OPER.get(row['proto']))


def genie_counters(expected):
    for name, row in expected.get('port', {}).items():
        yield 'interface', {'name': name}, known(**{
            way + '_' + field: row.get(way + theirs) for way in ('in', 'out') for field, theirs in (
                ('octets', 'octets'), ('unicast', 'ucastpkts'), ('multicast', 'mcastpkts'), ('broadcast', 'bcastpkts'))})
    for name, row in expected.get('interface', {}).items():
        into, out = row.get('in', {}), row.get('out', {})
        yield 'interface', {'name': name}, known(
            in_octets=into.get('octets'), out_octets=out.get('octets'),
            in_unicast=into.get('ucastpkts'), out_unicast=out.get('ucastpkts'),
            in_multicast=into.get('mcastpkts'), out_multicast=out.get('mcastpkts'),
            in_broadcast=into.get('bcastpkts'), out_broadcast=out.get('bcastpkts'))


def genie_errors(expected):
    for name, row in (expected.get('ports') or expected.get('interface')).items():
        yield 'interface', {'name': name}, known(
            crc_errors=row.get('fcs_err'), out_errors=row.get('xmit_err'), in_errors=row.get('rcv_err'),
            out_discards=row.get('out_discards', row.get('outdiscards')))


# --- groups ---

def ntc_standby(expected):
    for row in expected:
        yield 'redundancy-group', {'interface': row['interface'], 'group': row['group']}, known(
            protocol='hsrp', state=ROLE.get(row['state'].lower()), priority=number(row['priority']),
            # Of state_changes its template keeps the last digit alone.
            virtual_address=address(row['virtual_ip']), last_change=duration(row['state_last_change']), master=address(row['active_router']),
            backup=address(row['standby_router']), master_priority=number(row['active_router_priority']),
            preempt={'enabled': 'yes', 'disabled': 'no'}.get(row['preemption'].lower()))


def genie_standby(expected):
    for interface, row in expected.items():
        for name, family in row['address_family'].items():
            for version in family['version'].values():
                for group, values in version['groups'].items():
                    yield 'redundancy-group', {'interface': interface, 'group': group, 'family': name}, known(
                        protocol='hsrp', state=ROLE.get(values['hsrp_router_state']), priority=values.get('priority'),
                        virtual_address=address(values.get('primary_ipv4_address', {}).get('address', '')),
                        transitions=values.get('statistics', {}).get('num_state_changes'),
                        last_change=duration(values.get('last_state_change', '')),
                        master=address(values.get('active_router', '')), backup=address(values.get('standby_router', '')),
                        preempt='yes' if values.get('preempt') else None)


def ntc_standby_brief(expected):
    for row in expected:
        yield 'redundancy-group', {'interface': row['interface'], 'group': row['group']}, known(
            protocol='hsrp', state=ROLE.get(row['state'].lower()), priority=number(row['priority']),
            virtual_address=address(row['virtual_ip_address']), master=address(row['active']), backup=address(row['standby']))


def genie_standby_brief(expected):
    for interface, row in expected['interface'].items():
        for values in [row] if 'grp' in row else row.values():
            if isinstance(values, dict) and 'grp' in values:
                yield 'redundancy-group', {'interface': interface, 'group': str(values['grp'])}, known(
                    protocol='hsrp', state=ROLE.get(values['state'].lower()), priority=values['priority'],
                    virtual_address=address(values['virtual_ip']), master=address(values['active']),
                    backup=address(values['standby']))


def genie_vrrp(expected):
    for interface, row in expected['interface'].items():
        groups = row.get('group') or row.get('group_number')
        for group, values in groups.items():
            families = values.get('address_family')
            each = families.items() if isinstance(families, dict) else [(families, values)]
            for family, one in each:
                family = family if str(family).lower() in ('ipv4', 'ipv6') else None
                spent = one.get('state_duration') or {}
                yield 'redundancy-group', known(interface=interface, group=group, family=family and family.lower()), known(
                    protocol='vrrp', state=ROLE.get(str(one.get('state', '')).lower()),
                    priority=one.get('priority'), virtual_address=address(one.get('virtual_ip_address', '')),
                    master=address(one.get('master_router_ip') or one.get('master_router') or ''),
                    master_priority=number(one.get('master_router_priority', '')),
                    description=one.get('description'), last_change=spent and round(sum(
                        float(count) * {'weeks': 604800, 'days': 86400, 'hours': 3600, 'minutes': 60, 'seconds': 1}[unit]
                        for unit, count in spent.items()) * 1000000) or None)


def ntc_vrrp_all(expected):
    for row in expected:
        yield 'redundancy-group', {'interface': row['interface'], 'group': row['group']}, known(
            protocol='vrrp', state=ROLE.get(row['state'].lower()), priority=number(row['priority']),
            virtual_address=address(row.get('virtual_ip_address', '')),
            master=address(row.get('master_ip_address', '')))


def ntc_vrrp_brief(expected):
    for row in expected:
        yield 'redundancy-group', {'interface': row['interface'], 'group': row['group']}, known(
            protocol='vrrp', state=ROLE.get(row['state'].lower()), priority=number(row['priority']),
            virtual_address=address(row['virtual_ip_address']), master=address(row['master_ip_address']),
            family=word(row.get('addr_family', '').lower()))


def genie_vrrp_brief(expected):
    for interface, row in expected['interface'].items():
        for group, values in row['group'].items():
            yield 'redundancy-group', {'interface': interface, 'group': group}, known(
                protocol='vrrp', state=ROLE.get(values['state'].lower()), priority=values['pri'],
                virtual_address=address(values['group_addr']),
                master=address(values['master_addr'].replace('(local)', '')))


# --- BGP ---

def bgp_fields(state, row):
    count = number(state)
    return known(state='established' if count is not None else BGP.get(state.lower()), prefixes_received=count, **row)


def ntc_bgp(expected):
    for row in expected:
        family = FAMILY.get(row['address_family'].lower())
        yield 'bgp-neighbour', known(address=address(row['bgp_neighbor']), family=family), bgp_fields(
            row['state_or_prefixes_received'], dict(
                **{'as': as_number(row['neighbor_as'])}, local_as=as_number(row['local_as']),
                router_id=address(row['router_id']), last_change=duration(row['up_down']),
                in_messages=number(row['messages_received']), out_messages=number(row['messages_sent'])))


def genie_bgp(expected):
    # The family may be the command's and not the output's: then ours is unknown.
    for vrf in expected['vrf'].values():
        for neighbour, families in vrf['neighbor'].items():
            for name, row in families['address_family'].items():
                key = {'address': address(neighbour)}
                if len(families['address_family']) > 1:
                    key['family'] = FAMILY.get(name)
                yield 'bgp-neighbour', known(**key), bgp_fields(str(row['state_pfxrcd']), dict(
                    **{'as': as_number(row['as'])}, last_change=duration(row['up_down']),
                    in_messages=row['msg_rcvd'], out_messages=row['msg_sent'], local_as=as_number(row['local_as']),
                    router_id=address(row['route_identifier'])))


def napalm_bgp(expected):
    for vrf in expected.values():
        for neighbour, row in vrf['peers'].items():
            for family in row['address_family']:
                fields = known(**{'as': row['remote_as']}, local_as=row['local_as'],
                               last_change=seconds(row['uptime']) if row['is_up'] else None)
                # It counts prefixes by other commands than the one that is read here.
                if row['is_up']:
                    fields['state'] = 'established'
                elif not row['is_enabled']:
                    fields['state'] = 'admin-down'
                yield 'bgp-neighbour', known(address=address(neighbour), family=FAMILY.get(family + ' unicast', FAMILY.get(family))), fields


# --- IPsec ---

TUNNEL = {'up-active': 'up', 'up-idle': 'idle', 'up-no-ike': 'up', 'down': 'down', 'down-negotiating': 'connecting'}
IKE = {'active': 'up', 'inactive': 'down', 'ready': 'up', 'negotiating': 'connecting'}


def genie_session(expected):
    for interface, row in expected['interface'].items():
        yield 'tunnel', {'interface': interface}, known(
            state=TUNNEL.get(row['session_status'].lower()), last_change=duration(row.get('uptime', '')))
        for peer, ports in row['peer'].items():
            for values in ports['port'].values():
                for one in (values.get('ike_sa') or values.get('ikev1_sa') or {}).values():
                    version = re.search(r'\d', one.get('version', ''))
                    yield 'ike-sa', known(remote=address(one['remote']), local=address(one['local']), id=one.get('conn_id'),
                                          state=IKE.get(one['sa_status'].lower())), known(
                        state=IKE.get(one['sa_status'].lower()), lifetime=duration(one.get('lifetime', '')),
                        version=version and int(version[0]))
                for flow in (values.get('ipsec_flow') or {}).values():
                    yield 'ipsec-sa', {'interface': interface, 'remote': address(peer),
                                       'associations': flow['active_sas']}, known(
                        associations=flow['active_sas'], in_packets=flow.get('inbound_pkts_decrypted'),
                        out_packets=flow.get('outbound_pkts_encrypted'),
                        lifetime=seconds(flow.get('inbound_life_secs', '')))


def ntc_session(expected):
    for row in expected:
        yield 'tunnel', {'interface': row['interface']}, known(
            state=TUNNEL.get(row['session_status'].lower()), last_change=duration(row.get('uptime', '')))


def genie_ikev2(expected):
    for family in ('ipv4', 'ipv6'):
        for tunnel, row in expected.get(family, {}).items():
            yield 'ike-sa', {'id': tunnel, 'remote': address(row['remote_ip'])}, known(
                version=2, local=address(row['local_ip']), state=IKE.get(row['status'].lower()),
                age=seconds(row['active_time']))


def genie_ikev2_detail(expected):
    for tunnel, row in expected['tunnel_id'].items():
        yield 'ike-sa', {'id': tunnel}, known(
            version=2, local=address(row['local'].rsplit('/', 1)[0]), remote=address(row['remote'].rsplit('/', 1)[0]),
            state=IKE.get(row['status'].lower()), age=seconds(row['active_time']))


def genie_ikev2_session(expected):
    for family in expected['ikev2_session'].values():
        for row in family.values():
            yield 'ike-sa', known(id=str(row['tunnel_id']), remote=address(row['remote_ip'])), known(
                version=2, local=address(row['local_ip']), state=IKE.get(row['session_status'].lower()),
                age=seconds(row['activetime']))


def genie_isakmp(expected):
    for family in expected['isakmp_stats'].values():
        for row in family.values():
            yield 'ike-sa', {'id': str(row['conn_id'])}, known(
                version=1, remote=address(row['destination']), local=address(row['source']))


def genie_isakmp_detail(expected):
    for family in expected['isakmp_stats'].values():
        for row in family.values():
            yield 'ike-sa', {'id': str(row['c_id'])}, known(
                version=1, local=address(row['local_ip']), remote=address(row['remote_ip']),
                state=IKE.get(row['status'].lower()), lifetime=duration(row['lifetime']))


def ident(values):
    return '/'.join(str(values[key]) for key in ('addr', 'mask', 'prot', 'port'))


def genie_ipsec(expected):
    for interface, row in expected['interface'].items():
        for one in row['ident'].values():
            yield 'ipsec-sa', {'interface': interface, 'local_network': ident(one['local_ident']),
                               'remote_network': ident(one['remote_ident'])}, known(
                name=row.get('crypto_map_tag'), remote=address(one['peer_ip']),
                local=address(one['local_crypto_endpt']), in_packets=one['pkts_decaps'],
                out_packets=one['pkts_encaps'],
                spi=one['current_outbound_spi'] if one['current_outbound_spi'] != '0x0(0)' else None)


def genie_ipsec6(expected):
    for interface, row in expected['interfaces'].items():
        for local, identity in row['identities'].items():
            for remote, one in identity['remote_ident'].items():
                yield 'ipsec-sa', {'interface': interface, 'local_network': local, 'remote_network': remote}, known(
                    name=row.get('crypto_map_tag'), remote=address(one['current_peer']), in_packets=one['pkts_decaps'],
                    out_packets=one['pkts_encaps'], spi=one['current_outbound_spi'])


def ntc_ipsec(expected):
    for row in expected:
        yield 'ipsec-sa', {'interface': row['interface'],
                           'local_network': '/'.join(row['local_ident_' + key] for key in ('addr', 'mask', 'prot', 'port')),
                           'remote_network': '/'.join(row['remote_ident_' + key] for key in ('addr', 'mask', 'prot', 'port'))}, known(
            name=row['crypto_map_tag'], local=address(row['local_addr']), remote=address(row['current_peer']),
            in_packets=number(row['pkts_decaps']), out_packets=number(row['pkts_encaps']))


NTC, GENIE, NAPALM = 'ntc-templates', 'genie', 'napalm'
XE = 'ios|iosxe'
CASES = [
    (NTC, 'cisco_ios', 'show version', 'version', ntc_version),
    (GENIE, XE, 'ShowVersion', 'version', genie_version),
    (NAPALM, 'ios', 'test_get_facts:show_version.txt', 'version', napalm_facts),
    (NTC, 'cisco_ios', 'show processes cpu', 'cpu', ntc_cpu),
    (GENIE, XE, 'ShowProcessesCpu|ShowProcessesCpuSorted', 'cpu', genie_cpu),
    (GENIE, XE, 'ShowProcessesCpuPlatform', 'cpu', genie_cpu_platform),
    (NAPALM, 'ios', 'test_get_environment:show_proc_cpu.txt', 'cpu', napalm_cpu),
    (NTC, 'cisco_ios', 'show processes memory sorted', 'memory', ntc_memory),
    (GENIE, XE, 'ShowProcessesMemory|ShowProcessesMemorySorted', 'memory', genie_memory),
    (GENIE, XE, 'ShowMemoryStatistics', 'memory-statistics', genie_memory_statistics),
    (GENIE, XE, 'ShowPlatformSoftwareStatusControl', 'control-processor', genie_control),
    (NTC, 'cisco_ios', 'show interfaces', 'interfaces', ntc_interfaces),
    (GENIE, XE, 'ShowInterfaces', 'interfaces', genie_interfaces),
    (NAPALM, 'ios', 'test_get_interfaces_counters:show_interfaces.txt', 'interfaces', napalm_counters),
    (NTC, 'cisco_ios', 'show interfaces status', 'interface-status', ntc_status),
    (NTC, 'cisco_ios', 'show ip interface brief', 'interface-addresses', ntc_addresses),
    (GENIE, XE, 'ShowInterfaceCounters|ShowInterfacesCounters', 'interface-counters', genie_counters),
    (GENIE, XE, 'ShowInterfaceCounterErrors|ShowInterfacesCountersErrors', 'interface-errors', genie_errors),
    (NTC, 'cisco_ios', 'show standby', 'hsrp', ntc_standby),
    (GENIE, XE, 'ShowStandbyAll', 'hsrp', genie_standby),
    (NTC, 'cisco_ios', 'show standby brief', 'hsrp-brief', ntc_standby_brief),
    (GENIE, XE, 'ShowStandbyBrief', 'hsrp-brief', genie_standby_brief),
    (GENIE, XE, 'ShowVrrp|ShowVrrpAll|ShowVrrpDetail', 'vrrp', genie_vrrp),
    (NTC, 'cisco_ios', 'show vrrp all', 'vrrp', ntc_vrrp_all),
    (NTC, 'cisco_ios', 'show vrrp brief', 'vrrp-brief', ntc_vrrp_brief),
    (GENIE, XE, 'ShowVrrpBrief', 'vrrp-brief', genie_vrrp_brief),
    (NTC, 'cisco_ios', 'show ip bgp summary', 'bgp', ntc_bgp),
    (GENIE, XE, 'ShowBgpAllSummary|ShowIpBgpAllSummary|ShowBgpSummary|ShowIpBgpSummary', 'bgp', genie_bgp),
    (NAPALM, 'ios', 'test_get_bgp_neighbors:show_bgp_all_summary.txt', 'bgp', napalm_bgp),
    (NTC, 'cisco_ios', 'show crypto session detail', 'tunnels', ntc_session),
    (GENIE, XE, 'ShowCryptoSession|ShowCryptoSessionDetail', 'tunnels', genie_session),
    (GENIE, XE, 'ShowCryptoIkev2Sa', 'ike', genie_ikev2),
    (GENIE, XE, 'ShowCryptoIkev2SaDetail', 'ike', genie_ikev2_detail),
    (GENIE, XE, 'ShowCryptoIkev2Session', 'ike', genie_ikev2_session),
    (GENIE, XE, 'ShowCryptoIsakmpSa', 'isakmp', genie_isakmp),
    (GENIE, XE, 'ShowCryptoIsakmpSaDetail', 'isakmp', genie_isakmp_detail),
    (NTC, 'cisco_ios', 'show crypto ipsec sa detail', 'ipsec', ntc_ipsec),
    (GENIE, XE, 'ShowCryptoIpsecSa|ShowCryptoIpsecSaDetail|ShowCryptoIpsecSaInterface', 'ipsec', genie_ipsec),
    (GENIE, XE, 'ShowCryptoIpsecSaIpv6Detailed', 'ipsec', genie_ipsec6),
]

INTERFACES = {
    'Fa': 'FastEthernet', 'Gi': 'GigabitEthernet', 'Te': 'TenGigabitEthernet', 'Tw': 'TwoGigabitEthernet',
    'Twe': 'TwentyFiveGigE', 'Fo': 'FortyGigabitEthernet', 'Hu': 'HundredGigE', 'Et': 'Ethernet', 'Se': 'Serial',
    'Lo': 'Loopback', 'Tu': 'Tunnel', 'Vl': 'Vlan', 'Po': 'Port-channel', 'Fi': 'FiveGigabitEthernet',
    'Ap': 'AppGigabitEthernet',
}
