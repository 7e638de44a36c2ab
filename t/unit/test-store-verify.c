/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be done to a store, and what verifying says of it: each way of
 * changing, cutting, swapping and replacing has its own right verdict.
 */
#include "fixture-tamper.h"

static void unchanged(struct fixture *fixture)
{
}

static void append_unsigned(struct fixture *fixture)
{
	record_unsigned(fixture, 2);
}

static void remove_checkpoint(struct fixture *fixture)
{
	delete_file(fixture, "checkpoint");
}

static void remove_verifier(struct fixture *fixture)
{
	delete_file(fixture, "log.vkey");
}

static void swap_rows(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET sequence = 999 WHERE sequence = 2;"
			"UPDATE journal SET sequence = 2 WHERE sequence = 3;"
			"UPDATE journal SET sequence = 3 WHERE sequence = 999;"
			"UPDATE payload SET sequence = 999 WHERE sequence = 2;"
			"UPDATE payload SET sequence = 2 WHERE sequence = 3;"
			"UPDATE payload SET sequence = 3 WHERE sequence = 999");
}

static void delete_middle(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM journal WHERE sequence = 3");
}

static void delete_middle_and_close_the_gap(struct fixture *fixture)
{
	tamper(fixture,
	       "DELETE FROM journal WHERE sequence = 3; DELETE FROM payload WHERE sequence = 3;"
	       "DELETE FROM leaf WHERE sequence = 3;"
	       "UPDATE journal SET sequence = sequence - 1 WHERE sequence > 3;"
	       "UPDATE payload SET sequence = sequence - 1 WHERE sequence > 3;"
	       "UPDATE leaf SET sequence = sequence - 1 WHERE sequence > 3");
}

#define CUT                                                                                        \
	"DELETE FROM journal WHERE sequence > 3; DELETE FROM payload WHERE sequence > 3;"          \
	"DELETE FROM leaf WHERE sequence > 3;"

static void remove_tail(struct fixture *fixture)
{
	tamper(fixture, CUT);
}

static void remove_tail_and_checkpoint(struct fixture *fixture)
{
	tamper(fixture, CUT);
	delete_file(fixture, "checkpoint");
}

static void remove_all_rows(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM journal; DELETE FROM payload; DELETE FROM leaf");
}

static void change_payload(struct fixture *fixture)
{
	tamper(fixture, "UPDATE payload SET body = x'00' WHERE sequence = 4");
}

static void change_salt(struct fixture *fixture)
{
	tamper(fixture, "UPDATE payload SET salt = zeroblob(32) WHERE sequence = 4");
}

static void remove_payload(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM payload WHERE sequence = 4");
}

static void change_actor(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET actor = 'suzuki' WHERE sequence = 2");
}

static void change_kind(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET kind = 'gap' WHERE sequence = 2");
}

static void change_event_time(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET event_at_us = event_at_us + 1 WHERE sequence = 2");
}

static void change_record_time(struct fixture *fixture)
{
	tamper(fixture,
	       "UPDATE journal SET recorded_at_us = recorded_at_us + 1 WHERE sequence = 2");
}

static void change_log(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET log = 'nwops.example/noc2' WHERE sequence = 2");
}

static void change_row_and_its_leaf(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET actor = 'suzuki' WHERE sequence = 2;"
			"UPDATE leaf SET digest = zeroblob(32) WHERE sequence = 2");
}

static void change_leaf(struct fixture *fixture)
{
	tamper(fixture, "UPDATE leaf SET digest = zeroblob(32) WHERE sequence = 2");
}

static void remove_leaf(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM leaf WHERE sequence = 2");
}

static void change_frontier(struct fixture *fixture)
{
	tamper(fixture, "UPDATE tree SET frontier = zeroblob(length(frontier))");
}

static void change_tree_size(struct fixture *fixture)
{
	tamper(fixture, "UPDATE tree SET size = 6");
}

static void remove_tree(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM tree");
}

static void change_unsigned_row(struct fixture *fixture)
{
	record_unsigned(fixture, 1);
	tamper(fixture, "UPDATE journal SET actor = 'suzuki' WHERE sequence = 6");
}

