/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a plugin printed. Its text must be safe to show and fit; its figures, as
 * we write them, must read back as the same, none of them dropped.
 */
#include "base/text.h"
#include "probe/internal.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	g_assert(g_utf8_validate(text, -1, NULL));
	for (; *text; text = g_utf8_next_char(text))
		g_assert(text_char_is_safe(g_utf8_get_char(text)));
}

static void check_figures(const char *figures)
{
	g_autofree char *output = g_strconcat("|", figures, NULL);
	struct plugin_facts again = { 0 };
	const char *at = figures, *end = figures + strlen(figures);
	struct plugin_figure figure;

	check_text(figures);
	while (plugin_figure_read(&at, end, &figure) == FIGURE_GOOD)
		g_assert(isfinite(g_ascii_strtod(figure.value, NULL)) && *figure.label);
	g_assert(at == end);
	plugin_output_read(output, strlen(output), &again);
	g_assert(g_str_equal(again.figures, figures) && !again.dropped);
	g_free(again.figures);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct plugin_facts plugin = { 0 };

	plugin_output_read((const char *)data, size, &plugin);
	check_text(plugin.text);
	if (plugin.figures)
		check_figures(plugin.figures);
	g_free(plugin.figures);
	plugin_complaint_read((const char *)data, size, &plugin);
	check_text(plugin.text);
	return 0;
}
