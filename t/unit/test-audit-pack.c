/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directory for when nwops is gone: its digest changes with whatever its pages say and with nothing else; what opens a
 * door is in none of them; every name it has is one that may be replaced.
 */
#include "audit/pack.h"

#include "fixture-procedure.h"
#include "test-inventory.h"

#define NOW_US (INT64_C(1795543200) * G_USEC_PER_SEC)

struct bench {
	struct inventory *inventory;
	struct procedure_set *ways;
	char *dot;
	struct pack_source source;
};

static struct bench bench_over(const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct bench bench = {.inventory = case_read(case_base, text, faults), .ways = procedure_set_new()};
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(bench.inventory != NULL, "%s", shown);
	procedure_set_take(bench.ways, fixture_procedure(procedure_sound));
	pack_source_init(&bench.source);
	bench.source.inventory = bench.inventory;
	bench.source.procedures = bench.ways;
	bench.source.language = PROCEDURE_ENGLISH;
	bench.source.host = "noc1";
	bench.source.at_us = NOW_US;
	bench.dot = pack_topology(&bench.source);
	bench.source.dot = bench.dot;
	return bench;
}

static void bench_clear(struct bench *bench)
{
	g_free(bench->dot);
	pack_source_clear(&bench->source);
	inventory_free(bench->inventory);
	procedure_set_free(bench->ways);
}

static struct pack_case *add_case(struct pack_source *source, const char *title)
{
	struct pack_case *one = pack_case_new();

	one->id = g_strdup("INC-20261125-001");
	one->title = g_strdup(title);
	one->subject = g_strdup("line:h1");
	one->opened_at_us = one->changed_at_us = NOW_US;
	g_ptr_array_add(source->cases, one);
	return one;
}

static struct pack_duty *add_duty(struct pack_case *one, const char *line)
{
	struct pack_duty *duty = g_new0(struct pack_duty, 1);

	duty->name = g_strdup("F1/manager");
	duty->line = g_strdup(line);
	duty->state = DUTY_LATE;
	duty->due_at_us = NOW_US;
	g_ptr_array_add(one->duties, duty);
	return duty;
}

/* The file NAME of PACK. Caller frees. */
static char *file_of(const struct bundle *pack, const char *name)
{
	for (guint i = 0; i < pack->files->len; i++) {
		const struct bundle_file *file = pack->files->pdata[i];

		if (g_str_equal(file->name, name))
			return g_strndup(g_bytes_get_data(file->bytes, NULL), g_bytes_get_size(file->bytes));
	}
	ck_abort_msg("no file %s", name);
	return NULL;
}

static bool has(const struct bundle *pack, const char *name, const char *text)
{
	for (guint i = 0; i < pack->files->len; i++) {
		const struct bundle_file *file = pack->files->pdata[i];
		gsize length;
		const char *bytes = g_bytes_get_data(file->bytes, &length);

		if ((!name || g_str_equal(file->name, name)) && g_strstr_len(bytes, (gssize)length, text))
			return true;
	}
	return false;
}

static void change_nothing(struct pack_source *source) { source->at_us += G_USEC_PER_SEC; }
static void change_language(struct pack_source *source) { source->language = PROCEDURE_JAPANESE; }
static void change_host(struct pack_source *source) { source->host = "noc2"; }
static void change_rehearsal(struct pack_source *source) { source->rehearsal = true; }
static void change_roster(struct pack_source *source) { source->disaster = true; }
static void change_files(struct pack_source *source) { source->files.bytes[3] ^= 1; }
static void change_case(struct pack_source *source) { add_case(source, "Another"); }
static void change_title(struct pack_source *source)
{
	struct pack_case *one = source->cases->pdata[0];

	g_free(one->title);
	one->title = g_strdup("Renamed");
}
static void change_event(struct pack_source *source) { ((struct pack_case *)source->cases->pdata[0])->changed_at_us++; }
static struct pack_duty *first_duty(struct pack_source *source)
{
	return ((struct pack_case *)source->cases->pdata[0])->duties->pdata[0];
}
static void change_state(struct pack_source *source) { first_duty(source)->state = DUTY_MET; }
static void change_due(struct pack_source *source) { first_duty(source)->due_at_us++; }
static void change_duty(struct pack_source *source) { add_duty(source->cases->pdata[0], "one more"); }
static void change_duties(struct pack_source *source)
{
	struct pack_person person = {inventory_find_contact(source->inventory, "duty"), false};

	g_array_append_val(source->on_duty, person);
}
static void change_calls(struct pack_source *source)
{
	struct pack_call *call = g_new0(struct pack_call, 1);

	call->message = 7;
	call->target = g_strdup("03-0000-0000");
	call->contact = g_strdup("");
	call->organization = g_strdup("core");
	call->code = g_strdup("");
	g_ptr_array_add(source->calls, call);
}
static void change_present(struct pack_source *source)
{
	struct pack_present *present = g_new0(struct pack_present, 1);

	present->contact = g_strdup("duty");
	g_ptr_array_add(source->present, present);
}
static void change_approval(struct pack_source *source)
{
	struct manual_approval *approval = g_new0(struct manual_approval, 1);

	approval->sequence = 12;
	g_ptr_array_add(source->approvals[MANUAL_RESPONSE], approval);
}

