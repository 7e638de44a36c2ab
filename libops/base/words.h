/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one table of the words that nwops thinks in. Each word has an id (for
 * JSON and files, never translated), an English and a Japanese form (for
 * people), and where there is one, the plugin protocol's word and number.
 * Everything else derives from this table; no other file spells them.
 */
#pragma once

#include "base/status.h"

#include <glib.h>
#include <stdbool.h>

/* How one run of one probe ended. Nothing may turn one into another. */
enum probe_end { PROBE_ANSWERED, PROBE_NO_ANSWER, PROBE_COULD_NOT_ASK };
#define PROBE_END_COUNT 3

/* Kinds of probes: what sort of question is asked. */
enum question_kind {
	QUESTION_ICMP,
	QUESTION_TCP,
	QUESTION_TLS,
	QUESTION_PATH,		/* which way packets take */
	QUESTION_MTU,		/* how large a packet may be */
	QUESTION_PLUGIN,	/* a monitoring plugin asks */
	QUESTION_SSH,		/* a device is logged in to and read */
	QUESTION_FIGURE,	/* what such a reading says; nobody configures it */
	QUESTION_GROUP,		/* what the members of a group show together; nobody configures it */
};
#define QUESTION_KIND_COUNT 9

/* Figures of a device that have two levels each. */
enum figure {
	FIGURE_CPU,		/* shares that are in use */
	FIGURE_MEMORY,
	FIGURE_LOAD,		/* of an interface: share of the contract or of the port's rate */
	FIGURE_ERRORS,		/* shares of packets */
	FIGURE_DISCARDS,
	FIGURE_CLOCK,		/* how far off it is */
	FIGURE_CERTIFICATE,	/* what it has left */
	FIGURE_SESSIONS,	/* share of the most that there may be */
	FIGURE_LOGIN,		/* how long reading the device took, in all */
	FIGURE_REBOOTED,	/* how long ago */
};
#define FIGURE_COUNT 10

/* How an algorithm of SSH is judged; which is what is in net/algorithms.h. */
enum algorithm_grade {
	ALGORITHM_GOOD,
	ALGORITHM_WEAK,		/* to be replaced: SHA-1, CBC, short keys and tags */
	ALGORITHM_BROKEN,	/* no protection against who wants to look or to change */
};
#define ALGORITHM_GRADE_COUNT 3

/* What became of one packet of a probe. */
enum packet_outcome {
	PACKET_WAITING,		/* sent, its own deadline not yet passed */
	PACKET_ANSWERED,
	PACKET_LOST,		/* its deadline passed in silence */
	PACKET_LATE,		/* answered after its deadline: counts as lost */
	PACKET_UNREACHABLE,	/* silent, and somebody said by ICMP why */
	PACKET_NOT_SENT,	/* our side refused it */
	PACKET_OWN_LOSS,	/* our own socket dropped packets meanwhile */
};
#define PACKET_OUTCOME_COUNT 7

/* What an organization is to the network; the guideline's parties, and the power company. */
enum owner_kind {
	OWNER_OPERATOR,		/* ours or a peer's */
	OWNER_CORE_OPERATOR,
	OWNER_CARRIER,		/* whose circuit carries a line */
	OWNER_INSTITUTION,
	OWNER_CERTIFIER,	/* issues the institutions' certificates */
	OWNER_ASSESSOR,		/* assesses operators */
	OWNER_POWER_COMPANY,
};
#define OWNER_KIND_COUNT 7

/* What proving the record found. */
enum store_verdict {
	VERDICT_COMPLETE,	/* everything recorded is there, and signed for */
	VERDICT_UNANCHORED,	/* whole in itself, but its end is not signed for */
	VERDICT_TRUNCATED,	/* entries that were signed for are gone from its end */
	VERDICT_ALTERED,	/* an entry is not what was recorded */
	VERDICT_FORKED,		/* two records were signed for that cannot both be true */
};
#define STORE_VERDICT_COUNT 5

/* What the members of a redundancy group show together. */
enum group_verdict {
	GROUP_NORMAL,
	GROUP_SWITCHED,		/* another member than the normal one carries, or did in between */
	GROUP_DEGRADED,		/* it carries, and too few stand by */
	GROUP_SPLIT,		/* more than one believes to be the active one */
	GROUP_NONE,		/* nobody carries */
	GROUP_UNKNOWN,		/* too little is known of its members */
};
#define GROUP_VERDICT_COUNT 6

