# SPDX-License-Identifier: Apache-2.0
"""juniper-junos: what ntc-templates and Genie expect of Junos; NAPALM has only its XML."""
import re

from terms import address, duration, known, mac, number, percent, word

STATE = {'establ': 'established', 'established': 'established', 'active': 'active', 'connect': 'connect', 'idle': 'idle',
         'opensent': 'open-sent', 'openconfirm': 'open-confirm'}
TABLE = {'inet.0': 'ipv4-unicast', 'inet6.0': 'ipv6-unicast', 'inet.2': 'ipv4-multicast', 'inet.3': 'ipv4-labeled',
         'inet6.3': 'ipv6-labeled', 'bgp.l3vpn.0': 'vpnv4', 'bgp.l3vpn-inet6.0': 'vpnv6', 'bgp.evpn.0': 'l2vpn-evpn'}
LINK = {'up': 'up', 'down': 'down'}


def several(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def text(value):
    """What XML had between its tags."""
    return value.get('#text') if isinstance(value, dict) else value


def ago(value):
    """Of "2020-08-05 02:58:37 UTC (03:17:16 ago)" what stands in brackets."""
    found = re.search(r'\((.*) ago\)', text(value) or '')
    return found and duration(found[1])


def passed(value):
    """"9" is seconds, "1:22" minutes and seconds."""
    value = str(value).strip()
    short = re.fullmatch(r'(?:(\d+):)?(\d+)', value)
    return (int(short[1] or 0) * 60 + int(short[2])) * 1000000 if short else duration(value)


# --- version, time ---

def ntc_version(expected):
    # Of several members only the first is the device for us.
    for row in expected[:1]:
        yield 'system', {}, known(hostname=word(row['hostname']), model=word(row['model']),
                                  version=word(row['junos_version']), serial=word(row['serial_number']))


def genie_version(expected):
    row = expected['software-information']
    yield 'system', {}, known(hostname=row.get('host-name'), model=row.get('product-model'),
                              version=row.get('junos-version'))


def ntc_uptime(expected):
    for row in expected[:1]:
        yield 'system', {}, known(users=number(row['users']), load_1m=share(row['load_average_1min']),
                                  load_5m=share(row['load_average_5min']), load_15m=share(row['load_average_15min']))


def share(value):
    return None if not str(value).strip() else round(float(value) * 1000000)


def genie_uptime(expected):
    whole = expected['system-uptime-information']
    row = whole['uptime-information']
    yield 'system', {}, known(
        uptime=duration(text(whole['system-booted-time']['time-length'])), users=number(text(row['active-user-count'])),
        load_1m=share(row['load-average-1']), load_5m=share(row['load-average-5']), load_15m=share(row['load-average-15']))


def genie_engine(expected):
    engines = several(expected['route-engine-information']['route-engine'])
    for row in engines:
        use = {'cpu': 1000000 - percent(row['cpu-idle'])} if 'cpu-idle' in row else {}
        yield 'processor' if len(engines) > 1 else 'system', known(name=row.get('slot') if len(engines) > 1 else None), {
            'use' if len(engines) > 1 else key: value for key, value in use.items()}
        if len(engines) == 1 or row.get('mastership-state') == 'Master':
            yield 'system', {}, known(
                uptime=duration(text(row['up-time'])), boot_reason=row.get('last-reboot-reason'),
                memory_use=percent(row['memory-buffer-utilization']), temperature=number(
                    re.match(r'\d+', text(row['temperature']))[0]) if 'temperature' in row else None,
                load_1m=share(row['load-average-one']), load_5m=share(row['load-average-five']),
                load_15m=share(row['load-average-fifteen']), **use)


# --- interfaces ---

def speed(value):
    found = re.fullmatch(r'(\d+)([mMG])bps', str(value or ''))
    return found and int(found[1]) * {'m': 10**6, 'M': 10**6, 'G': 10**9}[found[2]]


def traffic(row):
    counters = row.get('traffic-statistics', {})
    return {key: number(counters[theirs]) for key, theirs in (
        ('in_octets', 'input-bytes'), ('out_octets', 'output-bytes'), ('in_packets', 'input-packets'),
        ('out_packets', 'output-packets'), ('in_rate', 'input-bps'), ('out_rate', 'output-bps')) if theirs in counters}


def physical(row):
    into, out = row.get('input-error-list', {}), row.get('output-error-list', {})
    media = row.get('ethernet-mac-statistics', {})
    admin = row.get('admin-status')
    return known(
        admin={'enabled': 'up', 'administratively down': 'down'}.get(
            str(admin.get('@junos:format') if isinstance(admin, dict) else admin).lower()),
        oper=LINK.get(str(row.get('oper-status')).lower()), description=word(row.get('description')),
        mac=mac(row.get('current-physical-address')), mtu=number(row.get('mtu', '')), speed=speed(row.get('speed')),
        duplex={'Full-duplex': 'full', 'Half-duplex': 'half'}.get(row.get('link-mode')),
        last_change=ago(row.get('interface-flapped')), counters_cleared=ago(row.get('statistics-cleared')),
        in_errors=number(into.get('input-errors', '')), out_errors=number(out.get('output-errors', '')),
        in_discards=number(into.get('input-drops', '')), out_discards=number(out.get('output-drops', '')),
        carrier_changes=number(out.get('carrier-transitions', '')), collisions=number(out.get('output-collisions', '')),
        in_unicast=number(media.get('input-unicasts', '')), out_unicast=number(media.get('output-unicasts', '')),
        in_broadcast=number(media.get('input-broadcasts', '')), out_broadcast=number(media.get('output-broadcasts', '')),
        in_multicast=number(media.get('input-multicasts', '')), out_multicast=number(media.get('output-multicasts', '')),
        crc_errors=number(media.get('input-crc-errors', '')), **traffic(row))


def logical(row):
    """Only what stands in the interface's own lines; addresses belong to a family."""
    counters = traffic(row)
    for name in ('in_rate', 'out_rate'):
        counters.pop(name, None)
    return known(description=word(row.get('description')), **counters)


def genie_interfaces(expected):
    whole = expected['interface-information']
    for row in several(whole.get('physical-interface')):
        if 'name' in row:
            yield 'interface', {'name': row['name']}, physical(row)
        for each in several(row.get('logical-interface')):
            if 'name' in each:
                yield 'interface', {'name': each['name']}, logical(each)
    for each in several(whole.get('logical-interface')):
        yield 'interface', {'name': each['name']}, logical(each)


def ntc_interfaces(expected):
    for row in expected:
        yield 'interface', {'name': row['interface']}, known(
            description=word(row['description']), oper=LINK.get(row['link_status'].lower()),
            admin={'enabled': 'up', 'administratively down': 'down', 'disabled': 'down'}.get(row['admin_state'].lower()),
            mtu=number(row['mtu']), address=address(row['local']))


def ntc_cluster_interfaces(expected):
    for row in expected:
        # Members of a fabric link are named by it.
        if row['interface'] and row['link_type'] != 'Fabric' and row['status']:
            yield 'interface', {'name': row['interface']}, known(oper=LINK.get(row['status'].lower()))


# --- BGP ---

def ntc_bgp(expected):
    for row in expected:
        vrf, _, table = row['interface'].rpartition('.inet')
        if not row['interface']:
            vrf, table = '', ''
        yield 'bgp-neighbour', known(address=address(row['peer_ip']), vrf=vrf or None,
                                     family=TABLE.get('inet' + table) if table else None), known(
            **{'as': number(row['peer_as'])}, state=STATE.get(row['state'].lower()), flaps=number(row['flaps']),
            in_messages=number(row['in_pkt']), out_messages=number(row['out_pkt']),
            prefixes_received=number(row['received']), prefixes_accepted=number(row['accepted']),
            last_change=passed(row['last_flap'] + ' ' + row['up_down']))


def genie_bgp(expected):
    for row in expected['bgp-information']['bgp-peer']:
        peer = known(**{'as': number(row['peer-as'])}, flaps=number(row['flap-count']), state=STATE.get(
            row.get('peer-state', '').split()[0].lower()) if row.get('peer-state') else None,
            in_messages=number(row['input-messages']), out_messages=number(row['output-messages']),
            last_change=passed(text(row['elapsed-time'])))
        tables = [table for table in several(row.get('bgp-rib')) if table.get('name')]
        if not tables:
            yield 'bgp-neighbour', {'address': address(row['peer-address'])}, peer
        for table in tables:
            vrf, _, name = table['name'].rpartition('.inet')
            yield 'bgp-neighbour', known(
                address=address(row['peer-address']), family=TABLE.get('inet' + name) if vrf else TABLE.get(table['name']),
                vrf=vrf or None), dict(peer, prefixes_received=number(table['received-prefix-count']),
                                       prefixes_accepted=number(table['accepted-prefix-count']))


NTC, GENIE = 'ntc-templates', 'genie'
CASES = [
    (NTC, 'juniper_junos', 'show version', 'version', ntc_version),
    (GENIE, 'junos', 'ShowVersion', 'version', genie_version),
    (NTC, 'juniper_junos', 'show system uptime', 'uptime', ntc_uptime),
    (GENIE, 'junos', 'ShowSystemUptime', 'uptime', genie_uptime),
    (GENIE, 'junos', 'ShowChassisRoutingEngine', 'routing-engine', genie_engine),
    (NTC, 'juniper_junos', 'show interfaces', 'interfaces', ntc_interfaces),
    (GENIE, 'junos', 'ShowInterfaces|ShowInterfacesExtensive|ShowInterfacesStatistics', 'interfaces', genie_interfaces),
    (NTC, 'juniper_junos', 'show chassis cluster interfaces', 'cluster-interfaces', ntc_cluster_interfaces),
    (NTC, 'juniper_junos', 'show bgp summary', 'bgp', ntc_bgp),
    (GENIE, 'junos', 'ShowBgpSummary', 'bgp', genie_bgp),
]
