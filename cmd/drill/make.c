/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a drill. What could hurt somebody is asked first: another drill, open incidents, addresses of real institutions, a network
 * that is really asked. Then its names are bound to this network, and all of it is written down at once.
 */
#include "drill/make.h"

#include "base/instant.h"
#include "base/translate.h"
#include "drill/verbs.h"
#include "notice/allow.h"
#include "stage.h"
#include "ui/ask.h"
#include "ui/complain.h"

#include <errno.h>
#include <string.h>

#define MINUTE_US (INT64_C(60) * G_USEC_PER_SEC)
#define CASES_SHOWN 3

/* --- whether it may be held --- */

static bool list_case(void *context, const struct case_record *record)
{
	g_ptr_array_add(context, g_strdup(record->id));
	return true;
}

/* Of the real record; where there is none, nothing is open in it. */
static bool find_incidents(const struct session *session, GPtrArray *ids, GError **error)
{
	const struct cases_filter filter = {.kind = CASE_INCIDENT, .open_only = true};
	g_autoptr(ops_store_t) store = NULL;

	return drill_read_record(session, &store, error) && (!store || cases_read(store, &filter, list_case, ids, error));
}

static int check_incidents(const struct session *session, const struct drill_wish *wish)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) shown = g_string_new(NULL);

	if (!find_incidents(session, ids, &error))
		return complain_error(session->answer, error);
	if (ids->len == 0 || (wish->despite && *wish->despite))
		return EXIT_OK;
	for (guint i = 0; i < MIN(ids->len, CASES_SHOWN); i++)
		g_string_append_printf(shown, "%s%s", i ? ", " : "", (const char *)ids->pdata[i]);
	return complain(session->answer, COMPLAINT_USAGE,
			_("real incidents are open (%u: %s): no drill begins now; '--despite REASON' begins it all the same"), ids->len, shown->str);
}

static int check_alone(const struct session *session)
{
	g_auto(GStrv) names = stage_open_drills(session);

	if (!names[0])
		return EXIT_OK;
	return complain(session->answer, COMPLAINT_USAGE,
			_("the drill '%s' is not over: end it with 'nwops --drill %s drill stop', or go on with it with 'drill resume'"), names[0],
			names[0]);
}

/* The drill's name, typed once more by a person or given as WORD. */
static int check_word(const struct session *session, const char *name, const char *word, const char *question, const char *option)
{
	enum ask_answer answer = word ? g_str_equal(word, name) ? ASK_YES : ASK_NO : ask_word(session, question, name);

	if (answer == ASK_YES)
		return EXIT_OK;
	return complain(session->answer, COMPLAINT_USAGE, _("%s '%s %s' says so: nothing was done"), question, option, name);
}

static char *institutions_among(const struct session *session, char **allow)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (size_t i = 0; i < inventory_contact_count(session->inventory); i++) {
		const struct contact *contact = inventory_contact_at(session->inventory, i);

		for (size_t k = 0; contact->organization->kind == OWNER_INSTITUTION && k < contact->channel_count; k++)
			if (allow_has((const char *const *)allow, contact->channels[k].target))
				g_string_append_printf(names, "%s%s (%s)", names->len ? ", " : "", contact->organization->name,
						       contact->channels[k].target);
	}
	return names->len ? g_strdup(names->str) : NULL;
}

static int check_reach(const struct session *session, const struct drill_wish *wish, const char *name, char **allow)
{
	g_autofree char *institutions = institutions_among(session, allow), *question = NULL, *asked = NULL;
	int status = EXIT_OK;

	if (institutions) {
		question = g_strdup_printf(_("real institutions may be sent messages of this drill: %s; type its name, %s:"), institutions, name);
		status = check_word(session, name, wish->institutions_word, question, "--real-institutions");
	}
	if (status || !wish->network_word)
		return status;
	asked = g_strdup_printf(_("lines and devices will really be asked; type the drill's name, %s:"), name);
	return check_word(session, name, wish->network_word, asked, "--real-network");
}

/* --- who plays --- */

/* What ROLES ("leader=sato,recorder=abe") says of ROLE. Caller frees; NULL: nothing. */
static char *said_of(const char *roles, const char *role)
{
	g_auto(GStrv) pairs = g_strsplit(roles ? roles : "", ",", -1);

	for (char **pair = pairs; *pair; pair++)
		if (g_str_has_prefix(*pair, role) && (*pair)[strlen(role)] == '=')
			return g_strdup(*pair + strlen(role) + 1);
	return NULL;
}

