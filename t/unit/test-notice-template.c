/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice/template.h, files: every slip in a template is told where it stands, and what is sound is taken; what a
 * site has of its own comes first; whom a kind of notice is told is one table.
 */
#include "fixture-template.h"

#include <glib/gstdio.h>

#define F "outage-follow-up.yaml: "

/* --- texts --- */

struct slip { const char *text, *faults; };

/* Of a file whose Japanese text begins in line 7, column 7. */
static const struct slip slips[] = {
	{"{{place}}\n{{began}}", ""},
	{"{{plaec}}", F "line 7, column 7: there is no field 'plaec'; did you mean 'place'?\n"},
	{"a\n\n  場所: {{zzzzzz}}", F "line 9, column 13: there is no field 'zzzzzz'\n"},
	{"{{owner}}", F "line 7, column 7: 'core' may not see field 'owner'\n"},
	{"{{if owner}}\nx\n{{end}}", F "line 7, column 7: 'core' may not see field 'owner'\n"},
	{"{{if place}}\n{{else}}\n - {{owner}}\n{{end}}", F "line 9, column 10: 'core' may not see field 'owner'\n"},
	{"{{each owner}}{{item}}{{end}}", F "line 7, column 7: field 'owner' is no list: there is nothing to repeat\n"
					 F "line 7, column 7: 'core' may not see field 'owner'\n"},
	{"a {{if place}}\nb", F "line 7, column 9: an 'if' has no 'end'\n"},
	{"{{each evidence}}\n{{item}}", F "line 7, column 7: an 'each' has no 'end'\n"},
	{"a\n{{end}}", F "line 8, column 7: an 'end' stands behind no 'if' or 'each'\n"},
	{"{{else}}", F "line 7, column 7: an 'else' stands in no 'if'\n"},
	{"{{each evidence}}\n{{else}}\n{{end}}", F "line 8, column 7: an 'else' stands in no 'if'\n"},
	{"{{if place}}\n{{else}}\n{{else}}\n{{end}}", F "line 9, column 7: a second 'else' stands in one 'if'\n"},
	{"{{item}}", F "line 7, column 7: an 'item' stands in no 'each'\n"},
	{"{{each evidence}}\n{{each evidence}}\n{{item}}\n{{end}}\n{{end}}",
	 F "line 8, column 7: an 'each' stands in another 'each'\n"},
	{"{{place}", F "line 7, column 7: '{{' is not closed on its line\n"},
	{"{{place\n}}", F "line 7, column 7: '{{' is not closed on its line\n" F "line 8, column 7: '}}' closes nothing\n"},
	{"}} {{place}}", F "line 7, column 7: '}}' closes nothing\n"},
	{"{{if place x}}\n{{end}}", F "line 7, column 7: '{{if place x}}' is no directive: expected {{FIELD}}, {{if FIELD}}, "
				    "{{if not FIELD}}, {{else}}, {{each FIELD}}, {{item}} or {{end}}\n"
				    F "line 8, column 7: an 'end' stands behind no 'if' or 'each'\n"},
	{"{{}}", F "line 7, column 7: '{{}}' is no directive: expected {{FIELD}}, {{if FIELD}}, "
		 "{{if not FIELD}}, {{else}}, {{each FIELD}}, {{item}} or {{end}}\n"},
	{"{{not}}", F "line 7, column 7: '{{not}}' is no directive: expected {{FIELD}}, {{if FIELD}}, "
		    "{{if not FIELD}}, {{else}}, {{each FIELD}}, {{item}} or {{end}}\n"},
	{"{{if not nobody}}\n{{end}}", F "line 7, column 7: there is no field 'nobody'\n"},
	{"a\xe2\x80\xae" "b", F "line 7, column 8: character U+202E must not stand in a notice\n"},
	{"場所 {{if place}} {{place}}\n {{end}} x\ty", F "line 8, column 17: character U+0009 must not stand in a notice\n"},
	{"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五、六{{place}}",
	 F "line 7, column 7: a line has 74 columns of words alone, and is folded behind 70\n"},
	{"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五{{place}}", ""},
	{"{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}x"
	 "{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}", ""},
	{"{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}{{if place}}x"
	 "{{else}}y{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}",
	 F "line 7, column 103: more than 8 blocks stand in each other\n"},
};

