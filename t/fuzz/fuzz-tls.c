/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of the lines between nwops and nwops-tls. What is taken keeps its limits,
 * is safe to show, and comes back the same when it is written again.
 */
#include "net/tls.h"

#include "base/text.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_job(const char *bytes, size_t size)
{
	g_autoptr(GString) line = g_string_new(NULL), again = g_string_new(NULL);
	struct tls_job job, second;

	if (tls_job_parse(bytes, size, &job, NULL)) {
		g_assert(job.id && job.question.to.family && job.question.port > 0);
		g_assert(job.question.timeout_us > 0 &&
			 job.question.timeout_us <= TLS_TIMEOUT_MAX_US);
		g_assert(!job.question.server_name ||
			 strlen(job.question.server_name) <= TLS_NAME_MAX);
		if (job.question.at_us < 0)
			job.question.at_us = 0;
		tls_job_print(job.id, &job.question, line);
		g_assert(tls_job_parse(line->str, line->len, &second, NULL));
		tls_job_print(second.id, &second.question, again);
		g_assert(g_string_equal(line, again));
		tls_job_clear(&second);
	}
	tls_job_clear(&job);
}

static void check_text(const char *text, size_t size)
{
	g_assert(strlen(text) < size && g_utf8_validate(text, -1, NULL));
	for (const char *c = text; *c; c = g_utf8_next_char(c))
		g_assert(text_char_is_safe(g_utf8_get_char(c)));
}

static void read_result(const char *bytes, size_t size)
{
	g_autoptr(GString) line = g_string_new(NULL);
	g_autofree char *id = NULL, *second_id = NULL;
	struct tls_answer answer, second;

	if (!tls_result_parse(bytes, size, &id, &answer, NULL))
		return;
	check_text(answer.subject, sizeof answer.subject);
	check_text(answer.detail, sizeof answer.detail);
	g_assert((answer.end == PROBE_ANSWERED) == (answer.time_us >= 0));
	tls_result_print(id, &answer, line);
	g_assert(tls_result_parse(line->str, line->len, &second_id, &second, NULL));
	g_assert(second.end == answer.end && second.failure == answer.failure &&
		 second.fault == answer.fault);
	g_assert(second.version == answer.version && second.time_us == answer.time_us);
	g_assert(second.chain_expires_at_us == answer.chain_expires_at_us);
	g_assert(g_strcmp0(id, second_id) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_job((const char *)data, size);
	read_result((const char *)data, size);
	return 0;
}
