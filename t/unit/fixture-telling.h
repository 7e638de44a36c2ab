/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of telling and delivering share: a small network with people, two paths, the words and rules that come
 * with nwops, a store in memory, and a clock that stands still until it is set.
 */
#pragma once

#include "engine/deliver.h"
#include "fixture-faults.h"
#include "fixture-inventory.h"
#include "notice/notice.h"
#include "store/courses.h"
#include "store/states.h"
#include "unit.h"

#include <string.h>

#define TELLING_NOW "2026-11-25T03:00:00+09:00"

static const char telling_people[] =
	"contacts:\n"
	"  core-noc: {organization: core, role: noc, language: en, name: {ja: コア運用, en: Core NOC},\n"
	"    channels: [{mail: noc@core.example}, {mail: noc@oob.example, path: out-of-band}, {phone: '+81-3-0000-0001'}]}\n"
	"  clinic-desk: {organization: clinic, role: responsible, name: {ja: 受付, en: Desk}, channels: [{mail: desk@clinic.example}]}\n"
	"  chief: {organization: self, role: ops-manager, login: chief, language: ja, channels: [{mail: chief@self.example}]}\n"
	"  duty: {organization: self, role: duty-officer, login: sato, channels: [{mail: duty@self.example}, {phone: '+81-90-0000-0001'}]}\n"
	"  desk: {organization: self, role: help-desk, name: {ja: 窓口, en: Help desk}, channels: [{phone: '+81-3-0000-0009'}]}\n"
	"rosters:\n"
	"  normal: {turns: [{contact: duty}]}\n"
	"  disaster: {meeting-place: {ja: 5号室, en: room 5}, turns: [{contact: chief, deputy: duty}]}\n";

#define TELLING_PATHS \
	"paths:\n" \
	"  core:\n" \
	"    relays: [{name: mx1, host: mx1.self.example}, {name: mx2, host: mx2.self.example}]\n" \
	"    from: noc@self.example\n" \
	"  out-of-band:\n" \
	"    out-of-band: true\n" \
	"    source: 198.51.100.20\n" \
	"    relays: [{name: oob, host: 203.0.113.25, tls: tls, tls-name: mail.oob.example}]\n" \
	"    from: noc@self-oob.example\n"

struct telling {
	struct clock *clock;
	struct notes notes;
	struct inventory *inventory;
	struct notice_policy *policy;
	struct notice_templates *templates;
	struct store *store;
	char *directory;		/* that has notices.yaml, and is the state's too */
	struct tell_options options;
};

static inline void telling_note(void *context, enum notes_level level, const char *message)
{
	(void)context;
	(void)level;
	(void)message;
}

static inline void telling_set_clock(struct telling *telling, const char *setting)
{
	g_autofree char *file = g_build_filename(telling->directory, "clock", NULL);

	ck_assert(g_file_set_contents(file, setting, -1, NULL));
}

/* One clock for all, the store too: a file says what it shows. */
static inline struct clock *telling_open_clock(struct telling *telling)
{
	g_autofree char *setting = g_strdup_printf("@%s/clock", telling->directory);
	struct clock *clock;

	telling_set_clock(telling, TELLING_NOW);
	clock = clock_new_set(setting, NULL);
	ck_assert_ptr_nonnull(clock);
	return clock;
}

/* NOTICES: more of the site's notices.yaml, behind its paths. HOURS: of the clinic, and what else is said of it. */
static inline void telling_init_with(struct telling *telling, const char *notices, const char *hours)
{
	g_autofree char *said = g_strdup_printf("hours: %s, area: 13", hours), *share = NULL, *file = NULL;
	g_auto(GStrv) around = g_strsplit(fixture_network, "area: 13", 2);
	g_autofree char *network = g_strconcat(around[0], said, around[1], telling_people, NULL);
	g_autofree char *rules = g_strconcat(TELLING_PATHS, notices, NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(GError) error = NULL;

	*telling = (struct telling){ .notes = { .threshold = NOTES_DEBUG, .write = telling_note } };
	telling->directory = g_dir_make_tmp("nwops-XXXXXX", NULL);
	telling->clock = telling_open_clock(telling);
	telling->inventory = fixture_inventory_with(fixture_rules, network);
	share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL);
	file = g_build_filename(telling->directory, "notices.yaml", NULL);
	ck_assert(g_file_set_contents(file, rules, -1, NULL));
	telling->policy = notice_policy_load(telling->directory, share, telling->inventory, faults);
	if (!telling->policy)
		faults_fail(faults);
	telling->templates = notice_templates_open(telling->directory, share, faults);
	if (!telling->templates)
		faults_fail(faults);
	const struct store_options store = {
		.directory = telling->directory, .mode = STORE_WRITE, .log_name = "nwops.example/noc1", .clock = telling->clock,
		.notes = &telling->notes,
	};

	telling->store = store_open_memory(&store, &error);
	ck_assert_ptr_nonnull(telling->store);
	telling->options = (struct tell_options){
		.inventory = telling->inventory, .policy = telling->policy, .templates = telling->templates, .store = telling->store,
		.actor = "sato", .clock = telling->clock, .notes = &telling->notes,
	};
}

static inline void telling_init(struct telling *telling, const char *notices)
{
	telling_init_with(telling, notices, "\"mon-sun 24h\"");
}

static inline void telling_clear(struct telling *telling)
{
	g_autofree char *file = g_build_filename(telling->directory, "notices.yaml", NULL);
	g_autofree char *lock = g_build_filename(telling->directory, "deliver.lock", NULL);
	g_autofree char *clock = g_build_filename(telling->directory, "clock", NULL);

	store_close(telling->store);
	notice_templates_free(telling->templates);
	notice_policy_free(telling->policy);
	inventory_free(telling->inventory);
	clock_free(telling->clock);
	g_unlink(file);
	g_unlink(lock);
	g_unlink(clock);
	g_rmdir(telling->directory);
	g_free(telling->directory);
}

/* Tells KIND to AUDIENCE about SUBJECT (NULL: nothing); CASE_ID "": none. */
static inline struct told telling_tell(struct telling *telling, enum notice_kind kind, enum audience audience, const char *subject,
				       const char *case_id, const char *once)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(kind, audience);
	const struct tell tell = { .facts = facts, .case_id = case_id, .once = once, .urgency = -1 };
	g_autoptr(GError) error = NULL;
	struct told told;

	facts->subject = g_strdup(subject);
	ck_assert_msg(engine_tell(&telling->options, &tell, &told, &error), "%s", error ? error->message : "");
	return told;
}

static inline bool telling_print_message(void *context, const struct message_record *record)
{
	g_string_append_printf(context, "%s %s %s %s%s\n", record->contact, record->target, *record->path ? record->path : "-",
			       words_get(WORDS_MESSAGE_STATE, record->state)->id, record->may_be_twice ? " twice" : "");
	return true;
}

/* One line a message: contact, target, path, state. Caller frees. */
static inline char *telling_messages(const struct telling *telling)
{
	const struct messages_filter all = { 0 };
	GString *text = g_string_new(NULL);

	ck_assert(messages_read(telling->store, &all, telling_print_message, text, NULL));
	return g_string_free(text, FALSE);
}
