/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets with a limit, one by one: queue, sending, matching of what comes.
 * The sockets are those of the ICMP wire and come from nwops-icmp; ICMP errors
 * arrive on their error queues, for ping and for raw sockets alike. They are
 * read in ticks: an error in that queue ends a wait for reading in libuv, and
 * the kernel has stamped what came.
 */
#include "net/hops.h"

#include "base/translate.h"
#include "net/icmp-control.h"
#include "net/icmp-internal.h"

#include <errno.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <string.h>
#include <sys/random.h>

#define FAMILIES 2
#define TICK_US 2000
/* What may go out at once after a pause. */
#define BURST_US 20000
/* Messages read in one tick at most. */
#define READS_MAX 4096
/* How long the kernel may refuse packets before that is the answer. */
#define BLOCKED_LIMIT_US 1000000
/* Beyond our data: an IP header with options, and what a device may add. */
#define MESSAGE_SIZE (HOPS_SIZE_MAX + 512)

struct outgoing {
	struct hops_request request;
	uint32_t number;
	uint64_t nonce;
	int64_t sent_ns, due_us;	/* monotonic; 0: still waits to be sent */
	uint32_t drops;			/* the socket's when it was sent */
};

struct hops_wire {
	struct hops_options options;
	struct wire_socket sockets[FAMILIES];
	GQueue waiting;			/* struct outgoing */
	GHashTable *sent;		/* number -> struct outgoing */
	GHashTable *far_ends;		/* number -> when it takes another, int64_t */
	uint32_t last_number;
	int64_t next_us;		/* when the rate lets another out */
	int64_t blocked_since_us;	/* since when the kernel took none; 0: it does */
	int local_mtu;			/* that the kernel told last */
	struct loop_wait *ticking;
	uint8_t bytes[MESSAGE_SIZE];
};

struct hops_wire *hops_open(const struct hops_options *options)
{
	struct hops_wire *wire = g_new0(struct hops_wire, 1);

	wire->options = *options;
	wire->sockets[0].socket.fd = wire->sockets[1].socket.fd = -1;
	g_queue_init(&wire->waiting);
	wire->sent = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	wire->far_ends = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	return wire;
}

void hops_cancel(struct hops_wire *wire)
{
	g_clear_pointer(&wire->ticking, loop_cancel);
	g_queue_clear_full(&wire->waiting, g_free);
	g_hash_table_remove_all(wire->sent);
}

void hops_close(struct hops_wire *wire)
{
	if (!wire)
		return;
	hops_cancel(wire);
	for (int i = 0; i < FAMILIES; i++)
		if (wire->sockets[i].socket.fd >= 0)
			close(wire->sockets[i].socket.fd);
	g_hash_table_unref(wire->sent);
	g_hash_table_unref(wire->far_ends);
	g_free(wire);
}

/* Never to be broken up, whatever this host believes the path to take. */
static bool prepare(struct wire_socket *socket)
{
	bool six = socket->socket.family == AF_INET6;
	int fd = socket->socket.fd, on = 1, discover = six ? IPV6_PMTUDISC_PROBE : IP_PMTUDISC_PROBE;

	return receive_prepare(socket) &&
	       setsockopt(fd, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER,
			  &discover, sizeof discover) == 0 &&
	       (!six || setsockopt(fd, IPPROTO_IPV6, IPV6_DONTFRAG, &on, sizeof on) == 0);
}

bool hops_start(struct hops_wire *wire, GError **error)
{
	struct icmp_socket pair[1][FAMILIES];
	int reason = 0;

	if (!icmp_socket_fetch(wire->options.program, 1, wire->options.from6 ? ICMP_RAW_FIRST : ICMP_PING_FIRST, pair,
			       error))
		return false;
	for (int i = 0; i < FAMILIES; i++) {
		struct wire_socket *socket = &wire->sockets[i];

		socket->socket = pair[0][i];
		if (socket->socket.fd >= 0 && !prepare(socket)) {
			socket->socket.refused_errno = errno;
			close(socket->socket.fd);
			socket->socket.fd = -1;
		}
		if (socket->socket.fd < 0)
			reason = socket->socket.refused_errno;
	}
	if (wire->sockets[0].socket.fd < 0 && wire->sockets[1].socket.fd < 0)
		return icmp_socket_explain(wire->options.program, reason, error);
	return true;
}

