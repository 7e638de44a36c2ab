/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A site that did what the guideline asks for, with files of its own: a configuration, and a store in which the
 * functions of the rooms have kept what was seen, told, taught, approved and walked. fixture-walks.h has the walks.
 */
#pragma once

#include "audit/training.h"
#include "engine/guideline.h"
#include "engine/held.h"
#include "engine/know.h"
#include "engine/manual.h"
#include "engine/training.h"
#include "fixture-faults.h"
#include "fixture-held.h"
#include "fixture-laboratory.h"
#include "store/journal.h"
#include "store/marks.h"
#include "store/pins.h"

#define SITE_RULES                                                                                                  \
	"zone: Asia/Tokyo\n"                                                                                        \
	"language: en\n"                                                                                            \
	"calendars: {holidays: {days: japan-holidays}}\n"                                                           \
	"ssh-logins: {noc: {user: nwops, agent: true}}\n"                                                           \
	"manual:\n"                                                                                                 \
	"  conformity: {ja: 準拠する, en: It conforms, source: {ja: 法, en: Law}, reviewed: 2026-11-01}\n"          \
	"service-classes:\n"                                                                                        \
	"  user:\n"                                                                                                 \
	"    thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}\n"              \
	"    conduct: {change: {ja: 予告する, en: It is told}, interruption: {ja: 復旧する, en: It is mended}}\n"   \
	"  service-provider:\n"                                                                                     \
	"    interval: 1m\n"                                                                                        \
	"    thresholds: {loss: {caution: 10%, warning: 30%}, rtt: {caution: 20ms, warning: 100ms}}\n"              \
	"    report: {first: 10m, follow-up: 30m}\n"                                                                \
	"    conduct: {change: {ja: 協議する, en: It is agreed}, interruption: {ja: 切り替える, en: It is switched}}\n" \
	"  backbone:\n"                                                                                             \
	"    thresholds: {loss: {caution: 20%, warning: 40%}, rtt: {caution: 20ms, warning: 100ms}}\n"              \
	"    figures: {cpu: {caution: 70%, warning: 85%, trend: 14d}}\n" \
	"    conduct: {change: {ja: 予告する, en: It is told}, interruption: {ja: 復旧する, en: It is mended}}\n"

#define SITE_NETWORK                                                                                                \
	"organizations:\n"                                                                                          \
	"  self: {kind: operator, self: true, name: {ja: 東西医療回線, en: Tozai}, phone: 03-5550-0100}\n"          \
	"  core: {kind: core-operator, name: {ja: 相互接続基盤, en: Core}}\n"                                       \
	"  minami: {kind: operator, name: {ja: 南海ヘルスネット, en: Nankai}}\n"                                    \
	"  hosp-1: {kind: institution, type: hospital, service-class: user, area: 13, hours: \"mon-sun 24h\",\n"    \
	"    name: {ja: さくら病院, en: Sakura}, phone: 03-5550-0121, certificate: {expires: 2028-03-31}}\n"        \
	"contacts:\n"                                                                                               \
	"  chief: {organization: self, role: ops-manager, login: suzuki, name: {ja: 鈴木, en: Suzuki},\n"           \
	"    channels: [{mail: chief@tozai.example}]}\n"                                                            \
	"  duty-1: {organization: self, role: duty-officer, login: sato, name: {ja: 佐藤, en: Sato},\n"             \
	"    channels: [{mail: duty@tozai.example}, {phone: 090-0000-0002}]}\n"                                     \
	"  duty-2: {organization: self, role: duty-officer, login: tanaka, name: {ja: 田中, en: Tanaka},\n"         \
	"    channels: [{mail: tanaka@tozai.example}]}\n"                                                           \
	"  desk: {organization: self, role: help-desk, name: {ja: 受付, en: Desk}, channels: [{phone: 03-5550-0111}]}\n" \
	"  core-noc: {organization: core, role: noc, language: en, name: {ja: 監視, en: NOC},\n"                    \
	"    channels: [{mail: noc@core.example}, {phone: 03-5550-0901}]}\n"                                        \
	"  minami-noc: {organization: minami, role: noc, name: {ja: 南海監視, en: Nankai NOC},\n"                   \
	"    channels: [{mail: noc@nankai.example}]}\n"                                                             \
	"  hosp-1-it: {organization: hosp-1, role: responsible, name: {ja: 情報室, en: IT},\n"                      \
	"    channels: [{mail: it@sakura.example}]}\n"                                                              \
	"rosters:\n"                                                                                                \
	"  normal: {turns: [{contact: duty-1, deputy: duty-2, hours: \"mon-sun 08:00-20:00\"}, {contact: duty-2, deputy: duty-1}]}\n" \
	"  disaster:\n"                                                                                             \
	"    meeting-place: {ja: 8階, en: 8th floor}\n"                                                             \
	"    turns: [{contact: chief, deputy: duty-1}, {contact: duty-2, deputy: duty-1}]\n"                        \
	"devices:\n"                                                                                                \
	"  a1: {owner: self, role: concentrator, address: 10.0.0.1, service-class: backbone, platform: frr, ssh: {like: noc}}\n" \
	"  e1: {owner: core, role: edge, address: 10.9.0.1, watch: [icmp], service-class: backbone}\n"              \
	"links: [[a1, e1]]\n"                                                                                       \
	"interfaces:\n  a1/h1: {line: h1}\n"                                                                        \
	"lines:\n"                                                                                                  \
	"  h1: {institution: hosp-1, from: a1, address: 10.1.0.1, kind: ip-vpn}\n"                                  \
	"  h2: {institution: hosp-1, from: a1, address: 10.1.0.2, kind: ip-vpn}\n"                                  \
	"groups:\n  pair: {protocol: lines, members: [h1, h2]}\n"

