/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our half of the TLS wire: jobs and results as lines, and what becomes of the
 * questions when the program that should answer them lies, stops or dies. The
 * programs here are scripts of this test; the real one is tried by t2210.
 */
#include "net/tls.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* --- lines --- */

static const char full_job[] = "{\"v\":1,\"id\":\"7\",\"address\":\"192.0.2.1\",\"port\":8443,"
			       "\"source\":\"192.0.2.9\",\"interface\":\"eth0\","
			       "\"timeout_us\":1500000,\"server_name\":\"portal.example\","
			       "\"trust\":\"/etc/ca.pem\",\"at_us\":1795000000000000}\n";

START_TEST(a_job_comes_back_as_it_was_written)
{
	struct tls_question question = {
		.port = 8443,
		.interface = "eth0",
		.timeout_us = 1500000,
		.server_name = "portal.example",
		.trust = "/etc/ca.pem",
		.at_us = INT64_C(1795000000000000),
	};
	g_autoptr(GString) line = g_string_new(NULL);
	struct tls_job job;

	ck_assert(address_parse("192.0.2.1", &question.to, NULL));
	ck_assert(address_parse("192.0.2.9", &question.source, NULL));
	tls_job_print("7", &question, line);
	ck_assert_str_eq(line->str, full_job);
	ck_assert(tls_job_parse(line->str, line->len, &job, NULL));
	ck_assert_str_eq(job.id, "7");
	ck_assert(address_equal(&job.question.to, &question.to));
	ck_assert(address_equal(&job.question.source, &question.source));
	ck_assert_int_eq(job.question.port, 8443);
	ck_assert_str_eq(job.question.interface, "eth0");
	ck_assert_int_eq(job.question.timeout_us, 1500000);
	ck_assert_str_eq(job.question.server_name, "portal.example");
	ck_assert_str_eq(job.question.trust, "/etc/ca.pem");
	ck_assert_int_eq(job.question.at_us, INT64_C(1795000000000000));
	tls_job_clear(&job);
}
END_TEST

START_TEST(what_a_job_leaves_out_has_its_default)
{
	static const char line[] =
		"{\"v\":1,\"id\":\"x\",\"address\":\"2001:db8::1\",\"unknown\":[]}";
	struct tls_job job;

	ck_assert(tls_job_parse(line, strlen(line), &job, NULL));
	ck_assert_int_eq(job.question.port, 443);
	ck_assert_int_eq(job.question.timeout_us, 5 * G_USEC_PER_SEC);
	ck_assert_int_eq(job.question.at_us, -1);
	ck_assert_int_eq(job.question.source.family, 0);
	ck_assert_ptr_null(job.question.interface);
	ck_assert_ptr_null(job.question.server_name);
	ck_assert_ptr_null(job.question.trust);
	tls_job_clear(&job);
}
END_TEST

START_TEST(what_is_wrong_with_a_job_is_named)
{
	static const struct {
		const char *line, *message, *id;
	} cases[] = {
		{"{}", "'v' is missing or wrong", NULL},
		{"[]", "'v' is missing or wrong", NULL},
		{"{\"v\":2,\"id\":\"x\"}", "'v' is missing or wrong", NULL},
		{"{\"v\":1,\"address\":\"192.0.2.1\"}", "'id' is missing or wrong", NULL},
		{"{\"v\":1,\"id\":\"\",\"address\":\"192.0.2.1\"}", "'id' is missing or wrong",
		 NULL},
		{"{\"v\":1,\"id\":7,\"address\":\"192.0.2.1\"}", "'id' is missing or wrong", NULL},
		{"{\"v\":1,\"id\":\"x\"}", "'address' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"portal.example\"}",
		 "'address' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":null}", "'address' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"port\":0}",
		 "'port' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"port\":65536}",
		 "'port' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"source\":\"y\"}",
		 "'source' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"interface\":"
		 "\"a234567890123456\"}",
		 "'interface' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"timeout_us\":0}",
		 "'timeout_us' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"timeout_us\":600000001}",
		 "'timeout_us' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"server_name\":\"\"}",
		 "'server_name' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"trust\":5}",
		 "'trust' is missing or wrong", "x"},
		{"{\"v\":1,\"id\":\"x\",\"address\":\"192.0.2.1\",\"at_us\":-1}",
		 "'at_us' is missing or wrong", "x"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct tls_job job;

		ck_assert_msg(!tls_job_parse(cases[i].line, strlen(cases[i].line), &job, &error),
			      "%s", cases[i].line);
		ck_assert_str_eq(error->message, cases[i].message);
		ck_assert_pstr_eq(job.id, cases[i].id);
		tls_job_clear(&job);
	}
}
END_TEST

