#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""
Writes down in which ways echo requests leave this host: outgoing.py FILE

A line for each way that was seen, whatever the number of packets: device, source, target, bytes of
the packet, class of traffic, and how it may be treated: "whole" when IPv4 forbids to break it up,
"piece" when this host itself has broken it up, else "-". IPv6 has no word for the first. Prints
"ready" once it looks; FILE is written when SIGTERM comes.
"""
# Belongs here: reading headers. Does not: what is right, which tests say.

import ipaddress
import signal
import socket
import struct
import sys

ETH_P_ALL = 3
ICMP, FRAGMENT, ICMP6 = 1, 44, 58
REQUEST, REQUEST6 = 8, 128


def way(data):
    """Of the bytes of an IP packet the words of its line; None when it is no echo request."""
    if data[0] >> 4 == 4:
        head, piece = (data[0] & 15) * 4, data[6] & 0x3f or data[7]
        if data[9] != ICMP or not piece and data[head] != REQUEST:
            return None
        length, = struct.unpack_from("!H", data, 2)
        ends, dscp = (data[12:16], data[16:20]), data[1] >> 2
        how = "piece" if piece else "whole" if data[6] & 0x40 else "-"
    else:
        piece = data[6] == FRAGMENT
        if (data[40] if piece else data[6]) != ICMP6 or not piece and data[40] != REQUEST6:
            return None
        length = struct.unpack_from("!H", data, 4)[0] + 40
        ends, dscp = (data[8:24], data[24:40]), struct.unpack_from("!H", data)[0] >> 6 & 63
        how = "piece" if piece else "-"
    return *map(str, map(ipaddress.ip_address, ends)), "bytes", str(length), "dscp", str(dscp), how


def look(seen):
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL)) as sock:
        print("ready", flush=True)
        while True:
            data, (device, _, kind, *_) = sock.recvfrom(65536)
            words = way(data) if kind == socket.PACKET_OUTGOING and len(data) > 40 else None
            if words:
                seen.add(" ".join((device, *words)))


def main():
    seen = set()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        look(seen)
    finally:
        with open(sys.argv[1], "w", encoding="ascii") as file:
            file.writelines(line + "\n" for line in sorted(seen))


main()
