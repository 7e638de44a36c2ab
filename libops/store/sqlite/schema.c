/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables, and the way from each earlier form of them to the present one.
 * The number of the form is the database's user_version. A step that was
 * released is never edited; the next one is added after it.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

#include <errno.h>

/* A level of course.levels, with nothing but that it is raised. */
#define RAISED(level) "x'" level "0000000000000000000000000000000000000000000000000000'"

static const char *const migrations[SQLITE_STORE_SCHEMA] = {
	/* 1 */
	"CREATE TABLE store ("
	" one INTEGER PRIMARY KEY CHECK (one = 1),"
	" log TEXT NOT NULL," /* the name of this host's log */
	" purpose INTEGER NOT NULL" /* enum store_purpose */
	") STRICT;"

	/* The record: journal.h tells how a row is hashed. Nothing is ever
	 * changed or removed here. */
	"CREATE TABLE journal ("
	" sequence INTEGER PRIMARY KEY CHECK (sequence > 0),"
	" log TEXT NOT NULL,"
	" kind TEXT NOT NULL,"
	" event_at_us INTEGER NOT NULL,"
	" recorded_at_us INTEGER NOT NULL,"
	" actor TEXT NOT NULL,"
	" payload_digest BLOB NOT NULL CHECK (length(payload_digest) = 32)"
	") STRICT;"
	"CREATE TABLE payload ("
	" sequence INTEGER PRIMARY KEY,"
	" salt BLOB NOT NULL CHECK (length(salt) = 32),"
	" body BLOB NOT NULL"
	") STRICT;"

	/* What follows from the journal and is kept so that appending is cheap
	 * and a changed row can be named. It proves nothing; verifying
	 * compares it with what the rows say. */
	"CREATE TABLE leaf ("
	" sequence INTEGER PRIMARY KEY,"
	" digest BLOB NOT NULL CHECK (length(digest) = 32)"
	") STRICT;"
	"CREATE TABLE tree ("
	" one INTEGER PRIMARY KEY CHECK (one = 1),"
	" size INTEGER NOT NULL,"
	" frontier BLOB NOT NULL," /* struct tree's nodes */
	" before_size INTEGER NOT NULL," /* the head before the last transaction */
	" before_root BLOB NOT NULL"
	") STRICT;"
	"INSERT INTO tree VALUES (1, 0, x'', 0,"
	" x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');"

	"CREATE TABLE item ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE,"
	" turns INTEGER NOT NULL DEFAULT 0" /* results ever kept */
	") STRICT;"
	/* The results of an item are a ring of RESULTS_KEPT slots. place is
	 * slot * 2^32 + item: with the slot first, the rows of one sweep lie
	 * side by side and it rewrites a twentieth of the table's pages; with
	 * the item first it would rewrite them all. */
	"CREATE TABLE result ("
	" place INTEGER PRIMARY KEY,"
	" turn INTEGER NOT NULL," /* turns of the item when it was kept */
	" started_at_us INTEGER NOT NULL,"
	" ended INTEGER NOT NULL," /* enum probe_end */
	" status INTEGER NOT NULL," /* enum status */
	" sent INTEGER NOT NULL,"
	" received INTEGER NOT NULL,"
	" rtt_min_us INTEGER NOT NULL,"
	" rtt_median_us INTEGER NOT NULL,"
	" rtt_max_us INTEGER NOT NULL,"
	" message TEXT NOT NULL"
	") STRICT;"
	"CREATE TABLE state ("
	" item INTEGER PRIMARY KEY,"
	" status INTEGER NOT NULL,"
	" since_us INTEGER NOT NULL,"
	" checked_at_us INTEGER NOT NULL,"
	" message TEXT NOT NULL"
	") STRICT;",

	/* 2: figures in place of words, which are made when they are shown. What a
	 * state was seen by is its newest result. A sweep now writes two short
	 * rows an item, and the item's own row with its name none. */
	"ALTER TABLE state RENAME TO state_1;"
	"ALTER TABLE result RENAME TO result_1;"
	"CREATE TABLE state ("
	" item INTEGER PRIMARY KEY,"
	" turns INTEGER NOT NULL," /* results ever kept */
	" status INTEGER," /* NULL: it has results and no state */
	" since_us INTEGER"
	") STRICT;"
	"INSERT INTO state SELECT i.id, i.turns, s.status, s.since_us"
	" FROM item i LEFT JOIN state_1 s ON s.item = i.id;"
	"ALTER TABLE item DROP COLUMN turns;"
	"CREATE TABLE result (" /* place is as before; what is not there is NULL */
	" place INTEGER PRIMARY KEY,"
	" started_at_us INTEGER NOT NULL,"
	" ended INTEGER NOT NULL,"
	" status INTEGER NOT NULL,"
	" cause INTEGER NOT NULL," /* enum cause */
	" reached INTEGER," /* the threshold that was reached */
	" sent INTEGER NOT NULL,"
	" received INTEGER NOT NULL,"
	" rtt_min_us INTEGER,"
	" rtt_median_us INTEGER,"
	" rtt_max_us INTEGER,"
	" message TEXT" /* what the figures cannot say */
	") STRICT;"
	/* What decided was only told in words; loss is what the users feel. */
	"INSERT INTO result SELECT place, started_at_us, ended, status,"
	" CASE WHEN ended <> 0 THEN 0 WHEN status NOT IN (1, 2) THEN 3"
	" WHEN received < sent THEN 1 ELSE 2 END,"
	" NULL, sent, received, nullif(rtt_min_us, -1), nullif(rtt_median_us, -1),"
	" nullif(rtt_max_us, -1), CASE WHEN ended = 2 THEN message END"
	" FROM result_1 ORDER BY place;"
	"DROP TABLE state_1;"
	"DROP TABLE result_1;",

	/* 3: figures of devices, and the keys that devices are known by. */
	"CREATE TABLE sample_group ("
	" id INTEGER PRIMARY KEY," /* item * 2^14 + number: an item's are one range */
	" layout TEXT NOT NULL" /* what the figures in its rows are */
	") STRICT;"
	/* Beside it, for the reason that state is beside item: this is written with
	 * every reading, and the long layout is not. */
	"CREATE TABLE sample_ring ("
	" id INTEGER PRIMARY KEY,"
	" turns INTEGER NOT NULL," /* rows ever kept */
	" sequence INTEGER NOT NULL," /* of the newest */
	" at_us INTEGER NOT NULL" /* and its time */
	") STRICT;"
	/* The rows of a group are a ring of SAMPLES_KEPT slots, and place is
	 * slot * 2^48 + group, as it is with result. */
	"CREATE TABLE sample ("
	" place INTEGER PRIMARY KEY,"
	" sequence INTEGER NOT NULL,"
	" at_us INTEGER NOT NULL,"
	" uptime_us INTEGER," /* NULL: the device did not tell it */
	" figures BLOB NOT NULL" /* 8 bytes each, the highest first */
	") STRICT;"
	"CREATE TABLE sample_head ("
	" one INTEGER PRIMARY KEY CHECK (one = 1),"
	" sequence INTEGER NOT NULL" /* the highest that was given */
	") STRICT;"
	"INSERT INTO sample_head VALUES (1, 0);"
	"CREATE TABLE pin ("
	" device TEXT NOT NULL,"
	" number INTEGER NOT NULL," /* its place among the device's */
	" type TEXT NOT NULL,"
	" key TEXT NOT NULL," /* base64 */
	" fingerprint TEXT NOT NULL,"
	" pinned_at_us INTEGER NOT NULL,"
	" actor TEXT NOT NULL,"
	" said_by TEXT,"
	" how INTEGER NOT NULL," /* enum pin_way */
	" PRIMARY KEY (device, number)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE pin_changed ("
	" device TEXT PRIMARY KEY,"
	" type TEXT NOT NULL,"
	" fingerprint TEXT NOT NULL,"
	" first_seen_us INTEGER NOT NULL,"
	" last_seen_us INTEGER NOT NULL,"
	" count INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;",

	/* 4: what devices said, word for word, and which of it something rested on. */
	"CREATE TABLE evidence ("
	" id INTEGER PRIMARY KEY," /* of an item and command, the newest is the highest */
	" item TEXT NOT NULL," /* by name: it may stay longer than the item */
	" command TEXT NOT NULL,"
	" platform TEXT NOT NULL,"
	" read_at_us INTEGER NOT NULL," /* when this text came first, */
	" again_at_us INTEGER NOT NULL," /* and when it last came so */
	" kept_at_us INTEGER," /* when something changed by it; NULL: it goes when another comes */
	" reason TEXT," /* what changed */
	" whole INTEGER NOT NULL," /* 0: its end was not seen */
	" bytes INTEGER NOT NULL," /* that came; of a long text only the beginning is kept */
	" digest BLOB NOT NULL CHECK (length(digest) = 32)" /* SHA-256 of the text that is kept */
	") STRICT;"
	"CREATE INDEX evidence_of ON evidence (item, command, id DESC);"
	/* Beside it, so that looking for a text, and saying that it came again, is no
	 * way through the texts. */
	"CREATE TABLE evidence_text ("
	" id INTEGER PRIMARY KEY,"
	" text BLOB NOT NULL"
	") STRICT;",

	/* 5: judging over runs. The course of an item is beside its state, as few
	 * items have one. */
	"CREATE TABLE course ("
	" item INTEGER PRIMARY KEY,"
	" seen INTEGER NOT NULL," /* enum status */
	" cause INTEGER NOT NULL,"
	" reached INTEGER," /* the threshold that was reached */
	" told INTEGER NOT NULL," /* enum status */
	" told_at_us INTEGER NOT NULL," /* 0, which takes no space: not yet, as with all times here */
	" good_at_us INTEGER NOT NULL,"
	" bad_at_us INTEGER NOT NULL,"
	" last_bad_at_us INTEGER NOT NULL,"
	" flap_score INTEGER NOT NULL,"
	" flap_at_us INTEGER NOT NULL,"
	" flapping INTEGER NOT NULL," /* 1: it flaps; 2: and that was told */
	" levels BLOB NOT NULL," /* COURSE_LEVEL_BYTES for each level that is not at rest */
	" hidden_by TEXT NOT NULL,"
	" window_id TEXT NOT NULL,"
	" silence_id TEXT NOT NULL"
	") STRICT;"
	/* What was not OK is at its level since then, and nobody acted on it. */
	"INSERT INTO course SELECT s.item, ifnull(r.status, s.status),"
	" CASE WHEN r.status = s.status THEN r.cause ELSE 3 END,"
	" CASE WHEN r.status = s.status THEN r.reached END, 0, 0, 0,"
	" CASE WHEN s.status IN (2, 3) THEN s.since_us ELSE 0 END,"
	" CASE WHEN s.status IN (2, 3) THEN ifnull(r.started_at_us, s.since_us) ELSE 0 END, 0, 0, 0,"
	" CASE s.status WHEN 1 THEN " RAISED("80") " WHEN 2 THEN " RAISED("81") " WHEN 3 THEN " RAISED(
		"82") " ELSE " RAISED("83") " END, '', '', ''"
	" FROM state s LEFT JOIN result r ON s.turns > 0"
	" AND r.place = (((s.turns - 1) % 20) << 32 | s.item) WHERE s.status BETWEEN 1 AND 4;"
	/* An item may be forgotten and its number given to another one; what became of
	 * it is kept for ever, and so is its name: transitions have names of their own. */
	"CREATE TABLE transition_item ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE"
	") STRICT;"
	"CREATE TABLE transition ("
	" sequence INTEGER PRIMARY KEY CHECK (sequence > 0),"
	" item INTEGER NOT NULL," /* transition_item */
	" entry INTEGER NOT NULL," /* of the journal; 0: none */
	" kind INTEGER NOT NULL," /* enum transition_kind */
	" status_from INTEGER NOT NULL,"
	" status_to INTEGER NOT NULL,"
	" at_us INTEGER NOT NULL,"
	" began_us INTEGER," /* NULL: at once */
	" cause INTEGER NOT NULL,"
	" reached INTEGER,"
	" told INTEGER NOT NULL,"
	" flapping INTEGER NOT NULL,"
	" verdict INTEGER NOT NULL," /* enum demarcation_verdict */
	" outage_least_us INTEGER,"
	" outage_most_us INTEGER,"
	" hidden_by TEXT,"
	" window_id TEXT,"
	" silence_id TEXT,"
	" text TEXT"
	") STRICT;"
	"CREATE INDEX transition_of ON transition (item);"
	/* A clock that jumps puts times out of order of sequence. */
	"CREATE INDEX transition_at ON transition (at_us);"
	"CREATE TABLE cover (" /* maintenance windows and silences: windows.h */
	" id TEXT PRIMARY KEY,"
	" kind INTEGER NOT NULL," /* enum window_kind */
	" selectors TEXT NOT NULL,"
	" owner TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" zone TEXT NOT NULL,"
	" from_us INTEGER NOT NULL,"
	" until_us INTEGER NOT NULL,"
	" recurrence TEXT,"
	" recurs_until_us INTEGER NOT NULL,"
	" made_at_us INTEGER NOT NULL,"
	" made_by TEXT NOT NULL,"
	" started_at_us INTEGER NOT NULL,"
	" ended INTEGER NOT NULL," /* enum window_end */
	" ended_at_us INTEGER NOT NULL,"
	" overrun_told_us INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE mark ("
	" name TEXT PRIMARY KEY,"
	" wall_us INTEGER NOT NULL,"
	" monotonic_us INTEGER NOT NULL,"
	" boot TEXT NOT NULL,"
	" text TEXT"
	") STRICT, WITHOUT ROWID;",

	/* 6: what the readings of a figure amounted to, one row a day. */
	"CREATE TABLE rollup ("
	" place INTEGER PRIMARY KEY," /* day * 2^32 + item */
	" readings INTEGER NOT NULL,"
	" sum INTEGER NOT NULL," /* of their values */
	" minimum INTEGER NOT NULL,"
	" maximum INTEGER NOT NULL,"
	" covered_us INTEGER NOT NULL," /* of the day */
	" last_at_us INTEGER NOT NULL,"
	" peak INTEGER NOT NULL," /* the highest mean of an hour that is over; -1: none is */
	" hour INTEGER NOT NULL," /* of the last reading, and what came in it */
	" hour_readings INTEGER NOT NULL,"
	" hour_sum INTEGER NOT NULL"
	") STRICT;",

	/* 7: cases, what happened in them, the walks through procedures, and what was
	 * to be announced. A body is in the journal only: an event is a number here. */
	"CREATE TABLE cases ("
	" id TEXT PRIMARY KEY,"
	" kind INTEGER NOT NULL," /* enum case_kind */
	" title TEXT NOT NULL,"
	" subject TEXT NOT NULL,"
	" organization TEXT NOT NULL,"
	" opened_at_us INTEGER NOT NULL,"
	" opened_by TEXT NOT NULL,"
	" closed_at_us INTEGER NOT NULL," /* 0: it is open */
	" events INTEGER NOT NULL," /* how many it has */
	" changed_at_us INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX cases_by_time ON cases (opened_at_us, id);"
	/* Few are open, and they are asked for each minute. */
	"CREATE INDEX cases_open ON cases (opened_at_us, id) WHERE closed_at_us = 0;"
	"CREATE TABLE case_events ("
	" case_id TEXT NOT NULL,"
	" number INTEGER NOT NULL CHECK (number > 0),"
	" run INTEGER NOT NULL," /* 0: the case itself */
	" kind TEXT NOT NULL,"
	" entry INTEGER NOT NULL UNIQUE," /* of the journal */
	" PRIMARY KEY (case_id, number)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE runs ("
	" case_id TEXT NOT NULL,"
	" run INTEGER NOT NULL CHECK (run > 0),"
	" caller INTEGER NOT NULL," /* 0: none */
	" caller_turn INTEGER NOT NULL,"
	" alongside INTEGER NOT NULL,"
	" procedure TEXT NOT NULL,"
	" digest BLOB NOT NULL CHECK (length(digest) = 32)," /* run_texts */
	" subject TEXT NOT NULL,"
	" holder TEXT NOT NULL,"
	" step TEXT NOT NULL,"
	" state INTEGER NOT NULL," /* enum walk_state */
	" turn INTEGER NOT NULL,"
	" started_at_us INTEGER NOT NULL,"
	" changed_at_us INTEGER NOT NULL,"
	" due_at_us INTEGER NOT NULL," /* 0: never */
	" PRIMARY KEY (case_id, run)"
	") STRICT, WITHOUT ROWID;"
	/* Neither cancelled nor completed. */
	"CREATE INDEX runs_unfinished ON runs (started_at_us, case_id, run) WHERE state NOT IN (4, 6);"
	"CREATE TABLE run_texts ("
	" digest BLOB PRIMARY KEY CHECK (length(digest) = 32)," /* SHA-256 of the text */
	" text BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE notices ("
	" number INTEGER PRIMARY KEY CHECK (number > 0),"
	" kind INTEGER NOT NULL," /* enum notice_kind */
	" audience TEXT NOT NULL,"
	" recipient TEXT NOT NULL," /* '': all of the audience */
	" state INTEGER NOT NULL," /* enum notice_state */
	" case_id TEXT NOT NULL," /* '': none */
	" run INTEGER NOT NULL,"
	" turn INTEGER NOT NULL,"
	" made_at_us INTEGER NOT NULL,"
	" made_by TEXT NOT NULL,"
	" facts TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX notices_of ON notices (case_id);"
	"CREATE INDEX notices_in ON notices (state);",

	/* 8: the spool. What was asked for before has been told to nobody by it: it is as
	 * patient as can be, and belongs to no ladder. */
	"ALTER TABLE notices ADD COLUMN urgency INTEGER NOT NULL DEFAULT 2;" /* enum urgency */
	"ALTER TABLE notices ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE notices ADD COLUMN once TEXT NOT NULL DEFAULT '';" /* '': it may be told again */
	"ALTER TABLE notices ADD COLUMN approved_by TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE notices ADD COLUMN approved_at_us INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE notices ADD COLUMN rung INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE notices ADD COLUMN rung_due_at_us INTEGER NOT NULL DEFAULT 0;" /* 0: no more */
	"CREATE UNIQUE INDEX notices_once ON notices (once) WHERE once <> '';"
	"CREATE INDEX notices_rung ON notices (rung_due_at_us) WHERE rung_due_at_us > 0;"
	"CREATE TABLE messages ("
	" number INTEGER PRIMARY KEY CHECK (number > 0),"
	" notice INTEGER NOT NULL,"
	" contact TEXT NOT NULL,"
	" organization TEXT NOT NULL,"
	" channel INTEGER NOT NULL," /* enum channel_kind */
	" target TEXT NOT NULL,"
	" path TEXT NOT NULL,"
	" code TEXT NOT NULL COLLATE NOCASE," /* '': none */
	" identity TEXT NOT NULL,"
	" urgency INTEGER NOT NULL," /* enum urgency */
	" rung INTEGER NOT NULL,"
	" made_at_us INTEGER NOT NULL,"
	" state INTEGER NOT NULL," /* enum message_state */
	" due_at_us INTEGER NOT NULL," /* 0: at once */
	" expires_at_us INTEGER NOT NULL," /* 0: never */
	" attempts INTEGER NOT NULL,"
	" may_be_twice INTEGER NOT NULL,"
	" changed_at_us INTEGER NOT NULL"
	") STRICT;"
	"CREATE UNIQUE INDEX messages_code ON messages (code) WHERE code <> '';"
	"CREATE UNIQUE INDEX messages_identity ON messages (identity);"
	"CREATE INDEX messages_of ON messages (notice);"
	/* What waits is asked for each minute, for as long as the spool goes back. */
	"CREATE INDEX messages_in ON messages (state, due_at_us);"
	/* Queued, or failed for the time being: in the order in which they are delivered, so that
	 * who takes some of a hundred thousand sorts none. */
	"CREATE INDEX messages_next ON messages (urgency, due_at_us) WHERE state IN (0, 4);"
	/* Beside it: it is long and stays as it is, and the row is written anew with each try. */
	"CREATE TABLE message_contents ("
	" message INTEGER PRIMARY KEY,"
	" content TEXT NOT NULL"
	") STRICT;"
	"CREATE TABLE attempts ("
	" message INTEGER NOT NULL,"
	" number INTEGER NOT NULL CHECK (number > 0),"
	" path TEXT NOT NULL,"
	" relay TEXT NOT NULL,"
	" began_at_us INTEGER NOT NULL,"
	" ended_at_us INTEGER NOT NULL,"
	" ended INTEGER NOT NULL," /* enum delivery_end */
	" code INTEGER NOT NULL," /* -1: none */
	" reply TEXT NOT NULL,"
	" secured TEXT NOT NULL,"
	" digest BLOB NOT NULL CHECK (length(digest) = 32),"
	" actor TEXT NOT NULL,"
	" PRIMARY KEY (message, number)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE acks ("
	" number INTEGER PRIMARY KEY,"
	" message INTEGER NOT NULL,"
	" at_us INTEGER NOT NULL,"
	" recorded_at_us INTEGER NOT NULL,"
	" said INTEGER NOT NULL," /* enum ack */
	" means INTEGER NOT NULL," /* enum ack_means */
	" said_by TEXT NOT NULL,"
	" actor TEXT NOT NULL,"
	" text TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX acks_of ON acks (message);"
	"CREATE INDEX acks_saying ON acks (said);"
	"CREATE TABLE relays ("
	" path TEXT NOT NULL,"
	" relay TEXT NOT NULL,"
	" good_at_us INTEGER NOT NULL," /* 0: never, as with the other times */
	" bad_at_us INTEGER NOT NULL,"
	" failures INTEGER NOT NULL," /* in a row */
	" reason TEXT NOT NULL,"
	" tested_at_us INTEGER NOT NULL,"
	" PRIMARY KEY (path, relay)"
	") STRICT, WITHOUT ROWID;",

	/* 9 */
	/* One row a version; what it says lies in the journal. */
	"CREATE TABLE know_entries ("
	" doc INTEGER PRIMARY KEY,"
	" number INTEGER NOT NULL CHECK (number > 0),"
	" version INTEGER NOT NULL CHECK (version > 0),"
	" state INTEGER NOT NULL," /* enum know_state */
	" title TEXT NOT NULL,"
	" title_en TEXT NOT NULL,"
	" owner TEXT NOT NULL,"
	" source TEXT NOT NULL," /* a case's id; '' */
	" name TEXT NOT NULL,"
	" added_at_us INTEGER NOT NULL,"
	" added_by TEXT NOT NULL,"
	" review_at_us INTEGER NOT NULL,"
	" reviewed_at_us INTEGER NOT NULL,"
	" reviewed_by TEXT NOT NULL,"
	" entry INTEGER NOT NULL UNIQUE," /* of the journal */
	" UNIQUE (number, version)"
	") STRICT;"
	"CREATE TABLE know_cases ("
	" doc INTEGER PRIMARY KEY,"
	" case_id TEXT NOT NULL,"
	" replaced INTEGER NOT NULL" /* it was told anew since */
	") STRICT;"
	"CREATE UNIQUE INDEX know_cases_of ON know_cases (case_id) WHERE replaced = 0;"
	/* By doc of the two above. It keeps no content: the texts are in the journal, and as tokens they
	 * would take twice their room again. So nothing is taken out of it by itself, and what is replaced
	 * stays in it unseen; with its content it could be, and would be three times as large. What is
	 * removed from the journal empties all of it, and it is told anew. */
	"CREATE VIRTUAL TABLE know_index USING fts5 (title, text, content = '', tokenize = 'ascii');"
	/* How much of each the index knows. What it does not is asked for at every search, and is little. */
	"ALTER TABLE cases ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX cases_pending ON cases (id) WHERE closed_at_us > 0 AND indexed < events;",

	/* 10 */
	/* Of a rehearsal's store only: drills.h. */
	"CREATE TABLE drill ("
	" one INTEGER PRIMARY KEY CHECK (one = 1),"
	" name TEXT NOT NULL,"
	" scenario TEXT NOT NULL,"
	" digest TEXT NOT NULL,"
	" text TEXT NOT NULL,"
	" plan TEXT NOT NULL,"
	" state INTEGER NOT NULL," /* enum drill_state */
	" reason TEXT NOT NULL,"
	" origin_wall_us INTEGER NOT NULL,"
	" origin_uptime_us INTEGER NOT NULL,"
	" origin_boot TEXT NOT NULL,"
	" shown_us INTEGER NOT NULL,"
	" rate INTEGER NOT NULL,"
	" speed INTEGER NOT NULL,"
	" begins_us INTEGER NOT NULL,"
	" ends_us INTEGER NOT NULL,"
	" started_at_us INTEGER NOT NULL,"
	" ended_at_us INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE drill_moments ("
	" number INTEGER PRIMARY KEY,"
	" kind INTEGER NOT NULL," /* enum drill_moment_kind */
	" name TEXT NOT NULL,"
	" at_us INTEGER NOT NULL,"
	" done_at_us INTEGER NOT NULL,"
	" skipped INTEGER NOT NULL,"
	" shown INTEGER NOT NULL,"
	" reason TEXT NOT NULL"
	") STRICT;",
};