START_TEST(the_digest_follows_what_the_pages_say)
{
	static const struct { void (*change)(struct pack_source *source); bool another; } cases[] = {
		{change_nothing, false}, {change_language, true}, {change_host, true}, {change_rehearsal, true},
		{change_roster, true}, {change_files, true}, {change_case, true}, {change_title, true}, {change_event, true},
		{change_state, true}, {change_due, true}, {change_duty, true}, {change_duties, true}, {change_calls, true},
		{change_present, true}, {change_approval, true},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct bench one = bench_over(NULL), other = bench_over(NULL);
		struct digest before, after;

		add_duty(add_case(&one.source, "No answer"), "late by 1 minute");
		add_duty(add_case(&other.source, "No answer"), "late by 2 minutes");
		cases[i].change(&other.source);
		before = pack_digest(&one.source);
		after = pack_digest(&other.source);
		ck_assert_msg(digest_equal(&before, &after) != cases[i].another, "case %zu", i);
		bench_clear(&one);
		bench_clear(&other);
	}
}
END_TEST

START_TEST(every_file_is_known_and_in_the_sums)
{
	struct bench bench = bench_over(NULL);
	g_autoptr(ops_bundle_t) pack = NULL;
	guint known = g_strv_length((char **)pack_names());
	g_autofree char *sums = NULL;

	bench.source.checkpoint = g_strdup("log\n1\nroot\n\n");
	bench.source.verifier = g_strdup("key\n");
	pack = pack_new(&bench.source);
	sums = file_of(pack, "SHA256SUMS");
	ck_assert_uint_eq(pack->files->len, known);
	for (guint i = 0; i < pack->files->len; i++) {
		const struct bundle_file *file = pack->files->pdata[i];
		g_autofree char *line = g_strconcat("  ", file->name, "\n", NULL);

		ck_assert_msg(g_strv_contains(pack_names(), file->name), "%s", file->name);
		if (strcmp(file->name, "SHA256SUMS") != 0)
			ck_assert_msg(strstr(sums, line) != NULL, "%s", file->name);
	}
	bench_clear(&bench);
}
END_TEST

START_TEST(what_opens_a_door_is_in_no_page)
{
	static const char more[] =
		"contacts:\n"
		"  bot: {organization: core, role: noc, login: botlogin, channels: [{webhook: 'https://hooks.example/t0ken'}, {phone: 090-0000-0009}]}\n";
	struct bench bench = bench_over(more);

	for (int language = 0; language < 2; language++) {
		bench.source.language = language ? PROCEDURE_JAPANESE : PROCEDURE_ENGLISH;
		g_autoptr(ops_bundle_t) pack = pack_new(&bench.source);

		ck_assert(has(pack, "contacts.txt", "090-0000-0009") && has(pack, "directory.csv", "090-0000-0009"));
		ck_assert(!has(pack, NULL, "t0ken") && !has(pack, NULL, "hooks.example") && !has(pack, NULL, "botlogin"));
	}
	bench_clear(&bench);
}
END_TEST

START_TEST(what_somebody_wrote_is_text_and_stays_text)
{
	struct bench bench = bench_over(NULL);
	g_autoptr(ops_bundle_t) pack = NULL;

	add_case(&bench.source, "<script>x</script> \033[31m");
	pack = pack_new(&bench.source);
	ck_assert(has(pack, "cases.html", "&lt;script&gt;") && !has(pack, "cases.html", "<script"));
	ck_assert(has(pack, "cases.txt", "<script>x</script> \\x1b[31m") && !has(pack, NULL, "\033"));
	ck_assert(has(pack, "cases.txt", "No report or stage was owed.") && !has(pack, "cases.txt", "Task to be done"));
	bench_clear(&bench);
}
END_TEST

START_TEST(each_language_has_words_of_its_own)
{
	struct bench bench = bench_over(NULL);
	g_autoptr(ops_bundle_t) english = pack_new(&bench.source), japanese = NULL;

	bench.source.language = PROCEDURE_JAPANESE;
	bench.source.rehearsal = true;
	japanese = pack_new(&bench.source);
	ck_assert(has(english, "README.txt", "What to do") && !has(english, "README.txt", "すること"));
	ck_assert(has(japanese, "README.txt", "すること") && !has(japanese, "README.txt", "What to do"));
	ck_assert(!has(english, NULL, "【訓練】") && has(japanese, "README.txt", "【訓練】") && has(japanese, "operations.txt", "【訓練】"));
	bench_clear(&bench);
}
END_TEST

START_TEST(its_stamp_is_read_again_and_nothing_else_is)
{
	struct bench bench = bench_over(NULL);
	g_autoptr(ops_bundle_t) pack = pack_new(&bench.source);
	g_autofree char *text = file_of(pack, PACK_STAMP);
	struct digest made_from = pack_digest(&bench.source);
	struct pack_stamp stamp;

	ck_assert(pack_stamp_read(text, strlen(text), &stamp));
	ck_assert_str_eq(stamp.log, inventory_policy(bench.inventory)->log_name);
	ck_assert_str_eq(stamp.language, "en");
	ck_assert_int_eq(stamp.at_us, NOW_US);
	ck_assert(digest_equal(&stamp.made_from, &made_from) && !stamp.rehearsal);
	pack_stamp_clear(&stamp);
	ck_assert(!pack_stamp_read(text, strlen(text) / 2, &stamp));
	ck_assert(!pack_stamp_read("{}", 2, &stamp));
	bench_clear(&bench);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_digest_follows_what_the_pages_say),
		UNIT(every_file_is_known_and_in_the_sums),
		UNIT(what_opens_a_door_is_in_no_page),
		UNIT(what_somebody_wrote_is_text_and_stays_text),
		UNIT(each_language_has_words_of_its_own),
		UNIT(its_stamp_is_read_again_and_nothing_else_is),
		{NULL, NULL},
	};

	return unit_run("audit-pack", tests);
}
