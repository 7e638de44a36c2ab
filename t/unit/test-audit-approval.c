/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Approvals: what is written is read again, what is not one is refused, and
 * only the very text that was approved is approved.
 */
#include "audit/audit.h"

#include "test-inventory.h"

#include <string.h>

static struct manual_approval *approval_of(const struct digest *digest, enum procedure_language language)
{
	struct manual_approval *approval = g_new0(struct manual_approval, 1);

	approval->kind = MANUAL_RESPONSE;
	approval->language = language;
	approval->version = 3;
	approval->digest = *digest;
	approval->organization = g_strdup("core");
	approval->name_ja = g_strdup("基盤");
	approval->name_en = g_strdup("Core");
	approval->letter = g_strdup("letter.pdf");
	approval->letter_digest = digest_of("x", 1);
	approval->letter_bytes = 1;
	approval->previous = 7;
	return approval;
}

START_TEST(an_approval_is_read_as_it_was_written)
{
	struct digest digest = digest_of("text", 4);
	g_autoptr(ops_manual_approval_t) first = approval_of(&digest, PROCEDURE_ENGLISH);
	g_autoptr(ops_json_t) json = manual_approval_json(first);
	g_autoptr(ops_manual_approval_t) second = manual_approval_read(json);

	ck_assert_ptr_nonnull(second);
	ck_assert_int_eq(second->kind, MANUAL_RESPONSE);
	ck_assert_int_eq(second->language, PROCEDURE_ENGLISH);
	ck_assert_uint_eq(second->version, 3);
	ck_assert(digest_equal(&second->digest, &digest));
	ck_assert(digest_equal(&second->letter_digest, &first->letter_digest));
	ck_assert_str_eq(second->organization, "core");
	ck_assert_str_eq(second->name_ja, "基盤");
	ck_assert_str_eq(second->name_en, "Core");
	ck_assert_str_eq(second->letter, "letter.pdf");
	ck_assert_int_eq(second->letter_bytes, 1);
	ck_assert_int_eq(second->previous, 7);
	ck_assert_ptr_null(second->said_by);
}
END_TEST

START_TEST(what_lacks_anything_is_no_approval)
{
	static const char *const needed[] = {
		"kind", "language", "version", "digest", "organization", "name", "letter",
	};
	struct digest digest = digest_of("text", 4);
	g_autoptr(ops_manual_approval_t) approval = approval_of(&digest, PROCEDURE_JAPANESE);

	for (size_t i = 0; i < G_N_ELEMENTS(needed); i++) {
		g_autoptr(ops_json_t) json = manual_approval_json(approval);

		json_set_bool(json, needed[i], true);
		ck_assert_msg(manual_approval_read(json) == NULL, "%s", needed[i]);
	}
}
END_TEST

START_TEST(only_the_text_that_was_approved_is)
{
	g_autoptr(ops_inventory_t) inventory = case_load(NULL);
	g_autoptr(ops_procedure_set_t) ways = procedure_set_new();
	struct manual_source source = { MANUAL_RESPONSE, PROCEDURE_ENGLISH, inventory, ways };
	g_autoptr(ops_manual_t) english = manual_new(&source);
	g_autoptr(ops_manual_t) japanese = NULL;
	struct digest another = digest_of("another", 7);
	const struct {
		const struct digest *digest;
		enum procedure_language language;
		enum manual_standing standing;
		const char *said;
	} cases[] = {
		{ NULL, PROCEDURE_ENGLISH, STANDING_NOT_APPROVED, "not approved (1.3.4-1 asks for it)" },
		{ manual_digest(english), PROCEDURE_ENGLISH, STANDING_APPROVED, "approved by Core on " },
		{ &another, PROCEDURE_ENGLISH, STANDING_CHANGED, "not approved: version 3 was (by Core on " },
		{ &another, PROCEDURE_JAPANESE, STANDING_CHANGED, "not approved: version 3 was (by Core on " },
		/* The digest of another language is none of this text. */
		{ manual_digest(english), PROCEDURE_JAPANESE, STANDING_CHANGED, "and it has changed since" },
		{ NULL, PROCEDURE_JAPANESE, STANDING_RENDERED, "the Japanese text was approved by Core on " },
	};

	source.language = PROCEDURE_JAPANESE;
	japanese = manual_new(&source);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		bool approved = cases[i].standing != STANDING_NOT_APPROVED;
		const struct digest *digest = cases[i].digest ? cases[i].digest : manual_digest(japanese);
		g_autoptr(ops_manual_approval_t) approval = approval_of(digest, cases[i].language);
		g_autoptr(GPtrArray) approvals = g_ptr_array_new();
		struct manual_front front = { .approvals = approvals, .zone = inventory_zone(inventory) };
		g_autofree char *file = NULL;

		if (approved)
			g_ptr_array_add(approvals, approval);
		front.standing = manual_stands(english, japanese, approvals);
		ck_assert_msg(front.standing == cases[i].standing, "case %zu", i);
		file = manual_markdown(english, &front);
		ck_assert_msg(strstr(file, cases[i].said) != NULL, "case %zu: %s", i, file);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_approval_is_read_as_it_was_written),
		UNIT(what_lacks_anything_is_no_approval),
		UNIT(only_the_text_that_was_approved_is),
		{ NULL, NULL },
	};

	return unit_run("audit-approval", tests);
}
