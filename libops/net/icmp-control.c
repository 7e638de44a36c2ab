/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands beside the bytes of an ICMP message, as the kernel writes it:
 * interface and source of what is sent, stamps and ICMP errors of what came.
 */
#include "net/icmp-control.h"

#include <errno.h>
#include <string.h>

void icmp_control_add(struct msghdr *message, int level, int type, const void *value, size_t size)
{
	struct cmsghdr *control = (void *)((char *)message->msg_control + message->msg_controllen);

	control->cmsg_level = level;
	control->cmsg_type = type;
	control->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(control), value, size);
	message->msg_controllen += CMSG_SPACE(size);
}

void icmp_control_leave(struct msghdr *message, int family, const struct address *source,
			uint32_t interface)
{
	if (!source->family && !interface)
		return;
	if (family == AF_INET6) {
		struct in6_pktinfo chosen = { .ipi6_ifindex = interface };

		memcpy(&chosen.ipi6_addr, source->bytes, 16);
		icmp_control_add(message, IPPROTO_IPV6, IPV6_PKTINFO, &chosen, sizeof chosen);
	} else {
		struct in_pktinfo chosen = { .ipi_ifindex = (int)interface };

		memcpy(&chosen.ipi_spec_dst, source->bytes, 4);
		icmp_control_add(message, IPPROTO_IP, IP_PKTINFO, &chosen, sizeof chosen);
	}
}

bool icmp_control_report(struct msghdr *message, struct sock_extended_err *ret_report,
			 struct address *ret_offender)
{
	for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
		struct sockaddr_storage offender = { 0 };
		size_t length = each->cmsg_len - CMSG_LEN(0);

		if (!(each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_RECVERR) &&
		    !(each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_RECVERR))
			continue;
		if (length < sizeof *ret_report)
			continue;
		memcpy(ret_report, CMSG_DATA(each), sizeof *ret_report);
		memcpy(&offender, CMSG_DATA(each) + sizeof *ret_report,
		       MIN(length - sizeof *ret_report, sizeof offender));
		if (!address_from_sockaddr(&offender, ret_offender))
			*ret_offender = (struct address){ 0 };
		return true;
	}
	return false;
}

int64_t icmp_control_stamp(struct msghdr *message)
{
	for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
		struct scm_timestamping stamps;

		if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_TIMESTAMPING ||
		    each->cmsg_len < CMSG_LEN(sizeof stamps))
			continue;
		memcpy(&stamps, CMSG_DATA(each), sizeof stamps);
		return (int64_t)stamps.ts[0].tv_sec * 1000000000 + stamps.ts[0].tv_nsec;
	}
	return 0;
}

/* 0: ADDRESS is one of this host; else an errno. */
static int try_address(const struct address *address)
{
	struct sockaddr_storage own;
	int fd = socket(address->family, SOCK_DGRAM | SOCK_CLOEXEC, 0), reason;
	socklen_t length;

	if (fd < 0)
		return errno;
	length = address_to_sockaddr(address, &own);
	reason = bind(fd, (struct sockaddr *)&own, length) < 0 ? errno : 0;
	close(fd);
	return reason;
}

bool icmp_is_own(const struct address *address)
{
	return address->family && try_address(address) == 0;
}

/*
 * The kernel says of a source address that is not ours what it says of a
 * missing route, so that is asked apart.
 */
int icmp_refusal(const struct address *source, int reason)
{
	/* No address of its family to send from: then there is no way out either. */
	if (!source->family)
		return reason == EADDRNOTAVAIL ? ENETUNREACH : reason;
	return try_address(source) == EADDRNOTAVAIL ? EADDRNOTAVAIL : reason;
}
