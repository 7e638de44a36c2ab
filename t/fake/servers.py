# SPDX-License-Identifier: Apache-2.0
"""Mail servers, receivers of webhooks and mailboxes that behave as told, each on 127.0.0.1 at a port
that the kernel chooses, for tests of nwops-send.

usage: servers.py DIRECTORY NAME=KIND[,ORDER]...

It prints "NAME PORT" for each, then closes its stdout, and ends when its stdin does. In DIRECTORY,
NAME.log has what each was told, a line each; NAME.mails what it took: a line of JSON each.

KIND is smtp, http or imap. Orders of all:
  tls=PEM          speaks TLS from the first byte on, with the key and the chain in PEM
  refuse           nobody is there; full: its queue is full, so that the kernel answers nothing
  connect=ACTION   before its first word (TLS included)

of smtp, besides:
  starttls=PEM     offers STARTTLS
  auth=USER:PASSWORD   offers AUTH PLAIN and LOGIN, and takes no mail without
  STAGE=ACTION     banner, ehlo, helo, starttls-reply, handshake (after it), login, mail, rcpt, data,
                   body (after its first line), dot, rset, quit
  bad=N            refuses each N-th recipient
  grey             defers each recipient once
  most=N           closes a session by 421 after so many messages
  plain            offers no PIPELINING; modest: it answers to EHLO in one line
  eager            says 354 to DATA whatever was said to RCPT before

of http: STATUS (200), header=TEXT, body=TEXT, request=ACTION (once it has read one), count=N (the first N
requests only are dealt with so, others with 200), after=N (the first N are not, and get 200); heads: its answer
begins well, and has headers for ever; most=N: after so many answers it shuts without a word, and logs "left"; more: it
says more than was asked for
of imap: auth=USER:PASSWORD, mails=DIRECTORY (a file each; what was seen stands in DIRECTORY/.seen),
STAGE=ACTION: login, examine, search, fetch, store; more: it sends more of a mail than was asked for

ACTION is "NNN text" or any line to be said, or one of
  hang      says nothing any more, and reads on
  close     shuts; reset: the same at once and without a word
  garbage   says bytes that are nothing, with line ends; flood: without line ends, for ever
  huge      a reply of 2000 lines; endless: one that has no end
  slow      says what it should a byte at a time, one each 20 ms
Does not belong here: what nwops-send should make of it.
"""
import base64, itertools, json, os, socket, ssl, struct, sys, threading, time

directory = sys.argv[1]
lock = threading.Lock()


class Gone(Exception):
    """The other end has left, or is to be left."""


def orders_of(words):
    """KEY=VALUE and words alone."""
    orders = {}
    for word in words:
        key, _, value = word.partition("=")
        orders[key] = value or True
    return orders