/* The numbers that the tables hold; to change one is a migration. */
G_STATIC_ASSERT(STATUS_OK == 0 && STATUS_CAUTION == 1 && STATUS_WARNING == 2 && STATUS_DOWN == 3 &&
		STATUS_UNKNOWN == 4 && STATUS_COUNT == 5);
G_STATIC_ASSERT(PROBE_ANSWERED == 0 && PROBE_NO_ANSWER == 1 && PROBE_COULD_NOT_ASK == 2 &&
		PROBE_END_COUNT == 3);
G_STATIC_ASSERT(CAUSE_END == 0 && CAUSE_LOSS == 1 && CAUSE_RTT == 2 && CAUSE_NONE == 3 &&
		CAUSE_CERTIFICATE == 4 && CAUSE_EXPIRY == 5 && CAUSE_VERSION == 6 &&
		CAUSE_WAY == 7 && CAUSE_SIZE == 8 && CAUSE_PLUGIN == 9 && CAUSE_SHARE == 10 &&
		CAUSE_TIME == 11 && CAUSE_STATE == 12 && CAUSE_OWN_VIEW == 13 && CAUSE_PARENT == 14 &&
		CAUSE_GROUP == 15 && CAUSE_TREND == 16 && CAUSE_COUNT == 17);
G_STATIC_ASSERT(PIN_ASKED == 0 && PIN_IMPORTED == 1 && PIN_LEARNT == 2 && PIN_WAY_COUNT == 3);
G_STATIC_ASSERT(COURSE_CAUTION == 0 && COURSE_WARNING == 1 && COURSE_DOWN == 2 && COURSE_UNKNOWN == 3 &&
		COURSE_LEVEL_COUNT == 4);