/* The words of the core in both languages: SUBJECT and TEXT in Japanese, sound ones in English. Caller frees. */
static char *file_with(const char *subject, const char *text)
{
	g_autofree char *block = notice_block(text);

	return g_strdup_printf("notice: outage-follow-up\nclauses: [1.3.2-0]\ncore:\n  ja:\n    subject: %s\n    text: %s"
			       "  en:\n    subject: '[UPDATE]'\n    text: x\n",
			       subject, block);
}

static void assert_faults(const char *file, const char *expected)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_templates_t) templates = notice_parse_file(file, faults);
	g_autofree char *told = faults_told(faults);

	ck_assert_str_eq(told, expected);
	ck_assert((templates == NULL) == (conf_faults_errors(faults) > 0));
}

START_TEST(a_slip_in_a_text_is_told_where_it_stands)
{
	g_autofree char *file = file_with("【続報】", slips[_i].text);

	assert_faults(file, slips[_i].faults);
}
END_TEST

/* --- subjects --- */

#define UNTAGGED "a subject does not begin with what it is, in brackets: '【復旧】' or '[RESTORED]'\n"

static const struct slip subjects[] = {
	{"【続報】第{{number}}報", ""},
	{"\"[UPDATE {{number}}]\"", ""},
	{"続報", F "line 5, column 14: " UNTAGGED},
	{"【続報", F "line 5, column 14: " UNTAGGED},
	{"【続報】 {{symptom}}", F "line 5, column 19: field 'symptom' has several lines and stands in a subject\n"},
	{"'【続報】 {{if place}}{{symptom}}{{end}}'",
	 F "line 5, column 32: field 'symptom' has several lines and stands in a subject\n"},
	{"【続報】 {{evidence}}", ""},
	{"|\n      【続報】\n      {{place}}", F "line 5, column 14: a subject has more than one line\n"},
	{"|\n      【続報】", ""},
	{"'【続報】 {{nobody}}'", F "line 5, column 20: there is no field 'nobody'\n"},
	/* What an escape stood for is not where it stands. */
	{"\"\\u3010続報】 {{nobody}}\"", F "line 5, column 14: there is no field 'nobody'\n"},
	{"''", F "line 5, column 14: 'subject' of the words for 'core' in 'ja' is empty\n"},
	{"[a]", F "line 5, column 14: 'subject' of the words for 'core' in 'ja' is a list: expected text of at most 500 bytes\n"},
	{"【続報】\n    subjekt: x", F "line 6, column 5: unknown key 'subjekt' in the words for 'core' in 'ja'; did you mean 'subject'?\n"},
};

START_TEST(a_slip_in_a_subject_is_told_where_it_stands)
{
	g_autofree char *file = file_with(subjects[_i].text, "x");

	assert_faults(file, subjects[_i].faults);
}
END_TEST

/* --- files --- */

#define HEAD "notice: outage-follow-up\n"
#define BOTH "{ja: {subject: 【続】, text: あ}, en: {subject: '[UPDATE]', text: a}}\n"

