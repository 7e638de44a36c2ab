/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scripted answers. The file is looked at as a whole before anything begins, so that a
 * fault in its last line does not strike in the middle of a run; which steps there are
 * only the procedures know, so an answer to none is told at the end.
 */
#include "isolate/script.h"

#include "base/translate.h"

#include <string.h>

#define EVERY_PROCEDURE "*"
#define TEXT_BYTES 4000

static const struct conf_limits limits = {.bytes = 1024 * 1024, .depth = 16, .nodes = 100000};

struct script {
	struct conf_document *document; /* NULL: no file */
	GHashTable *answers; /* "procedure.step" or "*.step": const char *, of the command line */
	GHashTable *fields; /* the same */
	GHashTable *visits; /* "procedure.step": how many answers were taken */
	GHashTable *asked; /* set of fields that were asked for */
};

void reply_free(struct reply *reply)
{
	if (!reply)
		return;
	g_free(reply->outcome);
	g_free(reply->skip);
	g_free(reply->reason);
	g_free(reply->approved_by);
	if (reply->fields)
		g_hash_table_unref(reply->fields);
	g_free(reply);
}

/* --- reading --- */

static bool check_value(const struct conf_node *node, const char *owner, struct conf_faults *faults)
{
	static const char *const keys[] = {"outcome",	  "fields", "reason",
					   "approved-by", "skip",   NULL};
	const struct conf_node *fields;
	const char *text;

	if (conf_kind(node) == CONF_SCALAR)
		return conf_read_string(node, owner, TEXT_BYTES, &text, faults);
	if (!conf_expect(node, CONF_MAPPING, owner, faults) ||
	    !conf_check_keys(node, keys, owner, faults))
		return false;
	for (size_t i = 0; keys[i]; i++) {
		const struct conf_node *value = conf_find(node, keys[i]);

		if (value && !g_str_equal(keys[i], "fields") &&
		    !conf_read_string(value, owner, TEXT_BYTES, &text, faults))
			return false;
	}
	fields = conf_find(node, "fields");
	if (fields && !conf_expect(fields, CONF_MAPPING, owner, faults))
		return false;
	for (size_t i = 0; fields && i < conf_length(fields); i++)
		if (!conf_read_string(conf_value(fields, i), owner, TEXT_BYTES, &text, faults))
			return false;
	return true;
}

static bool check_steps(const struct conf_node *steps, const char *procedure,
			struct conf_faults *faults)
{
	g_autofree char *owner = g_strdup_printf(_("answers for procedure '%s'"), procedure);
	bool well = conf_expect(steps, CONF_MAPPING, owner, faults);

	for (size_t i = 0; well && i < conf_length(steps); i++) {
		const struct conf_node *value = conf_value(steps, i);
		g_autofree char *each =
			g_strdup_printf(_("answer for step '%s'"), conf_key(steps, i));

		if (conf_kind(value) != CONF_SEQUENCE)
			well = check_value(value, each, faults);
		else
			for (size_t k = 0; well && k < conf_length(value); k++)
				well = check_value(conf_item(value, k), each, faults);
	}
	return well;
}

static bool read_file(struct script *script, const char *file, struct conf_faults *faults)
{
	static const char *const keys[] = {"answers", "fields", NULL};
	const struct conf_node *root, *answers, *fields;
	const char *owner = _("a file of answers"), *text;
	bool well = true;

	script->document = conf_document_load(file, &limits, faults);
	root = script->document ? conf_document_root(script->document) : NULL;
	if (!root)
		return script->document != NULL;
	if (!conf_expect(root, CONF_MAPPING, owner, faults) ||
	    !conf_check_keys(root, keys, owner, faults))
		return false;
	answers = conf_find(root, "answers");
	fields = conf_find(root, "fields");
	if ((answers && !conf_expect(answers, CONF_MAPPING, owner, faults)) ||
	    (fields && !conf_expect(fields, CONF_MAPPING, owner, faults)))
		return false;
	for (size_t i = 0; answers && i < conf_length(answers); i++)
		well &= check_steps(conf_value(answers, i), conf_key(answers, i), faults);
	for (size_t i = 0; fields && i < conf_length(fields); i++) {
		g_autofree char *each = g_strdup_printf(_("field '%s'"), conf_key(fields, i));

		well &= conf_read_string(conf_value(fields, i), each, TEXT_BYTES, &text, faults);
	}
	return well;
}

