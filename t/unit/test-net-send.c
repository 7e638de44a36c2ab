/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our half of the delivery wire, with programs in the place of nwops-send that answer, die, lie, do not listen and
 * talk nonsense: what is told is what they said, once, and nothing is made up for what they did not say.
 */
#include "net/send.h"
#include "unit.h"

#include "base/clock.h"

#include <glib/gstdio.h>
#include <string.h>

/* Reads a line and finds its number; says that it is handed over; how it ended. */
#define NEXT "read -r line && job=${line#*job\\\":} && job=${job%%,*}"
#define HANDED "echo \"{\\\"v\\\":1,\\\"job\\\":$job,\\\"handing_over\\\":true}\""
#define ENDED "echo \"{\\\"v\\\":1,\\\"job\\\":$job,\\\"attempts\\\":[{\\\"relay\\\":\\\"mx\\\",\\\"end\\\":\\\"accepted\\\",\\\"code\\\":250," \
	"\\\"reply\\\":\\\"ok\\\",\\\"secured\\\":\\\"\\\",\\\"began_us\\\":1,\\\"ended_us\\\":2,\\\"wait_us\\\":null,\\\"digest\\\":null,\\\"unsigned\\\":false}]}\""

struct seen {
	struct send_options options;
	char *directory;
	struct send_job job;
	unsigned int jobs, given, handed, ended, batches;
	unsigned int asked, patience;	/* goes_on() is false from so many questions on; 0: never */
	bool lacking;			/* the second job is there only after the first has ended */
};

static const struct send_job *next(void *context, bool *ret_final)
{
	struct seen *seen = context;

	*ret_final = seen->given == seen->jobs;
	if (*ret_final || (seen->lacking && seen->given > seen->ended))
		return NULL;
	seen->job = (struct send_job){ .job = (int64_t)++seen->given, .content = "{\"v\":1}", .target = "a@b", .connect_us = 1, .attempt_us = 1 };
	return &seen->job;
}

static void handing_over(void *context, int64_t job)
{
	struct seen *seen = context;

	ck_assert(job >= 1 && job <= seen->given);
	seen->handed++;
}

static void ended(void *context, const struct send_result *result, bool more)
{
	struct seen *seen = context;

	ck_assert_uint_eq(result->attempts->len, 1);
	seen->ended++;
	seen->batches += !more;
}

static bool goes_on(void *context)
{
	struct seen *seen = context;

	return ++seen->asked < seen->patience || !seen->patience;
}

/* A program that does what SCRIPT says in the place of nwops-send. */
static void put_program(struct seen *seen, const char *script)
{
	g_autofree char *text = g_strdup_printf("#!/bin/sh\n%s\n", script), *path = NULL;

	seen->directory = g_dir_make_tmp("nwops-unit-XXXXXX", NULL);
	path = g_build_filename(seen->directory, "nwops-send", NULL);
	ck_assert(g_file_set_contents(path, text, -1, NULL));
	ck_assert_int_eq(g_chmod(path, 0755), 0);
	seen->options = (struct send_options){ .libexec = seen->directory, .clock = clock_system(), .next = next,
					       .handing_over = handing_over, .ended = ended, .goes_on = goes_on, .context = seen };
}

static void remove_program(struct seen *seen)
{
	g_autofree char *path = g_build_filename(seen->directory, "nwops-send", NULL);

	g_unlink(path);
	g_rmdir(seen->directory);
	g_free(seen->directory);
}