#define SITE_NOTICES                                                                                                \
	"paths:\n"                                                                                                  \
	"  core: {relays: [{name: mx1, host: mx1.self.example}], from: noc@self.example}\n"                         \
	"  out-of-band:\n"                                                                                          \
	"    out-of-band: true\n"                                                                                   \
	"    source: 198.51.100.20\n"                                                                               \
	"    relays: [{name: oob, host: 203.0.113.25, tls: tls, tls-name: mail.oob.example}]\n"                     \
	"    from: noc@self-oob.example\n"

#define SITE_PRESCRIBED "prescribed: {source: order of reports 2.1, checked: 2026-11-24}\n"

struct audited {
	char *place;			/* with etc, state and the clock's file */
	struct clock *clock;
	struct notes silent;
	struct inventory *inventory;
	struct notice_policy *policy;
	struct duties *duties;
	struct store *store;
};

static inline char *site_file(const struct audited *site, const char *name)
{
	return g_build_filename(site->place, name, NULL);
}

static inline void site_write(const struct audited *site, const char *name, const char *text)
{
	g_autofree char *path = site_file(site, name);
	g_autofree char *folder = g_path_get_dirname(path);

	ck_assert_int_eq(g_mkdir_with_parents(folder, 0700), 0);
	ck_assert(g_file_set_contents(path, text, -1, NULL));
}

static inline char *site_share(const char *name)
{
	return g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", name, NULL);
}

static inline void site_configure(const struct audited *site)
{
	g_autofree char *shipped = site_share("duties.yaml"), *text = NULL, *duties = NULL;

	ck_assert(g_file_get_contents(shipped, &text, NULL, NULL));
	duties = g_strconcat(SITE_PRESCRIBED, text, NULL);
	site_write(site, "clock", LABORATORY_NOW);
	site_write(site, "etc/nwops.yaml", SITE_RULES);
	site_write(site, "etc/inventory/lab.yaml", SITE_NETWORK);
	site_write(site, "etc/notices.yaml", SITE_NOTICES);
	site_write(site, "etc/duties.yaml", duties);
}

/* --- opening: each file by its own reader --- */

/* At PLACE, which has a configuration. The store is made when it is not there. */
static inline void site_open(struct audited *site, const char *place)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL);
	g_autofree char *etc = g_build_filename(place, "etc", NULL), *state = g_build_filename(place, "state", NULL);
	g_autofree char *clock = g_strdup_printf("@%s/clock", place);
	g_autoptr(GError) error = NULL;

	*site = (struct audited){ .place = g_strdup(place), .silent = { .threshold = NOTES_ERROR } };
	site->clock = clock_new_set(clock, NULL);
	site->inventory = inventory_load(etc, faults);
	site->policy = site->inventory ? notice_policy_load(etc, share, site->inventory, faults) : NULL;
	site->duties = duties_load(etc, share, faults);
	if (!site->policy || !site->duties)
		faults_fail(faults);
	const struct store_options store = {
		.directory = state, .mode = STORE_WRITE, .purpose = STORE_REAL, .log_name = "test.example/noc1",
		.clock = site->clock, .notes = &site->silent,
	};

	site->store = store_open(&store, &error);
	ck_assert_msg(site->store != NULL, "%s", error ? error->message : "");
}

static inline void site_close(struct audited *site)
{
	store_close(site->store);
	duties_free(site->duties);
	notice_policy_free(site->policy);
	inventory_free(site->inventory);
	clock_free(site->clock);
	g_free(site->place);
}