START_TEST(a_result_comes_back_as_it_was_written)
{
	struct tls_answer answer, read;
	g_autoptr(GString) line = g_string_new(NULL);
	g_autofree char *id = NULL;

	tls_answer_init(&answer);
	answer.end = PROBE_ANSWERED;
	answer.time_us = 12345;
	answer.version = 0x0303;
	answer.fault = CERTIFICATE_WRONG_NAME;
	answer.leaf_expires_at_us = 3;
	answer.sent_expires_at_us = 0;
	answer.chain_expires_at_us = INT64_C(4000000000000000);
	g_strlcpy(answer.subject, "CN=\"ポータル\",O=x", sizeof answer.subject);
	g_strlcpy(answer.detail, "hostname mismatch", sizeof answer.detail);
	tls_result_print("7", &answer, line);
	ck_assert_str_eq(line->str, "{\"v\":1,\"id\":\"7\",\"end\":\"answered\",\"failure\":null,"
				    "\"errno\":null,\"time_us\":12345,"
				    "\"version\":771,\"certificate_fault\":\"wrong-name\","
				    "\"subject\":\"CN=\\\"ポータル\\\",O=x\","
				    "\"leaf_expires_at_us\":3,\"sent_expires_at_us\":0,\"chain_"
				    "expires_at_us\":4000000000000000,"
				    "\"detail\":\"hostname mismatch\"}\n");
	ck_assert(tls_result_parse(line->str, line->len, &id, &read, NULL));
	ck_assert_str_eq(id, "7");
	ck_assert_int_eq(read.end, PROBE_ANSWERED);
	ck_assert_int_eq(read.time_us, 12345);
	ck_assert_int_eq(read.version, 0x0303);
	ck_assert_int_eq(read.fault, CERTIFICATE_WRONG_NAME);
	ck_assert_int_eq(read.leaf_expires_at_us, 3);
	ck_assert_int_eq(read.sent_expires_at_us, 0);
	ck_assert_int_eq(read.chain_expires_at_us, INT64_C(4000000000000000));
	ck_assert_str_eq(read.subject, answer.subject);
	ck_assert_str_eq(read.detail, answer.detail);
}
END_TEST

START_TEST(each_failure_and_fault_comes_back)
{
	for (int i = 0; i < TLS_FAILURE_COUNT + CERTIFICATE_FAULT_COUNT; i++) {
		struct tls_answer answer, read;
		g_autoptr(GString) line = g_string_new(NULL);
		g_autofree char *id = NULL;

		tls_answer_init(&answer);
		if (i < CERTIFICATE_FAULT_COUNT) {
			answer.end = PROBE_ANSWERED;
			answer.time_us = 0;
			answer.version = 0x0301;
			answer.fault = (enum certificate_fault)i;
		} else if (i > CERTIFICATE_FAULT_COUNT) {
			if (i - CERTIFICATE_FAULT_COUNT < TLS_BAD_JOB)
				answer.end = PROBE_NO_ANSWER;
			answer.failure = (enum tls_failure)(i - CERTIFICATE_FAULT_COUNT);
		} else {
			answer.refused_errno = 101;
		}
		tls_result_print(NULL, &answer, line);
		ck_assert(tls_result_parse(line->str, line->len, &id, &read, NULL));
		ck_assert_ptr_null(id);
		ck_assert_int_eq(read.end, answer.end);
		ck_assert_int_eq(read.failure, answer.failure);
		ck_assert_int_eq(read.fault, answer.fault);
		ck_assert_int_eq(read.refused_errno, answer.refused_errno);
	}
}
END_TEST

#define REST                                                                                       \
	",\"subject\":null,\"leaf_expires_at_us\":null,\"sent_expires_at_us\":null,\"chain_"       \
	"expires_at_us\":null,\"detail\":null}"