G_STATIC_ASSERT(TRANSITION_STATUS == 0 && TRANSITION_UNCOVERED == 1 && TRANSITION_FLAPPING == 2 &&
		TRANSITION_SETTLED == 3 && TRANSITION_SWITCHED == 4 && TRANSITION_KIND_COUNT == 5);
G_STATIC_ASSERT(DEMARCATION_UNDECIDED == 0 && DEMARCATION_OURS == 1 && DEMARCATION_THEIRS == 2 &&
		DEMARCATION_LINE == 3 && DEMARCATION_CONTROL_PLANE_ONLY == 4 &&
		DEMARCATION_OWN_VIEW == 5 && DEMARCATION_VERDICT_COUNT == 6);
G_STATIC_ASSERT(WINDOW_MAINTENANCE == 0 && WINDOW_SILENCE == 1 && WINDOW_KIND_COUNT == 2);
G_STATIC_ASSERT(WINDOW_OPEN == 0 && WINDOW_FINISHED == 1 && WINDOW_CANCELLED == 2 && WINDOW_END_COUNT == 3);
G_STATIC_ASSERT(CASE_INCIDENT == 0 && CASE_NONCOMPLIANCE == 1 && CASE_APPLICATION == 2 &&
		CASE_ENQUIRY == 3 && CASE_PROBLEM == 4 && CASE_REQUEST == 5 && CASE_KIND_COUNT == 6);
