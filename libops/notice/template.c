/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All templates of a site: which files there are, the site's before those that came with nwops, and what is kept
 * of them. Fields are read first, as every text names them.
 */
#include "notice/template-internal.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define SUFFIX ".yaml"
#define FIELDS "fields"
#define FILES_MOST 200

static const struct conf_limits limits = {.bytes = TEMPLATE_FILE_BYTES, .depth = 16, .nodes = 10000};

const char *template_keep(struct notice_templates *templates, const char *text)
{
	return g_string_chunk_insert_const(templates->texts, text);
}

struct conf_position template_keep_position(struct notice_templates *templates, const struct conf_position *position)
{
	struct conf_position kept = *position;

	kept.file = position->file ? template_keep(templates, position->file) : NULL;
	return kept;
}

static void free_field(gpointer field)
{
	field_free(field);
}

static struct notice_templates *templates_new(void)
{
	struct notice_templates *templates = g_new0(struct notice_templates, 1);

	templates->fields = g_ptr_array_new_with_free_func(free_field);
	templates->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	templates->texts = g_string_chunk_new(4096);
	return templates;
}

void notice_templates_free(struct notice_templates *templates)
{
	if (!templates)
		return;
	g_clear_pointer(&templates->owned, g_ptr_array_unref);
	g_clear_pointer(&templates->sources, g_array_unref);
	g_hash_table_unref(templates->by_name);
	g_ptr_array_unref(templates->fields);
	g_string_chunk_free(templates->texts);
	g_free(templates);
}

/* --- files in memory --- */

/* "…/outage-first.yaml" as "outage-first"; NULL: it is no such file. Caller frees. */
static char *name_of(const char *path)
{
	g_autofree char *file = g_path_get_basename(path);

	if (!g_str_has_suffix(file, SUFFIX))
		return NULL;
	file[strlen(file) - strlen(SUFFIX)] = '\0';
	/* A second dot: an editor's copy, or a golden text. */
	return *file && !strchr(file, '.') ? g_steal_pointer(&file) : NULL;
}

/* Of enum notice_kind; -1: it is no such file. */
static int kind_of(const struct notice_source *source)
{
	g_autofree char *name = name_of(source->name);

	return name ? words_find(WORDS_NOTICE_KIND, name) : -1;
}

static bool is_fields(const struct notice_source *source)
{
	g_autofree char *name = name_of(source->name);

	return name && g_str_equal(name, FIELDS);
}

static void refuse_name(const struct notice_source *source, struct conf_faults *faults)
{
	g_autofree char *named = name_of(source->name);
	const char *name = named ? named : source->name, *ids[NOTICE_KIND_COUNT + 1] = {NULL}, *near;
	const struct conf_position position = {.file = source->name};

	for (unsigned int i = 0; i < NOTICE_KIND_COUNT; i++)
		ids[i] = words_get(WORDS_NOTICE_KIND, i)->id;
	near = strlen(name) <= 64 ? text_nearest(name, ids) : NULL;
	if (near)
		conf_fault(faults, CONF_ERROR, &position, _("'%s' is no kind of notice; did you mean '%s'?"), name, near);
	else
		conf_fault(faults, CONF_ERROR, &position, _("'%s' is no kind of notice"), name);
}

static void read_source(struct notice_templates *templates, const struct notice_source *source, struct conf_faults *faults)
{
	g_autoptr(ops_place_file_t) file = place_file_new(source->bytes, source->length);
	struct template_draft draft = {.templates = templates, .file = file, .faults = faults};
	const struct conf_position position = {.file = source->name};
	g_autoptr(ops_conf_document_t) document = NULL;
	const int kind = kind_of(source);

	if (kind < 0) {
		refuse_name(source, faults);
		return;
	}
	/* The site's was read before. */
	if (templates->positions[kind].file)
		return;
	templates->positions[kind] = template_keep_position(templates, &position);
	document = conf_document_parse(source->name, source->bytes, source->length, &limits, faults);
	if (document)
		template_read(&draft, (enum notice_kind)kind, document);
}

