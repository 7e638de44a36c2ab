/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML documents, and tables in CSV, as trees that remember where each word stood, and typed
 * readers over them. A reader that meets a fault writes it into the list of
 * faults and goes on, so that one pass finds them all; whoever reads looks at
 * conf_faults_errors() before it uses anything.
 *
 * What libyaml lets through and we refuse: duplicate keys, tags other than
 * those a reader asks for, merge keys, more than one document, aliases that
 * multiply, depth, size, bytes that are not UTF-8. Keys are strings.
 */
#pragma once

#include "base/address.h"
#include "base/digest.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPS_CONF_ERROR conf_error_quark()
GQuark conf_error_quark(void);
enum conf_error_code { CONF_ERROR_UNREADABLE, CONF_ERROR_INVALID };

/* --- faults --- */

struct conf_position {
	const char *file; /* as given by the caller; lent by the faults or the document */
	unsigned int line; /* from 1; 0: the file as a whole */
	unsigned int column; /* from 1, in characters */
};

enum conf_weight { CONF_WARNING, CONF_ERROR };

struct conf_fault {
	struct conf_position position;
	enum conf_weight weight;
	char *message; /* "unknown key 'adress' in device 'b1'; did you mean 'address'?";
			  terminal-safe */
};

/* All faults found in one pass, in order of file and position when printed. */
struct conf_faults;

struct conf_faults *conf_faults_new(void);
void conf_faults_free(struct conf_faults *faults);
typedef struct conf_faults ops_conf_faults_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_conf_faults_t, conf_faults_free)
/* After 1,000 faults only their number grows. POSITION and its file's name are
 * copied; NULL when there is no file to name. The message is made safe for a
 * terminal, and what already was is not escaped twice. FAULTS NULL: nobody
 * wants to know. */
void conf_fault(struct conf_faults *faults, enum conf_weight weight,
		const struct conf_position *position, const char *format, ...) G_GNUC_PRINTF(4, 5);
unsigned int conf_faults_errors(const struct conf_faults *faults);
unsigned int conf_faults_warnings(const struct conf_faults *faults);
/* How many were kept, at most 1,000. */
size_t conf_faults_count(const struct conf_faults *faults);
/* Sorted by file, line, column, then as they were found. Lent until the next
 * conf_fault(). */
const struct conf_fault *conf_faults_at(const struct conf_faults *faults, size_t index);
/* "FILE: line 12, column 9: MESSAGE", safe for a terminal. At line 0 "FILE:
 * MESSAGE", without the file where the message names it. Caller frees. */
char *conf_fault_print(const struct conf_fault *fault);

/* --- files --- */

/* What a file was when it was read: enough to see later that it is the same. */
struct conf_stamp {
	int64_t size, modified_ns, changed_ns; /* st_mtim and st_ctim */
	uint64_t device, inode;
	struct digest digest; /* of its bytes */
};

/* All but the digest, of the regular file PATH. False when there is none. */
bool conf_stamp_look(const char *path, struct conf_stamp *ret_stamp);
/* With the digest: reads the file. False when it cannot be read to its end, has
 * more than LIMIT bytes or changed meanwhile. */
bool conf_stamp_read(const char *path, size_t limit, struct conf_stamp *ret_stamp);
/* The bytes of a file under the rules of conf_document_load(). Caller frees. */
GString *conf_bytes_load(const char *path, size_t limit, struct conf_faults *faults);

/* --- documents --- */

struct conf_limits {
	size_t bytes; /* of the file */
	unsigned int depth; /* lists and mappings around each other */
	unsigned int nodes; /* values, keys not counted; what an alias repeats is counted again */
};
extern const struct conf_limits conf_limits_default; /* 64 MiB, 64, 4,000,000 */

struct conf_document;
struct conf_node;

/*
 * Reads LENGTH bytes known as NAME. NULL after at least one error was added.
 * NULL for LIMITS means conf_limits_default. The bytes are not needed
 * afterwards. UTF-8 only, with or without its mark; lines end in LF or CRLF.
 *
 * Tags: "!csv", that is "!" and letters, digits or hyphens, is kept for the
 * reader who asks by conf_tag(). "!!str" on a scalar is taken and forgotten,
 * save that such a scalar is never null. All others, "!!int" and "!!map"
 * among them, are errors: they promise what nobody here would check.
 *
 * An alias is the node that it repeats, with that node's position.
 */
