/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ICMP as bytes: what we send reads back as ours, and nothing else does.
 */
#include "net/icmp.h"
#include "unit.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>

#define IDENTIFIER 0x4e57
#define SEQUENCE 0x0102
#define INDEX 0x00010102u
#define NONCE 0x1122334455667788u
#define REQUEST_SIZE (8 + ICMP_DATA_SIZE)

/* A request turned into its reply, behind an IPv4 header of HEADER bytes. */
static size_t make_reply(uint8_t *bytes, int family, size_t header)
{
	uint8_t *message = bytes + header;

	memset(bytes, 0, header);
	if (header) {
		bytes[0] = (uint8_t)(0x40 | header / 4);
		bytes[9] = IPPROTO_ICMP;
	}
	icmp_compose(message, ICMP_DATA_SIZE, family, IDENTIFIER, SEQUENCE, INDEX, NONCE);
	message[0] = family == AF_INET6 ? ICMPV6_ECHO_REPLY : ICMP_ECHOREPLY;
	if (family == AF_INET) {
		/* The type fell by 8 in the upper half of a word, so the sum grows by 0x0800. */
		uint32_t sum = (uint32_t)(message[2] << 8 | message[3]) + 0x0800;

		sum = (sum & 0xffff) + (sum >> 16);
		message[2] = (uint8_t)(sum >> 8);
		message[3] = (uint8_t)sum;
	}
	return header + REQUEST_SIZE;
}

static void assert_ours(const struct icmp_message *message)
{
	ck_assert_int_eq(message->meaning, ICMP_REPLY);
	ck_assert_uint_eq(message->sequence, SEQUENCE);
	ck_assert(message->has_tag);
	ck_assert_uint_eq(message->index, INDEX);
	ck_assert_uint_eq(message->nonce, NONCE);
	ck_assert_uint_eq(message->data_length, ICMP_DATA_SIZE);
}

