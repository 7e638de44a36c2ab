/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process that enqueues, delivers and hears of it, killed after each single change that
 * it makes to its store, or met by a full or broken disk there: what it said was done
 * is in the spool, what was half done is not, and another one goes on from there to the
 * same end. This program is that process, too, when it is called with --write.
 */
#include "fixture-spool.h"

#define MESSAGES 3
#define STEPS 4
#define BY "nwops"
/* Each test takes every so many-th call: so it is done in time, however slow the disk. */
#define SLICES 16

/* ---- what is done to the spool, each as one transaction ---- */

static bool enqueue(struct store *store, GError **error)
{
	struct notice_record notice = {.kind = NOTICE_OUTAGE_FIRST, .audience = "core", .recipient = "",
				       .case_id = "INC-1", .made_by = "sato", .facts = "{\"v\":1}",
				       .sequence = 1, .once = "INC-1/first", .rung_due_at_us = 9};

	if (!notices_keep(store, &notice, error))
		return false;
	for (int i = 1; i <= MESSAGES; i++) {
		struct message_record record = message_of(notice.number, i);

		if (!messages_keep(store, &record, error))
			return false;
	}
	return true;
}

static bool hand_over(struct store *store, GError **error)
{
	for (int i = 1; i <= MESSAGES; i++) {
		const struct message_record record = {.number = i, .state = MESSAGE_SENDING, .attempts = 1};

		if (!messages_change(store, &record, error))
			return false;
	}
	return true;
}

static bool write_down(struct store *store, GError **error)
{
	static const struct relay_record relay = {.path = "through-core", .relay = "mx1", .good_at_us = 7, .reason = ""};
	static const struct {
		enum delivery_end end;
		enum message_state state;
		int64_t due_at_us;
	} became[MESSAGES] = {
		{DELIVERY_ACCEPTED, MESSAGE_ACCEPTED, 0},
		{DELIVERY_DEFERRED, MESSAGE_FAILED_TEMPORARY, 60},
		{DELIVERY_REFUSED_RECIPIENT, MESSAGE_FAILED_PERMANENT, 0},
	};

	for (int i = 0; i < MESSAGES; i++) {
		const struct message_record record = {.number = i + 1, .state = became[i].state,
						      .due_at_us = became[i].due_at_us, .attempts = 1};
		struct attempt_record attempt = attempt_of(i + 1);

		attempt.end = became[i].end;
		if (!attempts_keep(store, &attempt, error) || !messages_change(store, &record, error))
			return false;
	}
	return relays_set(store, &relay, error);
}

static bool hear(struct store *store, GError **error)
{
	static const struct ack_record ack = {.message = 1, .ack = ACK_ACTING, .by = "山田", .actor = "sato", .text = "承知"};
	static const struct message_record message = {.number = 1, .state = MESSAGE_ACKNOWLEDGED, .attempts = 1};
	static const struct notice_record notice = {.number = 1, .approved_by = ""};

	return acks_keep(store, &ack, error) && messages_change(store, &message, error) &&
	       notices_change(store, &notice, error);
}

/* That messages are on their way is no decision: it has no entry. */
static const struct step {
	bool (*write)(struct store *store, GError **error);
	const char *entry;
} steps[STEPS] = {{enqueue, "{\"told\":1}"}, {hand_over, NULL}, {write_down, "{\"ended\":1}"}, {hear, "{\"heard\":1}"}};

static bool append(struct store *store, const char *payload, GError **error)
{
	struct journal_entry entry = {.event_at_us = FIXTURE_NOW_US, .kind = "notice", .actor = BY,
				      .payload = payload, .payload_length = strlen(payload)};

	return journal_append(store, &entry, error);
}

static bool take_step(struct store *store, const struct step *step, GError **error)
{
	if (!store_begin(store, error))
		return false;
	if (step->write(store, error) && (!step->entry || append(store, step->entry, error)) &&
	    store_commit(store, error))
		return true;
	store_rollback(store);
	return false;
}

