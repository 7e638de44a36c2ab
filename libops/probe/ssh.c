/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probe kind `ssh`: one login to a device for all that its platform asks at each
 * reading, and for what stands in for a command that the device does not know or
 * whose JSON cannot be read. Only what is neither, and is not understood, has its
 * fallback asked in one more login. How the login goes is the wire's business
 * (net/ssh.h), what the figures mean is state/'s.
 */
#include "base/translate.h"
#include "probe/internal.h"
#include "probe/reading.h"

/* Logins to one device in one run: the first, and one for what nobody understood. */
#define LOGINS_MOST 2
/* To log out in, before a run ends. */
#define LEAVING_US (2 * G_USEC_PER_SEC)

/* A command that may be sent, and when. */
struct wanted {
	const struct platform_command *command;
	unsigned int after;		/* bits of enum ssh_after; 0: in any case */
};

/* One device that is asked. */
struct asked {
	struct probe_kind_run *run;
	uint32_t probe;
	const struct device *device;
	const struct platform *platform;
	const char *refusal;		/* why it cannot be asked; NULL */
	char *id;			/* of the job under way */
	unsigned int logins;
	bool may_elevate;
	GArray *wanted;			/* struct wanted, in the order of the job */
	GHashTable *answered;		/* commands of which something came, or was to come */
	struct ssh_facts facts;		/* its reading is the result's from collect() on */
	enum probe_end end;
	int64_t took_us;
	bool ended;
};

struct probe_kind_run {
	struct probe_runner *runner;
	const struct probe_options *options;
	struct asked *asked;
	uint32_t asked_count;
	GHashTable *by_id;		/* id of a job -> struct asked, lent */
	GHashTable *by_probe;		/* number of a probe -> struct asked, lent */
	struct ssh_wire *wire;
	char *program;
};

/* --- what is asked --- */

static bool may_ask(const struct asked *asked, const struct platform_command *command)
{
	return !command->parameters && (asked->may_elevate || !command->elevated);
}

static void want(struct asked *asked, const struct platform_command *command, unsigned int after)
{
	const struct wanted wanted = { command, after };

	g_array_append_val(asked->wanted, wanted);
}

/* COMMAND, and in its place: itself, where its JSON is garbled, then its fallback. */
static void want_command(struct asked *asked, const struct platform_command *command)
{
	unsigned int after = 0;

	while (command && may_ask(asked, command)) {
		want(asked, command, after);
		for (unsigned int i = 1; command->json && i < command->attempts; i++)
			want(asked, command, SSH_AFTER_GARBLED);
		after = SSH_AFTER_REFUSAL | SSH_AFTER_GARBLED;
		command = command->fallback ? platform_command_find(asked->platform, command->fallback) : NULL;
	}
}

/* Commands of each reading; the privileged ones where the device may be asked for them. */
static void want_all(struct asked *asked)
{
	for (unsigned int i = 0; i < platform_command_count(asked->platform); i++) {
		const struct platform_command *command = platform_command_at(asked->platform, i);

		if (command->watch)
			want_command(asked, command);
	}
}

/* Fills COMMANDS: what prepares the session, then what is wanted. Returns how many there are. */
static unsigned int list_commands(const struct asked *asked, struct ssh_command *commands)
{
	const struct platform_session *session = platform_session(asked->platform);
	unsigned int count = 0;

	for (const char *const *prepare = session->prepare; prepare && *prepare && count < SSH_COMMANDS_MAX; prepare++)
		commands[count++] = (struct ssh_command){ .send = *prepare };
	for (guint i = 0; i < asked->wanted->len && count < SSH_COMMANDS_MAX; i++) {
		const struct wanted *wanted = &g_array_index(asked->wanted, struct wanted, i);

		commands[count++] = (struct ssh_command){
			.send = wanted->command->send,
			.after = wanted->after,
			.json = wanted->command->json,
		};
	}
	return count;
}

static unsigned int count_patterns(const char *const *patterns)
{
	return MIN(g_strv_length((char **)patterns), SSH_LIST_MAX);
}

/* What a refusal looks like; only where it makes a difference. */
static void set_signs(const struct asked *asked, struct ssh_job *job)
{
	const struct platform_session *session = platform_session(asked->platform);
	bool any = false;

	for (unsigned int i = 0; i < job->command_count; i++)
		any = any || job->commands[i].after;
	if (!any)
		return;
	job->refusals = session->refusals;
	job->refusal_count = count_patterns(session->refusals);
	job->denials = session->denials;
	job->denial_count = count_patterns(session->denials);
}

