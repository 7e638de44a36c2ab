#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""
Stands where nwops stands when it fetches its sockets: starts nwops-icmp with a
channel as descriptor 3 and looks at it from outside, without ptrace.

  icmp-channel.py confined PROGRAM          what it is still allowed just before it
                                            hands over: the channel is full until then
  icmp-channel.py filter PROGRAM ADDRESS    whether the filter of the raw IPv4 socket
                                            can be changed, and what it passes when
                                            ADDRESS answers
"""
import ctypes
import errno
import os
import resource
import socket
import struct
import sys
import time

OFFER = struct.Struct("IiiiI")		# magic, family, raw, refused errno, identifier
SO_DETACH_FILTER, SO_ATTACH_FILTER, SO_LOCK_FILTER = 27, 26, 44


def start(program, fill):
    """PROGRAM's process and our end of its channel, which is full if FILL."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if fill:
        theirs.setblocking(False)
        try:
            while True:
                theirs.send(b"full")
        except BlockingIOError:
            theirs.setblocking(True)
    child = os.fork()
    if child == 0:
        os.dup2(theirs.fileno(), 3)
        os.closerange(4, 256)
        os.execve(program, [program], {})
    theirs.close()
    return child, ours


def status_of(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as lines:
        return dict(line.rstrip("\n").split(":\t", 1) for line in lines if ":\t" in line)


def offers(ours):
    """The sockets of both families as (family, raw, identifier, socket or None)."""
    found = []
    while len(found) < 2:
        data, fds, _, _ = socket.recv_fds(ours, 64, 1)
        if data == b"full":
            continue
        _, family, raw, refused, identifier = OFFER.unpack(data)
        found.append((family, raw, identifier, socket.socket(fileno=fds[0]) if fds else refused))
    return found


def confined(program):
    child, ours = start(program, True)
    until = time.monotonic() + 10
    while "1" != status_of(child).get("NoNewPrivs") or "S" != status_of(child)["State"][0]:
        if time.monotonic() > until:
            sys.exit("it never came to the hand-over")
        time.sleep(0.01)
    status = status_of(child)
    for key in ("NoNewPrivs", "CapInh", "CapPrm", "CapEff", "CapAmb"):
        print(key, status[key])
    for name in ("NPROC", "FSIZE", "CORE"):
        print(name, *resource.prlimit(child, getattr(resource, "RLIMIT_" + name)))
    for family, raw, _, there in offers(ours):
        print("IPv4" if family == socket.AF_INET else "IPv6", "raw" if raw else "ping",
              "socket" if isinstance(there, socket.socket) else os.strerror(there))
    print("exit status", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def refused(change):
    try:
        change()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"


def request(identifier, sequence):
    packet = struct.pack("!BBHHH", 8, 0, 0, identifier, sequence) + bytes(16)
    total = sum(struct.unpack("!12H", packet))
    total = (total & 0xFFFF) + (total >> 16)
    return packet[:2] + struct.pack("!H", 0xFFFF - (total & 0xFFFF) - (total >> 16)) + packet[4:]


def filtered(program, address):
    child, ours = start(program, False)
    _, raw, identifier, there = offers(ours)[0]
    os.waitpid(child, 0)
    everything = struct.pack("HBBI", 0x06, 0, 0, 0xFFFF)
    buffer = ctypes.create_string_buffer(everything, 8)
    program_of_one = struct.pack("HxxxxxxQ", 1, ctypes.addressof(buffer))
    print("raw" if raw else "ping")
    print("detach", refused(lambda: there.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)))
    print("attach", refused(lambda: there.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                                                     program_of_one)))
    print("unlock", refused(lambda: there.setsockopt(socket.SOL_SOCKET, SO_LOCK_FILTER, 0)))
    there.settimeout(1)
    for number, sender in enumerate((identifier, identifier ^ 0x0202, identifier), 1):
        there.sendto(request(sender, number), (address, 0))
    try:
        while True:
            message = there.recv(2048)
            kind, _, _, who, sequence = struct.unpack_from("!BBHHH", message, (message[0] & 15) * 4)
            print("passed type %d, %s identifier, sequence %d"
                  % (kind, "own" if who == identifier else "another", sequence))
    except TimeoutError:
        pass


if sys.argv[1] == "confined":
    confined(sys.argv[2])
elif sys.argv[1] == "filter":
    filtered(*sys.argv[2:])
else:
    sys.exit("icmp-channel: no command '%s'" % sys.argv[1])