/* As whoever records does: on a full disk the reserve is given back, once. */
static bool take_step_or_make_room(struct store *store, const struct step *step, GError **error)
{
	g_autoptr(GError) failed = NULL;

	if (take_step(store, step, &failed) ||
	    (store_made_room(store, &failed) && take_step(store, step, &failed)))
		return true;
	g_propagate_error(error, g_steal_pointer(&failed));
	return false;
}

/* The steps from the one behind STAGE on; says the number of each that is done. */
static bool go_on(struct store *store, int stage, FILE *out, GError **error)
{
	for (; stage < STEPS; stage++) {
		if (!take_step_or_make_room(store, &steps[stage], error))
			return false;
		if (out) {
			fprintf(out, "%d\n", stage + 1);
			fflush(out);
		}
		/* What is not signed for now is so by the next entry: verifying says so. */
		journal_keep_checkpoint(store, NULL);
	}
	return true;
}

/* What this program does when it is called with --write DIRECTORY. */
static int write_spool(const char *directory)
{
	struct clock *clock = clock_new_set("2026-11-25T03:00:00+09:00", NULL);
	const struct store_options options = {.directory = directory, .mode = STORE_WRITE, .log_name = FIXTURE_LOG, .clock = clock};
	g_autoptr(GError) error = NULL;
	struct store *store = store_open(&options, &error);
	bool done;

	if (store)
		puts("0");
	fflush(stdout);
	done = store && go_on(store, 0, stdout, &error);
	if (!done)
		fprintf(stderr, "%s\n", error->message);
	store_close(store);
	clock_free(clock);
	return done ? 0 : 3;
}

/* ---- what is in it ---- */

static bool print_notice(void *context, const struct notice_record *record)
{
	g_string_append_printf(context, "notice %d %s %d %d\n", (int)record->number, record->once,
			       (int)record->state, (int)record->rung_due_at_us);
	return true;
}

static bool print_message(void *context, const struct message_record *record)
{
	g_string_append_printf(context, "message %d of %d %s %s %s: %d %d %d\n", (int)record->number,
			       (int)record->notice, record->code, record->identity, record->content,
			       (int)record->state, (int)record->due_at_us, (int)record->attempts);
	return true;
}

static bool print_attempt(void *context, const struct attempt_record *record)
{
	g_string_append_printf(context, "attempt %d.%d: %d\n", (int)record->message, (int)record->number,
			       (int)record->end);
	return true;
}

static bool print_ack(void *context, const struct ack_record *record)
{
	g_string_append_printf(context, "ack %d: %d %s\n", (int)record->message, (int)record->ack, record->text);
	return true;
}

static bool print_relay(void *context, const struct relay_record *record)
{
	g_string_append_printf(context, "relay %s: %d\n", record->relay, (int)record->good_at_us);
	return true;
}

static bool print_entry(void *context, const struct journal_entry *entry)
{
	g_string_append_printf(context, "entry %d: %.*s\n", (int)entry->sequence, (int)entry->payload_length,
			       entry->payload);
	return true;
}