static inline struct cases_options site_recording(const struct audited *site)
{
	return (struct cases_options){
		.store = site->store, .zone = inventory_zone(site->inventory), .actor = "sato", .clock = site->clock,
		.notes = &site->silent,
	};
}

/* Its rows as they are now; g_ptr_array_unref(). */
static inline GPtrArray *site_rows(const struct audited *site)
{
	g_autofree char *share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL), *ways = site_share("procedures");
	g_autofree char *etc = site_file(site, "etc"), *own = site_file(site, "etc/procedures"), *state = site_file(site, "state");
	const char *const places[] = { own, ways, NULL };
	const struct tell_options telling = {
		.inventory = site->inventory, .policy = site->policy, .store = site->store, .clock = site->clock,
		.notes = &site->silent, .actor = "nwops",
	};
	const struct guideline_options options = {
		.duties = site->duties, .telling = &telling, .state_directory = state, .config_directory = etc,
		.share_directory = share, .procedures = places, .language = PROCEDURE_ENGLISH,
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_guideline_evidence_t) evidence = engine_guideline_evidence(&options, &error);

	ck_assert_msg(evidence != NULL, "%s", error ? error->message : "");
	return guideline_judge(evidence, GUIDELINE_EVERY_NAME);
}

/* --- what is kept by functions of the rooms --- */

#define IN_TRANSACTION(site, act)                                                                                   \
	do {                                                                                                        \
		g_autoptr(GError) error = NULL;                                                                     \
		bool kept = store_begin((site)->store, &error) && (act) && store_commit((site)->store, &error) &&    \
			    journal_sign_said((site)->store, &(site)->silent, &error);                              \
                                                                                                                    \
		ck_assert_msg(kept, "%s: %s", #act, error ? error->message : "");                                   \
	} while (0)

static inline void site_see(struct audited *site, const char *item, enum status status, int64_t age_us)
{
	struct laboratory seen = { .store = site->store };

	laboratory_keep(&seen, item, status, age_us, NULL);
}

static const char *const site_figures[] = {"device:a1/version", "device:a1/load:h1", "device:a1/cpu", "group:pair"};

static inline void site_see_all(struct audited *site, int64_t age_us)
{
	static const char *const everything[] = { NULL };
	g_autoptr(GArray) items = inventory_select(site->inventory, everything, NULL);

	for (guint i = 0; i < items->len; i++) {
		g_autofree char *name = item_name(&g_array_index(items, struct item, i));

		site_see(site, name, STATUS_OK, age_us);
	}
}

static inline void site_tick(struct audited *site, int64_t age_us)
{
	const struct mark_record mark = { .wall_us = LABORATORY_NOW_US - age_us };

	IN_TRANSACTION(site, marks_set(site->store, ENGINE_MARK_TICK, &mark, &error));
}

static inline void site_prove(struct audited *site, const char *path, int64_t age_us)
{
	const struct relay_record proven = { .path = path, .relay = "", .reason = "", .tested_at_us = LABORATORY_NOW_US - age_us };

	IN_TRANSACTION(site, relays_set(site->store, &proven, &error));
}

static inline void site_pin(struct audited *site)
{
	const struct pin_record pin = { .type = "ssh-ed25519", .key = "AAAA", .actor = "sato", .pinned_at_us = 1 };

	IN_TRANSACTION(site, pins_set(site->store, "a1", &pin, 1, &error));
}

/* A notice of KIND and its one message to ORGANIZATION, which the next server took AGE ago; its text holds SAID. */
struct audited_told { enum notice_kind kind; const char *case_id, *organization, *said, *facts; int64_t age_us; };
static inline bool site_keep_told(struct audited *site, const struct audited_told *told, GError **error)
{
	int64_t at_us = LABORATORY_NOW_US - told->age_us;
	struct notice_record notice = {
		.kind = told->kind, .audience = "core", .recipient = told->organization, .state = NOTICE_QUEUED,
		.case_id = told->case_id ? told->case_id : "", .made_at_us = at_us, .made_by = "sato",
		.facts = told->facts ? told->facts : "{}",
	};
	g_autofree char *content = g_strdup_printf("{\"text\":\"%s\"}", told->said ? told->said : ""), *identity = NULL;
	struct message_record message = {
		.contact = "", .organization = told->organization, .channel = CHANNEL_MAIL, .target = "noc@example.org",
		.path = "core", .code = "", .content = content, .made_at_us = at_us, .state = MESSAGE_ACCEPTED, .attempts = 1,
		.changed_at_us = at_us,
	};
	struct attempt_record attempt = {
		.path = "core", .relay = "mx1", .began_at_us = at_us, .ended_at_us = at_us, .end = DELIVERY_ACCEPTED, .code = 250,
		.reply = "", .secured = "", .by = "nwops",
	};

	if (!notices_keep(site->store, &notice, error))
		return false;
	identity = g_strdup_printf("%ld@tozai.example", (long)notice.number);
	message.identity = identity;
	message.notice = notice.number;
	if (!messages_keep(site->store, &message, error))
		return false;
	attempt.message = message.number;
	return attempts_keep(site->store, &attempt, error);
}

static inline void site_tell(struct audited *site, const struct audited_told *told)
{
	IN_TRANSACTION(site, site_keep_told(site, told, &error));
}

/* Work on the 25th from 1 to 2 o'clock that began; END: whether somebody said that it is done. */
static inline void site_work(struct audited *site, enum window_end end)
{
	struct window_record window = fixture_window("Asia/Tokyo", "2026-11-25 01:00", "2026-11-25 02:00", NULL);

	window.made_at_us = fixture_at("2026-10-01 09:00", "Asia/Tokyo");
	window.started_at_us = window.from_us;
	window.end = end;
	window.ended_at_us = end == WINDOW_FINISHED ? window.until_us : 0;
	IN_TRANSACTION(site, windows_set(site->store, &window, &error));
}

static inline void site_approve(struct audited *site, enum manual_kind kind, const char *organization)
{
	g_autofree char *place = site_share("procedures");
	const char *const places[] = { place, NULL };
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_set_t) ways = engine_manual_ways(places, faults);
	const struct manual_source source = {
		.kind = kind, .language = PROCEDURE_ENGLISH, .inventory = site->inventory,
		.procedures = kind == MANUAL_CONTACTS ? NULL : ways, .policy = kind == MANUAL_CONTACTS ? NULL : site->policy,
	};
	const struct manual_source sheet = {
		.kind = kind, .language = PROCEDURE_ENGLISH, .inventory = site->inventory, .policy = site->policy,
	};
	g_autoptr(ops_manual_t) manual = manual_new(kind == MANUAL_CONTACTS ? &sheet : &source);
	const struct manual_approve_options options = {
		.store = site->store, .clock = site->clock, .notes = &site->silent, .actor = "sato",
	};
	const struct manual_letter letter = {
		.organization = inventory_find_organization(site->inventory, organization), .name = "letter.pdf",
		.digest = digest_of("x", 1), .bytes = 1, .approved_at_us = LABORATORY_NOW_US,
	};
	g_autoptr(GError) error = NULL;
	unsigned int version;

	ck_assert_msg(engine_manual_approve(&options, manual, &letter, &version, &error), "%s", error ? error->message : "");
}

