/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the facts of a notice to what would be told: who, by which channel, in which words. Nothing is
 * written here; what is planned is kept by tell-keep.c as it was planned, so that a preview and
 * what goes out are the same.
 */
#include "engine/tell-internal.h"

#include "base/instant.h"
#include "base/translate.h"
#include "notice/calendar.h"
#include "notice/notice.h"

#include <inttypes.h>
#include <string.h>

G_DEFINE_QUARK(ops-tell-error, tell_error)

static void free_message(gpointer pointer)
{
	struct tell_message *message = pointer;

	g_clear_pointer(&message->instead_of, g_array_unref);
	g_free(message->content);
	g_free(message->identity);
	g_free(message->code);
	g_free(message);
}

void tell_plan_free(struct tell_plan *plan)
{
	if (!plan)
		return;
	notice_facts_free(plan->facts);
	notice_facts_free(plan->before);
	routes_clear(&plan->routes);
	g_clear_pointer(&plan->messages, g_ptr_array_unref);
	g_clear_pointer(&plan->faults, g_ptr_array_unref);
	g_free(plan);
}

/* What is needed while one plan is made. */
struct planning {
	const struct tell_options *options;
	const struct tell *tell;
	struct tell_plan *plan;
	GHashTable *threads;		/* address of a reader: identity of the mail that later ones answer; NULL: nothing goes on */
	/* The plan's facts and those before as they are called in each language; NULL until somebody reads it. Lists of thousands are named once, and not
	 * for each of the thousands. */
	struct notice_facts *named[NOTICE_LANGUAGE_COUNT], *named_before[NOTICE_LANGUAGE_COUNT];
	GHashTable *unsent;		/* of tell_index_unsent(); NULL: nothing is gathered */
	struct seal *seal;		/* what goes under a report; NULL: nothing */
	char *salt;			/* what makes identities of this plan its own */
};

/* --- who --- */

struct wrong { const struct inventory *inventory; GHashTable *messages; GPtrArray *names; };

static bool take_wrong(void *context, const struct ack_record *ack)
{
	struct wrong *wrong = context;

	g_hash_table_add(wrong->messages, GSIZE_TO_POINTER((gsize)ack->message));
	return true;
}

/* One who was wrong under that address, and under that address still stands in the inventory. */
static bool take_wrong_message(void *context, const struct message_record *record)
{
	struct wrong *wrong = context;
	const struct contact *contact;

	if (!g_hash_table_contains(wrong->messages, GSIZE_TO_POINTER((gsize)record->number)))
		return true;
	contact = inventory_find_contact(wrong->inventory, record->contact);
	for (size_t i = 0; contact && i < contact->channel_count; i++)
		if (g_str_equal(contact->channels[i].target, record->target)) {
			g_ptr_array_add(wrong->names, g_strdup(record->contact));
			break;
		}
	return true;
}

static bool find_wrong(const struct tell_options *options, GPtrArray *names, GError **error)
{
	g_autoptr(GHashTable) messages = g_hash_table_new(NULL, NULL);
	struct wrong wrong = { .inventory = options->inventory, .messages = messages, .names = names };
	const struct messages_filter acknowledged = { .states = 1u << MESSAGE_ACKNOWLEDGED, .without_content = true };

	if (!acks_read_saying(options->store, ACK_WRONG_CONTACT, take_wrong, &wrong, error))
		return false;
	return g_hash_table_size(messages) == 0 ||
	       messages_read(options->store, &acknowledged, take_wrong_message, &wrong, error);
}

/* --- who was told before --- */

struct earlier { const struct inventory *inventory; GHashTable *names; GPtrArray *affected; GArray *notices; };

static bool take_earlier_notice(void *context, const struct notice_record *record)
{
	struct earlier *earlier = context;

	if (words_is_report(record->kind) && record->state == NOTICE_QUEUED &&
	    g_str_equal(record->audience, words_get(WORDS_AUDIENCE, AUDIENCE_INSTITUTION)->id))
		g_array_append_val(earlier->notices, record->number);
	return true;
}

static bool take_earlier_reader(void *context, const struct message_record *record)
{
	struct earlier *earlier = context;
	const struct organization *reader = inventory_find_organization(earlier->inventory, record->organization);

	if (reader && g_hash_table_add(earlier->names, (gpointer)reader->name))
		g_ptr_array_add(earlier->affected, (gpointer)reader->name);
	return true;
}

