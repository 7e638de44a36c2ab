/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every statement that runs more than once, in one table, prepared when it is
 * first needed: a command that reads one state pays for one statement.
 */
#include "store/sqlite/internal.h"

#include <errno.h>

/* In the order in which items.c binds and reads them. */
#define RESULT_COLUMNS(of)                                                                         \
	of "started_at_us, " of "ended, " of "status, " of "cause, " of "reached, " of             \
	   "sent, " of "received, " of "rtt_min_us, " of "rtt_median_us, " of "rtt_max_us, " of    \
	   "message"

/* The newest result R of the item with state S: it lies where sqlite_place() put it. */
#define JOIN_NEWEST                                                                                \
	" LEFT JOIN result r ON s.turns > 0"                                                       \
	" AND r.place = (((s.turns - 1) % " G_STRINGIFY(RESULTS_KEPT) ") << 32 | s.item)"

/* In the order in which evidence.c reads them; the text comes last. */
#define EVIDENCE_COLUMNS                                                                           \
	"e.id, e.item, e.command, e.platform, e.read_at_us, e.again_at_us, e.kept_at_us,"          \
	" e.reason, e.whole, e.bytes, e.digest, length(t.text)"

#define EVIDENCE_TABLES " FROM evidence e JOIN evidence_text t ON t.id = e.id"

/* From the first to the last item and command that are asked for, the newest first. */
#define EVIDENCE_ASKED                                                                             \
	EVIDENCE_TABLES " WHERE e.item BETWEEN ?1 AND ?2 AND e.command BETWEEN ?3 AND ?4"          \
			" ORDER BY e.item, e.command, e.id DESC"

/* In the order in which transitions.c reads them. */
#define TRANSITION_COLUMNS                                                                         \
	"t.sequence, i.name, t.entry, t.kind, t.status_from, t.status_to, t.at_us, t.began_us,"     \
	" t.cause, t.reached, t.told, t.flapping, t.verdict, t.outage_least_us, t.outage_most_us,"  \
	" t.hidden_by, t.window_id, t.silence_id, t.text"

/* Which of them are asked for, by the parameters of bind_filter(). */
#define TRANSITION_ASKED " AND t.at_us >= ?2 AND t.at_us < ?3 AND t.told >= ?4 ORDER BY t.sequence"

/* In the order in which windows.c binds and reads them. */
#define WINDOW_COLUMNS                                                                             \
	"id, kind, selectors, owner, reason, zone, from_us, until_us, recurrence, recurs_until_us," \
	" made_at_us, made_by, started_at_us, ended, ended_at_us, overrun_told_us"

/* In the order in which drills.c binds and reads them. */
#define DRILL_COLUMNS                                                                              \
	"name, scenario, digest, text, plan, state, reason, origin_wall_us, origin_uptime_us, origin_boot," \
	" shown_us, rate, speed, begins_us, ends_us, started_at_us, ended_at_us"
#define DRILL_MOMENT_COLUMNS "number, kind, name, at_us, done_at_us, skipped, shown, reason"

/* In the order in which rollups.c binds and reads them. */
#define ROLLUP_COLUMNS                                                                             \
	"place, readings, sum, minimum, maximum, covered_us, last_at_us, peak, hour, hour_readings," \
	" hour_sum"

/* In the order in which cases.c reads them. */
#define CASE_EVENTS_JOINED                                                                       \
	"SELECT e.number, e.run, e.kind, e.entry, j.event_at_us, j.recorded_at_us, j.actor,"     \
	" p.body, e.case_id FROM case_events e"                                                  \
	" LEFT JOIN journal j ON j.sequence = e.entry AND j.kind = 'case'"                       \
	" LEFT JOIN payload p ON p.sequence = e.entry"
#define CASE_COLUMNS                                                                               \
	"id, kind, title, subject, organization, opened_at_us, opened_by, closed_at_us, events,"    \
	" changed_at_us"

/* In the order in which runs.c binds and reads them. */
#define RUN_COLUMNS                                                                                \
	"case_id, run, caller, caller_turn, alongside, procedure, digest, subject, holder, step,"   \
	" state, turn, started_at_us, changed_at_us, due_at_us"

/* As the index runs_unfinished has it. */
#define RUN_UNFINISHED "state NOT IN (4, 6)"

/* In the order in which notices.c binds and reads them, behind the number. */
#define NOTICE_COLUMNS                                                                             \
	"kind, audience, recipient, state, case_id, run, turn, made_at_us, made_by, facts, urgency," \
	" sequence, once, approved_by, approved_at_us, rung, rung_due_at_us"

/* Which of them are asked for, by the parameters of notices.c. */
#define NOTICE_ASKED                                                                               \
	" number > ?1 AND (?2 < 0 OR state = ?2) AND (?3 IS NULL OR case_id = ?3)"                  \
	" AND (?4 = 0 OR rung_due_at_us BETWEEN 1 AND ?4) AND (?5 = 0 OR number = ?5)"              \
	" ORDER BY number"

