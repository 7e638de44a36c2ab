/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of platform*.c share: a platform as it was read, the lines of
 * an answer, records while they are filled.
 *
 *   platform-load, -command    YAML -> struct platform
 *   platform-rule, -value      one line rule; one value of it
 *   platform-send              what may be sent at all
 *   platform-text              bytes -> lines
 *   platform-lines, -table, -json   lines -> records, by the three ways to tell a layout
 *   platform-parse, -answer    verdict, choice of layout; what is lent to callers
 */
#pragma once

#include "base/pattern.h"
#include "probe/platform.h"

#define PLATFORM_LINE_BYTES 4096
#define PLATFORM_LINES 200000
#define PLATFORM_RECORDS 20000
#define PLATFORM_TEXT_BYTES 256

/* --- values --- */

enum platform_reading {
	READING_KNOWN,
	READING_NONE,		/* the device says that there is none: "-", "never" */
	READING_STRANGE,	/* not a value of this type */
};

/* How a text becomes a value: "kbit" of a rate. */
struct platform_form {
	const char *name;	/* NULL: of the type without more */
	enum field_type type;
	const char *pattern;	/* what such a value looks like: bounded, no group that captures */
	enum platform_reading (*read)(const struct platform_form *form, const char *text, int64_t *ret_number,
				      char **ret_text);
	int64_t scale;
};

/* NULL when TYPE has no form NAME. */
const struct platform_form *platform_value_form(enum field_type type, const char *name);
/* "s, ms, min": the forms of TYPE. Caller frees. */
char *platform_value_forms(enum field_type type);

/* "-", "never" and the like. */
bool platform_value_is_none(const char *text);

/* A word of a device for one of a field's choices. */
struct platform_word {
	unsigned int field;
	const char *word;
	unsigned int choice;
};

struct platform_words {
	const struct vocabulary_record *record;
	GArray *words;		/* struct platform_word */
};

/* Where one value of a record comes from. */
struct platform_source {
	unsigned int field;
	const struct platform_form *form;
	bool add;		/* to what the field holds already */
};

/* A value that is fixed by the file. */
struct platform_setting {
	unsigned int field;
	struct platform_value value;
};

/* --- line rules --- */

struct platform_rule {
	struct pattern *pattern;
	const char *text;		/* as it is written in the file */
	char *expression;		/* that the pattern was made of */
	char *needle;			/* every line that matches contains it; "" */
	bool needle_first;		/* and begins with it */
	GArray *sources;		/* struct platform_source: group 1, 2, ... */
	GArray *settings;		/* struct platform_setting */
	enum platform_verified verified;
	struct conf_position position;
};

struct platform_rule *platform_rule_new(const char *text, const struct vocabulary_record *record, GError **error);
void platform_rule_free(struct platform_rule *rule);
/* GROUPS may be NULL. */
bool platform_rule_match(const struct platform_rule *rule, const char *line, size_t length,
			 struct pattern_group *groups);
/* The first of RULES (struct platform_rule) that matches, or NULL. */
const struct platform_rule *platform_rule_first(const GPtrArray *rules, const char *line, size_t length,
						struct pattern_group *groups);

/* "field", "field:form", "field:form+" at the beginning of TEXT. */
bool platform_rule_source(const char *text, size_t length, const struct vocabulary_record *record,
			  struct platform_source *ret_source, GError **error);

/* --- layouts --- */

struct platform_column {
	char *heading;
	GPtrArray *rules;				/* struct platform_rule, for the whole cell; NULL: not wanted */
};

struct platform_path {					/* a value in JSON */
	char **steps;
	GPtrArray *rules;				/* for its text */
};

/* One kind of record in one layout. */
struct platform_block {
	const struct vocabulary_record *record;
	GPtrArray *start, *context, *lines, *until;	/* struct platform_rule */
	GArray *settings;				/* struct platform_setting, of every record */
	GArray *needs;					/* unsigned int: without these fields it is no record */
	struct platform_words words;
	enum platform_verified verified;
	GPtrArray *columns;				/* struct platform_column, as they stand in the table; NULL */
	/* JSON: a step is a name, or NULL for any member; then EACH may say what its name is. */
	GPtrArray *steps, *each;			/* char *; struct platform_rule or NULL */
	GPtrArray *paths;				/* struct platform_path */
};

struct platform_skip {
	struct platform_rule *from, *to, *before;	/* neither of both: up to the end */
};

struct platform_layout {
	const char *name;
	struct platform_rule *when;
	GPtrArray *ignore, *join, *continues;		/* struct platform_rule */
	GArray *skips;					/* struct platform_skip */
	unsigned int wrap;				/* columns at which the device breaks lines; 0 */
	GPtrArray *blocks;				/* struct platform_block */
	struct conf_position position;
};

struct platform_ask {
	struct platform_command command;		/* what is public of it */
	GPtrArray *ends, *ignore;			/* struct platform_rule */
	GPtrArray *layouts;				/* struct platform_layout */
	bool empty;					/* no line at all is an answer: nothing there */
	struct conf_position position;
};