/* Who was told that it is cut off is told that it is back, though by then nothing reaches it any more. */
static bool add_earlier_readers(const struct planning *planning, GPtrArray *affected, GError **error)
{
	const struct tell_options *options = planning->options;
	const char *case_id = planning->tell->case_id;
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) notices = g_array_new(FALSE, FALSE, sizeof(int64_t));
	struct earlier earlier = { .inventory = options->inventory, .names = names, .affected = affected, .notices = notices };
	const struct notices_filter of_case = { .case_id = case_id, .state = -1 };

	if (!case_id || !*case_id || !words_is_report(planning->plan->facts->kind) || planning->plan->facts->audience != AUDIENCE_INSTITUTION)
		return true;
	for (guint i = 0; i < affected->len; i++)
		g_hash_table_add(names, affected->pdata[i]);
	if (!notices_read(options->store, &of_case, take_earlier_notice, &earlier, error))
		return false;
	for (guint i = 0; i < notices->len; i++) {
		const struct messages_filter filter = { .notice = g_array_index(notices, int64_t, i), .without_content = true };

		if (!messages_read(options->store, &filter, take_earlier_reader, &earlier, error))
			return false;
	}
	return true;
}

/* A carrier is told of its own circuits: whose the subject's is. */
static void find_carrier(const struct planning *planning)
{
	struct notice_facts *facts = planning->plan->facts;
	const struct notice_fact *carrier = notice_facts_find(facts, "carrier");
	const struct organization *organization =
		carrier && carrier->value ? inventory_find_organization(planning->options->inventory, carrier->value) : NULL;

	if (organization && organization->kind == OWNER_CARRIER)
		facts->recipient = g_strdup(organization->name);
}

/*
 * Reports of an outage go to all that it reaches, whoever the case began with; what is asked of one institution goes to that one
 * alone. What a procedure says of us as a whole (that we end, that the core has suspended us) reaches everybody who has a line.
 */
static void find_affected(const struct planning *planning, GPtrArray *affected)
{
	const struct inventory *inventory = planning->options->inventory;
	struct notice_facts *facts = planning->plan->facts;
	const struct organization *about = facts->organization ? inventory_find_organization(inventory, facts->organization) : NULL;
	bool is_one = about && about->kind == OWNER_INSTITUTION && !(words_is_report(facts->kind) && affected->len > 0);
	size_t count = inventory_organization_count(inventory);

	if (facts->audience == AUDIENCE_CARRIER && !facts->recipient)
		find_carrier(planning);
	if (facts->audience != AUDIENCE_INSTITUTION || facts->recipient)
		return;
	if (is_one && !planning->tell->everybody) {
		facts->recipient = g_strdup(facts->organization);
		return;
	}
	if (!planning->tell->everybody && (facts->subject || planning->tell->run == 0))
		return;
	g_ptr_array_set_size(affected, 0);
	for (size_t i = 0; i < count; i++) {
		const struct organization *each = inventory_organization_at(inventory, i);

		if (each->kind == OWNER_INSTITUTION)
			g_ptr_array_add(affected, (gpointer)each->name);
	}
}

/* Of a report to all that are reached the organization that the case began with is one of them. */
static void route(const struct planning *planning, const struct route_world *world, GPtrArray *affected)
{
	struct tell_plan *plan = planning->plan;
	char *began_with = NULL;

	if (plan->facts->audience == AUDIENCE_INSTITUTION && !plan->facts->recipient && affected->len > 1)
		began_with = g_steal_pointer(&plan->facts->organization);
	route_find(planning->options->inventory, planning->options->policy, plan->facts, world, &plan->routes);
	if (began_with)
		plan->facts->organization = began_with;
}

static bool find_routes(const struct planning *planning, GPtrArray *affected, GError **error)
{
	const struct tell_options *options = planning->options;
	g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free), present = g_ptr_array_new();
	struct roster_state roster;
	struct route_world world = { .now_us = clock_wall_us(options->clock) };

	if (!options->store) {
		roster = (struct roster_state){ .present = g_ptr_array_new() };
	} else if (!engine_roster(options->store, &roster, error)) {
		return false;
	}
	if (options->store && !find_wrong(options, wrong, error)) {
		roster_state_clear(&roster);
		return false;
	}
	for (guint i = 0; i < roster.present->len; i++)
		g_ptr_array_add(present, ((struct roster_present *)roster.present->pdata[i])->contact);
	g_ptr_array_add(present, NULL);
	g_ptr_array_add(wrong, NULL);
	g_ptr_array_add(affected, NULL);
	world.disaster = roster.disaster;
	world.present = (const char *const *)present->pdata;
	world.wrong = (const char *const *)wrong->pdata;
	world.affected = (const char *const *)affected->pdata;
	route(planning, &world, affected);
	roster_state_clear(&roster);
	return true;
}

