/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A notice in words: the pieces of its template with values in them. In a report that goes on from another
 * what is new is marked, with what was said before beside it, so that nobody has to lay two reports side by side at night.
 *
 * Who may see a field was proven when the templates were read; it is asked once more here, since a notice that
 * shows too much cannot be called back.
 */
#include "notice/template-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

G_DEFINE_QUARK(nwops-template-error, template_error)

struct render {
	const struct notice_rendering *rendering;
	GString *subject;		/* it goes there; NULL: to LINES */
	struct lines *lines;
	bool marks;
	const char *item;		/* of the each that is gone through */
	bool item_is_new;
	GError *error;
};

void notice_text_clear(struct notice_text *text)
{
	g_clear_pointer(&text->subject, g_free);
	g_clear_pointer(&text->text, g_free);
}

/* --- what is known --- */

/* What the facts say of themselves where nobody said it as a field. */
static const struct notice_fact *fact_within(const struct notice_facts *facts, const struct field *field,
					     struct notice_fact *own, GString *room)
{
	const struct notice_fact *fact = notice_facts_find(facts, field->open.name);

	if (value_is_known(fact))
		return fact;
	g_string_truncate(room, 0);
	if (g_str_equal(field->open.name, "as-of")) {
		g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(facts->as_of_us / 1000000);
		g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;

		g_string_append(room, text ? text : "");
	} else if (g_str_equal(field->open.name, "reference") && facts->reference) {
		g_string_append(room, facts->reference);
	}
	if (room->len == 0)
		return fact;
	*own = (struct notice_fact){.value = room->str};
	return own;
}

static GPtrArray *lines_of(const struct render *render, const struct notice_facts *facts, const struct field *field)
{
	g_autoptr(GString) room = g_string_new(NULL);
	struct notice_fact own;

	return value_lines(field, fact_within(facts, field, &own, room), render->rendering->language,
			   render->rendering->zone);
}

static bool is_known(const struct render *render, const struct field *field)
{
	g_autoptr(GString) room = g_string_new(NULL);
	struct notice_fact own;

	return value_holds(field, fact_within(render->rendering->facts, field, &own, room));
}

/* --- what is new --- */

static bool are_equal(const GPtrArray *a, const GPtrArray *b)
{
	for (guint i = 0; a->len == b->len && i < a->len; i++)
		if (!g_str_equal(a->pdata[i], b->pdata[i]))
			return false;
	return a->len == b->len;
}

/* The lines that FIELD had in the report before; NULL: it is not one of those that are marked. */
static GPtrArray *lines_before(const struct render *render, const struct field *field)
{
	if (!render->marks || !render->rendering->before || field->open.always || field->unmarked)
		return NULL;
	return lines_of(render, render->rendering->before, field);
}

static bool has_one_line(const struct field *field)
{
	return field->open.form != NOTICE_TEXT && field->open.form != NOTICE_LIST;
}

/* --- pieces --- */

static bool may_see(struct render *render, const struct field *field)
{
	if (field_may_see(field, render->rendering->facts->audience))
		return true;
	if (!render->error)
		g_set_error(&render->error, OPS_TEMPLATE_ERROR, TEMPLATE_ERROR_FIELD,
			    _("cannot write the notice: '%s' may not see field '%s'"),
			    words_get(WORDS_AUDIENCE, render->rendering->facts->audience)->id, field->open.name);
	return false;
}

static void add_in_line(struct render *render, const struct field *field)
{
	g_autoptr(GString) room = g_string_new(NULL);
	struct notice_fact own;
	const struct notice_fact *fact = fact_within(render->rendering->facts, field, &own, room);
	g_autofree char *line = value_line(field, fact, render->rendering->language, render->rendering->zone);

	if (render->subject)
		g_string_append(render->subject, line);
	else
		lines_add(render->lines, line);
}

static void add_field(struct render *render, const struct field *field)
{
	g_autoptr(GPtrArray) now = NULL, before = NULL;

	if (!may_see(render, field))
		return;
	before = render->subject ? NULL : lines_before(render, field);
	now = lines_of(render, render->rendering->facts, field);
	if (before && !are_equal(before, now)) {
		lines_mark(render->lines);
		if (has_one_line(field)) {
			lines_add(render->lines, before->pdata[0]);
			lines_add(render->lines, " → ");
		}
	}
	if (render->subject || field->open.form == NOTICE_LIST)
		add_in_line(render, field);
	else
		lines_add_values(render->lines, now);
}

static void add_words(struct render *render, const char *words)
{
	if (render->subject)
		g_string_append(render->subject, words);
	else
		lines_add(render->lines, words);
}

