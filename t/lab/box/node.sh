#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The first process of a node, in namespaces that are fresh: gives it file
# systems of its own, then waits for its end and takes leave of the dead.
# Usage: node.sh NAME forwards|host; says "ready" on stdout.
# Belongs here: what every node has. Does not: what runs on it.
set -e

mount --make-rprivate /
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devpts -o newinstance,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=755 run /run

# A whole /etc: a file mounted alone vanishes when the machine's is replaced.
mkdir -p /run/etc/upper /run/etc/work
mount -t overlay -o lowerdir=/etc,upperdir=/run/etc/upper,workdir=/run/etc/work etc /etc 2>/dev/null || {
	cp -a /etc/. /run/etc/upper
	mount --bind /run/etc/upper /etc
}
for directory in /var/tmp /var/log /var/mail /var/spool /var/lib/postfix
do
	[ ! -d $directory ] || mount -t tmpfs -o mode=755 node $directory
done
chmod 1777 /var/tmp
mkdir -p /run/log /run/sshd /run/figures
install -d -o frr -g frr /run/frr
chmod 1777 /run/log

hostname "$1"
echo "$1" >/etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$1" >/etc/hosts
: >/etc/resolv.conf

case $2 in
forwards) forward=1 ;;
*) forward=0 ;;
esac
# ip_forward first: it sets others back. Without ignore_routes_with_linkdown a
# port keeps its route when its link is gone; without arp_ignore the VRRP backup
# answers for the virtual address, and it needs accept_local for what comes back.
sysctl -qw net.ipv4.ip_forward=$forward
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 \
	net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
	net.ipv4.conf.all.ignore_routes_with_linkdown=1 net.ipv4.conf.default.ignore_routes_with_linkdown=1 \
	net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.default.arp_ignore=1 \
	net.ipv4.conf.all.accept_local=1 net.ipv4.conf.default.accept_local=1 \
	net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 \
	net.ipv4.icmp_ratelimit=0 net.ipv4.ping_group_range="0 2147483647"
ip link set lo up

# What the node shows of its own load and memory, and not the machine's; the
# keeper keeps it up to date.
for figure in stat loadavg meminfo
do
	cp /proc/$figure /run/figures/$figure
	mount --bind /run/figures/$figure /proc/$figure
done

echo ready
exec >/dev/null
sleep infinity &
wait
