/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses between text, socket and value. The C library knows the notation;
 * here stands what it leaves open: zones, mapped addresses, one spelling.
 */
#include "base/address.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#include <arpa/inet.h>
#include <net/if.h>

G_DEFINE_QUARK(ops_address_error_quark, address_error)

static const uint8_t mapped_prefix[12] = {[10] = 0xff, [11] = 0xff};

G_STATIC_ASSERT(ADDRESS_TEXT_SIZE >= INET6_ADDRSTRLEN + 1 + IF_NAMESIZE);

static bool is_link_local(const uint8_t bytes[16])
{
	return (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80) ||
	       (bytes[0] == 0xff && (bytes[1] & 0x0f) == 0x02);
}

/* An IPv4 address in IPv6 clothes is the same far end: one value for both. */
static struct address from_ipv6(const struct in6_addr *in6, uint32_t scope)
{
	struct address address = {.family = AF_INET6};

	if (!memcmp(in6->s6_addr, mapped_prefix, sizeof(mapped_prefix))) {
		address.family = AF_INET;
		memcpy(address.bytes, in6->s6_addr + sizeof(mapped_prefix), 4);
		return address;
	}
	memcpy(address.bytes, in6->s6_addr, sizeof(address.bytes));
	if (is_link_local(address.bytes))
		address.scope = scope;
	return address;
}

/* The interface index that ZONE names, or 0. */
static uint32_t scope_of(const char *zone)
{
	int64_t number;

	if (g_ascii_isdigit(*zone) && quantity_parse_integer(zone, 1, ADDRESS_SCOPE_MAXIMUM, &number, NULL))
		return (uint32_t)number;
	number = if_nametoindex(zone);
	return number <= ADDRESS_SCOPE_MAXIMUM ? (uint32_t)number : 0;
}

bool address_parse(const char *text, struct address *ret_address, GError **error)
{
	const char *percent = strchr(text, '%');
	g_autofree char *literal = percent ? g_strndup(text, percent - text) : g_strdup(text);
	g_autofree char *excerpt = NULL;
	struct address address = {.family = AF_INET};
	struct in6_addr in6;
	uint32_t scope;

	if (!percent && inet_pton(AF_INET, literal, address.bytes) == 1) {
		*ret_address = address;
		return true;
	}
	excerpt = text_excerpt(text);
	if (inet_pton(AF_INET6, literal, &in6) != 1) {
		g_set_error(error, OPS_ADDRESS_ERROR, ADDRESS_ERROR_SYNTAX,
			    _("'%s' is not an IP address"), excerpt);
		return false;
	}
	if (percent && !is_link_local(in6.s6_addr)) {
		g_set_error(error, OPS_ADDRESS_ERROR, ADDRESS_ERROR_SYNTAX,
			    _("'%s' has a zone, but is not link-local"), excerpt);
		return false;
	}
	scope = percent ? scope_of(percent + 1) : 0;
	if (percent && scope == 0) {
		g_set_error(error, OPS_ADDRESS_ERROR, ADDRESS_ERROR_SYNTAX,
			    _("'%s' names an interface that this machine does not have"), excerpt);
		return false;
	}
	*ret_address = from_ipv6(&in6, scope);
	return true;
}

const char *address_print(const struct address *address, char *buffer)
{
	char interface[IF_NAMESIZE];
	size_t length;

	if (address->family == 0) {
		g_strlcpy(buffer, "-", ADDRESS_TEXT_SIZE);
		return buffer;
	}
	inet_ntop(address->family, address->bytes, buffer, ADDRESS_TEXT_SIZE);
	if (address->scope == 0)
		return buffer;
	length = strlen(buffer);
	/* An interface may have gone since; its number still tells it apart. */
	if (if_indextoname(address->scope, interface))
		g_snprintf(buffer + length, ADDRESS_TEXT_SIZE - length, "%%%s", interface);
	else
		g_snprintf(buffer + length, ADDRESS_TEXT_SIZE - length, "%%%u", address->scope);
	return buffer;
}

bool address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family && a->scope == b->scope &&
	       !memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

/* Addresses of one network differ in their last bits alone and must not meet for it. */
guint address_hash(const struct address *address)
{
	uint64_t high, low;

	memcpy(&high, address->bytes, sizeof(high));
	memcpy(&low, address->bytes + sizeof(high), sizeof(low));
	high = (high ^ (uint64_t)address->scope << 8 ^ address->family) * UINT64_C(0x9e3779b97f4a7c15);
	low = (low ^ high ^ high >> 32) * UINT64_C(0xc2b2ae3d27d4eb4f);
	return (guint)(low >> 32);
}

socklen_t address_to_sockaddr(const struct address *address, struct sockaddr_storage *ret_sockaddr)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	g_assert(address->family == AF_INET || address->family == AF_INET6);
	memset(ret_sockaddr, 0, sizeof(*ret_sockaddr));
	if (address->family == AF_INET) {
		memcpy(&in.sin_addr, address->bytes, sizeof(in.sin_addr));
		memcpy(ret_sockaddr, &in, sizeof(in));
		return sizeof(in);
	}
	memcpy(&in6.sin6_addr, address->bytes, sizeof(in6.sin6_addr));
	in6.sin6_scope_id = address->scope;
	memcpy(ret_sockaddr, &in6, sizeof(in6));
	return sizeof(in6);
}

bool address_from_sockaddr(const struct sockaddr_storage *sockaddr, struct address *ret_address)
{
	struct address address = {.family = AF_INET};
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	switch (sockaddr->ss_family) {
	case AF_INET:
		memcpy(&in, sockaddr, sizeof(in));
		memcpy(address.bytes, &in.sin_addr, sizeof(in.sin_addr));
		*ret_address = address;
		return true;
	case AF_INET6:
		memcpy(&in6, sockaddr, sizeof(in6));
		if (in6.sin6_scope_id > ADDRESS_SCOPE_MAXIMUM)
			return false;
		*ret_address = from_ipv6(&in6.sin6_addr, in6.sin6_scope_id);
		return true;
	default:
		return false;
	}
}