G_STATIC_ASSERT(WALK_PENDING == 0 && WALK_RUNNING == 1 && WALK_WAITING == 2 && WALK_SUSPENDED == 3 &&
		WALK_CANCELLED == 4 && WALK_FAULTED == 5 && WALK_COMPLETED == 6 && WALK_STATE_COUNT == 7);
G_STATIC_ASSERT(NOTICE_QUEUED == 0 && NOTICE_HELD == 1 && NOTICE_REFUSED == 2 &&
		NOTICE_DROPPED == 3 && NOTICE_STATE_COUNT == 4);
G_STATIC_ASSERT(NOTICE_OUTAGE_FIRST == 0 && NOTICE_OUTAGE_FOLLOW_UP == 1 &&
		NOTICE_OUTAGE_RESTORED == 2 && NOTICE_OUTAGE_FINAL == 3 &&
		NOTICE_CORRECTION_OF_REPORT == 4 && NOTICE_CHECK_REQUEST == 5 &&
		NOTICE_CORE_CHECK_REQUEST == 6 && NOTICE_THRESHOLD_CAUTION == 7 &&
		NOTICE_THRESHOLD_WARNING == 8 && NOTICE_SWITCHOVER == 9 &&
		NOTICE_MAINTENANCE_PLANNED == 10 && NOTICE_MAINTENANCE_CHANGED == 11 &&
		NOTICE_MAINTENANCE_STARTED == 12 && NOTICE_MAINTENANCE_FINISHED == 13 &&
		NOTICE_MAINTENANCE_CANCELLED == 14 && NOTICE_TECHNICAL_INFO == 15 &&
		NOTICE_CORRECTION_DEMAND == 16 && NOTICE_SUSPENSION == 17 &&
		NOTICE_RESUMPTION == 18 && NOTICE_DRILL_START == 19 && NOTICE_DRILL_END == 20 &&
		NOTICE_ESCALATION == 21 && NOTICE_PUBLICATION == 22 &&
		NOTICE_REQUEST_ANSWER == 23 && NOTICE_CARRIER_ENQUIRY == 24 &&
		NOTICE_NONCOMPLIANCE_HEARING == 25 && NOTICE_NONCOMPLIANCE_REPORT == 26 &&
		NOTICE_APPLICATION_FORWARDED == 27 && NOTICE_APPLICATION_ACCEPTED == 28 &&
		NOTICE_EQUIPMENT_SENT == 29 && NOTICE_ENQUIRY_ANSWER == 30 &&
		NOTICE_CERTIFICATE_EXPIRY == 31 && NOTICE_REMINDER == 32 &&
		NOTICE_ROSTER_CALL == 33 && NOTICE_PATH_TEST == 34 && NOTICE_COMCHECK == 35 &&
		NOTICE_KIND_COUNT == 36);
