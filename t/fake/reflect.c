/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network that lies on purpose: whoever sends an ICMP or ICMPv6 echo request
 * into the TUN device gets, by the address he asked, a true reply, a false
 * one, several, none, or an ICMP error true or forged. What it did is written
 * down, line by line, as the truth that tests compare others' beliefs with.
 *
 * It owns one TUN device and one log; it ends by itself. Addresses, routes and
 * namespaces are t/lab/setup.sh's. The table's words are told in
 * reflect-table.h, the log's at note().
 */
#include "reflect-table.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <net/if.h>
#include <linux/if_tun.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#define PACKET_MAX 65535
#define HELD_BYTES_MAX (64u << 20)
#define LOG_LINES_MAX 2000000u
#define SECONDS_MAX 3600u
#define ICMP_HEADER 8u

/* Ready to be written. */
struct packet {
	int64_t due_us, asked_us;
	size_t length;
	const struct target *target;
	guint64 nth;
	char what[32];
	uint8_t bytes[];
};

struct request {
	int family;
	uint8_t *ip, *icmp;
	size_t length, ip_length, icmp_length;	/* the whole; the headers before ICMP; from ICMP on */
	const uint8_t *source, *target;
	uint16_t id, sequence;
	int64_t at_us;
};

struct reflector {
	int tun;
	FILE *log;
	guint64 log_lines, asked, sent, refused, seed;
	int64_t began_us;
	struct reflect_table table;
	GSequence *held;
	size_t held_bytes;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	stopped = number;
}

static int64_t now_us(void)
{
	return g_get_monotonic_time();
}

/* xorshift: the same seed lies the same way. */
static guint64 random_next(struct reflector *r)
{
	r->seed ^= r->seed << 13;
	r->seed ^= r->seed >> 7;
	r->seed ^= r->seed << 17;
	return r->seed;
}

static void random_bytes(struct reflector *r, uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)(random_next(r) >> 24);
}

/* --- the log: "MICROSECONDS WORD ADDRESS id ID seq SEQUENCE nth N …" --- */

/*
 * asked  a request came
 * sent   a packet was written for it: what it was, how long it was held
 * quiet  nothing is done about it
 * full   the packet was not kept: too many are held already
 */
static G_GNUC_PRINTF(2, 3) void note(struct reflector *r, const char *format, ...)
{
	va_list arguments;

	if (!r->log || r->log_lines++ >= LOG_LINES_MAX)
		return;
	va_start(arguments, format);
	fprintf(r->log, "%" G_GINT64_FORMAT " ", now_us() - r->began_us);
	vfprintf(r->log, format, arguments);
	fputc('\n', r->log);
	va_end(arguments);
}

static void note_request(struct reflector *r, const struct request *q, const char *word, guint64 nth)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(q->family, q->target, text, sizeof text);
	note(r, "%s %s id %u seq %u nth %" G_GUINT64_FORMAT " bytes %zu", word, text, q->id, q->sequence, nth,
	     q->icmp_length);
}

static void note_packet(struct reflector *r, const struct packet *p, const char *word, int64_t at_us)
{
	char text[INET6_ADDRSTRLEN] = "default";

	if (p->target->family)
		inet_ntop(p->target->family, p->target->address, text, sizeof text);
	note(r, "%s %s nth %" G_GUINT64_FORMAT " %s held %" G_GINT64_FORMAT, word, text, p->nth, p->what,
	     at_us - p->asked_us);
}

/* --- bytes --- */