static const struct slip files[] = {
	{HEAD "core: " BOTH, ""},
	{HEAD "core: " BOTH "peers: like core\n", ""},
	{HEAD "peers: like core\ncore: " BOTH, ""},
	{"core: " BOTH, F "line 1, column 1: the words of 'outage-follow-up' have no 'notice'\n"},
	{"notice: outage-first\ncore: " BOTH,
	 F "line 1, column 9: the file of 'outage-follow-up' calls its notice 'outage-first'\n"},
	{HEAD "clauses: [1.3.2-0, 9.9]\ncore: " BOTH, F "line 2, column 20: the guideline has no clause '9.9'\n"},
	{HEAD "marks: all\ncore: " BOTH, F "line 2, column 8: 'marks' is 'all': expected one of changes\n"},
	{HEAD "public: " BOTH, F "line 2, column 9: 'public' is never told of 'outage-follow-up'\n"},
	{HEAD "cores: " BOTH, F "line 2, column 1: unknown key 'cores' in the words of 'outage-follow-up'; did you mean 'core'?\n"},
	{HEAD "peers: like core\n", F "line 2, column 8: 'peers' is 'like core': expected a mapping, or 'like' and an audience with "
				      "words of its own in this file\n"},
	{HEAD "peers: like manager\nmanager: like core\ncore: " BOTH,
	 F "line 2, column 8: 'peers' is 'like manager': expected a mapping, or 'like' and an audience with words of its own in this "
	   "file\n"},
	{HEAD "peers: like nobody\n", F "line 2, column 8: 'peers' is 'like nobody': expected a mapping, or 'like' and an audience with "
					"words of its own in this file\n"},
	{HEAD "peers: same\n", F "line 2, column 8: 'peers' is 'same': expected a mapping, or 'like' and an audience with words of its "
				 "own in this file\n"},
	{HEAD "core: {ja: {subject: 【続】, text: あ}}\n", F "line 2, column 7: the words for 'core' in 'en' are missing\n"},
	{HEAD "core: {ja: {subject: 【続】, text: あ}, en: {subject: '[UPDATE]'}}\n",
	 F "line 2, column 41: the words for 'core' in 'en' have no 'text'\n"},
	{HEAD "core: {ja: {subject: 【続】, text: あ}, en: {subject: 【続】, text: あ}}\n",
	 F "line 2, column 7: the words for 'core' are the same in both languages\n"},
	/* Words that another audience uses are looked at with its eyes. */
	{HEAD "institution: like core\ncore: {ja: {subject: 【続】, text: '{{lines}}'}, en: {subject: '[UPDATE]', text: a}}\n",
	 F "line 3, column 34: 'institution' may not see field 'lines'\n"},
	{"", ""},
};

START_TEST(a_slip_in_a_file_is_told_where_it_stands) { assert_faults(files[_i].text, files[_i].faults); }
END_TEST

/* --- fields --- */

#define G "fields.yaml: "
#define SOUND "title: {ja: a, en: a}, unknown: {ja: u, en: u}, audiences: own"

