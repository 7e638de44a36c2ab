/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one vocabulary of what devices say of themselves: kinds of record, their
 * fields, types and units. Platform files speak in it, thresholds and figures
 * read it, and no vendor adds a word for itself alone.
 */
#include "probe/platform.h"

#include "base/translate.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define KEY true
#define UP_DOWN WORDS("up", "down")

static const struct vocabulary_field system_fields[] = {
	{"hostname", FIELD_WORD, false, NULL, N_("its own name")},
	{"model", FIELD_TEXT, false, NULL, N_("what it is")},
	{"serial", FIELD_WORD, false, NULL, N_("serial number of the chassis")},
	{"os", FIELD_TEXT, false, NULL, N_("name of its software")},
	{"version", FIELD_TEXT, false, NULL, N_("version of its software")},
	{"image", FIELD_TEXT, false, NULL, N_("file that it was started from")},
	{"uptime", FIELD_DURATION, false, NULL, N_("time since it was started")},
	{"boot_reason", FIELD_TEXT, false, NULL, N_("why it was started")},
	{"booted_at", FIELD_INSTANT, false, NULL, N_("when it was started")},
	{"cpu", FIELD_SHARE, false, NULL, N_("processor in use, over no said time")},
	{"cpu_5s", FIELD_SHARE, false, NULL, N_("processor in use, over 5 seconds")},
	{"cpu_1m", FIELD_SHARE, false, NULL, N_("processor in use, over a minute")},
	{"cpu_5m", FIELD_SHARE, false, NULL, N_("processor in use, over 5 minutes")},
	{"cpu_busy", FIELD_COUNT, false, NULL, N_("ticks in which the processor worked")},
	{"cpu_idle", FIELD_COUNT, false, NULL, N_("ticks in which it had nothing to do")},
	{"load_1m", FIELD_SHARE, false, NULL, N_("processes that want to run, per 1, over a minute")},
	{"load_5m", FIELD_SHARE, false, NULL, N_("the same over 5 minutes")},
	{"load_15m", FIELD_SHARE, false, NULL, N_("the same over 15 minutes")},
	{"memory_total", FIELD_OCTETS, false, NULL, N_("memory there is")},
	{"memory_used", FIELD_OCTETS, false, NULL, N_("memory in use")},
	{"memory_free", FIELD_OCTETS, false, NULL, N_("memory not in use")},
	{"memory_available", FIELD_OCTETS, false, NULL, N_("memory that could be had")},
	{"memory_use", FIELD_SHARE, false, NULL, N_("share of memory in use")},
	{"temperature", FIELD_INTEGER, false, NULL, N_("inside, in degrees Celsius")},
	{"sessions", FIELD_COUNT, false, NULL, N_("sessions that it carries")},
	{"sessions_max", FIELD_COUNT, false, NULL, N_("sessions that it can carry at most")},
	{"users", FIELD_INTEGER, false, NULL, N_("people who are logged in")},
	{NULL},
};

static const struct vocabulary_field processor_fields[] = {
	{"name", FIELD_WORD, KEY, NULL, N_("name or number of the processor")},
	{"use", FIELD_SHARE, false, NULL, N_("in use, over no said time")},
	{"use_5s", FIELD_SHARE, false, NULL, N_("in use, over 5 seconds")},
	{"use_1m", FIELD_SHARE, false, NULL, N_("in use, over a minute")},
	{"use_5m", FIELD_SHARE, false, NULL, N_("in use, over 5 minutes")},
	{NULL},
};

static const struct vocabulary_field memory_fields[] = {
	{"name", FIELD_WORD, KEY, NULL, N_("name of the pool")},
	{"total", FIELD_OCTETS, false, NULL, N_("what there is")},
	{"used", FIELD_OCTETS, false, NULL, N_("what is in use")},
	{"free", FIELD_OCTETS, false, NULL, N_("what is not in use")},
	{"use", FIELD_SHARE, false, NULL, N_("share in use")},
	{NULL},
};

static const struct vocabulary_field filesystem_fields[] = {
	{"mount", FIELD_WORD, KEY, NULL, N_("where it is to be found")},
	{"total", FIELD_OCTETS, false, NULL, N_("what there is")},
	{"used", FIELD_OCTETS, false, NULL, N_("what is in use")},
	{"free", FIELD_OCTETS, false, NULL, N_("what may still be written")},
	{"use", FIELD_SHARE, false, NULL, N_("share in use")},
	{NULL},
};

