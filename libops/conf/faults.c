/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of faults that one pass over the configuration finds. It keeps
 * itself in the order in which an operator mends them: file, line, column.
 * Messages are made safe when they come in, so that nobody who shows one has
 * to think of it.
 */
#include "conf/internal.h"

#include "base/text.h"
#include "base/translate.h"

#define FAULTS_KEPT 1000
#define MESSAGE_LIMIT 4096
#define SHOWN_COLUMNS 40

struct conf_faults {
	GArray *kept; /* struct conf_fault, sorted */
	GStringChunk *files;
	unsigned int errors, warnings;
};

G_DEFINE_QUARK(conf - error - quark, conf_error)

static void fault_clear(gpointer fault)
{
	g_free(((struct conf_fault *)fault)->message);
}

struct conf_faults *conf_faults_new(void)
{
	struct conf_faults *faults = g_new0(struct conf_faults, 1);

	faults->kept = g_array_new(FALSE, FALSE, sizeof(struct conf_fault));
	g_array_set_clear_func(faults->kept, fault_clear);
	faults->files = g_string_chunk_new(1024);
	return faults;
}

void conf_faults_free(struct conf_faults *faults)
{
	if (!faults)
		return;
	g_array_free(faults->kept, TRUE);
	g_string_chunk_free(faults->files);
	g_free(faults);
}

char *conf_shown(const char *text)
{
	g_autofree char *safe = text_safe(text, strlen(text), 4 * SHOWN_COLUMNS);

	return text_cut(safe, SHOWN_COLUMNS);
}

/*
 * A message mostly holds words that were made safe one by one. Escaping it
 * once more would double the backslashes of their escapes, so we escape only
 * if something other than backslashes calls for it.
 */
static char *message_take_safe(char *message)
{
	g_autofree char *raw = message;
	g_autofree char *probe = g_strdelimit(g_strdup(raw), "\\", '/');
	g_autofree char *safe_probe = text_safe(probe, strlen(probe), MESSAGE_LIMIT);

	if (strcmp(probe, safe_probe) == 0)
		return g_steal_pointer(&raw);
	return text_safe(raw, strlen(raw), MESSAGE_LIMIT);
}

static int position_compare(const struct conf_position *a, const struct conf_position *b)
{
	int files = g_strcmp0(a->file, b->file);

	if (files != 0)
		return files;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return 0;
}

/* Behind all that stand before it or at the same place. */
static guint place_for(const GArray *kept, const struct conf_position *position)
{
	guint low = 0, high = kept->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (position_compare(&g_array_index(kept, struct conf_fault, middle).position,
				     position) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void conf_fault(struct conf_faults *faults, enum conf_weight weight,
		const struct conf_position *position, const char *format, ...)
{
	struct conf_fault fault = {.weight = weight};
	va_list arguments;

	if (!faults)
		return;
	if (weight == CONF_ERROR)
		faults->errors++;
	else
		faults->warnings++;
	if (faults->kept->len >= FAULTS_KEPT)
		return;

	if (position)
		fault.position = *position;
	if (fault.position.file)
		fault.position.file =
			g_string_chunk_insert_const(faults->files, fault.position.file);
	va_start(arguments, format);
	fault.message = message_take_safe(g_strdup_vprintf(format, arguments));
	va_end(arguments);
	g_array_insert_val(faults->kept, place_for(faults->kept, &fault.position), fault);
}

unsigned int conf_faults_errors(const struct conf_faults *faults)
{
	return faults->errors;
}

unsigned int conf_faults_warnings(const struct conf_faults *faults)
{
	return faults->warnings;
}

size_t conf_faults_count(const struct conf_faults *faults)
{
	return faults->kept->len;
}

const struct conf_fault *conf_faults_at(const struct conf_faults *faults, size_t index)
{
	g_assert(index < faults->kept->len);
	return &g_array_index(faults->kept, struct conf_fault, index);
}

char *conf_fault_print(const struct conf_fault *fault)
{
	g_autofree char *file = NULL;
	g_autofree char *quoted = NULL;

	if (!fault->position.file)
		return g_strdup(fault->message);
	file = text_safe_string(fault->position.file);
	if (fault->position.line > 0)
		return g_strdup_printf(_("%s: line %u, column %u: %s"), file, fault->position.line,
				       fault->position.column, fault->message);
	quoted = g_strdup_printf("'%s'", file);
	if (strstr(fault->message, quoted))
		return g_strdup(fault->message);
	return g_strdup_printf("%s: %s", file, fault->message);
}