/* NAME=VALUE of OPTION into TABLE, under "*." where DOTTED and NAME has no dot. */
static bool read_word(GHashTable *table, const char *option, const char *word, bool dotted,
		      struct conf_faults *faults)
{
	const char *sign = strchr(word, '=');
	g_autofree char *name = NULL;

	if (!sign || sign == word || !sign[1] || !g_utf8_validate(word, -1, NULL)) {
		conf_fault(faults, CONF_ERROR, NULL, _("option '%s' is '%s'; expected: NAME=VALUE"),
			   option, word);
		return false;
	}
	name = g_strndup(word, (gsize)(sign - word));
	g_hash_table_insert(table,
			    dotted && !strchr(name, '.')
				    ? g_strconcat(EVERY_PROCEDURE, ".", name, NULL)
				    : g_strdup(name),
			    g_strdup(sign + 1));
	return true;
}

struct script *script_new(const struct script_words *words, struct conf_faults *faults)
{
	g_autoptr(ops_script_t) script = g_new0(struct script, 1);
	bool well = true;

	script->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	script->fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	script->visits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	script->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (words->file)
		well = read_file(script, words->file, faults);
	for (char *const *each = words->answers; each && *each; each++)
		well &= read_word(script->answers, "--answer", *each, true, faults);
	for (char *const *each = words->fields; each && *each; each++)
		well &= read_word(script->fields, "--field", *each, false, faults);
	return well ? g_steal_pointer(&script) : NULL;
}

void script_free(struct script *script)
{
	if (!script)
		return;
	conf_document_free(script->document);
	g_hash_table_unref(script->answers);
	g_hash_table_unref(script->fields);
	g_hash_table_unref(script->visits);
	g_hash_table_unref(script->asked);
	g_free(script);
}

bool script_is_there(const struct script *script)
{
	return script->document || g_hash_table_size(script->answers) ||
	       g_hash_table_size(script->fields);
}

/* --- giving --- */

static const struct conf_node *section(const struct script *script, const char *name)
{
	const struct conf_node *root =
		script->document ? conf_document_root(script->document) : NULL;

	return root ? conf_find(root, name) : NULL;
}

static char *text_of(const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = conf_find(mapping, key);

	return node ? g_strdup(conf_text(node)) : NULL;
}

static struct reply *reply_of(const struct conf_node *node)
{
	struct reply *reply = g_new0(struct reply, 1);
	const struct conf_node *fields;

	if (conf_kind(node) == CONF_SCALAR) {
		reply->outcome = g_strdup(conf_text(node));
		return reply;
	}
	reply->outcome = text_of(node, "outcome");
	reply->skip = text_of(node, "skip");
	reply->reason = text_of(node, "reason");
	reply->approved_by = text_of(node, "approved-by");
	fields = conf_find(node, "fields");
	if (fields)
		reply->fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (size_t i = 0; fields && i < conf_length(fields); i++)
		g_hash_table_insert(reply->fields, g_strdup(conf_key(fields, i)),
				    g_strdup(conf_text(conf_value(fields, i))));
	return reply;
}

/* How many answers for PROCEDURE (or all), STEP were taken before, this one counted. */
static unsigned int count_visit(struct script *script, const char *procedure, const char *step)
{
	char *key = g_strconcat(procedure, ".", step, NULL);
	unsigned int before = GPOINTER_TO_UINT(g_hash_table_lookup(script->visits, key));

	g_hash_table_insert(script->visits, key, GUINT_TO_POINTER(before + 1));
	return before;
}