static uint32_t sum_words(const uint8_t *bytes, size_t length, uint32_t sum)
{
	for (size_t i = 0; i + 1 < length; i += 2)
		sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
	if (length % 2)
		sum += (uint32_t)bytes[length - 1] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void put16(uint8_t *bytes, uint16_t value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

static uint16_t get16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* A request in BYTES, if it is one: no options, no extension headers, no fragments. */
static bool parse_request(uint8_t *bytes, size_t length, struct request *ret)
{
	struct request q = {.ip = bytes, .length = length, .at_us = now_us()};

	if (length >= 28 && bytes[0] == 0x45 && bytes[9] == IPPROTO_ICMP) {
		q.family = AF_INET;
		q.ip_length = 20;
		q.source = bytes + 12;
		q.target = bytes + 16;
	} else if (length >= 48 && bytes[0] >> 4 == 6 && bytes[6] == IPPROTO_ICMPV6) {
		q.family = AF_INET6;
		q.ip_length = 40;
		q.source = bytes + 8;
		q.target = bytes + 24;
	} else {
		return false;
	}
	q.icmp = bytes + q.ip_length;
	q.icmp_length = length - q.ip_length;
	if (q.icmp[0] != (q.family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST))
		return false;
	q.id = get16(q.icmp + 4);
	q.sequence = get16(q.icmp + 6);
	*ret = q;
	return true;
}

/* Puts the checksum into the ICMP message. */
static void seal(int family, const uint8_t *from, const uint8_t *to, uint8_t *icmp, size_t length, bool bad)
{
	uint32_t sum = 0;

	put16(icmp + 2, 0);
	if (family == AF_INET6) {
		sum = sum_words(from, 16, sum);
		sum = sum_words(to, 16, sum);
		sum += (uint32_t)length + IPPROTO_ICMPV6;
	}
	put16(icmp + 2, (uint16_t)(fold(sum_words(icmp, length, sum)) ^ (bad ? 0x5555 : 0)));
}

/* A record-route option with one free place, then no-operations; RFC 791 section 3.1. */
static void write_options4(uint8_t *bytes, size_t length)
{
	memset(bytes, 1, length);
	if (length >= 8)
		memcpy(bytes, (const uint8_t[]){7, 7, 4, 0, 0, 0, 0}, 7);
}

static void write_header4(uint8_t *ip, size_t header, size_t total, const uint8_t *from, const uint8_t *to)
{
	memset(ip, 0, 20);
	ip[0] = (uint8_t)(0x40 | header / 4);
	put16(ip + 2, (uint16_t)total);
	ip[8] = 64;
	ip[9] = IPPROTO_ICMP;
	memcpy(ip + 12, from, 4);
	memcpy(ip + 16, to, 4);
	write_options4(ip + 20, header - 20);
	put16(ip + 10, fold(sum_words(ip, header, 0)));
}

/* With a destination-options header: one option to be skipped by who does not know it (RFC 4727); the
 * kernel drops packets with more than 7 bytes of padding. */
static void write_header6(uint8_t *ip, size_t header, size_t total, const uint8_t *from, const uint8_t *to)
{
	size_t extra = header - 40;

	memset(ip, 0, header);
	ip[0] = 0x60;
	put16(ip + 4, (uint16_t)(total - 40));
	ip[6] = extra ? IPPROTO_DSTOPTS : IPPROTO_ICMPV6;
	ip[7] = 64;
	memcpy(ip + 8, from, 16);
	memcpy(ip + 24, to, 16);
	if (extra) {
		ip[40] = IPPROTO_ICMPV6;
		ip[41] = (uint8_t)(extra / 8 - 1);
		ip[42] = 0x1e;
		ip[43] = (uint8_t)(extra - 4);
	}
}

static const uint8_t *everybody(int family)
{
	static const uint8_t broadcast[4] = {255, 255, 255, 255};
	static const uint8_t all_nodes[16] = {0xff, 0x02, [15] = 1};

	return family == AF_INET ? broadcast : all_nodes;
}

/* The whole packet around ICMP, whose checksum is filled in here. */
static struct packet *wrap(const struct request *q, const struct action *a, GByteArray *icmp)
{
	const uint8_t *from = a->has_from ? a->from : q->target;
	const uint8_t *to = a->to_all ? everybody(q->family) : q->source;
	size_t header = (q->family == AF_INET ? 20 : 40) + (size_t)a->options;
	size_t total = header + icmp->len;
	struct packet *p;

	g_assert(total <= PACKET_MAX);
	p = g_malloc0(sizeof *p + total);
	p->length = total;
	seal(q->family, from, to, icmp->data, icmp->len, a->bad_checksum);
	if (q->family == AF_INET)
		write_header4(p->bytes, header, total, from, to);
	else
		write_header6(p->bytes, header, total, from, to);
	memcpy(p->bytes + header, icmp->data, icmp->len);
	return p;
}

/* The request turned into a reply, with what the action spoils in it. */
static GByteArray *make_reply(const struct request *q, const struct action *a)
{
	GByteArray *icmp = g_byte_array_new();
	size_t keep = MIN(q->icmp_length, ICMP_HEADER + (size_t)a->keep);
	size_t room = DATA_MAX - MIN(DATA_MAX, keep);

	g_byte_array_append(icmp, q->icmp, (guint)keep);
	g_byte_array_set_size(icmp, (guint)(keep + MIN((size_t)a->pad, room)));
	memset(icmp->data + keep, 'x', icmp->len - keep);
	icmp->data[0] = q->family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
	put16(icmp->data + 6, (uint16_t)(q->sequence + a->sequence));
	if (a->other_id)
		put16(icmp->data + 4, q->id ^ 0x0101);
	if (a->flip && ICMP_HEADER + a->flip <= icmp->len)
		icmp->data[ICMP_HEADER + a->flip - 1] ^= 0xff;
	return icmp;
}

/* A reply to a request that was never sent. */
static GByteArray *make_stray(struct reflector *r, const struct request *q, const struct action *a)
{
	GByteArray *icmp = make_reply(q, a);

	if (a->other_id)
		put16(icmp->data + 4, (uint16_t)random_next(r));
	put16(icmp->data + 6, (uint16_t)random_next(r));
	random_bytes(r, icmp->data + ICMP_HEADER, icmp->len - ICMP_HEADER);
	return icmp;
}

/* What the error says it is about; QUOTE starts with the request's IP header. */
static void spoil_quote(struct reflector *r, const struct request *q, const struct action *a, uint8_t *quote,
			size_t length)
{
	uint8_t *icmp = quote + q->ip_length;

	if (a->has_about) {
		memcpy(quote + (q->family == AF_INET ? 16 : 24), a->about, reflect_address_size(q->family));
		if (q->family == AF_INET) {
			put16(quote + 10, 0);
			put16(quote + 10, fold(sum_words(quote, 20, 0)));
		}
	}
	if (a->quote == QUOTE_NONCE && a->flip && q->ip_length + ICMP_HEADER + a->flip <= length)
		icmp[ICMP_HEADER + a->flip - 1] ^= 0xff;
	else if (a->quote == QUOTE_GARBAGE)
		random_bytes(r, icmp + ICMP_HEADER, length - q->ip_length - ICMP_HEADER);
	else if (a->quote == QUOTE_RUBBISH)
		random_bytes(r, quote, length);
	else if (a->quote == QUOTE_STRANGER)
		put16(icmp + 4, q->id ^ 0x0101);
}

static GByteArray *make_error(struct reflector *r, const struct request *q, const struct action *a)
{
	GByteArray *icmp = g_byte_array_new();
	size_t quoted = a->quote == QUOTE_HEADER ? q->ip_length + ICMP_HEADER : MIN(q->length, 1200);

	g_byte_array_set_size(icmp, ICMP_HEADER);
	memset(icmp->data, 0, ICMP_HEADER);
	icmp->data[0] = q->family == AF_INET ? a->error->type4 : a->error->type6;
	icmp->data[1] = q->family == AF_INET ? a->error->code4 : a->error->code6;
	put16(icmp->data + 6, (uint16_t)a->error->rest);
	g_byte_array_append(icmp, q->ip, (guint)quoted);
	spoil_quote(r, q, a, icmp->data + ICMP_HEADER, quoted);
	return icmp;
}

/* --- doing it --- */

static void write_packet(struct reflector *r, struct packet *p)
{
	int64_t at_us = now_us();
	bool written = write(r->tun, p->bytes, p->length) == (ssize_t)p->length;

	note_packet(r, p, written ? "sent" : "refused", at_us);
	if (written)
		r->sent++;
	else
		r->refused++;
	g_free(p);
}

static int by_due(gconstpointer a, gconstpointer b, gpointer context)
{
	const struct packet *x = a, *y = b;

	return (x->due_us > y->due_us) - (x->due_us < y->due_us);
}

/* Keeps P until its time, within the bounds of memory. */
static void keep_packet(struct reflector *r, struct packet *p)
{
	if ((guint)g_sequence_get_length(r->held) >= HELD_MAX || r->held_bytes + p->length > HELD_BYTES_MAX) {
		note_packet(r, p, "full", now_us());
		g_free(p);
		return;
	}
	r->held_bytes += p->length;
	g_sequence_insert_sorted(r->held, p, by_due, NULL);
}

static void send_due(struct reflector *r)
{
	while (!g_sequence_is_empty(r->held)) {
		GSequenceIter *first = g_sequence_get_begin_iter(r->held);
		struct packet *p = g_sequence_get(first);

		if (p->due_us > now_us())
			return;
		g_sequence_remove(first);
		r->held_bytes -= p->length;
		write_packet(r, p);
	}
}

static bool applies(const struct action *a, guint64 nth)
{
	return (!a->only || nth == a->only) && (!a->until || nth <= a->until) && nth > a->after &&
	       (!a->every || nth % a->every == 0) && (!a->but_every || nth % a->but_every != 0);
}

static struct packet *make_packet(struct reflector *r, const struct request *q, const struct action *a)
{
	g_autoptr(GByteArray) icmp = a->kind == ACTION_REPLY ? make_reply(q, a) :
				     a->kind == ACTION_FLOOD ? make_stray(r, q, a) : make_error(r, q, a);

	return wrap(q, a, icmp);
}

static void do_action(struct reflector *r, struct target *t, const struct request *q, const struct action *a)
{
	for (guint64 i = 0; i < a->copies; i++) {
		struct packet *p = make_packet(r, q, a);

		p->target = t;
		p->nth = t->asked;
		p->asked_us = q->at_us;
		p->due_us = q->at_us + (int64_t)a->delay_us;
		g_strlcpy(p->what, a->kind == ACTION_REPLY ? "reply" : a->kind == ACTION_FLOOD ? "flood" : a->error->word,
			  sizeof p->what);
		if (a->hold && !t->held)
			t->held = p;
		else if (a->delay_us)
			keep_packet(r, p);
		else
			write_packet(r, p);
	}
}

static void serve(struct reflector *r, const struct request *q)
{
	struct target *t = reflect_table_find(&r->table, q->family, q->target);
	struct packet *released;
	bool quiet = true;

	if (!t->asked_before || t->id != q->id)
		t->asked = 0;
	t->asked_before = true;
	t->id = q->id;
	t->asked++;
	r->asked++;
	note_request(r, q, "asked", t->asked);
	released = g_steal_pointer(&t->held);
	for (guint i = 0; i < t->count; i++) {
		if (!applies(&t->actions[i], t->asked))
			continue;
		quiet = false;
		do_action(r, t, q, &t->actions[i]);
	}
	if (quiet)
		note_request(r, q, "quiet", t->asked);
	if (released)
		write_packet(r, released);
}

/* Sleeps until something comes or falls due, but spins through the last moment before it. */
static void wait_for_more(struct reflector *r, int64_t end_us)
{
	struct pollfd readable = {.fd = r->tun, .events = POLLIN};
	struct timespec timeout;
	int64_t until_us = end_us, left_us;

	if (!g_sequence_is_empty(r->held)) {
		const struct packet *p = g_sequence_get(g_sequence_get_begin_iter(r->held));

		until_us = MIN(until_us, p->due_us - 50);
	}
	left_us = MIN(until_us - now_us(), 100000);
	if (left_us <= 0)
		return;
	if (r->log && left_us > 1000)
		fflush(r->log);
	timeout.tv_sec = 0;
	timeout.tv_nsec = left_us * 1000;
	ppoll(&readable, 1, &timeout, NULL);
}

static void reflect(struct reflector *r, int64_t end_us)
{
	g_autofree uint8_t *bytes = g_malloc(PACKET_MAX + 1);

	while (!stopped && now_us() < end_us) {
		ssize_t length = 0;
		int taken = 0;

		for (; taken < 64; taken++) {
			struct request q;

			length = read(r->tun, bytes, PACKET_MAX + 1);
			if (length <= 0)
				break;
			if (parse_request(bytes, (size_t)length, &q))
				serve(r, &q);
		}
		send_due(r);
		/* A device that was deleted or taken down for good gives errors for ever. */
		if (length < 0 && errno != EAGAIN && errno != EINTR && errno != EIO)
			break;
		if (taken < 64)
			wait_for_more(r, end_us);
	}
}

static int open_tun(const char *name)
{
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0) {
		fprintf(stderr, "reflect: cannot attach to TUN device '%s': %s\n", name, g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static void free_packet(gpointer packet, gpointer context)
{
	g_free(packet);
}

static void run(struct reflector *r, gint seconds)
{
	struct sigaction action = {.sa_handler = on_signal};
	guint64 seed = r->seed;

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	prctl(PR_SET_TIMERSLACK, 1);
	r->began_us = now_us();
	note(r, "ready seed %" G_GUINT64_FORMAT " targets %u", seed, g_hash_table_size(r->table.targets));
	reflect(r, r->began_us + (int64_t)seconds * G_USEC_PER_SEC);
	note(r, "ended asked %" G_GUINT64_FORMAT " sent %" G_GUINT64_FORMAT " refused %" G_GUINT64_FORMAT " unsent %d",
	     r->asked, r->sent, r->refused, g_sequence_get_length(r->held));
}

int main(int argc, char **argv)
{
	g_autofree char *device = NULL, *log = NULL;
	gint seconds = 60;
	gint64 seed = 1;
	const GOptionEntry options[] = {
		{"device", 0, 0, G_OPTION_ARG_STRING, &device, "the TUN device", "NAME"},
		{"log", 0, 0, G_OPTION_ARG_FILENAME, &log, "what was done", "FILE"},
		{"seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "how long to live", "N"},
		{"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "of what is random", "N"},
		{NULL},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("TABLE");
	g_autoptr(GError) error = NULL;
	struct reflector r = {.tun = -1};
	int status = 1;

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 || !device || seconds < 1 ||
	    seconds > (gint)SECONDS_MAX || seed < 1) {
		fprintf(stderr, "reflect: %s\n", error ? error->message : "usage: reflect --device NAME [OPTION…] TABLE");
		return 2;
	}
	r.seed = (guint64)seed;
	r.held = g_sequence_new(NULL);	/* taking one out must not free it */
	if (reflect_table_load(argv[1], &r.table) && (r.tun = open_tun(device)) >= 0) {
		r.log = log ? fopen(log, "we") : NULL;
		if (log && !r.log) {
			fprintf(stderr, "reflect: cannot write '%s': %s\n", log, g_strerror(errno));
		} else {
			run(&r, seconds);
			status = 0;
		}
	}
	if (r.log && fclose(r.log) != 0)
		status = 1;
	if (r.tun >= 0)
		close(r.tun);
	g_sequence_foreach(r.held, free_packet, NULL);
	g_sequence_free(r.held);
	reflect_table_clear(&r.table);
	return status;
}
