/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signed note, against one that openssl(1) signed and against the examples
 * of the C2SP specifications; and everything that must not pass for one.
 */
#include "store/internal.h"

#include "unit.h"

#define DASH "\xe2\x80\x94"

/* The seed 00 01 .. 1f; pub and signature were made with openssl pkey and pkeyutl. */
static const char pem[] = "-----BEGIN PRIVATE KEY-----\n"
			  "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
			  "-----END PRIVATE KEY-----\n";
static const char vkey[] =
	"nwops.example/noc1+8048e058+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n";
#define NOTE_TEXT "nwops.example/noc1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define NOTE_SIGNATURE                                                                             \
	DASH " nwops.example/noc1 "                                                                \
	     "gEjgWEpqHeZncDVXSf0dWxgg1wS+06sbO5un7HU9+DImOnFBkPuO66/"                             \
	     "Q7jLs3rMlM7BDgpT8OXbFeTLsd+HFwC72lQM=\n"
/* From c2sp.org/tlog-checkpoint; another log's, so never ours. */
#define OTHER_SIGNATURE                                                                            \
	DASH " example.com/behind-the-sofa "                                                       \
	     "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"                           \
	     "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
static const char note[] = NOTE_TEXT "\n" NOTE_SIGNATURE;

static struct note_verifier verifier_of(const char *line)
{
	struct note_verifier verifier;

	ck_assert(note_verifier_parse(line, strlen(line), &verifier));
	return verifier;
}

static struct key *key_of_vector(void)
{
	struct key *key = key_parse(pem, strlen(pem), NULL);

	ck_assert_ptr_nonnull(key);
	return key;
}

START_TEST(a_note_is_the_one_that_openssl_signs)
{
	struct note_head head = {.origin = "nwops.example/noc1", .size = 8};
	g_autoptr(ops_key_t) key = key_of_vector();
	g_autofree char *written = NULL;

	ck_assert(
		digest_from_hex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
				head.root.bytes, DIGEST_SIZE));
	written = note_sign(&head, key, NULL);
	ck_assert_str_eq(written, note);
}
END_TEST

/* --- cosigners --- */

static const char witness_name[] = "witness.example.com/w1";

static struct note_verifier cosigner_of(const struct key *key)
{
	struct note_verifier verifier;
	uint8_t public[KEY_PUBLIC_SIZE];

	ck_assert(key_public(key, public, NULL));
	ck_assert(note_cosigner_init(&verifier, witness_name, public));
	return verifier;
}

START_TEST(a_cosignature_is_read_with_the_time_it_says)
{
	g_autoptr(ops_key_t) key = key_of_vector();
	const struct note_verifier log = verifier_of(vkey), cosigner = cosigner_of(key);
	g_autofree char *once = note_cosign(note, strlen(note), &cosigner, key, 1679315147, NULL), *twice = NULL;
	struct note_head head;

	ck_assert(g_str_has_prefix(once, note));
	ck_assert_int_eq(note_read(note, strlen(note), &cosigner, &head), NOTE_OTHER_KEY);
	ck_assert_int_eq(note_read(once, strlen(once), &cosigner, &head), NOTE_SIGNED);
	ck_assert_int_eq(head.cosigned_at_s, 1679315147);
	/* The log's own is not spoilt by it, and the later of two counts. */
	ck_assert_int_eq(note_read(once, strlen(once), &log, &head), NOTE_SIGNED);
	ck_assert_int_eq(head.cosigned_at_s, 0);
	twice = note_cosign(once, strlen(once), &cosigner, key, 1679315148, NULL);
	ck_assert_int_eq(note_read(twice, strlen(twice), &cosigner, &head), NOTE_SIGNED);
	ck_assert_int_eq(head.cosigned_at_s, 1679315148);
}
END_TEST

START_TEST(no_byte_of_a_cosigned_text_or_line_can_be_another)
{
	g_autoptr(ops_key_t) key = key_of_vector();
	const struct note_verifier cosigner = cosigner_of(key);
	g_autofree char *whole = note_cosign(note, strlen(note), &cosigner, key, 1679315147, NULL);
	const size_t text = strlen(NOTE_TEXT), line = strlen(note), length = strlen(whole);

	for (size_t i = 0; i < length; i++) {
		struct note_head head;

		if (i >= text && i < line)
			continue;
		whole[i] ^= 1;
		ck_assert_int_ne(note_read(whole, length, &cosigner, &head), NOTE_SIGNED);
		whole[i] ^= 1;
	}
}
END_TEST