static const struct vocabulary_field interface_fields[] = {
	{"name", FIELD_INTERFACE, KEY, NULL, N_("name of the interface")},
	{"admin", FIELD_CHOICE, false, UP_DOWN, N_("what the configuration wants")},
	{"oper", FIELD_CHOICE, false,
	 WORDS("up", "down", "dormant", "testing", "not-present", "lower-layer-down"),
	 N_("what it is")},
	{"reason", FIELD_TEXT, false, NULL, N_("why it is what it is")},
	{"description", FIELD_TEXT, false, NULL, N_("what somebody wrote about it")},
	{"mac", FIELD_WORD, false, NULL, N_("hardware address: 00:53:00:12:34:56")},
	{"address", FIELD_ADDRESS, false, NULL, N_("first address, with its prefix")},
	{"mtu", FIELD_INTEGER, false, NULL, N_("largest packet in octets")},
	{"speed", FIELD_RATE, false, NULL, N_("speed of the port")},
	{"bandwidth", FIELD_RATE, false, NULL, N_("speed that the configuration claims")},
	{"duplex", FIELD_CHOICE, false, WORDS("full", "half"), N_("both ways at a time or not")},
	{"in_octets", FIELD_COUNT, false, NULL, N_("octets received")},
	{"out_octets", FIELD_COUNT, false, NULL, N_("octets sent")},
	{"in_packets", FIELD_COUNT, false, NULL, N_("packets received")},
	{"out_packets", FIELD_COUNT, false, NULL, N_("packets sent")},
	{"in_unicast", FIELD_COUNT, false, NULL, N_("packets received for it alone")},
	{"out_unicast", FIELD_COUNT, false, NULL, N_("packets sent to one alone")},
	{"in_multicast", FIELD_COUNT, false, NULL, N_("multicasts received")},
	{"out_multicast", FIELD_COUNT, false, NULL, N_("multicasts sent")},
	{"in_broadcast", FIELD_COUNT, false, NULL, N_("broadcasts received")},
	{"out_broadcast", FIELD_COUNT, false, NULL, N_("broadcasts sent")},
	{"in_errors", FIELD_COUNT, false, NULL, N_("packets received broken")},
	{"out_errors", FIELD_COUNT, false, NULL, N_("packets that could not be sent")},
	{"in_discards", FIELD_COUNT, false, NULL, N_("packets received and dropped for want of room")},
	{"out_discards", FIELD_COUNT, false, NULL, N_("packets to be sent and dropped for want of room")},
	{"crc_errors", FIELD_COUNT, false, NULL, N_("packets received with a wrong checksum")},
	{"collisions", FIELD_COUNT, false, NULL, N_("collisions while sending")},
	{"resets", FIELD_COUNT, false, NULL, N_("times it was reset")},
	{"carrier_changes", FIELD_COUNT, false, NULL, N_("times its carrier went or came")},
	{"in_rate", FIELD_RATE, false, NULL, N_("what it receives, by its own average")},
	{"out_rate", FIELD_RATE, false, NULL, N_("what it sends, by its own average")},
	{"last_change", FIELD_DURATION, false, NULL, N_("time since it went up or down")},
	{"last_change_at", FIELD_INSTANT, false, NULL, N_("when it went up or down")},
	{"counters_cleared", FIELD_DURATION, false, NULL, N_("time since its counters were set to 0")},
	{NULL},
};

static const struct vocabulary_field group_fields[] = {
	{"protocol", FIELD_CHOICE, KEY, WORDS("vrrp", "hsrp", "glbp", "carp", "cluster"),
	 N_("how the members agree")},
	{"interface", FIELD_INTERFACE, KEY, NULL, N_("interface of the group")},
	{"group", FIELD_WORD, KEY, NULL, N_("number or name of the group")},
	{"family", FIELD_CHOICE, KEY, WORDS("ipv4", "ipv6"), N_("what it carries")},
	{"state", FIELD_CHOICE, false,
	 WORDS("master", "backup", "init", "listen", "speak", "learn", "disabled", "fault"),
	 N_("part that the device plays; active is master, standby is backup")},
	{"priority", FIELD_INTEGER, false, NULL, N_("its priority as it is now")},
	{"configured_priority", FIELD_INTEGER, false, NULL, N_("its priority as it was configured")},
	{"preempt", FIELD_CHOICE, false, WORDS("yes", "no"), N_("does the higher priority take over")},
	{"transitions", FIELD_COUNT, false, NULL, N_("changes of state, or times it became master")},
	{"last_change", FIELD_DURATION, false, NULL, N_("time since the state changed")},
	{"reason", FIELD_TEXT, false, NULL, N_("why it is what it is")},
	{"virtual_address", FIELD_ADDRESS, false, NULL, N_("address that moves")},
	{"master", FIELD_ADDRESS, false, NULL, N_("address of the master, unless it is this device")},
	{"master_priority", FIELD_INTEGER, false, NULL, N_("priority of the master")},
	{"backup", FIELD_ADDRESS, false, NULL, N_("address of the backup, unless it is this device")},
	{"description", FIELD_TEXT, false, NULL, N_("what somebody wrote about it")},
	{NULL},
};

