/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with words beyond what keeps them from being read: what an audience may not see, what would not
 * fit a subject or a sheet, what is missing. Everything that would be noticed by its reader at the worst time.
 */
#include "notice/template-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

/* --- who may see it --- */

void template_lint_sight(struct template_draft *draft, const GPtrArray *pieces, enum audience audience)
{
	for (guint i = 0; i < pieces->len; i++) {
		const struct piece *piece = pieces->pdata[i];

		if (piece->field && piece->kind != PIECE_ITEM && !field_may_see(piece->field, audience))
			conf_fault(draft->faults, CONF_ERROR, &piece->position, _("'%s' may not see field '%s'"),
				   words_get(WORDS_AUDIENCE, audience)->id, piece->field->open.name);
		if (piece->inner)
			template_lint_sight(draft, piece->inner, audience);
		if (piece->otherwise)
			template_lint_sight(draft, piece->otherwise, audience);
	}
}

/* --- lines --- */

/* What of LENGTH bytes at LINE is no directive. Caller frees. */
static char *words_of(const char *line, size_t length)
{
	GString *words = g_string_sized_new(length);

	for (const char *at = line; at < line + length;) {
		const char *end = g_str_has_prefix(at, "{{") ? template_directive_end(at) : NULL;

		if (end)
			at = end;
		else
			g_string_append_c(words, *at++);
	}
	return g_string_free(words, FALSE);
}

/* The first character of LINE that must not be sent to anybody; NULL: none. */
static const char *unsafe_in(const char *line, size_t length)
{
	for (const char *at = line; at < line + length; at = g_utf8_next_char(at))
		if (!text_char_is_safe(g_utf8_get_char(at)))
			return at;
	return NULL;
}

static void lint_line(struct template_draft *draft, const struct conf_node *node, unsigned int number, const char *line,
		      size_t length, bool is_text)
{
	g_autofree char *words = words_of(line, length);
	const char *unsafe = unsafe_in(line, length);
	struct conf_position position;

	if (unsafe) {
		position = place_of(draft->file, node, number, line, unsafe);
		conf_fault(draft->faults, CONF_ERROR, &position, _("character U+%04X must not stand in a notice"),
			   (unsigned int)g_utf8_get_char(unsafe));
	}
	if (is_text && text_width(words) > TEMPLATE_COLUMNS) {
		position = place_of(draft->file, node, number, line, line);
		conf_fault(draft->faults, CONF_WARNING, &position,
			   _("a line has %u columns of words alone, and is folded behind %d"), text_width(words), TEMPLATE_COLUMNS);
	}
}

static void lint_lines(struct template_draft *draft, const struct conf_node *node, bool is_text)
{
	const char *line = conf_text(node);

	for (unsigned int number = 0; *line; number++) {
		const size_t length = strcspn(line, "\n");

		lint_line(draft, node, number, line, length, is_text);
		line += length;
		line += *line == '\n';
	}
}

void template_lint_text(struct template_draft *draft, const struct conf_node *node)
{
	lint_lines(draft, node, true);
}

/* --- subjects --- */

static bool has_tag(const char *subject)
{
	const char *end = g_str_has_prefix(subject, "【") ? "】" : *subject == '[' ? "]" : NULL;

	return end && strstr(subject, end);
}

static void lint_forms(struct template_draft *draft, const GPtrArray *pieces)
{
	for (guint i = 0; i < pieces->len; i++) {
		const struct piece *piece = pieces->pdata[i];

		if (piece->kind == PIECE_FIELD && piece->field->open.form == NOTICE_TEXT)
			conf_fault(draft->faults, CONF_ERROR, &piece->position,
				   _("field '%s' has several lines and stands in a subject"), piece->field->open.name);
		if (piece->inner)
			lint_forms(draft, piece->inner);
		if (piece->otherwise)
			lint_forms(draft, piece->otherwise);
	}
}

void template_lint_subject(struct template_draft *draft, const struct conf_node *node, const GPtrArray *pieces)
{
	const char *subject = conf_text(node), *newline = strpbrk(subject, "\r\n");

	lint_lines(draft, node, false);
	if (newline && newline[strspn(newline, "\r\n")])
		conf_fault(draft->faults, CONF_ERROR, conf_position(node), _("a subject has more than one line"));
	if (!has_tag(subject))
		conf_fault(draft->faults, CONF_WARNING, conf_position(node),
			   _("a subject does not begin with what it is, in brackets: '%s' or '%s'"), "【復旧】", "[RESTORED]");
	lint_forms(draft, pieces);
}

/* --- the whole --- */

static void lint_kind(const struct notice_templates *templates, enum notice_kind kind, struct conf_faults *faults)
{
	const struct conf_position *position = &templates->positions[kind];
	const char *id = words_get(WORDS_NOTICE_KIND, kind)->id;

	if (templates->unread[kind])
		return;
	if (!position->file) {
		conf_fault(faults, CONF_ERROR, NULL, _("there are no words for notices '%s'"), id);
		return;
	}
	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++) {
		if (notice_makes_sense(kind, (enum audience)i) && !templates->words[kind][i][NOTICE_JAPANESE])
			conf_fault(faults, CONF_ERROR, position, _("there are no words for notices '%s' to '%s'"), id,
				   words_get(WORDS_AUDIENCE, i)->id);
	}
}

void template_lint_whole(const struct notice_templates *templates, struct conf_faults *faults)
{
	for (unsigned int i = 0; i < NOTICE_KIND_COUNT; i++)
		lint_kind(templates, (enum notice_kind)i, faults);
}