/* The first of ours with that part, else the first of all. */
static const struct contact *contact_with(const struct inventory *inventory, enum contact_role role, guint skip)
{
	const struct contact *first = NULL;

	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (contact->organization != inventory_self(inventory) || contact->role != role)
			continue;
		first = first ? first : contact;
		if (skip-- == 0)
			return contact;
	}
	return first;
}

static char **bind_roles(const struct session *session, const struct drill_scenario *scenario, const char *roles)
{
	g_autoptr(GPtrArray) contacts = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < scenario->roles->len; i++) {
		const struct drill_role *role = &g_array_index(scenario->roles, struct drill_role, i);
		g_autofree char *said = said_of(roles, role->name);
		guint same = 0;
		const struct contact *contact;

		/* Two roles with the same part are two people, where there are two. */
		for (guint k = 0; k < i; k++)
			same += g_array_index(scenario->roles, struct drill_role, k).contact == role->contact;
		contact = said ? inventory_find_contact(session->inventory, said) : contact_with(session->inventory, role->contact, same);
		if (!contact) {
			complain(session->answer, COMPLAINT_USAGE,
				 said ? _("there is no contact '%s' to play '%s'") : _("nobody%s is there to play '%s': say who with '--role'"),
				 said ? said : "", role->name);
			return NULL;
		}
		g_ptr_array_add(contacts, g_strdup(contact->name));
	}
	g_ptr_array_set_free_func(contacts, NULL);
	g_ptr_array_add(contacts, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&contacts), FALSE);
}

/* Those that were named are there. */
static int check_roles(const struct session *session, const struct drill_scenario *scenario, const char *roles)
{
	g_auto(GStrv) pairs = g_strsplit(roles ? roles : "", ",", -1);

	for (char **pair = pairs; *pair; pair++) {
		g_autofree char *role = g_strndup(*pair, strcspn(*pair, "="));

		if (!strchr(*pair, '=') || drill_find_role(scenario, role) < 0)
			return complain(session->answer, COMPLAINT_USAGE, _("'%s' names no role of this scenario"), *pair);
	}
	return EXIT_OK;
}

/* --- the plan --- */

static char *plan_of(const struct session *session, const struct drill_wish *wish, const struct play *play)
{
	g_autoptr(ops_json_t) plan = json_new_object();
	g_autofree char *targets = drill_targets_print(play->targets);
	struct json *roles = json_new_object(), *allow = json_new_array();

	json_set_integer(plan, "v", 1);
	json_take(plan, "targets", json_parse(targets, strlen(targets), DRILL_PLAN_LIMIT, NULL));
	for (guint i = 0; i < play->scenario->roles->len; i++)
		json_set_string(roles, g_array_index(play->scenario->roles, struct drill_role, i).name, play->contacts[i]);
	json_take(plan, "roles", roles);
	for (char **each = play->allow; *each; each++)
		json_append_string(allow, *each);
	json_take(plan, "allow", allow);
	json_set_string(plan, "language", session->language);
	json_set_bool(plan, "answers", wish->answers);
	json_set_string(plan, "failing", wish->failing);
	json_set_bool(plan, "real_network", wish->network_word != NULL);
	json_set_integer(plan, "step_us", wish->step_us);
	json_set_string(plan, "despite", wish->despite);
	return json_print(plan);
}

/* The time of day that its clock shows at its start, today. */
static int64_t begins_at(const struct session *session, const struct drill_scenario *scenario)
{
	int64_t now_us = clock_wall_us(session->real_clock);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) here = g_date_time_to_timezone(utc, session->zone);
	g_autoptr(GDateTime) then = NULL;

	if (scenario->begins_minute < 0)
		return now_us;
	then = g_date_time_new(session->zone, g_date_time_get_year(here), g_date_time_get_month(here), g_date_time_get_day_of_month(here),
			       scenario->begins_minute / 60, scenario->begins_minute % 60, 0);
	return then ? g_date_time_to_unix(then) * G_USEC_PER_SEC : now_us;
}