#define FAMILIES \
	WORDS("ipv4-unicast", "ipv6-unicast", "ipv4-multicast", "ipv6-multicast", "ipv4-labeled", \
	      "ipv6-labeled", "ipv4-flowspec", "ipv6-flowspec", "ipv4-mvpn", "ipv6-mvpn", "ipv4-mdt", \
	      "vpnv4", "vpnv6", "vpnv4-multicast", "vpnv6-multicast", "vpnv4-flowspec", \
	      "vpnv6-flowspec", "l2vpn-evpn", "l2vpn-vpls", "link-state", "route-target", "nsap", "sr-policy")

static const struct vocabulary_field bgp_fields[] = {
	{"vrf", FIELD_WORD, KEY, NULL, N_("routing table; not known means the default one")},
	{"family", FIELD_CHOICE, KEY, FAMILIES, N_("address family of the prefixes")},
	{"address", FIELD_PEER, KEY, NULL, N_("address of the neighbour, or its interface")},
	{"as", FIELD_INTEGER, false, NULL, N_("AS number of the neighbour, as one number")},
	{"router_id", FIELD_ADDRESS, false, NULL, N_("router id of this device")},
	{"local_as", FIELD_INTEGER, false, NULL, N_("AS number of this device")},
	{"state", FIELD_CHOICE, false,
	 WORDS("established", "idle", "connect", "active", "open-sent", "open-confirm", "closing",
	       "admin-down"),
	 N_("state of the session")},
	{"last_change", FIELD_DURATION, false, NULL, N_("time since it came up or went down")},
	{"last_change_at", FIELD_INSTANT, false, NULL, N_("when it came up or went down")},
	{"prefixes_received", FIELD_COUNT, false, NULL, N_("prefixes that it sent us")},
	{"prefixes_accepted", FIELD_COUNT, false, NULL, N_("of these, what policy let in")},
	{"prefixes_sent", FIELD_COUNT, false, NULL, N_("prefixes that we sent it")},
	{"flaps", FIELD_COUNT, false, NULL, N_("times that the session was lost")},
	{"established_count", FIELD_COUNT, false, NULL, N_("times that the session came up")},
	{"in_messages", FIELD_COUNT, false, NULL, N_("messages received")},
	{"out_messages", FIELD_COUNT, false, NULL, N_("messages sent")},
	{"description", FIELD_TEXT, false, NULL, N_("what somebody wrote about it")},
	{NULL},
};

static const struct vocabulary_field ospf_fields[] = {
	{"vrf", FIELD_WORD, KEY, NULL, N_("routing table; not known means the default one")},
	{"router_id", FIELD_ADDRESS, KEY, NULL, N_("router id of the neighbour")},
	{"interface", FIELD_INTERFACE, KEY, NULL, N_("interface towards it")},
	{"address", FIELD_ADDRESS, KEY, NULL, N_("its address there")},
	{"area", FIELD_WORD, false, NULL, N_("area of both")},
	{"state", FIELD_CHOICE, false,
	 WORDS("down", "attempt", "init", "two-way", "exstart", "exchange", "loading", "full"),
	 N_("how far the two agree")},
	{"part", FIELD_CHOICE, false, WORDS("dr", "bdr", "other", "none"), N_("its part on a shared link")},
	{"priority", FIELD_INTEGER, false, NULL, N_("its priority to become designated")},
	{"dead_time", FIELD_DURATION, false, NULL, N_("time until it counts as dead")},
	{"last_change", FIELD_DURATION, false, NULL, N_("time since the state changed")},
	{"transitions", FIELD_COUNT, false, NULL, N_("changes of state")},
	{NULL},
};

