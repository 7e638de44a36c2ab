# SPDX-License-Identifier: Apache-2.0
"""Peers that behave as told, each at an address of its own on loopback and at a port
that the kernel chooses, for tests of the probe kinds tcp and tls.

usage: peer.py LOG NAME=BEHAVIOUR...

It prints "NAME PORT ADDRESS" for each, then closes its stdout, and ends when its stdin does.
To LOG goes "NAME shut" or "NAME reset" for each connection: how the other end left; of TLS
also what name it asked for.

  hold           says nothing and waits until the other end has shut
  say:TEXT       says TEXT at once, then holds (\\n, \\xNN and the like are understood)
  drip:TEXT      the same, a byte in each packet
  echo           gives back what it is given
  bye:TEXT       says TEXT and shuts
  endless        talks until nobody listens any more
  drop           ends the connection by a reset
  refuse         nobody is there
  full           its queue is full, so that the kernel answers nothing
  tls:PEM        speaks TLS with the key and the chain in PEM, then holds
  tls1.0:PEM     the same, and no version above that; tls1.1, tls1.2 likewise
  ask:PEM        the same as tls, and wants a certificate of the other end
  cut:N:PEM      answers the other end's first words with N bytes of TLS, and shuts
  flood          answers them with TLS records that never end
Does not belong here: what a probe should make of it.
"""
import codecs, os, select, socket, ssl, struct, sys, threading, warnings

warnings.simplefilter("ignore")         # of old versions, which are meant
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)


def hold(peer):
    """Reads until the other end has shut; how it left."""
    try:
        while peer.recv(65536):
            pass
        return "shut"
    except ConnectionError:
        return "reset"


def text_of(argument):
    return codecs.escape_decode(argument.encode())[0]


def say(peer, argument):
    peer.sendall(text_of(argument))
    return hold(peer)


def drip(peer, argument):
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in text_of(argument):
        peer.sendall(bytes([byte]))
        select.select([peer], [], [], 0.002)
    return hold(peer)


def echo(peer, argument):
    while got := peer.recv(65536):
        peer.sendall(got)
    return "shut"


def bye(peer, argument):
    peer.sendall(text_of(argument))
    peer.shutdown(socket.SHUT_WR)
    return hold(peer)


def endless(peer, argument):
    while True:
        peer.sendall(b"blah " * 200)


def drop(peer, argument):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return "dropped"


def context_of(pem, version=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    if version:
        context.maximum_version = {"1.0": ssl.TLSVersion.TLSv1, "1.1": ssl.TLSVersion.TLSv1_1,
                                   "1.2": ssl.TLSVersion.TLSv1_2}[version]
    context.load_cert_chain(pem)
    return context


def tls(peer, pem, version=None, ask=False):
    context = context_of(pem, version)
    asked = []
    context.sni_callback = lambda session, name, own: asked.append(name)
    if ask:
        context.verify_mode = ssl.CERT_REQUIRED
    try:
        peer = context.wrap_socket(peer, server_side=True)
        return hold(peer) + ", asked for %s" % asked[0]
    except ssl.SSLError as error:
        return "refused: %s" % error.reason if ask else hold(peer)


def cut(peer, argument):
    count, pem = argument.split(":", 1)
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context_of(pem).wrap_bio(into, out, server_side=True)
    while not out.pending:
        into.write(peer.recv(65536))
        try:
            session.do_handshake()
        except ssl.SSLWantReadError:
            pass
    peer.sendall(out.read()[:int(count)])
    peer.shutdown(socket.SHUT_WR)
    return hold(peer)


def flood(peer, argument):
    peer.recv(65536)
    # The beginning of one message of 16 MiB, and what never becomes the end of it.
    peer.sendall(b"\x16\x03\x03\x40\x00" + b"\x02\xff\xff\xff" + bytes(16380))
    while True:
        peer.sendall(b"\x16\x03\x03\x40\x00" + bytes(16384))


behaviours = {
    "hold": lambda peer, argument: hold(peer), "say": say, "drip": drip, "echo": echo, "bye": bye,
    "endless": endless, "drop": drop, "tls": tls, "cut": cut, "flood": flood,
    "ask": lambda peer, pem: tls(peer, pem, ask=True),
    "tls1.0": lambda peer, pem: tls(peer, pem, "1.0"),
    "tls1.1": lambda peer, pem: tls(peer, pem, "1.1"),
    "tls1.2": lambda peer, pem: tls(peer, pem, "1.2"),
}


def meet(name, word, argument, peer):
    try:
        how = behaviours[word](peer, argument)
    except OSError:
        how = "reset"
    peer.close()
    os.write(log, ("%s %s\n" % (name, how)).encode())


def serve(name, word, argument, listener):
    while True:
        peer = listener.accept()[0]
        threading.Thread(target=meet, args=(name, word, argument, peer), daemon=True).start()


kept = []
for number, order in enumerate(sys.argv[2:], 1):
    name, behaviour = order.split("=", 1)
    word, _, argument = behaviour.partition(":")
    listener = socket.socket()
    listener.bind(("127.0.1.%d" % number, 0))
    kept.append(listener)
    if word == "full":
        listener.listen(0)
        for _ in range(2):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
            kept.append(filler)
    elif word != "refuse":
        if word not in behaviours:
            sys.exit("no behaviour '%s'" % word)
        listener.listen(64)
        threading.Thread(target=serve, args=(name, word, argument, listener), daemon=True).start()
    print(name, listener.getsockname()[1], listener.getsockname()[0])
sys.stdout.flush()
os.close(1)
sys.stdin.read()