G_STATIC_ASSERT(URGENCY_FIRST == 0 && URGENCY_URGENT == 1 && URGENCY_ROUTINE == 2 && URGENCY_COUNT == 3);
G_STATIC_ASSERT(CHANNEL_MAIL == 0 && CHANNEL_WEBHOOK == 1 && CHANNEL_ALERTMANAGER == 2 &&
		CHANNEL_COMMAND == 3 && CHANNEL_PHONE == 4 && CHANNEL_FAX == 5 && CHANNEL_SHEET == 6 &&
		CHANNEL_KIND_COUNT == 7);
G_STATIC_ASSERT(MESSAGE_QUEUED == 0 && MESSAGE_HELD == 1 && MESSAGE_SENDING == 2 &&
		MESSAGE_ACCEPTED == 3 && MESSAGE_FAILED_TEMPORARY == 4 &&
		MESSAGE_FAILED_PERMANENT == 5 && MESSAGE_ACKNOWLEDGED == 6 && MESSAGE_DROPPED == 7 &&
		MESSAGE_STATE_COUNT == 8);
G_STATIC_ASSERT(DELIVERY_ACCEPTED == 0 && DELIVERY_DEFERRED == 1 && DELIVERY_REFUSED_RECIPIENT == 2 &&
		DELIVERY_REFUSED_MESSAGE == 3 && DELIVERY_REFUSED_SENDER == 4 &&
		DELIVERY_REFUSED_LOGIN == 5 && DELIVERY_NOT_TRUSTED == 6 && DELIVERY_NO_NAME == 7 &&
		DELIVERY_NO_CONNECTION == 8 && DELIVERY_TOO_SLOW == 9 &&
		DELIVERY_NOT_UNDERSTOOD == 10 && DELIVERY_BROKEN_OFF == 11 &&
		DELIVERY_NOT_COMPOSED == 12 && DELIVERY_NOT_REACHED == 13 && DELIVERY_WITHHELD == 14 && DELIVERY_END_COUNT == 15);
