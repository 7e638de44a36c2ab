/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of the checkpoint and of log.vkey. The verifier is that of the seeds,
 * whose signatures hold; nothing else that a fuzzer writes may count as signed,
 * and a verifier line that is taken must print as it was read.
 */
#include "store/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char vkey[] =
	"nwops.example/noc1+8048e058+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n";
/* The only text that the key of the seeds ever signed. */
static const char signed_text[] =
	"nwops.example/noc1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n";

static void read_note(const char *bytes, size_t size)
{
	struct note_verifier verifier;
	struct note_head head = {.size = -1};
	enum note_answer answer;

	g_assert(note_verifier_parse(vkey, strlen(vkey), &verifier));
	answer = note_read(bytes, size, &verifier, &head);
	g_assert((answer == NOTE_MALFORMED) == (head.size == -1));
	if (answer != NOTE_SIGNED)
		return;
	g_assert(size > strlen(signed_text) &&
		 memcmp(bytes, signed_text, strlen(signed_text)) == 0);
	g_assert(head.size == 8 && strcmp(head.origin, verifier.name) == 0);
}

static void read_verifier(const char *bytes, size_t size)
{
	struct note_verifier verifier;
	g_autofree char *line = NULL;

	if (!note_verifier_parse(bytes, size, &verifier))
		return;
	line = note_verifier_print(&verifier);
	g_assert(strlen(line) == size || strlen(line) == size + 1);
	g_assert(g_ascii_strncasecmp(line, bytes, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_note((const char *)data, size);
	read_verifier((const char *)data, size);
	return 0;
}