/* --- in which words --- */

static void add_fault(const struct planning *planning, const char *language, const GError *failed)
{
	const struct notice_facts *facts = planning->plan->facts;

	g_ptr_array_add(planning->plan->faults,
			g_strdup_printf(_("the built-in text goes out instead of the template of '%s' for '%s' (%s): %s"),
					words_get(WORDS_NOTICE_KIND, facts->kind)->id, words_get(WORDS_AUDIENCE, facts->audience)->id,
					language, failed ? failed->message : _("there are no templates")));
}

static enum notice_language language_of(const char *language)
{
	return g_str_equal(language, "ja") ? NOTICE_JAPANESE : NOTICE_ENGLISH;
}

static void render(const struct planning *planning, const struct notice_facts *named, const struct notice_facts *before,
		   const char *language, struct notice_text *ret_text)
{
	const struct notice_rendering rendering = {
		.templates = planning->options->templates,
		.facts = named,
		.before = before,
		.language = language_of(language),
		.zone = inventory_zone(planning->options->inventory),
	};
	g_autoptr(GError) failed = NULL;

	if (rendering.templates && notice_render(&rendering, ret_text, &failed))
		return;
	/* One fault for each language, however many are told. */
	if (planning->plan->faults->len < NOTICE_LANGUAGE_COUNT)
		add_fault(planning, language, failed);
	notice_minimal(&rendering, ret_text);
}

/* --- what a message is kept as --- */

/* Facts that its audience may see, for those who read them by program. */
static struct json *visible_fields(const struct planning *planning, const struct notice_facts *facts)
{
	struct json *fields = json_new_object();

	for (guint i = 0; i < facts->facts->len; i++) {
		const struct notice_fact *fact = facts->facts->pdata[i];
		const struct notice_field *field = planning->options->templates
			? notice_field_find(planning->options->templates, fact->name) : NULL;

		if (field && field->audiences & 1u << facts->audience && fact->value)
			json_set_string(fields, fact->name, fact->value);
	}
	return fields;
}

static bool resolves(enum notice_kind kind)
{
	return kind == NOTICE_OUTAGE_RESTORED || kind == NOTICE_OUTAGE_FINAL || kind == NOTICE_MAINTENANCE_FINISHED ||
	       kind == NOTICE_MAINTENANCE_CANCELLED || kind == NOTICE_RESUMPTION || kind == NOTICE_DRILL_END;
}

/* Whom it is about only where its reader may know: an institution's own, never another's. */
static bool may_name(const struct notice_facts *facts)
{
	switch (facts->audience) {
	case AUDIENCE_CORE:
	case AUDIENCE_MANAGER:
	case AUDIENCE_DUTY:
	case AUDIENCE_AUTHORITY:
		return true;
	default:
		return false;
	}
}

static struct json *describe_notice(const struct planning *planning, const struct notice_facts *named, const struct route *route)
{
	const struct notice_facts *facts = planning->plan->facts;
	struct json *notice = json_new_object();

	json_set_string(notice, "kind", words_get(WORDS_NOTICE_KIND, facts->kind)->id);
	json_set_string(notice, "audience", words_get(WORDS_AUDIENCE, facts->audience)->id);
	json_set_string(notice, "reference", facts->reference);
	json_set_integer(notice, "sequence", planning->plan->sequence);
	json_set_string(notice, "urgency", words_get(WORDS_URGENCY, planning->plan->urgency)->id);
	json_set_string(notice, "subject", may_name(facts) ? facts->subject : NULL);
	json_set_string(notice, "organization",
			facts->audience == AUDIENCE_INSTITUTION ? route->organization->name : may_name(facts) ? facts->organization : NULL);
	json_set_integer(notice, "as_of_us", facts->as_of_us);
	json_set_bool(notice, "resolves", resolves(facts->kind));
	json_take(notice, "fields", visible_fields(planning, named));
	return notice;
}

/* Six letters out of what makes the message its own: 29^6 of them, and the store refuses one that is taken. */
char *tell_code_of(const char *identity)
{
	struct digest digest = digest_of(identity, strlen(identity));
	char *code = g_new0(char, CONTENT_CODE_LENGTH + 1);

	for (int i = 0; i < CONTENT_CODE_LENGTH; i++)
		code[i] = CONTENT_CODE_LETTERS[(digest.bytes[2 * i] << 8 | digest.bytes[2 * i + 1]) % strlen(CONTENT_CODE_LETTERS)];
	return code;
}

