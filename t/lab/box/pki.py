# SPDX-License-Identifier: Apache-2.0
#
# Keys and certificates of one life of the laboratory, in its state directory:
# SSH keys of the noc and of each router, the secret of its tunnels, and the
# portal's chain from a root over an intermediate to a leaf, good and expired.
# Nothing secret outlives the laboratory that is worth anything.

import secrets
import shutil

from .node import run

NAME = "portal.core.example"
MAIL_NAMES = {"core-mx": "mx.core.example", "oob-mx": "mx.oob.example"}     # of the mail servers
CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

CA_CONFIG = """
[ca]
default_ca = one
[one]
dir = {directory}
database = $dir/index.txt
new_certs_dir = $dir
serial = $dir/serial
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:{name}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""

MAIL_CONFIG = """
[{server}]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:{name}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def make(state, nodes):
    """Makes all keys and certificates anew."""
    shared_keys(state / "keys", nodes)
    certificates(state / "pki")


def ssh_key(file, comment):
    run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(file)])


def shared_keys(directory, nodes):
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700, parents=True)
    ssh_key(directory / "noc", "nwops@noc")
    known = []
    for node in nodes:
        file = directory / f"host-{node.name}"
        ssh_key(file, node.name)
        ssh_key(directory / f"other-{node.name}", node.name)
        kind, key = file.with_suffix(".pub").read_text(encoding="ascii").split()[:2]
        known.append(f"{node.address} {kind} {key}\n")
    (directory / "known_hosts").write_text("".join(known), encoding="ascii")
    (directory / "psk").write_text("0x" + secrets.token_hex(32), encoding="ascii")


def certificates(directory):
    """root.pem; chain.pem the intermediate; leaf.pem and expired.pem with leaf.key; of each
    mail server SERVER-chain.pem, its own and the intermediate, with SERVER.key."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    (directory / "index.txt").touch()
    (directory / "serial").write_text("1000\n", encoding="ascii")
    config = directory / "ca.cnf"
    config.write_text(CA_CONFIG.format(directory=directory, name=NAME) +
                      "".join(MAIL_CONFIG.format(server=server, name=name)
                              for server, name in MAIL_NAMES.items()), encoding="ascii")

    def request(name, subject):
        run(["openssl", "req", "-new", *CURVE, "-config", "/dev/null", "-subj", f"/CN={subject}",
             "-keyout", f"{directory}/{name}.key", "-out", f"{directory}/{name}.csr"])

    def sign(name, by, extensions, days, out=None):
        run(["openssl", "ca", "-batch", "-notext", "-config", str(config),
             "-extensions", extensions, "-in", f"{directory}/{name}.csr",
             "-out", f"{directory}/{out or name}.pem",
             "-keyfile", f"{directory}/{by}.key", *days,
             *(["-selfsign"] if by == name else ["-cert", f"{directory}/{by}.pem"])])

    request("root", "Core Root CA (laboratory)")
    request("chain", "Core Issuing CA (laboratory)")
    request("leaf", NAME)
    sign("root", "root", "authority", ["-days", "3650"])
    sign("chain", "root", "authority", ["-days", "1825"])
    sign("leaf", "chain", "leaf", ["-days", "365"])
    sign("leaf", "chain", "leaf", ["-startdate", "20240401000000Z", "-enddate", "20250401000000Z"],
         out="expired")
    for server, name in MAIL_NAMES.items():
        request(server, name)
        sign(server, "chain", server, ["-days", "365"])
        both = [(directory / f"{one}.pem").read_text(encoding="ascii") for one in (server, "chain")]
        (directory / f"{server}-chain.pem").write_text("".join(both), encoding="ascii")
