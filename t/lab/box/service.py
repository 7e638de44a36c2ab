# SPDX-License-Identifier: Apache-2.0
#
# What runs on the nodes beside routing: sshd with a read-only account, Postfix,
# the portal's TLS server, the webhook sink, strongSwan. Each is set up by one
# function, and started by one.
# Belongs here: services in health. Does not: how they are broken (fault.py).

import os
import shutil

from .node import BOX, background, on, path, shell, write

POSTFIX = "/usr/sbin/postfix"

SSHD = """
Port 22
HostKey /etc/ssh/host_key
PidFile /run/sshd.pid
UsePAM no
UseDNS no
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowUsers nwops
AuthorizedKeysFile /etc/ssh/authorized_keys
AllowTcpForwarding no
AllowAgentForwarding no
X11Forwarding no
PermitTunnel no
PermitUserRC no
PrintMotd no
PrintLastLog no
"""

PLUGINS = ("random nonce aes sha1 sha2 hmac kdf gmp pem pkcs1 pubkey "
           "kernel-libipsec kernel-netlink socket-default vici")
STRONGSWAN = """
swanctl {
	load = random nonce pem pkcs1 pubkey
}
charon-systemd {
	load = {plugins}
	install_virtual_ip = no
	retransmit_tries = 2
	retransmit_timeout = 1.0
	retransmit_base = 1.5
	retry_initiate_interval = 2
	group = nwops
	filelog {
		file {
			path = /run/log/charon.log
			default = 1
		}
	}
}
"""

SWANCTL = """
connections {{
	{name} {{
		version = 2
		local_addrs = {here}
		remote_addrs = {there}
		proposals = aes128-sha256-modp2048
		keyingtries = 0
		dpd_delay = 2s
		local {{
			auth = psk
			id = {here}
		}}
		remote {{
			auth = psk
			id = {there}
		}}
		children {{
			{name} {{
				local_ts = {local}
				remote_ts = {remote}
				esp_proposals = aes128-sha256
				start_action = {begin}
				close_action = {begin}
				dpd_action = restart
			}}
		}}
	}}
}}
secrets {{
	ike-{name} {{
		secret = {secret}
	}}
}}
"""

MAIN_CF = """
compatibility_level = 3.6
myhostname = {name}.example
mydestination =
inet_interfaces = all
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions =
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:inbox/
virtual_mailbox_base = /var/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:8
virtual_gid_maps = static:8
alias_maps =
maillog_file = /run/log/postfix.log
maillog_file_prefixes = /run
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_tls_security_level = may
smtpd_tls_cert_file = {keys}/{name}-chain.pem
smtpd_tls_key_file = {keys}/{name}.key
"""


def prepare(network, node, state):
    """Writes what the services of a node read."""
    if "sshd" in node.runs:
        ssh_account(node, state)
    if "ipsec" in node.runs:
        ipsec(network, node, state)
    if "postfix" in node.runs:
        write(node.name, "etc/postfix/main.cf", MAIN_CF.format(name=node.name, keys=state / "pki"))


def start(node, state):
    """Starts the services of a node, whose files are written."""
    for service in node.runs:
        {"sshd": start_sshd, "postfix": start_postfix, "tls": start_tls, "webhook": start_webhook,
         "ipsec": start_ipsec}[service](node, state)


def ssh_account(node, state):
    for file, line in (("passwd", "nwops:x:990:990:shows and nothing else:/run:/etc/nwops-shell\n"),
                       ("shadow", "nwops:*:20000:0:99999:7:::\n"),
                       ("group", "nwops:x:990:\n")):
        old = path(node.name, "etc/" + file).read_text(encoding="utf-8")
        old = "".join(one for one in old.splitlines(True) if not one.startswith("nwops:"))
        if file == "group":
            old = "".join(in_group(one, "frrvty") for one in old.splitlines(True))
        mode = 0o640 if file == "shadow" else 0o644
        write(node.name, "etc/" + file, old + line, mode)
    shutil.copyfile(BOX / "shell", path(node.name, "etc/nwops-shell"))
    path(node.name, "etc/nwops-shell").chmod(0o755)
    write(node.name, "etc/ssh/sshd_config", SSHD)
    key = (state / "keys" / "noc.pub").read_text(encoding="ascii")
    write(node.name, "etc/ssh/authorized_keys", key)
    host_key(node, state, "host")


