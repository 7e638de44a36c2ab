/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A circuit that is not as it should be: carries frames between two interfaces,
 * late, with losses, or only small ones, and writes down what it did, which is
 * the truth that is told. It stands between two packet sockets, where a healthy
 * circuit is a bridge in the kernel, because this kernel cannot delay.
 *
 * Losses are spread evenly, by count and not by luck: of each ten packets of one
 * protocol towards one address in the direction A to B, as many are lost as were
 * asked for. It owns the two sockets and the log; the interfaces are t/lab's.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/* A segment that the kernel has yet to cut, with its virtio_net_hdr in front. */
#define FRAME_MAX (65536u + 256u)
#define HELD_MAX 2048u
#define FLOWS_MAX 1024u
#define LOG_LINES_MAX 1000000u

struct frame {
	int64_t due_us;
	size_t length;
	uint8_t bytes[];
};

struct end {
	const char *name;
	int fd;
	GQueue held;	/* frames that will leave here, oldest first */
};

struct wire {
	struct end ends[2];
	FILE *log;
	guint64 log_lines, carried, lost, large, full, unsent;
	int64_t delay_us, began_us;
	guint lose_percent;
	size_t largest;		/* bytes of an IP packet, 0: any */
	GHashTable *flows;	/* "protocol address" to how many have come */
};

/* What there is to know of an IPv4 packet; length 0 when it is none. */
struct packet {
	size_t length;
	uint8_t protocol;
	char target[INET_ADDRSTRLEN];
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	stopped = number;
}

/* The log: "MICROSECONDS WORD …", a word for each fate. */
static G_GNUC_PRINTF(2, 3) void note(struct wire *w, const char *format, ...)
{
	va_list arguments;

	if (w->log_lines++ >= LOG_LINES_MAX)
		return;
	va_start(arguments, format);
	fprintf(w->log, "%" G_GINT64_FORMAT " ", g_get_monotonic_time() - w->began_us);
	vfprintf(w->log, format, arguments);
	fputc('\n', w->log);
	fflush(w->log);
	va_end(arguments);
}

/*
 * A TCP segment that has yet to be cut is as long as the longest of its pieces:
 * what goes over a real wire are the pieces.
 */
static struct packet read_packet(const struct virtio_net_hdr *header, const uint8_t *frame, size_t length)
{
	struct packet p = {0};
	struct ethhdr link;
	struct iphdr ip;
	struct tcphdr tcp;

	if (length < sizeof link + sizeof ip)
		return p;
	memcpy(&link, frame, sizeof link);
	memcpy(&ip, frame + sizeof link, sizeof ip);
	if (link.h_proto != htons(ETH_P_IP) || ip.version != 4)
		return p;
	p.length = ntohs(ip.tot_len);
	p.protocol = ip.protocol;
	inet_ntop(AF_INET, &ip.daddr, p.target, sizeof p.target);
	if (header->gso_type != VIRTIO_NET_HDR_GSO_NONE && ip.protocol == IPPROTO_TCP &&
	    length >= sizeof link + ip.ihl * 4u + sizeof tcp) {
		memcpy(&tcp, frame + sizeof link + ip.ihl * 4u, sizeof tcp);
		p.length = ip.ihl * 4u + tcp.doff * 4u + header->gso_size;
	}
	return p;
}

/* Whether the next packet of this flow is one of those that are lost. */
static bool loses(struct wire *w, const struct packet *p)
{
	g_autofree char *flow = g_strdup_printf("%u %s", p->protocol, p->target);
	guint count = GPOINTER_TO_UINT(g_hash_table_lookup(w->flows, flow));

	if (g_hash_table_size(w->flows) < FLOWS_MAX)
		g_hash_table_insert(w->flows, g_steal_pointer(&flow), GUINT_TO_POINTER(count + 1));
	return (count * w->lose_percent) % 100 < w->lose_percent;
}

static bool carries(struct wire *w, bool forth, const struct packet *p)
{
	const char *way = forth ? "forth" : "back";

	if (w->largest && p->length > w->largest) {
		w->large++;
		note(w, "large %s %s protocol %u bytes %zu", way, p->target, p->protocol, p->length);
		return false;
	}
	if (w->lose_percent && forth && p->length && loses(w, p)) {
		w->lost++;
		note(w, "lost %s %s protocol %u bytes %zu", way, p->target, p->protocol, p->length);
		return false;
	}
	return true;
}

static void send_frame(struct wire *w, struct end *to, const uint8_t *bytes, size_t length)
{
	if (send(to->fd, bytes, length, MSG_DONTWAIT) == (ssize_t)length) {
		w->carried++;
		return;
	}
	w->unsent++;
	note(w, "unsent %s bytes %zu: %s", to->name, length, g_strerror(errno));
}

static void hold_frame(struct wire *w, struct end *to, const uint8_t *bytes, size_t length)
{
	struct frame *frame;

	if (g_queue_get_length(&to->held) >= HELD_MAX) {
		w->full++;
		note(w, "full %s bytes %zu", to->name, length);
		return;
	}
	frame = g_malloc(sizeof *frame + length);
	frame->due_us = g_get_monotonic_time() + w->delay_us;
	frame->length = length;
	memcpy(frame->bytes, bytes, length);
	g_queue_push_tail(&to->held, frame);
}