static void add_a_row_by_hand(struct fixture *fixture)
{
	tamper(fixture,
	       "INSERT INTO journal SELECT 6, log, kind, event_at_us, recorded_at_us, actor,"
	       " payload_digest FROM journal WHERE sequence = 5;"
	       "INSERT INTO payload SELECT 6, salt, body FROM payload WHERE sequence = 5");
}

static void add_a_payload_by_hand(struct fixture *fixture)
{
	tamper(fixture, "INSERT INTO payload SELECT 9, salt, body FROM payload WHERE sequence = 5");
}

/* As it was, without the types and limits that the schema gives its columns. */
#define REBUILD                                                                                    \
	"CREATE TABLE other AS SELECT * FROM journal; DROP TABLE journal;"                         \
	"ALTER TABLE other RENAME TO journal;"

static void rebuild_table(struct fixture *fixture)
{
	tamper(fixture, REBUILD);
}

static void sequence_zero(struct fixture *fixture)
{
	tamper(fixture, REBUILD "UPDATE journal SET sequence = 0 WHERE sequence = 1;"
				"UPDATE payload SET sequence = 0 WHERE sequence = 1");
}

static void sequence_as_text(struct fixture *fixture)
{
	tamper(fixture, REBUILD "UPDATE journal SET sequence = '5x' WHERE sequence = 5");
}

static void same_sequence_twice(struct fixture *fixture)
{
	tamper(fixture, REBUILD "INSERT INTO journal SELECT * FROM journal WHERE sequence = 5");
}

static void short_digest(struct fixture *fixture)
{
	tamper(fixture, REBUILD "UPDATE journal SET payload_digest = x'00' WHERE sequence = 2");
}

static void no_actor(struct fixture *fixture)
{
	tamper(fixture, REBUILD "UPDATE journal SET actor = NULL WHERE sequence = 2");
}

static void actor_with_zero_byte(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET actor = 'sato' || char(0) || 'x' WHERE sequence = 2");
}

static void actor_not_utf8(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET actor = CAST(x'ff' AS TEXT) WHERE sequence = 2");
}

static void impossible_time(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET event_at_us = -9223372036854775807 WHERE sequence = 2");
}

static void drop_table(struct fixture *fixture)
{
	tamper(fixture, "DROP TABLE journal");
}

static void garbage_checkpoint(struct fixture *fixture)
{
	write_text(fixture, "checkpoint", "garbage\n");
}

static void empty_checkpoint(struct fixture *fixture)
{
	write_text(fixture, "checkpoint", "");
}

static void huge_checkpoint(struct fixture *fixture)
{
	const gsize length = 1 << 20;
	g_autofree char *bytes = g_malloc0(length);

	fixture_save(fixture, "checkpoint", bytes, length);
}

static void checkpoint_of_another_key(struct fixture *fixture)
{
	take_from_another(fixture, FIXTURE_LOG, 5, "checkpoint");
}

static void checkpoint_of_another_log(struct fixture *fixture)
{
	take_from_another(fixture, "nwops.example/noc2", 5, "checkpoint");
}

static void verifier_of_another_key(struct fixture *fixture)
{
	take_from_another(fixture, FIXTURE_LOG, 0, "log.vkey");
}

static void verifier_of_another_log(struct fixture *fixture)
{
	take_from_another(fixture, "nwops.example/noc2", 0, "log.vkey");
}

static void garbage_verifier(struct fixture *fixture)
{
	write_text(fixture, "log.vkey", "garbage\n");
}

static void empty_database(struct fixture *fixture)
{
	write_text(fixture, "nwops.db", "");
}

static void garbage_database(struct fixture *fixture)
{
	write_text(fixture, "nwops.db",
		   "this is no database, and it is long enough to be looked at by SQLite;"
		   " what follows is only there to fill the first hundred bytes of it");
}

static void half_database(struct fixture *fixture)
{
	gsize length;
	g_autofree char *bytes = fixture_load(fixture, "nwops.db", &length);

	fixture_save(fixture, "nwops.db", bytes, length / 2);
}

static void remove_database(struct fixture *fixture)
{
	delete_file(fixture, "nwops.db");
}

/* A backup of three entries is put back: the checkpoint still says five. */
static void restore_backup(struct fixture *fixture)
{
	copy_file(fixture, "backup.db", "nwops.db");
}