/* On which side of which demarcation a fault lies, as far as it was seen. */
enum demarcation_verdict {
	DEMARCATION_UNDECIDED,	/* nothing is wrong, or it does not show */
	DEMARCATION_OURS,
	DEMARCATION_THEIRS,	/* beyond a demarcation: the core's, a peer's, the institution's */
	DEMARCATION_LINE,	/* between the concentrator and what answers at the institution */
	DEMARCATION_CONTROL_PLANE_ONLY,	/* a device answers badly and passes everything on */
	DEMARCATION_OWN_VIEW,	/* we cannot see */
};
#define DEMARCATION_VERDICT_COUNT 6

/* What sort of transition. */
enum transition_kind {
	TRANSITION_STATUS,	/* the hard status changed */
	TRANSITION_UNCOVERED,	/* what was covered stands in the open, as bad as it was */
	TRANSITION_FLAPPING,	/* it began to flap: its changes are not told singly any more */
	TRANSITION_SETTLED,	/* it has ceased to */
	TRANSITION_SWITCHED,	/* a group switched over, and may have switched back */
};
#define TRANSITION_KIND_COUNT 5

/* Where a maintenance window or a silence stands at an instant. */
enum window_phase {
	PHASE_PLANNED,
	PHASE_IN_FORCE,
	PHASE_OVERRUN,		/* work was begun, its time is over, and nobody said that it is done */
	PHASE_OVER,		/* it ended by itself */
	PHASE_FINISHED,
	PHASE_CANCELLED,
};
#define WINDOW_PHASE_COUNT 6

/* Kinds of steps in a procedure. */
enum step_kind {
	STEP_PROBE,		/* nwops looks */
	STEP_ASK,
	STEP_DO,
	STEP_NOTIFY,
	STEP_WAIT,
	STEP_DECIDE,		/* by what is recorded */
	STEP_CALL,		/* another procedure */
	STEP_END,
};
#define STEP_KIND_COUNT 8

/* How a step can end, as far as nwops itself names it. */
enum step_outcome {
	OUTCOME_GOOD,		/* answered with OK or CAUTION */
	OUTCOME_BAD,
	OUTCOME_UNMEASURABLE,
	OUTCOME_ANSWERED,
	OUTCOME_CANNOT_TELL,
	OUTCOME_DONE,
	OUTCOME_FAILED,
	OUTCOME_SKIPPED,
	OUTCOME_QUEUED,		/* a notice is on its way */
	OUTCOME_HELD,
	OUTCOME_REFUSED,
	OUTCOME_NO_REPLY,
	OUTCOME_OVER,
	OUTCOME_STARTED,
	OUTCOME_EXHAUSTED,
	OUTCOME_YES,
	OUTCOME_NO,
};
#define STEP_OUTCOME_COUNT 17

/* Where a run through a procedure stands. */
enum walk_state {
	WALK_PENDING,
	WALK_RUNNING,		/* somebody at hand can go on */
	WALK_WAITING,		/* for somebody else, or for a time */
	WALK_SUSPENDED,		/* by a person */
	WALK_CANCELLED,
	WALK_FAULTED,		/* its machinery failed */
	WALK_COMPLETED,
};
#define WALK_STATE_COUNT 7

/* Who acts in a procedure: its swim lanes. */
enum lane {
	LANE_INSTITUTION,
	LANE_OPERATOR,		/* ours */
	LANE_CORE,
	LANE_SERVICE_PROVIDER,
	LANE_CERTIFIER,
	LANE_ASSESSOR,
	LANE_CARRIER,
	LANE_PEER,
};
#define LANE_COUNT 8

/* Who answers for a fault, as a procedure ends. */
enum fault_verdict {
	FAULT_OPERATOR,
	FAULT_CORE,
	FAULT_CARRIER,
	FAULT_INSTITUTION,
	FAULT_SERVICE_PROVIDER,
	FAULT_POWER_COMPANY,
	FAULT_NONE,
	FAULT_UNDECIDED,
	FAULT_PEER,		/* another network operator */
};
#define FAULT_VERDICT_COUNT 9

/* What a procedure's probe looks at. */
enum probe_scope {
	SCOPE_SERVICE_PATH,		/* all of ours between us and the subject, its neighbours included */
	SCOPE_LINE,		/* the subject alone */
	SCOPE_NEIGHBOURS,		/* what shares equipment with it */
	SCOPE_OWN_SIDE,
	SCOPE_CORE,
	SCOPE_REQUESTED,
};
#define PROBE_SCOPE_COUNT 6