static char *name_of(const struct session *session, const struct drill_wish *wish)
{
	g_autofree char *day = instant_day(clock_wall_us(session->real_clock), session->zone);

	return wish->name ? g_strdup(wish->name) : g_strdup_printf("%s-%s", wish->scenario, day);
}

static struct store *new_store(const struct session *session, const char *directory, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(directory);

	if (g_mkdir_with_parents(folder, 0770) < 0) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), _("cannot make '%s': %s"), folder, g_strerror(errno));
		return NULL;
	}
	return stage_open_store(session, directory, STORE_WRITE, error);
}

static int keep(const struct session *session, struct play *play, const char *directory)
{
	g_autoptr(ops_clock_t) clock = play_clock(play, session->real_clock);
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_store_t) store = new_store(session, directory, &error);
	const struct play_options playing = {
		.store = store, .clock = clock, .real = session->real_clock, .actor = session->actor, .said_by = session->said_by,
		.notes = session->notes,
	};

	if (store)
		store_set_clock(store, clock);
	return store && play_make(&playing, play, &error) ? EXIT_OK : complain_error(session->answer, error);
}

/* --- all of it --- */

static struct drill_scenario *load_scenario(const struct session *session, const char *name)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_auto(GStrv) places = session_drill_places(session);
	struct drill_scenario *scenario = drill_scenario_load((const char *const *)places, name, faults);

	if (!scenario)
		complain_faults(session->answer, faults, _("the scenario '%s' has errors; nothing was done"), name);
	return scenario;
}

static int fill(const struct session *session, const struct drill_wish *wish, struct play *play, const char *name)
{
	g_autofree char *digest = digest_hex(play->scenario->digest.bytes, DIGEST_SIZE);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) answers = drill_answers(play->scenario, wish->failing, &error);

	if (!answers)
		return complain_error(session->answer, error);
	play->targets = drill_bind(play->scenario, session->inventory, &error);
	if (!play->targets)
		return complain_error(session->answer, error);
	play->answers = wish->answers;
	play->failing = g_strdup(wish->failing);
	play->record = (struct drill_record){
		.name = g_strdup(name), .scenario = g_strdup(wish->scenario), .digest = g_steal_pointer(&digest),
		.text = g_strndup(play->scenario->bytes, play->scenario->length), .plan = plan_of(session, wish, play), .reason = g_strdup(""),
		.state = DRILL_PLANNED, .origin = clock_moment(session->real_clock), .speed = wish->speed,
		.begins_us = begins_at(session, play->scenario),
	};
	play->record.shown_us = play->record.begins_us;
	play->record.ends_us = play->record.begins_us + play->scenario->lasts_us;
	return EXIT_OK;
}

static int check(const struct session *session, const struct drill_wish *wish, const char *name, const char *directory, char **allow)
{
	int status;

	if (!stage_is_name(name))
		return complain(session->answer, COMPLAINT_USAGE, _("a drill's name is of letters, digits and - _ . only"));
	if (g_file_test(directory, G_FILE_TEST_EXISTS))
		return complain(session->answer, COMPLAINT_USAGE, _("there is a drill '%s' already: give this one another name with '--name'"), name);
	status = check_alone(session);
	if (!status)
		status = check_incidents(session, wish);
	return status ? status : check_reach(session, wish, name, allow);
}

int drill_make(struct session *session, const struct drill_wish *wish, char **ret_name)
{
	g_autofree char *name = name_of(session, wish), *directory = stage_directory(session, name);
	g_autoptr(ops_play_t) play = g_new0(struct play, 1);
	int status;

	if (session->drill)
		return complain(session->answer, COMPLAINT_USAGE, _("a drill is begun outside of any other: leave '--drill' out"));
	play->allow = session_allow(session);
	play->scenario = play->allow ? load_scenario(session, wish->scenario) : NULL;
	if (!play->scenario)
		return EXIT_COULD_NOT;
	status = check_roles(session, play->scenario, wish->roles);
	if (!status)
		status = check(session, wish, name, directory, play->allow);
	if (status)
		return status;
	play->contacts = bind_roles(session, play->scenario, wish->roles);
	if (!play->contacts)
		return EXIT_COULD_NOT;
	status = fill(session, wish, play, name);
	if (!status)
		status = keep(session, play, directory);
	if (!status)
		*ret_name = g_steal_pointer(&name);
	return status;
}
