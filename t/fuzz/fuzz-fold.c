/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a text and as what is searched for: tokens hold nothing that means
 * something to an index, a text is found by itself, and what is shown of it is as wide as it may be.
 */
#include "base/text.h"
#include "cases/fold.h"
#include "cases/know.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_tokens(const char *tokens)
{
	g_assert_true(g_utf8_validate(tokens, -1, NULL));
	g_assert_true(*tokens != ' ' && !strstr(tokens, "  ") && !g_str_has_suffix(tokens, " "));
	for (const char *next = tokens; *next; next = g_utf8_next_char(next)) {
		const gunichar character = g_utf8_get_char(next);

		g_assert_true(character == ' ' || character >= 0x80 || g_ascii_isalnum((char)character));
		g_assert_false(g_unichar_iscntrl(character));
	}
}

static void assert_terms(const struct fold_terms *terms, const char *tokens)
{
	g_assert_true(terms->count <= KNOW_TERMS_LIMIT);
	for (size_t i = 0; i < terms->count; i++) {
		g_assert_true(*terms->terms[i].tokens);
		assert_tokens(terms->terms[i].tokens);
	}
	if (!terms->cut)
		g_assert_true(fold_found(terms, tokens) == terms->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const unsigned int columns = 10 + (size ? data[0] % 80 : 0);
	g_autofree char *tokens = fold_text(bytes, size), *string = g_strndup(bytes, size), *excerpt = NULL;
	g_autoptr(ops_fold_terms_t) query = fold_query(bytes, size), gist = fold_gist(bytes, size);

	assert_tokens(tokens);
	assert_terms(query, tokens);
	assert_terms(gist, tokens);
	excerpt = know_excerpt(string, query, columns);
	g_assert_true(g_utf8_validate(excerpt, -1, NULL) && !strchr(excerpt, '\n'));
	g_assert_true(text_width(excerpt) <= columns);
	return 0;
}