def in_group(line, group):
    """A line of /etc/group, with nwops in it if it is that group's."""
    if not line.startswith(group + ":"):
        return line
    members = [one for one in line.strip().split(":")[3].split(",") if one]
    return line.strip().rsplit(":", 1)[0] + ":" + ",".join([*members, "nwops"]) + "\n"


def host_key(node, state, which):
    """Gives a router its host key, or the other one."""
    key = (state / "keys" / f"{which}-{node.name}").read_text(encoding="ascii")
    write(node.name, "etc/ssh/host_key", key, 0o600)


def start_sshd(node, _state):
    # The vtysh that the account's shell asks.
    shell(node.name, """
        install -d -o nwops -g nwops /run/show
        cd /run/show
        setpriv --reuid nwops --regid nwops --init-groups sh -ec '
            mkfifo in out
            vtysh <>in 1<>out 2>&1 &
            echo $! >pid'
    """)
    on(node.name, "/usr/sbin/sshd", "-E", "/run/log/sshd.log")


def ipsec(network, node, state):
    secret = (state / "keys" / "psk").read_text(encoding="ascii")
    for name, tunnel in network.tunnels.items():
        near, far = network.nodes[tunnel["from"]], network.nodes[tunnel["cpe"]]
        ends = {near.name: near.ports["inet"].address, far.name: far.ports["wan"].address}
        selectors = {near.name: tunnel["inside"],
                     far.name: f"{tunnel['far']}/32,{far.ports['lan'].network}"}
        there = far if node is near else near
        write(node.name, "etc/strongswan.conf", STRONGSWAN.replace("{plugins}", PLUGINS))
        write(node.name, "etc/swanctl/swanctl.conf", SWANCTL.format(
            name=name.partition("-")[0], here=ends[node.name], there=ends[there.name],
            local=selectors[node.name], remote=selectors[there.name],
            begin="start" if node is far else "none", secret=secret), 0o600)


def start_ipsec(node, _state):
    background(node.name, "/usr/sbin/charon-systemd")
    shell(node.name, """
        for try in $(seq 100); do
            [ ! -S /run/charon.vici ] || break
            sleep 0.05
        done
        swanctl --load-all
    """)


def start_postfix(node, state):
    if not os.path.exists(POSTFIX):
        background(node.name, "/usr/bin/python3", str(BOX / "mail.py"),
                   "/run/mail-answer", "/var/mail/inbox/new",
                   str(state / "pki" / f"{node.name}-chain.pem"), str(state / "pki" / f"{node.name}.key"))
        return
    shell(node.name, """
        postconf -F '*/*/chroot = n'
        install -d -o mail -g mail /var/mail
        mkdir -p /var/spool/postfix
        chown postfix /var/lib/postfix
        postfix start
    """)


def mail_processes():
    """The processes of the mail server, as a shell on its node finds them."""
    if not os.path.exists(POSTFIX):
        return "$(cat /run/mail.pid)"
    return ("$(master=$(tr -d ' ' </var/spool/postfix/pid/master.pid); "
            "echo $master; cat /proc/$master/task/*/children)")


def answer_mail(name, how):
    """What the mail server says to every recipient: `reject`, `defer`, or what is
    right (an empty word)."""
    if os.path.exists(POSTFIX):
        shell(name, f"postconf -e 'smtpd_recipient_restrictions = {how}'; postfix reload")
    else:
        write(name, "run/mail-answer", how + "\n")


def start_tls(node, state, certificate="leaf"):
    """Serves this certificate, in place of another if there is one."""
    keys = state / "pki"
    background(node.name, "sh", "-c", """
        [ ! -e /run/tls.pid ] || kill "$(cat /run/tls.pid)"
        echo $$ >/run/tls.pid
        exec openssl s_server -accept 443 -www -quiet -cert "$1" -key "$2" -cert_chain "$3"
        """, "sh", *[str(keys / file) for file in (f"{certificate}.pem", "leaf.key", "chain.pem")])


def start_webhook(node, _state):
    background(node.name, "/usr/bin/python3", str(BOX / "webhook.py"), "80", "/run/log/webhook")
