#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# A sink for webhooks: takes whatever is posted, answers that it has, and writes
# each request into a file as one JSON line. Usage: webhook.py PORT FILE

import http.server
import json
import sys


class Sink(http.server.BaseHTTPRequestHandler):
    def do_POST(self):      # the name is http.server's
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 1 << 20))
        with open(sys.argv[2], "a", encoding="utf-8") as file:
            file.write(json.dumps({"path": self.path, "headers": dict(self.headers),
                                   "body": body.decode("utf-8", "replace")}) + "\n")
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"ok\n")

    def log_message(self, *_args):
        """Nothing: the file says it all."""


http.server.ThreadingHTTPServer(("", int(sys.argv[1])), Sink).serve_forever()