START_TEST(what_it_said_is_told_and_nothing_else)
{
	static const struct { const char *script, *says; unsigned int jobs, handed, ended; } cases[] = {
		{ "while " NEXT "; do " HANDED "; " ENDED "; done", NULL, 3, 3, 3 },
		{ "while " NEXT "; do " ENDED "; done", NULL, 3, 0, 3 },
		{ "while " NEXT "; do " HANDED "; " ENDED "; done", NULL, 2000, 2000, 2000 },
		{ "cat >/dev/null", "3 messages have no result", 3, 0, 0 },
		{ "exit 0", "3 messages have no result", 3, 0, 0 },
		{ NEXT "; " HANDED "; kill -9 $$", "ended before its time", 3, 1, 0 },
		{ NEXT "; " HANDED "; " ENDED "; kill -9 $$", "2 messages have no result", 3, 1, 1 },
		{ "while " NEXT "; do " ENDED "; done; exit 3", "ended before its time", 3, 0, 3 },
		{ NEXT "; " ENDED "; " ENDED "; cat >/dev/null", "said what is no result", 3, 0, 1 },
		{ "job=99; " HANDED "; cat >/dev/null", "said what is no result", 3, 0, 0 },
		{ "job=99; " ENDED "; cat >/dev/null", "said what is no result", 3, 0, 0 },
		{ "echo nonsense; cat >/dev/null", "said what is no result", 3, 0, 0 },
		{ "yes | tr -d '\\n'", "said what is no result", 3, 0, 0 },
		{ "printf '{\"v\":1,'; cat >/dev/null", "3 messages have no result", 3, 0, 0 },
		{ "cat >/dev/null", NULL, 0, 0, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct seen seen = { .jobs = cases[i].jobs };
		g_autoptr(GError) error = NULL;
		bool well;

		put_program(&seen, cases[i].script);
		well = send_run(&seen.options, &error);
		ck_assert_msg(well == !cases[i].says, "case %zu: %s", i, error ? error->message : "well");
		ck_assert_msg(well || strstr(error->message, cases[i].says), "case %zu: %s", i, well ? "" : error->message);
		ck_assert_msg(seen.handed == cases[i].handed, "case %zu: %u handed over", i, seen.handed);
		ck_assert_msg(seen.ended == cases[i].ended, "case %zu: %u ended", i, seen.ended);
		ck_assert_uint_le(seen.batches, seen.ended);
		ck_assert(!seen.ended || seen.batches);
		remove_program(&seen);
	}
}
END_TEST

START_TEST(what_has_ended_meanwhile_is_given_in_one_go)
{
	struct seen seen = { .jobs = 100 };

	put_program(&seen, "all=; while " NEXT "; do all=\"$all$(" ENDED ")\n\"; done; printf '%b' \"$all\"");
	ck_assert(send_run(&seen.options, NULL));
	ck_assert_uint_eq(seen.ended, 100);
	ck_assert_uint_lt(seen.batches, 10);
	remove_program(&seen);
}
END_TEST

START_TEST(jobs_may_come_later)
{
	struct seen seen = { .jobs = 5, .lacking = true };

	put_program(&seen, "while " NEXT "; do " ENDED "; done");
	ck_assert(send_run(&seen.options, NULL));
	ck_assert_uint_eq(seen.ended, 5);
	ck_assert_uint_eq(seen.batches, 5);
	remove_program(&seen);
}
END_TEST

START_TEST(who_has_had_enough_is_asked_and_obeyed)
{
	struct seen seen = { .jobs = 3, .patience = 2 };

	/* It tells what it has when it is told to stop. */
	put_program(&seen, NEXT "; trap '" ENDED "; exit 0' TERM; while :; do /bin/sleep 0.01; done");
	ck_assert(send_run(&seen.options, NULL));
	ck_assert_uint_eq(seen.asked, 2);
	ck_assert_uint_eq(seen.ended, 1);
	remove_program(&seen);
}
END_TEST

START_TEST(the_limit_is_handed_on_and_what_did_not_begin_is_no_failure)
{
	struct seen seen = { .jobs = 3 };

	put_program(&seen, "test \"$1 $2\" = '--limit 20000000us' && " NEXT " && " ENDED " && cat >/dev/null");
	seen.options.limit_us = 20000000;
	ck_assert(send_run(&seen.options, NULL));
	ck_assert_uint_eq(seen.ended, 1);
	remove_program(&seen);
}
END_TEST

START_TEST(a_program_that_is_not_there_is_an_error)
{
	struct seen seen = { .jobs = 1 };
	g_autoptr(GError) error = NULL;

	put_program(&seen, "");
	seen.options.libexec = "/nonexistent";
	ck_assert(!send_run(&seen.options, &error));
	ck_assert(g_error_matches(error, OPS_SEND_ERROR, SEND_ERROR_PROGRAM));
	remove_program(&seen);
}
END_TEST

START_TEST(one_question_one_answer)
{
	const struct send_mailbox mailbox = { .host = "h", .port = 993, .security = "tls", .user = "u", .secret = "s", .folder = "INBOX",
					      .limit_us = 1000000 };
	struct seen seen = { 0 };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	GPtrArray *answers;

	put_program(&seen, "case \"$*\" in\n"
			   "'--compose --mark drill') cat ;;\n"
			   "--compose) echo 'it cannot be made' >&2; exit 3 ;;\n"
			   "--beat) grep -q '\"url\":\"https://a/token\"' ;;\n"
			   "--fetch) read -r box; case $box in *'\"seen\":[\"7\"]'*) exit 0 ;; esac\n"
			   "	echo '{\"v\":1,\"uid\":\"7\",\"from\":\"a@b\",\"code\":null,\"identity\":null,\"automatic\":false,"
			   "\"failed\":false,\"ack\":\"acting\",\"text\":\"t\"}' ;;\n"
			   "*) exit 3 ;; esac");
	bytes = send_compose(seen.directory, "what is to be said", SEND_DRILL, &error);
	ck_assert_msg(bytes != NULL, "%s", error ? error->message : "?");
	ck_assert_mem_eq(g_bytes_get_data(bytes, NULL), "what is to be said", g_bytes_get_size(bytes));
	ck_assert_ptr_null(send_compose(seen.directory, "x", SEND_UNMARKED, &error));
	ck_assert_str_eq(error->message, "it cannot be made");
	ck_assert(send_beat(seen.directory, "https://a/token", NULL, 1000000, NULL));
	ck_assert(!send_beat(seen.directory, "https://b/token", NULL, 1000000, NULL));
	answers = send_fetch(seen.directory, &mailbox, false, NULL);
	ck_assert_ptr_nonnull(answers);
	ck_assert_uint_eq(answers->len, 1);
	ck_assert_str_eq(((struct send_answer *)g_ptr_array_index(answers, 0))->uid, "7");
	g_ptr_array_unref(answers);
	remove_program(&seen);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_it_said_is_told_and_nothing_else),
		UNIT(what_has_ended_meanwhile_is_given_in_one_go),
		UNIT(jobs_may_come_later),
		UNIT(who_has_had_enough_is_asked_and_obeyed),
		UNIT(the_limit_is_handed_on_and_what_did_not_begin_is_no_failure),
		UNIT(a_program_that_is_not_there_is_an_error),
		UNIT(one_question_one_answer),
		{ NULL, NULL },
	};

	return unit_run("net-send", tests);
}