START_TEST(a_result_that_cannot_be_is_none)
{
	static const char *const cases[] = {
		"",
		"{}",
		"[1]",
		"{\"v\":1,\"id\":\"0\"}",
		/* an answer without a time, or without a version, or with one that there is not */
		"{\"v\":1,\"id\":\"0\",\"end\":\"answered\",\"failure\":null,\"errno\":null,\"time_"
		"us\":null,\"version\":772,\"certificate_fault\":null" REST,
		"{\"v\":1,\"id\":\"0\",\"end\":\"answered\",\"failure\":null,\"errno\":null,\"time_"
		"us\":1,\"version\":null,\"certificate_fault\":null" REST,
		"{\"v\":1,\"id\":\"0\",\"end\":\"answered\",\"failure\":null,\"errno\":null,\"time_"
		"us\":1,\"version\":773,\"certificate_fault\":null" REST,
		"{\"v\":1,\"id\":\"0\",\"end\":\"answered\",\"failure\":null,\"errno\":null,\"time_"
		"us\":-5,\"version\":772,\"certificate_fault\":null" REST,
		/* an answer that failed, a failure without its sort, a time of what never was */
		"{\"v\":1,\"id\":\"0\",\"end\":\"answered\",\"failure\":\"closed\",\"errno\":null,"
		"\"time_us\":1,\"version\":772,\"certificate_fault\":null" REST,
		"{\"v\":1,\"id\":\"0\",\"end\":\"no-answer\",\"failure\":null,\"errno\":null,"
		"\"time_us\":null,\"version\":null,\"certificate_fault\":null" REST,
		"{\"v\":1,\"id\":\"0\",\"end\":\"no-answer\",\"failure\":\"closed\",\"errno\":null,"
		"\"time_us\":1,\"version\":null,\"certificate_fault\":null" REST,
		/* words that there are not */
		"{\"v\":1,\"id\":\"0\",\"end\":\"down\",\"failure\":null,\"errno\":null,\"time_"
		"us\":null,\"version\":null,\"certificate_fault\":null" REST,
		"{\"v\":1,\"id\":\"0\",\"end\":\"no-answer\",\"failure\":\"tired\",\"errno\":null,"
		"\"time_us\":null,\"version\":null,\"certificate_fault\":null" REST,
		"{\"v\":1,\"id\":\"0\",\"end\":\"could-not-ask\",\"failure\":null,\"errno\":5000,"
		"\"time_us\":null,\"version\":null,\"certificate_fault\":null" REST,
		/* a key that is missing */
		"{\"v\":1,\"id\":\"0\",\"end\":\"could-not-ask\",\"failure\":null,\"time_us\":null,"
		"\"version\":null,\"certificate_fault\":null" REST,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct tls_answer answer;
		char *id = NULL;

		ck_assert_msg(!tls_result_parse(cases[i], strlen(cases[i]), &id, &answer, &error),
			      "%s", cases[i]);
		ck_assert_ptr_nonnull(error);
		ck_assert_ptr_null(id);
	}
}
END_TEST

START_TEST(text_of_a_result_is_made_safe_and_cut)
{
	static const char line[] =
		"{\"v\":1,\"id\":\"0\",\"end\":\"could-not-ask\",\"failure\":null,\"errno\":null,"
		"\"time_us\":null,\"version\":null,"
		"\"certificate_fault\":null,\"subject\":\"CN=\\u001b[31mred\\u202e\",\"leaf_"
		"expires_at_us\":null,"
		"\"sent_expires_at_us\":null,\"chain_expires_at_us\":null,\"detail\":\"%s\"}";
	g_autoptr(GString) many = g_string_new(NULL);
	g_autofree char *whole = NULL, *id = NULL;
	struct tls_answer answer;

	for (int i = 0; i < 200; i++)
		g_string_append(many, "字");
	whole = g_strdup_printf(line, many->str);
	ck_assert(tls_result_parse(whole, strlen(whole), &id, &answer, NULL));
	ck_assert_str_eq(answer.subject, "CN=\\x1b[31mred\\u{202E}");
	ck_assert_uint_lt(strlen(answer.detail), sizeof answer.detail);
	ck_assert(g_utf8_validate(answer.detail, -1, NULL));
}
END_TEST

/* --- programs that should answer --- */

#define COUNT 5