static unsigned int prepare_count(const struct asked *asked)
{
	const char *const *prepare = platform_session(asked->platform)->prepare;

	return prepare ? g_strv_length((char **)prepare) : 0;
}

static const char *const *pins_of(const struct asked *asked, const struct device *device)
{
	GHashTable *pins = asked->run->options->pins;
	const GPtrArray *list = device && pins ? g_hash_table_lookup(pins, device->name) : NULL;

	return list ? (const char *const *)list->pdata : NULL;
}

static void set_shell(const struct asked *asked, struct ssh_pager *pagers, struct ssh_job *job)
{
	const struct platform_session *session = platform_session(asked->platform);

	job->channel = session->channel == PLATFORM_EXEC ? SSH_CHANNEL_EXEC : SSH_CHANNEL_SHELL;
	for (unsigned int i = 0; i < session->pager_count; i++)
		pagers[i] = (struct ssh_pager){ session->pagers[i].text, session->pagers[i].answer };
	job->shell.prompt = session->prompt;
	job->shell.pagers = pagers;
	job->shell.pager_count = session->pager_count;
	job->shell.line_end = session->line_end;
	job->shell.logout = session->leave;
	if (job->shell.elevate_path)
		job->shell.elevate = session->elevate;
}

/* A login must not outlast the run: whoever is logged in then would be cut off. */
static void limit_job(const struct asked *asked, struct ssh_job *job)
{
	int64_t most_us = MAX(asked->run->options->deadline_us - LEAVING_US - asked->took_us, LEAVING_US);

	if (!job->limits.job_us)
		job->limits.job_us = ssh_limits_default.job_us;
	job->limits.job_us = MIN(job->limits.job_us, most_us);
}

static void ask(struct asked *asked)
{
	const struct platform_session *session = platform_session(asked->platform);
	g_autofree struct ssh_command *commands = g_new0(struct ssh_command, SSH_COMMANDS_MAX);
	g_autofree struct ssh_pager *pagers = g_new0(struct ssh_pager, MAX(session->pager_count, 1));
	struct login login;
	struct login_outside outside = { .agent = asked->run->options->agent };
	g_autoptr(ops_login_peers_t) peers = NULL;
	struct ssh_job job = { .lock = asked->device->name };

	inventory_login(asked->device, &login);
	outside.pins = pins_of(asked, asked->device);
	outside.jump_pins = pins_of(asked, login.jump);
	peers = login_peers_new(asked->device, &outside, &job);
	limit_job(asked, &job);
	set_shell(asked, pagers, &job);
	job.commands = commands;
	job.command_count = list_commands(asked, commands);
	set_signs(asked, &job);
	g_free(asked->id);
	asked->id = g_strdup_printf("%s/%u", asked->device->name, asked->logins++);
	job.id = asked->id;
	g_hash_table_insert(asked->run->by_id, asked->id, asked);
	ssh_ask(asked->run->wire, &job);
}

/* --- what comes back --- */

static enum platform_verdict verdict_on(const struct asked *asked, const struct platform_command *command)
{
	const struct reading_part *part = reading_part(asked->facts.reading, command);

	return part->answer ? platform_answer_verdict(part->answer) : ANSWER_CUT;
}

/*
 * Wants the fallback of what came whole and is no answer, unless it was asked in the
 * same login: the wire knows a refusal, and JSON, but not what the platform's file
 * understands. Returns whether anything is wanted.
 */
static bool want_fallbacks(struct asked *asked)
{
	g_autoptr(GHashTable) wanted = g_hash_table_new(NULL, NULL);
	GHashTableIter iter;
	gpointer key;

	g_array_set_size(asked->wanted, 0);
	g_hash_table_iter_init(&iter, asked->answered);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const struct platform_command *command = key, *fallback;
		enum platform_verdict verdict = verdict_on(asked, command);

		if (!command->fallback ||
		    (verdict != ANSWER_STRANGE && verdict != ANSWER_REFUSED && verdict != ANSWER_GARBLED))
			continue;
		fallback = platform_command_find(asked->platform, command->fallback);
		if (!g_hash_table_contains(asked->answered, fallback) &&
		    g_hash_table_add(wanted, (gpointer)fallback))
			want_command(asked, fallback);
	}
	return asked->wanted->len > 0;
}