static const struct slip fields[] = {
	{"  x: {form: line, sample: s, " SOUND "}\n", ""},
	{"  x: {form: word, words: fault-verdict, sample: carrier, " SOUND "}\n", ""},
	{"  x: {form: list, sample: {ja: [a], en: [b, c]}, " SOUND "}\n", ""},
	{"  x: {form: line, sample: s, title: {ja: a, en: a}, unknown: {ja: u, en: u}, audiences: [core, duty]}\n", ""},
	{"  x: {form: lines, sample: s, " SOUND "}\n", G "line 2, column 13: 'form' of field 'x' is 'lines': expected one of text, line, "
						       "instant, duration, count, word, yes-no, list; did you mean 'line'?\n"},
	{"  x: {form: line, " SOUND "}\n", G "line 2, column 3: field 'x' has no 'sample'\n"},
	{"  x: {form: line, sample: s, title: {ja: a}, unknown: {ja: u, en: u}, audiences: own}\n",
	 G "line 2, column 37: 'title' of field 'x' says nothing in 'en'\n"},
	{"  x: {form: line, sample: '', " SOUND "}\n", G "line 2, column 27: 'sample' of field 'x' is empty\n"
						       G "line 2, column 27: 'sample' of field 'x' is empty\n"},
	{"  x: {form: count, sample: many, " SOUND "}\n", G "line 2, column 28: the sample 'many' of field 'x' is not of form 'count'\n"},
	{"  x: {form: duration, sample: long, " SOUND "}\n", G "line 2, column 31: the sample 'long' of field 'x' is not of form 'duration'\n"},
	{"  x: {form: instant, sample: '2026-11-26 10:30', " SOUND "}\n",
	 G "line 2, column 30: the sample '2026-11-26 10:30' of field 'x' is not of form 'instant'\n"},
	{"  x: {form: yes-no, sample: maybe, " SOUND "}\n", G "line 2, column 29: the sample 'maybe' of field 'x' is not of form 'yes-no'\n"},
	{"  x: {form: word, sample: a, " SOUND "}\n", G "line 2, column 6: field 'x' needs either 'words' or 'choices'\n"
						      G "line 2, column 27: the sample 'a' of field 'x' is not of form 'word'\n"},
	{"  x: {form: word, words: fault-verdict, choices: {a: {ja: a, en: a}}, sample: a, " SOUND "}\n",
	 G "line 2, column 6: field 'x' needs either 'words' or 'choices'\n"
	 G "line 2, column 79: the sample 'a' of field 'x' is not of form 'word'\n"},
	{"  x: {form: line, words: status, sample: a, " SOUND "}\n", G "line 2, column 26: field 'x' is of no form 'word': it has no words\n"},
	{"  x: {form: line, sample: s, title: {ja: a, en: a}, unknown: {ja: u, en: u}, audiences: [core, cores]}\n",
	 G "line 2, column 96: an audience of field 'x' is 'cores': expected one of core, peers, institution, manager, duty, carrier, "
	   "certifier, assessor, authority, public; did you mean 'core'?\n"},
	{"  x: {form: line, sample: s, title: {ja: a, en: a}, unknown: {ja: u, en: u}, audiences: []}\n",
	 G "line 2, column 89: 'audiences' of field 'x' names nobody\n"},
	{"  item: {form: line, sample: s, " SOUND "}\n", G "line 2, column 3: a field cannot be called 'item': that is a directive\n"},
	{"  x y: {form: line, sample: s, " SOUND "}\n", NULL},
	{"  x: {form: line, sample: s, marks: always, " SOUND "}\n",
	 G "line 2, column 37: 'marks' of field 'x' is 'always': expected one of never\n"},
	{"  x: {form: line, sample: s, always: yes, " SOUND "}\n", NULL},
};

START_TEST(a_slip_in_the_list_of_fields_is_told)
{
	g_autofree char *file = g_strconcat("fields:\n", fields[_i].text, NULL), *told = NULL;
	const struct notice_source source = {"fields.yaml", file, strlen(file)};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_templates_t) templates = notice_templates_parse(&source, 1, faults);

	told = faults_told(faults);
	if (fields[_i].faults)
		ck_assert_str_eq(told, fields[_i].faults);
	else
		ck_assert_uint_gt(conf_faults_errors(faults), 0);
	ck_assert((templates == NULL) == (conf_faults_errors(faults) > 0));
}
END_TEST

START_TEST(fields_are_what_their_file_says)
{
	g_autoptr(ops_notice_templates_t) templates = notice_templates_with("core", "【a】", "x\n");
	const struct notice_field *field = notice_field_find(templates, "owner");

	ck_assert_uint_eq(notice_field_count(templates), 14);
	ck_assert_str_eq(notice_field_at(templates, 0)->name, "number");
	ck_assert(notice_field_at(templates, 0)->always);
	ck_assert_str_eq(field->title[NOTICE_JAPANESE], "担当");
	ck_assert_str_eq(field->unknown[NOTICE_ENGLISH], "nobody");
	ck_assert_uint_eq(field->audiences, 1u << AUDIENCE_MANAGER | 1u << AUDIENCE_DUTY);
	ck_assert_uint_eq(notice_field_find(templates, "lines")->audiences & (1u << AUDIENCE_INSTITUTION | 1u << AUDIENCE_PUBLIC), 0);
	ck_assert_uint_eq(field->position.line, 14);
	ck_assert_str_eq(field->position.file, "fields.yaml");
	ck_assert_ptr_null(notice_field_find(templates, "nobody"));
}
END_TEST