struct asking {
	struct loop *loop;
	char *directory, *program;
	struct tls_wire *wire;
	struct tls_question questions[COUNT];
	uint32_t ended, stop_at;
	int ends[COUNT];
};

static void ended(void *context, uint32_t question)
{
	struct asking *asking = context;

	ck_assert_int_eq(asking->ends[question]++, 0);
	if (++asking->ended == asking->stop_at)
		loop_stop(asking->loop);
}

static void stop(void *context)
{
	loop_stop(context);
}

/* COUNT questions to a program that is the shell script TEXT. */
static void asking_open(struct asking *asking, const char *text)
{
	*asking = (struct asking){.loop = loop_new(), .stop_at = COUNT};
	asking->directory = g_dir_make_tmp("nwops-test-XXXXXX", NULL);
	asking->program = g_build_filename(asking->directory, "program", NULL);
	if (text) {
		g_autofree char *script = g_strdup_printf("#!/bin/sh\n%s\n", text);

		ck_assert(g_file_set_contents(asking->program, script, -1, NULL));
		ck_assert_int_eq(chmod(asking->program, 0700), 0);
	}
	for (int i = 0; i < COUNT; i++) {
		asking->questions[i] =
			(struct tls_question){.port = 443, .timeout_us = 1000000, .at_us = 1};
		ck_assert(address_parse("192.0.2.1", &asking->questions[i].to, NULL));
	}
	asking->wire = tls_open(&(struct tls_options){asking->loop, asking->program, ended, asking},
				asking->questions, COUNT);
}

static void asking_close(struct asking *asking)
{
	tls_close(asking->wire);
	loop_free(asking->loop);
	g_unlink(asking->program);
	g_rmdir(asking->directory);
	g_free(asking->program);
	g_free(asking->directory);
}

static void ask(struct asking *asking, const char *text)
{
	asking_open(asking, text);
	ck_assert(tls_start(asking->wire, NULL));
	if (asking->ended < asking->stop_at)
		loop_run(asking->loop);
}

/* What the script says for the job called $id. */
#define SAY                                                                                        \
	"printf "                                                                                  \
	"'{\"v\":1,\"id\":\"%s\",\"end\":\"no-answer\",\"failure\":\"closed\",\"errno\":null,"     \
	"\"time_us\":null,"                                                                        \
	"\"version\":null,\"certificate_fault\":null,\"subject\":null,\"leaf_expires_at_us\":"     \
	"null,"                                                                                    \
	"\"sent_expires_at_us\":null,\"chain_expires_at_us\":null,\"detail\":null}\\n' "

START_TEST(each_job_is_written_and_each_result_read)
{
	struct asking asking;

	ask(&asking, "while read -r line; do id=${line#*\\\"id\\\":\\\"}; id=${id%%\\\"*}; " SAY
		     "$id; done");
	ck_assert_uint_eq(asking.ended, COUNT);
	for (uint32_t i = 0; i < COUNT; i++)
		ck_assert_int_eq(tls_read(asking.wire, i)->failure, TLS_CLOSED);
	asking_close(&asking);
}
END_TEST