static void restore_backup_and_go_on(struct fixture *fixture)
{
	restore_backup(fixture);
	record(fixture, 1);
	ck_assert(fixture_exists(fixture, "checkpoint.1"));
	ck_assert_ptr_nonnull(strstr(fixture->noted, "'checkpoint.1'"));
}

static void restore_backup_and_overtake(struct fixture *fixture)
{
	restore_backup(fixture);
	record(fixture, 4);
}

static void restore_backup_and_reach(struct fixture *fixture)
{
	restore_backup(fixture);
	record(fixture, 2);
}

/* The whole directory as it was once is no fork: it only lacks what came later. */
static void restore_all(struct fixture *fixture)
{
	restore_backup(fixture);
	copy_file(fixture, "backup.checkpoint", "checkpoint");
}

static void restore_all_and_go_on(struct fixture *fixture)
{
	restore_all(fixture);
	record(fixture, 2);
}

/* Goes on after a change, which must not thereby become the truth. */
static void change_row_and_go_on(struct fixture *fixture)
{
	change_actor(fixture);
	record(fixture, 1);
}

static void change_row_and_frontier_and_go_on(struct fixture *fixture)
{
	change_frontier(fixture);
	record(fixture, 1);
}

static const struct change {
	const char *what;
	void (*make)(struct fixture *fixture);
	const char *against;
	enum store_verdict verdict;
	int64_t size, anchored, first_bad;
} changes[] = {
	{"nothing", unchanged, NULL, VERDICT_COMPLETE, 5, 5, -1},
	{"nothing, against an earlier head", unchanged, "backup.checkpoint", VERDICT_COMPLETE, 5, 5,
	 -1},
	{"entries without a checkpoint", append_unsigned, NULL, VERDICT_UNANCHORED, 7, 5, -1},
	{"checkpoint removed", remove_checkpoint, NULL, VERDICT_UNANCHORED, 5, 0, -1},
	{"checkpoint removed, one kept outside", remove_checkpoint, "backup.checkpoint",
	 VERDICT_UNANCHORED, 5, 3, -1},
	{"log.vkey removed", remove_verifier, NULL, VERDICT_UNANCHORED, 5, 0, -1},
	{"rows swapped", swap_rows, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"rows swapped, one kept outside", swap_rows, "first.checkpoint", VERDICT_ALTERED, 5, 1, 2},
	{"middle row deleted", delete_middle, NULL, VERDICT_ALTERED, 4, 0, 3},
	{"middle row deleted and closed up", delete_middle_and_close_the_gap, NULL,
	 VERDICT_TRUNCATED, 4, 0, -1},
	{"tail removed", remove_tail, NULL, VERDICT_TRUNCATED, 3, 0, -1},
	{"tail removed, one kept outside", remove_tail, "backup.checkpoint", VERDICT_TRUNCATED, 3,
	 3, -1},
	{"tail and checkpoint removed", remove_tail_and_checkpoint, NULL, VERDICT_ALTERED, 3, 0,
	 -1},
	{"all rows removed", remove_all_rows, NULL, VERDICT_TRUNCATED, 0, 0, -1},
	{"payload changed", change_payload, NULL, VERDICT_ALTERED, 5, 0, 4},
	{"salt changed", change_salt, NULL, VERDICT_ALTERED, 5, 0, 4},
	{"payload removed", remove_payload, NULL, VERDICT_ALTERED, 5, 5, 4},
	{"actor changed", change_actor, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"kind changed", change_kind, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"event time changed", change_event_time, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"record time changed", change_record_time, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"log changed", change_log, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"row and remembered leaf changed", change_row_and_its_leaf, NULL, VERDICT_ALTERED, 5, 0,
	 -1},
	{"remembered leaf changed", change_leaf, NULL, VERDICT_ALTERED, 5, 5, 2},
	{"remembered leaf removed", remove_leaf, NULL, VERDICT_ALTERED, 5, 5, 2},
	{"frontier changed", change_frontier, NULL, VERDICT_ALTERED, 5, 5, -1},
	{"remembered size changed", change_tree_size, NULL, VERDICT_ALTERED, 5, 5, -1},
	{"remembered tree removed", remove_tree, NULL, VERDICT_ALTERED, 5, 5, -1},
	{"unsigned row changed", change_unsigned_row, NULL, VERDICT_ALTERED, 6, 5, 6},
	{"row added by hand", add_a_row_by_hand, NULL, VERDICT_ALTERED, 6, 5, 6},
	{"payload added by hand", add_a_payload_by_hand, NULL, VERDICT_ALTERED, 5, 5, -1},
	{"table rebuilt", rebuild_table, NULL, VERDICT_COMPLETE, 5, 5, -1},
	{"sequence zero", sequence_zero, NULL, VERDICT_ALTERED, 5, 0, 1},
	{"sequence as text", sequence_as_text, NULL, VERDICT_ALTERED, 5, 5, 5},
	{"same sequence twice", same_sequence_twice, NULL, VERDICT_ALTERED, 6, 5, 6},
	{"digest of one byte", short_digest, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"no actor", no_actor, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"actor with a zero byte", actor_with_zero_byte, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"actor not UTF-8", actor_not_utf8, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"impossible time", impossible_time, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"table dropped", drop_table, NULL, VERDICT_ALTERED, 0, 0, -1},
	{"checkpoint is garbage", garbage_checkpoint, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"checkpoint is empty", empty_checkpoint, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"checkpoint is huge", huge_checkpoint, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"checkpoint of another key", checkpoint_of_another_key, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"checkpoint of another log", checkpoint_of_another_log, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"log.vkey of another key", verifier_of_another_key, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"log.vkey of another key, one kept outside", verifier_of_another_key, "backup.checkpoint",
	 VERDICT_ALTERED, 5, 0, -1},
	{"log.vkey of another log", verifier_of_another_log, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"log.vkey is garbage", garbage_verifier, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"database emptied", empty_database, NULL, VERDICT_ALTERED, 0, 0, -1},
	{"database is garbage", garbage_database, NULL, VERDICT_ALTERED, 0, 0, -1},
	{"database cut in half", half_database, NULL, VERDICT_ALTERED, 0, 0, -1},
	{"database removed", remove_database, NULL, VERDICT_TRUNCATED, 0, 0, -1},
	{"backup put back", restore_backup, NULL, VERDICT_TRUNCATED, 3, 0, -1},
	{"backup put back, one kept outside", restore_backup, "backup.checkpoint",
	 VERDICT_TRUNCATED, 3, 3, -1},
	{"backup put back and gone on with", restore_backup_and_go_on, NULL, VERDICT_FORKED, 4, 4,
	 -1},
	{"backup put back and gone on to the same size", restore_backup_and_reach, NULL,
	 VERDICT_FORKED, 5, 5, -1},
	{"backup put back and gone on beyond", restore_backup_and_overtake, NULL, VERDICT_FORKED, 7,
	 7, -1},
	{"backup of all put back", restore_all, NULL, VERDICT_COMPLETE, 3, 3, -1},
	{"backup of all put back, the last one kept outside", restore_all, "last.checkpoint",
	 VERDICT_TRUNCATED, 3, 3, -1},
	{"backup of all put back and gone on with, the last one kept outside",
	 restore_all_and_go_on, "last.checkpoint", VERDICT_FORKED, 5, 5, -1},
	{"actor changed and gone on", change_row_and_go_on, NULL, VERDICT_ALTERED, 6, 0, 2},
	{"frontier changed and gone on", change_row_and_frontier_and_go_on, NULL, VERDICT_ALTERED,
	 6, 5, -1},
};

static void assert_change(const struct change *change)
{
	struct journal_verdict verdict;
	struct fixture fixture;

	make_store(&fixture);
	change->make(&fixture);
	verdict = verdict_of(&fixture, change->against);
	ck_assert_msg(verdict.verdict == change->verdict, "%s: verdict %d: %s", change->what,
		      (int)verdict.verdict, verdict.message);
	ck_assert_msg(verdict.size == change->size && verdict.anchored == change->anchored &&
			      verdict.first_bad == change->first_bad,
		      "%s: %d entries, %d anchored, first bad %d: %s", change->what,
		      (int)verdict.size, (int)verdict.anchored, (int)verdict.first_bad,
		      verdict.message);
	ck_assert_msg((verdict.anchored > 0) == (verdict.anchored_at_us > 0), "%s", change->what);
	fixture_clear(&fixture);
}

START_TEST(each_change_has_its_verdict)
{
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++)
		assert_change(&changes[i]);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_change_has_its_verdict),
		{NULL},
	};

	return unit_run("store/verify", tests);
}
