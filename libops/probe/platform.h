/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Platforms: what a kind of device is asked, and what its answers mean. A
 * platform is a file, nwops-platform(5); the words that all platforms answer in
 * are one table (vocabulary.c). Reading an answer takes bytes and gives records
 * of typed fields: nothing here opens a file but platform_load(), nothing asks
 * the time, nothing sends.
 *
 * What a device did not say is unknown, never 0. Lines that nobody understood
 * are counted and shown. An answer that may be cut short is not an answer.
 */
#pragma once

#include "base/json.h"
#include "conf/conf.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- the vocabulary --- */

enum field_type {
	FIELD_TEXT,		/* what a person wrote, at most 256 bytes of safe UTF-8 */
	FIELD_WORD,		/* a name or number without blanks */
	FIELD_INTERFACE,	/* the name of an interface, written out: "GigabitEthernet0/1" */
	FIELD_ADDRESS,		/* IPv4 or IPv6, with "/24" where the device says so */
	FIELD_PEER,		/* an address, or a name in its place */
	FIELD_CHOICE,		/* one of the field's choices */
	FIELD_INTEGER,
	FIELD_COUNT,		/* counted up from a start, 0 to 2^63 - 1 */
	FIELD_SHARE,		/* parts per million */
	FIELD_DURATION,		/* microseconds */
	FIELD_RATE,		/* bits per second */
	FIELD_OCTETS,
	FIELD_INSTANT,		/* UTC microseconds since 1970 */
};
#define FIELD_TYPE_COUNT 13

struct vocabulary_field {
	const char *name;		/* "in_octets": also the key in JSON */
	enum field_type type;
	bool key;			/* with the others of its record it says whose values these are */
	const char *const *choices;	/* FIELD_CHOICE: ended by NULL */
	const char *summary;
};

struct vocabulary_record {
	const char *name;		/* "interface" */
	const char *summary;
	const struct vocabulary_field *fields;	/* ended by a NULL name */
	unsigned int count;
};

/* Ended by a NULL name. */
extern const struct vocabulary_record vocabulary_records[];
const struct vocabulary_record *vocabulary_find(const char *name);
/* The number of the field in RECORD, or -1. */
int vocabulary_field(const struct vocabulary_record *record, const char *name);
/* "count", "octets", ...: for people. */
const char *vocabulary_type_name(enum field_type type);

/* --- a platform --- */

struct platform;

/* How the transport speaks with the device; texts are lent by the platform. */
enum platform_channel {
	PLATFORM_SHELL,		/* a terminal with a prompt */
	PLATFORM_EXEC,		/* each command in a channel of its own */
};

/* What waits for a key in the midst of an output: the line ends in TEXT. */
struct platform_pager {
	const char *text, *answer;
};

struct platform_session {
	enum platform_channel channel;
	const char *prompt;		/* pcre2, for a whole line; NULL with PLATFORM_EXEC */
	const struct platform_pager *pagers;
	unsigned int pager_count;
	const char *const *prepare;	/* sent after login; they change this session alone; ended by NULL */
	const char *elevate;		/* the command for the privileged mode; NULL: there is none */
	const char *leave;		/* what logs out; NULL: the channel is closed */
	/* Patterns of the lines by which it says that it does not know a command; that it does not allow it,
	 * or has nothing of what was asked for. Each ended by NULL. */
	const char *const *refusals, *const *denials;
	const char *line_end;		/* "\n", "\r" or "\r\n" */
	unsigned int columns, rows;	/* of the terminal that is asked for */
	bool cp932;			/* what is not UTF-8 is CP932 */
};

/* What stands in braces in what is sent, and must be given when it is sent. */
enum platform_parameter {
	PARAMETER_TARGET,	/* {target}: an address */
	PARAMETER_SOURCE,	/* {source}: an address */
	PARAMETER_INTERFACE,	/* {interface}: letters, digits and ./:-_ */
	PARAMETER_VRF,		/* {vrf}: a name */
	PARAMETER_COUNT,	/* {count}: 1 to 100 */
};
#define PLATFORM_PARAMETER_COUNT 5