/* In the order in which messages.c binds and reads them, behind the number. */
#define MESSAGE_COLUMNS                                                                            \
	"notice, contact, organization, channel, target, path, code, identity, urgency, rung,"      \
	" made_at_us, state, due_at_us, expires_at_us, attempts, may_be_twice, changed_at_us"
#define MESSAGE_ROWS "SELECT number, " MESSAGE_COLUMNS " FROM messages"

/* Which of them are asked for, by the parameters of bind_filter(). */
#define MESSAGE_ASKED                                                                              \
	" number > ?1 AND (?2 = 0 OR (?2 >> state) & 1) AND due_at_us <= ?3"                        \
	" AND (?4 = 0 OR notice = ?4) AND (?5 = 0 OR number = ?5)"                                  \
	" AND (?6 IS NULL OR code = ?6) AND (?7 IS NULL OR identity = ?7)"
#define MESSAGE_BY_NUMBER " ORDER BY number"
#define MESSAGE_BY_URGENCY " ORDER BY urgency, due_at_us, number"

/* Those that are in one of some states, by the index of it; what is none of a state is -1. */
#define MESSAGE_IN                                                                                 \
	" INDEXED BY messages_in WHERE state IN (?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) AND"         \
	MESSAGE_ASKED

/* As the index messages_next has it, of one urgency; what is asked for by states as well. */
#define MESSAGE_NEXT                                                                               \
	" INDEXED BY messages_next WHERE urgency = ?8 AND state IN (0, 4) AND" MESSAGE_ASKED        \
	" ORDER BY due_at_us, number"

/* Queued, given to a wire program, or failed for the time being. */
#define MESSAGE_WAITS "state IN (0, 2, 4)"

/* In the order in which attempts.c reads them; but for the number, it binds them so too. */
#define ATTEMPT_COLUMNS                                                                            \
	"message, number, path, relay, began_at_us, ended_at_us, ended, code, reply, secured,"      \
	" digest, actor"
#define ACK_COLUMNS "message, at_us, recorded_at_us, said, means, said_by, actor, text"
#define RELAY_COLUMNS "path, relay, good_at_us, bad_at_us, failures, reason, tested_at_us"

/* In the order in which know.c binds and reads them. */
#define KNOW_COLUMNS                                                                               \
	"number, version, state, title, title_en, owner, source, name, added_at_us, added_by,"      \
	" review_at_us, reviewed_at_us, reviewed_by, entry"
#define KNOW_ROWS                                                                                  \
	"SELECT " KNOW_COLUMNS ", CAST(p.body AS TEXT) FROM know_entries"                           \
	" LEFT JOIN journal j ON j.sequence = entry AND j.kind = 'kb'"                              \
	" LEFT JOIN payload p ON p.sequence = j.sequence"

/* Which of them are asked for, by the parameters of know.c. */
#define KNOW_ASKED                                                                                 \
	" (?2 OR state = 0) AND (?3 = 0 OR review_at_us <= ?3) AND (?4 IS NULL OR name = ?4)"       \
	" AND (?5 IS NULL OR source = ?5) ORDER BY number, version"