static void read_fields(struct notice_templates *templates, const struct notice_source *source, struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse(source->name, source->bytes, source->length, &limits, faults);

	if (document)
		field_read_all(templates, document, faults);
}

static void read_all_fields(struct notice_templates *templates, const struct notice_source *sources, size_t count,
			    struct conf_faults *faults)
{
	for (size_t i = 0; i < count; i++)
		if (is_fields(&sources[i]))
			read_fields(templates, &sources[i], faults);
}

/* SOURCE, which lives as long as TEMPLATES, is for its kind, unless the site has words of its own. */
static void put_off(struct notice_templates *templates, const struct notice_source *source, struct conf_faults *faults)
{
	const int kind = kind_of(source);

	if (kind < 0)
		refuse_name(source, faults);
	else if (!templates->positions[kind].file && !templates->unread[kind])
		templates->unread[kind] = source;
}

/* Fields first, as all words name them. Words from LATE_FROM on are put off. */
static void read_all(struct notice_templates *templates, const struct notice_source *sources, size_t count, size_t late_from,
		     struct conf_faults *faults)
{
	read_all_fields(templates, sources, count, faults);
	for (size_t i = 0; i < count; i++) {
		if (is_fields(&sources[i]))
			continue;
		if (i < late_from)
			read_source(templates, &sources[i], faults);
		else
			put_off(templates, &sources[i], faults);
	}
}

/* As if there had never been words for KIND. */
static void forget(struct notice_templates *templates, int kind)
{
	memset(templates->words[kind], 0, sizeof(templates->words[kind]));
	templates->positions[kind] = (struct conf_position){0};
	templates->marks[kind] = false;
}

static void salvage_source(struct notice_templates *templates, const struct notice_source *source)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	const int kind = kind_of(source);

	if (kind < 0 || templates->positions[kind].file)
		return;
	read_source(templates, source, faults);
	if (conf_faults_errors(faults) > 0)
		forget(templates, kind);
}

/* Who may see a field is not guessed: a fault in a list of them leaves nothing to salvage. */
static struct notice_templates *salvage_all(const struct notice_source *sources, size_t count)
{
	g_autoptr(ops_notice_templates_t) templates = templates_new();
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	read_all_fields(templates, sources, count, faults);
	if (conf_faults_errors(faults) > 0)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!is_fields(&sources[i]))
			salvage_source(templates, &sources[i]);
	return g_steal_pointer(&templates);
}

struct notice_templates *notice_templates_parse(const struct notice_source *sources, size_t count,
						struct conf_faults *faults)
{
	const unsigned int errors = conf_faults_errors(faults);
	g_autoptr(ops_notice_templates_t) templates = templates_new();

	read_all(templates, sources, count, count, faults);
	return conf_faults_errors(faults) > errors ? NULL : g_steal_pointer(&templates);
}

/* --- what is read late --- */

/* What is read late was there before for whoever looks. */
static void read_late(const struct notice_templates *templates, enum notice_kind kind)
{
	struct notice_templates *own = (struct notice_templates *)templates;
	const struct notice_source *source = own->unread[kind];

	own->unread[kind] = NULL;
	if (source)
		salvage_source(own, source);
}

const struct template_words *template_words_find(const struct notice_templates *templates, enum notice_kind kind,
						 enum audience audience, enum notice_language language)
{
	read_late(templates, kind);
	return templates->words[kind][audience][language];
}

const char *notice_template_digest(const struct notice_templates *templates, enum notice_kind kind, enum audience audience,
				   enum notice_language language)
{
	const struct template_words *words = template_words_find(templates, kind, audience, language);

	return words ? words->digest : NULL;
}

/* --- files on disk --- */

