/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling: from the facts of a notice to messages in the spool. Who is told (notice/route.h), in which words
 * (notice/template.h), as one message for each recipient and channel, kept in the caller's transaction: when it is
 * committed nothing can be lost any more, and nobody is asked to send anything twice.
 */
#pragma once

#include "engine/engine.h"
#include "notice/notice.h"
#include "store/messages.h"
#include "store/notices.h"

#define OPS_TELL_ERROR tell_error_quark()
GQuark tell_error_quark(void);
enum tell_error_code {
	TELL_ERROR_NONE,		/* no such notice, message, case, contact */
	TELL_ERROR_STATE,		/* it does not stand so that this could be done */
	TELL_ERROR_PERMISSION,		/* an approver must be another than the author, and have the role */
};

/* Inventory, rules and words, read together and kept for as long as a command runs. */
struct tell_options {
	const struct inventory *inventory;
	const struct notice_policy *policy;
	const struct notice_templates *templates;	/* NULL: they could not be read; the minimal text goes out */
	struct store *store;		/* NULL: there is none yet, and only plans are made */
	const char *actor;		/* login of who is there */
	const char *said_by;		/* --by; NULL */
	const struct clock *clock;
	const struct notes *notes;
};

/* What is to be told. */
struct tell {
	const struct notice_facts *facts;	/* as somebody recorded them: what the engine knows beside is added */
	const char *case_id;		/* ""; */
	int64_t run, turn;		/* of the step that asks; 0 */
	const char *once;		/* "": may be told any number of times */
	int urgency;			/* of enum urgency; -1: what the policy says */
	const char *approved_by;	/* login of who approved already; NULL */
	const char *again;		/* why something told already is told once more; NULL */
	bool held;			/* for a person to approve, whatever the policy says */
	bool forced;			/* outside an institution's hours too */
	bool everybody;			/* of institutions: all, whoever is seen to be reached */
	bool last_word;			/* nobody else is told when nobody answers to it */
	bool call;			/* by telephone alone: it is put on the call list */
	const char *calendar;		/* an iCalendar part for audiences that take one; NULL */
	/* Names of organizations that it reaches beside those that the store says; NULL-terminated; NULL: none. */
	const char *const *affected;
	const char *only;		/* name of the one contact that is told, on whatever duty it is; NULL: the audience */
	const char *path;		/* a test of it: only by channels that need a path, and over this one; NULL */
};

/* One message of it. */
struct tell_message {
	const struct route *route;
	const struct contact_channel *channel;
	enum channel_kind kind;
	const struct notice_path *path;	/* NULL: it needs none */
	const char *language;
	char *content;			/* as it would be kept */
	char *identity, *code;
	int64_t due_at_us;
	GArray *instead_of;		/* int64_t: messages that lie unsent, and that it tells with its own; NULL: none */
};
/* What would be told to whom, in which words: nothing is written. */
struct tell_plan {
	struct notice_facts *facts;	/* with all that the engine knows */
	struct kind_rule rule;
	enum urgency urgency;
	enum notice_state state;
	int64_t sequence;		/* its report number */
	struct notice_facts *before;	/* of the report before it to the same readers; NULL: there is none, or it cannot be read */
	struct routes routes;
	GPtrArray *messages;		/* struct tell_message */
	GPtrArray *faults;		/* char *: what went wrong with its words, for a person */
};
struct tell_plan *engine_plan_notice(const struct tell_options *options, const struct tell *tell, GError **error);
void tell_plan_free(struct tell_plan *plan);
typedef struct tell_plan ops_tell_plan_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_tell_plan_t, tell_plan_free)

/* What was told. */
struct told {
	int64_t notice;			/* its number; that of the earlier one when it was told already */
	bool before;			/* it was told already: nothing was done */
	enum notice_state state;
	guint messages, by_hand;	/* how many of them a person has to call or hand over */
};
/* Inside a transaction: keeps the notice, its messages and the journal's entry. PLAN is what engine_plan_notice() made in the same
 * moment. */
bool engine_tell_within(const struct tell_options *options, const struct tell *tell, const struct tell_plan *plan,
			struct told *ret_told, GError **error);
/* Both, as one transaction signed for; on a full disk the reserve is given back. */
bool engine_tell(const struct tell_options *options, const struct tell *tell, struct told *ret_told, GError **error);

/* --- what people do with it --- */

/* Lets what is held go. Who approves is options->actor: not who made it, and with a role that the policy names. */
bool engine_approve(const struct tell_options *options, int64_t notice, GError **error);
/* Messages that failed are to be tried again now; or are not to be tried again, with a reason that is recorded. NUMBERS: of messages. */
bool engine_retry(const struct tell_options *options, const int64_t *numbers, size_t count, GError **error);
bool engine_drop(const struct tell_options *options, const int64_t *numbers, size_t count, const char *reason, GError **error);

struct acknowledgement {
	const char *code;		/* of a message */
	const char *by;			/* who says it */
	enum ack ack;
	enum ack_means means;
	const char *text;		/* in their words; NULL */
	int64_t at_us;			/* when they said it; 0: now */
};
/* Once for all: the notice's other messages are not told again. RET_MESSAGE: its number. */
bool engine_acknowledge(const struct tell_options *options, const struct acknowledgement *acknowledgement, int64_t *ret_message,
			GError **error);
/* A call that nobody took, a sheet that could not be sent: one more attempt of it. */
bool engine_not_reached(const struct tell_options *options, const char *code, const char *text, GError **error);

/* --- rosters --- */

struct roster_state {
	bool disaster;
	char *declared_by;		/* login; NULL: never declared */
	char *reason;			/* in their words; NULL */
	int64_t declared_at_us;
	GPtrArray *present;		/* struct roster_present, in order of reporting, since the declaration */
};
struct roster_present { char *contact, *place; int64_t at_us; };
/* As the journal has it. g_free by roster_state_clear(). */
bool engine_roster(struct store *store, struct roster_state *ret_state, GError **error);
void roster_state_clear(struct roster_state *state);
bool engine_declare_roster(const struct tell_options *options, bool disaster, const char *reason, GError **error);
/* Who is on duty now by STATE: the routes of a notice to them, worked out and not sent. */
void engine_find_on_duty(const struct tell_options *options, const struct roster_state *state, struct routes *ret_routes);
/* CONTACT has reported, and where (NULL: at the meeting place). */
bool engine_report_present(const struct tell_options *options, const char *contact, const char *place, GError **error);
