#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""
Runs a program on a kernel that seems not to have one address family:

  without-family.py NUMBER PROGRAM [ARGUMENT…]

socket(NUMBER, …) fails with EAFNOSUPPORT in it and in all that it starts, by a
seccomp filter. It works for x86-64 and AArch64, and says so elsewhere.
"""
import ctypes
import errno
import os
import platform
import struct
import sys

# machine: (AUDIT_ARCH, number of socket())
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, JUMP_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EAFNOSUPPORT


def statement(code, k, if_true=0, if_false=0):
    return struct.pack("HBBI", code, if_true, if_false, k)


def main():
    family, command = int(sys.argv[1]), sys.argv[2:]
    if platform.machine() not in MACHINES:
        sys.exit("without-family: does not know the system calls of " + platform.machine())
    arch, socket_call = MACHINES[platform.machine()]
    steps = b"".join([
        statement(LOAD, 4), statement(JUMP_EQUAL, arch, 0, 5),
        statement(LOAD, 0), statement(JUMP_EQUAL, socket_call, 0, 3),
        statement(LOAD, 16), statement(JUMP_EQUAL, family, 0, 1),
        statement(RETURN, REFUSE), statement(RETURN, ALLOW)])
    filter_bytes = ctypes.create_string_buffer(steps, len(steps))
    program = struct.pack("HxxxxxxQ", len(steps) // 8, ctypes.addressof(filter_bytes))
    libc = ctypes.CDLL(None, use_errno=True)
    # Root needs no PR_SET_NO_NEW_PRIVS, which would change what is tested.
    if os.geteuid() and libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        sys.exit("without-family: " + os.strerror(ctypes.get_errno()))
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(program), 0, 0):
        sys.exit("without-family: " + os.strerror(ctypes.get_errno()))
    os.execvp(command[0], command)


main()
