/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper.yaml, nwops-paper(5): every fault in one pass, with its place. Stages are read in paper-stage.c.
 */
#include "cases/paper-internal.h"

#include "base/clauses.h"
#include "base/text.h"
#include "base/translate.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "paper.yaml"
#define FILE_BYTES ((size_t)512 * 1024)
#define TITLE_LIMIT 200

static const struct conf_limits limits = {.bytes = FILE_BYTES, .depth = 20, .nodes = 40000};

static const char *const file_keys[] = {"documents", "fields", "papers", NULL};
static const char *const word_keys[] = {"ja", "en", NULL};
static const char *const paper_keys[] = {"kind", "title", "source", "procedure", "stages", NULL};

const char *paper_field(struct paper_draft *draft, const char *key)
{
	g_snprintf(draft->field, sizeof(draft->field), _("'%s' of %s"), key, draft->owner);
	return draft->field;
}

const char *paper_keep(struct paper_draft *draft, const char *text)
{
	return g_string_chunk_insert_const(draft->papers->texts, text);
}

void *paper_block(struct paper_draft *draft, size_t count, size_t size)
{
	void *block = g_malloc0_n(count, size);

	g_ptr_array_add(draft->papers->blocks, block);
	return block;
}

const struct conf_node *paper_find(const struct conf_node *node, const char *key)
{
	const struct conf_node *value = conf_find(node, key);

	return value && conf_is_null(value) && !conf_tag(value) ? NULL : value;
}

/* --- words --- */

static const char *read_text(struct paper_draft *draft, const struct conf_node *node, const char *key, const char *of)
{
	const struct conf_node *value = paper_find(node, key);
	const char *text;

	if (!value) {
		paper_error(draft, node, _("'%s' of %s must have both 'ja' and 'en'"), of, draft->owner);
		return NULL;
	}
	return conf_read_text(value, paper_field(draft, of), TITLE_LIMIT, &text, draft->faults) ? paper_keep(draft, text) : NULL;
}

static bool read_pair(struct paper_draft *draft, const struct conf_node *node, const char *of, const char **ret_ja,
		      const char **ret_en)
{
	if (!conf_check_keys(node, word_keys, paper_field(draft, of), draft->faults) && conf_kind(node) != CONF_MAPPING)
		return false;
	*ret_ja = read_text(draft, node, "ja", of);
	*ret_en = read_text(draft, node, "en", of);
	return *ret_ja && *ret_en;
}

void paper_read_title(struct paper_draft *draft, const struct conf_node *node, const char **ret_ja, const char **ret_en)
{
	const struct conf_node *title = paper_find(node, "title");

	if (!title)
		paper_error(draft, node, _("%s lacks '%s'"), draft->owner, "title");
	else
		read_pair(draft, title, "title", ret_ja, ret_en);
}

const struct paper_word *paper_read_words(struct paper_draft *draft, const struct conf_node *node, const char *key, size_t limit)
{
	const struct conf_node *list = paper_find(node, key);
	struct paper_word *words;
	size_t count = 0;

	if (!list || !conf_expect(list, CONF_MAPPING, paper_field(draft, key), draft->faults))
		return NULL;
	if (conf_length(list) > limit) {
		paper_error(draft, list, _("%s has more than %d entries"), paper_field(draft, key), (int)limit);
		return NULL;
	}
	words = paper_block(draft, conf_length(list) + 1, sizeof(*words));
	for (size_t i = 0; i < conf_length(list); i++) {
		struct paper_word word = {.id = paper_keep(draft, conf_key(list, i))};

		if (conf_check_name(word.id, conf_key_position(list, i), paper_field(draft, key), draft->faults) &&
		    read_pair(draft, conf_value(list, i), word.id, &word.ja, &word.en))
			words[count++] = word;
	}
	return words;
}

const char *paper_read_source(struct paper_draft *draft, const struct conf_node *node)
{
	const struct conf_node *value = paper_find(node, "source");
	const char *text;

	if (!value || !conf_read_text(value, paper_field(draft, "source"), TITLE_LIMIT, &text, draft->faults))
		return NULL;
	if (!g_strv_contains(clauses_ids(), text)) {
		paper_error(draft, value, _("%s is '%s', which is no clause of the guideline"), paper_field(draft, "source"), text);
		return NULL;
	}
	return paper_keep(draft, text);
}

