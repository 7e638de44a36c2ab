/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the directory for when nwops is gone is made of.
 */
#include "engine/offline.h"

#include "conf/conf.h"
#include "engine/manual.h"
#include "engine/notify.h"
#include "notice/content.h"
#include "store/seal.h"

#define FILE_LIMIT ((size_t)16 << 20)	/* more than any file of procedures or duties may have */

/* --- who is there --- */

static void take_present(struct pack_source *source, const struct roster_present *present)
{
	struct pack_present *one = g_new0(struct pack_present, 1);

	one->contact = g_strdup(present->contact);
	one->place = g_strdup(present->place);
	one->at_us = present->at_us;
	g_ptr_array_add(source->present, one);
}

static bool gather_people(const struct offline_options *options, struct pack_source *source, GError **error)
{
	struct roster_state state;
	struct routes routes;

	if (!engine_roster(options->telling->store, &state, error))
		return false;
	source->disaster = state.disaster;
	source->declared_by = g_strdup(state.declared_by);
	source->declared_because = g_strdup(state.reason);
	source->declared_at_us = state.declared_at_us;
	for (guint i = 0; i < state.present->len; i++)
		take_present(source, state.present->pdata[i]);
	engine_find_on_duty(options->telling, &state, &routes);
	for (guint i = 0; i < routes.told; i++) {
		const struct route *route = &g_array_index(routes.all, struct route, i);
		struct pack_person person = {route->contact, route->deputy};

		if (person.contact)
			g_array_append_val(source->on_duty, person);
	}
	routes_clear(&routes);
	roster_state_clear(&state);
	return true;
}

/* --- what is under way --- */

static bool take_tasks(struct store *store, struct pack_case *one, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_load(store, one->id, error);
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;

	for (guint i = 0; standing && i < standing->tasks->len; i++) {
		const struct case_task *task = standing->tasks->pdata[i];
		struct pack_task *open;

		if (task->state != TASK_OPEN)
			continue;
		open = g_new0(struct pack_task, 1);
		*open = (struct pack_task){task->task, task->due_at_us, g_strdup(task->text), g_strdup(task->owner)};
		g_ptr_array_add(one->tasks, open);
	}
	return standing != NULL;
}

static struct pack_case *take_case(struct pack_source *source, const struct case_file *file)
{
	struct pack_case *one = pack_case_new();

	one->id = g_strdup(file->id);
	one->title = g_strdup(file->title);
	one->subject = g_strdup(file->subject);
	one->opened_at_us = file->opened_at_us;
	one->changed_at_us = file->changed_at_us;
	g_ptr_array_add(source->cases, one);
	return one;
}

static void take_duties(const struct offline_options *options, struct pack_source *source, const struct case_duties *duties)
{
	struct pack_case *one = take_case(source, duties->file);

	for (guint i = 0; i < duties->list->len; i++) {
		const struct duty *duty = &g_array_index(duties->list, struct duty, i);
		struct pack_duty *owed;

		if (!duty_is_owed(duty) || duty->shadowed)
			continue;
		owed = g_new0(struct pack_duty, 1);
		owed->name = duty_name(duty);
		owed->line = duty_line(duty, duties->situation.zone ? duties->situation.zone : inventory_zone(source->inventory),
				       options->language == PROCEDURE_JAPANESE);
		owed->state = duty->state;
		owed->due_at_us = duty->due_at_us;
		g_ptr_array_add(one->duties, owed);
	}
}

static bool has_case(const struct pack_source *source, const char *id)
{
	for (guint i = 0; i < source->cases->len; i++)
		if (g_str_equal(((const struct pack_case *)source->cases->pdata[i])->id, id))
			return true;
	return false;
}

/* Those with duties first, whose next is due first; then whatever else is open. */
static bool gather_cases(const struct offline_options *options, struct pack_source *source, GError **error)
{
	const struct duties_options wish = {.inventory = source->inventory, .store = options->telling->store, .duties = options->duties,
					    .clock = options->telling->clock};
	const struct cases_filter filter = {.kind = -1, .open_only = true};
	g_autoptr(GPtrArray) incidents = engine_open_duties(&wish, error), papers = NULL, all = NULL;

	papers = incidents ? engine_open_papers(&wish, error) : NULL;
	all = papers ? case_list(options->telling->store, &filter, error) : NULL;
	for (guint i = 0; all && i < incidents->len; i++)
		take_duties(options, source, incidents->pdata[i]);
	for (guint i = 0; all && i < papers->len; i++)
		take_duties(options, source, papers->pdata[i]);
	for (guint i = 0; all && i < all->len; i++)
		if (!has_case(source, ((const struct case_file *)all->pdata[i])->id))
			take_case(source, all->pdata[i]);
	for (guint i = 0; all && i < source->cases->len; i++)
		if (!take_tasks(options->telling->store, source->cases->pdata[i], error))
			return false;
	return all != NULL;
}