/* Kinds of notices. */
enum notice_kind {
	NOTICE_OUTAGE_FIRST,
	NOTICE_OUTAGE_FOLLOW_UP,
	NOTICE_OUTAGE_RESTORED,
	NOTICE_OUTAGE_FINAL,
	NOTICE_CORRECTION_OF_REPORT,
	NOTICE_CHECK_REQUEST,
	NOTICE_CORE_CHECK_REQUEST,
	NOTICE_THRESHOLD_CAUTION,
	NOTICE_THRESHOLD_WARNING,
	NOTICE_SWITCHOVER,
	NOTICE_MAINTENANCE_PLANNED,
	NOTICE_MAINTENANCE_CHANGED,
	NOTICE_MAINTENANCE_STARTED,
	NOTICE_MAINTENANCE_FINISHED,
	NOTICE_MAINTENANCE_CANCELLED,
	NOTICE_TECHNICAL_INFO,
	NOTICE_CORRECTION_DEMAND,
	NOTICE_SUSPENSION,
	NOTICE_RESUMPTION,
	NOTICE_DRILL_START,
	NOTICE_DRILL_END,
	NOTICE_ESCALATION,
	NOTICE_PUBLICATION,
	NOTICE_REQUEST_ANSWER,
	NOTICE_CARRIER_ENQUIRY,
	NOTICE_NONCOMPLIANCE_HEARING,
	NOTICE_NONCOMPLIANCE_REPORT,
	NOTICE_APPLICATION_FORWARDED,
	NOTICE_APPLICATION_ACCEPTED,
	NOTICE_EQUIPMENT_SENT,
	NOTICE_ENQUIRY_ANSWER,
	NOTICE_CERTIFICATE_EXPIRY,
	NOTICE_REMINDER,
	NOTICE_ROSTER_CALL,
	NOTICE_PATH_TEST,
	NOTICE_COMCHECK,
};
#define NOTICE_KIND_COUNT 36

/* Whom a notice is for. */
enum audience {
	AUDIENCE_CORE,
	AUDIENCE_PEERS,
	AUDIENCE_INSTITUTION,
	AUDIENCE_MANAGER,
	AUDIENCE_DUTY,
	AUDIENCE_CARRIER,
	AUDIENCE_CERTIFIER,
	AUDIENCE_ASSESSOR,
	AUDIENCE_AUTHORITY,
	AUDIENCE_PUBLIC,
};
#define AUDIENCE_COUNT 10

/* What may be broken. */
enum component_kind {
	COMPONENT_OWN_VIEW,	/* what stands between us and everything else */
	COMPONENT_DEVICE,
	COMPONENT_CPE,		/* what a line ends in */
	COMPONENT_LINE,		/* the access circuit */
	COMPONENT_LINK,
	COMPONENT_TUNNEL,	/* a security association over a line */
	COMPONENT_SESSION,	/* between two devices */
	COMPONENT_SERVICE,	/* that a device offers */
	COMPONENT_LAN,		/* behind a CPE */
	COMPONENT_GROUP,	/* the redundancy itself, not its members */
	COMPONENT_CONTROL_PLANE,	/* what answers for a device, and does not pass packets on */
	COMPONENT_WAY,		/* a stretch that is not known */
	/* What several of them have in common: */
	COMPONENT_SITE_POWER,
	COMPONENT_POWER_COMPANY,	/* in one area */
	COMPONENT_CARRIER,	/* in one area */
	COMPONENT_MODEL,	/* of CPEs, in one version */
	COMPONENT_AREA,
	COMPONENT_FAR_SIDE,	/* all of another owner's, beyond the demarcation */
};
#define COMPONENT_KIND_COUNT 18

/* In what way it is broken: what passes packets on may still lose some of them. */
enum fault_aspect {
	ASPECT_REACH,		/* nothing passes, or it is not there */
	ASPECT_QUALITY,		/* packets are lost or late */
	ASPECT_SIZE,		/* large packets do not pass */
	ASPECT_HEALTH,		/* it says itself that it is unwell */
};
#define FAULT_ASPECT_COUNT 4

/* What it takes to look once more. */
enum ask_cost { ASK_PROBE, ASK_LOGIN, ASK_PERSON };
#define ASK_COST_COUNT 3