START_TEST(keys_of_logs_and_of_cosigners_are_not_mistaken_for_each_other)
{
	g_autoptr(ops_key_t) key = key_of_vector();
	const struct note_verifier cosigner = cosigner_of(key);
	g_autofree char *line = note_verifier_print(&cosigner);
	struct note_verifier back;

	ck_assert(note_cosigner_parse(line, strlen(line), &back));
	ck_assert_int_eq(memcmp(back.id, cosigner.id, sizeof(back.id)), 0);
	ck_assert(!note_verifier_parse(line, strlen(line), &back));
	ck_assert(!note_cosigner_parse(vkey, strlen(vkey), &back));
}
END_TEST

START_TEST(a_note_of_openssl_is_read)
{
	const struct note_verifier verifier = verifier_of(vkey);
	struct note_head head;
	g_autofree char *root = NULL;

	ck_assert_int_eq(note_read(note, strlen(note), &verifier, &head), NOTE_SIGNED);
	ck_assert_str_eq(head.origin, "nwops.example/noc1");
	ck_assert_int_eq(head.size, 8);
	root = digest_hex(head.root.bytes, DIGEST_SIZE);
	ck_assert_str_eq(root, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}
END_TEST

START_TEST(the_verifier_line_is_that_of_the_key)
{
	g_autoptr(ops_key_t) key = key_of_vector();
	uint8_t public[KEY_PUBLIC_SIZE];
	struct note_verifier verifier;
	g_autofree char *line = NULL;

	ck_assert(key_public(key, public, NULL));
	ck_assert(note_verifier_init(&verifier, "nwops.example/noc1", public));
	line = note_verifier_print(&verifier);
	ck_assert_str_eq(line, vkey);
}
END_TEST

/* Notes and what they are to the key of the vector. */
static const struct {
	const char *what, *note;
	enum note_answer answer;
} notes[] = {
	{"a cosigner before ours", NOTE_TEXT "\n" OTHER_SIGNATURE NOTE_SIGNATURE, NOTE_SIGNED},
	{"a cosigner after ours", NOTE_TEXT "\n" NOTE_SIGNATURE OTHER_SIGNATURE, NOTE_SIGNED},
	{"only another's", NOTE_TEXT "\n" OTHER_SIGNATURE, NOTE_OTHER_KEY},
	{"our name with another id", NOTE_TEXT "\n" DASH " nwops.example/noc1 AAAAAAAA\n",
	 NOTE_OTHER_KEY},
	{"our id with another name", NOTE_TEXT "\n" DASH " nwops.example/noc2 gEjgWEpq\n",
	 NOTE_OTHER_KEY},
	{"the example of the specification",
	 "example.com/behind-the-sofa\n20852163\n"
	 "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" OTHER_SIGNATURE,
	 NOTE_OTHER_KEY},
	{"our signature cut short", NOTE_TEXT "\n" DASH " nwops.example/noc1 gEjgWEpq\n",
	 NOTE_BAD_SIGNATURE},
	{"another size",
	 "nwops.example/noc1\n9\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_BAD_SIGNATURE},
	{"another origin",
	 "nwops.example/noc2\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_BAD_SIGNATURE},
	{"an extension line that was not signed", NOTE_TEXT "more\n\n" NOTE_SIGNATURE,
	 NOTE_BAD_SIGNATURE},
	{"nothing", "", NOTE_MALFORMED},
	{"a newline", "\n", NOTE_MALFORMED},
	{"two newlines", "\n\n", NOTE_MALFORMED},
	{"no signature", NOTE_TEXT "\n", NOTE_MALFORMED},
	{"no blank line", NOTE_TEXT NOTE_SIGNATURE, NOTE_MALFORMED},
	{"no newline at the end", NOTE_TEXT "\n" DASH " nwops.example/noc1 gEjgWEpq",
	 NOTE_MALFORMED},
	{"a hyphen for the dash", NOTE_TEXT "\n- nwops.example/noc1 gEjgWEpq\n", NOTE_MALFORMED},
	{"a signature of no bytes", NOTE_TEXT "\n" DASH " nwops.example/noc1 gEjgWA==\n",
	 NOTE_MALFORMED},
	{"base64 that is none", NOTE_TEXT "\n" DASH " nwops.example/noc1 gEjg!!!!\n",
	 NOTE_MALFORMED},
	{"a name without signature", NOTE_TEXT "\n" DASH " nwops.example/noc1\n", NOTE_MALFORMED},
	{"a text among the signatures", NOTE_TEXT "\n" NOTE_SIGNATURE "text\n", NOTE_MALFORMED},
	{"two lines of text", "nwops.example/noc1\n8\n\n" NOTE_SIGNATURE, NOTE_MALFORMED},
	{"an empty origin", "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
	{"a blank line in the text", NOTE_TEXT "\nmore\n\n" NOTE_SIGNATURE, NOTE_MALFORMED},
	{"a leading zero", "o\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
	{"a sign", "o\n+8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
	{"a negative size",
	 "o\n-8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE, NOTE_MALFORMED},
	{"a size beyond all journals",
	 "o\n9999999999999999999\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
	{"a short root", "o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQw==\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
	{"a long root", "o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQygA\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
	{"a carriage return",
	 "nwops.example/noc1\r\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
	{"a tab", "o\t\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
	{"bytes that are not UTF-8",
	 "o\xff\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" NOTE_SIGNATURE,
	 NOTE_MALFORMED},
};

START_TEST(only_what_our_key_signed_is_signed)
{
	const struct note_verifier verifier = verifier_of(vkey);

	for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
		struct note_head head = {.size = -7};
		enum note_answer answer =
			note_read(notes[i].note, strlen(notes[i].note), &verifier, &head);

		ck_assert_msg(answer == notes[i].answer, "%s: %d", notes[i].what, (int)answer);
		ck_assert_msg((head.size == -7) == (answer == NOTE_MALFORMED), "%s", notes[i].what);
	}
}
END_TEST

START_TEST(sixteen_cosigners_are_read_and_a_thousand_are_not)
{
	const struct note_verifier verifier = verifier_of(vkey);
	static const struct {
		int cosigners;
		enum note_answer answer;
	} cases[] = {
		{16, NOTE_SIGNED},
		{NOTE_SIGNATURE_LIMIT - 1, NOTE_SIGNED},
		{NOTE_SIGNATURE_LIMIT, NOTE_MALFORMED},
		{1000, NOTE_MALFORMED},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) text = g_string_new(note);
		struct note_head head;

		for (int n = 0; n < cases[i].cosigners; n++)
			g_string_append(text, OTHER_SIGNATURE);
		ck_assert_int_eq(note_read(text->str, text->len, &verifier, &head),
				 cases[i].answer);
	}
}
END_TEST

START_TEST(any_byte_changed_is_noticed)
{
	const struct note_verifier verifier = verifier_of(vkey);
	char changed[sizeof(note)];
	struct note_head head;

	for (size_t at = 0; at < sizeof(note) - 1; at++)
		for (int bit = 0; bit < 8; bit++) {
			memcpy(changed, note, sizeof(note));
			changed[at] = (char)(changed[at] ^ (1 << bit));
			ck_assert_msg(note_read(changed, sizeof(note) - 1, &verifier, &head) !=
					      NOTE_SIGNED,
				      "byte %zu bit %d", at, bit);
		}
	for (size_t length = 0; length < sizeof(note) - 1; length++)
		ck_assert_int_ne(note_read(note, length, &verifier, &head), NOTE_SIGNED);
}
END_TEST

START_TEST(verifier_lines_that_are_none_are_refused)
{
	static const char *const cases[] = {
		"",
		"\n",
		"++",
		"nwops.example/noc1",
		"nwops.example/noc1+8048e058",
		"nwops.example/noc1+8048e058+",
		/* wrong id, short id, id of another name */
		"nwops.example/noc1+8048e059+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		"nwops.example/noc1+8048e0+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		"nwops.example/noc2+8048e058+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		/* another signature type, a short key */
		"nwops.example/noc1+8048e058+AgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		"nwops.example/noc1+8048e058+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTE=",
		/* names that none may have */
		"+8048e058+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		"nwops example+8048e058+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		/* two lines */
		"nwops.example/noc1+8048e058+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n\n",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct note_verifier verifier;

		ck_assert_msg(!note_verifier_parse(cases[i], strlen(cases[i]), &verifier),
			      "case %zu", i);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_note_is_the_one_that_openssl_signs),
		UNIT(a_note_of_openssl_is_read),
		UNIT(a_cosignature_is_read_with_the_time_it_says),
		UNIT(no_byte_of_a_cosigned_text_or_line_can_be_another),
		UNIT(keys_of_logs_and_of_cosigners_are_not_mistaken_for_each_other),
		UNIT(the_verifier_line_is_that_of_the_key),
		UNIT(only_what_our_key_signed_is_signed),
		UNIT(sixteen_cosigners_are_read_and_a_thousand_are_not),
		UNIT(any_byte_changed_is_noticed),
		UNIT(verifier_lines_that_are_none_are_refused),
		{NULL},
	};

	return unit_run("store/note", tests);
}
