/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An IP address as a value: IPv4, or IPv6 with its zone where the address is
 * link-local. Only literals; nothing here or behind it resolves names.
 */
#pragma once

#include <glib.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define OPS_ADDRESS_ERROR address_error_quark()
GQuark address_error_quark(void);
enum address_error_code { ADDRESS_ERROR_SYNTAX };

#define ADDRESS_TEXT_SIZE 64

/* 20 bytes, of which a nation's inventory holds half a million. */
struct address {
	uint8_t bytes[16];	/* network order; IPv4 in the first four, the rest zero */
	uint32_t scope : 24;	/* interface index of a link-local address, else 0 */
	uint32_t family : 8;	/* AF_INET, AF_INET6, or 0: none */
};
#define ADDRESS_SCOPE_MAXIMUM 0xffffff

/* Takes "192.0.2.1", "2001:db8::1", "fe80::1%eth0", "fe80::1%2". An
 * IPv4-mapped IPv6 address comes out as IPv4. */
bool address_parse(const char *text, struct address *ret_address, GError **error);
/* Into BUFFER of ADDRESS_TEXT_SIZE, RFC 5952 form, "-" for none; returns BUFFER. */
const char *address_print(const struct address *address, char *buffer);
bool address_equal(const struct address *a, const struct address *b);
guint address_hash(const struct address *address);
/* Fills a sockaddr with port 0; returns its length. ADDRESS must not be none. */
socklen_t address_to_sockaddr(const struct address *address, struct sockaddr_storage *ret_sockaddr);
/* Takes the address out of a sockaddr; false when it is neither IPv4 nor IPv6, or
 * its interface has an index that no machine reaches.
 * An IPv4-mapped IPv6 address comes out as IPv4. */
bool address_from_sockaddr(const struct sockaddr_storage *sockaddr, struct address *ret_address);
