/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a monitoring plugin prints, by the guidelines of those who write them:
 * a line for people, behind a bar performance data, then lines of long text,
 * behind a bar in one of which all that follows is performance data again.
 * Bytes of strangers: what does not read as a figure is left out and counted.
 */
#include "base/text.h"
#include "probe/internal.h"

#include <string.h>

#define FIGURES_MOST 256
#define FIELDS 5			/* value; warning; critical; least; most */
#define FIELD_MOST 64

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The length of the number that FIELD begins with; 0: it does not. */
static size_t number_length(const char *field)
{
	const char *at = field;
	size_t whole, part = 0;

	at += *at == '-' || *at == '+';
	whole = strspn(at, "0123456789");
	at += whole;
	if (*at == '.') {
		part = strspn(at + 1, "0123456789");
		at += 1 + part;
	}
	if (!whole && !part)
		return 0;
	if (*at == 'e' || *at == 'E') {
		const char *power = at + 1 + (at[1] == '-' || at[1] == '+');

		/* "5EB" is a unit, not a power. */
		if (g_ascii_isdigit(*power))
			at = power + strspn(power, "0123456789");
	}
	return (size_t)(at - field);
}

static bool is_finite_number(const char *field, size_t length)
{
	char text[FIELD_MOST];
	double number;

	if (!length || length >= sizeof text)
		return false;
	memcpy(text, field, length);
	text[length] = '\0';
	number = g_ascii_strtod(text, NULL);
	return number > -G_MAXDOUBLE && number < G_MAXDOUBLE;
}

static bool is_number(const char *field)
{
	size_t length = number_length(field);

	return is_finite_number(field, length) && !field[length];
}

/* "10", "10:", "~:10", "10:20", "@10:20": when to warn; or nothing. */
static bool is_range(const char *field)
{
	const char *colon;
	g_autofree char *start = NULL;

	if (!*field)
		return true;
	field += *field == '@';
	colon = strchr(field, ':');
	if (!colon)
		return is_number(field);
	start = g_strndup(field, (gsize)(colon - field));
	return (!*start || !strcmp(start, "~") || is_number(start)) && (!colon[1] || is_number(colon + 1));
}

/* "12.5ms": into value and unit. */
static bool read_value(const char *field, struct plugin_figure *ret)
{
	size_t length = number_length(field), unit = strlen(field + length);

	if (!is_finite_number(field, length) || length >= sizeof ret->value || unit >= sizeof ret->unit)
		return false;
	for (const char *at = field + length; *at; at++)
		if (!g_ascii_isalpha(*at) && *at != '%')
			return false;
	memcpy(ret->value, field, length);
	ret->value[length] = '\0';
	memcpy(ret->unit, field + length, unit + 1);
	return true;
}

/* TOKEN is what stands behind the equals sign. A value that was not determined is "U". */
static enum figure_read read_fields(const char *token, struct plugin_figure *ret)
{
	g_auto(GStrv) fields = g_strsplit(token, ";", FIELDS + 1);
	guint count = g_strv_length(fields);

	if (!count || count > FIELDS)
		return FIGURE_BAD;
	for (guint i = 1; i < count; i++) {
		bool good = i < 3 ? is_range(fields[i]) : !*fields[i] || is_number(fields[i]);

		if (!good || strlen(fields[i]) >= sizeof ret->limits[0])
			return FIGURE_BAD;
		g_strlcpy(ret->limits[i - 1], fields[i], sizeof ret->limits[0]);
	}
	if (!strcmp(fields[0], "U"))
		return FIGURE_UNKNOWN;
	return read_value(fields[0], ret) ? FIGURE_GOOD : FIGURE_BAD;
}

/* Is LABEL something to show, and to hand on to who splits lines at bars? */
static bool is_label(const char *label)
{
	if (!*label || !g_utf8_validate(label, -1, NULL))
		return false;
	for (; *label; label = g_utf8_next_char(label))
		if (*label == '|' || !text_char_is_safe(g_utf8_get_char(label)))
			return false;
	return true;
}