class Peer:
    """One connection."""

    def __init__(self, server, connection):
        self.server, self.orders, self.socket = server, server.orders, connection
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def say(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def read(self):
        try:
            data = self.socket.recv(65536)
        except OSError:
            raise Gone from None
        if not data:
            raise Gone
        self.buffer += data

    def line(self):
        while b"\n" not in self.buffer:
            self.read()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def bytes(self, count):
        while len(self.buffer) < count:
            self.read()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def secure(self, pem):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        try:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        except (ssl.SSLError, OSError):
            raise Gone from None

    def log(self, text):
        self.server.log(text)

    def act(self, stage, otherwise):
        """Does what was ordered at STAGE, or says OTHERWISE. True when that was the ordinary."""
        action = self.orders.get(stage)
        if action is None:
            self.say(otherwise)
            return True
        self.log("%s: %s" % (stage, action))
        if action == "hang":
            while True:
                self.read()
        if action == "reset":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise Gone
        if action == "close":
            raise Gone
        if action == "garbage":
            self.say(b"\x00\xff\xfe wibble\r\n\x1b[2Jwobble\r\n")
            return False
        if action == "flood":
            while True:
                self.say(b"x" * 65536)
        if action == "huge":
            code = otherwise[:3]
            for number in range(2000):
                self.say("%s-line %d of what nobody wants to read, and so on and so forth\r\n" % (code, number))
            self.say("%s done\r\n" % code)
            return True
        if action == "endless":
            while True:
                self.say("%s-more of it\r\n" % otherwise[:3] * 100)
        if action == "slow":
            for byte in otherwise.encode():
                self.say(bytes([byte]))
                time.sleep(0.02)
            return True
        self.say(action.replace("\\n", "\r\n") + "\r\n")
        return False


class Smtp(Peer):
    def meet(self):
        self.act("banner", "220 mail.example ESMTP\r\n")
        self.user, self.mail, self.rcpts, self.taken, self.secured = None, None, [], 0, isinstance(self.socket, ssl.SSLSocket)
        while True:
            line = self.line()
            verb = line[:4].upper().decode("latin-1").strip()
            if verb != "AUTH":
                self.log(line.decode("utf-8", "replace"))
            reply = {"EHLO": self.ehlo, "HELO": self.helo, "STAR": self.starttls, "AUTH": self.auth, "MAIL": self.mail_from,
                     "RCPT": self.rcpt, "DATA": self.data, "RSET": self.rset, "QUIT": self.quit}.get(verb)
            if reply:
                reply(line.decode("utf-8", "replace"))
            else:
                self.say("500 what?\r\n")

    def ehlo(self, line):
        offers = ["mail.example"]
        if "modest" not in self.orders:
            offers += ["SIZE 10000000", "8BITMIME"] + ([] if "plain" in self.orders else ["PIPELINING"])
            if "starttls" in self.orders and not self.secured:
                offers.append("STARTTLS")
            if "auth" in self.orders and (self.secured or "starttls" not in self.orders):
                offers.append("AUTH PLAIN LOGIN")
        self.act("ehlo", "".join("250-%s\r\n" % offer for offer in offers[:-1]) + "250 %s\r\n" % offers[-1])

    def helo(self, line):
        self.act("helo", "250 mail.example\r\n")

    def starttls(self, line):
        pem = self.orders.get("starttls")
        if not pem or self.secured:
            self.say("502 no\r\n")
        elif self.act("starttls-reply", "220 go on\r\n"):
            self.act("handshake", "")
            self.secure(pem)
            self.secured, self.buffer = True, b""

    def auth(self, line):
        words = line.split()
        self.log("AUTH " + words[1])
        if "login" in self.orders and not self.act("login", ""):
            return
        if words[1] == "PLAIN":
            if len(words) < 3:
                self.say("334 \r\n")
                words.append(self.line().decode())
            user, password = base64.b64decode(words[2]).decode().split("\0")[1:]
        else:
            self.say("334 VXNlcm5hbWU6\r\n")
            user = base64.b64decode(self.line()).decode()
            self.say("334 UGFzc3dvcmQ6\r\n")
            password = base64.b64decode(self.line()).decode()
        if user + ":" + password == self.orders["auth"]:
            self.user = user
            self.say("235 welcome\r\n")
        else:
            self.say("535 5.7.8 no\r\n")

    def mail_from(self, line):
        if "auth" in self.orders and not self.user:
            self.say("530 5.7.0 log in first\r\n")
        elif self.mail:
            self.say("503 one at a time\r\n")
        elif self.act("mail", "250 2.1.0 ok\r\n"):
            self.mail, self.rcpts = line, []

    def rcpt(self, line):
        if not self.mail:
            self.say("503 5.5.1 from whom?\r\n")
            return
        with lock:
            self.server.rcpts += 1
            bad = "bad" in self.orders and self.server.rcpts % int(self.orders["bad"]) == 0
            grey = "grey" in self.orders and line not in self.server.known
            self.server.known.add(line)
        if bad:
            self.say("550 5.1.1 no such person\r\n")
        elif grey:
            self.say("450 4.2.0 come again\r\n")
        elif self.act("rcpt", "250 2.1.5 ok\r\n"):
            self.rcpts.append(line)

    def data(self, line):
        if not self.rcpts and "eager" not in self.orders:
            self.say("554 5.5.1 to whom?\r\n")
            return
        if not self.act("data", "354 go on\r\n"):
            return
        if "body" in self.orders:
            self.line()
            self.act("body", "")
        lines = []
        while (got := self.line()) != b".":
            lines.append(got[1:] if got.startswith(b".") else got)
        if not self.rcpts:
            self.say("554 5.5.1 to nobody\r\n")
            return
        self.server.keep({"from": self.mail, "to": self.rcpts, "text": b"\r\n".join(lines).decode("utf-8", "replace"),
                          "user": self.user, "secured": self.secured})
        self.mail, self.rcpts = None, []
        self.act("dot", "250 2.0.0 taken as 4711\r\n")
        self.taken += 1
        if self.taken == int(self.orders.get("most", 0)):
            self.say("421 4.7.0 enough of you\r\n")
            raise Gone

    def rset(self, line):
        self.mail, self.rcpts = None, []
        self.act("rset", "250 ok\r\n")

    def quit(self, line):
        self.act("quit", "221 bye\r\n")
        raise Gone


class Http(Peer):
    def meet(self):
        for number in itertools.count(1):
            request = self.line().decode("latin-1")
            headers = {}
            while line := self.line().decode("latin-1"):
                key, _, value = line.partition(":")
                headers[key.lower()] = value.strip()
            body = self.bytes(int(headers.get("content-length", 0)))
            self.log(request)
            self.server.keep({"request": request, "headers": headers, "body": body.decode()})
            with lock:
                self.server.rcpts += 1
                ordinary = not int(self.orders.get("after", 0)) < self.server.rcpts <= int(self.orders.get("count", 1 << 30))
            if ordinary:
                self.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            else:
                self.answer()
            if number == int(self.orders.get("most", 0)):
                self.socket.shutdown(socket.SHUT_RDWR)
                self.log("left")
                raise Gone

    def answer(self):
        if "heads" in self.orders:
            self.say("HTTP/1.1 200 OK\r\n")
            while True:
                self.say("X-More: of what nobody wants to read\r\n" * 100)
        status = self.orders.get("status", "200 OK")
        text = str(self.orders.get("body", ""))
        more = self.orders.get("header", "")
        self.act("request", "HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s%s" % (
            status, len(text), more + "\r\n" if more else "", text, "HTTP/1.1 200 OK\r\n" if "more" in self.orders else ""))


class Imap(Peer):
    def meet(self):
        self.act("banner", "* OK ready\r\n")
        self.uids = None
        while True:
            line = self.line().decode("utf-8", "replace")
            tag, _, rest = line.partition(" ")
            verb = rest.split(" ")[0].upper()
            if verb == "UID":
                verb = rest.split(" ")[1].upper()
            if verb not in ("LOGIN", "AUTHENTICATE"):
                self.log(rest)
            getattr(self, verb.lower(), self.unknown)(tag, rest)

    def unknown(self, tag, rest):
        self.say("%s BAD what?\r\n" % tag)

    def capability(self, tag, rest):
        self.say("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n%s OK\r\n" % tag)

    def authenticate(self, tag, rest):
        self.say("+ \r\n")
        user, password = base64.b64decode(self.line()).decode().split("\0")[1:]
        right = user + ":" + password == self.orders["auth"]
        self.act("login", "%s %s\r\n" % (tag, "OK in" if right else "NO [AUTHENTICATIONFAILED] no"))

    def seen(self):
        try:
            with open(os.path.join(self.orders["mails"], ".seen"), encoding="ascii") as file:
                return set(file.read().split())
        except FileNotFoundError:
            return set()

    def examine(self, tag, rest):
        self.act("examine", "* 3 EXISTS\r\n%s OK [READ-ONLY] done\r\n" % tag)

    def select(self, tag, rest):
        self.act("select", "* 3 EXISTS\r\n%s OK [READ-WRITE] done\r\n" % tag)

    def search(self, tag, rest):
        there = [name for name in os.listdir(self.orders["mails"]) if name.isdigit() and name not in self.seen()]
        self.act("search", "* SEARCH %s\r\n%s OK\r\n" % (" ".join(sorted(there, key=int)), tag))

    def fetch(self, tag, rest):
        uid = rest.split(" ")[2]
        with open(os.path.join(self.orders["mails"], uid), "rb") as file:
            mail = file.read().replace(b"\n", b"\r\n")
        limit = int(rest.rstrip(")>").rpartition(".")[2])
        mail = mail[:limit]
        if "more" in self.orders:
            mail = mail + b"x" * 400000
        if self.act("fetch", ""):
            self.say(b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (uid.encode(), len(mail), mail))
            self.say("%s OK\r\n" % tag)

    def store(self, tag, rest):
        with open(os.path.join(self.orders["mails"], ".seen"), "a", encoding="ascii") as file:
            file.write("\n".join(rest.split(" ")[2].split(",")) + "\n")
        self.act("store", "%s OK\r\n" % tag)

    def logout(self, tag, rest):
        self.say("* BYE\r\n%s OK\r\n" % tag)
        raise Gone


class Server:
    def __init__(self, name, kind, orders):
        self.name, self.kind, self.orders = name, kind, orders
        self.rcpts, self.known = 0, set()
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.fillers = []
        if "full" in orders:
            self.listener.listen(0)
            for _ in range(2):
                filler = socket.socket()
                filler.setblocking(False)
                filler.connect_ex(self.listener.getsockname())
                self.fillers.append(filler)
        elif "refuse" not in orders:
            self.listener.listen(256)
            threading.Thread(target=self.serve, daemon=True).start()
        for end in ("log", "mails"):
            with open(os.path.join(directory, "%s.%s" % (name, end)), "a", encoding="utf-8"):
                pass

    def serve(self):
        while True:
            connection = self.listener.accept()[0]
            threading.Thread(target=self.meet, args=(connection,), daemon=True).start()

    def meet(self, connection):
        peer = {"smtp": Smtp, "http": Http, "imap": Imap}[self.kind](self, connection)
        self.log("connected from " + connection.getpeername()[0])
        try:
            if "connect" in self.orders:
                peer.act("connect", "")
            if "tls" in self.orders:
                peer.secure(self.orders["tls"])
            peer.meet()
        except (Gone, OSError):
            pass
        peer.socket.close()

    def write(self, end, text):
        with lock, open(os.path.join(directory, "%s.%s" % (self.name, end)), "a", encoding="utf-8") as file:
            file.write(text + "\n")

    def log(self, text):
        self.write("log", text)

    def keep(self, what):
        self.write("mails", json.dumps(what, ensure_ascii=False))


servers = []
for word in sys.argv[2:]:
    name, _, rest = word.partition("=")
    kind, *orders = rest.split(",")
    servers.append(Server(name, kind, orders_of(orders)))
for server in servers:
    print(server.name, server.listener.getsockname()[1])
sys.stdout.flush()
os.close(1)
sys.stdin.read()