static char *identity_of(const struct planning *planning, const struct route *route, const struct contact_channel *channel)
{
	g_autofree char *own = g_strdup_printf("%s\n%s\n%s\n%d\n%s", planning->salt, route_contact_name(route),
					       route->organization ? route->organization->name : "", channel->kind, channel->target);
	struct digest digest = digest_of(own, strlen(own));
	g_autofree char *hex = digest_hex(digest.bytes, 12);
	g_autofree char *day = instant_day(clock_wall_us(planning->options->clock), inventory_zone(planning->options->inventory));

	return g_strdup_printf("%s.%s@%s", day, hex, notice_domain(planning->options->policy));
}

const struct notice_path *tell_path_of(const struct notice_policy *policy, const struct contact_channel *channel)
{
	return channel->kind < CHANNEL_COMMAND ? notice_path_of(policy, channel) : NULL;
}

static int64_t offset_of(GTimeZone *zone, int64_t at_us)
{
	gint interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at_us / G_USEC_PER_SEC);

	return interval < 0 ? 0 : g_time_zone_get_offset(zone, interval) / 60;
}

static char *print_content(const struct planning *planning, const struct tell_message *message, const struct notice_text *text,
			   const struct json *notice)
{
	const struct organization *self = inventory_self(planning->options->inventory);
	const struct route *route = message->route;
	const struct bilingual *reader = route->contact ? &route->contact->title : &route->organization->title;
	bool japanese = g_str_equal(message->language, "ja");
	const char *calendar = planning->tell->calendar;
	int64_t now_us = planning->plan->facts->as_of_us;
	const struct content_attachment attachments[] = {
		{ .name = "maintenance.ics", .type = CALENDAR_TYPE, .method = calendar && strstr(calendar, "\nMETHOD:CANCEL") ? "CANCEL" : "PUBLISH",
		  .text = calendar },
	};
	const struct message_content content = {
		.channel = message->kind,
		.identity = message->identity,
		.date_us = now_us,
		.offset_minutes = offset_of(inventory_zone(planning->options->inventory), now_us),
		.language = message->language,
		.from_name = self ? japanese ? self->title.ja : self->title.en : "nwops",
		.from_address = message->path && message->path->from ? message->path->from : "",
		.to_name = japanese ? reader->ja : reader->en,
		.to_address = message->channel->target,
		.reply_to = message->path ? message->path->reply_to : NULL,
		.thread = planning->threads ? g_hash_table_lookup(planning->threads, message->channel->target) : NULL,
		.subject = text->subject,
		.text = text->text,
		.code = message->code,
		.attachments = attachments,
		.attachment_count = calendar && message->kind == CHANNEL_MAIL ? 1 : 0,
		.notice = notice,
	};

	return content_print(&content);
}

/* --- the messages --- */

/* Takes in what lies unsent for the same reader. */
static void gather(const struct planning *planning, struct tell_message *message, struct notice_text *text, struct json *notice)
{
	struct tell_unsent *unsent = planning->unsent ? tell_unsent_find(planning->unsent, route_contact_name(message->route), message->channel) : NULL;

	/* A first report waits for nobody; whatever else begins a wait does so once, however many join it. */
	if (!unsent && planning->plan->urgency != URGENCY_FIRST)
		message->due_at_us = MAX(message->due_at_us, clock_wall_us(planning->options->clock) + planning->plan->rule.together_us);
	if (!unsent)
		return;
	message->due_at_us = MIN(message->due_at_us, unsent->due_at_us);
	tell_gather(message->language, unsent, text, notice);
	message->instead_of = g_array_ref(unsent->messages);
}

/* FACTS as the reader of MESSAGE calls things, out of NAMED; NULL: there are none. */
static struct notice_facts *name_for(const struct planning *planning, struct notice_facts **named, const struct notice_facts *facts,
				     const struct tell_message *message)
{
	struct notice_facts **own = &named[language_of(message->language)];

	if (!facts)
		return NULL;
	if (!*own)
		*own = tell_named(planning->options->inventory, facts, message->language);
	tell_name_reader(*own, facts, message->language, message->route);
	return *own;
}

