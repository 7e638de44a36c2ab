/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drills from outside: found beneath the state directory, opened, told of, frozen.
 */
#include "stage.h"

#include "base/translate.h"
#include "net/child.h"
#include "ui/complain.h"

#include <string.h>

#define DELIVER_US (INT64_C(60) * G_USEC_PER_SEC)
#define RUN_US (INT64_C(300) * G_USEC_PER_SEC)
#define OUTPUT_MOST (1 << 20)

bool stage_is_name(const char *name)
{
	return *name && strlen(name) < DRILL_NAME_LIMIT && g_ascii_isalnum(*name) &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")];
}

char *stage_directory(const struct session *session, const char *name)
{
	return g_build_filename(session->real_state_directory, "drills", name, NULL);
}

/* --- which --- */

struct store *stage_open_store(const struct session *session, const char *directory, enum store_mode mode, GError **error)
{
	const struct store_options options = {
		.directory = directory,
		.mode = mode,
		.purpose = STORE_REHEARSAL,
		.log_name = session->inventory ? inventory_policy(session->inventory)->log_name : NULL,
		.clock = session->real_clock,
		.notes = session->notes,
	};

	return store_open(&options, error);
}

static void take_state(void *context, const struct drill_record *drill)
{
	*(bool *)context = !play_is_over(drill->state);
}

void stage_read(const struct session *session, const char *name, drills_each *each, void *context)
{
	g_autofree char *directory = stage_directory(session, name);
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_store_t) store = stage_open_store(session, directory, STORE_READ, &error);

	if (store)
		drills_read(store, each, context, &error);
	if (error && !g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_MISSING))
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
}

