/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least that asking many devices over SSH costs with libssh2: one process,
 * one epoll loop, the private key parsed once, nothing checked, nothing kept. The
 * floor of t/bench/ssh, not a tool.
 *
 *   bare-ssh KEY USER PORT CONCURRENT ADDRESSES COMMAND...
 *
 * KEY is an Ed25519 key in PEM, ADDRESSES a file of IPv4 addresses. Prints how many
 * devices answered every command; exits 0 when all did.
 */
#include <libssh2.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define PUBLIC_SIZE 51		/* "ssh-ed25519" and 32 bytes, each with its length */
#define HEAD_SIZE 19
#define SIGNATURE_SIZE 64
#define EVENTS 256

enum step { CONNECT, HANDSHAKE, LOGIN, OPEN, ASK, READ, CLOSE, DONE };

struct device {
	int fd;
	uint32_t events;
	enum step step;
	unsigned int command;
	size_t got;
	LIBSSH2_SESSION *session;
	LIBSSH2_CHANNEL *channel;
};

struct farm {
	EVP_PKEY *key;
	uint8_t public[PUBLIC_SIZE];
	EVP_MD_CTX *signing;
	const char *user;
	uint16_t port;
	char **addresses, **commands;
	struct device *devices;
	unsigned int count, at_once, started, live, done, well;
	int epoll;
};

static struct farm farm;

static int sign(LIBSSH2_SESSION *session, unsigned char **signature, size_t *size, const unsigned char *data,
		size_t length, void **abstract)
{
	*size = SIGNATURE_SIZE;
	*signature = malloc(SIGNATURE_SIZE);
	return *signature && EVP_MD_CTX_reset(farm.signing) > 0 &&
	       EVP_DigestSignInit(farm.signing, NULL, NULL, NULL, farm.key) > 0 &&
	       EVP_DigestSign(farm.signing, *signature, size, data, length) > 0 ? 0 : -1;
}

static bool load_key(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t length = PUBLIC_SIZE - HEAD_SIZE;

	if (!file)
		return false;
	farm.key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	memcpy(farm.public, "\0\0\0\013ssh-ed25519\0\0\0\040", HEAD_SIZE);
	farm.signing = EVP_MD_CTX_new();
	return farm.key && EVP_PKEY_get_raw_public_key(farm.key, farm.public + HEAD_SIZE, &length) > 0;
}

static int connected(struct device *device)
{
	int error = 0;
	socklen_t length = sizeof error;

	getsockopt(device->fd, SOL_SOCKET, SO_ERROR, &error, &length);
	if (error)
		return -1;
	device->session = libssh2_session_init();
	libssh2_session_set_blocking(device->session, 0);
	return 0;
}

static int read_all(struct device *device)
{
	static char buffer[32768];
	ssize_t got;

	while ((got = libssh2_channel_read(device->channel, buffer, sizeof buffer)) > 0)
		device->got += (size_t)got;
	if (got == 0 && !libssh2_channel_eof(device->channel))
		return LIBSSH2_ERROR_EAGAIN;
	return (int)got;
}

/* The next command, or the end. */
static int closed(struct device *device)
{
	int code = libssh2_channel_free(device->channel);

	if (code)
		return code;
	device->channel = NULL;
	if (farm.commands[++device->command])
		device->step = OPEN - 1;
	else
		farm.well += device->got > 0;
	return 0;
}

static int take_step(struct device *device)
{
	switch (device->step) {
	case CONNECT:
		return connected(device);
	case HANDSHAKE:
		return libssh2_session_handshake(device->session, device->fd);
	case LOGIN:
		return libssh2_userauth_publickey(device->session, farm.user, farm.public, PUBLIC_SIZE, sign, NULL);
	case OPEN:
		device->channel = libssh2_channel_open_session(device->session);
		return device->channel ? 0 : libssh2_session_last_errno(device->session);
	case ASK:
		return libssh2_channel_exec(device->channel, farm.commands[device->command]);
	case READ:
		return read_all(device);
	case CLOSE:
		return closed(device);
	case DONE:
		break;
	}
	return 0;
}

static void advance(struct device *device)
{
	while (device->step != DONE) {
		int code = take_step(device);

		if (code == LIBSSH2_ERROR_EAGAIN)
			return;
		device->step = code ? DONE : device->step + 1;
	}
}

static void start(struct device *device, const char *address)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = g_htons(farm.port) };
	struct epoll_event event = { EPOLLOUT, { .ptr = device } };
	int on = 1;

	inet_pton(AF_INET, address, &to.sin_addr);
	device->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	device->events = EPOLLOUT;
	setsockopt(device->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (connect(device->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)
		g_error("cannot connect to %s", address);
	epoll_ctl(farm.epoll, EPOLL_CTL_ADD, device->fd, &event);
}

static void leave(struct device *device)
{
	if (device->session)
		libssh2_session_free(device->session);
	close(device->fd);
	farm.live--;
	farm.done++;
}

static void wait_again(struct device *device)
{
	int directions = libssh2_session_block_directions(device->session);
	uint32_t wanted = EPOLLIN | (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND ? EPOLLOUT : 0);
	struct epoll_event event = { wanted, { .ptr = device } };

	if (wanted == device->events)
		return;
	device->events = wanted;
	epoll_ctl(farm.epoll, EPOLL_CTL_MOD, device->fd, &event);
}

static void run(void)
{
	struct epoll_event events[EVENTS];

	while (farm.done < farm.count) {
		int count;

		for (; farm.live < farm.at_once && farm.started < farm.count; farm.started++, farm.live++)
			start(&farm.devices[farm.started], farm.addresses[farm.started]);
		count = epoll_wait(farm.epoll, events, EVENTS, 1000);
		for (int i = 0; i < count; i++) {
			struct device *device = events[i].data.ptr;
			int on = 1;

			setsockopt(device->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
			advance(device);
			if (device->step == DONE)
				leave(device);
			else
				wait_again(device);
		}
	}
}

int main(int argc, char **argv)
{
	g_autofree char *text = NULL;

	if (argc < 7 || !load_key(argv[1]) || !g_file_get_contents(argv[5], &text, NULL, NULL)) {
		fputs("usage: bare-ssh KEY USER PORT CONCURRENT ADDRESSES COMMAND...\n", stderr);
		return 3;
	}
	libssh2_init(0);
	farm.user = argv[2];
	farm.port = (uint16_t)g_ascii_strtoull(argv[3], NULL, 10);
	farm.at_once = (unsigned int)g_ascii_strtoull(argv[4], NULL, 10);
	farm.addresses = g_strsplit(g_strchomp(text), "\n", -1);
	farm.count = g_strv_length(farm.addresses);
	farm.commands = argv + 6;
	farm.devices = g_new0(struct device, farm.count);
	farm.epoll = epoll_create1(EPOLL_CLOEXEC);
	run();
	printf("%u\n", farm.well);
	return farm.well == farm.count ? 0 : 3;
}