static void write_message(struct planning *planning, struct tell_message *message)
{
	const struct tell_plan *plan = planning->plan;
	struct notice_facts *named = name_for(planning, planning->named, plan->facts, message);
	struct notice_facts *before = name_for(planning, planning->named_before, plan->before, message);
	g_autoptr(ops_json_t) notice = describe_notice(planning, named, message->route);
	struct notice_text text = { 0 };

	if (plan->rule.answer)
		notice_facts_add(named, "answer-code", message->code, false);
	render(planning, named, before, message->language, &text);
	/* The next reader has another. */
	if (plan->rule.answer)
		notice_facts_remove(named, "answer-code");
	gather(planning, message, &text, notice);
	tell_seal_add(planning->seal, message->kind, message->language, &text);
	message->content = print_content(planning, message, &text, notice);
	notice_text_clear(&text);
}

static void add_message(struct planning *planning, const struct route *route, const struct contact_channel *channel)
{
	struct tell_plan *plan = planning->plan;
	struct tell_message *message = g_new0(struct tell_message, 1);

	g_ptr_array_add(plan->messages, message);
	message->route = route;
	message->channel = channel;
	message->kind = channel->kind;
	message->language = route_language(planning->options->inventory, route);
	message->path = planning->tell->path ? notice_path_find(planning->options->policy, planning->tell->path)
					     : tell_path_of(planning->options->policy, channel);
	message->identity = identity_of(planning, route, channel);
	message->code = tell_code_of(message->identity);
	message->due_at_us = route_not_before(planning->options->inventory, planning->options->policy, route->organization,
					      channel->kind, plan->urgency, clock_wall_us(planning->options->clock),
					      planning->tell->forced);
	write_message(planning, message);
}

/* The one that somebody named is told whatever its part is. */
static struct route *only_route(struct routes *routes, const char *name)
{
	for (guint i = 0; i < routes->all->len; i++) {
		struct route *route = &g_array_index(routes->all, struct route, i);

		if (!g_str_equal(route_contact_name(route), name))
			continue;
		for (size_t k = 0; route->channel_count == 0 && k < route->contact->channel_count && k < ROUTE_CHANNELS; k++)
			route->channels[route->channel_count++] = (guint8)k;
		return route;
	}
	return NULL;
}

/* A telephone that somebody answers for ROUTE. */
static const struct contact_channel *phone_of(const struct route *route)
{
	for (size_t i = 0; route->contact && i < route->contact->channel_count; i++)
		if (route->contact->channels[i].kind == CHANNEL_PHONE)
			return &route->contact->channels[i];
	return route->own.target && route->own.kind == CHANNEL_PHONE ? &route->own : NULL;
}

/* The first of its channels; of a test of a path the first that needs one. */
static const struct contact_channel *channel_of(const struct planning *planning, const struct route *route)
{
	if (planning->tell->call)
		return phone_of(route);
	for (guint i = 0; i < route->channel_count; i++) {
		const struct contact_channel *channel = route_channel(route, i);

		if (!planning->tell->path || channel->kind < CHANNEL_COMMAND)
			return channel;
	}
	return NULL;
}

static void add_route(struct planning *planning, const struct route *route)
{
	const struct contact_channel *channel = channel_of(planning, route);

	if (channel)
		add_message(planning, route, channel);
}

/* In a storm first reports of many cases lie unsent for the same reader at once: they become one, and none of them waits. */
static bool is_gathered(const struct tell_plan *plan)
{
	return plan->rule.together_us > 0 || plan->facts->kind == NOTICE_OUTAGE_FIRST;
}

static bool add_messages(struct planning *planning, GError **error)
{
	struct routes *routes = &planning->plan->routes;
	const char *only = planning->tell->only;
	struct route *one = only ? only_route(routes, only) : NULL;

	if (is_gathered(planning->plan) && planning->options->store) {
		planning->unsent = tell_index_unsent(planning->options, planning->plan->facts, error);
		if (!planning->unsent)
			return false;
	}
	if (one)
		add_route(planning, one);
	for (guint i = 0; !only && i < routes->told; i++)
		add_route(planning, &g_array_index(routes->all, struct route, i));
	return true;
}

/* --- the plan --- */

static struct notice_facts *facts_of(const struct tell_options *options, const struct tell *tell)
{
	struct notice_facts *facts = notice_facts_copy(tell->facts);

	if (facts->as_of_us == 0)
		facts->as_of_us = clock_wall_us(options->clock);
	return facts;
}

