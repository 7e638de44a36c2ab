/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person says of a field, turned into what the record holds. Pure.
 */
#pragma once

#include "procedure/procedure.h"

struct field_context {
	GTimeZone *zone;
	int64_t now_us;
};

/* What was said. VALUE NULL: unknown. */
struct field_said {
	char *value;
	bool estimated;
};

/* TEXT as somebody types it or writes it into a file. False with a reason in words for who typed
 * it. */
bool field_read(const struct field_context *context, const struct procedure_field *field,
		const char *text, struct field_said *ret_said, GError **error);
/* A value as it is shown to a person. Caller frees. */
char *field_show(const struct field_context *context, const struct procedure_field *field,
		 const char *value);
/* Whether TEXT says that nobody knows: "?", "unknown", 不明. */
bool field_says_unknown(const char *text);