/* What sort of matter is tracked as a case. */
enum case_kind {
	CASE_INCIDENT,
	CASE_NONCOMPLIANCE,
	CASE_APPLICATION,
	CASE_ENQUIRY,
	CASE_PROBLEM,		/* what may lie behind several incidents */
	CASE_REQUEST,		/* of the core */
};
#define CASE_KIND_COUNT 6

/* Who or what noticed first. */
enum detection { DETECTION_MONITORING, DETECTION_INSTITUTION, DETECTION_CORE, DETECTION_PERSON };
#define DETECTION_COUNT 4

/* What is measured of how an incident was dealt with, cases/figures.h. */
enum case_figure {
	CASE_FIGURE_DETECT,		/* it began, it was detected */
	CASE_FIGURE_ACKNOWLEDGE,	/* detected, taken up */
	CASE_FIGURE_RESTORE,		/* began, restored */
	CASE_FIGURE_FIRST_NOTICE,	/* detected, somebody outside was told */
	CASE_FIGURE_SILENCE,		/* the longest time without a report to anybody outside */
};
#define CASE_FIGURE_COUNT 5

/* What a person says about a case, one field after another. */
enum case_field {
	CASE_FIELD_BEGAN,
	CASE_FIELD_DETECTED,
	CASE_FIELD_DETECTED_HOW,	/* by which means: a call, which alarm */
	CASE_FIELD_REPORTED,		/* to us, by who has it */
	CASE_FIELD_ACKNOWLEDGED,	/* somebody of ours took it up */
	CASE_FIELD_RESTORED,		/* service is back, as far as we see */
	CASE_FIELD_CONFIRMED,		/* and who had the trouble says so */
	CASE_FIELD_SEVERITY,
	CASE_FIELD_CAUSE,
	CASE_FIELD_CAUSE_STATUS,
	CASE_FIELD_WORKAROUND,
	CASE_FIELD_CARRIER_TICKET,
	CASE_FIELD_SERVICE,		/* several at once */
	CASE_FIELD_LINES,
	CASE_FIELD_LINES_USER,		/* of them, by service class */
	CASE_FIELD_LINES_PROVIDER,
	CASE_FIELD_LINES_REGIONAL,
	CASE_FIELD_INSTITUTIONS,
	CASE_FIELD_USERS,
	CASE_FIELD_STANDBY_FAILED,	/* yes or no, as the next: a fact for which the law may ask a report */
	CASE_FIELD_SECRECY_LEAK,
	CASE_FIELD_PERSONAL_DATA_LEAK,
	CASE_FIELD_LEAD,
	CASE_FIELD_DEPUTY,
	CASE_FIELD_SCRIBE,
	CASE_FIELD_LIAISON,
	CASE_FIELD_REVIEWED,		/* the review after it was held; this and the next are taken of a closed case too */
	CASE_FIELD_UNDERLYING_CAUSE,
	CASE_FIELD_WELL,		/* what went well; several at once, */
	CASE_FIELD_BADLY,		/* what did not, */
	CASE_FIELD_LUCKY,		/* and where it only went well by luck */
};
#define CASE_FIELD_COUNT 31

/* Of an incident; a larger one is worse. */
enum severity { SEVERITY_MINOR, SEVERITY_MAJOR, SEVERITY_CRITICAL };
#define SEVERITY_COUNT 3

/* Whether something is so. */
enum yes_no { SAID_NO, SAID_YES };
#define YES_NO_COUNT 2

enum cause_status { CAUSE_INVESTIGATING, CAUSE_ESTIMATED, CAUSE_CONFIRMED };
#define CAUSE_STATUS_COUNT 3

/* How a number of things affected is known. */
enum count_quality { COUNT_COUNTED, COUNT_ESTIMATED, COUNT_UNKNOWN };
#define COUNT_QUALITY_COUNT 3

/* A task of a case. */
enum task_state { TASK_OPEN, TASK_DONE, TASK_DROPPED };
#define TASK_STATE_COUNT 3

/* Where one of the seven steps of the response to a fault stands. */
enum stage_stand {
	STAGE_NOT_BEGUN,
	STAGE_HERE,		/* the run stands at it */
	STAGE_BESIDE,		/* it goes on beside the others */
	STAGE_DONE,
	STAGE_SKIPPED,
	STAGE_MOOT,		/* another way was taken */
};
#define STAGE_STAND_COUNT 6

