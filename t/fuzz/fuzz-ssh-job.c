/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines for and from nwops-ssh: what is read as a job or as a result is written
 * as a line that reads as the same again.
 */
#include "net/ssh.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_job(const char *bytes, size_t size)
{
	struct ssh_job job, again;
	g_autoptr(ops_ssh_job_source_t) source = ssh_job_parse(bytes, size, &job, NULL), second = NULL;
	g_autoptr(GString) line = g_string_new(NULL), other = g_string_new(NULL);
	g_autofree char *id = ssh_job_find_id(bytes, size);

	if (!source)
		return;
	g_assert(!strcmp(id, job.id));
	ssh_job_print(&job, line);
	g_assert(memchr(line->str, '\n', line->len) == line->str + line->len - 1);
	second = ssh_job_parse(line->str, line->len, &again, NULL);
	g_assert(second);
	ssh_job_print(&again, other);
	g_assert(g_string_equal(line, other));
}

static void try_result(const char *bytes, size_t size)
{
	g_autoptr(ops_ssh_result_t) result = ssh_result_parse(bytes, size, NULL), again = NULL;
	g_autoptr(GString) line = g_string_new(NULL), other = g_string_new(NULL);

	if (!result)
		return;
	ssh_result_print(result, line);
	again = ssh_result_parse(line->str, line->len, NULL);
	g_assert(again);
	ssh_result_print(again, other);
	g_assert(g_string_equal(line, other));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_job((const char *)data, size);
	try_result((const char *)data, size);
	return 0;
}