struct conf_document *conf_document_parse(const char *name, const char *bytes, size_t length,
					  const struct conf_limits *limits,
					  struct conf_faults *faults);
/* The same from a file; an unreadable file is an error at line 0. A FIFO,
 * device or directory is refused, and a file that changes while it is read. */
struct conf_document *conf_document_load(const char *path, const struct conf_limits *limits,
					 struct conf_faults *faults);
void conf_document_free(struct conf_document *document);
typedef struct conf_document ops_conf_document_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_conf_document_t, conf_document_free)

/* Of the file that it was loaded from. Lent; zero when it was parsed from memory. */
const struct conf_stamp *conf_document_stamp(const struct conf_document *document);

/* Nodes are lent until the document is freed. The root of an empty file is NULL. */
const struct conf_node *conf_document_root(const struct conf_document *document);

enum conf_kind { CONF_SCALAR, CONF_SEQUENCE, CONF_MAPPING };
enum conf_kind conf_kind(const struct conf_node *node);
const struct conf_position *conf_position(const struct conf_node *node);
/* The scalar's text without regard to its style; NULL for the others. */
const char *conf_text(const struct conf_node *node);
/* A plain (unquoted) empty, ~ or null scalar. */
bool conf_is_null(const struct conf_node *node);
/* "!csv" and the like; NULL when there is none. The typed readers refuse a
 * node with a tag: who allows one looks here first and takes conf_text(). */
const char *conf_tag(const struct conf_node *node);
/* Items of a sequence, or pairs of a mapping; 0 for a scalar. */
size_t conf_length(const struct conf_node *node);
const struct conf_node *conf_item(const struct conf_node *sequence, size_t index);
/* Pair INDEX of a mapping, in the order of the file. */
const char *conf_key(const struct conf_node *mapping, size_t index);
const struct conf_position *conf_key_position(const struct conf_node *mapping, size_t index);
const struct conf_node *conf_value(const struct conf_node *mapping, size_t index);
/* The value of KEY, or NULL; NULL also when the node is no mapping. */
const struct conf_node *conf_find(const struct conf_node *mapping, const char *key);

/* --- tables in CSV --- */

#define CONF_CSV_BYTES ((size_t)512 * 1024 * 1024) /* of a file */
#define CONF_CSV_RECORD ((size_t)64 * 1024) /* of a record, that is mostly a line */
#define CONF_CSV_CELLS 1000 /* in a record */

struct conf_cell {
	char *text; /* never NULL */
	struct conf_position position;
};

/*
 * Records one after another: RFC 4180 in UTF-8, with or without its mark, lines
 * ending in LF or CRLF; empty lines are passed over. A file is read in pieces, so
 * that its size does not matter. A record with a fault (a quote that does not
 * close, text behind one that did, NUL, bytes that are not UTF-8, more than the
 * limits) is told and left out; after a misplaced quote reading goes on behind the
 * first line.
 */
struct conf_csv;

/* PATH is opened at the first record. */
struct conf_csv *conf_csv_open(const char *path);
/* The same over a copy of LENGTH bytes known as NAME. */
struct conf_csv *conf_csv_parse(const char *name, const char *bytes, size_t length);
void conf_csv_free(struct conf_csv *csv);
typedef struct conf_csv ops_conf_csv_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_conf_csv_t, conf_csv_free)
/* The cells of the next record, lent until the next call; NULL at the end, or
 * when the file cannot be read any further. */
const struct conf_cell *conf_csv_next(struct conf_csv *csv, size_t *ret_count,
				      struct conf_faults *faults);
/* Appends TEXT as a cell, in quotes where it needs them. */
void conf_csv_append(GString *record, const char *text);
/* NULL unless the file was read to its end without trouble. Lent. */
const struct conf_stamp *conf_csv_stamp(const struct conf_csv *csv);

/* A column that a sheet may have: the key of a value, "contract.down" for one in
 * a mapping. */
struct conf_column {
	const char *name;
	bool list; /* names with blanks between; "[]" is a list of none */
};

/*
 * A table whose rows are things of one section: its first record names the
 * columns, "id" is the name of the thing, each other column a key of it, an empty
 * cell a key that is absent. A row reads as if it had been written in YAML, with
 * the positions of its cells, so that one reader serves both.
 */
struct conf_sheet;

#define CONF_SHEET_NAME "id"

