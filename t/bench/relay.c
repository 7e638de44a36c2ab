/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network of exactly known delay and loss, for measuring at 100,000 packets
 * a second: answers the IPv4 echo requests that come out of a TUN device, each
 * held for the same time, and drops a share of them. It knows how long it
 * really held each, how late that was, what it dropped and when the first came,
 * and says so when it is ended: the truth that round trips and losses are
 * compared with.
 *
 * It stands in for tc netem, which not every kernel has. What it does not do,
 * lie for one, t/fake/reflect.c does.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

/* Since all are held alike, they go out in the order in which they came. */
#define HELD_MAX 65536u
#define PACKET_MAX 256u
#define NOTES_MAX 1000000u
#define LATE_MOST_US 10000u
#define NS_PER_US 1000
#define MILLION 1000000u

struct held { int64_t read_ns; uint32_t length; uint8_t bytes[PACKET_MAX]; };

/* What became of one request; held_ns -1: dropped. */
struct note { uint8_t address[4]; int64_t held_ns; };

struct relay {
	int tun;
	int64_t delay_ns;
	uint32_t loss_ppm;
	uint64_t seed;
	bool spinning;
	struct held *ring;
	uint32_t first, count;
	struct note *notes;
	uint32_t note_count;
	uint64_t asked, answered, dropped, refused, crowded;
	int64_t first_ns;	/* when the first request came */
	uint32_t late[LATE_MOST_US + 1];	/* answers by microseconds late */
	int64_t late_most_ns;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	stopped = number;
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* xorshift64*: the same seed drops the same packets of the same order. */
static bool is_lost(struct relay *relay)
{
	relay->seed ^= relay->seed >> 12;
	relay->seed ^= relay->seed << 25;
	relay->seed ^= relay->seed >> 27;
	return (relay->seed * 2685821657736338717ull >> 32) % MILLION < relay->loss_ppm;
}

/* Makes the request a reply where it lies: the two addresses change places, which leaves the IP
 * header's sum as it is, and the ICMP sum grows by what the type shrinks. */
static bool make_reply(uint8_t *bytes, size_t length)
{
	uint8_t *icmp = bytes + 20, source[4];
	uint32_t sum;

	if (length < 28 || bytes[0] != 0x45 || bytes[9] != IPPROTO_ICMP || icmp[0] != ICMP_ECHO)
		return false;
	memcpy(source, bytes + 12, 4);
	memcpy(bytes + 12, bytes + 16, 4);
	memcpy(bytes + 16, source, 4);
	icmp[0] = ICMP_ECHOREPLY;
	sum = (uint32_t)(icmp[2] << 8 | icmp[3]) + (ICMP_ECHO << 8);
	sum = (sum & 0xffff) + (sum >> 16);
	icmp[2] = (uint8_t)(sum >> 8);
	icmp[3] = (uint8_t)sum;
	return true;
}

/* ADDRESS is whom the request was to. */
static void note(struct relay *relay, const uint8_t *address, int64_t held_ns)
{
	struct note *note;

	if (!relay->notes || relay->note_count == NOTES_MAX)
		return;
	note = &relay->notes[relay->note_count++];
	memcpy(note->address, address, sizeof note->address);
	note->held_ns = held_ns;
}

static bool take_one(struct relay *relay)
{
	struct held *held = &relay->ring[(relay->first + relay->count) % HELD_MAX];
	ssize_t length;

	if (relay->count == HELD_MAX) {
		relay->crowded++;
		return false;
	}
	length = read(relay->tun, held->bytes, PACKET_MAX);
	if (length <= 0)
		return false;
	if (!make_reply(held->bytes, (size_t)length))
		return true;
	if (!relay->asked++)
		relay->first_ns = now_ns();
	if (is_lost(relay)) {
		relay->dropped++;
		note(relay, held->bytes + 12, -1);
		return true;
	}
	held->length = (uint32_t)length;
	held->read_ns = now_ns();
	relay->count++;
	return true;
}

/* The reply's truth is taken before it is written: writing delivers it. */
static void send_due(struct relay *relay)
{
	while (relay->count) {
		struct held *held = &relay->ring[relay->first];
		int64_t held_ns = now_ns() - held->read_ns, late_ns = held_ns - relay->delay_ns;

		if (late_ns < 0)
			return;
		if (write(relay->tun, held->bytes, held->length) == (ssize_t)held->length)
			relay->answered++;
		else
			relay->refused++;
		note(relay, held->bytes + 12, held_ns);
		relay->late[MIN(late_ns / NS_PER_US, LATE_MOST_US)]++;
		relay->late_most_ns = MAX(relay->late_most_ns, late_ns);
		relay->first = (relay->first + 1) % HELD_MAX;
		relay->count--;
	}
}

static void wait_for_more(struct relay *relay)
{
	struct pollfd readable = { .fd = relay->tun, .events = POLLIN };
	int64_t wait_ns = 100000000;

	if (relay->count)
		wait_ns = relay->ring[relay->first].read_ns + relay->delay_ns - now_ns();
	if (wait_ns > 0)
		ppoll(&readable, 1, &(struct timespec){ .tv_nsec = MIN(wait_ns, 100000000) }, NULL);
}

static uint32_t late_us(const struct relay *relay, unsigned int percent)
{
	uint64_t left = (relay->answered + relay->refused) * percent / 100;

	for (uint32_t us = 0; us < LATE_MOST_US; us++) {
		if (relay->late[us] > left)
			return us;
		left -= relay->late[us];
	}
	return LATE_MOST_US;
}

static bool write_notes(const struct relay *relay, const char *path)
{
	FILE *file = fopen(path, "we");
	char text[INET_ADDRSTRLEN];

	if (!file)
		return false;
	for (uint32_t i = 0; i < relay->note_count; i++)
		fprintf(file, "%s %" G_GINT64_FORMAT "\n",
			inet_ntop(AF_INET, relay->notes[i].address, text, sizeof text), relay->notes[i].held_ns);
	return fclose(file) == 0;
}

static void report(const struct relay *relay)
{
	printf("{\"asked\":%" G_GUINT64_FORMAT ",\"answered\":%" G_GUINT64_FORMAT ",\"dropped\":%" G_GUINT64_FORMAT
	       ",\"refused\":%" G_GUINT64_FORMAT ",\"crowded\":%" G_GUINT64_FORMAT
	       ",\"first_s\":%.6f,\"late_us_p50_p99_max\":[%u,%u,%.1f]}\n", relay->asked, relay->answered, relay->dropped,
	       relay->refused, relay->crowded, (double)relay->first_ns / 1e9, late_us(relay, 50),
	       late_us(relay, 99), (double)relay->late_most_ns / NS_PER_US);
}

static bool open_tun(struct relay *relay, const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };

	g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
	relay->tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return relay->tun >= 0 && ioctl(relay->tun, TUNSETIFF, &request) == 0;
}

/* Not ahead of other work: a nice value would starve its whole group, the measured tool with it, elsewhere. */
static void stay_on(int processor)
{
	cpu_set_t only;

	CPU_ZERO(&only);
	CPU_SET((size_t)processor, &only);
	if (processor >= 0)
		sched_setaffinity(0, sizeof only, &only);
	prctl(PR_SET_TIMERSLACK, 1);
}

int main(int argc, char **argv)
{
	g_autofree char *device = NULL, *truth = NULL;
	gint delay_us = 0, loss_ppm = 0, processor = -1, seed = 1;
	gboolean spin = FALSE;
	const GOptionEntry options[] = {
		{ "device", 0, 0, G_OPTION_ARG_STRING, &device, "the TUN device", "NAME" },
		{ "delay-us", 0, 0, G_OPTION_ARG_INT, &delay_us, "how long each packet is held", "N" },
		{ "loss-ppm", 0, 0, G_OPTION_ARG_INT, &loss_ppm, "how many of a million are dropped", "N" },
		{ "seed", 0, 0, G_OPTION_ARG_INT, &seed, "of what is dropped, not 0", "N" },
		{ "cpu", 0, 0, G_OPTION_ARG_INT, &processor, "stay on it", "N" },
		{ "spin", 0, 0, G_OPTION_ARG_NONE, &spin, "never sleep", NULL },
		{ "truth", 0, 0, G_OPTION_ARG_FILENAME, &truth, "write for each packet: address, ns held or -1", "FILE" },
		{ NULL },
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	static struct relay relay;
	struct sigaction action = { .sa_handler = on_signal };

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, NULL) || !device || delay_us < 0 || loss_ppm < 0 || !seed) {
		fputs("usage: relay --device NAME [OPTION…]; --help lists them\n", stderr);
		return 3;
	}
	relay.delay_ns = (int64_t)delay_us * NS_PER_US;
	relay.loss_ppm = (uint32_t)loss_ppm;
	relay.seed = (uint64_t)seed;
	relay.spinning = spin;
	relay.ring = g_new0(struct held, HELD_MAX);
	relay.notes = truth ? g_new0(struct note, NOTES_MAX) : NULL;
	if (!open_tun(&relay, device)) {
		fprintf(stderr, "relay: cannot attach to TUN device '%s': %m\n", device);
		return 3;
	}
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	stay_on(processor);
	puts("ready");
	fflush(stdout);
	while (!stopped) {
		bool took = take_one(&relay);

		send_due(&relay);
		if (!took && !relay.spinning)
			wait_for_more(&relay);
	}
	if (truth && !write_notes(&relay, truth))
		fprintf(stderr, "relay: cannot write '%s': %m\n", truth);
	report(&relay);
	return 0;
}