/* Of all that were ever held only this is read: a tick asks each minute while an incident is open. */
static bool is_open(const struct session *session, const char *name)
{
	bool open = false;

	stage_read(session, name, take_state, &open);
	return open;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* OPEN_ONLY: those that are not over. */
static char **find_drills(const struct session *session, bool open_only)
{
	g_autofree char *directory = g_build_filename(session->real_state_directory, "drills", NULL);
	GDir *folder = g_dir_open(directory, 0, NULL);
	GPtrArray *names = g_ptr_array_new();
	const char *name;

	while (folder && (name = g_dir_read_name(folder)))
		if (*name != '.' && (!open_only || is_open(session, name)))
			g_ptr_array_add(names, g_strdup(name));
	g_clear_pointer(&folder, g_dir_close);
	g_ptr_array_sort(names, compare);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

char **stage_drills(const struct session *session)
{
	return find_drills(session, false);
}

char **stage_open_drills(const struct session *session)
{
	return find_drills(session, true);
}

char *stage_choose(const struct session *session, int *ret_status)
{
	g_auto(GStrv) names = NULL;

	if (session->drill)
		return g_strdup(session->drill);
	names = stage_open_drills(session);
	if (!names[0]) {
		*ret_status = complain(session->answer, COMPLAINT_USAGE, _("no drill goes on or waits; 'nwops drill run' makes one"));
		return NULL;
	}
	if (names[1]) {
		*ret_status = complain(session->answer, COMPLAINT_USAGE, _("several drills are not over: say which with '--drill NAME'"));
		return NULL;
	}
	return g_strdup(names[0]);
}

/* --- one --- */

bool stage_open(const struct session *session, const char *name, struct stage *stage, GError **error)
{
	*stage = (struct stage){.name = g_strdup(name), .directory = stage_directory(session, name)};
	/* Opened for writing, a store that is not there would be made. */
	if (g_file_test(stage->directory, G_FILE_TEST_IS_DIR)) {
		stage->store = stage_open_store(session, stage->directory, STORE_WRITE, error);
		stage->play = stage->store ? play_read(stage->store, error) : NULL;
	}
	if (!stage->play) {
		if (error && !*error)
			g_set_error(error, OPS_PLAY_ERROR, PLAY_ERROR_STATE, _("there is no drill in '%s'"), stage->directory);
		return false;
	}
	stage->clock = play_clock(stage->play, session->real_clock);
	store_set_clock(stage->store, stage->clock);
	return true;
}

void stage_clear(struct stage *stage)
{
	g_clear_pointer(&stage->store, store_close);
	g_clear_pointer(&stage->clock, clock_free);
	g_clear_pointer(&stage->play, play_free);
	g_clear_pointer(&stage->name, g_free);
	g_clear_pointer(&stage->directory, g_free);
}

struct play_options stage_playing(const struct session *session, const struct stage *stage)
{
	return (struct play_options){
		.store = stage->store,
		.clock = stage->clock,
		.real = session->real_clock,
		.actor = session->actor,
		.said_by = session->said_by,
		.notes = session->notes,
	};
}

struct tell_options stage_telling(const struct session *session, const struct stage *stage)
{
	struct tell_options telling = session_telling(session);

	telling.store = stage->store;
	telling.clock = stage->clock;
	return telling;
}

bool stage_tell(const struct session *session, const struct stage *stage, enum notice_kind kind, const char *again, GError **error)
{
	const struct tell_options telling = stage_telling(session, stage);
	g_autoptr(ops_overlay_t) overlay = play_overlay(stage->play, session->inventory, clock_wall_us(stage->clock));
	const struct deliver_options delivering = {
		.tell = telling,
		.libexec = session->libexec_directory,
		.state_directory = stage->directory,
		.limit_us = DELIVER_US,
		.allow = (const char *const *)stage->play->allow,
		.overlay = overlay,
	};
	struct delivery delivery = {0};

	if (!play_tell(&telling, stage->play, kind, again, error) || !engine_deliver(&delivering, &delivery, error))
		return false;
	delivery_clear(&delivery);
	return true;
}

/* --- nwops in it --- */

static void child_ended(void *context)
{
	loop_stop(context);
}

void stage_end_clear(struct stage_end *end)
{
	g_clear_pointer(&end->output, g_free);
	g_clear_pointer(&end->complaint, g_free);
}

static void add_directory(GPtrArray *line, const char *option, const char *path)
{
	g_ptr_array_add(line, g_strdup(option));
	g_ptr_array_add(line, g_canonicalize_filename(path, NULL));
}

static GPtrArray *line_of(const struct session *session, const char *name, const char *const *words)
{
	GPtrArray *line = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(line, g_file_read_link("/proc/self/exe", NULL));
	add_directory(line, "--config", session->config_directory);
	add_directory(line, "--state", session->real_state_directory);
	g_ptr_array_add(line, g_strdup("--drill"));
	g_ptr_array_add(line, g_strdup(name));
	g_ptr_array_add(line, g_strdup("--lang"));
	g_ptr_array_add(line, g_strdup(session->language));
	g_ptr_array_add(line, g_strdup("--no-input"));
	for (; *words; words++)
		g_ptr_array_add(line, g_strdup(*words));
	g_ptr_array_add(line, NULL);
	return line;
}

bool stage_run(const struct session *session, const char *name, const char *role, const char *const *words, const char *input,
	       struct stage_end *ret_end, GError **error)
{
	g_autoptr(GPtrArray) line = line_of(session, name, words);
	g_auto(GStrv) environment = g_get_environ();
	g_autoptr(ops_loop_t) loop = loop_new();
	g_autoptr(ops_child_t) child = NULL;
	struct child_end end;

	environment = role ? g_environ_setenv(environment, "NWOPS_DRILL_AS", role, TRUE) : g_environ_unsetenv(environment, "NWOPS_DRILL_AS");
	const struct child_options options = {
		.loop = loop,
		.clock = session->real_clock,
		.arguments = (const char *const *)line->pdata,
		.environment = (const char *const *)environment,
		.input = input,
		.input_length = input ? strlen(input) : 0,
		.output_most = OUTPUT_MOST,
		.timeout_us = RUN_US,
		.ended = child_ended,
		.context = loop,
	};

	child = child_start(&options, error);
	if (!child)
		return false;
	loop_run(loop);
	child_read(child, &end);
	ret_end->status = end.exit_status;
	ret_end->output = g_strndup(end.output, end.output_length);
	ret_end->complaint = g_strndup(end.complaint, end.complaint_length);
	return true;
}

/* --- a real alarm --- */

static bool freeze(const struct session *session, const char *name, const char *because, int64_t at_us, GError **error)
{
	struct stage stage;
	struct play_options playing;
	g_autoptr(GError) untold = NULL;
	int64_t known_us = 0;
	bool done = stage_open(session, name, &stage, error);
	bool goes_on = done && (stage.play->record.state == DRILL_RUNNING || stage.play->record.state == DRILL_PAUSED);

	if (goes_on)
		done = play_known_us(stage.store, stage.play, &known_us, error);
	if (goes_on && done && known_us < at_us) {
		playing = stage_playing(session, &stage);
		/* It stands before anybody is told: telling may take its time. */
		done = play_turn(&playing, DRILL_FROZEN, because, error);
		if (done)
			notes_write(session->notes, NOTES_WARNING, _("the drill '%s' is frozen: %s"), name, because);
		if (done && session->policy && !stage_tell(session, &stage, NOTICE_DRILL_END, because, &untold))
			notes_write(session->notes, NOTES_WARNING, _("not everybody in the drill '%s' could be told: %s"), name, untold->message);
	}
	stage_clear(&stage);
	return done;
}

void stage_freeze_all(const struct session *session, const char *because, int64_t at_us)
{
	g_auto(GStrv) names = stage_open_drills(session);

	for (char **name = names; *name; name++) {
		g_autoptr(GError) error = NULL;

		if (!freeze(session, *name, because, at_us, &error))
			notes_write(session->notes, NOTES_WARNING, _("the drill '%s' could not be frozen, stop it by hand: %s"), *name, error->message);
	}
}