G_STATIC_ASSERT(DRILL_PLANNED == 0 && DRILL_RUNNING == 1 && DRILL_PAUSED == 2 && DRILL_FROZEN == 3 && DRILL_STOPPED == 4 &&
		DRILL_ENDED == 5 && DRILL_STATE_COUNT == 6);
G_STATIC_ASSERT(DRILL_CARD == 0 && DRILL_NETWORK == 1 && DRILL_ANSWER == 2 && DRILL_MOMENT_KIND_COUNT == 3);
G_STATIC_ASSERT(ACK_SEEN == 0 && ACK_ACTING == 1 && ACK_WRONG_CONTACT == 2 && ACK_CANNOT_ACT == 3 &&
		ACK_COUNT == 4);
G_STATIC_ASSERT(MEANS_PHONE == 0 && MEANS_MAIL == 1 && MEANS_FAX == 2 && MEANS_IN_PERSON == 3 &&
		MEANS_OTHER == 4 && ACK_MEANS_COUNT == 5);
G_STATIC_ASSERT(KNOW_CURRENT == 0 && KNOW_REPLACED == 1 && KNOW_WITHDRAWN == 2 && KNOW_STATE_COUNT == 3);
G_STATIC_ASSERT(SAMPLES_GROUPS == 1 << 14 && SAMPLES_KEPT < 1 << 14);
G_STATIC_ASSERT(STORE_REAL == 0 && STORE_REHEARSAL == 1);

