# SPDX-License-Identifier: Apache-2.0
"""Devices that speak SSH on loopback, each at a port that the kernel chooses, for tests of
nwops-ssh; they need no root.

usage: device.py DIRECTORY NAME[@ADDRESS]=BEHAVIOUR...

ADDRESS is one of the loopback interface, 127.0.0.1 if it is not said. It writes "NAME PORT
FINGERPRINT TYPE BASE64" for each to DIRECTORY/devices, then closes its stdout, and ends when
its stdin does. The user is "nwops", the password "open sesame", the
key DIRECTORY/key.pub. What each device is told goes to DIRECTORY/NAME.log, a line for each
thing; every byte typed in a shell to DIRECTORY/NAME.typed; the numbers of the messages that
it is sent before encryption begins are in a line "messages ..." when it is left.

  cli             lets in and obeys the commands below, in exec channels and in a shell
  replay:FILE     the same, but in a shell plays FILE, a simulation as Oxidized has them
  silent          takes the connection and says nothing
  garbage         says something that is not SSH
  endless-banner  says lines without end, none of which identifies it
  bye             ends the connection at once
  stuck-kex       identifies itself and says no more
  drop-auth       hangs up when the login begins
  refuse          lets nobody in
  password, keyboard-interactive, ecdsa, rsa, legacy
                  cli, but lets in by that alone; has that host key; speaks SHA-1 and CBC alone
  no-shell        refuses shells
  jump            cli, and connects further whoever asks for it
  slow            cli, but what it says comes a few bytes at a time
  mute, greeting  cli, but a shell says nothing; greets without end
  sshd[:OPTION=VALUE,...]   not played: OpenSSH's own server, for the user who runs this

Commands: "show version"; "bytes" prints each byte there is; "endless", "long-line" (100 MB);
"hang" prints half and waits; "drop" prints half and hangs up; "last" prints all and hangs up;
"fail" complains and exits 3; "killed" is ended by a signal; "silence" prints nothing; "json"
prints some, "garbled" the half of it; "forbidden" is not allowed; "drip"
prints a byte now and then, without end; "slow" and lines after it prints these so. In a shell besides "paged"; "wait", which imitates a prompt and goes on when it is typed at;
"foresee", which imitates the prompt, its answer to an empty line, and the next command's
echo; "escapes".
Does not belong here: what nwops should make of it.
"""
import asyncio, os, sys, warnings

warnings.simplefilter("ignore")
import asyncssh, yaml

USER, PASSWORD = "nwops", "open sesame"
PROMPT = b"b1#"
directory = sys.argv[1]


class Log:
    def __init__(self, name):
        self.name = name

    def write(self, text):
        with open(os.path.join(directory, self.name + ".log"), "a") as file:
            file.write(text + "\n")

    def typed(self, data):
        with open(os.path.join(directory, self.name + ".typed"), "ab") as file:
            file.write(data)


class Server(asyncssh.SSHServer):
    """Who is let in."""

    def __init__(self, device):
        self.device = device

    def connection_made(self, connection):
        self.connection = connection

    def connection_requested(self, host, port, origin_host, origin_port):
        self.device.log.write("forward %s %d" % (host, port))
        if self.device.behaviour != "jump":
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED, "not for you")
        return True

    def begin_auth(self, user):
        self.device.log.write("login " + user)
        if self.device.behaviour == "drop-auth":
            self.connection.abort()
        return True

    def password_auth_supported(self):
        return self.device.behaviour in ("cli", "password")

    def public_key_auth_supported(self):
        return self.device.behaviour not in ("password", "keyboard-interactive")

    def kbdint_auth_supported(self):
        return self.device.behaviour == "keyboard-interactive"

    def validate_password(self, user, password):
        well = (user, password) == (USER, PASSWORD)
        self.device.log.write("password " + ("right" if well else "wrong"))
        return well

    def validate_public_key(self, user, key):
        well = user == USER and self.device.behaviour != "refuse" and key in self.device.keys
        self.device.log.write("key " + ("right" if well else "wrong"))
        return well

    def get_kbdint_challenge(self, user, lang, submethods):
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, user, responses):
        well = user == USER and responses == [PASSWORD]
        self.device.log.write("answer " + ("right" if well else "wrong"))
        return well


