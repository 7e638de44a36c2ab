#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# A mail server where Debian's Postfix cannot be installed beside another: takes
# all mail into a directory, a file each, or answers every recipient as a file
# says: `reject`, `defer`. Usage: mail.py ANSWER DIRECTORY CERTIFICATE KEY

import os
import pathlib
import signal
import ssl
import sys

from aiosmtpd.controller import Controller

ANSWERS = {"reject": "554 5.7.1 Recipient address rejected: Access denied",
           "defer": "450 4.7.1 Recipient address rejected: try again later"}


class Inbox:
    def __init__(self, answer, directory):
        self.answer = pathlib.Path(answer)
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.taken = 0

    # The names of both are aiosmtpd's.
    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        word = self.answer.read_text(encoding="ascii").strip() if self.answer.exists() else ""
        if word in ANSWERS:
            return ANSWERS[word]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server, _session, envelope):
        self.taken += 1
        (self.directory / f"{self.taken}.{os.getpid()}").write_bytes(envelope.content)
        return "250 2.0.0 Ok: queued"


pathlib.Path("/run/mail.pid").write_text(str(os.getpid()), encoding="ascii")
secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
secure.load_cert_chain(*sys.argv[3:5])
Controller(Inbox(*sys.argv[1:3]), hostname="0.0.0.0", port=25, tls_context=secure).start()
signal.pause()
