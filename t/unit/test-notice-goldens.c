/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every text that is shipped against t/fixtures/notices/, whole: KIND.AUDIENCE.LANGUAGE.txt is what it says when all is
 * known, the same under unknown/ when nothing is but what every notice has, and scenes/ what its other branches say. An
 * audience that has the words of another has no file of its own. NWOPS_GOLDENS=write in the environment writes them anew, to
 * be read before they are committed.
 */
#include "fixture-shipped.h"

static char *golden_path(const char *part, const char *name)
{
	const char *source = g_getenv("NWOPS_SOURCE_ROOT");
	g_autofree char *file = name ? g_strconcat(name, ".txt", NULL) : NULL;

	ck_assert_msg(source != NULL, "NWOPS_SOURCE_ROOT is not set");
	return g_build_filename(source, "t", "fixtures", "notices", part, file, NULL);
}

static void compare(const char *part, const char *name, const struct notice_text *text)
{
	g_autofree char *path = golden_path(part, name), *whole = g_strconcat(text->subject, "\n\n", text->text, NULL), *expected = NULL;

	if (g_strcmp0(g_getenv("NWOPS_GOLDENS"), "write") == 0)
		ck_assert(g_file_set_contents(path, whole, -1, NULL));
	ck_assert_msg(g_file_get_contents(path, &expected, NULL, NULL), "cannot read '%s'", path);
	ck_assert_msg(g_str_equal(whole, expected), "not as '%s' has it:\n%s", path, whole);
}

static unsigned int count_files(const char *part)
{
	g_autofree char *path = golden_path(part, NULL);
	GDir *directory = g_dir_open(path, 0, NULL);
	unsigned int count = 0;

	ck_assert_ptr_nonnull(directory);
	for (const char *name; (name = g_dir_read_name(directory));)
		count += g_str_has_suffix(name, ".txt");
	g_dir_close(directory);
	return count;
}

/* --- every text --- */

/* The first audience that has the words that TOLD's has. */
static enum audience words_of(const struct told *told)
{
	const char *own = notice_template_digest(told->templates, told->kind, told->audience, told->language);

	for (enum audience audience = 0; audience < told->audience; audience++)
		if (g_strcmp0(own, notice_template_digest(told->templates, told->kind, audience, told->language)) == 0)
			return audience;
	return told->audience;
}

static const char *part;	/* of the files, "unknown" */
static unsigned int files;	/* that there must be */

static void compare_golden(const struct told *told, const struct notice_text *text)
{
	const enum audience audience = words_of(told);
	g_autofree char *name = g_strdup_printf("%s.%s.%s", words_get(WORDS_NOTICE_KIND, told->kind)->id,
						words_get(WORDS_AUDIENCE, audience)->id, told->language == NOTICE_JAPANESE ? "ja" : "en");

	ck_assert(!text->minimal);
	compare(part, name, text);
	files += audience == told->audience;
}

/* What every notice has, and nothing else. */
static struct notice_facts *bare(const struct told *told)
{
	g_autoptr(ops_notice_facts_t) all = samples(told);
	struct notice_facts *facts = notice_facts_new(told->kind, told->audience);

	facts->reference = g_strdup(all->reference);
	facts->as_of_us = all->as_of_us;
	for (guint i = 0; i < all->facts->len; i++) {
		const struct notice_fact *fact = all->facts->pdata[i];

		if (notice_field_find(told->templates, fact->name)->always)
			notice_facts_add(facts, fact->name, fact->value, fact->estimated);
	}
	return facts;
}

static void compare_all(const char *where, facts_for *facts_of)
{
	part = where;
	files = 0;
	tell_all(facts_of, compare_golden);
	ck_assert_uint_eq(files, count_files(part));
}

START_TEST(every_text_says_what_is_known) { compare_all(".", samples); }
END_TEST

START_TEST(every_text_reads_well_when_nothing_is_known) { compare_all("unknown", bare); }
END_TEST

/* --- what is said otherwise when something else is known --- */

struct scene {
	const char *name;
	enum notice_kind kind;
	enum audience audience;
	const char *facts;	/* "name" is not known, "name=value" is another, "name~value" an estimate; blanks between */
	const char *before;	/* the same of the report before; NULL: there was none */
};