static void source_clear(gpointer pointer)
{
	struct notice_source *source = pointer;

	g_free((char *)source->name);
	g_free((char *)source->bytes);
}

static GArray *sources_new(void)
{
	GArray *sources = g_array_new(FALSE, FALSE, sizeof(struct notice_source));

	g_array_set_clear_func(sources, source_clear);
	return sources;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The templates in DIRECTORY, which need not be there, by name. */
static GPtrArray *paths_in(const char *directory)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	GDir *opened = g_dir_open(directory, 0, NULL);
	const char *file;

	while (opened && paths->len < FILES_MOST && (file = g_dir_read_name(opened))) {
		g_autofree char *name = name_of(file);

		if (name)
			g_ptr_array_add(paths, g_build_filename(directory, file, NULL));
	}
	g_clear_pointer(&opened, g_dir_close);
	g_ptr_array_sort(paths, compare_names);
	return paths;
}

static void add_files(GArray *sources, const char *root, struct conf_faults *faults)
{
	g_autofree char *directory = root ? g_build_filename(root, "templates", NULL) : g_strdup("");
	g_autoptr(GPtrArray) paths = paths_in(directory);

	for (guint i = 0; i < paths->len; i++) {
		GString *bytes = conf_bytes_load(paths->pdata[i], TEMPLATE_FILE_BYTES, faults);
		struct notice_source source;

		if (!bytes)
			continue;
		source = (struct notice_source){.name = g_strdup(paths->pdata[i]), .length = bytes->len};
		source.bytes = g_string_free(bytes, FALSE);
		g_array_append_val(sources, source);
	}
}

static bool any_fields(const struct notice_source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_fields(&sources[i]))
			return true;
	return false;
}

/* The site's own fields may forbid what the words in SHARE print: then nothing is put off. */
static struct notice_templates *read_files(const char *site, const char *share, bool late, struct conf_faults *faults)
{
	const unsigned int errors = conf_faults_errors(faults);
	g_autoptr(ops_notice_templates_t) templates = templates_new();
	GArray *files = templates->sources = sources_new();
	const struct notice_source *sources;
	size_t of_site;

	add_files(files, site, faults);
	of_site = files->len;
	add_files(files, share, faults);
	sources = (const struct notice_source *)files->data;
	read_all(templates, sources, files->len, late && !any_fields(sources, of_site) ? of_site : files->len, faults);
	template_lint_whole(templates, faults);
	return conf_faults_errors(faults) > errors ? NULL : g_steal_pointer(&templates);
}

struct notice_templates *notice_templates_load(const char *site, const char *share, struct conf_faults *faults)
{
	return read_files(site, share, false, faults);
}

struct notice_templates *notice_templates_open(const char *site, const char *share, struct conf_faults *faults)
{
	return read_files(site, share, true, faults);
}

struct notice_templates *notice_templates_salvage(const char *site, const char *share)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(GArray) files = sources_new();

	add_files(files, site, faults);
	add_files(files, share, faults);
	/* What cannot be read may have been the site's list of fields. */
	if (conf_faults_errors(faults) > 0)
		return NULL;
	return salvage_all((const struct notice_source *)files->data, files->len);
}

/* --- samples --- */

struct notice_facts *notice_sample(const struct notice_templates *templates, enum notice_kind kind, enum audience audience,
				   enum notice_language language)
{
	struct notice_facts *facts = notice_facts_new(kind, audience);
	const struct field *reference = field_called(templates, "reference"), *as_of = field_called(templates, "as-of");

	for (guint i = 0; i < templates->fields->len; i++) {
		const struct field *field = templates->fields->pdata[i];

		if (field_may_see(field, audience))
			notice_facts_add(facts, field->open.name, field->open.sample[language], false);
	}
	if (as_of)
		instant_parse(as_of->open.sample[language], NULL, &facts->as_of_us, NULL);
	facts->reference = reference ? g_strdup(reference->open.sample[language]) : NULL;
	return facts;
}
