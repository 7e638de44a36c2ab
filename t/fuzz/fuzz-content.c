/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message as it lies in the store or is given to nwops-send, which anybody may have changed: it is refused or taken,
 * and what was taken is written and read alike.
 */
#include "notice/content.h"

#define LIMIT (256 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const char *line)
{
	/* Nothing that becomes a header ends one. */
	g_assert_null(line ? strpbrk(line, "\r\n") : NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT], others[CONTENT_ATTACHMENTS_LIMIT];
	g_autoptr(ops_json_t) json = json_parse((const char *)data, size, LIMIT, NULL), again = NULL;
	struct message_content content, same;
	g_autofree char *written = NULL, *rewritten = NULL;
	g_autoptr(GError) error = NULL;
	bool taken;

	if (!json)
		return 0;
	taken = content_read(json, &content, attachments, &error);
	g_assert_true(taken == (error == NULL));
	if (!taken)
		return 0;
	check_line(content.subject);
	check_line(content.to_name);
	check_line(content.to_address);
	check_line(content.identity);
	check_line(content.thread);
	written = content_print(&content);
	again = json_parse(written, strlen(written), 16 * LIMIT, NULL);
	g_assert_nonnull(again);
	g_assert_true(content_read(again, &same, others, NULL));
	rewritten = content_print(&same);
	g_assert_cmpstr(written, ==, rewritten);
	return 0;
}
