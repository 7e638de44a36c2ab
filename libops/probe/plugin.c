/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probe kind `plugin`: runs a monitoring plugin and takes its word, text and
 * performance data. What it asks and how it judges is its own; that it could
 * not be started, or did not end in time, says nothing about the network.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "net/child.h"
#include "probe/internal.h"

#include <string.h>

/* Each may take a processor and memory of this host. */
#define AT_ONCE 16

struct asking {
	struct probe_kind_run *run;
	uint32_t probe;
	struct child *child;		/* NULL: not yet started, or it could not be */
	const char *refusal;		/* why not */
	bool ended;
};

struct probe_kind_run {
	struct probe_runner *runner;
	const struct probe *probes;
	struct asking *askings;
	uint32_t count, next, at_work;
	GHashTable *asking_of;		/* probe -> struct asking */
	struct loop_wait *beginning;
};

/* --- what is run --- */

static char *replace(const char *word, const char *macro, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(word, macro, -1);

	return g_strjoinv(value, parts);
}

char **plugin_arguments(const struct item *item)
{
	const char *const *command = item->question->command;
	GPtrArray *arguments = g_ptr_array_new();
	char address[ADDRESS_TEXT_SIZE];

	address_print(item_address(item), address);
	g_ptr_array_add(arguments, g_strdup(command[0]));
	for (int i = 1; command[i]; i++) {
		g_autofree char *named = replace(command[i], "$NAME$", item_short_name(item));

		g_ptr_array_add(arguments, replace(named, "$ADDRESS$", address));
	}
	g_ptr_array_add(arguments, NULL);
	return (char **)g_ptr_array_free(arguments, FALSE);
}

/* Little, and the same whoever runs nwops. */
static char **environment_of(const struct item *item)
{
	g_autofree char *name = item_name(item);
	char address[ADDRESS_TEXT_SIZE] = "";
	GPtrArray *environment = g_ptr_array_new();

	if (item_address(item)->family)
		address_print(item_address(item), address);
	g_ptr_array_add(environment, g_strdup("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
	g_ptr_array_add(environment, g_strdup("LANG=C.UTF-8"));
	g_ptr_array_add(environment, g_strconcat("NWOPS_ITEM=", name, NULL));
	g_ptr_array_add(environment, g_strconcat("NWOPS_ADDRESS=", address, NULL));
	g_ptr_array_add(environment, NULL);
	return (char **)g_ptr_array_free(environment, FALSE);
}

/* --- turns --- */

static void begin_more(void *context);

static void end(struct asking *asking)
{
	asking->ended = true;
	asking->run->at_work--;
	probe_done(asking->run->runner, asking->probe);
}

static void child_ended(void *context)
{
	struct asking *asking = context;

	end(asking);
	begin_more(asking->run);
}

static void begin(struct asking *asking)
{
	struct probe_kind_run *run = asking->run;
	const struct item *item = &run->probes[asking->probe].item;
	g_auto(GStrv) arguments = plugin_arguments(item), environment = environment_of(item);
	g_autoptr(GError) error = NULL;
	struct child_options options = {
		.loop = probe_runner_loop(run->runner),
		.clock = probe_runner_options(run->runner)->clock,
		.arguments = (const char *const *)arguments,
		.environment = (const char *const *)environment,
		.timeout_us = item->question->timeout_us,
		.ended = child_ended,
		.context = asking,
	};

	run->at_work++;
	asking->child = child_start(&options, &error);
	if (asking->child)
		return;
	/* Such texts are few, and results outlive us. */
	asking->refusal = g_intern_string(error->message);
	end(asking);
}

static void begin_more(void *context)
{
	struct probe_kind_run *run = context;

	while (run->next < run->count && run->at_work < AT_ONCE)
		begin(&run->askings[run->next++]);
}

static void begin_first(void *context)
{
	struct probe_kind_run *run = context;

	run->beginning = NULL;
	begin_more(run);
}

/* --- the kind --- */

static struct probe_kind_run *plugin_open(struct probe_runner *runner, const struct probe *probes, uint32_t count)
{
	struct probe_kind_run *run = g_new0(struct probe_kind_run, 1);

	run->runner = runner;
	run->probes = probes;
	run->askings = g_new0(struct asking, count);
	run->asking_of = g_hash_table_new(NULL, NULL);
	for (uint32_t p = 0; p < count; p++) {
		if (probes[p].kind != &probe_plugin)
			continue;
		run->askings[run->count] = (struct asking){ .run = run, .probe = p };
		g_hash_table_insert(run->asking_of, GUINT_TO_POINTER(p), &run->askings[run->count++]);
	}
	return run;
}

static bool plugin_start(struct probe_kind_run *run, GError **error)
{
	run->beginning = loop_start_timer(probe_runner_loop(run->runner), 0, 0, begin_first, run);
	return true;
}

static void plugin_cancel(struct probe_kind_run *run)
{
	g_clear_pointer(&run->beginning, loop_cancel);
	for (uint32_t i = 0; i < run->count; i++)
		if (!run->askings[i].ended)
			g_clear_pointer(&run->askings[i].child, child_free);
}

static void collect_end(const struct child_end *end, const struct question *question, struct result *result)
{
	struct plugin_facts *plugin;

	if (end->timed_out || (end->exit_status < 0 && !end->signal)) {
		g_autofree char *limit = quantity_show_duration(question->timeout_us);
		g_autofree char *reason = end->timed_out ? g_strdup_printf(_("the plugin did not end within %s"), limit)
							 : g_strdup(_("how the plugin ended is not known"));

		result->reason = g_intern_string(reason);
		return;
	}
	plugin = &result_new_facts(result, QUESTION_PLUGIN)->plugin;
	plugin->exit_status = end->exit_status;
	plugin->signal = end->signal;
	plugin_output_read(end->output, end->output_length, plugin);
	/* Who dies or lacks something often says so there only. */
	if (!*plugin->text)
		plugin_complaint_read(end->complaint, end->complaint_length, plugin);
	result->end = PROBE_ANSWERED;
	result_take_time(result, end->took_us);
}

static void plugin_collect(struct probe_kind_run *run, uint32_t probe, struct result *result)
{
	const struct asking *asking = g_hash_table_lookup(run->asking_of, GUINT_TO_POINTER(probe));
	struct child_end end;

	if (asking->refusal) {
		result->reason = asking->refusal;
		return;
	}
	child_read(asking->child, &end);
	collect_end(&end, run->probes[probe].item.question, result);
}

static void plugin_close(struct probe_kind_run *run)
{
	plugin_cancel(run);
	for (uint32_t i = 0; i < run->count; i++)
		child_free(run->askings[i].child);
	g_hash_table_unref(run->asking_of);
	g_free(run->askings);
	g_free(run);
}

const struct probe_kind probe_plugin = {
	.question = QUESTION_PLUGIN,
	.summary = N_("run a monitoring plugin"),
	.open = plugin_open,
	.start = plugin_start,
	.cancel = plugin_cancel,
	.collect = plugin_collect,
	.close = plugin_close,
};
