/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of ICMP messages: the first bytes choose family, header and
 * identifier, the rest is what the socket gave. What is called ours must carry
 * our identifier and lie within the message.
 */
#include "net/icmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct icmp_message *message, size_t length)
{
	if (message->meaning == ICMP_NOT_OURS)
		return;
	g_assert(length >= 8 && message->data_length <= length - 8);
	g_assert(message->has_tag == (message->data_length >= ICMP_TAG_SIZE));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct icmp_message message;
	int family;
	bool header;
	uint16_t identifier;

	if (size < 3)
		return 0;
	family = data[0] & 1 ? AF_INET6 : AF_INET;
	header = data[0] & 2;
	identifier = (uint16_t)(data[1] << 8 | data[2]);
	data += 3;
	size -= 3;
	message = icmp_parse(data, size, family, header, identifier);
	check(&message, size);
	message = icmp_parse_quote(data, size, family, identifier);
	check(&message, size);
	if (size >= 2)
		g_assert(*icmp_error_word(family, data[0], data[1]));
	return 0;
}
