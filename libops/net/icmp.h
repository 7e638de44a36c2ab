/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ICMP wire: echo requests to many addresses at a paced rate, and what
 * came of each packet, IPv4 and IPv6 (RFC 792, 1122 section 3.2.2, 4443).
 *
 * A packet is answered only by an echo reply from the very address it was
 * sent to, with our identifier, its sequence number and its own 64 random
 * bits, before its own deadline. Whatever else arrives is counted apart and
 * never changes that: another address, another nonce, a second copy, a reply
 * that comes late, an ICMP error (anybody can forge one: it explains silence,
 * it does not make it). Packets that our own socket dropped are our fault:
 * they are asked again, more slowly, and never count as loss of the line.
 *
 * Round trips come from kernel stamps of sending and receiving, each brought
 * to the monotonic clock at its own end, so that a step of the wall clock
 * between them does no harm.
 */
#pragma once

#include "base/address.h"
#include "base/notes.h"
#include "base/words.h"
#include "net/loop.h"

#define OPS_ICMP_ERROR icmp_error_quark()
GQuark icmp_error_quark(void);
enum icmp_error_code { ICMP_ERROR_PERMISSION, ICMP_ERROR_SOCKET };

#define ICMP_PACKETS_MAX 10000
#define ICMP_RETRIES_MAX 2
#define ICMP_NO_FAR_END UINT32_MAX
#define ICMP_TAG_SIZE 16		/* what proves a reply: index and nonce */
#define ICMP_DATA_SIZE 32		/* the usual size of our data */
#define ICMP_DATA_MAX 9000

/* How a question is put; shared by many, lent until icmp_close(). */
struct icmp_settings {
	int packets;			/* 1..ICMP_PACKETS_MAX echo requests */
	int retries;			/* 0..ICMP_RETRIES_MAX: a silent one is sent so often again before it is lost */
	int64_t gap_us;			/* between them */
	int64_t timeout_us;		/* each packet's own deadline */
	int data_size;			/* behind the ICMP header: ICMP_TAG_SIZE..ICMP_DATA_MAX */
	int dscp;			/* 0..63 */
	bool dont_fragment;
};

struct icmp_question {
	struct address to;
	struct address source;		/* family 0: the kernel chooses */
	uint32_t interface;		/* index of the one to leave by; 0: the kernel chooses */
	uint32_t far_end;		/* questions with the same number share a cap; or ICMP_NO_FAR_END */
	const struct icmp_settings *settings;
};

/* COUNT questions, each made when it is needed: a nation's lines are kept once. */
struct icmp_questions {
	uint32_t count;
	/* Cheap, always the same for the same NUMBER, and safe in several threads. */
	void (*at)(const void *context, uint32_t number, struct icmp_question *ret_question);
	const void *context;
};

struct icmp_packet {
	enum packet_outcome outcome;
	int32_t rtt_us;			/* -1: none */
};

/* What most questions never have. Counts stay at 65535 when there is more. */
struct icmp_oddities {
	uint16_t late;			/* replies after their deadline */
	uint16_t duplicates, wrong_source, corrupt, truncated;
	uint16_t errors;		/* ICMP errors that quote a packet of this question */
	uint16_t forged;		/* those of them that quote a wrong nonce */
	uint16_t send_errno;		/* why our side refused; 0 */
	uint8_t error_type, error_code;	/* of the last ICMP error */
	struct address error_from;	/* who sent it */
	struct address wrong_from;	/* the last other address that answered */
};

struct icmp_answer {
	uint16_t sent, received;	/* packets; own losses are in neither */
	uint16_t own_losses, not_sent;
	uint16_t retried;		/* of those sent: more than once */
	uint16_t inexact;		/* round trips timed without both kernel stamps */
	const struct icmp_oddities *odd;	/* NULL: none; lent until icmp_close() */
};

struct icmp_options {
	struct loop *loop;
	const char *program;		/* path of nwops-icmp; lent until icmp_close() */
	const struct notes *notes;
	int64_t rate_per_second;	/* 0: as fast as the kernel takes them */
	int64_t far_end_rate_per_second;	/* 0: no cap */
	unsigned int threads;		/* 0: as the number of questions and processors suggests */
	bool from6;			/* a question names an IPv6 source: see icmp_socket_keeps() */
	/* Called on the loop, once for each question, when it has ended. */
	void (*ended)(void *context, uint32_t question);
	void *context;
};

struct icmp_wire;

/* Opens nothing yet; sockets are fetched from nwops-icmp at icmp_start(). */
struct icmp_wire *icmp_open(const struct icmp_options *options, const struct icmp_questions *questions);
void icmp_close(struct icmp_wire *wire);
typedef struct icmp_wire ops_icmp_wire_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_icmp_wire_t, icmp_close)

/*
 * Begins to ask, in threads of its own. Families for which no socket could be
 * had end their questions with could-not-ask; only when none could be had is
 * it an error, whose text names the ways out.
 */
bool icmp_start(struct icmp_wire *wire, GError **error);
/* Stops asking and waits until it has stopped: questions still open end no
 * more. What was seen stays readable. */
void icmp_cancel(struct icmp_wire *wire);

/* Of a question that has ended, or of any after icmp_cancel(). */
void icmp_read(const struct icmp_wire *wire, uint32_t question, struct icmp_answer *ret_answer);
/* Its packets in the order of sending, as many as its settings say. */
void icmp_read_packets(const struct icmp_wire *wire, uint32_t question, struct icmp_packet *ret_packets);

struct icmp_totals {
	uint64_t sent, received;
	uint64_t own_drops;		/* packets that our sockets dropped */
	uint64_t foreign;		/* messages that belong to no question */
	unsigned int threads;
	bool raw4, raw6;		/* a raw socket was used */
};
/* After icmp_cancel(), or when all have ended. */
struct icmp_totals icmp_totals(const struct icmp_wire *wire);

/* --- the reader of bytes from the wire; no I/O, for tests and fuzzing --- */

enum icmp_meaning {
	ICMP_NOT_OURS,			/* too short, another type or identifier */
	ICMP_BAD_CHECKSUM,
	ICMP_REPLY,			/* an echo reply with our identifier */
};

struct icmp_message {
	enum icmp_meaning meaning;
	uint16_t sequence;
	bool has_tag;			/* index and nonce could be read */
	uint32_t index;
	uint64_t nonce;
	size_t data_length;		/* bytes behind the ICMP header */
};

/* Bytes as the socket gives them: IPv4 raw sockets with the IP header. */
struct icmp_message icmp_parse(const uint8_t *bytes, size_t length, int family, bool with_ip_header, uint16_t identifier);
/* Bytes quoted by an ICMP error, from the quoted ICMP header on. */
struct icmp_message icmp_parse_quote(const uint8_t *bytes, size_t length, int family, uint16_t identifier);
/* Writes an echo request with DATA_SIZE bytes of data, 8 + DATA_SIZE in all,
 * checksummed for IPv4. */
void icmp_compose(uint8_t *ret_bytes, int data_size, int family, uint16_t identifier, uint16_t sequence,
		  uint32_t index, uint64_t nonce);
/* Makes the checksum of a composed request the same for all of its identifier, and in IPv6 of all
 * sizes. Routers with several equal ways choose one by the beginning of what a packet carries. */
void icmp_balance(uint8_t *bytes, int data_size, int family);
/* "host unreachable", in the language of the screen. Lent. */
const char *icmp_error_word(int family, uint8_t type, uint8_t code);
