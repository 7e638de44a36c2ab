/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops notify flush: delivers now what a tick would deliver within the minute.
 */
#include "notify/verbs.h"

#include "delivering.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "ui/complain.h"

static gboolean arg_now;
static char *arg_limit;

static const GOptionEntry options[] = {
	{"now", 0, 0, G_OPTION_ARG_NONE, &arg_now,
	 N_("do not wait for the next try of what failed"), NULL},
	{"limit", 0, 0, G_OPTION_ARG_FILENAME, &arg_limit, N_("deliver for so long at most"),
	 "DURATION"},
	{NULL},
};

/* False after a complaint. */
static bool read_wish(const struct session *session, const char *notice,
		      struct deliver_options *wish)
{
	g_autoptr(GError) error = NULL;

	wish->now = arg_now;
	if (notice && !notify_read_number(session, notice, &wish->notice))
		return false;
	if (!arg_limit ||
	    (quantity_parse_duration(arg_limit, &wish->limit_us, &error) && wish->limit_us > 0))
		return true;
	complain(session->answer, COMPLAINT_USAGE, _("option '%s': %s"), "--limit",
		 error ? error->message : _("it must be longer than nothing"));
	return false;
}

static int run(struct session *session, char **arguments)
{
	struct deliver_options wish = {.limit_us = 0};
	struct delivery delivery = {0};
	g_autoptr(GError) error = NULL;
	int status;

	if (!read_wish(session, *arguments, &wish))
		return EXIT_COULD_NOT;
	status = notify_open(session, STORE_WRITE);
	if (status)
		return status;
	if (!session_deliver(session, &wish, &delivery, &error))
		return complain_error(session->answer, error);
	/* Of what was not asked for nothing is left. */
	if (wish.notice)
		delivery.left = 0;
	delivery_print(session, &delivery);
	status = delivery_status(&delivery);
	delivery_clear(&delivery);
	return status;
}

const struct command notify_flush = {
	.name = "flush",
	.summary = N_("deliver now what is due"),
	.args = "[NOTICE]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
