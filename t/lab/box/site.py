# SPDX-License-Identifier: Apache-2.0
#
# nwops's configuration for the laboratory, written into its state directory: the
# rules and parties of t/lab/site as they stand there, and devices, links, lines
# and groups from what the network is.
# Belongs here: what nwops is told. Does not: what it should find (truth.yaml).

import shutil

import yaml

from .network import LAB

# Beside nwops/, what nwops saw when all was well; gone with the first fault that is switched.
WELL = "well"

SITES = {"1": "otemachi", "2": "yokohama"}      # by the number in a router's name

SSH = {"kind": "tcp", "port": 22, "timeout": "3s", "expect": "^SSH-2"}


def write(network, state):
    """Writes nwops/ in the state directory anew."""
    directory = state / "nwops"
    (state / WELL).unlink(missing_ok=True)
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(LAB / "site", directory)
    shutil.copyfile(state / "pki" / "root.pem", directory / "core-ca.pem")
    with open(directory / "inventory" / "network.yaml", "w", encoding="utf-8") as file:
        file.write("# Written by t/lab/lab from t/lab/network.yaml.\n")
        yaml.safe_dump({
            "devices": {one.name: device(one, state) for one in network.nodes.values()
                        if one.role not in ("noc", "internet")},
            "links": links(network),
            "lines": {name: line(network, name) for name in network.lines},
            "groups": groups(network),
            "probes": {f"device:{one.name}/ssh": dict(SSH) for one in network.running("sshd")},
        }, file, sort_keys=False, allow_unicode=True, width=110)


def device(one, state):
    said = {"owner": one.owner, "role": one.role, "address": one.address}
    if one.addresses[1:]:
        said["addresses"] = one.addresses[1:]
    if one.role == "terminal":      # the customer's own: never asked
        said.update({"address": one.ports["lan"].address, "watch": []})
        return said
    if one.as_number or one.runs:
        said["service-class"] = "backbone" if one.role != "cpe" else "user"
    if one.owner == "self" and one.role != "cpe":
        said["site"] = SITES[one.name[-1]]
    if "sshd" in one.runs:
        said["platform"] = "frr"
        said["ssh"] = {"like": "customers" if one.role == "cpe" else "ours", "key": str(state / "keys" / "noc")}
    return said


def links(network):
    """Which devices are joined. Access lines are no links, and who is not watched
    (the customers' own terminals) is not one hop beyond anything."""
    found = []
    for wire, ports in network.wires.items():
        if wire in network.lines:
            continue
        ends = [network.nodes[port.node] for port in ports]
        ends = [one for one in ends if one.role not in ("noc", "internet", "terminal")]
        for i, one in enumerate(ends):
            for other in ends[i + 1:]:
                # Two servers on a wire are joined by what routes for them.
                if (one.as_number or other.as_number) and [one.name, other.name] not in found:
                    found.append([one.name, other.name])
    return found


def line(network, name):
    near, far = network.line_ends(name)
    return {"from": near.name, "cpe": far.name, "address": network.line_address(name),
            "kind": "ip-vpn", **network.lines[name]}


def groups(network):
    found = {"gw": {"protocol": "vrrp", "members": ["d1", "d2"], "normally-active": "d1"},
             "borders": {"protocol": "bgp", "members": ["b1", "b2"], "normally-active": "b1"}}
    for institution in {said["institution"]: None for said in network.lines.values()}:
        members = [name for name, said in network.lines.items()
                   if said["institution"] == institution]
        if len(members) > 1:
            found[f"{institution}-lines"] = {"protocol": "lines", "members": members,
                                             "normally-active": members[0]}
    return found