static void take_output(struct asked *asked, const struct platform_command *command, const struct ssh_output *output)
{
	struct reading_part *part = reading_part(asked->facts.reading, command);

	g_hash_table_add(asked->answered, (gpointer)command);
	g_clear_pointer(&part->answer, platform_answer_free);
	if (part->text)
		g_string_free(part->text, TRUE);
	part->text = g_string_new_len(output->text->str, (gssize)output->text->len);
	part->reason = output->reason;
	/* An exec channel's answer may stand in its other stream: "% Unknown command." */
	if (!part->text->len && output->errors->len)
		g_string_append_len(part->text, output->errors->str, (gssize)output->errors->len);
	if (output->complete || output->text->len)
		part->answer = platform_parse(asked->platform, command, part->text->str, part->text->len,
					      output->complete ? ENDING_SEEN : ENDING_MISSED);
}

/* Is OUTPUT, of what stands in for BEFORE, nothing to be kept? It was not needed, or was not
 * asked any more, and what is known already says as much. */
static bool is_moot(const struct asked *asked, const struct platform_command *before, const struct wanted *wanted,
		    const struct ssh_output *output)
{
	if (output->reason == SSH_REASON_NOT_NEEDED || platform_verdict_is_answer(verdict_on(asked, before)))
		return true;
	return output->reason == SSH_REASON_NOT_ASKED &&
	       (wanted->command == before || verdict_on(asked, before) != ANSWER_REFUSED);
}

static bool tells_uptime(const struct reading *reading)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(reading, "system", &cursor)))
		if (platform_value(record, "uptime"))
			return true;
	return false;
}

/* When the output of this NUMBER was there, of a login that has just ended; not before it began. */
static int64_t answered_at_us(const struct asked *asked, const struct ssh_result *result, unsigned int number)
{
	int64_t at_us = clock_wall_us(asked->run->options->clock) - MAX(result->phase_us[SSH_PHASE_LOGOUT], 0);

	for (unsigned int i = number + 1; i < result->output_count; i++)
		at_us -= MAX(result->outputs[i].elapsed_us, 0);
	return MAX(at_us, asked->facts.reading->read_at_us);
}

/*
 * A reading is of the moment in which the device told its uptime, which is held against
 * our clock: when the run began a slow login may have been many seconds away, and the
 * next is not as slow.
 */
static void take_outputs(struct asked *asked, const struct ssh_result *result)
{
	const struct platform_command *before = NULL;
	unsigned int first = prepare_count(asked);
	bool told = tells_uptime(asked->facts.reading);

	for (guint i = 0; i < asked->wanted->len && first + i < result->output_count; i++) {
		const struct wanted *wanted = &g_array_index(asked->wanted, struct wanted, i);
		const struct ssh_output *output = &result->outputs[first + i];

		if (wanted->after && is_moot(asked, before, wanted, output))
			continue;
		before = wanted->command;
		take_output(asked, before, output);
		if (told || !tells_uptime(asked->facts.reading))
			continue;
		told = true;
		asked->facts.reading->read_at_us = answered_at_us(asked, result, first + i);
	}
}

/* What is told of the login itself: that of the first. */
static void take_login(struct asked *asked, const struct ssh_result *result)
{
	struct ssh_facts *facts = &asked->facts;

	facts->reason = result->reason;
	facts->at_jump = result->at_jump;
	facts->phase = result->phase;
	g_strlcpy(facts->message, result->message, sizeof(facts->message));
	g_strlcpy(facts->server, result->server ? result->server : "", sizeof(facts->server));
	g_strlcpy(facts->host_key_type, result->host_key_type ? result->host_key_type : "",
		  sizeof(facts->host_key_type));
	g_strlcpy(facts->fingerprint, result->host_key_fingerprint ? result->host_key_fingerprint : "",
		  sizeof(facts->fingerprint));
	asked->end = result->end;
}

static void end(struct asked *asked)
{
	asked->ended = true;
	asked->facts.logins = asked->logins;
	/* Nothing came of it: there is no reading. */
	if (asked->facts.reading && !asked->facts.reading->part_count)
		g_clear_pointer(&asked->facts.reading, reading_free);
	if (asked->facts.reading) {
		asked->facts.commands = asked->facts.reading->part_count;
		asked->facts.missing = reading_missing(asked->facts.reading);
	}
	probe_done(asked->run->runner, asked->probe);
}

static void job_ended(void *context, const struct ssh_result *result)
{
	struct probe_kind_run *run = context;
	struct asked *asked = g_hash_table_lookup(run->by_id, result->id);

	g_assert(asked && !asked->ended);
	g_hash_table_remove(run->by_id, result->id);
	asked->took_us += result->total_us;
	if (asked->logins == 1)
		take_login(asked, result);
	if (result->end == PROBE_ANSWERED || result->phase >= SSH_PHASE_COMMANDS)
		take_outputs(asked, result);
	if (result->end == PROBE_ANSWERED && asked->logins < LOGINS_MOST && want_fallbacks(asked))
		ask(asked);
	else
		end(asked);
}