static void add_item(struct render *render)
{
	if (render->item_is_new && !render->subject)
		lines_mark(render->lines);
	add_words(render, render->item);
}

static void add_pieces(struct render *render, const GPtrArray *pieces);

static void add_if(struct render *render, const struct piece *piece)
{
	if (!may_see(render, piece->field))
		return;
	if (is_known(render, piece->field) != piece->negated)
		add_pieces(render, piece->inner);
	else if (piece->otherwise)
		add_pieces(render, piece->otherwise);
}

static void add_each(struct render *render, const struct piece *piece)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) now = NULL, before = NULL;

	if (!may_see(render, piece->field))
		return;
	now = lines_of(render, render->rendering->facts, piece->field);
	before = lines_before(render, piece->field);
	for (guint i = 0; before && i < before->len; i++)
		g_hash_table_add(known, before->pdata[i]);
	for (guint i = 0; i < now->len; i++) {
		render->item = now->pdata[i];
		render->item_is_new = before && !g_hash_table_contains(known, render->item);
		add_pieces(render, piece->inner);
	}
	render->item = NULL;
}

static bool is_full(const struct render *render)
{
	return render->subject ? render->subject->len > TEMPLATE_TEXT_BYTES : lines_full(render->lines);
}

static void add_pieces(struct render *render, const GPtrArray *pieces)
{
	for (guint i = 0; i < pieces->len && !render->error && !is_full(render); i++) {
		const struct piece *piece = pieces->pdata[i];

		if ((piece->kind == PIECE_IF || piece->kind == PIECE_EACH) && !piece->alone && !render->subject)
			lines_may_vanish(render->lines);
		switch (piece->kind) {
		case PIECE_WORDS:
			add_words(render, piece->words);
			break;
		case PIECE_FIELD:
			add_field(render, piece->field);
			break;
		case PIECE_ITEM:
			add_item(render);
			break;
		case PIECE_IF:
			add_if(render, piece);
			break;
		case PIECE_EACH:
			add_each(render, piece);
			break;
		}
	}
}

/* --- the whole --- */

char *render_unjoined(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, VALUE_JOINT, -1);

	return g_strjoinv(" ", parts);
}

char *render_subject(const char *words)
{
	g_autofree char *one = render_unjoined(words);
	g_autoptr(GString) tidy = g_string_new(NULL);

	g_strdelimit(one, "\r\n\t", ' ');
	g_strstrip(one);
	for (const char *at = one; *at; at++)
		if (!(at[0] == ' ' && at[1] == ' '))
			g_string_append_c(tidy, *at);
	return text_cut(tidy->str, TEMPLATE_SUBJECT_COLUMNS);
}

static bool is_too_long(const struct render *render, GError **error)
{
	if (!is_full(render))
		return false;
	g_set_error(error, OPS_TEMPLATE_ERROR, TEMPLATE_ERROR_SIZE, _("cannot write the notice: it has more than %zu bytes"),
		    TEMPLATE_TEXT_BYTES);
	return true;
}

static bool render_words(const struct notice_rendering *rendering, const struct template_words *words,
			 struct notice_text *ret_text, GError **error)
{
	g_autoptr(GString) subject = g_string_new(NULL);
	g_autoptr(ops_lines_t) lines = lines_new();
	struct render render = {.rendering = rendering, .subject = subject};

	add_pieces(&render, words->subject);
	if (!render.error && is_too_long(&render, error))
		return false;
	render.subject = NULL;
	render.lines = lines;
	render.marks = rendering->templates->marks[rendering->facts->kind];
	add_pieces(&render, words->text);
	if (render.error) {
		g_propagate_error(error, render.error);
		return false;
	}
	if (is_too_long(&render, error))
		return false;
	*ret_text = (struct notice_text){.subject = render_subject(subject->str), .text = lines_end(lines)};
	return true;
}

bool notice_render(const struct notice_rendering *rendering, struct notice_text *ret_text, GError **error)
{
	const struct notice_facts *facts = rendering->facts;
	const struct template_words *words =
		rendering->templates ? template_words_find(rendering->templates, facts->kind, facts->audience, rendering->language)
				     : NULL;

	if (words)
		return render_words(rendering, words, ret_text, error);
	g_set_error(error, OPS_TEMPLATE_ERROR, TEMPLATE_ERROR_NONE, _("there are no words for a notice '%s' to '%s' in '%s'"),
		    words_get(WORDS_NOTICE_KIND, facts->kind)->id, words_get(WORDS_AUDIENCE, facts->audience)->id,
		    template_languages[rendering->language]);
	return false;
}