/* Everybody who can be on duty; SUBJECT: the entry that is withdrawn by this, 0: they were taught. */
static inline void site_teach(struct audited *site, int64_t subject)
{
	const struct cases_options recording = site_recording(site);
	g_autoptr(ops_training_t) training = training_new();
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(training->people, g_strdup("chief"));
	g_ptr_array_add(training->people, g_strdup("duty-1"));
	g_ptr_array_add(training->people, g_strdup("duty-2"));
	training->topic = g_strdup("flow of reports");
	training->given_at_us = LABORATORY_NOW_US;
	training->subject = subject;
	training->deed = subject ? TRAINING_WITHDRAWN : TRAINING_GIVEN;
	training->reason = subject ? g_strdup("it was not held") : NULL;
	ck_assert_msg(engine_training_keep(&recording, training, &error), "%s", error ? error->message : "");
}

/* A drill by the approved manual; DUE_US: by when something was to be improved, 0: nothing was. */
static inline void site_drill(struct audited *site, int64_t due_us)
{
	const struct cases_options recording = site_recording(site);
	const struct drill_improvement improvement = { "say how many", "tanaka", due_us };
	g_autoptr(ops_drill_held_t) held = held_new(due_us ? "winter" : "autumn", LABORATORY_NOW_US);
	g_autoptr(GError) error = NULL;

	ck_assert_msg(engine_drill_hold(&recording, held, &improvement, due_us != 0, &error), "%s", error ? error->message : "");
}

static inline void site_know(struct audited *site)
{
	const struct cases_options recording = site_recording(site);
	struct know_entry entry = {
		.title = "No answer after a power cut", .title_en = "", .text = "Wait for the lamps.", .text_en = "", .owner = "noc",
		.source = "", .name = "", .review_at_us = LABORATORY_NOW_US + INT64_C(400) * 24 * 3600 * G_USEC_PER_SEC,
	};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(engine_know_add(&recording, &entry, &error), "%s", error ? error->message : "");
}