/* --- ends --- */

static void answer(struct hops_wire *wire, struct outgoing *outgoing, const struct hops_answer *answer)
{
	struct hops_request request = outgoing->request;

	if (outgoing->sent_ns)
		g_hash_table_remove(wire->sent, GUINT_TO_POINTER(outgoing->number));
	else
		g_free(outgoing);
	wire->options.answered(wire->options.context, &request, answer);
}

static void not_sent(struct hops_wire *wire, struct outgoing *outgoing, int reason)
{
	struct hops_answer refused = {
		.outcome = HOPS_NOT_SENT, .rtt_us = -1, .send_errno = icmp_refusal(&outgoing->request.source, reason),
	};

	answer(wire, outgoing, &refused);
}

/* --- what came --- */

enum hops_outcome hops_error_meaning(int family, uint8_t type, uint8_t code)
{
	if (family == AF_INET6) {
		switch (type) {
		case ICMPV6_DEST_UNREACH: return HOPS_UNREACHABLE;
		case ICMPV6_PKT_TOOBIG: return HOPS_TOO_BIG;
		case ICMPV6_TIME_EXCEED: return code == ICMPV6_EXC_HOPLIMIT ? HOPS_EXPIRED : HOPS_SILENCE;
		default: return HOPS_SILENCE;
		}
	}
	switch (type) {
	case ICMP_DEST_UNREACH: return code == ICMP_FRAG_NEEDED ? HOPS_TOO_BIG : HOPS_UNREACHABLE;
	case ICMP_TIME_EXCEEDED: return code == ICMP_EXC_TTL ? HOPS_EXPIRED : HOPS_SILENCE;
	default: return HOPS_SILENCE;
	}
}

/* The packet to TO that MESSAGE is about; NULL: none that is out. */
static struct outgoing *find(const struct hops_wire *wire, const struct icmp_message *message,
			     const struct address *to)
{
	uint32_t number = message->index;
	struct outgoing *outgoing;

	if (message->meaning != ICMP_REPLY)
		return NULL;
	/* A quote need not be longer than the ICMP header: the last packet with its sequence number. */
	if (!message->has_tag)
		number = wire->last_number - (uint16_t)((uint16_t)wire->last_number - message->sequence);
	outgoing = g_hash_table_lookup(wire->sent, GUINT_TO_POINTER(number));
	if (!outgoing || (uint16_t)number != message->sequence || !address_equal(&outgoing->request.to, to) ||
	    (message->has_tag && message->nonce != outgoing->nonce))
		return NULL;
	return outgoing;
}

/* How long it took until what came at WALL_NS by the wall clock (0: not known). */
static int32_t took_us(const struct outgoing *outgoing, int64_t wall_ns)
{
	struct clock_pair now = shard_clocks();
	int64_t most_ns = now.monotonic_ns - outgoing->sent_ns;
	int64_t rtt_ns = wall_ns - now.wall_ns + most_ns;

	if (!wall_ns || rtt_ns < 0 || rtt_ns > most_ns)
		rtt_ns = most_ns;
	return (int32_t)MIN(rtt_ns / NS_PER_US, INT32_MAX);
}

static void take_reply(struct hops_wire *wire, const struct icmp_message *message, const struct address *from,
		       int64_t wall_ns)
{
	struct outgoing *outgoing = message->has_tag ? find(wire, message, from) : NULL;
	struct hops_answer reply = { .outcome = HOPS_REPLY, .from = *from };
	int32_t rtt_us;

	if (!outgoing)
		return;
	rtt_us = took_us(outgoing, wall_ns);
	if (rtt_us > outgoing->request.timeout_us)
		return;		/* late: its silence is told in this tick */
	reply.rtt_us = rtt_us;
	reply.whole = message->data_length + 8 + (from->family == AF_INET6 ? 40 : 20) >=
		      (size_t)outgoing->request.size;
	answer(wire, outgoing, &reply);
}