class Shell:
    """The command line of the device: what is typed is echoed, then obeyed."""

    def __init__(self, device, process):
        self.device, self.process = device, process
        self.pending = b""

    async def key(self):
        """One byte; b"" when there will be no more."""
        if not self.pending:
            self.pending = await self.process.stdin.read(4096)
            self.device.log.typed(self.pending)
        byte, self.pending = self.pending[:1], self.pending[1:]
        return byte

    async def line(self):
        """What is typed up to a line end; None when there will be no more."""
        line = b""
        while True:
            byte = await self.key()
            if not byte:
                return None
            if byte in b"\r\n":
                return line
            line += byte

    def say(self, data):
        self.process.stdout.write(data)

    async def greet(self):
        """Whatever comes before the first prompt; that may be all there is."""
        if self.device.behaviour == "mute":
            await asyncio.Event().wait()
        while self.device.behaviour == "greeting":
            self.say(b"welcome and welcome\r\n" * 40)
            await self.process.stdout.drain()

    async def run(self):
        await self.greet()
        self.say(b"Welcome to b1\r\nnot a prompt: b1#\r\n\r\n" + PROMPT)
        while True:
            line = await self.line()
            if line is None:
                return
            self.say(line + b"\r\n")
            if line == b"exit":
                self.device.log.write("logout")
                return
            if line and not await self.obey(line.decode(errors="replace")):
                return
            self.say(PROMPT)

    async def obey(self, command):
        """False when the session is over."""
        if command == "paged":
            for number in range(1, 4):
                self.say(b"line %d\r\n--More-- " % number)
                await self.key()
                self.say(b"\r         \r")
            self.say(b"end\r\n")
        elif command == "wait":
            self.say(b"one\r\n" + PROMPT)
            await self.key()
            self.say(b"\r\ntwo\r\n")
        elif command == "foresee":
            self.say(b"one\r\n" + PROMPT)
            await self.key()
            self.say(b"\r\n" + PROMPT)
            await self.line()
            self.say(b"show version\r\nVersion 6.6.6\r\n" + PROMPT)
            await self.key()
            self.say(b"\r\n" + PROMPT)
            # What was typed meanwhile is obeyed at the true prompt.
            self.say(b"\r\nthe end\r\n")
            self.pending = b"\nshow version\n\n" + self.pending
        elif command == "escapes":
            self.say(b"\x1b[31mred\x1b[0m\x1b]0;title\x07\x00\x07 \xff\xfe end\x1b[K\r\n")
        else:
            return await obey(self.device, self.process, command, b"\r\n")
        return True


class Replay(Shell):
    """Answers as a recording does."""

    def __init__(self, device, process):
        super().__init__(device, process)
        with open(device.file) as file:
            recording = yaml.safe_load(file)
        commands = recording["commands"]
        pairs = commands if isinstance(commands, list) else [dict([pair]) for pair in commands.items()]
        self.greeting = self.bytes(recording["init_prompt"])
        self.exchanges = [(self.bytes(key), self.bytes(value)) for pair in pairs for key, value in pair.items()]
        self.at = 0

    @staticmethod
    def bytes(text):
        text = text or ""
        for escape, byte in (("\\r", "\r"), ("\\n", "\n"), ("\\e", "\x1b"), ("\\x20", " "), ("\\a", "\a"),
                             ("\\b", "\b"), ('\\"', '"')):
            text = text.replace(escape, byte)
        return text.encode()

    def answer(self, typed):
        """The next exchange that begins with TYPED, from where it stands and then from the start."""
        for number in list(range(self.at, len(self.exchanges))) + list(range(self.at)):
            if self.exchanges[number][0] == typed:
                self.at = number + 1
                return self.exchanges[number][1]
        return None

    async def run(self):
        self.say(self.greeting)
        prompt = self.greeting.split(b"\n")[-1]
        typed = b""
        while True:
            byte = await self.key()
            if not byte:
                return
            typed += b"\n" if byte == b"\r" else byte
            if typed == b"\n":
                self.say(b"\r\n" + prompt)
            elif byte in b"\r\n" or typed == b" ":
                said = self.answer(typed)
                if typed in (b"exit\n", b"quit\n"):
                    self.device.log.write("logout")
                    self.say(said or b"")
                    return
                if said is None:
                    said = typed.rstrip(b"\n") + b"\r\n% not in the recording\r\n" + prompt
                prompt = said.split(b"\n")[-1]
                self.say(said)
            else:
                continue
            typed = b""