/* The first that each reader got, or will get: a mail that never came must not be answered. */
static bool take_first(void *context, const struct message_record *record)
{
	GHashTable *threads = context;

	if (record->channel == CHANNEL_MAIL && record->state != MESSAGE_DROPPED && !g_hash_table_contains(threads, record->target))
		g_hash_table_insert(threads, g_strdup(record->target), g_strdup(record->identity));
	return true;
}

/* Each reader's first mail of the case's reports to this audience is what that reader's later ones are answers to. */
static bool find_threads(struct planning *planning, const GArray *notices, GError **error)
{
	planning->threads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < notices->len; i++) {
		const struct messages_filter filter = { .notice = g_array_index(notices, int64_t, i), .without_content = true };

		if (!messages_read(planning->options->store, &filter, take_first, planning->threads, error))
			return false;
	}
	return true;
}

static bool look_back(struct planning *planning, GError **error)
{
	const struct tell *tell = planning->tell;
	struct tell_plan *plan = planning->plan;
	g_autoptr(GArray) notices = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autofree char *number = NULL;
	int64_t count;

	if (!words_is_report(plan->facts->kind))
		return true;
	if (!tell->case_id || !*tell->case_id) {
		/* A report of its own is the first of its kind. */
		notice_facts_add(plan->facts, "number", "1", false);
		return true;
	}
	plan->before = tell_before(planning->options, tell->case_id, plan->facts, &count, notices, error);
	if (count < 0 || !find_threads(planning, notices, error))
		return false;
	plan->sequence = count + 1;
	number = g_strdup_printf("%" PRId64, plan->sequence);
	notice_facts_add(plan->facts, "number", number, false);
	return true;
}

static enum notice_state state_of(const struct tell_plan *plan, const struct tell *tell)
{
	if (plan->messages->len == 0)
		return NOTICE_REFUSED;
	return (plan->rule.approval || tell->held) && !tell->approved_by ? NOTICE_HELD : NOTICE_QUEUED;
}

static bool make_plan(struct planning *planning, GError **error)
{
	const struct tell_options *options = planning->options;
	const struct tell *tell = planning->tell;
	struct tell_plan *plan = planning->plan;
	g_autoptr(ops_case_file_t) file = NULL;
	g_autoptr(GPtrArray) affected = g_ptr_array_new();

	if (tell->case_id && *tell->case_id) {
		file = case_load(options->store, tell->case_id, error);
		if (!file)
			return false;
	}
	for (const char *const *name = tell->affected; name && *name; name++)
		g_ptr_array_add(affected, (gpointer)*name);
	if (!tell_know(options, file, plan->facts, affected, error) || !add_earlier_readers(planning, affected, error))
		return false;
	find_affected(planning, affected);
	if (!look_back(planning, error) || !find_routes(planning, affected, error))
		return false;
	return add_messages(planning, error);
}

struct tell_plan *engine_plan_notice(const struct tell_options *options, const struct tell *tell, GError **error)
{
	g_autoptr(ops_tell_plan_t) plan = g_new0(struct tell_plan, 1);
	struct planning planning = { .options = options, .tell = tell, .plan = plan };
	int64_t newest;
	bool made;

	plan->facts = facts_of(options, tell);
	plan->rule = notice_kind_rule(options->policy, plan->facts->kind, plan->facts->audience);
	plan->urgency = tell->urgency >= 0 ? (enum urgency)tell->urgency : plan->rule.urgency;
	plan->messages = g_ptr_array_new_with_free_func(free_message);
	plan->faults = g_ptr_array_new_with_free_func(g_free);
	newest = options->store ? notices_newest(options->store, error) : 0;
	if (newest < 0)
		return NULL;
	/* Two of one kind in one instant are two. */
	planning.salt = g_strdup_printf("%s\n%d\n%d\n%" PRId64 "\n%" PRId64, plan->facts->reference ? plan->facts->reference : "",
					plan->facts->kind, plan->facts->audience, plan->facts->as_of_us, newest);
	planning.seal = tell_seal_read(options->store, plan->facts->kind);
	made = make_plan(&planning, error);
	plan->state = made ? state_of(plan, tell) : NOTICE_REFUSED;
	g_free(planning.salt);
	seal_free(planning.seal);
	g_clear_pointer(&planning.threads, g_hash_table_unref);
	g_clear_pointer(&planning.unsent, g_hash_table_unref);
	for (int language = 0; language < NOTICE_LANGUAGE_COUNT; language++) {
		notice_facts_free(planning.named[language]);
		notice_facts_free(planning.named_before[language]);
	}
	return made ? g_steal_pointer(&plan) : NULL;
}