static void take_error(struct hops_wire *wire, const struct icmp_message *quoted, const struct address *to,
		       const struct sock_extended_err *report, const struct address *offender, int64_t wall_ns)
{
	struct outgoing *outgoing = find(wire, quoted, to);
	struct hops_answer said = {
		.outcome = hops_error_meaning((int)to->family, report->ee_type, report->ee_code), .from = *offender,
	};

	if (!outgoing || said.outcome == HOPS_SILENCE)
		return;
	said.rtt_us = took_us(outgoing, wall_ns);
	if (said.rtt_us > outgoing->request.timeout_us)
		return;
	if (said.outcome == HOPS_TOO_BIG)
		said.mtu = (int)MIN(report->ee_info, INT32_MAX);
	/* Of a neighbour that does not answer the kernel tells as if somebody had said so. */
	if (icmp_is_own(offender))
		said.from = (struct address){ 0 };
	answer(wire, outgoing, &said);
}

struct arrival {
	struct sockaddr_storage from;
	struct iovec part;
	struct msghdr header;
	union { struct cmsghdr align; char space[320]; } control;
};

static ssize_t receive(struct hops_wire *wire, int fd, int flags, struct arrival *ret)
{
	ret->part = (struct iovec){ wire->bytes, sizeof wire->bytes };
	ret->header = (struct msghdr){
		.msg_name = &ret->from, .msg_namelen = sizeof ret->from, .msg_iov = &ret->part, .msg_iovlen = 1,
		.msg_control = &ret->control, .msg_controllen = sizeof ret->control,
	};
	return recvmsg(fd, &ret->header, flags | MSG_DONTWAIT);
}

static void read_errors(struct hops_wire *wire, const struct icmp_socket *socket)
{
	struct arrival arrival;
	ssize_t length;

	for (int i = 0; i < READS_MAX && (length = receive(wire, socket->fd, MSG_ERRQUEUE, &arrival)) >= 0; i++) {
		struct sock_extended_err report;
		struct address offender, to;
		struct icmp_message quoted;

		if (!icmp_control_report(&arrival.header, &report, &offender))
			continue;
		if (report.ee_origin == SO_EE_ORIGIN_LOCAL && report.ee_errno == EMSGSIZE)
			wire->local_mtu = (int)MIN(report.ee_info, INT32_MAX);
		if ((report.ee_origin != SO_EE_ORIGIN_ICMP && report.ee_origin != SO_EE_ORIGIN_ICMP6) ||
		    !address_from_sockaddr(&arrival.from, &to))
			continue;
		quoted = icmp_parse_quote(wire->bytes, (size_t)length, socket->family, socket->identifier);
		take_error(wire, &quoted, &to, &report, &offender, icmp_control_stamp(&arrival.header));
	}
}

static void read_replies(struct hops_wire *wire, struct wire_socket *socket)
{
	bool with_header = socket->socket.raw && socket->socket.family == AF_INET;
	struct arrival arrival;

	receive_drops(socket);
	for (int i = 0; i < READS_MAX; i++) {
		ssize_t length = receive(wire, socket->socket.fd, 0, &arrival);
		struct icmp_message message;
		struct address from;

		if (length < 0 && errno == EAGAIN)
			return;
		/* Another error is an ICMP error's, which the error queue tells better. */
		if (length < 0 || !address_from_sockaddr(&arrival.from, &from))
			continue;
		message = icmp_parse(wire->bytes, (size_t)length, socket->socket.family, with_header,
				     socket->socket.identifier);
		if (message.meaning == ICMP_REPLY)
			take_reply(wire, &message, &from, icmp_control_stamp(&arrival.header));
	}
}

static void read_all(struct hops_wire *wire)
{
	for (int i = 0; i < FAMILIES; i++) {
		if (wire->sockets[i].socket.fd < 0)
			continue;
		read_replies(wire, &wire->sockets[i]);
		read_errors(wire, &wire->sockets[i].socket);
	}
}

/* --- silence --- */