static const char *const statement_text[STATEMENT_COUNT] = {
	[STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
	[STATEMENT_COMMIT] = "COMMIT",
	[STATEMENT_ROLLBACK] = "ROLLBACK",
	[STATEMENT_TREE_LOAD] = "SELECT size, frontier FROM tree WHERE one = 1",
	[STATEMENT_TREE_BEFORE] = "SELECT before_size, before_root FROM tree WHERE one = 1",
	[STATEMENT_TREE_SAVE] = "UPDATE tree SET size = ?1, frontier = ?2, before_size = ?3, "
				"before_root = ?4 WHERE one = 1",
	[STATEMENT_JOURNAL_ADD] = "INSERT INTO journal (sequence, log, kind, event_at_us, "
				  "recorded_at_us, actor, payload_digest)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[STATEMENT_PAYLOAD_ADD] = "INSERT INTO payload (sequence, salt, body) VALUES (?1, ?2, ?3)",
	[STATEMENT_PAYLOAD_REMOVE] = "DELETE FROM payload WHERE sequence = ?1",
	[STATEMENT_LEAF_ADD] = "INSERT INTO leaf (sequence, digest) VALUES (?1, ?2)",
	[STATEMENT_LEAF_READ] =
		"SELECT sequence, digest FROM leaf WHERE sequence <= ?1 ORDER BY sequence",
	[STATEMENT_JOURNAL_READ] =
		"SELECT j.sequence, j.kind, j.actor, j.event_at_us, j.recorded_at_us, p.body"
		" FROM journal j LEFT JOIN payload p ON p.sequence = j.sequence"
		" WHERE j.sequence BETWEEN ?1 AND ?2 ORDER BY j.sequence",
	[STATEMENT_JOURNAL_ROWS] =
		"SELECT j.sequence, j.log, j.kind, j.event_at_us, j.recorded_at_us, j.actor,"
		" j.payload_digest, p.salt, p.body"
		" FROM journal j LEFT JOIN payload p ON p.sequence = j.sequence"
		" WHERE j.sequence BETWEEN ?1 AND ?2 ORDER BY j.sequence",
	[STATEMENT_ITEM_FIND] = "SELECT i.id, s.turns, s.status, s.since_us"
				" FROM item i LEFT JOIN state s ON s.item = i.id WHERE i.name = ?1",
	[STATEMENT_ITEM_NEXT] = "SELECT i.id, s.turns, s.status, s.since_us, i.name"
				" FROM item i LEFT JOIN state s ON s.item = i.id"
				" WHERE i.id > ?1 ORDER BY i.id LIMIT ?2",
	[STATEMENT_ITEM_ADD] = "INSERT INTO item (name) VALUES (?1)",
	[STATEMENT_RESULT_KEEP] =
		"INSERT OR REPLACE INTO result (place, " RESULT_COLUMNS("")
		") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[STATEMENT_RESULT_READ] = "SELECT " RESULT_COLUMNS("") " FROM result WHERE place = ?1",
	[STATEMENT_STATE_SET] =
		"INSERT OR REPLACE INTO state (item, turns, status, since_us) VALUES (?1, ?2, ?3, ?4)",
	[STATEMENT_STATE_READ] =
		"SELECT i.name, s.status, s.since_us, r.place, " RESULT_COLUMNS("r.")
		" FROM item i JOIN state s ON s.item = i.id"
		JOIN_NEWEST " WHERE s.status IS NOT NULL ORDER BY i.name",
	[STATEMENT_STATE_UNDER] =
		"SELECT i.name, s.status, s.since_us, r.place, " RESULT_COLUMNS("r.")
		" FROM item i JOIN state s ON s.item = i.id" JOIN_NEWEST
		" WHERE i.name >= ?1 AND i.name < ?2 AND s.status IS NOT NULL ORDER BY i.name",
	[STATEMENT_ITEM_READ] = "SELECT i.name, r.started_at_us FROM item i"
				" LEFT JOIN state s ON s.item = i.id" JOIN_NEWEST " ORDER BY i.name",
	[STATEMENT_ITEM_DELETE] = "DELETE FROM item WHERE id = ?1",
	[STATEMENT_STATE_DELETE] = "DELETE FROM state WHERE item = ?1",
	[STATEMENT_RESULT_DELETE] = "DELETE FROM result WHERE place = ?1",
	[STATEMENT_GROUP_READ] =
		"SELECT g.id, r.turns, r.sequence, g.layout FROM sample_group g"
		" JOIN sample_ring r ON r.id = g.id WHERE g.id BETWEEN ?1 AND ?2 ORDER BY g.id",
	[STATEMENT_GROUP_SET] = "INSERT OR REPLACE INTO sample_group (id, layout) VALUES (?1, ?2)",
	[STATEMENT_GROUP_DELETE] = "DELETE FROM sample_group WHERE id = ?1",
	[STATEMENT_RING_SET] = "INSERT OR REPLACE INTO sample_ring (id, turns, sequence, at_us)"
			       " VALUES (?1, ?2, ?3, ?4)",
	[STATEMENT_RING_DELETE] = "DELETE FROM sample_ring WHERE id = ?1",
	[STATEMENT_RING_OLD] = "SELECT id, turns FROM sample_ring WHERE at_us < ?1 ORDER BY id",
	[STATEMENT_SAMPLE_KEEP] =
		"INSERT OR REPLACE INTO sample (place, sequence, at_us, uptime_us, figures)"
		" VALUES (?1, ?2, ?3, ?4, ?5)",
	[STATEMENT_SAMPLE_READ] =
		"SELECT sequence, at_us, uptime_us, figures FROM sample WHERE place = ?1",
	[STATEMENT_SAMPLE_DELETE] = "DELETE FROM sample WHERE place = ?1",
	[STATEMENT_SAMPLE_HEAD] = "SELECT sequence FROM sample_head WHERE one = 1",
	[STATEMENT_SAMPLE_HEAD_SET] = "UPDATE sample_head SET sequence = ?1 WHERE one = 1",
	[STATEMENT_SAMPLE_MEASURE] = "SELECT total(length(figures)) / 8 FROM sample",
	[STATEMENT_PIN_ADD] = "INSERT INTO pin (device, number, type, key, fingerprint,"
			      " pinned_at_us, actor, said_by, how)"
			      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[STATEMENT_PIN_READ] = "SELECT device, type, key, fingerprint, pinned_at_us, actor,"
			       " said_by, how FROM pin WHERE device BETWEEN ?1 AND ?2"
			       " ORDER BY device, number",
	[STATEMENT_PIN_DELETE] = "DELETE FROM pin WHERE device = ?1",
	[STATEMENT_PIN_COUNT] =
		"SELECT (SELECT count(*) FROM pin), (SELECT count(*) FROM pin_changed)",
	[STATEMENT_CHANGED_SET] = "INSERT OR REPLACE INTO pin_changed (device, type, fingerprint,"
				  " first_seen_us, last_seen_us, count)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[STATEMENT_CHANGED_READ] =
		"SELECT device, type, fingerprint, first_seen_us, last_seen_us, count"
		" FROM pin_changed WHERE device BETWEEN ?1 AND ?2 ORDER BY device",
	[STATEMENT_CHANGED_DELETE] = "DELETE FROM pin_changed WHERE device = ?1",
	[STATEMENT_EVIDENCE_READ] = "SELECT " EVIDENCE_COLUMNS EVIDENCE_ASKED,
	[STATEMENT_EVIDENCE_READ_OF] =
		"SELECT " EVIDENCE_COLUMNS EVIDENCE_TABLES
		" WHERE e.item = ?1 AND e.command = ?2 ORDER BY e.id DESC",
	[STATEMENT_EVIDENCE_READ_TEXT] = "SELECT " EVIDENCE_COLUMNS ", t.text" EVIDENCE_ASKED,
	[STATEMENT_EVIDENCE_SET] =
		"INSERT OR REPLACE INTO evidence (id, item, command, platform, read_at_us,"
		" again_at_us, kept_at_us, reason, whole, bytes, digest)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[STATEMENT_EVIDENCE_SET_TEXT] =
		"INSERT OR REPLACE INTO evidence_text (id, text) VALUES (?1, ?2)",
	[STATEMENT_EVIDENCE_REPEAT] = "UPDATE evidence SET again_at_us = ?2 WHERE id = ?1",
	[STATEMENT_EVIDENCE_KEEP] =
		"UPDATE evidence SET again_at_us = ?2, kept_at_us = ?2, reason = ?3 WHERE id = ?1",
	[STATEMENT_EVIDENCE_DELETE] = "DELETE FROM evidence WHERE id = ?1",
	[STATEMENT_EVIDENCE_DELETE_TEXT] = "DELETE FROM evidence_text WHERE id = ?1",
	/* What lies below an item is between its name with / and its name with what
	 * follows / in ASCII, which is 0. */
	[STATEMENT_EVIDENCE_OLD] =
		"SELECT e.id FROM evidence e WHERE"
		" (e.kept_at_us < ?1 AND e.id < (SELECT max(n.id) FROM evidence n"
		" WHERE n.item = e.item AND n.command = e.command))"
		" OR (ifnull(e.kept_at_us, ?1 - 1) < ?1"
		" AND NOT EXISTS (SELECT 1 FROM item i WHERE i.name = e.item)"
		" AND NOT EXISTS (SELECT 1 FROM item i"
		" WHERE i.name >= e.item || '/' AND i.name < e.item || '0'))",
	[STATEMENT_EVIDENCE_MEASURE] =
		"SELECT count(*), count(e.kept_at_us), total(length(t.text))" EVIDENCE_TABLES,
	[STATEMENT_COURSE_SET] =
		"INSERT OR REPLACE INTO course (item, seen, cause, reached, told, told_at_us,"
		" good_at_us, bad_at_us, last_bad_at_us, flap_score, flap_at_us, flapping, levels,"
		" hidden_by, window_id, silence_id)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
	/* CROSS: from the few that have one to their names, not from all names. */
	[STATEMENT_COURSE_READ] =
		"SELECT i.name, c.seen, c.cause, c.reached, c.told, c.told_at_us, c.good_at_us,"
		" c.bad_at_us, c.last_bad_at_us, c.flap_score, c.flap_at_us, c.flapping, c.levels,"
		" c.hidden_by, c.window_id, c.silence_id"
		" FROM course c CROSS JOIN item i ON i.id = c.item ORDER BY i.name",
	[STATEMENT_COURSE_DELETE] = "DELETE FROM course WHERE item = ?1",
	[STATEMENT_TRANSITION_ITEM_FIND] = "SELECT id FROM transition_item WHERE name = ?1",
	[STATEMENT_TRANSITION_ITEM_ADD] = "INSERT INTO transition_item (name) VALUES (?1)",
	[STATEMENT_TRANSITION_KEEP] =
		"INSERT INTO transition (item, entry, kind, status_from, status_to, at_us, began_us,"
		" cause, reached, told, flapping, verdict, outage_least_us, outage_most_us,"
		" hidden_by, window_id, silence_id, text)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
		" ?18)",
	[STATEMENT_TRANSITION_READ] =
		"SELECT " TRANSITION_COLUMNS " FROM transition t CROSS JOIN transition_item i"
		" ON i.id = t.item WHERE t.sequence > ?1" TRANSITION_ASKED,
	[STATEMENT_TRANSITION_READ_OF] =
		"SELECT " TRANSITION_COLUMNS " FROM transition_item i CROSS JOIN transition t"
		" INDEXED BY transition_of ON t.item = i.id"
		" WHERE i.name = ?5 AND t.sequence > ?1" TRANSITION_ASKED,
	/* By their times; what is found so is put in order of sequence afterwards. */
	[STATEMENT_TRANSITION_READ_AT] =
		"SELECT " TRANSITION_COLUMNS " FROM transition t INDEXED BY transition_at"
		" CROSS JOIN transition_item i ON i.id = t.item WHERE +t.sequence > ?1" TRANSITION_ASKED,
	[STATEMENT_WINDOW_SET] =
		"INSERT OR REPLACE INTO cover (" WINDOW_COLUMNS
		") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
	[STATEMENT_WINDOW_READ] = "SELECT " WINDOW_COLUMNS " FROM cover WHERE (ended = 0 OR ended_at_us > ?1)"
				  " AND (until_us > ?1 OR recurrence IS NOT NULL OR started_at_us > 0)"
				  " ORDER BY from_us, id",
	[STATEMENT_WINDOW_FIND] = "SELECT 1 FROM cover WHERE id = ?1",
	[STATEMENT_MARK_SET] = "INSERT OR REPLACE INTO mark (name, wall_us, monotonic_us, boot, text)"
			       " VALUES (?1, ?2, ?3, ?4, ?5)",
	[STATEMENT_MARK_READ] = "SELECT name, wall_us, monotonic_us, boot, text FROM mark"
				" WHERE name BETWEEN ?1 AND ?2 ORDER BY name",
	[STATEMENT_MARK_DELETE] = "DELETE FROM mark WHERE name = ?1",
	[STATEMENT_DRILL_SET] = "INSERT OR REPLACE INTO drill (one, " DRILL_COLUMNS ")"
		" VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
	[STATEMENT_DRILL_READ] = "SELECT " DRILL_COLUMNS " FROM drill WHERE one = 1",
	[STATEMENT_DRILL_MOMENT_SET] = "INSERT OR REPLACE INTO drill_moments (" DRILL_MOMENT_COLUMNS ")"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[STATEMENT_DRILL_MOMENT_READ] = "SELECT " DRILL_MOMENT_COLUMNS " FROM drill_moments ORDER BY at_us, number",
	[STATEMENT_JUDGEMENT_MEASURE] =
		"SELECT (SELECT count(*) FROM course), (SELECT count(*) FROM transition),"
		" (SELECT count(*) FROM cover), (SELECT count(*) FROM mark),"
		" (SELECT count(*) FROM rollup)",
	[STATEMENT_ROLLUP_SET] =
		"INSERT OR REPLACE INTO rollup (" ROLLUP_COLUMNS
		") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[STATEMENT_ROLLUP_READ] =
		"SELECT " ROLLUP_COLUMNS " FROM rollup WHERE place >= ?1 ORDER BY place LIMIT 1",
	[STATEMENT_ROLLUP_DELETE] = "DELETE FROM rollup WHERE place = ?1",
	[STATEMENT_ROLLUP_DELETE_BEFORE] = "DELETE FROM rollup WHERE place < ?1",
	/* Its events and changed_at_us are not touched. */
	[STATEMENT_CASE_SET] =
		"INSERT INTO cases (" CASE_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0)"
		" ON CONFLICT (id) DO UPDATE SET kind = ?2, title = ?3, subject = ?4,"
		" organization = ?5, opened_at_us = ?6, opened_by = ?7, closed_at_us = ?8",
	[STATEMENT_CASE_READ] = "SELECT " CASE_COLUMNS " FROM cases WHERE (?1 < 0 OR kind = ?1)"
				" ORDER BY opened_at_us, id",
	[STATEMENT_CASE_READ_OPEN] =
		"SELECT " CASE_COLUMNS " FROM cases INDEXED BY cases_open"
		" WHERE closed_at_us = 0 AND (?1 < 0 OR kind = ?1) ORDER BY opened_at_us, id",
	[STATEMENT_CASE_FIND] =
		"SELECT " CASE_COLUMNS " FROM cases WHERE id = ?3 AND (?1 < 0 OR kind = ?1)"
		" AND (?2 = 0 OR closed_at_us = 0)",
	[STATEMENT_CASE_COUNT] = "SELECT events FROM cases WHERE id = ?1",
	[STATEMENT_CASE_GROW] = "UPDATE cases SET events = ?2, changed_at_us = ?3 WHERE id = ?1",
	[STATEMENT_CASE_EVENT_ADD] = "INSERT INTO case_events (case_id, number, run, kind, entry)"
				     " VALUES (?1, ?2, ?3, ?4, ?5)",
	[STATEMENT_CASE_EVENT_READ] =
		CASE_EVENTS_JOINED
		" WHERE e.case_id = ?1 AND e.number > ?2 AND (?3 < 0 OR e.run = ?3) ORDER BY e.number",
	/* All are looked through, and of few more than the row is read: no index is kept for what somebody who looks at one case asks. */
	[STATEMENT_CASE_EVENT_READ_KIND] = CASE_EVENTS_JOINED " WHERE e.kind = ?1",
	[STATEMENT_RUN_SET] =
		"INSERT OR REPLACE INTO runs (" RUN_COLUMNS
		") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
	[STATEMENT_RUN_READ] = "SELECT " RUN_COLUMNS " FROM runs ORDER BY started_at_us, case_id, run",
	[STATEMENT_RUN_READ_OF] =
		"SELECT " RUN_COLUMNS " FROM runs WHERE case_id = ?1 AND (?2 = 0 OR " RUN_UNFINISHED
		") ORDER BY started_at_us, case_id, run",
	[STATEMENT_RUN_READ_UNFINISHED] =
		"SELECT " RUN_COLUMNS " FROM runs INDEXED BY runs_unfinished WHERE " RUN_UNFINISHED
		" ORDER BY started_at_us, case_id, run",
	[STATEMENT_RUN_TEXT_ADD] =
		"INSERT INTO run_texts (digest, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
	[STATEMENT_RUN_TEXT_READ] = "SELECT text FROM run_texts WHERE digest = ?1",
	[STATEMENT_NOTICE_ADD] = "INSERT INTO notices (" NOTICE_COLUMNS
				 ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
				 " ?14, ?15, ?16, ?17)",
	[STATEMENT_NOTICE_CHANGE] =
		"UPDATE notices SET state = ?2, approved_by = ?3, approved_at_us = ?4, rung = ?5,"
		" rung_due_at_us = ?6 WHERE number = ?1",
	[STATEMENT_NOTICE_FIND] =
		"SELECT number, " NOTICE_COLUMNS " FROM notices WHERE number = ?5 AND" NOTICE_ASKED,
	/* As the index has it: only those that have one. */
	[STATEMENT_NOTICE_FIND_ONCE] =
		"SELECT number FROM notices INDEXED BY notices_once WHERE once = ?1 AND once <> ''",
	[STATEMENT_NOTICE_NEWEST] = "SELECT coalesce(max(number), 0) FROM notices",
	[STATEMENT_NOTICE_READ] =
		"SELECT number, " NOTICE_COLUMNS " FROM notices WHERE" NOTICE_ASKED,
	[STATEMENT_NOTICE_READ_OF] =
		"SELECT number, " NOTICE_COLUMNS " FROM notices WHERE case_id = ?3 AND" NOTICE_ASKED,
	[STATEMENT_NOTICE_READ_IN] =
		"SELECT number, " NOTICE_COLUMNS " FROM notices WHERE state = ?2 AND" NOTICE_ASKED,
	[STATEMENT_NOTICE_READ_RUNG] =
		"SELECT number, " NOTICE_COLUMNS " FROM notices INDEXED BY notices_rung"
		" WHERE rung_due_at_us > 0 AND rung_due_at_us <= ?4 AND" NOTICE_ASKED,
	[STATEMENT_CASE_MEASURE] =
		"SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM cases WHERE closed_at_us = 0),"
		" (SELECT count(*) FROM case_events), (SELECT count(*) FROM runs),"
		" (SELECT count(*) FROM runs WHERE " RUN_UNFINISHED "), (SELECT count(*) FROM run_texts),"
		" (SELECT count(*) FROM notices), (SELECT count(*) FROM notices WHERE state = 0)",
	/* Nothing is added, and nothing said, when there is no such notice, or when another one has
	 * the code or the identity. */
	[STATEMENT_MESSAGE_ADD] =
		"INSERT INTO messages (" MESSAGE_COLUMNS
		") SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17"
		" WHERE EXISTS (SELECT 1 FROM notices WHERE number = ?1) ON CONFLICT DO NOTHING",
	[STATEMENT_MESSAGE_ADD_CONTENT] =
		"INSERT INTO message_contents (message, content) VALUES (?1, ?2)",
	[STATEMENT_MESSAGE_CHANGE] =
		"UPDATE messages SET state = ?2, due_at_us = ?3, expires_at_us = ?4, attempts = ?5,"
		" may_be_twice = ?6, changed_at_us = ?7 WHERE number = ?1",
	[STATEMENT_MESSAGE_CONTENT] = "SELECT content FROM message_contents WHERE message = ?1",
	[STATEMENT_MESSAGE_FIND] = MESSAGE_ROWS " WHERE number = ?5 AND" MESSAGE_ASKED,
	[STATEMENT_MESSAGE_FIND_CODE] =
		MESSAGE_ROWS " WHERE code = ?6 AND code <> '' AND" MESSAGE_ASKED,
	[STATEMENT_MESSAGE_FIND_IDENTITY] = MESSAGE_ROWS " WHERE identity = ?7 AND" MESSAGE_ASKED,
	[STATEMENT_MESSAGE_READ] = MESSAGE_ROWS " WHERE" MESSAGE_ASKED MESSAGE_BY_NUMBER,
	[STATEMENT_MESSAGE_READ_URGENT] = MESSAGE_ROWS " WHERE" MESSAGE_ASKED MESSAGE_BY_URGENCY,
	[STATEMENT_MESSAGE_READ_OF] =
		MESSAGE_ROWS " WHERE notice = ?4 AND" MESSAGE_ASKED MESSAGE_BY_NUMBER,
	[STATEMENT_MESSAGE_READ_OF_URGENT] =
		MESSAGE_ROWS " WHERE notice = ?4 AND" MESSAGE_ASKED MESSAGE_BY_URGENCY,
	[STATEMENT_MESSAGE_READ_IN] = MESSAGE_ROWS MESSAGE_IN MESSAGE_BY_NUMBER,
	[STATEMENT_MESSAGE_READ_IN_URGENT] = MESSAGE_ROWS MESSAGE_IN MESSAGE_BY_URGENCY,
	[STATEMENT_MESSAGE_READ_NEXT] = MESSAGE_ROWS MESSAGE_NEXT,
	[STATEMENT_MESSAGE_COUNT] = "SELECT state, count(*) FROM messages GROUP BY state",
	[STATEMENT_MESSAGE_OLDEST] =
		"SELECT min(made_at_us) FROM messages INDEXED BY messages_in WHERE " MESSAGE_WAITS,
	[STATEMENT_ATTEMPT_ADD] =
		"INSERT INTO attempts (" ATTEMPT_COLUMNS
		") SELECT ?1, 1 + ifnull((SELECT max(number) FROM attempts WHERE message = ?1), 0),"
		" ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11"
		" WHERE EXISTS (SELECT 1 FROM messages WHERE number = ?1) RETURNING number",
	[STATEMENT_ATTEMPT_READ] =
		"SELECT " ATTEMPT_COLUMNS " FROM attempts ORDER BY message, number",
	[STATEMENT_ATTEMPT_READ_OF] =
		"SELECT " ATTEMPT_COLUMNS " FROM attempts WHERE message = ?1 ORDER BY number",
	[STATEMENT_ACK_ADD] = "INSERT INTO acks (" ACK_COLUMNS ") SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8"
			      " WHERE EXISTS (SELECT 1 FROM messages WHERE number = ?1)",
	[STATEMENT_ACK_READ] = "SELECT " ACK_COLUMNS " FROM acks ORDER BY number",
	[STATEMENT_ACK_READ_OF] = "SELECT " ACK_COLUMNS " FROM acks WHERE message = ?1 ORDER BY number",
	[STATEMENT_ACK_READ_SAYING] =
		"SELECT " ACK_COLUMNS " FROM acks WHERE said = ?1 ORDER BY number",
	[STATEMENT_RELAY_SET] = "INSERT OR REPLACE INTO relays (" RELAY_COLUMNS
				") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[STATEMENT_RELAY_READ] = "SELECT " RELAY_COLUMNS " FROM relays ORDER BY path, relay",
	[STATEMENT_SPOOL_MEASURE] =
		"SELECT (SELECT count(*) FROM messages),"
		" (SELECT count(*) FROM messages INDEXED BY messages_in WHERE " MESSAGE_WAITS "),"
		" (SELECT count(*) FROM attempts), (SELECT count(*) FROM acks)",
	[STATEMENT_KNOW_NEWEST] = "SELECT coalesce(max(number), 0) FROM know_entries",
	[STATEMENT_KNOW_REPLACE] = "UPDATE know_entries SET state = 1 WHERE number = ?1 AND state <> 1",
	/* Behind every case, however many there will be. */
	[STATEMENT_KNOW_ADD] =
		"INSERT INTO know_entries (doc, " KNOW_COLUMNS
		") VALUES ((SELECT ifnull(max(doc), ?15) + 1 FROM know_entries), ?1, ?2, ?3, ?4, ?5,"
		" ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
	[STATEMENT_KNOW_REVIEW] =
		"UPDATE know_entries SET state = ?3, reviewed_at_us = ?4, reviewed_by = ?5,"
		" review_at_us = ifnull(?6, review_at_us) WHERE number = ?1 AND version = ?2",
	[STATEMENT_KNOW_READ] = KNOW_ROWS " WHERE (?1 = 0 OR number = ?1) AND" KNOW_ASKED,
	[STATEMENT_KNOW_READ_OF] = KNOW_ROWS " WHERE number = ?1 AND" KNOW_ASKED,
	[STATEMENT_KNOW_PENDING] = "SELECT id FROM cases INDEXED BY cases_pending"
				   " WHERE closed_at_us > 0 AND indexed < events ORDER BY id LIMIT ?1",
	[STATEMENT_KNOW_REPLACE_CASE] =
		"UPDATE know_cases SET replaced = 1 WHERE case_id = ?1 AND replaced = 0",
	[STATEMENT_KNOW_ADD_CASE] = "INSERT INTO know_cases (case_id, replaced) VALUES (?1, 0)",
	[STATEMENT_KNOW_MARK_CASE] = "UPDATE cases SET indexed = ?2 WHERE id = ?1 AND indexed < ?2",
	[STATEMENT_KNOW_INDEX] = "INSERT INTO know_index (rowid, title, text) VALUES (?1, ?2, ?3)",
	[STATEMENT_KNOW_EMPTY] = "INSERT INTO know_index (know_index) VALUES ('delete-all')",
	[STATEMENT_KNOW_EMPTY_CASES] = "DELETE FROM know_cases",
	[STATEMENT_KNOW_EMPTY_MARKS] = "UPDATE cases SET indexed = 0 WHERE indexed > 0",
	[STATEMENT_KNOW_DOC] = "SELECT doc FROM know_entries WHERE number = ?1 AND version = ?2",
	/* The index tells the newest first without sorting, so that a word that is in every case costs
	 * no more than what is ranked. */
	[STATEMENT_KNOW_SEARCH] =
		"SELECT e.number, e.version, c.case_id, i.score FROM"
		" (SELECT rowid AS doc, -bm25(know_index, " G_STRINGIFY(KNOW_TITLE_WEIGHT) ", 1) AS score"
		" FROM know_index WHERE know_index MATCH ?1 AND rowid > ?2"
		" ORDER BY rowid DESC LIMIT " G_STRINGIFY(KNOW_RANKED) ") i"
		" LEFT JOIN know_entries e ON e.doc = i.doc LEFT JOIN know_cases c ON c.doc = i.doc"
		" WHERE e.state = 0 OR c.replaced = 0 ORDER BY i.score DESC, i.doc DESC LIMIT ?3",
	[STATEMENT_MEASURE] = "SELECT (SELECT total(length(body)) FROM payload),"
			      " (SELECT count(*) FROM item), count(*), min(started_at_us),"
			      " max(started_at_us) FROM result",
};