START_TEST(a_digest_is_of_both_parts)
{
	g_autoptr(ops_notice_templates_t) one = notice_templates_with("core", "【a】", "x\n");
	g_autoptr(ops_notice_templates_t) text = notice_templates_with("core", "【a】", "y\n");
	g_autoptr(ops_notice_templates_t) subject = notice_templates_with("core", "【b】", "x\n");
	const char *digest = notice_template_digest(one, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE, NOTICE_JAPANESE);

	ck_assert_uint_eq(strlen(digest), 64);
	ck_assert_str_eq(digest, notice_template_digest(one, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE, NOTICE_ENGLISH));
	ck_assert_str_ne(digest, notice_template_digest(text, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE, NOTICE_JAPANESE));
	ck_assert_str_ne(digest, notice_template_digest(subject, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE, NOTICE_JAPANESE));
	ck_assert_ptr_null(notice_template_digest(one, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_PEERS, NOTICE_JAPANESE));
}
END_TEST

/* --- of the site, and of nwops --- */

static void write_file(const char *root, const char *name, const char *text)
{
	g_autofree char *directory = g_build_filename(root, "templates", NULL), *path = g_build_filename(directory, name, NULL);

	ck_assert_int_eq(g_mkdir_with_parents(directory, 0700), 0);
	ck_assert(g_file_set_contents(path, text, -1, NULL));
}

static void remove_file(const char *root, const char *name)
{
	g_autofree char *path = g_build_filename(root, "templates", name, NULL);

	g_unlink(path);
}

static void remove_all(const char *root, const char *const *names)
{
	g_autofree char *directory = g_build_filename(root, "templates", NULL);

	for (; *names; names++)
		remove_file(root, *names);
	ck_assert_int_eq(g_rmdir(directory), 0);
	ck_assert_int_eq(g_rmdir(root), 0);
}

START_TEST(the_sites_own_come_first)
{
	static const char *const names[] = {"fields.yaml", "outage-follow-up.yaml", "outage-first.yaml", "x.golden.yaml", "note.txt",
					    "outage-frist.yaml", NULL};
	g_autofree char *site = g_dir_make_tmp("nwops-site-XXXXXX", NULL), *share = g_dir_make_tmp("nwops-share-XXXXXX", NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *told = NULL;

	write_file(share, "fields.yaml", NOTICE_FIELDS);
	write_file(share, "outage-follow-up.yaml", "this is not read\n");
	write_file(share, "x.golden.yaml", "nor this: [\n");
	write_file(share, "note.txt", "nor this: [\n");
	write_file(site, "fields.yaml", "fields:\n  mine: {form: line, sample: s, " SOUND "}\n"
					"  owner: {form: line, sample: s, title: {ja: a, en: a}, unknown: {ja: u, en: u}, audiences: everybody}\n");
	write_file(site, "outage-follow-up.yaml",
		   HEAD "core: {ja: {subject: 【続】, text: '{{owner}} {{place}} {{mine}}'}, en: {subject: '[UPDATE]', text: a}}\n");
	write_file(site, "outage-frist.yaml", "notice: outage-first\n");
	ck_assert_ptr_null(notice_templates_load(site, share, faults));
	told = faults_told(faults);
	/* The site shows the core its owner, and not what it keeps to itself. */
	ck_assert_ptr_nonnull(strstr(told, "'core' may not see field 'mine'"));
	ck_assert_ptr_null(strstr(told, "may not see field 'owner'"));
	ck_assert_ptr_null(strstr(told, "golden"));
	ck_assert_ptr_null(strstr(told, share));
	ck_assert_ptr_nonnull(strstr(told, "'outage-frist' is no kind of notice; did you mean 'outage-first'?"));
	ck_assert_ptr_nonnull(strstr(told, "there are no words for notices 'outage-follow-up' to 'institution'"));
	ck_assert_ptr_nonnull(strstr(told, "there are no words for notices 'suspension'\n"));
	remove_all(site, names);
	remove_all(share, names);
}
END_TEST

/* What stands for the core in Japanese in a notice of KIND; "": nothing. Caller frees. */
static char *subject_of(const struct notice_templates *templates, enum notice_kind kind)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(kind, AUDIENCE_CORE);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	struct notice_text text = {0};
	char *subject;

	notice_render(&(struct notice_rendering){.templates = templates, .facts = facts, .zone = zone}, &text, NULL);
	subject = g_strdup(text.subject ? text.subject : "");
	notice_text_clear(&text);
	return subject;
}