struct platform_command {
	const char *name;		/* "interfaces" */
	const char *send;		/* "show interfaces"; parameters in braces */
	const char *fallback;		/* name of the command to ask where this one is not understood; NULL */
	unsigned int parameters;	/* bit 1 << PARAMETER_TARGET, ... */
	bool watch;			/* asked at each reading; else only when somebody wants it */
	bool json;
	bool elevated;			/* needs the privileged mode */
	/* The answers that count as such before a fallback: garbled JSON is asked for again so often. */
	unsigned int attempts;
};

/*
 * Reads ROOT, a platform that is known as NAME; the tree is not needed
 * afterwards. All faults in one pass; NULL after an error.
 */
struct platform *platform_read(const char *name, const struct conf_node *root,
			       const struct conf_position *whole, struct conf_faults *faults);
/* The same from the file NAME.yaml in the first of DIRECTORIES (ended by NULL) that has it. */
struct platform *platform_load(const char *name, const char *const *directories,
			       struct conf_faults *faults);
/* The names of all that DIRECTORIES have, sorted; g_ptr_array_unref(). */
GPtrArray *platform_names(const char *const *directories);
/* The path of NAME.yaml in the first of DIRECTORIES that has it, or NULL. Caller frees. */
char *platform_path(const char *name, const char *const *directories);
void platform_free(struct platform *platform);
typedef struct platform ops_platform_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_platform_t, platform_free)

const char *platform_name(const struct platform *platform);
const char *platform_title(const struct platform *platform);
/* Of its interfaces' counters: 32 or 64; 0: not said. */
int platform_counter_bits(const struct platform *platform);
const struct platform_session *platform_session(const struct platform *platform);
unsigned int platform_command_count(const struct platform *platform);
const struct platform_command *platform_command_at(const struct platform *platform, unsigned int number);
/* NULL when there is none. */
const struct platform_command *platform_command_find(const struct platform *platform, const char *name);
/*
 * What is to be sent for COMMAND, VALUES by enum platform_parameter put in. NULL
 * when one is missing or is not what its place takes: it would be a way to send
 * something else. Caller frees.
 */
char *platform_command_text(const struct platform_command *command,
			    const char *const values[PLATFORM_PARAMETER_COUNT], GError **error);

#define OPS_PLATFORM_ERROR platform_error_quark()
GQuark platform_error_quark(void);
enum platform_error_code { PLATFORM_ERROR_PARAMETER };

/* How COMMAND comes to know FIELD, the number of a field of RECORD. */
enum platform_verified {
	VERIFIED_NOT,		/* it does not give the field, or nobody has proof: switched off */
	VERIFIED_MANUAL,	/* from the vendor's documents */
	VERIFIED_SAMPLE,	/* seen in what a device printed */
};
enum platform_verified platform_command_gives(const struct platform *platform,
					      const struct platform_command *command,
					      const struct vocabulary_record *record, unsigned int field);
const char *platform_verified_name(enum platform_verified verified);

/* --- answers --- */

/* How the transport knows that the answer is whole. */
enum platform_ending {
	ENDING_UNKNOWN,		/* a file: nothing but the text tells */
	ENDING_SEEN,		/* the prompt came back, or the channel closed after the command's end */
	ENDING_MISSED,		/* deadline, limit or lost connection */
};