static void take_call(struct pack_source *source, const struct spool_row *row)
{
	const struct message_record *message = row->message;
	struct pack_call *call = g_new0(struct pack_call, 1);
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	struct message_content read;
	g_autoptr(ops_json_t) json = content_parse(message->content, &read, attachments, NULL);

	call->message = message->number;
	call->channel = message->channel;
	call->urgency = message->urgency;
	call->made_at_us = message->made_at_us;
	call->target = g_strdup(message->target);
	call->contact = g_strdup(message->contact);
	call->organization = g_strdup(message->organization);
	call->code = g_strdup(message->code);
	call->subject = json ? g_strdup(read.subject) : NULL;
	call->text = json ? g_strdup(read.text) : NULL;
	g_ptr_array_add(source->calls, call);
}

static bool gather_telling(const struct offline_options *options, struct pack_source *source, GError **error)
{
	struct store *store = options->telling->store;
	g_autoptr(GPtrArray) calls = engine_spool_by_hand(store, source->at_us, error), paths = NULL;

	paths = calls ? engine_paths(options->telling, error) : NULL;
	if (!paths)
		return false;
	for (guint i = 0; i < calls->len; i++)
		take_call(source, calls->pdata[i]);
	for (guint i = 0; i < paths->len; i++) {
		const struct path_view *view = paths->pdata[i];
		struct pack_path one = {view->path, view->proven_at_us, view->unproven};

		g_array_append_val(source->paths, one);
	}
	return true;
}

/* --- what is written down --- */

/* What cannot be read has no bytes here; who reads it for the pages says why. */
static void add_file(struct digest_stream *stream, const char *path)
{
	struct conf_stamp stamp;

	if (path && conf_stamp_read(path, FILE_LIMIT, &stamp))
		digest_stream_add(stream, stamp.digest.bytes, sizeof(stamp.digest.bytes));
}

static void add_site_file(const struct offline_options *options, struct digest_stream *stream, const char *name)
{
	g_autofree char *site = g_build_filename(options->config_directory, name, NULL);
	g_autofree char *share = g_build_filename(options->share_directory, name, NULL);

	add_file(stream, g_file_test(site, G_FILE_TEST_EXISTS) ? site : share);
}

static struct digest digest_files(const struct offline_options *options)
{
	g_autoptr(GPtrArray) names = procedure_names_in(options->procedures);
	struct digest_stream *stream = digest_stream_new();
	struct digest digest;

	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path = procedure_path(names->pdata[i], options->procedures);

		add_file(stream, path);
	}
	add_site_file(options, stream, "duties.yaml");
	add_site_file(options, stream, "paper.yaml");
	digest = digest_stream_end(stream);
	digest_stream_free(stream);
	return digest;
}

static bool gather_approvals(const struct offline_options *options, struct pack_source *source, GError **error)
{
	for (unsigned int kind = 0; kind < MANUAL_KIND_COUNT; kind++) {
		GPtrArray *approvals = engine_manual_approvals(options->telling->store, (enum manual_kind)kind, error);

		if (!approvals)
			return false;
		g_ptr_array_unref(source->approvals[kind]);
		source->approvals[kind] = approvals;
	}
	return true;
}

/* --- the whole --- */

bool engine_offline_gather(const struct offline_options *options, struct pack_source *ret_source, GError **error)
{
	g_autoptr(ops_seal_t) seal = seal_read(options->telling->store, NULL);
	struct pack_source source;

	pack_source_init(&source);
	source.inventory = options->telling->inventory;
	source.policy = options->telling->policy;
	source.language = options->language;
	source.host = options->host;
	source.rehearsal = options->rehearsal;
	source.at_us = clock_wall_us(options->telling->clock);
	source.files = digest_files(options);
	source.checkpoint = seal ? g_strdup(seal->note) : NULL;
	source.verifier = seal ? g_strdup(seal->verifier) : NULL;
	if (!gather_people(options, &source, error) || !gather_cases(options, &source, error) ||
	    !gather_telling(options, &source, error) || !gather_approvals(options, &source, error)) {
		pack_source_clear(&source);
		return false;
	}
	*ret_source = source;
	return true;
}