/* What stands there in a follow-up under SITE and SHARE once what is sound is taken. NULL: no templates. Caller frees. */
static char *salvaged(const char *site, const char *share)
{
	g_autoptr(ops_notice_templates_t) templates = notice_templates_salvage(site, share);

	return templates ? subject_of(templates, NOTICE_OUTAGE_FOLLOW_UP) : NULL;
}

START_TEST(a_slip_in_one_file_costs_no_other)
{
	static const char *const names[] = {"fields.yaml", "outage-follow-up.yaml", "outage-first.yaml", NULL};
	static const char *const own = HEAD "core: {ja: {subject: 【自】, text: あ}, en: {subject: '[U]', text: a}}\n";
	g_autofree char *site = g_dir_make_tmp("nwops-site-XXXXXX", NULL), *share = g_dir_make_tmp("nwops-share-XXXXXX", NULL);
	g_autofree char *sound = NULL, *other = NULL, *wrong = NULL, *none = NULL, *unseen = NULL;

	write_file(share, "fields.yaml", NOTICE_FIELDS);
	write_file(share, "outage-follow-up.yaml", HEAD "core: " BOTH);
	write_file(site, "outage-follow-up.yaml", own);
	sound = salvaged(site, share);
	ck_assert_str_eq(sound, "【自】");
	/* Another file of the site is wrong. */
	write_file(site, "outage-first.yaml", "notice: [\n");
	other = salvaged(site, share);
	ck_assert_str_eq(other, "【自】");
	/* This one is: nwops's own words go out. */
	write_file(site, "outage-follow-up.yaml", HEAD "core: {ja: {subject: 【自】, text: '{{nobody}}'}}\n");
	wrong = salvaged(site, share);
	ck_assert_str_eq(wrong, "【続】");
	write_file(share, "outage-follow-up.yaml", HEAD "core: {{{\n");
	none = salvaged(site, share);
	ck_assert_str_eq(none, "");
	/* The site hides a field that is open to all else: nobody may guess which. */
	write_file(site, "fields.yaml", "fields:\n  symptom: {form: text}\n");
	unseen = salvaged(site, share);
	ck_assert_ptr_null(unseen);
	remove_all(site, names);
	remove_all(share, names);
}
END_TEST

/* What is told of SITE and SHARE when they are opened; NULL: they are. Caller frees. */
static char *told_of_opening(const char *site, const char *share)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_templates_t) templates = notice_templates_open(site, share, faults);

	return templates ? NULL : faults_told(faults);
}

