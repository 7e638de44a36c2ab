/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spool as rows: each message beside its notice, its newest try and its newest
 * answer, for whoever lists what is under way.
 */
#include "engine/notify.h"
#include "engine/tell-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

/* --- copies --- */

static void attempt_free(struct attempt_record *attempt)
{
	if (!attempt)
		return;
	g_free((char *)attempt->path);
	g_free((char *)attempt->relay);
	g_free((char *)attempt->reply);
	g_free((char *)attempt->secured);
	g_free((char *)attempt->by);
	g_free(attempt);
}

static struct attempt_record *attempt_copy(const struct attempt_record *attempt)
{
	struct attempt_record *copy = g_memdup2(attempt, sizeof(*attempt));

	copy->path = g_strdup(attempt->path);
	copy->relay = g_strdup(attempt->relay);
	copy->reply = g_strdup(attempt->reply);
	copy->secured = g_strdup(attempt->secured);
	copy->by = g_strdup(attempt->by);
	return copy;
}

static void answer_free(struct ack_record *answer)
{
	if (!answer)
		return;
	g_free((char *)answer->by);
	g_free((char *)answer->actor);
	g_free((char *)answer->text);
	g_free(answer);
}

static struct ack_record *answer_copy(const struct ack_record *answer)
{
	struct ack_record *copy = g_memdup2(answer, sizeof(*answer));

	copy->by = g_strdup(answer->by);
	copy->actor = g_strdup(answer->actor);
	copy->text = g_strdup(answer->text);
	return copy;
}

void spool_row_free(struct spool_row *row)
{
	if (!row)
		return;
	tell_message_free(row->message);
	g_free(row->audience);
	g_free(row->case_id);
	attempt_free(row->last);
	answer_free(row->answer);
	g_free(row);
}

static void row_free(gpointer row)
{
	spool_row_free(row);
}

/* --- reading --- */

struct gathering {
	const struct spool_filter *filter;
	GPtrArray *rows;
};

static bool is_by_hand(enum channel_kind kind)
{
	return kind == CHANNEL_PHONE || kind == CHANNEL_FAX || kind == CHANNEL_SHEET;
}

static bool take_message(void *context, const struct message_record *message)
{
	struct gathering *gathering = context;
	struct spool_row *row;

	if (gathering->filter->by_hand && !is_by_hand(message->channel))
		return true;
	row = g_new0(struct spool_row, 1);
	row->message = tell_copy_message(message);
	g_ptr_array_add(gathering->rows, row);
	return true;
}

static bool take_last(void *context, const struct attempt_record *attempt)
{
	struct spool_row *row = context;

	attempt_free(row->last);
	row->last = attempt_copy(attempt);
	return true;
}

static bool take_answer(void *context, const struct ack_record *answer)
{
	struct spool_row *row = context;

	answer_free(row->answer);
	row->answer = answer_copy(answer);
	return true;
}

static bool take_notice(void *context, const struct notice_record *notice)
{
	struct spool_row *row = context;

	row->kind = notice->kind;
	row->notice_state = notice->state;
	row->audience = g_strdup(notice->audience);
	row->case_id = g_strdup(notice->case_id);
	row->sequence = notice->sequence;
	return false;
}

/* Of the row before, when it is the same notice's: thousands may be. */
static bool fill_notice(struct store *store, struct spool_row *row, const struct spool_row *before,
			GError **error)
{
	const struct notices_filter filter = {.number = row->message->notice, .state = -1};

	if (!before || before->message->notice != row->message->notice)
		return notices_read(store, &filter, take_notice, row, error);
	row->kind = before->kind;
	row->notice_state = before->notice_state;
	row->audience = g_strdup(before->audience);
	row->case_id = g_strdup(before->case_id);
	row->sequence = before->sequence;
	return true;
}

static bool fill(struct store *store, GPtrArray *rows, GError **error)
{
	for (guint i = 0; i < rows->len; i++)
		if (!fill_notice(store, rows->pdata[i], i ? rows->pdata[i - 1] : NULL, error))
			return false;
	return true;
}

/* Only of what is left in the end: each is a look of its own into the store. */
static bool fill_heard(struct store *store, GPtrArray *rows, GError **error)
{
	for (guint i = 0; i < rows->len; i++) {
		struct spool_row *row = rows->pdata[i];

		if (!attempts_read(store, row->message->number, take_last, row, error) ||
		    !acks_read(store, row->message->number, take_answer, row, error))
			return false;
	}
	return true;
}

static int by_age(gconstpointer a, gconstpointer b)
{
	const struct message_record *left = (*(const struct spool_row *const *)a)->message;
	const struct message_record *right = (*(const struct spool_row *const *)b)->message;

	if (left->made_at_us != right->made_at_us)
		return left->made_at_us < right->made_at_us ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

static void keep_case(GPtrArray *rows, const char *case_id)
{
	for (guint i = rows->len; case_id && i-- > 0;)
		if (g_strcmp0(((struct spool_row *)rows->pdata[i])->case_id, case_id) != 0)
			g_ptr_array_remove_index(rows, i);
}

GPtrArray *engine_spool(struct store *store, const struct spool_filter *filter, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
	struct gathering gathering = {.filter = filter, .rows = rows};
	const struct messages_filter wanted = {
		.notice = filter->notice,
		.code = filter->code,
		.states = filter->states,
		.due_by_us = filter->due_by_us,
	};

	if (!messages_read(store, &wanted, take_message, &gathering, error) ||
	    !fill(store, rows, error))
		return NULL;
	keep_case(rows, filter->case_id);
	if (!fill_heard(store, rows, error))
		return NULL;
	g_ptr_array_sort(rows, by_age);
	return g_steal_pointer(&rows);
}

/* --- by hand --- */

static int by_urgency(gconstpointer a, gconstpointer b)
{
	const struct message_record *left = (*(const struct spool_row *const *)a)->message;
	const struct message_record *right = (*(const struct spool_row *const *)b)->message;

	return left->urgency != right->urgency ? (int)left->urgency - (int)right->urgency
					       : by_age(a, b);
}

GPtrArray *engine_spool_by_hand(struct store *store, int64_t now_us, GError **error)
{
	const struct spool_filter filter = {
		.states = 1U << MESSAGE_QUEUED | 1U << MESSAGE_FAILED_TEMPORARY,
		.by_hand = true,
		.due_by_us = now_us,
	};
	GPtrArray *rows = engine_spool(store, &filter, error);

	if (rows)
		g_ptr_array_sort(rows, by_urgency);
	return rows;
}

/* --- codes --- */

struct looking {
	int64_t message, notice;
};

static bool take_numbers(void *context, const struct message_record *message)
{
	struct looking *looking = context;

	looking->message = message->number;
	looking->notice = message->notice;
	return false;
}

bool engine_find_code(struct store *store, const char *code, int64_t *ret_message,
		      int64_t *ret_notice, GError **error)
{
	const struct messages_filter filter = {.code = code};
	struct looking looking = {0};
	g_autofree char *shown = text_excerpt(code);

	if (*code && !messages_read(store, &filter, take_numbers, &looking, error))
		return false;
	if (!looking.message) {
		g_set_error(error, OPS_TELL_ERROR, TELL_ERROR_NONE,
			    _("no message has the code '%s'"), shown);
		return false;
	}
	*ret_message = looking.message;
	*ret_notice = looking.notice;
	return true;
}