static void expire(struct hops_wire *wire, int64_t now_us)
{
	g_autoptr(GPtrArray) due = g_ptr_array_new();
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, wire->sent);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		if (((struct outgoing *)value)->due_us <= now_us)
			g_ptr_array_add(due, value);
	for (guint i = 0; i < due->len; i++) {
		struct outgoing *outgoing = due->pdata[i];
		struct wire_socket *socket = &wire->sockets[outgoing->request.to.family == AF_INET6];
		struct hops_answer silence = { .outcome = HOPS_SILENCE, .rtt_us = -1 };

		if (receive_drops(socket) != outgoing->drops)
			silence.outcome = HOPS_OWN_LOSS;
		answer(wire, outgoing, &silence);
	}
}

/* --- sending --- */

static void compose(struct hops_wire *wire, const struct outgoing *outgoing, uint16_t identifier)
{
	int family = (int)outgoing->request.to.family;
	int data_size = outgoing->request.size - 8 - (family == AF_INET6 ? 40 : 20);

	icmp_compose(wire->bytes, data_size, family, identifier, (uint16_t)outgoing->number, outgoing->number,
		     outgoing->nonce);
	icmp_balance(wire->bytes, data_size, family);
}

/* By the socket's property: kernels before 5.18 do not take it with the packet for IPv6. */
static void limit_hops(const struct icmp_socket *socket, int hop_limit)
{
	bool six = socket->family == AF_INET6;
	int value = hop_limit ? hop_limit : -1;

	setsockopt(socket->fd, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_UNICAST_HOPS : IP_TTL, &value,
		   sizeof value);
}

/* Returns 0 or an errno. */
static int send_once(struct hops_wire *wire, const struct icmp_socket *socket, const struct outgoing *outgoing)
{
	const struct hops_request *request = &outgoing->request;
	struct sockaddr_storage to;
	union icmp_control control = { 0 };
	struct iovec part = {
		wire->bytes, (size_t)(request->size - (request->to.family == AF_INET6 ? 40 : 20)),
	};
	struct msghdr message = {
		.msg_name = &to, .msg_namelen = address_to_sockaddr(&request->to, &to), .msg_iov = &part,
		.msg_iovlen = 1, .msg_control = &control,
	};
	int pending;
	socklen_t length = sizeof pending;

	icmp_control_leave(&message, (int)request->to.family, &request->source, request->interface);
	if (!message.msg_controllen)
		message.msg_control = NULL;
	/* An ICMP error about an earlier packet also fails the next call. */
	getsockopt(socket->fd, SOL_SOCKET, SO_ERROR, &pending, &length);
	return sendmsg(socket->fd, &message, MSG_DONTWAIT) < 0 ? errno : 0;
}

static bool is_blocked(int reason)
{
	return reason == EAGAIN || reason == ENOBUFS || reason == ENOMEM;
}

static void was_sent(struct hops_wire *wire, struct outgoing *outgoing)
{
	outgoing->due_us = outgoing->sent_ns / NS_PER_US + outgoing->request.timeout_us;
	outgoing->drops = receive_drops(&wire->sockets[outgoing->request.to.family == AF_INET6]);
	g_hash_table_insert(wire->sent, GUINT_TO_POINTER(outgoing->number), outgoing);
	wire->blocked_since_us = 0;
}

/* The interface itself is narrower. */
static void too_big_here(struct hops_wire *wire, struct outgoing *outgoing)
{
	struct hops_answer too_big = { .outcome = HOPS_TOO_BIG, .rtt_us = -1 };

	wire->local_mtu = 0;
	read_errors(wire, &wire->sockets[outgoing->request.to.family == AF_INET6].socket);
	too_big.mtu = wire->local_mtu;
	answer(wire, outgoing, &too_big);
}

