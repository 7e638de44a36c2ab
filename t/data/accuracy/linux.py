# SPDX-License-Identifier: Apache-2.0
"""linux: what jc, ntc-templates and Genie expect of a host's commands."""
import datetime

from terms import address, known, mac, number

OPER = {'UP': 'up', 'DOWN': 'down', 'DORMANT': 'dormant', 'LOWERLAYERDOWN': 'lower-layer-down'}


def ratio(value):
    return None if value is None else round(float(value) * 1000000)


def loads(row):
    return known(**{'load_' + key: ratio(row.get('load_' + key)) for key in ('1m', '5m', '15m')})


def jc_uptime(expected):
    yield 'system', {}, dict(known(uptime=expected['uptime_total_seconds'] * 1000000, users=expected['users']),
                             **loads(expected))


def jc_proc_uptime(expected):
    yield 'system', {}, {'uptime': round(expected['up_time'] * 1000000)}


def jc_loadavg(expected):
    yield 'system', {}, loads(expected)


def jc_stat(expected):
    cpu = expected['cpu']
    yield 'system', {}, {
        'cpu_busy': sum(cpu[key] for key in ('user', 'nice', 'system', 'irq', 'softirq', 'steal')),
        'cpu_idle': cpu['idle'] + cpu['iowait'],
        'booted_at': datetime.datetime.fromtimestamp(expected['boot_time'], datetime.timezone.utc).isoformat()}


def jc_meminfo(expected):
    yield 'system', {}, {'memory_total': expected['MemTotal'] * 1024, 'memory_free': expected['MemFree'] * 1024,
                         'memory_available': expected['MemAvailable'] * 1024}


def jc_free(expected):
    for row in expected:
        if row['type'] == 'Mem':
            yield 'system', {}, known(
                memory_total=row['total'] * 1024, memory_used=row['used'] * 1024, memory_free=row['free'] * 1024,
                memory_available=row['available'] * 1024 if row.get('available') is not None else None)


def jc_ifconfig(expected):
    for row in expected:
        yield 'interface', {'name': row['name']}, known(
            mtu=row['mtu'], mac=mac(row['mac_addr']), in_packets=row['rx_packets'], in_octets=row['rx_bytes'],
            in_errors=row['rx_errors'], in_discards=row['rx_dropped'], out_packets=row['tx_packets'],
            out_octets=row['tx_bytes'], out_errors=row['tx_errors'], out_discards=row['tx_dropped'],
            collisions=row['tx_collisions'])


def jc_netstat(expected):
    for row in expected:
        yield 'interface', {'name': row['iface']}, known(
            mtu=row['mtu'], in_packets=row['rx_ok'], in_errors=row['rx_err'], in_discards=row['rx_drp'],
            out_packets=row['tx_ok'], out_errors=row['tx_err'], out_discards=row['tx_drp'])


def jc_df(expected):
    for row in expected:
        yield 'filesystem', {'mount': row['mounted_on']}, known(
            total=row['1k_blocks'] * 1024, used=row['used'] * 1024, free=row['available'] * 1024,
            use=row['use_percent'] * 10000 if row['use_percent'] is not None else None)


def jc_ping(expected):
    def milliseconds(value):
        return None if value is None else round(value * 1000)

    # Duplicates count as received here; jc keeps them apart from neither.
    yield 'ping', {}, known(
        sent=expected['packets_transmitted'], received=expected['packets_received'],
        rtt_min=milliseconds(expected.get('round_trip_ms_min')), rtt_mean=milliseconds(expected.get('round_trip_ms_avg')),
        rtt_max=milliseconds(expected.get('round_trip_ms_max')))


def jc_timedatectl(expected):
    answer = expected.get('ntp_synchronized', expected.get('system_clock_synchronized'))
    yield 'clock', {}, known(synchronised={True: 'yes', False: 'no'}.get(answer))


def genie_ifconfig(expected):
    for name, row in expected.items():
        counters = row.get('counters', {})
        yield 'interface', {'name': name}, known(
            mtu=row.get('mtu'), mac=mac(row.get('mac')), in_packets=counters.get('rx_pkts'), in_octets=counters.get('rx_bytes'),
            in_errors=counters.get('rx_errors'), in_discards=counters.get('rx_dropped'), out_packets=counters.get('tx_pkts'),
            out_octets=counters.get('tx_bytes'), out_errors=counters.get('tx_errors'), out_discards=counters.get('tx_dropped'))


def ntc_link(expected):
    for row in expected:
        name = (row.get('interface') or row.get('iface')).split('@')[0]
        yield 'interface', {'name': name}, known(
            mtu=number(row['mtu']), oper=OPER.get(row.get('state', row.get('oper_state', ''))),
            mac=mac(row.get('mac_address') or row.get('mac')))


def ntc_address(expected):
    for row in expected:
        addresses = row.get('ip_addresses') or []
        masks = row.get('ip_masks') or []
        yield 'interface', {'name': row['interface'].split('@')[0]}, known(
            mtu=number(row['mtu']), oper=OPER.get(row.get('state', '')), mac=mac(row.get('mac_address')),
            address=address('%s/%s' % (addresses[0], masks[0])) if addresses and masks else None)


JC, NTC, GENIE, ANY = 'jc', 'ntc-templates', 'genie', '.*'
CASES = [
    (JC, ANY, 'uptime', 'uptime-text', jc_uptime),
    (JC, 'linux-proc', 'uptime', 'uptime', jc_proc_uptime),
    (JC, 'linux-proc', 'loadavg', 'load', jc_loadavg),
    (JC, 'linux-proc', 'stat', 'cpu', jc_stat),
    (JC, 'linux-proc', 'meminfo', 'memory', jc_meminfo),
    (JC, ANY, 'free|free-w', 'free', jc_free),
    (JC, ANY, 'ifconfig', 'ifconfig', jc_ifconfig),
    (JC, ANY, 'netstat-i', 'interface-table', jc_netstat),
    (JC, ANY, 'df', 'filesystems', jc_df),
    (JC, ANY, 'ping6?-.*', 'ping', jc_ping),
    (JC, ANY, 'timedatectl', 'clock', jc_timedatectl),
    (GENIE, 'linux', 'Ifconfig', 'ifconfig', genie_ifconfig),
    (NTC, 'linux', 'ip link show', 'interfaces-text', ntc_link),
    (NTC, 'linux', 'ip address show', 'addresses-text', ntc_address),
]