enum platform_verdict {
	ANSWER_COMPLETE,
	ANSWER_ABSENT,		/* complete: the device does not use what it was asked for */
	/* From here on the answer is none. */
	ANSWER_REFUSED,		/* the device does not know the command */
	ANSWER_DENIED,		/* it may not be asked by us */
	ANSWER_EMPTY,		/* nothing came */
	ANSWER_CUT,		/* it broke off, or is larger than the limit */
	ANSWER_NO_END,		/* what ends a complete answer is missing */
	ANSWER_PAGER,		/* the device waits for a key */
	ANSWER_GARBLED,		/* JSON that cannot be read */
	ANSWER_STRANGE,		/* not one line was understood */
};
#define PLATFORM_VERDICT_COUNT 10
/* "no-end": for JSON. */
const char *platform_verdict_id(enum platform_verdict verdict);
/* In words of the screen's language: "what ends it is missing". Lent for ever. */
const char *platform_verdict_shown(enum platform_verdict verdict);
static inline bool platform_verdict_is_answer(enum platform_verdict verdict)
{
	return verdict <= ANSWER_ABSENT;
}

struct platform_value {
	bool known;
	int64_t number;		/* all types of numbers; FIELD_CHOICE: its place among the choices */
	const char *text;	/* all types of texts, FIELD_CHOICE too; lent by the answer */
};

struct platform_record {
	const struct vocabulary_record *kind;
	unsigned int line;		/* where it began, from 1 */
	struct platform_value values[];	/* kind->count */
};

/* A line, or a value in it, that was not understood. */
struct platform_oddity {
	unsigned int line;		/* from 1, of the text as it came */
	const char *text;		/* as it came, terminal-safe, cut at 200 bytes */
	const char *field;		/* whose value it would be; NULL: the whole line */
};

#define PLATFORM_ANSWER_BYTES ((size_t)8 << 20)
#define PLATFORM_ODDITIES 100

/* What one command's output said. Fixed; all it lends lives until it is freed, and
 * the platform must outlive it. */
struct platform_answer;

/*
 * Reads LENGTH bytes that came for COMMAND of PLATFORM, with echo, prompts,
 * control sequences and pager marks as they came. Never fails: whatever the
 * bytes are, it says what of them is known. What is beyond PLATFORM_ANSWER_BYTES
 * is not looked at, and the verdict says so.
 */
struct platform_answer *platform_parse(const struct platform *platform,
				       const struct platform_command *command, const char *bytes,
				       size_t length, enum platform_ending ending);
void platform_answer_free(struct platform_answer *answer);
typedef struct platform_answer ops_platform_answer_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_platform_answer_t, platform_answer_free)

enum platform_verdict platform_answer_verdict(const struct platform_answer *answer);
/* The line that the verdict comes from, terminal-safe, or "". */
const char *platform_answer_evidence(const struct platform_answer *answer);
/* Which of the command's layouts fitted; NULL where none did. */
const char *platform_answer_layout(const struct platform_answer *answer);
unsigned int platform_answer_count(const struct platform_answer *answer);
const struct platform_record *platform_answer_at(const struct platform_answer *answer, unsigned int number);
/* Lines with something on them, echo and prompts not counted; and those that
 * nobody understood, of which at most PLATFORM_ODDITIES are kept. */
unsigned int platform_answer_lines(const struct platform_answer *answer);
unsigned int platform_answer_odd_lines(const struct platform_answer *answer);
size_t platform_answer_oddities(const struct platform_answer *answer);
const struct platform_oddity *platform_answer_oddity(const struct platform_answer *answer, size_t number);

/* A value of RECORD by the field's name. NULL when it is unknown, or is no such field. */
const struct platform_value *platform_value(const struct platform_record *record, const char *field);
/* Every field of RECORD's kind, null where it is not known. Caller frees. */
struct json *platform_record_json(const struct platform_record *record);
/* VALUE of FIELD with its unit, for people. Caller frees. */
char *platform_value_shown(const struct vocabulary_field *field, const struct platform_value *value);

/* --- samples --- */

/*
 * Does ANSWER say what EXPECTED, the root of a sample's YAML, says it must, all
 * of it and no more? Each difference is an error at its place in that file.
 */
bool platform_sample_check(const struct platform_answer *answer, const struct conf_node *expected,
			   struct conf_faults *faults);
/* "interfaces", "interfaces.cut": names of the samples in DIRECTORY, sorted; g_ptr_array_unref(). */
GPtrArray *platform_sample_names(const char *directory);
