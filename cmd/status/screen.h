/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of nwops status share: one look at the picture, told on a screen or to
 * programs, once or again and again.
 */
#pragma once

#include "commands.h"
#include "engine/picture.h"
#include "ui/table.h"

struct status_wish {
	const char *const *selectors; /* as typed */
	bool all; /* what is fine as well, and whatever does not fit */
	bool wall; /* as much as the screen can hold side by side, no scrolling */
	int64_t interval_us; /* 0: once */
	bool outdated; /* the configuration has faults: an older one is gone by */
};

/* Fills the screen from its top (REDRAW), or prints. */
void screen_print(const struct session *session, const struct picture *picture,
		  const struct status_wish *wish, bool redraw);
/* An object for each item and one for all. */
void screen_print_json(const struct session *session, const struct picture *picture);
/* Looks each interval anew, until a signal ends it. Returns the exit status of the last look. */
int screen_watch(struct session *session, const struct status_wish *wish);
/* Looks once. FAILED: after complaining. */
struct screen_outcome {
	int status; /* to exit with */
	bool failed;
};
struct screen_outcome screen_look(const struct session *session, const struct status_wish *wish,
				  bool redraw);

/* --- words --- */

/* "3m ago", in whole seconds; NULL: never. Caller frees. */
char *tell_age(int64_t at_us, int64_t now_us);
/* What was seen, and what it was judged by, in the language of whoever looks; "": nothing is
 * known. */
const char *tell_message(const struct picture_row *row, char text[RESULT_TEXT_SIZE]);
/* In the language of the screen; NULL: it has none. Lent. */
const char *tell_owner(const struct session *session, const struct organization *owner);
/* Whose it is, what covers it, what is behind it, what was seen. Caller frees. */
char *tell_details(const struct session *session, const struct picture *picture,
		   const struct picture_row *row);
/* Words above the rows: what keeps the picture from being true, what runs out, what is to come. Calls
 * EACH with every one of them. */
typedef void tell_each(void *context, enum table_tint tint, const char *text);
void tell_banners(const struct session *session, const struct picture *picture, tell_each *each,
		  void *context);

/* --- what open incidents owe --- */

/* Calls EACH with a line for each of them, the most pressing first. */
void owing_tell(const struct session *session, tell_each *each, void *context);
/* An object "duties" for each. */
void owing_print_json(const struct session *session);
