/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ICMP as bytes: composes an echo request, reads a reply, reads what an ICMP
 * error quotes. Nothing here does I/O; every length is checked before use.
 *
 * Our data behind the ICMP header: which packet of this run it is, 4 bytes;
 * zero or a balance, 4 bytes; the packet's nonce, 8 bytes; zeros. A device that cuts or
 * pads the zeros still proves by the nonce that it has seen our request.
 */
#include "net/icmp.h"

#include "base/translate.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <string.h>

#define HEADER_SIZE 8

/* RFC 1071. The sum over a message that holds its own checksum is zero. */
static uint16_t checksum(const uint8_t *bytes, size_t length)
{
	uint32_t sum = 0;

	for (; length > 1; bytes += 2, length -= 2)
		sum += (uint32_t)bytes[0] << 8 | bytes[1];
	if (length)
		sum += (uint32_t)bytes[0] << 8;
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

void icmp_compose(uint8_t *ret_bytes, int data_size, int family, uint16_t identifier, uint16_t sequence,
		  uint32_t index, uint64_t nonce)
{
	uint32_t index_be = GUINT32_TO_BE(index);
	size_t size = HEADER_SIZE + (size_t)data_size;

	memset(ret_bytes, 0, size);
	ret_bytes[0] = family == AF_INET6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO;
	put16(ret_bytes + 4, identifier);
	put16(ret_bytes + 6, sequence);
	memcpy(ret_bytes + HEADER_SIZE, &index_be, sizeof index_be);
	memcpy(ret_bytes + HEADER_SIZE + 8, &nonce, sizeof nonce);
	/* The kernel sums IPv6, whose checksum covers addresses it chooses. */
	if (family == AF_INET)
		put16(ret_bytes + 2, checksum(ret_bytes, HEADER_SIZE + ICMP_TAG_SIZE));
}

/* Whatever the sequence number and the nonce are, this makes the sum over them the same. */
#define BALANCED_SUM 0x4e57u
#define BALANCE (HEADER_SIZE + 4)	/* where nothing stands otherwise */

void icmp_balance(uint8_t *bytes, int data_size, int family)
{
	size_t size = HEADER_SIZE + (size_t)data_size;
	uint32_t sum;

	put16(bytes + 2, 0);
	put16(bytes + BALANCE, 0);
	/* For IPv6 the kernel adds the length. */
	sum = (uint16_t)~checksum(bytes, size) + (family == AF_INET6 ? (uint32_t)size : 0);
	sum = (sum & 0xffff) + (sum >> 16);
	/* One's complement: 0xffff is zero, so this is BALANCED_SUM less SUM. */
	sum = BALANCED_SUM + (0xffff - sum);
	put16(bytes + BALANCE, (uint16_t)((sum & 0xffff) + (sum >> 16)));
	if (family == AF_INET)
		put16(bytes + 2, (uint16_t)~BALANCED_SUM);
}

/* What stands behind an echo header: our tag, if it got through whole. */
static void read_tag(const uint8_t *bytes, size_t length, struct icmp_message *message)
{
	uint32_t index_be;

	message->sequence = get16(bytes + 6);
	message->data_length = length - HEADER_SIZE;
	if (message->data_length < ICMP_TAG_SIZE)
		return;
	memcpy(&index_be, bytes + HEADER_SIZE, sizeof index_be);
	memcpy(&message->nonce, bytes + HEADER_SIZE + 8, sizeof message->nonce);
	message->index = GUINT32_FROM_BE(index_be);
	message->has_tag = true;
}

/* Where the ICMP message begins behind an IPv4 header, or LENGTH if nowhere. */
static size_t skip_ip_header(const uint8_t *bytes, size_t length)
{
	size_t header;

	if (length < 20 || bytes[0] >> 4 != 4 || bytes[9] != IPPROTO_ICMP)
		return length;
	header = (size_t)(bytes[0] & 15) * 4;
	return header < 20 || header > length ? length : header;
}

struct icmp_message icmp_parse(const uint8_t *bytes, size_t length, int family, bool with_ip_header, uint16_t identifier)
{
	struct icmp_message message = { .meaning = ICMP_NOT_OURS };
	uint8_t reply = family == AF_INET6 ? ICMPV6_ECHO_REPLY : ICMP_ECHOREPLY;

	if (with_ip_header) {
		size_t skipped = skip_ip_header(bytes, length);

		bytes += skipped;
		length -= skipped;
	}
	if (length < HEADER_SIZE || bytes[0] != reply || bytes[1] != 0 || get16(bytes + 4) != identifier)
		return message;
	read_tag(bytes, length, &message);
	/* Raw IPv4 sockets see a message before the kernel has summed it. */
	message.meaning = with_ip_header && checksum(bytes, length) != 0 ? ICMP_BAD_CHECKSUM : ICMP_REPLY;
	return message;
}

struct icmp_message icmp_parse_quote(const uint8_t *bytes, size_t length, int family, uint16_t identifier)
{
	struct icmp_message message = { .meaning = ICMP_NOT_OURS };
	uint8_t request = family == AF_INET6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO;

	/* Routers may quote no more than the first eight bytes: RFC 792. */
	if (length < HEADER_SIZE || bytes[0] != request || bytes[1] != 0 || get16(bytes + 4) != identifier)
		return message;
	read_tag(bytes, length, &message);
	message.meaning = ICMP_REPLY;
	return message;
}

static const char *unreachable_word(uint8_t code)
{
	switch (code) {
	case ICMP_NET_UNREACH: return _("network unreachable");
	case ICMP_HOST_UNREACH: return _("host unreachable");
	case ICMP_PROT_UNREACH: return _("protocol unreachable");
	case ICMP_PORT_UNREACH: return _("port unreachable");
	case ICMP_FRAG_NEEDED: return _("packet too big");
	case ICMP_NET_ANO: case ICMP_HOST_ANO: case ICMP_PKT_FILTERED:
		return _("prohibited by a filter");
	default: return _("destination unreachable");
	}
}

static const char *unreachable6_word(uint8_t code)
{
	switch (code) {
	case ICMPV6_NOROUTE: return _("network unreachable");
	case ICMPV6_ADM_PROHIBITED: case ICMPV6_POLICY_FAIL: case ICMPV6_REJECT_ROUTE:
		return _("prohibited by a filter");
	case ICMPV6_ADDR_UNREACH: return _("host unreachable");
	case ICMPV6_PORT_UNREACH: return _("port unreachable");
	default: return _("destination unreachable");
	}
}

const char *icmp_error_word(int family, uint8_t type, uint8_t code)
{
	if (family == AF_INET6) {
		switch (type) {
		case ICMPV6_DEST_UNREACH: return unreachable6_word(code);
		case ICMPV6_PKT_TOOBIG: return _("packet too big");
		case ICMPV6_TIME_EXCEED: return _("hop limit exceeded");
		default: return _("another ICMP error");
		}
	}
	switch (type) {
	case ICMP_DEST_UNREACH: return unreachable_word(code);
	case ICMP_TIME_EXCEEDED: return _("hop limit exceeded");
	default: return _("another ICMP error");
	}
}