/* By which way a message reaches somebody. The last three need a person's voice or hand. */
enum channel_kind {
	CHANNEL_MAIL,
	CHANNEL_WEBHOOK,
	CHANNEL_ALERTMANAGER,
	CHANNEL_COMMAND,	/* a program of the site: SMS, a voice gateway */
	CHANNEL_PHONE,		/* somebody calls and reads it out */
	CHANNEL_FAX,		/* somebody sends a sheet to a number */
	CHANNEL_SHEET,		/* somebody hands it over, or puts it up */
};
#define CHANNEL_KIND_COUNT 7

/* How the way to a mail server is kept from others. */
enum relay_security {
	RELAY_STARTTLS,		/* required: nothing is sent without it */
	RELAY_TLS,		/* from the first byte on (port 465) */
	RELAY_PLAIN,		/* the path says so itself: `tls: none` */
};
#define RELAY_SECURITY_COUNT 3

/* How patiently a message is delivered. */
enum urgency { URGENCY_FIRST, URGENCY_URGENT, URGENCY_ROUTINE };
#define URGENCY_COUNT 3

/* Whether a notice goes out. */
enum notice_state {
	NOTICE_QUEUED,
	NOTICE_HELD,			/* its messages wait for an approval */
	NOTICE_REFUSED,			/* nobody can be reached by a message */
	NOTICE_DROPPED,			/* a person said that it is not to go */
};
#define NOTICE_STATE_COUNT 4

/* What became of a message so far. */
enum message_state {
	MESSAGE_QUEUED,
	MESSAGE_HELD,			/* until somebody approves its notice */
	MESSAGE_SENDING,		/* given to a wire program, and nothing heard yet */
	MESSAGE_ACCEPTED,		/* by the next server: nobody has read it for that */
	MESSAGE_FAILED_TEMPORARY,	/* to be tried again */
	MESSAGE_FAILED_PERMANENT,	/* not tried again unless a person says so */
	MESSAGE_ACKNOWLEDGED,		/* a person answered */
	MESSAGE_DROPPED,		/* a person said that it is not to go */
};
#define MESSAGE_STATE_COUNT 8

/* How a duty stands. */
enum duty_state {
	DUTY_NOT_YET,			/* what it depends on has not come to pass */
	DUTY_OPEN,
	DUTY_SOON,			/* it is time to do it */
	DUTY_LATE,
	DUTY_MET,
	DUTY_DECIDE,			/* only a person can say whether it is owed, and that it is done */
	DUTY_NOT_APPLICABLE,
	DUTY_SETTLED,			/* a person has waived it, or decided that nothing is to be done any more */
};
#define DUTY_STATE_COUNT 8

/* How one try to deliver a message ended. */
enum delivery_end {
	DELIVERY_ACCEPTED,
	DELIVERY_DEFERRED,		/* 4xx, 429, 5xx of a webhook: later */
	DELIVERY_REFUSED_RECIPIENT,	/* 5xx at RCPT: this address */
	DELIVERY_REFUSED_MESSAGE,	/* 5xx for what was sent: this message, 410 of a webhook too */
	DELIVERY_REFUSED_SENDER,	/* 5xx in greeting, EHLO, MAIL: this relay does not work for us */
	DELIVERY_REFUSED_LOGIN,		/* likewise */
	DELIVERY_NOT_TRUSTED,		/* no TLS where it must be, or a certificate that is not right */
	DELIVERY_NO_NAME,		/* its name was not resolved */
	DELIVERY_NO_CONNECTION,
	DELIVERY_TOO_SLOW,		/* the attempt's limit passed before the message was handed over */
	DELIVERY_NOT_UNDERSTOOD,	/* it does not speak the protocol */
	DELIVERY_BROKEN_OFF,		/* after the message was handed over and before it was answered: it may have arrived */
	DELIVERY_NOT_COMPOSED,		/* our side could not make it, start it, or read what it needs */
	DELIVERY_NOT_REACHED,		/* a call that nobody took, a sheet that could not be handed over */
	DELIVERY_WITHHELD,		/* in a drill: it would have gone out here, and the allow-list does not have the address */
};
#define DELIVERY_END_COUNT 15

/* What somebody who was told says to it. */
enum ack { ACK_SEEN, ACK_ACTING, ACK_WRONG_CONTACT, ACK_CANNOT_ACT };
#define ACK_COUNT 4