/* COLUMNS, ended by a NULL name, must outlive the sheet. */
struct conf_sheet *conf_sheet_open(const char *path, const struct conf_column *columns);
struct conf_sheet *conf_sheet_parse(const char *name, const char *bytes, size_t length,
				    const struct conf_column *columns);
/* Rows that are in memory: arrays of as many struct conf_cell as HEADER has. All
 * of it is lent to the sheet. */
struct conf_sheet *conf_sheet_of(const struct conf_cell *header, size_t width,
				 const GPtrArray *rows, const struct conf_column *columns);
void conf_sheet_free(struct conf_sheet *sheet);
typedef struct conf_sheet ops_conf_sheet_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_conf_sheet_t, conf_sheet_free)

struct conf_row {
	const char *name;
	const struct conf_position *position; /* of the name */
	const struct conf_node *node; /* a mapping */
};
/* False at the end. All of the row is lent until the next call. */
bool conf_sheet_next(struct conf_sheet *sheet, struct conf_row *ret_row,
		     struct conf_faults *faults);
/* At its end: was every row read? Not when there was a fault in the header, in a
 * row, or in reading. */
bool conf_sheet_is_whole(const struct conf_sheet *sheet);
/* As conf_csv_stamp(). */
const struct conf_stamp *conf_sheet_stamp(const struct conf_sheet *sheet);

/*
 * --- typed readers: false after a fault was added, RET untouched ---
 *
 * OWNER is what the node is, a noun that begins the message: "port of device
 * 'b1' is '99999': expected a whole number from 1 to 65535". Quotes around a
 * scalar do not matter to a reader. A null is never a value: who allows one
 * looks at conf_is_null() first. With FAULTS NULL a reader only tries: nothing is
 * told, and OWNER, which may be costly to put into words, may be NULL.
 */

/* A node of KIND was expected as OWNER ("device 'b1'"). */
bool conf_expect(const struct conf_node *node, enum conf_kind kind, const char *owner,
		 struct conf_faults *faults);
/* A mapping was expected as OWNER, and every key of it must be in KEYS
 * (NULL-terminated). */
bool conf_check_keys(const struct conf_node *mapping, const char *const *keys, const char *owner,
		     struct conf_faults *faults);
/* At most LIMIT bytes; "" in quotes is a text. Lent by the document. */
bool conf_read_string(const struct conf_node *node, const char *owner, size_t limit,
		      const char **ret_text, struct conf_faults *faults);
/* The same for what people are shown and what goes into messages: not empty, nothing in
 * it that could play tricks there (text_char_is_safe()). */
bool conf_read_text(const struct conf_node *node, const char *owner, size_t limit,
		    const char **ret_text, struct conf_faults *faults);
/* Letters, digits, - _ . ; begins with a letter or digit; at most 64 bytes. */
bool conf_read_name(const struct conf_node *node, const char *owner, const char **ret_name,
		    struct conf_faults *faults);
/* A name as a key of a mapping is under the same rule. OWNER: "name of a device". */
bool conf_check_name(const char *name, const struct conf_position *position, const char *owner,
		     struct conf_faults *faults);
/* Decimal; a leading 0 (octal to some) is refused. */
bool conf_read_integer(const struct conf_node *node, const char *owner, int64_t minimum,
		       int64_t maximum, int64_t *ret_value, struct conf_faults *faults);
/* true/false only; YAML 1.1's yes, no, on, off are an error that says so. */
bool conf_read_bool(const struct conf_node *node, const char *owner, bool *ret_value,
		    struct conf_faults *faults);
bool conf_read_duration(const struct conf_node *node, const char *owner, int64_t minimum_us,
			int64_t maximum_us, int64_t *ret_us, struct conf_faults *faults);
bool conf_read_rate(const struct conf_node *node, const char *owner, int64_t *ret_bits_per_second,
		    struct conf_faults *faults);
bool conf_read_percentage(const struct conf_node *node, const char *owner, int32_t *ret_ppm,
			  struct conf_faults *faults);
bool conf_read_address(const struct conf_node *node, const char *owner, struct address *ret_address,
		       struct conf_faults *faults);
/* The index in WORDS (NULL-terminated) of the scalar; others are an error that
 * lists them and names the nearest. */
bool conf_read_choice(const struct conf_node *node, const char *owner, const char *const *words,
		      unsigned int *ret_index, struct conf_faults *faults);