/* --- papers --- */

/* An incident has its own seven steps. */
static void read_kind(struct paper_draft *draft, const struct conf_node *node, struct paper *paper)
{
	const char *kinds[CASE_KIND_COUNT] = {NULL};
	const struct conf_node *value = paper_find(node, "kind");
	unsigned int kind;

	for (unsigned int i = CASE_INCIDENT + 1; i < CASE_KIND_COUNT; i++)
		kinds[i - 1] = words_get(WORDS_CASE_KIND, i)->id;
	if (!value)
		paper_error(draft, node, _("%s lacks '%s'"), draft->owner, "kind");
	else if (conf_read_choice(value, paper_field(draft, "kind"), kinds, &kind, draft->faults))
		paper->kind = (enum case_kind)(kind + 1);
}

static void read_stages(struct paper_draft *draft, const struct conf_node *node, struct paper *paper)
{
	const struct conf_node *list = paper_find(node, "stages");
	struct paper_stage *stages;

	if (!list) {
		paper_error(draft, node, _("%s lacks '%s'"), draft->owner, "stages");
		return;
	}
	if (!conf_expect(list, CONF_MAPPING, paper_field(draft, "stages"), draft->faults))
		return;
	if (!conf_length(list) || conf_length(list) > PAPER_STAGES_LIMIT) {
		paper_error(draft, list, _("%s has %zu entries, not 1 to %d"), paper_field(draft, "stages"), conf_length(list),
			    PAPER_STAGES_LIMIT);
		return;
	}
	draft->stages = list;
	stages = paper_block(draft, conf_length(list), sizeof(*stages));
	for (size_t i = 0; i < conf_length(list); i++) {
		stages[i].id = paper_keep(draft, conf_key(list, i));
		g_snprintf(draft->owner, sizeof(draft->owner), _("stage '%s' of paper '%s'"), stages[i].id, paper->id);
		if (conf_check_name(stages[i].id, conf_key_position(list, i), _("name of a stage"), draft->faults))
			paper_stage_read(draft, i, conf_value(list, i), &stages[i]);
	}
	paper->stages = stages;
	paper->stage_count = conf_length(list);
}

static void read_paper(struct paper_draft *draft, const char *id, const struct conf_position *position,
		       const struct conf_node *node)
{
	struct paper paper = {.id = paper_keep(draft, id)};
	const struct conf_node *procedure;
	const char *name;

	g_snprintf(draft->owner, sizeof(draft->owner), _("paper '%s'"), id);
	if (!conf_check_name(id, position, _("name of a paper"), draft->faults) ||
	    (!conf_check_keys(node, paper_keys, draft->owner, draft->faults) && conf_kind(node) != CONF_MAPPING))
		return;
	read_kind(draft, node, &paper);
	paper_read_title(draft, node, &paper.title_ja, &paper.title_en);
	paper.source = paper_read_source(draft, node);
	procedure = paper_find(node, "procedure");
	if (procedure && conf_read_name(procedure, paper_field(draft, "procedure"), &name, draft->faults))
		paper.procedure = paper_keep(draft, name);
	read_stages(draft, node, &paper);
	g_array_append_val(draft->papers->papers, paper);
}

static void read_papers(struct paper_draft *draft, const struct conf_node *root)
{
	const struct conf_node *list = paper_find(root, "papers");

	if (!list) {
		paper_error(draft, root, _("%s lacks '%s'"), draft->owner, "papers");
		return;
	}
	if (!conf_expect(list, CONF_MAPPING, paper_field(draft, "papers"), draft->faults))
		return;
	if (conf_length(list) > PAPER_PAPERS_LIMIT) {
		paper_error(draft, list, _("%s has more than %d entries"), paper_field(draft, "papers"), PAPER_PAPERS_LIMIT);
		return;
	}
	for (size_t i = 0; i < conf_length(list); i++)
		read_paper(draft, conf_key(list, i), conf_key_position(list, i), conf_value(list, i));
}

