/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens ICMP sockets in nwops-icmp and hands them to the engine. The program
 * is the only one that may hold CAP_NET_RAW; it drops every capability before
 * its first answer and ends at once, so no privileged process ever lives while
 * packets are read.
 *
 * Hand-over: one message a family over a socket pair, a struct offer with the
 * descriptor attached (SCM_RIGHTS). Both ends are the same build.
 */
#include "net/icmp-socket.h"

#include "base/translate.h"
#include "net/icmp.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <poll.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define OFFER_MAGIC 0x6e776f31u
#define FETCH_LIMIT_MS 5000
#define BUFFER_BYTES (32 << 20)

struct offer {
	uint32_t magic;
	int32_t family;
	int32_t raw;
	int32_t refused_errno;
	uint32_t identifier;
};

/* As large as we may: with the default 208 KiB a busy processor loses replies. */
static void enlarge_buffers(int fd)
{
	int bytes = BUFFER_BYTES;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

/* Passes echo replies to IDENTIFIER and nothing else, for ever. */
static bool attach_filter(int fd, int family, uint16_t identifier)
{
	struct sock_filter v4[] = {
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_ECHOREPLY, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, identifier, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_filter v6[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMPV6_ECHO_REPLY, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, identifier, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {
		.len = family == AF_INET6 ? G_N_ELEMENTS(v6) : G_N_ELEMENTS(v4),
		.filter = family == AF_INET6 ? v6 : v4,
	};
	int on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof on) == 0;
}

/* Binding to nothing makes the kernel choose a free identifier for a ping socket. */
static bool bind_ping_socket(int fd, int family, uint16_t *ret_identifier)
{
	struct sockaddr_storage any = { .ss_family = (sa_family_t)family };
	socklen_t length = family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);

	if (bind(fd, (struct sockaddr *)&any, length) < 0 || getsockname(fd, (struct sockaddr *)&any, &length) < 0)
		return false;
	*ret_identifier = g_ntohs(family == AF_INET6 ? ((struct sockaddr_in6 *)&any)->sin6_port
						     : ((struct sockaddr_in *)&any)->sin_port);
	return true;
}

static bool prepare_raw_socket(int fd, int family, uint16_t *ret_identifier)
{
	uint16_t identifier;

	if (getrandom(&identifier, sizeof identifier, 0) != sizeof identifier)
		return false;
	*ret_identifier = identifier;
	return attach_filter(fd, family, identifier);
}

static int open_one(int family, bool raw)
{
	return socket(family, (raw ? SOCK_RAW : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC,
		      family == AF_INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
}

void icmp_socket_open(int family, enum icmp_first first, struct icmp_socket *ret_socket)
{
	bool raw = first == ICMP_RAW_FIRST, ready;
	int fd = open_one(family, raw);

	*ret_socket = (struct icmp_socket){ .fd = -1, .family = family };
	if (fd < 0) {
		raw = !raw;
		fd = open_one(family, raw);
	}
	if (fd < 0) {
		ret_socket->refused_errno = errno;
		return;
	}
	enlarge_buffers(fd);
	ready = raw ? prepare_raw_socket(fd, family, &ret_socket->identifier)
		    : bind_ping_socket(fd, family, &ret_socket->identifier);
	if (!ready) {
		ret_socket->refused_errno = errno;
		close(fd);
		return;
	}
	ret_socket->fd = fd;
	ret_socket->raw = raw;
}

/* Nothing is needed from here on: no capability, no new descriptor, no program. */
static bool confine(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };
	const struct rlimit nothing = { 0, 0 };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_capset, &header, none) == 0 &&
	       setrlimit(RLIMIT_NPROC, &nothing) == 0 && setrlimit(RLIMIT_FSIZE, &nothing) == 0 &&
	       setrlimit(RLIMIT_CORE, &nothing) == 0;
}

static bool send_offer(int channel, const struct icmp_socket *socket)
{
	struct offer offer = { OFFER_MAGIC, socket->family, socket->raw, socket->refused_errno, socket->identifier };
	struct iovec part = { &offer, sizeof offer };
	union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int))]; } control = { 0 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (socket->fd >= 0) {
		message.msg_control = control.space;
		message.msg_controllen = sizeof control.space;
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &socket->fd, sizeof(int));
	}
	return sendmsg(channel, &message, MSG_NOSIGNAL) == sizeof offer;
}

