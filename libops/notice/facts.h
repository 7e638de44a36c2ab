/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a notice is made from: the values that a template may name, and nothing of
 * how they came about. A notice knows no case and no run: it has their reference as
 * a word to be quoted. As JSON it lies in the spool's table until it is sent, so that
 * the same bytes are made from it at any time.
 */
#pragma once

#include "base/json.h"
#include "base/words.h"

#include <glib.h>
#include <stdint.h>

struct notice_fact {
	char *name;		/* a field, "since" */
	char *value;		/* in the field's form; NULL: unknown */
	bool estimated;
};

struct notice_facts {
	enum notice_kind kind;
	enum audience audience;
	char *recipient;	/* an organization's name; NULL: all of the audience */
	char *reference;	/* "INC-20261122-003"; NULL */
	char *subject;		/* an item's name; NULL */
	char *organization;	/* whom it is about; NULL */
	int64_t as_of_us;	/* when what it says was so */
	GPtrArray *facts;	/* struct notice_fact, in order of name */
};

struct notice_facts *notice_facts_new(enum notice_kind kind, enum audience audience);
void notice_facts_free(struct notice_facts *facts);
typedef struct notice_facts ops_notice_facts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_notice_facts_t, notice_facts_free)
/* VALUE NULL: unknown. One of the same name is replaced. */
void notice_facts_add(struct notice_facts *facts, const char *name, const char *value, bool estimated);
struct json *notice_facts_json(const struct notice_facts *facts);
/* NULL with an error (OPS_JSON_ERROR of base/json.h) for what is no such object. */
struct notice_facts *notice_facts_read(const struct json *json, GError **error);
/* The same out of TEXT as it is kept. */
struct notice_facts *notice_facts_parse(const char *text, GError **error);
/* Nothing is said of it any more. */
void notice_facts_remove(struct notice_facts *facts, const char *name);
/* NULL: nothing is said of it. Lent until the facts are changed. */
const struct notice_fact *notice_facts_find(const struct notice_facts *facts, const char *name);
struct notice_facts *notice_facts_copy(const struct notice_facts *facts);