void sqlite_statements_clear(struct sqlite_store *sqlite)
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		sqlite3_finalize(sqlite->statements[i]);
		sqlite->statements[i] = NULL;
	}
}

sqlite3_stmt *sqlite_statement(struct sqlite_store *sqlite, enum sqlite_statement which,
			       GError **error)
{
	sqlite3_stmt **statement = &sqlite->statements[which];

	if (!*statement &&
	    sqlite3_prepare_v3(sqlite->db, statement_text[which], -1, SQLITE_PREPARE_PERSISTENT,
			       statement, NULL) != SQLITE_OK) {
		sqlite_fail(sqlite, error, ATTEMPT_READ);
		return NULL;
	}
	return *statement;
}

int sqlite_step(struct sqlite_store *sqlite, sqlite3_stmt *statement, enum sqlite_attempt attempt,
		GError **error)
{
	int got;

	errno = 0;
	got = sqlite3_step(statement);
	if (got == SQLITE_ROW)
		return 1;
	if (got != SQLITE_DONE)
		sqlite_fail(sqlite, error, attempt);
	sqlite3_reset(statement);
	return got == SQLITE_DONE ? 0 : -1;
}

bool sqlite_run(struct sqlite_store *sqlite, sqlite3_stmt *statement, enum sqlite_attempt attempt,
		GError **error)
{
	int got = sqlite_step(sqlite, statement, attempt, error);

	if (got > 0)
		sqlite3_reset(statement);
	return got >= 0;
}