bool sqlite_execute(struct sqlite_store *sqlite, const char *sql, enum sqlite_attempt attempt,
		    GError **error)
{
	errno = 0;
	return sqlite3_exec(sqlite->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       sqlite_fail(sqlite, error, attempt);
}

bool sqlite_pragma_integer(struct sqlite_store *sqlite, const char *pragma, int64_t *ret_value,
			   GError **error)
{
	g_autofree char *sql = g_strconcat("PRAGMA ", pragma, NULL);
	sqlite3_stmt *statement = NULL;
	int got = sqlite3_prepare_v2(sqlite->db, sql, -1, &statement, NULL);

	if (got == SQLITE_OK)
		got = sqlite3_step(statement);
	if (got == SQLITE_ROW)
		*ret_value = sqlite3_column_int64(statement, 0);
	else
		sqlite_fail(sqlite, error, ATTEMPT_OPEN);
	sqlite3_finalize(statement);
	return got == SQLITE_ROW;
}

static bool add_store_row(struct sqlite_store *sqlite, GError **error)
{
	sqlite3_stmt *statement = NULL;
	bool ok;

	ok = sqlite3_prepare_v2(sqlite->db, "INSERT INTO store VALUES (1, ?1, ?2)", -1, &statement,
				NULL) == SQLITE_OK &&
	     sqlite3_bind_text(statement, 1, sqlite->store.log_name, -1, SQLITE_STATIC) ==
		     SQLITE_OK &&
	     sqlite3_bind_int(statement, 2, (int)sqlite->store.purpose) == SQLITE_OK &&
	     sqlite3_step(statement) == SQLITE_DONE;
	if (!ok)
		sqlite_fail(sqlite, error, ATTEMPT_MAKE);
	sqlite3_finalize(statement);
	return ok;
}

static bool apply(struct sqlite_store *sqlite, int64_t version, GError **error)
{
	g_autofree char *stamp =
		g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %d",
				SQLITE_STORE_APPLICATION, SQLITE_STORE_SCHEMA);

	for (int64_t step = version; step < SQLITE_STORE_SCHEMA; step++)
		if (!sqlite_execute(sqlite, migrations[step], ATTEMPT_MIGRATE, error))
			return false;
	return (version > 0 || add_store_row(sqlite, error)) &&
	       sqlite_execute(sqlite, stamp, ATTEMPT_MIGRATE, error);
}