START_TEST(a_reply_to_our_request_is_ours)
{
	static const struct { int family; size_t header; } cases[] = {
		{ AF_INET, 0 }, { AF_INET6, 0 }, { AF_INET, 20 }, { AF_INET, 24 }, { AF_INET, 60 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		uint8_t bytes[128];
		size_t length = make_reply(bytes, cases[i].family, cases[i].header);
		struct icmp_message message =
			icmp_parse(bytes, length, cases[i].family, cases[i].header > 0, IDENTIFIER);

		assert_ours(&message);
	}
}
END_TEST

START_TEST(a_request_for_ipv4_has_the_checksum_of_rfc_1071)
{
	uint8_t bytes[REQUEST_SIZE];
	uint32_t sum = 0;

	icmp_compose(bytes, ICMP_DATA_SIZE, AF_INET, IDENTIFIER, SEQUENCE, INDEX, NONCE);
	for (size_t i = 0; i < sizeof bytes; i += 2)
		sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	ck_assert_uint_eq((sum & 0xffff) + (sum >> 16), 0xffff);
	ck_assert_uint_eq(bytes[0], ICMP_ECHO);
}
END_TEST

/* The sum over a message, in IPv6 with the length as the kernel adds it. */
static uint32_t sum_over(const uint8_t *bytes, size_t size, int family)
{
	uint32_t sum = family == AF_INET6 ? (uint32_t)size : 0;

	for (size_t i = 0; i < size; i++)
		sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

START_TEST(balanced_requests_have_one_checksum_and_read_back)
{
	static const int families[] = { AF_INET, AF_INET6 };
	uint8_t bytes[8 + 1473];

	for (size_t f = 0; f < G_N_ELEMENTS(families); f++) {
		uint32_t first = 0;

		for (uint32_t i = 0; i < 70000; i += 7 * (uint32_t)unit_sparse()) {
			int data_size = ICMP_DATA_SIZE + (int)(i % 1441);
			uint64_t nonce = i * UINT64_C(0x9e3779b97f4a7c15);
			struct icmp_message message;
			uint32_t sum;

			icmp_compose(bytes, data_size, families[f], IDENTIFIER, (uint16_t)i, i, nonce);
			icmp_balance(bytes, data_size, families[f]);
			sum = families[f] == AF_INET ? (uint32_t)(bytes[2] << 8 | bytes[3])
						     : sum_over(bytes, 8 + (size_t)data_size, AF_INET6);
			if (families[f] == AF_INET)
				ck_assert_uint_eq(sum_over(bytes, 8 + (size_t)data_size, AF_INET), 0xffff);
			first = i ? first : sum;
			ck_assert_uint_eq(sum, first);
			message = icmp_parse_quote(bytes, 8 + (size_t)data_size, families[f], IDENTIFIER);
			ck_assert_uint_eq(message.index, i);
			ck_assert_uint_eq(message.nonce, nonce);
		}
	}
}
END_TEST

START_TEST(another_identifier_type_or_code_is_not_ours)
{
	uint8_t bytes[64];
	size_t length = make_reply(bytes, AF_INET, 0);

	ck_assert_int_eq(icmp_parse(bytes, length, AF_INET, false, IDENTIFIER + 1).meaning, ICMP_NOT_OURS);
	bytes[0] = ICMP_ECHO;
	ck_assert_int_eq(icmp_parse(bytes, length, AF_INET, false, IDENTIFIER).meaning, ICMP_NOT_OURS);
	bytes[0] = ICMP_ECHOREPLY;
	bytes[1] = 1;
	ck_assert_int_eq(icmp_parse(bytes, length, AF_INET, false, IDENTIFIER).meaning, ICMP_NOT_OURS);
}
END_TEST

START_TEST(every_flipped_bit_of_a_raw_reply_shows)
{
	uint8_t bytes[64];
	size_t length = make_reply(bytes, AF_INET, 20);

	for (size_t bit = 20 * 8; bit < length * 8; bit++) {
		struct icmp_message message;

		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		message = icmp_parse(bytes, length, AF_INET, true, IDENTIFIER);
		ck_assert_msg(message.meaning != ICMP_REPLY, "bit %zu flipped unseen", bit);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}
END_TEST

START_TEST(a_cut_reply_has_a_tag_only_when_all_of_it_is_there)
{
	uint8_t bytes[64];
	size_t length = make_reply(bytes, AF_INET6, 0);

	for (size_t cut = 0; cut < length; cut++) {
		struct icmp_message message = icmp_parse(bytes, cut, AF_INET6, false, IDENTIFIER);

		ck_assert_int_eq(message.meaning, cut < 8 ? ICMP_NOT_OURS : ICMP_REPLY);
		ck_assert_int_eq(message.has_tag, cut >= 8 + ICMP_TAG_SIZE);
	}
}
END_TEST

START_TEST(a_lying_ip_header_is_not_ours)
{
	uint8_t bytes[64];
	size_t length = make_reply(bytes, AF_INET, 20);

	bytes[0] = 0x4f;	/* claims 60 bytes of header in a message of 60 */
	ck_assert_int_eq(icmp_parse(bytes, length, AF_INET, true, IDENTIFIER).meaning, ICMP_NOT_OURS);
	bytes[0] = 0x42;	/* claims 8 */
	ck_assert_int_eq(icmp_parse(bytes, length, AF_INET, true, IDENTIFIER).meaning, ICMP_NOT_OURS);
	bytes[0] = 0x65;	/* claims IPv6 */
	ck_assert_int_eq(icmp_parse(bytes, length, AF_INET, true, IDENTIFIER).meaning, ICMP_NOT_OURS);
	bytes[0] = 0x45;
	bytes[9] = IPPROTO_UDP;
	ck_assert_int_eq(icmp_parse(bytes, length, AF_INET, true, IDENTIFIER).meaning, ICMP_NOT_OURS);
}
END_TEST

START_TEST(a_quote_of_eight_bytes_names_the_packet_but_proves_nothing)
{
	uint8_t bytes[REQUEST_SIZE];
	struct icmp_message message;

	icmp_compose(bytes, ICMP_DATA_SIZE, AF_INET, IDENTIFIER, SEQUENCE, INDEX, NONCE);
	message = icmp_parse_quote(bytes, 8, AF_INET, IDENTIFIER);
	ck_assert_int_eq(message.meaning, ICMP_REPLY);
	ck_assert_uint_eq(message.sequence, SEQUENCE);
	ck_assert(!message.has_tag);
	message = icmp_parse_quote(bytes, sizeof bytes, AF_INET, IDENTIFIER);
	assert_ours(&message);
	ck_assert_int_eq(icmp_parse_quote(bytes, 7, AF_INET, IDENTIFIER).meaning, ICMP_NOT_OURS);
	bytes[0] = ICMP_ECHOREPLY;	/* an error about a reply of ours is not about a question of ours */
	ck_assert_int_eq(icmp_parse_quote(bytes, sizeof bytes, AF_INET, IDENTIFIER).meaning, ICMP_NOT_OURS);
}
END_TEST

START_TEST(every_error_has_a_word)
{
	for (unsigned int type = 0; type < 256; type++)
		for (unsigned int code = 0; code < 256; code++) {
			ck_assert(*icmp_error_word(AF_INET, (uint8_t)type, (uint8_t)code));
			ck_assert(*icmp_error_word(AF_INET6, (uint8_t)type, (uint8_t)code));
		}
	ck_assert_str_eq(icmp_error_word(AF_INET, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH), "host unreachable");
	ck_assert_str_eq(icmp_error_word(AF_INET6, ICMPV6_DEST_UNREACH, ICMPV6_ADDR_UNREACH), "host unreachable");
	ck_assert_str_eq(icmp_error_word(AF_INET, ICMP_TIME_EXCEEDED, 0), "hop limit exceeded");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_reply_to_our_request_is_ours),
		UNIT(a_request_for_ipv4_has_the_checksum_of_rfc_1071),
		UNIT(balanced_requests_have_one_checksum_and_read_back),
		UNIT(another_identifier_type_or_code_is_not_ours),
		UNIT(every_flipped_bit_of_a_raw_reply_shows),
		UNIT(a_cut_reply_has_a_tag_only_when_all_of_it_is_there),
		UNIT(a_lying_ip_header_is_not_ours),
		UNIT(a_quote_of_eight_bytes_names_the_packet_but_proves_nothing),
		UNIT(every_error_has_a_word),
		{ NULL, NULL },
	};

	return unit_run("net-icmp-packet", tests);
}