static struct reply *take_word(struct script *script, const char *procedure, const char *step)
{
	g_autofree char *key = g_strconcat(procedure, ".", step, NULL);
	const char *value = g_hash_table_lookup(script->answers, key);
	struct reply *reply;

	if (!value)
		return NULL;
	count_visit(script, procedure, step);
	reply = g_new0(struct reply, 1);
	reply->outcome = g_strdup(value);
	return reply;
}

static struct reply *take_written(struct script *script, const char *procedure, const char *step)
{
	const struct conf_node *answers = section(script, "answers");
	const struct conf_node *steps = answers ? conf_find(answers, procedure) : NULL;
	const struct conf_node *value = steps ? conf_find(steps, step) : NULL;
	unsigned int visit;

	if (!value)
		return NULL;
	visit = count_visit(script, procedure, step);
	if (conf_kind(value) != CONF_SEQUENCE)
		return reply_of(value);
	return visit < conf_length(value) ? reply_of(conf_item(value, visit)) : NULL;
}

/* A step that only records is answered where any of it was said beforehand. */
static struct reply *take_fields(struct script *script, const struct procedure_step *step)
{
	if (step->kind != STEP_ASK || step->outcome_count != 1)
		return NULL;
	for (const char *const *name = step->fields; name && *name; name++)
		if (script_field(script, *name)) {
			struct reply *reply = g_new0(struct reply, 1);

			return reply;
		}
	return NULL;
}

struct reply *script_take(struct script *script, const char *procedure,
			  const struct procedure_step *step)
{
	struct reply *reply = take_word(script, procedure, step->name);

	if (!reply)
		reply = take_word(script, EVERY_PROCEDURE, step->name);
	if (!reply)
		reply = take_written(script, procedure, step->name);
	if (!reply)
		reply = take_written(script, EVERY_PROCEDURE, step->name);
	return reply ? reply : take_fields(script, step);
}

const char *script_field(struct script *script, const char *name)
{
	const struct conf_node *fields = section(script, "fields");
	const struct conf_node *value = fields ? conf_find(fields, name) : NULL;
	const char *text = g_hash_table_lookup(script->fields, name);

	g_hash_table_add(script->asked, g_strdup(name));
	return text ? text : value ? conf_text(value) : NULL;
}

/* --- what was not used --- */

/* What was typed for this run must be for it; a file serves many. */
#define TYPED NOTES_NOTICE
#define WRITTEN NOTES_INFO

static void tell_answer(const struct script *script, const struct notes *notes,
			enum notes_level level, const char *key)
{
	if (!g_hash_table_contains(script->visits, key))
		notes_write(notes, level, _("the answer for '%s' was not used"), key);
}

static void tell_field(const struct script *script, const struct notes *notes,
		       enum notes_level level, const char *name)
{
	if (!g_hash_table_contains(script->asked, name))
		notes_write(notes, level, _("the field '%s' was not used"), name);
}

void script_tell_unused(const struct script *script, const struct notes *notes)
{
	const struct conf_node *answers = section(script, "answers"),
			       *fields = section(script, "fields");
	g_autoptr(GList) words =
		g_list_sort(g_hash_table_get_keys(script->answers), (GCompareFunc)strcmp);
	g_autoptr(GList) names =
		g_list_sort(g_hash_table_get_keys(script->fields), (GCompareFunc)strcmp);

	for (const GList *each = words; each; each = each->next)
		tell_answer(script, notes, TYPED, each->data);
	for (const GList *each = names; each; each = each->next)
		tell_field(script, notes, TYPED, each->data);
	for (size_t i = 0; answers && i < conf_length(answers); i++)
		for (size_t k = 0; k < conf_length(conf_value(answers, i)); k++) {
			g_autofree char *key =
				g_strconcat(conf_key(answers, i), ".",
					    conf_key(conf_value(answers, i), k), NULL);

			tell_answer(script, notes, WRITTEN, key);
		}
	for (size_t i = 0; fields && i < conf_length(fields); i++)
		tell_field(script, notes, WRITTEN, conf_key(fields, i));
}