/* All of it as text. Caller frees. */
static char *look(struct store *store)
{
	const struct notices_filter all = {.state = -1};
	const struct messages_filter every = {0};
	g_autoptr(GString) text = g_string_new(NULL);

	ck_assert(notices_read(store, &all, print_notice, text, NULL));
	ck_assert(messages_read(store, &every, print_message, text, NULL));
	ck_assert(attempts_read(store, 0, print_attempt, text, NULL));
	ck_assert(acks_read(store, 0, print_ack, text, NULL));
	ck_assert(relays_read(store, print_relay, text, NULL));
	ck_assert(journal_read(store, 1, INT64_MAX, print_entry, text, NULL));
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* A store with one entry. In memory, where there is a place for that: what a process leaves when it is killed
 * is the same there, and nobody waits for a disk some ten thousand times. */
static void make(struct fixture *fixture)
{
	struct store *store;

	fixture_init_in(fixture, fixture_memory());
	store = fixture_open(fixture, STORE_WRITE);
	fixture_record(store, 1);
	store_close(store);
}

/* How the spool looks behind each step. */
static char *stages[STEPS + 1];

static void find_stages(void)
{
	struct fixture fixture;
	struct store *store;

	make(&fixture);
	store = fixture_open(&fixture, STORE_WRITE);
	stages[0] = look(store);
	for (int i = 0; i < STEPS; i++) {
		ck_assert(take_step(store, &steps[i], NULL));
		stages[i + 1] = look(store);
		ck_assert_str_ne(stages[i + 1], stages[i]);
	}
	store_close(store);
	fixture_clear(&fixture);
}

static int stage_of(struct store *store)
{
	g_autofree char *text = look(store);

	for (int i = 0; i <= STEPS; i++)
		if (strcmp(text, stages[i]) == 0)
			return i;
	ck_abort_msg("half done:\n%s", text);
	return -1;
}

/* ---- the process that something happens to ---- */

struct run {
	bool killed;
	int status; /* that it ended with, when it was not killed */
	int said; /* number of the last step that it said was done; -1: not even that the store is open */
	int calls; /* that changed a file */
};

static int count_lines(const char *text)
{
	int count = 0;

	while ((text = strchr(text, '\n'))) {
		text++;
		count++;
	}
	return count;
}

static char *own_path(void)
{
	g_autoptr(GError) error = NULL;
	char *path = g_file_read_link("/proc/self/exe", &error);

	ok_or_fail(path != NULL, error);
	return path;
}

/* With the disk failing as ORDER and KIND (of FAULTS_ERROR) say, in FIXTURE's store. */
static struct run run_writer(const struct fixture *fixture, const char *order, int number, const char *kind)
{
	g_autofree char *program = own_path(), *beside = g_path_get_dirname(program);
	g_autofree char *faults = g_build_filename(beside, "..", "fake", "faults.so", NULL);
	g_autofree char *log = g_build_filename(fixture->above, "calls", NULL);
	g_autofree char *orders = g_strdup_printf("%d", number);
	g_autofree char *out = NULL, *err = NULL, *calls = NULL;
	char *arguments[] = {program, (char *)"--write", (char *)fixture->directory, NULL};
	g_auto(GStrv) environment = g_get_environ();
	g_autoptr(GError) error = NULL;
	struct run run = {0};
	int status;

	ck_assert_msg(g_file_test(faults, G_FILE_TEST_EXISTS), "'%s' is not built", faults);
	environment = g_environ_setenv(environment, "LD_PRELOAD", faults, TRUE);
	environment = g_environ_setenv(environment, "ASAN_OPTIONS", "verify_asan_link_order=0", TRUE);
	environment = g_environ_setenv(environment, "FAULTS_UNDER", fixture->directory, TRUE);
	environment = g_environ_setenv(environment, "FAULTS_LOG", log, TRUE);
	environment = g_environ_setenv(environment, "FAULTS_ERROR", kind, TRUE);
	environment = g_environ_setenv(environment, order, orders, TRUE);
	ok_or_fail(g_spawn_sync(NULL, arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &error), error);
	run.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	ck_assert_msg(run.killed || WIFEXITED(status), "%s %d: ended by %d: %s", order, number, status, err);
	run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	run.said = count_lines(out) - 1;
	ck_assert(g_file_get_contents(log, &calls, NULL, NULL));
	run.calls = count_lines(calls);
	return run;
}

/* What lies there opens, is whole and proven. Returns how far it came; from there it goes on to the end. */
static int check_store(struct fixture *fixture)
{
	struct journal_verdict verdict;
	g_autoptr(GError) error = NULL;
	struct store *store;
	int stage;

	ok_or_fail(journal_verify(fixture->directory, NULL, &verdict, &error), error);
	ck_assert_msg(verdict.verdict == VERDICT_COMPLETE || verdict.verdict == VERDICT_UNANCHORED, "%s",
		      verdict.message);
	store = fixture_open(fixture, STORE_WRITE);
	stage = stage_of(store);
	ok_or_fail(go_on(store, stage, NULL, &error), error);
	ck_assert_int_eq(stage_of(store), STEPS);
	ok_or_fail(journal_keep_checkpoint(store, &error), error);
	store_close(store);
	ok_or_fail(journal_verify(fixture->directory, NULL, &verdict, &error), error);
	ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
	return stage;
}

/* How many calls there are when nothing happens. */
static int count_calls(void)
{
	struct fixture fixture;
	struct run run;

	make(&fixture);
	run = run_writer(&fixture, "FAULTS_FROM", 0, "full");
	ck_assert_int_eq(run.status, 0);
	ck_assert_int_eq(run.said, STEPS);
	ck_assert_int_eq(check_store(&fixture), STEPS);
	fixture_clear(&fixture);
	return run.calls;
}

/* Killed after call NUMBER. Returns how far it came; -1: it makes so many calls only if it is not killed. */
static int kill_after(int number)
{
	struct fixture fixture;
	struct run run;
	int stage;

	make(&fixture);
	run = run_writer(&fixture, "FAULTS_KILL_AFTER", number, "full");
	ck_assert_msg(run.killed == (run.calls >= number), "call %d of %d", number, run.calls);
	stage = check_store(&fixture);
	/* What was committed and not yet said is there as well. */
	ck_assert_msg(stage >= MAX(run.said, 0) && stage <= MAX(run.said, 0) + 1,
		      "killed after call %d: said %d, and did %d", number, run.said, stage);
	fixture_clear(&fixture);
	return run.killed ? stage : -1;
}

START_TEST(killed_anywhere_it_has_done_what_it_said)
{
	int number = 1 + _i;

	find_stages();
	while (kill_after(number) >= 0)
		number += SLICES;
	ck_assert_int_gt(number, SLICES);
}
END_TEST

START_TEST(the_first_call_does_nothing_yet_and_the_last_is_the_end)
{
	find_stages();
	ck_assert_int_eq(kill_after(1), 0);
	ck_assert_int_eq(kill_after(count_calls()), STEPS);
}
END_TEST

START_TEST(on_a_full_disk_the_reserve_carries_it)
{
	int opened = 0;
	bool met = true;

	find_stages();
	for (int number = 1 + _i; met; number += SLICES) {
		struct fixture fixture;
		struct run run;

		make(&fixture);
		run = run_writer(&fixture, "FAULTS_FROM", number, "full");
		met = run.calls >= number;
		if (run.said < 0) {
			/* It could not even be opened, and said so. */
			ck_assert_int_eq(run.status, 3);
			ck_assert_int_eq(check_store(&fixture), 0);
		} else {
			opened++;
			ck_assert_msg(run.status == 0 && run.said == STEPS, "full from call %d on: said %d", number,
				      run.said);
			ck_assert_int_eq(check_store(&fixture), STEPS);
		}
		fixture_clear(&fixture);
	}
	ck_assert_int_gt(opened, 2);
}
END_TEST

START_TEST(on_a_broken_disk_it_has_done_what_it_said)
{
	int failed = 0;
	bool met = true;

	find_stages();
	for (int number = 1 + _i; met; number += SLICES) {
		struct fixture fixture;
		struct run run;
		int stage;

		make(&fixture);
		run = run_writer(&fixture, "FAULTS_FROM", number, "io");
		met = run.calls >= number;
		failed += run.status == 3;
		stage = check_store(&fixture);
		/* Whether what could not be synced got there is known to nobody. */
		ck_assert_msg(stage >= MAX(run.said, 0) && stage <= MAX(run.said, 0) + 1,
			      "broken from call %d on: said %d, and did %d", number, run.said, stage);
		ck_assert_msg(run.status == 3 || run.said == STEPS, "broken from call %d on, and nothing said", number);
		fixture_clear(&fixture);
	}
	ck_assert_int_gt(failed, 0);
}
END_TEST

int main(int count, char **arguments)
{
	const int slices = MAX(SLICES / unit_sparse(), 1);
	const struct unit_test tests[] = {
		{"killed_anywhere_it_has_done_what_it_said", killed_anywhere_it_has_done_what_it_said, slices},
		UNIT(the_first_call_does_nothing_yet_and_the_last_is_the_end),
		{"on_a_full_disk_the_reserve_carries_it", on_a_full_disk_the_reserve_carries_it, slices},
		{"on_a_broken_disk_it_has_done_what_it_said", on_a_broken_disk_it_has_done_what_it_said, slices},
		{NULL},
	};

	if (count == 3 && strcmp(arguments[1], "--write") == 0)
		return write_spool(arguments[2]);
	return unit_run("store/spool-killed", tests);
}