/* By which means they said so. */
enum ack_means { MEANS_PHONE, MEANS_MAIL, MEANS_FAX, MEANS_IN_PERSON, MEANS_OTHER };
#define ACK_MEANS_COUNT 5

/* How a clause of the guideline stands. */
enum clause_verdict { CLAUSE_MET, CLAUSE_CANNOT_TELL, CLAUSE_NOT_MET };
#define CLAUSE_VERDICT_COUNT 3

/* What a drill plays. */
enum drill_hazard {
	HAZARD_EARTHQUAKE,
	HAZARD_FLOOD,
	HAZARD_POWER_CUT,
	HAZARD_LINE_CUT,
	HAZARD_DEVICE_FAILURE,
	HAZARD_CORE_DOWN,
	HAZARD_RANSOMWARE,
	HAZARD_NONCOMPLIANCE,
	HAZARD_REAL_INCIDENT,	/* something real happens while a drill goes on */
	HAZARD_OTHER,
};
#define DRILL_HAZARD_COUNT 10

/* What those who take part in a drill are to show that they can do. */
enum drill_capability {
	CAPABILITY_DETECTING,
	CAPABILITY_ISOLATING,
	CAPABILITY_TELLING,
	CAPABILITY_RECORDING,
	CAPABILITY_DECIDING,
};
#define DRILL_CAPABILITY_COUNT 5

/* By which means an inject reaches who takes part. */
enum drill_means { INJECT_PHONE, INJECT_MAIL, INJECT_VISIT, INJECT_WEB, INJECT_ALARM };
#define DRILL_MEANS_COUNT 5

/* What can be expected in a drill. */
enum drill_expect {
	EXPECT_CASE_OPENED,
	EXPECT_CASE_FIELDS,
	EXPECT_RUN_ENDED,
	EXPECT_REPORTED,
	EXPECT_PROMISE_KEPT,	/* each next report that was promised came by then */
	EXPECT_DECLARED,	/* a roster */
	EXPECT_HANDED_OVER,
	EXPECT_TASK_ADDED,
	EXPECT_NOTED,
	EXPECT_ANSWERED,	/* an inject */
	EXPECT_NOT_DONE,
	EXPECT_ACKNOWLEDGED,
	EXPECT_DUTY_DECIDED,	/* by a person */
	EXPECT_CLOSED,
	EXPECT_STOPPED,		/* the drill */
	EXPECT_JUDGED,		/* by the facilitator */
};
#define DRILL_EXPECT_COUNT 16

/* What is not to be done. */
enum drill_deed { DEED_REPORTED, DEED_RUN_ENDED, DEED_CLOSED, DEED_CASE_OPENED };
#define DRILL_DEED_COUNT 4

/* What became of an expectation. */
enum drill_result {
	DRILL_MET,
	DRILL_LATE,
	DRILL_MISSED,
	DRILL_EXCUSED,			/* it could not be met: what it waits for was left out, or the drill was broken off */
	DRILL_PENDING,			/* its time is not over, or nobody has judged it yet */
};
#define DRILL_RESULT_COUNT 5

/* How well something was done, in the words of those who look at exercises. */
enum drill_grade { DRILL_PERFORMED, DRILL_SOME_CHALLENGES, DRILL_MAJOR_CHALLENGES, DRILL_UNABLE };
#define DRILL_GRADE_COUNT 4

/* How a drill stands. */
enum drill_state {
	DRILL_PLANNED,			/* made, and waits to begin */
	DRILL_RUNNING,
	DRILL_PAUSED,			/* by a person */
	DRILL_FROZEN,			/* because of a real alarm */
	DRILL_STOPPED,			/* before its time */
	DRILL_ENDED,
};
#define DRILL_STATE_COUNT 6

/* What comes in a drill at its time: a card for somebody, a change of the network, a deed of somebody who is played. */
enum drill_moment_kind { DRILL_CARD, DRILL_NETWORK, DRILL_ANSWER };
#define DRILL_MOMENT_KIND_COUNT 3

/* How somebody was taught. */
enum training_kind {
	TRAINING_LECTURE,
	TRAINING_EXERCISE,
	TRAINING_SELF_STUDY,
	TRAINING_DRILL,			/* took part in one */
};
#define TRAINING_KIND_COUNT 4