static const struct vocabulary_field ike_fields[] = {
	{"name", FIELD_WORD, KEY, NULL, N_("name of the connection")},
	{"id", FIELD_WORD, KEY, NULL, N_("number of the association on the device")},
	{"local", FIELD_ADDRESS, KEY, NULL, N_("our end")},
	{"remote", FIELD_ADDRESS, KEY, NULL, N_("the other end")},
	{"interface", FIELD_INTERFACE, false, NULL, N_("interface that it serves")},
	{"vrf", FIELD_WORD, false, NULL, N_("routing table of the outer packets")},
	{"version", FIELD_INTEGER, false, NULL, N_("of IKE: 1 or 2")},
	{"state", FIELD_CHOICE, false, WORDS("up", "connecting", "rekeying", "down"), N_("state of the association")},
	{"age", FIELD_DURATION, false, NULL, N_("time since it was agreed")},
	{"lifetime", FIELD_DURATION, false, NULL, N_("time that is left of it")},
	{"children", FIELD_INTEGER, false, NULL, N_("IPsec associations that it guards")},
	{NULL},
};

static const struct vocabulary_field ipsec_fields[] = {
	{"name", FIELD_WORD, KEY, NULL, N_("name of the connection")},
	{"id", FIELD_WORD, KEY, NULL, N_("number of the association on the device")},
	{"interface", FIELD_INTERFACE, KEY, NULL, N_("interface that it serves")},
	{"local", FIELD_ADDRESS, KEY, NULL, N_("our end")},
	{"remote", FIELD_ADDRESS, KEY, NULL, N_("the other end")},
	{"local_network", FIELD_WORD, KEY, NULL, N_("what is let through from our side")},
	{"remote_network", FIELD_WORD, KEY, NULL, N_("what is let through from the other")},
	{"vrf", FIELD_WORD, false, NULL, N_("routing table of the inner packets")},
	{"state", FIELD_CHOICE, false, WORDS("up", "connecting", "rekeying", "down"), N_("state of the association")},
	{"direction", FIELD_CHOICE, KEY, WORDS("in", "out"), N_("where each direction has its own")},
	{"associations", FIELD_INTEGER, false, NULL, N_("associations that are up; two or more in order")},
	{"spi", FIELD_WORD, false, NULL, N_("index of the association, as the device writes it")},
	{"in_octets", FIELD_COUNT, false, NULL, N_("octets taken out of it")},
	{"out_octets", FIELD_COUNT, false, NULL, N_("octets put into it")},
	{"in_packets", FIELD_COUNT, false, NULL, N_("packets taken out of it")},
	{"out_packets", FIELD_COUNT, false, NULL, N_("packets put into it")},
	{"in_errors", FIELD_COUNT, false, NULL, N_("packets that could not be taken out")},
	{"out_errors", FIELD_COUNT, false, NULL, N_("packets that could not be put in")},
	{"lifetime", FIELD_DURATION, false, NULL, N_("time that is left of it")},
	{"age", FIELD_DURATION, false, NULL, N_("time since it was agreed")},
	{NULL},
};

static const struct vocabulary_field tunnel_fields[] = {
	{"name", FIELD_WORD, KEY, NULL, N_("name or number of the tunnel")},
	{"interface", FIELD_INTERFACE, KEY, NULL, N_("its interface")},
	{"remote", FIELD_ADDRESS, KEY, NULL, N_("the other end")},
	{"local", FIELD_ADDRESS, false, NULL, N_("our end")},
	{"state", FIELD_CHOICE, false, WORDS("up", "connecting", "down", "idle"), N_("does it carry")},
	{"last_change", FIELD_DURATION, false, NULL, N_("time since it came up or went down")},
	{"in_octets", FIELD_COUNT, false, NULL, N_("octets received")},
	{"out_octets", FIELD_COUNT, false, NULL, N_("octets sent")},
	{"in_packets", FIELD_COUNT, false, NULL, N_("packets received")},
	{"out_packets", FIELD_COUNT, false, NULL, N_("packets sent")},
	{"in_errors", FIELD_COUNT, false, NULL, N_("packets received broken")},
	{"out_errors", FIELD_COUNT, false, NULL, N_("packets that could not be sent")},
	{"description", FIELD_TEXT, false, NULL, N_("what somebody wrote about it")},
	{NULL},
};

static const struct vocabulary_field certificate_fields[] = {
	{"name", FIELD_WORD, KEY, NULL, N_("what the device calls it")},
	{"subject", FIELD_TEXT, KEY, NULL, N_("whom it names")},
	{"issuer", FIELD_TEXT, false, NULL, N_("who signed it")},
	{"serial", FIELD_WORD, KEY, NULL, N_("its serial number")},
	{"not_before", FIELD_INSTANT, false, NULL, N_("when it becomes valid")},
	{"not_after", FIELD_INSTANT, false, NULL, N_("when it expires")},
	{"state", FIELD_CHOICE, false, WORDS("valid", "expired", "pending", "revoked"), N_("what the device thinks of it")},
	{NULL},
};