async def obey(device, process, command, newline):
    """False when the session is over."""
    out = process.stdout
    if command == "show version":
        out.write(b"Version 1.0" + newline)
    elif command == "bytes":
        out.write(bytes(range(256)))
    elif command == "endless":
        while True:
            out.write(b"more and more and more" * 40 + newline)
            await out.drain()
    elif command == "long-line":
        for _ in range(100):
            out.write(b"x" * 1000000)
            await out.drain()
        out.write(newline)
    elif command == "hang":
        out.write(b"half")
        await asyncio.Event().wait()
    elif command == "drop":
        out.write(b"half")
        await out.drain()
        process.channel.get_connection().abort()
        return False
    elif command == "last":
        out.write(b"last words" + newline)
        process.exit(0)
        process.channel.get_connection()._transport.close()     # without SSH's own goodbye
        return False
    elif command == "fail":
        process.stderr.write(b"no such thing\n")
        process.exit(3)
        return False
    elif command == "killed":
        out.write(b"half")
        process.exit_with_signal("KILL")
        return False
    elif command == "drip":
        while True:
            out.write(b"x")
            await asyncio.sleep(0.05)
    elif command.startswith("slow\n"):
        said = (command[len("slow\n"):] + "\n").replace("\n", newline.decode()).encode()
        for at in range(0, len(said), 200):
            out.write(said[at:at + 200])
            await asyncio.sleep(0.002)
    elif command == "json":
        out.write(newline.join([b"{", b'  "a": ["% unknown command"]', b"}", b""]))
    elif command == "garbled":
        out.write(b'{"a": [' + newline)
    elif command == "forbidden":
        out.write(b"% not for this account: forbidden" + newline)
    elif command != "silence":
        out.write(b"% unknown command" + newline)
    return True