/* The label at *AT, which ends at an equals sign; *AT then stands behind that. */
static bool read_label(const char **at, const char *end, struct plugin_figure *ret)
{
	bool quoted = **at == '\'';
	const char *c = *at + quoted;
	size_t length = 0;

	for (; c < end; c++) {
		if (quoted && *c == '\'') {
			if (c + 1 == end || c[1] != '\'')
				break;
			c++;
		} else if (!quoted && (*c == '=' || *c == '\'' || is_blank(*c))) {
			break;
		}
		if (length < sizeof ret->label)
			ret->label[length++] = *c;
	}
	*at = c;
	if (length == sizeof ret->label || c == end)
		return false;
	ret->label[length] = '\0';
	*at = c += quoted;
	if (c == end || *c != '=' || memchr(ret->label, '\0', length))
		return false;
	++*at;
	return is_label(ret->label);
}

enum figure_read plugin_figure_read(const char **at, const char *end, struct plugin_figure *ret_figure)
{
	g_autofree char *token = NULL;
	const char *begin;
	bool labelled;

	while (*at < end && is_blank(**at))
		++*at;
	if (*at == end)
		return FIGURE_END;
	*ret_figure = (struct plugin_figure){ 0 };
	labelled = read_label(at, end, ret_figure);
	begin = *at;
	while (*at < end && !is_blank(**at))
		++*at;
	if (!labelled || memchr(begin, '\0', (size_t)(*at - begin)))
		return FIGURE_BAD;
	token = g_strndup(begin, (gsize)(*at - begin));
	return read_fields(token, ret_figure);
}

/* A label is quoted where others would not know its end; a quote in it is doubled. */
void plugin_figure_print(GString *data, const char *prefix, const struct plugin_figure *figure)
{
	g_autofree char *label = g_strconcat(prefix, figure->label, NULL);
	bool quoted = strpbrk(label, " '=") != NULL;
	int last = G_N_ELEMENTS(figure->limits);

	while (last > 0 && !*figure->limits[last - 1])
		last--;
	if (data->len)
		g_string_append_c(data, ' ');
	if (quoted)
		g_string_append_c(data, '\'');
	for (const char *c = label; *c; c++)
		g_string_append(data, *c == '\'' ? "''" : (char[]){ *c, '\0' });
	if (quoted)
		g_string_append_c(data, '\'');
	g_string_append_printf(data, "=%s%s", figure->value, figure->unit);
	for (int i = 0; i < last; i++)
		g_string_append_printf(data, ";%s", figure->limits[i]);
}

/* Adds what can be read of DATA to FIGURES; SEEN has the labels so far. */
static void read_figures(const char *data, size_t length, GString *figures, GHashTable *seen, int *dropped)
{
	const char *at = data, *end = data + length;
	struct plugin_figure figure;
	enum figure_read read;

	while ((read = plugin_figure_read(&at, end, &figure)) != FIGURE_END) {
		/* A second figure of the same name would be the first one's. */
		if (read == FIGURE_GOOD && g_hash_table_size(seen) < FIGURES_MOST &&
		    g_hash_table_add(seen, g_strdup(figure.label)))
			plugin_figure_print(figures, "", &figure);
		else if (read != FIGURE_UNKNOWN)
			++*dropped;
	}
}

static void take_text(const char *line, size_t length, struct plugin_facts *plugin)
{
	g_autofree char *safe = NULL;
	const char *end;

	while (length && is_blank(line[length - 1]))
		length--;
	safe = text_safe(line ? line : "", length, sizeof plugin->text);
	g_strlcpy(plugin->text, safe, sizeof plugin->text);
	if (!g_utf8_validate(plugin->text, -1, &end))
		plugin->text[end - plugin->text] = '\0';
}

/* How much of LENGTH bytes comes before the first C. */
static size_t up_to(const char *bytes, size_t length, char c)
{
	const char *found = length ? memchr(bytes, c, length) : NULL;

	return found ? (size_t)(found - bytes) : length;
}

void plugin_complaint_read(const char *complaint, size_t length, struct plugin_facts *ret_plugin)
{
	take_text(complaint, up_to(complaint, length, '\n'), ret_plugin);
}

void plugin_output_read(const char *output, size_t length, struct plugin_facts *ret_plugin)
{
	g_autoptr(GString) figures = g_string_new(NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	size_t line = up_to(output, length, '\n'), text = up_to(output, line, '|'), bar;

	take_text(output, text, ret_plugin);
	if (text < line)
		read_figures(output + text + 1, line - text - 1, figures, seen, &ret_plugin->dropped);
	bar = line + up_to(output + line, length - line, '|');
	if (bar < length)
		read_figures(output + bar + 1, length - bar - 1, figures, seen, &ret_plugin->dropped);
	if (figures->len)
		ret_plugin->figures = g_string_free(g_steal_pointer(&figures), FALSE);
}