/* Of a kind that nobody asks for nothing is read, so that nothing is found wrong with it. */
START_TEST(what_came_with_nwops_is_read_when_it_is_needed)
{
	const char *names[NOTICE_KIND_COUNT + 2] = {"fields.yaml"};
	g_autofree char *site = g_dir_make_tmp("nwops-site-XXXXXX", NULL), *share = g_dir_make_tmp("nwops-share-XXXXXX", NULL);
	g_autofree char *follow_up = NULL, *again = NULL, *first = NULL, *slip = NULL, *hidden = NULL;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_notice_templates_t) templates = NULL;
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);

	write_file(share, "fields.yaml", NOTICE_FIELDS);
	for (unsigned int i = 0; i < NOTICE_KIND_COUNT; i++) {
		names[i + 1] = g_strconcat(words_get(WORDS_NOTICE_KIND, i)->id, ".yaml", NULL);
		g_ptr_array_add(owned, (gpointer)names[i + 1]);
		write_file(share, names[i + 1], "notice: [\n");
	}
	write_file(share, "outage-follow-up.yaml", HEAD "core: " BOTH);
	templates = notice_templates_open(site, share, faults);
	ck_assert_ptr_nonnull(templates);
	ck_assert_uint_eq(conf_faults_count(faults), 0);
	remove_file(share, "outage-follow-up.yaml");
	follow_up = subject_of(templates, NOTICE_OUTAGE_FOLLOW_UP);
	again = subject_of(templates, NOTICE_OUTAGE_FOLLOW_UP);
	first = subject_of(templates, NOTICE_OUTAGE_FIRST);
	ck_assert_str_eq(follow_up, "【続】");
	ck_assert_str_eq(again, "【続】");
	ck_assert_str_eq(first, "");
	ck_assert_ptr_nonnull(notice_template_digest(templates, NOTICE_OUTAGE_FOLLOW_UP, AUDIENCE_CORE, NOTICE_ENGLISH));
	ck_assert_ptr_null(notice_template_digest(templates, NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, NOTICE_ENGLISH));
	write_file(share, "outage-follow-up.yaml", HEAD "core: " BOTH);
	/* What is the site's is looked at as it is opened. */
	write_file(site, "outage-first.yaml", "notice: {\n");
	slip = told_of_opening(site, share);
	ck_assert_ptr_nonnull(strstr(slip, site));
	ck_assert_ptr_null(strstr(slip, share));
	remove_file(site, "outage-first.yaml");
	/* And all, when the site says who may see what. */
	write_file(site, "fields.yaml", "fields: {}\n");
	hidden = told_of_opening(site, share);
	ck_assert_ptr_nonnull(strstr(hidden, share));
	remove_all(site, names);
	remove_all(share, names);
}
END_TEST

/* --- whom --- */

START_TEST(every_kind_is_told_somebody_and_none_everybody)
{
	static const struct { enum notice_kind kind; enum audience audience; bool told; } rows[] = {
		{NOTICE_SUSPENSION, AUDIENCE_INSTITUTION, true}, {NOTICE_SUSPENSION, AUDIENCE_PEERS, false},
		{NOTICE_OUTAGE_FIRST, AUDIENCE_CORE, true},      {NOTICE_OUTAGE_FIRST, AUDIENCE_PEERS, true},
		{NOTICE_OUTAGE_FIRST, AUDIENCE_PUBLIC, false},   {NOTICE_PUBLICATION, AUDIENCE_PUBLIC, true},
		{NOTICE_ESCALATION, AUDIENCE_MANAGER, true},     {NOTICE_ESCALATION, AUDIENCE_INSTITUTION, false},
		{NOTICE_CARRIER_ENQUIRY, AUDIENCE_CARRIER, true},
	};

	for (unsigned int i = 0; i < NOTICE_KIND_COUNT; i++) {
		unsigned int told = 0;

		for (unsigned int k = 0; k < AUDIENCE_COUNT; k++)
			told += notice_makes_sense((enum notice_kind)i, (enum audience)k);
		ck_assert_uint_gt(told, 0);
		ck_assert_uint_lt(told, AUDIENCE_COUNT);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ck_assert(notice_makes_sense(rows[i].kind, rows[i].audience) == rows[i].told);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_slip_in_a_text_is_told_where_it_stands, slips),
		UNIT_ROWS(a_slip_in_a_subject_is_told_where_it_stands, subjects),
		UNIT_ROWS(a_slip_in_a_file_is_told_where_it_stands, files),
		UNIT_ROWS(a_slip_in_the_list_of_fields_is_told, fields),
		UNIT(fields_are_what_their_file_says),
		UNIT(a_digest_is_of_both_parts),
		UNIT(the_sites_own_come_first),
		UNIT(a_slip_in_one_file_costs_no_other),
		UNIT(what_came_with_nwops_is_read_when_it_is_needed),
		UNIT(every_kind_is_told_somebody_and_none_everybody),
		{0},
	};

	return unit_run("notice-template", tests);
}