/* How somebody who can be on duty stands to the yearly education. */
enum training_standing {
	TRAINING_TAUGHT,
	TRAINING_DUE,			/* again, soon */
	TRAINING_OVERDUE,
	TRAINING_NEVER,
};
#define TRAINING_STANDING_COUNT 4

/* The manual that somebody was taught by, beside the approved one. */
enum training_manual {
	TRAINING_MANUAL_NONE,		/* none was named, or nobody has to approve it */
	TRAINING_MANUAL_APPROVED,	/* that is it */
	TRAINING_MANUAL_OTHER,		/* another one is approved now */
	TRAINING_MANUAL_UNAPPROVED,	/* none ever was */
};
#define TRAINING_MANUAL_COUNT 4

enum word_family {
	WORDS_STATUS,
	WORDS_PROBE_END,
	WORDS_QUESTION_KIND,
	WORDS_FIGURE,
	WORDS_ALGORITHM_GRADE,
	WORDS_PACKET_OUTCOME,
	WORDS_OWNER_KIND,
	WORDS_STORE_VERDICT,
	WORDS_GROUP_VERDICT,
	WORDS_DEMARCATION_VERDICT,
	WORDS_TRANSITION_KIND,
	WORDS_WINDOW_PHASE,
	WORDS_STEP_KIND,
	WORDS_STEP_OUTCOME,
	WORDS_RUN_STATE,
	WORDS_LANE,
	WORDS_FAULT_VERDICT,
	WORDS_PROBE_SCOPE,
	WORDS_NOTICE_KIND,
	WORDS_AUDIENCE,
	WORDS_COMPONENT_KIND,
	WORDS_FAULT_ASPECT,
	WORDS_ASK_COST,
	WORDS_CASE_KIND,
	WORDS_DETECTION,
	WORDS_CHANNEL_KIND,
	WORDS_RELAY_SECURITY,
	WORDS_URGENCY,
	WORDS_NOTICE_STATE,
	WORDS_MESSAGE_STATE,
	WORDS_DELIVERY_END,
	WORDS_ACK,
	WORDS_ACK_MEANS,
	WORDS_CLAUSE_VERDICT,
	WORDS_DUTY_STATE,
	WORDS_CASE_FIELD,
	WORDS_SEVERITY,
	WORDS_YES_NO,
	WORDS_CAUSE_STATUS,
	WORDS_COUNT_QUALITY,
	WORDS_TASK_STATE,
	WORDS_STAGE_STAND,
	WORDS_CASE_FIGURE,
	WORDS_DRILL_HAZARD,
	WORDS_DRILL_CAPABILITY,
	WORDS_DRILL_MEANS,
	WORDS_DRILL_EXPECT,
	WORDS_DRILL_DEED,
	WORDS_DRILL_STATE,
	WORDS_DRILL_MOMENT_KIND,
	WORDS_DRILL_RESULT,
	WORDS_DRILL_GRADE,
	WORDS_TRAINING_KIND,
	WORDS_TRAINING_STANDING,
	WORDS_TRAINING_MANUAL,
};
#define WORD_FAMILY_COUNT 55

struct word {
	const char *id;		/* "caution" */
	const char *english;	/* "CAUTION" */
	const char *japanese;	/* "注意" */
	const char *plugin;	/* "WARNING", or NULL where the protocol has no word */
	int plugin_code;	/* 1, or -1 */
};

/* The word numbered VALUE of FAMILY. VALUE must be one of the family's enum. */
const struct word *words_get(enum word_family family, unsigned int value);
/* The number of words in FAMILY. */
unsigned int words_count(enum word_family family);
/* The value whose id is ID, or -1. */
int words_find(enum word_family family, const char *id);

/*
 * The word in the language of the screen. Lent for ever.
 *
 * The screen speaks Japanese when the catalogue that gettext has chosen says
 * so of itself: the message "en" is translated by every catalogue to the code
 * of its own language ("ja" in share/po/ja.po). That follows LANGUAGE, the
 * locale and --lang as the rest of the screen does, with no second decision.
 */
const char *words_shown(enum word_family family, unsigned int value);
/* Whether a notice of KIND is one of the reports of a trouble, which go on from each other: outages and their corrections. */
bool words_is_report(enum notice_kind kind);
/* For where both vocabularies can meet: "警告 WARNING (CRITICAL)" on a Japanese
 * screen, "WARNING (CRITICAL)" on an English one; the plugin protocol's word is
 * left out where it is the same. Caller frees. */
char *words_shown_both(enum status status);