bool sqlite_migrate(struct sqlite_store *sqlite, int64_t version, GError **error)
{
	if (version == SQLITE_STORE_SCHEMA)
		return true;
	if (!sqlite_execute(sqlite, "BEGIN IMMEDIATE", ATTEMPT_MIGRATE, error))
		return false;
	if (apply(sqlite, version, error) &&
	    sqlite_execute(sqlite, "COMMIT", ATTEMPT_MIGRATE, error))
		return true;
	sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

bool sqlite_adopt(struct sqlite_store *sqlite, GError **error)
{
	sqlite3_stmt *statement = NULL;
	int got = sqlite3_prepare_v2(sqlite->db, "SELECT log, purpose FROM store WHERE one = 1", -1,
				     &statement, NULL);
	enum store_purpose purpose = STORE_REAL;
	g_autofree char *log = NULL;

	if (got == SQLITE_OK)
		got = sqlite3_step(statement);
	if (got == SQLITE_ROW) {
		log = g_strdup((const char *)sqlite3_column_text(statement, 0));
		purpose = sqlite3_column_int(statement, 1) == STORE_REAL ? STORE_REAL
									 : STORE_REHEARSAL;
	} else if (got != SQLITE_DONE) {
		sqlite_fail(sqlite, error, ATTEMPT_OPEN);
	}
	sqlite3_finalize(statement);
	if (got != SQLITE_ROW && got != SQLITE_DONE)
		return false;
	if (!log || !note_name_valid(log))
		return store_fail(
			error, STORE_ERROR_DAMAGED,
			_("cannot open store '%s': nwops.db does not say whose log it is: refused, "
			  "not "
			  "recreated; copy the directory aside, then put a backup in its place"),
			sqlite->directory);
	if (purpose != sqlite->store.purpose)
		return store_fail(error, STORE_ERROR_PURPOSE,
				  purpose == STORE_REHEARSAL
					  ? _("refused store '%s': it is a rehearsal's, and this "
					      "is not a rehearsal")
					  : _("refused store '%s': it is the real record, and this "
					      "is a rehearsal"),
				  sqlite->directory);
	g_free(sqlite->store.log_name);
	sqlite->store.log_name = g_steal_pointer(&log);
	return true;
}