struct platform {
	const char *name, *title;
	int counter_bits;		/* 32 or 64; 0: not said */
	GStringChunk *texts;
	struct platform_session session;
	GArray *pagers;					/* struct platform_pager */
	GPtrArray *prepare;				/* texts, ended by NULL */
	GPtrArray *read_only;				/* struct platform_rule */
	GPtrArray *refused, *denied, *absent, *ignore;	/* struct platform_rule */
	GPtrArray *refusals, *denials;			/* expressions: of the first; of the next two; ended by NULL */
	struct pattern *prompt;
	GHashTable *abbreviations;			/* "gi" -> "GigabitEthernet" */
	GPtrArray *words;				/* struct platform_words */
	GPtrArray *asks;				/* struct platform_ask */
};

/* --- while it is read --- */

struct platform_build {
	struct platform *platform;
	struct conf_faults *faults;
	char owner[160];		/* whose part is being read, for messages */
};

void platform_build_error(struct platform_build *build, const struct conf_node *node, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* A list of rules, or a single one; NULL for none. RECORD NULL: no fields. */
GPtrArray *platform_build_rules(struct platform_build *build, const struct conf_node *node,
				const struct vocabulary_record *record, enum platform_verified verified);
struct platform_rule *platform_build_rule(struct platform_build *build, const struct conf_node *node,
					  const struct vocabulary_record *record,
					  enum platform_verified verified);
void platform_build_words(struct platform_build *build, const struct conf_node *node,
			  const struct vocabulary_record *record, struct platform_words *words);
/* VERIFIED stays as it is unless NODE says otherwise. */
void platform_build_verified(struct platform_build *build, const struct conf_node *node,
			     enum platform_verified *verified);
void platform_build_set(struct platform_build *build, const struct conf_node *node,
			const struct vocabulary_record *record, GArray *settings);
void platform_build_commands(struct platform_build *build, const struct conf_node *node);
char *platform_build_text(struct platform_build *build, const char *text);
void platform_ask_free(struct platform_ask *ask);
void platform_words_free(struct platform_words *words);

/* What may not be sent, in words, or NULL. Caller frees. */
char *platform_send_refuse(const char *send, const GPtrArray *read_only);
char *platform_send_refuse_prepare(const char *send);
/* The enum platform_parameter that NAME of LENGTH bytes is, or -1. */
int platform_send_parameter(const char *name, size_t length);

/* --- lines --- */

struct platform_line {
	char *text;		/* without blanks at its end; tabs are blanks */
	unsigned int length;
	unsigned int indent;	/* blanks before its first word */
	unsigned int number;	/* from 1, where it began in what came */
	bool odd;		/* too long */
};

struct platform_text {
	GArray *lines;		/* struct platform_line, none empty... save as they separate */
	GStringChunk *chunk;
	bool cut;		/* more lines or bytes than are looked at */
	bool pager;		/* the pager is the last thing that came */
};

void platform_text_read(const struct platform *platform, const struct platform_command *command,
			const char *bytes, size_t length, struct platform_text *ret_text);
void platform_text_clear(struct platform_text *text);

/* --- records being made --- */

struct platform_answer {
	const struct platform *platform;
	const struct platform_ask *ask;
	const struct platform_layout *layout;
	enum platform_verdict verdict;
	char *evidence;
	GStringChunk *texts;
	GPtrArray *records;	/* struct platform_record */
	GPtrArray *blocks;	/* by record: the struct platform_block that it comes from */
	GArray *oddities;	/* struct platform_oddity */
	unsigned int lines, odd_lines, understood;
	unsigned int known;	/* values */
	unsigned int at_line;	/* that is being read */
};

struct platform_answer *platform_answer_new(const struct platform *platform, const struct platform_ask *ask);
struct platform_record *platform_answer_record(struct platform_answer *answer,
					       const struct platform_block *block, unsigned int line);
void platform_answer_odd(struct platform_answer *answer, unsigned int line, const char *text, size_t length,
			 const char *field);
/* Takes TEXT for the field of SOURCE in RECORD; OVER: also when it holds a value. */
void platform_answer_take(struct platform_answer *answer, const struct platform_block *block,
			  const struct platform_source *source, const char *text, size_t length,
			  struct platform_record *record, bool over);
/* Opens a record of BLOCK with what CONTEXT says and what the block fixes. NULL: there are too many. */
struct platform_record *platform_answer_open(struct platform_answer *answer, const struct platform_block *block,
					     const struct platform_record *context, unsigned int line);
/* Takes what the groups of RULE hold. */
void platform_rule_take(struct platform_answer *answer, const struct platform_block *block,
			const struct platform_rule *rule, const char *text, const struct pattern_group *groups,
			struct platform_record *record, bool over);
void platform_answer_set(struct platform_record *record, const GArray *settings, bool over);
/* Puts together what belongs together, works out what follows, drops what is nobody's. */
void platform_answer_finish(struct platform_answer *answer);

void platform_lines_read(struct platform_answer *answer, const struct platform_layout *layout,
			 const struct platform_text *text);
/* True when LINE was part of the table of BLOCK. */
struct platform_table;
struct platform_table *platform_table_new(const struct platform_block *block);
void platform_table_free(struct platform_table *table);
bool platform_table_line(struct platform_table *table, struct platform_answer *answer,
			 const struct platform_line *line, const struct platform_record *context);
void platform_table_blank(struct platform_table *table);
/* False when it is garbled. */
bool platform_json_read(struct platform_answer *answer, const struct platform_layout *layout,
			const struct platform_text *text);