class Device:
    def __init__(self, name, behaviour):
        self.name = name
        self.behaviour, _, self.file = behaviour.partition(":")
        self.log = Log(name)
        self.log.write("begins")
        self.keys = [asyncssh.read_public_key(os.path.join(directory, "key.pub"))]
        kind = {"ecdsa": "ecdsa-sha2-nistp256", "rsa": "ssh-rsa", "legacy": "ssh-rsa"}.get(self.behaviour, "ssh-ed25519")
        self.host_key = asyncssh.generate_private_key(kind)
        self.options = {}
        if self.behaviour == "legacy":
            self.options = dict(kex_algs=["diffie-hellman-group14-sha1"], encryption_algs=["aes128-cbc"],
                                mac_algs=["hmac-sha1"], signature_algs=["ssh-rsa"])

    async def serve(self, process):
        try:
            if process.get_terminal_type():
                self.log.write("terminal %s %dx%d" % (process.get_terminal_type(), *process.get_terminal_size()[:2]))
            if process.command is not None:
                self.log.write("exec " + process.command)
                if await obey(self, process, process.command, b"\n"):
                    process.exit(0)
            elif self.behaviour == "no-shell":
                process.exit(1)
            else:
                self.log.write("shell")
                await (Replay if self.behaviour == "replay" else Shell)(self, process).run()
                process.exit(0)
        except (BrokenPipeError, ConnectionError, asyncssh.Error):
            pass

    async def start_inner(self):
        """The SSH server; returns its port. The outer one is what is told to others."""
        server = await asyncssh.create_server(
            lambda: Server(self), "127.0.0.1", 0, server_host_keys=[self.host_key], process_factory=self.serve,
            encoding=None, line_editor=False, compression_algs=["none", "zlib"], login_timeout=600, **self.options)
        return server.sockets[0].getsockname()[1]

    async def outer(self, reader, writer):
        """Passes bytes on, and notes the numbers of messages while they can be read."""
        self.log.write("connected")
        if self.behaviour == "bye":
            writer.close()
        elif self.behaviour == "garbage":
            writer.write(b"220 mail.example ESMTP\r\n")
            await self.drain(reader, writer)
        elif self.behaviour == "silent":
            await self.drain(reader, writer)
        elif self.behaviour == "endless-banner":
            await self.chatter(writer)
        elif self.behaviour == "stuck-kex":
            writer.write(b"SSH-2.0-Stuck\r\n")
            await self.drain(reader, writer)
        elif self.behaviour == "sshd":
            sshd = await asyncio.create_subprocess_exec(
                "/usr/sbin/sshd", "-i", "-f", self.configuration, "-E", self.configuration + ".log",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
            await asyncio.gather(self.pass_on(reader, sshd.stdin, Messages()), self.pass_on(sshd.stdout, writer, None))
            await sshd.wait()
        else:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.inner_port)
            await asyncio.gather(self.pass_on(reader, inner_writer, Messages()), self.pass_on(inner_reader, writer, None))
        self.log.write("left")

    def configure_sshd(self):
        base = os.path.abspath(os.path.join(directory, self.name))
        self.configuration = base + ".conf"
        with open(os.open(base + ".host", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(self.host_key.export_private_key())
        lines = ['HostKey "%s.host"' % base, 'AuthorizedKeysFile "%s/key.pub"' % os.path.abspath(directory),
                 "PidFile none", "UsePAM no", "StrictModes no", "PermitRootLogin yes", "PasswordAuthentication no",
                 "PrintMotd no", "PrintLastLog no"]
        lines += [option.replace("=", " ") for option in self.file.split(",")]
        with open(self.configuration, "w") as file:
            file.write("\n".join(lines) + "\n")

    async def chatter(self, writer):
        try:
            while True:
                writer.write(b"welcome, welcome and welcome\r\n" * 100)
                await writer.drain()
        except ConnectionError:
            pass

    async def drain(self, reader, writer):
        try:
            while await reader.read(65536):
                pass
        except ConnectionError:
            pass
        writer.close()

    async def pass_on(self, reader, writer, messages):
        slowly = messages is None and self.behaviour == "slow"
        try:
            while True:
                data = await reader.read(65536)
                if not data:
                    break
                if messages:
                    messages.feed(data)
                for at in range(0, len(data), 200 if slowly else len(data)):
                    writer.write(data[at:at + 200] if slowly else data)
                    await writer.drain()
                    if slowly:
                        await asyncio.sleep(0.002)
        except ConnectionError:
            pass
        if messages:
            self.log.write("messages " + " ".join(map(str, messages.numbers)))
        try:
            writer.close()
        except ConnectionError:
            pass

    async def start(self, address):
        if self.behaviour not in ("silent", "garbage", "endless-banner", "bye", "stuck-kex", "sshd"):
            self.inner_port = await self.start_inner()
        if self.behaviour == "sshd":
            self.configure_sshd()
        server = await asyncio.start_server(self.outer, address or "127.0.0.1", 0)
        public = self.host_key.export_public_key().decode().split()
        return "%s %d %s %s %s" % (self.name, server.sockets[0].getsockname()[1],
                                   self.host_key.get_fingerprint(), public[0], public[1])


class Messages:
    """Numbers of the messages that one end sends until it goes over to encryption."""

    def __init__(self):
        self.numbers, self.waiting, self.identified = [], b"", False

    def feed(self, data):
        self.waiting += data
        if not self.identified:
            if b"\n" not in self.waiting:
                return
            self.waiting = self.waiting.partition(b"\n")[2]
            self.identified = True
        while 21 not in self.numbers and len(self.waiting) >= 6:
            length = int.from_bytes(self.waiting[:4], "big")
            if len(self.waiting) < 4 + length:
                return
            self.numbers.append(self.waiting[5])
            self.waiting = self.waiting[4 + length:]


async def main(make):
    lines = []
    for word in sys.argv[2:]:
        place, _, behaviour = word.partition("=")
        name, _, address = place.partition("@")
        lines.append(await make(name, behaviour).start(address))
    with open(os.path.join(directory, "devices"), "w") as file:
        file.write("\n".join(lines) + "\n")
    os.close(1)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(0, ended.set)       # nothing is ever written to it
    await ended.wait()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(Device))