static void read_file(struct paper_draft *draft, const struct conf_node *root)
{
	g_strlcpy(draft->owner, FILE_NAME, sizeof(draft->owner));
	if (!conf_check_keys(root, file_keys, draft->owner, draft->faults) && conf_kind(root) != CONF_MAPPING)
		return;
	draft->papers->documents = paper_read_words(draft, root, "documents", PAPER_WORDS_LIMIT);
	draft->papers->fields = paper_read_words(draft, root, "fields", PAPER_WORDS_LIMIT);
	read_papers(draft, root);
}

struct papers *papers_read(const char *name, const char *bytes, size_t length, struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) document = conf_document_parse(name, bytes, length, &limits, faults);
	g_autoptr(ops_papers_t) papers = g_new0(struct papers, 1);
	struct paper_draft draft = {.papers = papers, .faults = faults};
	const struct conf_position whole = {.file = name};
	const struct conf_node *root = document ? conf_document_root(document) : NULL;

	papers->texts = g_string_chunk_new(1024);
	papers->blocks = g_ptr_array_new_with_free_func(g_free);
	papers->papers = g_array_new(FALSE, FALSE, sizeof(struct paper));
	papers->bytes = g_bytes_new(bytes, length);
	papers->digest = digest_of(bytes, length);
	if (document && !root)
		conf_fault(faults, CONF_ERROR, &whole, _("%s lacks '%s'"), FILE_NAME, "papers");
	if (root)
		read_file(&draft, root);
	return conf_faults_errors(faults) > 0 ? NULL : g_steal_pointer(&papers);
}

struct papers *papers_load(const char *site, const char *share, struct conf_faults *faults)
{
	g_autofree char *own = g_build_filename(site, FILE_NAME, NULL);
	g_autofree char *standard = g_build_filename(share, FILE_NAME, NULL);
	const char *path = access(own, F_OK) == 0 || errno != ENOENT ? own : standard;
	g_autoptr(GString) bytes = conf_bytes_load(path, FILE_BYTES, faults);

	return bytes ? papers_read(path, bytes->str, bytes->len, faults) : NULL;
}

struct papers *papers_ref(struct papers *papers)
{
	papers->references++;
	return papers;
}

void papers_free(struct papers *papers)
{
	if (!papers || papers->references-- > 0)
		return;
	g_string_chunk_free(papers->texts);
	g_ptr_array_unref(papers->blocks);
	g_array_unref(papers->papers);
	g_bytes_unref(papers->bytes);
	g_free(papers);
}

/* --- questions --- */

size_t papers_count(const struct papers *papers)
{
	return papers->papers->len;
}

const struct paper *papers_at(const struct papers *papers, size_t index)
{
	return &g_array_index(papers->papers, struct paper, index);
}

const struct paper *papers_find(const struct papers *papers, const char *id)
{
	for (guint i = 0; i < papers->papers->len; i++)
		if (g_str_equal(papers_at(papers, i)->id, id))
			return papers_at(papers, i);
	return NULL;
}

const struct paper_word *papers_documents(const struct papers *papers)
{
	return papers->documents;
}

const struct paper_word *papers_fields(const struct papers *papers)
{
	return papers->fields;
}

const struct paper_word *paper_word_find(const struct paper_word *list, const char *id)
{
	for (; list && list->id; list++)
		if (g_str_equal(list->id, id))
			return list;
	return NULL;
}

int paper_stage_find(const struct paper *paper, const char *id)
{
	for (size_t i = 0; i < paper->stage_count; i++)
		if (g_str_equal(paper->stages[i].id, id))
			return (int)i;
	return -1;
}

const char *const *papers_keys(size_t section)
{
	static const char *const *const sections[] = {file_keys,	paper_keys,	 word_keys,	paper_stage_keys,
						      paper_needs_keys, paper_told_keys, paper_due_keys};

	return section < G_N_ELEMENTS(sections) ? sections[section] : NULL;
}
