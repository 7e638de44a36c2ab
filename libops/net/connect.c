/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Beginning a connection. What the kernel says before the first packet has left is
 * our own side's refusal; what it says afterwards is an answer of the network.
 */
#include "net/connect.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool bind_source(int fd, const struct connect_to *to)
{
	struct sockaddr_storage source;
	socklen_t length;
	int on = 1;

	if (to->interface && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, to->interface,
					(socklen_t)strlen(to->interface)) < 0)
		return false;
	if (!to->source.family)
		return true;
	/* The port is chosen with the connection, so that each far end can have all of them. */
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
	length = address_to_sockaddr(&to->source, &source);
	return bind(fd, (struct sockaddr *)&source, length) == 0;
}

static socklen_t sockaddr_of(const struct connect_to *to, struct sockaddr_storage *ret_sockaddr)
{
	socklen_t length = address_to_sockaddr(&to->to, ret_sockaddr);

	if (ret_sockaddr->ss_family == AF_INET6)
		((struct sockaddr_in6 *)ret_sockaddr)->sin6_port = g_htons(to->port);
	else
		((struct sockaddr_in *)ret_sockaddr)->sin_port = g_htons(to->port);
	return length;
}

int connect_begin(const struct connect_to *to, int *ret_error)
{
	struct sockaddr_storage sockaddr;
	socklen_t length = sockaddr_of(to, &sockaddr);
	int fd =
		socket(sockaddr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);

	if (fd < 0) {
		*ret_error = errno;
		return -1;
	}
	if (!bind_source(fd, to))
		*ret_error = errno;
	else if (connect(fd, (struct sockaddr *)&sockaddr, length) == 0 || errno == EINPROGRESS)
		return fd;
	else
		/* Here, and only here, that word means that there is no port left to ask from. */
		*ret_error = errno == EADDRNOTAVAIL ? EADDRINUSE : errno;
	close(fd);
	return -1;
}

bool connect_is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM ||
	       error == EADDRINUSE;
}

int connect_outcome(int fd)
{
	socklen_t length = sizeof(int);
	int error = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
		error = errno;
	return error == ECONNRESET || error == EPIPE ? 0 : error;
}

bool connect_says_unreachable(int error)
{
	return error && error != ECONNREFUSED && error != ETIMEDOUT;
}