const char *sqlite_sound_text(sqlite3_stmt *statement, int column, size_t limit)
{
	const char *text;
	size_t length;

	if (sqlite3_column_type(statement, column) != SQLITE_TEXT)
		return NULL;
	text = (const char *)sqlite3_column_text(statement, column);
	length = (size_t)sqlite3_column_bytes(statement, column);
	return text && length <= limit && g_utf8_validate_len(text, length, NULL) ? text : NULL;
}

const char *sqlite_sound_option(sqlite3_stmt *statement, int column, size_t limit, bool *sound)
{
	const char *text = NULL;

	if (sqlite3_column_type(statement, column) != SQLITE_NULL) {
		text = sqlite_sound_text(statement, column, limit);
		*sound = *sound && text;
	}
	return text;
}

unsigned int sqlite_sound_choice(sqlite3_stmt *statement, int column, unsigned int count, bool *sound)
{
	const int64_t value = sqlite3_column_int64(statement, column);

	if (sqlite3_column_type(statement, column) == SQLITE_INTEGER && value >= 0 && value < count)
		return (unsigned int)value;
	*sound = false;
	return 0;
}

void sqlite_sound_digest(sqlite3_stmt *statement, int column, struct digest *ret_digest, bool *sound)
{
	if (sqlite3_column_type(statement, column) == SQLITE_BLOB &&
	    sqlite3_column_bytes(statement, column) == DIGEST_SIZE)
		memcpy(ret_digest->bytes, sqlite3_column_blob(statement, column), DIGEST_SIZE);
	else
		*sound = false;
}

int64_t sqlite_number_or_none(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_type(statement, column) == SQLITE_NULL
		       ? -1
		       : sqlite3_column_int64(statement, column);
}

void sqlite_bind_number_or_none(sqlite3_stmt *statement, int parameter, int64_t number)
{
	if (number >= 0)
		sqlite3_bind_int64(statement, parameter, number);
	else
		sqlite3_bind_null(statement, parameter);
}

void sqlite_bind_option(sqlite3_stmt *statement, int parameter, const char *text)
{
	if (text)
		sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, parameter);
}
