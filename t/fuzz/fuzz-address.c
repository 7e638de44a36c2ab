/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an address, and as what the kernel might hand over: one value,
 * one spelling, back and forth.
 */
#include "base/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_round(const struct address *address)
{
	char buffer[ADDRESS_TEXT_SIZE];
	struct sockaddr_storage sockaddr;
	struct address again;

	address_to_sockaddr(address, &sockaddr);
	g_assert(address_from_sockaddr(&sockaddr, &again));
	g_assert(address_equal(address, &again) && address_hash(address) == address_hash(&again));
	g_assert(strlen(address_print(address, buffer)) < sizeof(buffer));
	g_assert(address_parse(buffer, &again, NULL) && address_equal(address, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GError) error = NULL;
	struct sockaddr_storage sockaddr = { 0 };
	struct address address;

	if (address_parse(text, &address, &error))
		assert_round(&address);
	else
		g_assert(g_utf8_validate(error->message, -1, NULL));
	memcpy(&sockaddr, data, MIN(size, sizeof(sockaddr)));
	if (address_from_sockaddr(&sockaddr, &address))
		assert_round(&address);
	return 0;
}
