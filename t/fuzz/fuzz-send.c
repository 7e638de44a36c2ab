/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines for and from nwops-send, and what servers say to it: what is read as a job or a result is written as a line
 * that reads as the same again; a reply is no longer than its bytes.
 */
#include "net/send-internal.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_job(const char *bytes, size_t size)
{
	struct send_job job, again;
	g_autoptr(ops_send_job_source_t) source = send_job_parse(bytes, size, &job, NULL), second = NULL;
	g_autoptr(GString) line = g_string_new(NULL), other = g_string_new(NULL);
	g_autofree char *content = NULL, *second_content = NULL;

	if (!source)
		return;
	g_assert(send_job_number(bytes, size) == job.job);
	job.content = content = json_print(send_job_content(source));
	send_job_print(&job, line);
	g_assert(memchr(line->str, '\n', line->len) == line->str + line->len - 1);
	second = send_job_parse(line->str, line->len, &again, NULL);
	g_assert(second);
	again.content = second_content = json_print(send_job_content(second));
	send_job_print(&again, other);
	g_assert(g_string_equal(line, other));
}

static void try_result(const char *bytes, size_t size)
{
	g_autoptr(GString) line = g_string_new(NULL), other = g_string_new(NULL);
	struct send_line read, again;

	if (!send_line_parse(bytes, size, &read, NULL))
		return;
	send_line_print(&read, line);
	g_assert(send_line_parse(line->str, line->len, &again, NULL));
	send_line_print(&again, other);
	/* A backslash that reads as an escape is escaped, and so it grows once. */
	g_assert(strchr(line->str, '\\') || g_string_equal(line, other));
	send_line_clear(&read);
	send_line_clear(&again);
}

static void try_answer(const char *bytes, size_t size)
{
	struct send_answer *answer = g_new0(struct send_answer, 1);

	if (send_answer_parse(bytes, size, answer, NULL))
		g_assert(answer->from && answer->text && answer->uid);
	send_answer_free(answer);
}

static void try_reply(const char *bytes, size_t size)
{
	struct smtp_reply reply;
	ssize_t length = smtp_reply_read(bytes, size, &reply);

	g_assert(length >= -1 && length <= (ssize_t)size);
	if (length <= 0)
		return;
	g_assert(reply.code >= 200 && reply.code <= 599 && bytes[length - 1] == '\n');
	g_assert(strlen(reply.text) < REPLY_TEXT_SIZE);
	for (unsigned int stage = SMTP_CONNECT; stage <= SMTP_DOT; stage++)
		g_assert(smtp_judge((enum smtp_stage)stage, reply.code) < DELIVERY_END_COUNT);
}

static void try_response(const char *bytes, size_t size)
{
	struct imap_response response;
	ssize_t length = imap_response_read(bytes, size, &response);

	g_assert(length >= -1 && length <= (ssize_t)size);
	if (length <= 0)
		return;
	g_assert(!response.literal || (response.literal > bytes && response.literal + response.literal_length < bytes + length));
	imap_response_clear(&response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;

	try_job(bytes, size);
	try_result(bytes, size);
	try_answer(bytes, size);
	try_reply(bytes, size);
	try_response(bytes, size);
	return 0;
}
