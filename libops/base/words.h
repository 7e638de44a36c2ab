/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one table of the words that nwops thinks in. Each word has an id (for
 * JSON and files, never translated), an English and a Japanese form (for
 * people), and where there is one, the plugin protocol's word and number.
 * Everything else derives from this table; no other file spells them.
 */
#pragma once

#include <glib.h>

/* How good or bad a thing is: a judgement over results, never a result. */
enum status { STATUS_OK, STATUS_CAUTION, STATUS_WARNING, STATUS_DOWN, STATUS_UNKNOWN };
#define STATUS_COUNT 5

/* How one run of one probe ended. Nothing may turn one into another. */
enum probe_end { PROBE_ANSWERED, PROBE_NO_ANSWER, PROBE_COULD_NOT_ASK };
#define PROBE_END_COUNT 3

/* What became of one packet of a probe. */
enum packet_outcome {
	PACKET_WAITING,		/* sent, its own deadline not yet passed */
	PACKET_ANSWERED,
	PACKET_LOST,		/* its deadline passed in silence */
	PACKET_LATE,		/* answered after its deadline: counts as lost */
	PACKET_UNREACHABLE,	/* silent, and somebody said by ICMP why */
	PACKET_NOT_SENT,	/* our side refused it */
	PACKET_OWN_LOSS,	/* our own socket dropped packets meanwhile */
};
#define PACKET_OUTCOME_COUNT 7

enum word_family { WORDS_STATUS, WORDS_PROBE_END, WORDS_PACKET_OUTCOME, WORDS_OWNER_KIND, WORDS_STORE_VERDICT };

struct word {
	const char *id;		/* "caution" */
	const char *english;	/* "CAUTION" */
	const char *japanese;	/* "注意" */
	const char *plugin;	/* "WARNING", or NULL where the protocol has no word */
	int plugin_code;	/* 1, or -1 */
};

/* The word numbered VALUE of FAMILY. VALUE must be one of the family's enum. */
const struct word *words_get(enum word_family family, unsigned int value);
/* The number of words in FAMILY. */
unsigned int words_count(enum word_family family);
/* The value whose id is ID, or -1. */
int words_find(enum word_family family, const char *id);
/* The word in the language of the screen (gettext's choice). Lent for ever. */
const char *words_shown(enum word_family family, unsigned int value);

/* The worse of two: DOWN > WARNING > UNKNOWN > CAUTION > OK. */
enum status status_worse(enum status a, enum status b);
/* The exit status of a command whose answer is STATUS: 0, 1, 2 or 3. */
int status_exit(enum status status);
