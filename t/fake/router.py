# SPDX-License-Identifier: Apache-2.0
"""Devices of the platforms of share/, for tests of what is made of them: each answers the
commands of its platform with the samples that lie beside it, unless a test says otherwise.

usage: router.py DIRECTORY NAME[@ADDRESS]=PLATFORM...

PLATFORM is one of share/, or the path of such a file.

It is device.py in all else. What a test says it says by files, which may come and go between
two checks, in DIRECTORY/NAME.d:

  COMMAND         what is answered to that command of the platform; "!hang", "!drop", "!endless"
                  and "!long-line" are what device.py does at these
  COMMAND.once    the same, once
  behaviour       of device.py; besides "other-key", another host key, and "paged", a pager that
                  stays whatever is sent
  only            it has no samples
  elevate         the password of its privileged mode; until that is typed its prompt ends in
                  ">", and it refuses what its platform says needs that mode

A command that has neither file nor sample is refused. What is executed goes to NAME.exec, a line
each.
Does not belong here: what nwops should make of it.
"""
import asyncio, os, sys

import device, yaml

SHARE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "share", "platforms")
REFUSALS = {"juniper-junos": b"unknown command.\n", "frr": b"% Unknown command: that\n",
            "linux": b"sh: 1: that: not found\n", "arista-eos": b"% Invalid input\n"}
PAGE = 4


class Platform:
    def __init__(self, name):
        path = name if "/" in name else os.path.join(SHARE, name + ".yaml")
        self.name = os.path.basename(path)[:-len(".yaml")]
        with open(path) as file:
            tree = yaml.safe_load(file)
        self.session = tree["session"]
        self.commands = {command["send"]: key for key, command in tree["commands"].items()}
        self.elevated = {key for key, command in tree["commands"].items() if command.get("elevated")}
        self.elevate = self.session.get("elevate", "").encode()
        self.pagers = self.session.get("pagers", {})
        self.end = self.session.get("leave", "exit").encode()
        self.prepare = [word.encode() for word in self.session.get("prepare", [])]

    def sample(self, command):
        try:
            with open(os.path.join(SHARE, self.name, "samples", command + ".txt"), "rb") as file:
                lines = file.read().replace(b"\r\n", b"\n").splitlines(True)
        except FileNotFoundError:
            return None
        # Whoever took the sample may have taken echo and prompt with it.
        if lines and any(lines[0].rstrip().endswith(send.encode()) for send in self.commands):
            lines.pop(0)
        if lines and not lines[-1].endswith(b"\n"):
            lines.pop()
        return b"".join(lines)


class Prompting(device.Shell):
    """The command line: prompt, echo, answer, and a pager where nothing turns it off."""

    def __init__(self, router, process):
        super().__init__(router, process)
        sign = b" # " if router.platform.name == "fortinet-fortios" else b"#"
        self.secret = router.told("elevate")
        self.prompt = router.name.encode() + (sign if self.secret is None else b">")

    async def raise_mode(self):
        self.say(b"Password: ")
        typed = await self.line()
        self.say(b"\r\n")
        if typed == self.secret.strip():
            self.prompt = self.device.name.encode() + b"#"
        else:
            self.say(b"% Access denied\r\n")
        self.device.log.write("privileged" if typed == self.secret.strip() else "not privileged")

    async def page(self, answer):
        platform = self.device.platform
        lines = answer.splitlines(True)
        mark = next(iter(platform.pagers), None)
        if not mark or (platform.prepare and self.device.behaviour != "paged"):
            lines, mark = [answer], None
        for number, line in enumerate(lines, 1):
            self.say(line.rstrip(b"\n").replace(b"\n", b"\r\n") + (b"\r\n" if line.endswith(b"\n") else b""))
            if mark and number % PAGE == 0 and number < len(lines):
                shown = mark.encode("cp932")
                self.say(shown)
                if not await self.key():
                    return
                self.say(b"\r" + b" " * len(shown) + b"\r")

    async def run(self):
        await self.greet()
        self.say(self.prompt)
        while (line := await self.line()) is not None:
            self.say(line + b"\r\n")
            if line == self.device.platform.end:
                self.device.log.write("logout")
                return
            if line == self.device.platform.elevate and self.secret is not None:
                await self.raise_mode()
            elif line and line not in self.device.platform.prepare:
                answer = self.device.answer(line.decode(errors="replace"), self.prompt.endswith(b">"))
                if answer.startswith(b"!"):
                    if not await device.obey(self.device, self.process, answer[1:].decode().strip(), b"\r\n"):
                        return
                else:
                    await self.page(answer)
            self.say(self.prompt)


class Router(device.Device):
    def __init__(self, name, platform):
        os.makedirs(os.path.join(device.directory, name + ".d"), exist_ok=True)
        super().__init__(name, "cli")
        self.platform = Platform(platform)
        self.other_key = device.asyncssh.generate_private_key("ssh-ed25519")

    def told(self, what):
        """What the test says of it; None if nothing."""
        try:
            with open(os.path.join(device.directory, self.name + ".d", what), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    @property
    def behaviour(self):
        return (self.told("behaviour") or b"cli").decode().strip()

    @behaviour.setter
    def behaviour(self, behaviour):
        pass        # the test's to say

    @property
    def inner_port(self):
        return self.ports[self.behaviour == "other-key"]

    @inner_port.setter
    def inner_port(self, port):
        pass

    async def start_inner(self):
        first, key = await super().start_inner(), self.host_key
        self.host_key = self.other_key
        self.ports = (first, await super().start_inner())
        self.host_key = key
        return first

    def answer(self, sent, low=False):
        refusal = REFUSALS.get(self.platform.name, b"% Invalid input detected at '^' marker.\n")
        command = self.platform.commands.get(sent)
        if not command or (low and command in self.platform.elevated):
            return refusal
        once = self.told(command + ".once")
        if once is not None:
            os.unlink(os.path.join(device.directory, self.name + ".d", command + ".once"))
            return once
        answer = self.told(command)
        if answer is None and self.told("only") is None:
            answer = self.platform.sample(command)
        return refusal if answer is None else answer

    async def serve(self, process):
        try:
            if process.env:
                self.log.write("environment")
            if process.command is None:
                self.log.write("shell")
                await Prompting(self, process).run()
            else:
                with open(os.path.join(device.directory, self.name + ".exec"), "a") as file:
                    file.write(process.command + "\n")
                answer = self.answer(process.command)
                if answer.startswith(b"!"):
                    if not await device.obey(self, process, answer[1:].decode().strip(), b"\n"):
                        return
                else:
                    process.stdout.write(answer)
            process.exit(0)
        except (BrokenPipeError, ConnectionError, device.asyncssh.Error):
            pass


if __name__ == "__main__":
    asyncio.run(device.main(Router))
