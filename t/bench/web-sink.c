/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes the body of every request that has a Content-Length, answers 200 at once and keeps the connection. As light as it
 * can be, so that what is measured is who asks. It prints "ready", ends when its input does, and prints then
 * how many requests it took. Usage: web-sink PORT
 */
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_MAX (1 << 20)

struct peer {
	int fd;
	GString *bytes;
};

static unsigned long taken;

/* The length of the whole request that BYTES begin with; 0: it is not all there. */
static size_t request_length(const GString *bytes)
{
	const char *end = strstr(bytes->str, "\r\n\r\n"), *length;
	size_t head, body;

	if (!end)
		return 0;
	head = (size_t)(end - bytes->str) + 4;
	length = strcasestr(bytes->str, "\r\ncontent-length:");
	body = length && length < end ? (size_t)g_ascii_strtoull(length + 17, NULL, 10) : 0;
	return bytes->len >= head + body ? head + body : 0;
}

/* False when the peer has gone, or asks for too much. */
static bool serve(struct peer *peer)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
	char buffer[65536];
	ssize_t got = recv(peer->fd, buffer, sizeof buffer, 0);
	size_t length;

	if (got <= 0)
		return false;
	g_string_append_len(peer->bytes, buffer, got);
	while ((length = request_length(peer->bytes))) {
		taken++;
		g_string_erase(peer->bytes, 0, (gssize)length);
		if (send(peer->fd, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0)
			return false;
	}
	return peer->bytes->len < REQUEST_MAX;
}

static void watch(int epoll, int fd, void *what)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = what };

	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void welcome(int epoll, int listener)
{
	struct peer *peer = g_new0(struct peer, 1);
	int one = 1;

	peer->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	peer->bytes = g_string_new(NULL);
	setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	watch(epoll, peer->fd, peer);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), epoll = epoll_create1(EPOLL_CLOEXEC), one = 1;
	bool open = true;

	address.sin_port = htons((uint16_t)(argc == 2 ? g_ascii_strtoull(argv[1], NULL, 10) : 0));
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 1024) < 0) {
		perror("web-sink");
		return 3;
	}
	watch(epoll, listener, NULL);
	watch(epoll, STDIN_FILENO, &one);
	puts("ready");
	fflush(stdout);
	while (open) {
		struct epoll_event events[64];
		int count = epoll_wait(epoll, events, 64, -1);

		for (int i = 0; i < count; i++) {
			struct peer *peer = events[i].data.ptr;

			if (!peer) {
				welcome(epoll, listener);
			} else if (events[i].data.ptr == &one) {
				open = false;
			} else if (!serve(peer)) {
				close(peer->fd);
				g_string_free(peer->bytes, TRUE);
				g_free(peer);
			}
		}
	}
	printf("%lu\n", taken);
	return 0;
}