int icmp_socket_serve(int channel, unsigned int sets, enum icmp_first first6)
{
	struct icmp_socket pairs[ICMP_SOCKETS_MAX][2];
	int status = 0;

	if (sets < 1 || sets > ICMP_SOCKETS_MAX)
		return 3;
	for (unsigned int i = 0; i < sets; i++) {
		icmp_socket_open(AF_INET, ICMP_PING_FIRST, &pairs[i][0]);
		icmp_socket_open(AF_INET6, first6, &pairs[i][1]);
	}
	if (!confine())
		return 3;
	for (unsigned int i = 0; i < 2 * sets; i++)
		if (!send_offer(channel, &pairs[i / 2][i % 2]))
			status = 3;
	return status;
}

static bool receive_offer(int channel, int family, struct icmp_socket *ret_socket)
{
	struct offer offer;
	struct iovec part = { &offer, sizeof offer };
	union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int))]; } control;
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1,
				  .msg_control = control.space, .msg_controllen = sizeof control.space };
	struct pollfd waiting = { .fd = channel, .events = POLLIN };
	struct cmsghdr *attached;
	int fd = -1, polled;

	do {
		polled = poll(&waiting, 1, FETCH_LIMIT_MS);
	} while (polled < 0 && errno == EINTR);
	if (polled <= 0 || recvmsg(channel, &message, MSG_CMSG_CLOEXEC) != sizeof offer)
		return false;
	attached = CMSG_FIRSTHDR(&message);
	if (attached && attached->cmsg_level == SOL_SOCKET && attached->cmsg_type == SCM_RIGHTS &&
	    attached->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(attached), sizeof fd);
	if (offer.magic != OFFER_MAGIC || offer.family != family || (fd < 0) == (offer.refused_errno == 0)) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	*ret_socket = (struct icmp_socket){ fd, family, offer.raw != 0, (uint16_t)offer.identifier,
					    offer.refused_errno };
	return true;
}

/* Starts PROGRAM with CHANNEL as its descriptor 3 and no other of ours. */
static int start(const char *program, unsigned int sets, enum icmp_first first6, int channel, pid_t *ret_pid)
{
	g_autofree char *number = g_strdup_printf("%u", sets);
	char *const arguments[] = {
		(char *)program, number, first6 == ICMP_RAW_FIRST ? (char *)ICMP_RAW6 : NULL, NULL,
	};
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, channel, 3);
	posix_spawn_file_actions_addclosefrom_np(&actions, 4);
	error = posix_spawn(ret_pid, program, &actions, NULL, arguments, environment);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static bool receive_pairs(int channel, unsigned int sets, struct icmp_socket (*ret_pairs)[2])
{
	for (unsigned int i = 0; i < 2 * sets; i++)
		if (!receive_offer(channel, i % 2 ? AF_INET6 : AF_INET, &ret_pairs[i / 2][i % 2]))
			return false;
	return true;
}

static void close_pairs(unsigned int sets, struct icmp_socket (*pairs)[2])
{
	for (unsigned int i = 0; i < 2 * sets; i++) {
		if (pairs[i / 2][i % 2].fd >= 0)
			close(pairs[i / 2][i % 2].fd);
		pairs[i / 2][i % 2].fd = -1;
	}
}

bool icmp_socket_fetch(const char *program, unsigned int sets, enum icmp_first first6,
		       struct icmp_socket (*ret_pairs)[2], GError **error)
{
	int channel[2], failure;
	bool fetched;
	pid_t pid;

	for (unsigned int i = 0; i < 2 * sets; i++)
		ret_pairs[i / 2][i % 2].fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) < 0) {
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot make a channel to 'nwops-icmp': %s"),
			    g_strerror(errno));
		return false;
	}
	failure = start(program, sets, first6, channel[1], &pid);
	close(channel[1]);
	if (failure) {
		close(channel[0]);
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot start '%s': %s"), program,
			    g_strerror(failure));
		return false;
	}
	fetched = receive_pairs(channel[0], sets, ret_pairs);
	close(channel[0]);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (!fetched) {
		close_pairs(sets, ret_pairs);
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET,
			    _("'%s' handed over no socket: is it the program of this version?"), program);
	}
	return fetched;
}

bool icmp_socket_keeps(const struct icmp_socket *socket, const struct address *source)
{
	return socket->raw || source->family != AF_INET6;
}

bool icmp_socket_explain(const char *program, int reason, GError **error)
{
	if (reason == EACCES || reason == EPERM)
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_PERMISSION,
			    _("may not send ICMP: the kernel allows neither a ping socket nor a raw one; as root run "
			      "'sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"' or 'setcap cap_net_raw+ep %s'"),
			    program);
	else
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot open an ICMP socket: %s"),
			    g_strerror(reason));
	return false;
}