static const struct vocabulary_field clock_fields[] = {
	{"at", FIELD_INSTANT, false, NULL, N_("what its clock shows")},
	{"zone", FIELD_WORD, false, NULL, N_("its zone")},
	{"synchronised", FIELD_CHOICE, false, WORDS("yes", "no"), N_("does it follow another clock")},
	{"source", FIELD_WORD, false, NULL, N_("which one")},
	{"stratum", FIELD_INTEGER, false, NULL, N_("steps away from a true clock")},
	{"offset", FIELD_DURATION, false, NULL, N_("by how much it is wrong, by its own account")},
	{NULL},
};

static const struct vocabulary_field route_fields[] = {
	{"vrf", FIELD_WORD, KEY, NULL, N_("routing table; not known means the default one")},
	{"destination", FIELD_WORD, KEY, NULL, N_("network, with its prefix")},
	{"next_hop", FIELD_ADDRESS, KEY, NULL, N_("address of the next router")},
	{"interface", FIELD_INTERFACE, KEY, NULL, N_("interface towards it")},
	{"protocol", FIELD_WORD, false, NULL, N_("where the route comes from")},
	{"distance", FIELD_INTEGER, false, NULL, N_("how far its origin is trusted; less is more")},
	{"metric", FIELD_INTEGER, false, NULL, N_("how far it is")},
	{"age", FIELD_DURATION, false, NULL, N_("time since it last changed")},
	{NULL},
};

static const struct vocabulary_field ping_fields[] = {
	{"target", FIELD_WORD, KEY, NULL, N_("who was asked")},
	{"sent", FIELD_COUNT, false, NULL, N_("packets sent")},
	{"received", FIELD_COUNT, false, NULL, N_("answers")},
	{"loss", FIELD_SHARE, false, NULL, N_("share without an answer")},
	{"rtt_min", FIELD_DURATION, false, NULL, N_("shortest round trip")},
	{"rtt_mean", FIELD_DURATION, false, NULL, N_("mean round trip")},
	{"rtt_max", FIELD_DURATION, false, NULL, N_("longest round trip")},
	{NULL},
};

#define RECORD(name, summary, fields) {name, summary, fields, G_N_ELEMENTS(fields) - 1}

const struct vocabulary_record vocabulary_records[] = {
	RECORD("system", N_("the device as a whole"), system_fields),
	RECORD("processor", N_("one of its processors"), processor_fields),
	RECORD("memory", N_("one of its pools of memory"), memory_fields),
	RECORD("filesystem", N_("one of its file systems"), filesystem_fields),
	RECORD("interface", N_("one of its interfaces"), interface_fields),
	RECORD("redundancy-group", N_("one group of which it is a member"), group_fields),
	RECORD("bgp-neighbour", N_("one BGP neighbour in one address family"), bgp_fields),
	RECORD("ospf-neighbour", N_("one OSPF neighbour"), ospf_fields),
	RECORD("ike-sa", N_("one association of IKE"), ike_fields),
	RECORD("ipsec-sa", N_("one association of IPsec, or the pair of them"), ipsec_fields),
	RECORD("tunnel", N_("one tunnel"), tunnel_fields),
	RECORD("certificate", N_("one certificate that it holds"), certificate_fields),
	RECORD("clock", N_("its clock"), clock_fields),
	RECORD("route", N_("one route"), route_fields),
	RECORD("ping", N_("what came of a ping from it"), ping_fields),
	{NULL},
};

const struct vocabulary_record *vocabulary_find(const char *name)
{
	for (const struct vocabulary_record *record = vocabulary_records; record->name; record++)
		if (g_str_equal(record->name, name))
			return record;
	return NULL;
}

int vocabulary_field(const struct vocabulary_record *record, const char *name)
{
	for (unsigned int i = 0; i < record->count; i++)
		if (g_str_equal(record->fields[i].name, name))
			return (int)i;
	return -1;
}

const char *vocabulary_type_name(enum field_type type)
{
	static const char *const names[FIELD_TYPE_COUNT] = {
		"text", "word", "interface", "address", "peer", "choice", "integer",
		"count", "share", "duration", "rate", "octets", "instant",
	};

	return names[type];
}
