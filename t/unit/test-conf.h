/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of conf/ share: read a text, and put the faults that came of
 * it under each other as an operator would see them.
 */
#pragma once

#include "conf/conf.h"

#include "unit.h"

/* All of FAULTS, one a line. Caller frees. */
static inline char *print_faults(const struct conf_faults *faults)
{
	GString *lines = g_string_new(NULL);

	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		g_autofree char *line = conf_fault_print(conf_faults_at(faults, i));

		g_string_append_printf(lines, "%s%s", i ? "\n" : "", line);
	}
	return g_string_free(lines, FALSE);
}

/* What parsing LENGTH bytes finds fault with, "" when a document came back. */
static inline char *faults_of_bytes(const char *bytes, size_t length,
				    const struct conf_limits *limits)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse("x.yaml", bytes, length, limits, faults);

	ck_assert_int_eq(document != NULL, conf_faults_errors(faults) == 0);
	return print_faults(faults);
}

static inline char *faults_of(const char *text)
{
	return faults_of_bytes(text, strlen(text), NULL);
}

/* A document that must be without fault. */
static inline struct conf_document *parse_good(const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct conf_document *document =
		conf_document_parse("x.yaml", text, strlen(text), NULL, faults);
	g_autofree char *printed = print_faults(faults);

	ck_assert_str_eq(printed, "");
	ck_assert_ptr_nonnull(document);
	return document;
}