/* --- the kind --- */

static void prepare(struct probe_kind_run *run, struct asked *asked, uint32_t number, const struct probe *probe)
{
	const struct device *device = probe->item.device;
	struct login login;

	asked->run = run;
	asked->probe = number;
	asked->device = device;
	asked->end = PROBE_COULD_NOT_ASK;
	asked->wanted = g_array_new(FALSE, FALSE, sizeof(struct wanted));
	asked->answered = g_hash_table_new(NULL, NULL);
	if (!run->options->platforms) {
		asked->refusal = _("no platforms are at hand");
		return;
	}
	asked->platform = platforms_find(run->options->platforms, device->platform, &asked->refusal);
	if (!asked->platform)
		return;
	asked->facts.reading = reading_new(asked->platform, clock_wall_us(run->options->clock));
	asked->may_elevate = inventory_login(device, &login) && login.elevate;
	want_all(asked);
	if (!asked->wanted->len)
		asked->refusal = _("its platform asks nothing at a reading");
}

static struct probe_kind_run *ssh_kind_open(struct probe_runner *runner, const struct probe *probes, uint32_t count)
{
	struct probe_kind_run *run = g_new0(struct probe_kind_run, 1);
	uint32_t mine = 0;

	run->runner = runner;
	run->options = probe_runner_options(runner);
	run->program = g_build_filename(run->options->libexec, "nwops-ssh", NULL);
	run->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	run->by_probe = g_hash_table_new(NULL, NULL);
	for (uint32_t i = 0; i < count; i++)
		run->asked_count += probes[i].kind == &probe_ssh;
	run->asked = g_new0(struct asked, MAX(run->asked_count, 1));
	for (uint32_t i = 0; i < count; i++) {
		if (probes[i].kind != &probe_ssh)
			continue;
		prepare(run, &run->asked[mine], i, &probes[i]);
		g_hash_table_insert(run->by_probe, GUINT_TO_POINTER(i), &run->asked[mine++]);
	}
	return run;
}

static bool ssh_kind_start(struct probe_kind_run *run, GError **error)
{
	struct ssh_options options = {
		.loop = probe_runner_loop(run->runner),
		.program = run->program,
		.notes = run->options->notes,
		.locks = run->options->locks,
		.ended = job_ended,
		.context = run,
	};

	run->wire = ssh_open(&options, error);
	if (!run->wire)
		return false;
	for (uint32_t i = 0; i < run->asked_count; i++) {
		if (run->asked[i].refusal)
			end(&run->asked[i]);
		else
			ask(&run->asked[i]);
	}
	return true;
}

static void ssh_kind_cancel(struct probe_kind_run *run)
{
	/* Whoever is logged in is logged out; what ends meanwhile is not waited for. */
	g_clear_pointer(&run->wire, ssh_close);
}

static void ssh_kind_collect(struct probe_kind_run *run, uint32_t probe, struct result *result)
{
	struct asked *asked = g_hash_table_lookup(run->by_probe, GUINT_TO_POINTER(probe));

	result->end = (uint8_t)asked->end;
	if (asked->refusal) {
		result->reason = g_intern_string(asked->refusal);
		return;
	}
	if (asked->end == PROBE_ANSWERED)
		result_take_time(result, asked->took_us);
	result_new_facts(result, QUESTION_SSH)->ssh = asked->facts;
	asked->facts.reading = NULL;
}

static void ssh_kind_close(struct probe_kind_run *run)
{
	ssh_close(run->wire);
	for (uint32_t i = 0; i < run->asked_count; i++) {
		reading_free(run->asked[i].facts.reading);
		g_array_unref(run->asked[i].wanted);
		g_hash_table_unref(run->asked[i].answered);
		g_free(run->asked[i].id);
	}
	g_hash_table_unref(run->by_id);
	g_hash_table_unref(run->by_probe);
	g_free(run->asked);
	g_free(run->program);
	g_free(run);
}

const struct probe_kind probe_ssh = {
	.question = QUESTION_SSH,
	.summary = N_("log in to a device and read its figures"),
	.open = ssh_kind_open,
	.start = ssh_kind_start,
	.cancel = ssh_kind_cancel,
	.collect = ssh_kind_collect,
	.close = ssh_kind_close,
};
