#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What a device of each platform is told in one check, to the byte: the commands of its
# platform that are asked at each reading or in their place, what prepares the session, what
# a pager waits for, line ends and the word that logs out. None of that configures.
test_description='every byte that devices are sent'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/devices.sh"

if ! /usr/bin/python3 -c 'import asyncssh, yaml' 2>/dev/null || ! command -v ssh-keygen >/dev/null; then
	skip_all='python3-asyncssh, python3-yaml or ssh-keygen is not installed'
	test_done
fi

# begin: a device for each platform, d1 at 127.0.1.1 and so on, pinned.
begin() {
	number=0 && set -- && rm -rf state &&
	for file in "$NWOPS_SOURCE"/share/platforms/*.yaml; do
		number=$((number + 1)) && set -- "$@" "d$number@127.0.1.$number=$(basename "$file" .yaml)" || return 1
	done &&
	start_routers "$@" && site && cat >>etc/nwops.yaml <<-\END &&
	ssh-logins: {noc: {user: nwops, key: ../devices/key}}
	END
	{
		echo "organizations: {self: {kind: operator, self: true, name: Tozai}}"
		echo "devices:"
		for word; do
			name=${word%%@*} && platform=${word##*=} &&
			echo "  $name: {owner: self, platform: $platform, address: 127.0.1.${name#d}, watch: [], service-class: user," &&
			awk -v name="$name" '$1 == name { print "    ssh: {like: noc, port: " $2 "}}" }' devices/devices || return 1
		done
	} >etc/inventory/lab.yaml &&
	awk '{ printf "[127.0.1.%d]:%s %s %s\n", NR, $2, $4, $5 }' devices/devices >hosts &&
	nwops inventory pin --import hosts --yes >pinned && words=$*
}
# look HOW WORD...: is all that these were sent what it may be? HOW is any, all (each command was
# sent), or paged (each shell paged). To stdout, each platform and how many commands it was sent.
look() {
	/usr/bin/python3 -c '
import os, re, sys, yaml
share = os.path.join(os.environ["NWOPS_SOURCE"], "share", "platforms")
# No command of ours begins with one of these, nor has what ends one and begins another.
configures = re.compile(rb"(conf\w*|enable|administrator|set|unset|delete|edit|commit|write|copy|reload|reboot|clear|erase|"
                        rb"no|undo|save|restart|request|debug|terminal|console|sudo|rm|tee)\b|.*([;&<>`$\\]|[|](?! json$))")
def content(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
how = sys.argv[1]
for word in sys.argv[2:]:
    name, platform = word.split("@")[0], word.split("=")[1]
    tree = yaml.safe_load(open(os.path.join(share, platform + ".yaml")))
    session, commands = tree["session"], tree["commands"]
    asked = [command for command in commands.values() if command.get("watch", True) and "{" not in command["send"]]
    asked += [commands[command["fallback"]] for command in asked if "fallback" in command]
    sends = {command["send"].encode() for command in asked}
    typed, run = content("devices/%s.typed" % name), content("devices/%s.exec" % name)
    if session.get("channel") == "exec":
        assert not typed, typed
        lines = run.split(b"\n")
        assert lines.pop() == b"" and lines, run
    else:
        assert not run, run
        answers = b"".join(set(answer.encode() for answer in session.get("pagers", {}).values()))
        # What a pager waits for comes alone, before whatever is typed next.
        lines = [line.lstrip(answers) for line in re.split(rb"[\r\n]", typed)]
        assert lines.pop() == b"", typed
        assert session["leave"].encode() in lines, lines
        others = [word.encode() for word in session.get("prepare", [])]
        assert all(word in lines for word in others), lines
        lines = [line for line in lines if line and line not in others and line != session["leave"].encode()]
    assert lines and all(line in sends for line in lines), set(lines) - sends
    assert not any(configures.match(line) for line in lines), [line for line in lines if configures.match(line)]
    log = content("devices/%s.log" % name).decode().splitlines()
    assert not any(line.startswith("environment") for line in log), log
    assert how != "all" or set(lines) == sends, sends - set(lines)
    pages = sum(line.startswith(b" ") for line in typed.split(b"\n"))
    assert how != "paged" or pages or not typed, typed
    print(platform, len(set(lines)), "of", len(sends), "pages", pages)' "$@"
}

test_expect_success 'devices that answer' '
	begin && test_expect_code 2 nwops check --json >actual &&
	look any $words >told && cat told >&2
'
test_expect_success 'devices that know no command' '
	begin && for name in $(echo "$words" | sed "s/@[^ ]*//g"); do : >"devices/$name.d/only" || return 1; done &&
	test_expect_code 3 nwops check --json >actual &&
	look all $words >told && cat told >&2
'
test_expect_success 'devices that page whatever is said' '
	begin && for name in $(echo "$words" | sed "s/@[^ ]*//g"); do echo paged >"devices/$name.d/behaviour" || return 1; done &&
	test_expect_code 2 nwops check --json >actual &&
	look paged $words >told && cat told >&2
'
test_expect_success 'a byte too many would be noticed' '
	word=$(echo "$words" | tr " " "\n" | grep =cisco-ios) && name=${word%%@*} && cp devices/$name.typed kept &&
	look any "$word" &&
	for more in "configure terminal" "show running-config" "show version | redirect flash:x" enable x; do
		{ cat kept && printf "%s\n" "$more"; } >devices/$name.typed &&
		test_must_fail look any "$word" || return 1
	done &&
	{ cat kept && printf y; } >devices/$name.typed && test_must_fail look any "$word" &&
	word=$(echo "$words" | tr " " "\n" | grep =frr) && name=${word%%@*} &&
	look any "$word" && echo "show version; reboot" >>devices/$name.exec && test_must_fail look any "$word"
'

test_done