/* False when the kernel takes no more now; OUTGOING then waits on. */
static bool send_one(struct hops_wire *wire, struct outgoing *outgoing, int64_t now_us)
{
	const struct icmp_socket *socket = &wire->sockets[outgoing->request.to.family == AF_INET6].socket;
	int64_t sent_ns;
	int reason;

	if (socket->fd < 0) {
		not_sent(wire, outgoing, socket->refused_errno);
		return true;
	}
	if (!icmp_socket_keeps(socket, &outgoing->request.source)) {
		not_sent(wire, outgoing, EOPNOTSUPP);
		return true;
	}
	if (getrandom(&outgoing->nonce, sizeof outgoing->nonce, 0) != sizeof outgoing->nonce)
		g_error("the kernel gives no random bits");
	outgoing->number = ++wire->last_number;
	compose(wire, outgoing, socket->identifier);
	limit_hops(socket, outgoing->request.hop_limit);
	sent_ns = shard_clocks().monotonic_ns;
	reason = send_once(wire, socket, outgoing);
	if (reason && !is_blocked(reason)) {
		sent_ns = shard_clocks().monotonic_ns;
		reason = send_once(wire, socket, outgoing);
	}
	if (is_blocked(reason)) {
		if (!wire->blocked_since_us)
			wire->blocked_since_us = now_us;
		if (now_us - wire->blocked_since_us < BLOCKED_LIMIT_US) {
			g_queue_push_head(&wire->waiting, outgoing);
			return false;
		}
	}
	if (reason == EMSGSIZE) {
		too_big_here(wire, outgoing);
	} else if (reason) {
		not_sent(wire, outgoing, reason);
	} else {
		outgoing->sent_ns = sent_ns;
		was_sent(wire, outgoing);
	}
	return true;
}

/* Does its far end take another packet now? Then it takes this one. */
static bool far_end_takes(struct hops_wire *wire, uint32_t far_end, int64_t now_us)
{
	int64_t rate = wire->options.far_end_rate_per_second, *next_us;

	if (!rate || far_end == ICMP_NO_FAR_END)
		return true;
	next_us = g_hash_table_lookup(wire->far_ends, GUINT_TO_POINTER(far_end));
	if (!next_us) {
		next_us = g_new0(int64_t, 1);
		g_hash_table_insert(wire->far_ends, GUINT_TO_POINTER(far_end), next_us);
	}
	if (*next_us > now_us)
		return false;
	*next_us = now_us + (G_USEC_PER_SEC + rate - 1) / rate;
	return true;
}

/* The first whose turn it is, no longer waiting; NULL: nobody's. */
static struct outgoing *take_waiting(struct hops_wire *wire, int64_t now_us)
{
	for (GList *each = wire->waiting.head; each; each = each->next) {
		struct outgoing *outgoing = each->data;

		if (!far_end_takes(wire, outgoing->request.far_end, now_us))
			continue;
		g_queue_delete_link(&wire->waiting, each);
		return outgoing;
	}
	return NULL;
}

static void send_waiting(struct hops_wire *wire, int64_t now_us)
{
	int64_t rate = wire->options.rate_per_second;
	struct outgoing *outgoing;

	wire->next_us = MAX(wire->next_us, now_us - BURST_US);
	while (wire->next_us <= now_us && (outgoing = take_waiting(wire, now_us))) {
		if (!send_one(wire, outgoing, now_us))
			return;
		wire->next_us += rate ? (G_USEC_PER_SEC + rate - 1) / rate : 0;
	}
}

/* NOW_US is read before the sockets are: what came in time is taken in time. */
static void tick(void *context)
{
	struct hops_wire *wire = context;
	int64_t now_us = shard_now_us();

	read_all(wire);
	expire(wire, now_us);
	send_waiting(wire, now_us);
	if (!wire->waiting.length && !g_hash_table_size(wire->sent))
		g_clear_pointer(&wire->ticking, loop_cancel);
}

void hops_ask(struct hops_wire *wire, const struct hops_request *request)
{
	struct outgoing *outgoing = g_new0(struct outgoing, 1);

	g_assert(request->size >= HOPS_SIZE_USUAL(request->to.family) && request->size <= HOPS_SIZE_MAX);
	outgoing->request = *request;
	g_queue_push_tail(&wire->waiting, outgoing);
	/* The kernel begins to stamp what comes shortly after it was told to. */
	if (!wire->ticking)
		wire->ticking = loop_start_timer(wire->options.loop, TICK_US, TICK_US, tick, wire);
}