/* Takes all that waits at one end. */
static void take_frames(struct wire *w, bool forth)
{
	static uint8_t bytes[FRAME_MAX];
	struct end *from = &w->ends[forth ? 0 : 1], *to = &w->ends[forth ? 1 : 0];
	struct virtio_net_hdr header;
	struct packet packet;
	ssize_t length;

	while ((length = recv(from->fd, bytes, sizeof bytes, MSG_DONTWAIT | MSG_TRUNC)) > 0) {
		if ((size_t)length > sizeof bytes || (size_t)length < sizeof header) {
			note(w, "odd %s bytes %zd", from->name, length);
			continue;
		}
		memcpy(&header, bytes, sizeof header);
		packet = read_packet(&header, bytes + sizeof header, (size_t)length - sizeof header);
		if (!carries(w, forth, &packet))
			continue;
		if (w->delay_us)
			hold_frame(w, to, bytes, (size_t)length);
		else
			send_frame(w, to, bytes, (size_t)length);
	}
}

/* Sends what is due, and says in how many milliseconds more will be; -1: never. */
static int send_due(struct wire *w)
{
	int64_t now_us = g_get_monotonic_time(), next_us = G_MAXINT64;

	for (size_t i = 0; i < G_N_ELEMENTS(w->ends); i++) {
		struct frame *frame;

		while ((frame = g_queue_peek_head(&w->ends[i].held)) && frame->due_us <= now_us) {
			send_frame(w, &w->ends[i], frame->bytes, frame->length);
			g_free(g_queue_pop_head(&w->ends[i].held));
		}
		if (frame)
			next_us = MIN(next_us, frame->due_us);
	}
	return next_us == G_MAXINT64 ? -1 : (int)((next_us - now_us + 999) / 1000);
}

static void carry(struct wire *w)
{
	struct pollfd polls[2] = {
		{.fd = w->ends[0].fd, .events = POLLIN},
		{.fd = w->ends[1].fd, .events = POLLIN},
	};

	while (!stopped) {
		if (poll(polls, G_N_ELEMENTS(polls), send_due(w)) < 0)
			continue;	/* a signal, or nothing that would not be seen again */
		take_frames(w, true);
		take_frames(w, false);
	}
}

static int open_end(const char *name)
{
	const int on = 1;
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(name),
	};
	struct packet_mreq all = {.mr_ifindex = address.sll_ifindex, .mr_type = PACKET_MR_PROMISC};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);	/* takes nothing before it is bound */

	if (fd < 0 || !address.sll_ifindex ||
	    setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		fprintf(stderr, "wire: cannot attach to interface '%s': %s\n", name, g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static bool open_wire(struct wire *w, char **names, const char *log)
{
	for (size_t i = 0; i < G_N_ELEMENTS(w->ends); i++) {
		w->ends[i].name = names[i];
		w->ends[i].fd = open_end(names[i]);
		if (w->ends[i].fd < 0)
			return false;
	}
	w->log = fopen(log, "we");
	if (!w->log)
		fprintf(stderr, "wire: cannot write '%s': %s\n", log, g_strerror(errno));
	return w->log != NULL;
}

static void run(struct wire *w)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	prctl(PR_SET_TIMERSLACK, 1);
	w->began_us = g_get_monotonic_time();
	note(w, "ready delay %" G_GINT64_FORMAT " lose %u largest %zu", w->delay_us, w->lose_percent, w->largest);
	carry(w);
	note(w, "ended carried %" G_GUINT64_FORMAT " lost %" G_GUINT64_FORMAT " large %" G_GUINT64_FORMAT
	     " full %" G_GUINT64_FORMAT " unsent %" G_GUINT64_FORMAT, w->carried, w->lost, w->large, w->full, w->unsent);
}

int main(int argc, char **argv)
{
	g_autofree char *log = NULL;
	gint delay_ms = 0, lose = 0, largest = 0;
	const GOptionEntry options[] = {
		{"log", 0, 0, G_OPTION_ARG_FILENAME, &log, "what was done", "FILE"},
		{"delay", 0, 0, G_OPTION_ARG_INT, &delay_ms, "each way, ms", "N"},
		{"lose", 0, 0, G_OPTION_ARG_INT, &lose, "of what goes from A to B, percent", "N"},
		{"largest", 0, 0, G_OPTION_ARG_INT, &largest, "IP packet that is carried, bytes", "N"},
		{NULL},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("A B");
	g_autoptr(GError) error = NULL;
	struct wire w = {.ends = {{.fd = -1, .held = G_QUEUE_INIT}, {.fd = -1, .held = G_QUEUE_INIT}}};
	int status = 1;

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 3 || !log || delay_ms < 0 ||
	    delay_ms > 10000 || lose < 0 || lose > 100 || largest < 0 || largest > 65535) {
		fprintf(stderr, "wire: %s\n", error ? error->message : "usage: wire --log FILE [OPTION…] A B");
		return 2;
	}
	w.delay_us = delay_ms * (int64_t)1000;
	w.lose_percent = (guint)lose;
	w.largest = (size_t)largest;
	w.flows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (open_wire(&w, argv + 1, log)) {
		run(&w);
		status = 0;
	}
	if (w.log && fclose(w.log) != 0)
		status = 1;
	for (size_t i = 0; i < G_N_ELEMENTS(w.ends); i++) {
		if (w.ends[i].fd >= 0)
			close(w.ends[i].fd);
		g_queue_clear_full(&w.ends[i].held, g_free);
	}
	g_hash_table_unref(w.flows);
	return status;
}