static const struct scene scenes[] = {
	{"first-and-not-much-known", NOTICE_OUTAGE_FIRST, AUDIENCE_INSTITUTION,
	 "number=1 began-at~2026-11-26T10:30:00+09:00 outlook workaround effect services cause-status=investigating cause-plain", NULL},
	{"first-to-the-core", NOTICE_OUTAGE_FIRST, AUDIENCE_CORE,
	 "number=1 lines-affected~24000 outlook cause-status=investigating cause actions next-actions", NULL},
	{"still-broken-told-to-the-authority", NOTICE_OUTAGE_FIRST, AUDIENCE_AUTHORITY, "number=1 restored-at", NULL},
	{"fewer-lines-than-before", NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE, "lines-affected=100 lines-affected-user=100 lines-affected-provider=0",
	 "number=2 cause-status=investigating cause outlook"},
	{"a-cause-at-last", NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_INSTITUTION, "",
	 "number=2 cause-status=investigating cause-plain outlook services"},
	{"it-was-no-fault", NOTICE_CORRECTION_OF_REPORT, AUDIENCE_PEERS, "lines-affected=0 cause-status=confirmed restored-at", "number=2"},
	{"a-line-that-does-not-connect", NOTICE_CHECK_REQUEST, AUDIENCE_INSTITUTION, "level-at answer-by", NULL},
	{"the-institution-has-checked", NOTICE_CORE_CHECK_REQUEST, AUDIENCE_CORE, "skip-reason found=異常なし(事務長より)", NULL},
	{"the-manager-hears-what-is-known", NOTICE_ESCALATION, AUDIENCE_MANAGER, "escalation-reason state-now what-for", NULL},
	{"a-change-that-we-announce", NOTICE_MAINTENANCE_PLANNED, AUDIENCE_INSTITUTION, "window-id requests longest-cut ends-at spare-date", NULL},
	{"work-of-ours-is-done", NOTICE_MAINTENANCE_FINISHED, AUDIENCE_INSTITUTION, "wanted changed-at", NULL},
	{"a-flaw-is-made-known", NOTICE_TECHNICAL_INFO, AUDIENCE_INSTITUTION, "end-at request", NULL},
	{"nobody-was-heard-as-it-was-urgent", NOTICE_CORRECTION_DEMAND, AUDIENCE_INSTITUTION, "statement request core-demand-id", NULL},
	{"a-breach-is-confirmed", NOTICE_NONCOMPLIANCE_REPORT, AUDIENCE_CORE,
	 "statement resumed-at suspended-at keep-reason corrected-how deadline core-demand-id", NULL},
	{"a-breach-is-corrected", NOTICE_NONCOMPLIANCE_REPORT, AUDIENCE_CORE, "resumed-at suspended-at keep-reason", NULL},
	{"a-breach-and-no-suspension", NOTICE_NONCOMPLIANCE_REPORT, AUDIENCE_CORE, "resumed-at suspended-at", NULL},
	{"a-breach-and-a-suspension", NOTICE_NONCOMPLIANCE_REPORT, AUDIENCE_CORE, "resumed-at keep-reason", NULL},
	{"still-broken-told-to-all", NOTICE_PUBLICATION, AUDIENCE_PUBLIC, "restored-at workaround", NULL},
	{"what-the-core-wanted-looked-at", NOTICE_REQUEST_ANSWER, AUDIENCE_CORE, "core-instruction", NULL},
};

static struct notice_facts *with(const struct told *told, const char *changes)
{
	struct notice_facts *facts = samples(told);
	g_auto(GStrv) words = g_strsplit(changes, " ", -1);

	for (char **word = words; *word; word++) {
		const size_t length = strcspn(*word, "=~");
		const char *value = (*word)[length] ? *word + length + 1 : NULL;
		g_autofree char *name = g_strndup(*word, length);

		if (!length)
			continue;
		ck_assert_msg(notice_field_find(told->templates, name), "there is no field '%s'", name);
		notice_facts_add(facts, name, value, (*word)[length] == '~');
	}
	return facts;
}

static void compare_scene(const struct scene *scene, enum notice_language language)
{
	g_autoptr(ops_notice_templates_t) templates = shipped();
	const struct told told = {.kind = scene->kind, .audience = scene->audience, .language = language, .templates = templates};
	g_autoptr(ops_notice_facts_t) facts = with(&told, scene->facts);
	g_autoptr(ops_notice_facts_t) before = scene->before ? with(&told, scene->before) : NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Tokyo");
	const struct notice_rendering rendering = {
		.templates = templates, .facts = facts, .before = before, .language = language, .zone = zone,
	};
	g_autofree char *name = g_strdup_printf("%s.%s", scene->name, language == NOTICE_JAPANESE ? "ja" : "en");
	struct notice_text text = {0};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(notice_render(&rendering, &text, &error), "%s: %s", name, error ? error->message : "");
	compare("scenes", name, &text);
	notice_text_clear(&text);
}

START_TEST(a_text_says_what_the_matter_is)
{
	for (unsigned int language = 0; language < NOTICE_LANGUAGE_COUNT; language++)
		compare_scene(&scenes[_i], (enum notice_language)language);
}
END_TEST

START_TEST(every_scene_there_is_was_compared)
{
	ck_assert_uint_eq(count_files("scenes"), G_N_ELEMENTS(scenes) * NOTICE_LANGUAGE_COUNT);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_text_says_what_is_known),
		UNIT(every_text_reads_well_when_nothing_is_known),
		UNIT_ROWS(a_text_says_what_the_matter_is, scenes),
		UNIT(every_scene_there_is_was_compared),
		{0},
	};

	return unit_run("notice-goldens", tests);
}