START_TEST(what_a_program_does_not_answer_could_not_be_asked)
{
	/* Each says the results of no question or of some, and then something else. */
	static const struct {
		const char *script, *detail;
		int answered;
	} cases[] = {
		{"cat >/dev/null", "'nwops-tls' ended before it answered", 0},
		{"exit 0", "'nwops-tls' ended before it answered", 0},
		{"kill -9 $$", "'nwops-tls' ended before it answered", 0},
		{"cat >/dev/null; " SAY "3; " SAY "0; kill -9 $$",
		 "'nwops-tls' ended before it answered", 2},
		{SAY "2; echo nonsense; cat",
		 "'nwops-tls' said what is no result: is it the program of this version?", 1},
		/* for a question that there is not, twice for one, for none */
		{SAY "5; exec cat >/dev/null",
		 "'nwops-tls' said what is no result: is it the program of this version?", 0},
		{SAY "-1; exec cat >/dev/null",
		 "'nwops-tls' said what is no result: is it the program of this version?", 0},
		{SAY "1; " SAY "1; exec cat >/dev/null",
		 "'nwops-tls' said what is no result: is it the program of this version?", 1},
		{SAY "''; exec cat >/dev/null",
		 "'nwops-tls' said what is no result: is it the program of this version?", 0},
		/* a line without an end */
		{"exec tr '\\0' x </dev/zero",
		 "'nwops-tls' said what is no result: is it the program of this version?", 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct asking asking;
		int answered = 0;

		ask(&asking, cases[i].script);
		ck_assert_uint_eq(asking.ended, COUNT);
		for (uint32_t q = 0; q < COUNT; q++) {
			const struct tls_answer *answer = tls_read(asking.wire, q);

			answered += answer->end == PROBE_NO_ANSWER;
			if (answer->end == PROBE_NO_ANSWER)
				continue;
			ck_assert_int_eq(answer->end, PROBE_COULD_NOT_ASK);
			ck_assert_msg(!strcmp(answer->detail, cases[i].detail), "case %zu: %s", i,
				      answer->detail);
		}
		ck_assert_msg(answered == cases[i].answered, "case %zu: %d answered", i, answered);
		asking_close(&asking);
	}
}
END_TEST

START_TEST(a_program_that_reads_nothing_does_not_end_us)
{
	struct asking asking;
	g_autofree char *sign = NULL;

	asking_open(&asking, "exec <&-; : >\"$0.deaf\"; exec sleep 300");
	sign = g_strconcat(asking.program, ".deaf", NULL);
	ck_assert(tls_start(asking.wire, NULL));
	/* Nothing is written before the loop runs; by then nobody can read it. */
	while (!g_file_test(sign, G_FILE_TEST_EXISTS))
		;
	loop_start_timer(asking.loop, 100000, 0, stop, asking.loop);
	loop_run(asking.loop);
	ck_assert_uint_eq(asking.ended, 0);
	g_unlink(sign);
	asking_close(&asking);
}
END_TEST

START_TEST(a_program_that_is_not_there_cannot_be_started)
{
	g_autoptr(GError) error = NULL;
	struct asking asking;

	asking_open(&asking, NULL);
	/* Under valgrind posix_spawn() cannot tell that there is no program; then its silence
	 * tells. */
	if (tls_start(asking.wire, &error)) {
		loop_run(asking.loop);
		ck_assert_int_eq(tls_read(asking.wire, 0)->end, PROBE_COULD_NOT_ASK);
	} else {
		g_autofree char *expected =
			g_strdup_printf("cannot start '%s': No such file or directory",
					asking.program);

		ck_assert_str_eq(error->message, expected);
		ck_assert_uint_eq(asking.ended, 0);
	}
	asking_close(&asking);
}
END_TEST

START_TEST(after_cancel_nothing_is_said_and_the_program_is_gone)
{
	/* One that leaves when told, and one that will not. */
	static const char *const scripts[] = {
		SAY "1; exec sleep 300",
		"trap '' TERM; " SAY "1; while :; do read -r line || exec sleep 300; done",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++) {
		struct asking asking;

		asking_open(&asking, scripts[i]);
		asking.stop_at = 1;
		ck_assert(tls_start(asking.wire, NULL));
		loop_run(asking.loop);
		ck_assert_uint_eq(asking.ended, 1);
		tls_cancel(asking.wire);
		ck_assert_int_eq(tls_read(asking.wire, 1)->end, PROBE_NO_ANSWER);
		ck_assert_int_eq(tls_read(asking.wire, 0)->end, PROBE_COULD_NOT_ASK);
		/* It waits for the program: a process that stayed would keep it for ever. */
		asking_close(&asking);
		ck_assert_uint_eq(asking.ended, 1);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_job_comes_back_as_it_was_written),
		UNIT(what_a_job_leaves_out_has_its_default),
		UNIT(what_is_wrong_with_a_job_is_named),
		UNIT(a_result_comes_back_as_it_was_written),
		UNIT(each_failure_and_fault_comes_back),
		UNIT(a_result_that_cannot_be_is_none),
		UNIT(text_of_a_result_is_made_safe_and_cut),
		UNIT(each_job_is_written_and_each_result_read),
		UNIT(what_a_program_does_not_answer_could_not_be_asked),
		UNIT(a_program_that_reads_nothing_does_not_end_us),
		UNIT(a_program_that_is_not_there_cannot_be_started),
		UNIT(after_cancel_nothing_is_said_and_the_program_is_gone),
		{NULL, NULL},
	};

	return unit_run("net-tls", tests);
}
