/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verdict of a group. Every protocol comes down to the same four standings of
 * a member: it carries, it is ready to, it is out, or nobody knows; what follows
 * from how many there are of each is the same for all, but that of VRRP and HSRP
 * two may not carry at once.
 */
#include "state/group.h"

#include "base/translate.h"

/* A device tells the time of its last change in whole seconds, and later than it is asked. */
#define CHANGE_SLACK_US (2 * (int64_t)G_USEC_PER_SEC)
#define NAMES_SHOWN 8

enum standing { STANDING_CARRIES, STANDING_READY, STANDING_OUT, STANDING_UNREAD };
#define STANDING_COUNT 4

size_t group_member_count(const struct group *group)
{
	size_t count = 0;

	if (group->devices)
		while (group->devices[count])
			count++;
	else
		while (group->lines && group->lines[count])
			count++;
	return count;
}

const char *group_member_name(const struct group *group, size_t member)
{
	return group->devices ? group->devices[member]->name : group->lines[member]->name;
}

/* One of its members alone may carry. */
static bool is_exclusive(const struct group *group)
{
	return group->protocol == GROUP_VRRP || group->protocol == GROUP_HSRP;
}

bool group_reads_members(const struct group *group)
{
	return is_exclusive(group) || group->protocol == GROUP_BGP;
}

/* It answered, however badly. */
static bool answers(const struct group_member *member)
{
	return member->status == STATUS_OK || member->status == STATUS_CAUTION || member->status == STATUS_WARNING;
}

/* --- standings --- */

static enum standing standing_by_role(const struct group *group, const struct group_member *member)
{
	switch (member->role) {
	case GROUP_ROLE_ACTIVE:
		return STANDING_CARRIES;
	case GROUP_ROLE_STANDBY:
		return is_exclusive(group) ? STANDING_READY : STANDING_CARRIES;
	case GROUP_ROLE_OUT:
		return STANDING_OUT;
	case GROUP_ROLE_UNSAID:
		break;
	}
	return member->status == STATUS_DOWN ? STANDING_OUT : STANDING_UNREAD;
}

static enum standing standing_by_status(const struct group *group, const struct group_member *member)
{
	switch (member->status) {
	case STATUS_OK:
	case STATUS_CAUTION:
		return STANDING_CARRIES;
	case STATUS_WARNING:
		return group->protocol == GROUP_LINES ? STANDING_CARRIES : STANDING_OUT;
	case STATUS_DOWN:
		return STANDING_OUT;
	case STATUS_UNKNOWN:
		break;
	}
	return STANDING_UNREAD;
}

/* A group while it is judged. */
struct judging {
	const struct group *group;
	const struct group_member *members;
	const struct group_before *before;
	size_t count;
	int normal;			/* member that is normally active; -1: none is named */
	enum standing *standings;
	unsigned int counts[STANDING_COUNT];
	struct group_view *view;
};

static void take_standings(struct judging *judging)
{
	for (size_t i = 0; i < judging->count; i++) {
		const struct group_member *member = &judging->members[i];

		judging->standings[i] = group_reads_members(judging->group)
						? standing_by_role(judging->group, member)
						: standing_by_status(judging->group, member);
		judging->counts[judging->standings[i]]++;
		if (judging->group->normally_active &&
		    !strcmp(judging->group->normally_active, group_member_name(judging->group, i)))
			judging->normal = (int)i;
	}
}

/* Who stands by hears somebody: when one member alone is left to be heard, and it answers, it is that one. */
static void infer(struct judging *judging)
{
	if (!is_exclusive(judging->group) || judging->counts[STANDING_CARRIES] ||
	    !judging->counts[STANDING_READY] || judging->counts[STANDING_UNREAD] != 1)
		return;
	for (size_t i = 0; i < judging->count; i++) {
		if (judging->standings[i] != STANDING_UNREAD || !answers(&judging->members[i]))
			continue;
		judging->standings[i] = STANDING_CARRIES;
		judging->counts[STANDING_UNREAD]--;
		judging->counts[STANDING_CARRIES]++;
		judging->view->inferred = true;
	}
}

static bool carries(const struct judging *judging, int member)
{
	return member >= 0 && (size_t)member < judging->count &&
	       judging->standings[member] == STANDING_CARRIES;
}

/* Who of those that carry is said to: the one that should, the only one, or the one that did before. */
static int find_active(const struct judging *judging)
{
	if (is_exclusive(judging->group) && judging->counts[STANDING_CARRIES] != 1)
		return -1;
	if (carries(judging, judging->normal))
		return judging->normal;
	if (judging->counts[STANDING_CARRIES] == 1)
		for (size_t i = 0; i < judging->count; i++)
			if (judging->standings[i] == STANDING_CARRIES)
				return (int)i;
	return judging->before->known && carries(judging, judging->before->active) ? judging->before->active : -1;
}

/* --- what happened in between --- */

/* Whether MEMBER, which has the role, lost and regained it since the reading before. */
static bool had_lost_it(const struct group_member *member, const struct group_before *before)
{
	if (member->transitions >= 0 && member->transitions_before >= 0)
		return member->transitions > member->transitions_before;
	return member->restarted ||
	       (before->known && member->changed_at_us > before->at_us + CHANGE_SLACK_US);
}

/* The active one's own word counts: a standby that went away and came back is no switchover. */
static void look_back(const struct judging *judging)
{
	struct group_view *view = judging->view;
	const struct group_before *before = judging->before;

	if (view->active < 0)
		return;
	if (group_reads_members(judging->group) && !view->inferred &&
	    (!before->known || before->active == view->active))
		view->there_and_back = had_lost_it(&judging->members[view->active], before);
	view->switched_over = view->there_and_back ||
			      (before->known && before->active >= 0 && before->active != view->active);
}

/* --- the verdict --- */

static bool has_moved(const struct judging *judging)
{
	const struct group_view *view = judging->view;

	if (view->there_and_back)
		return true;
	if (judging->normal >= 0)
		return view->active != judging->normal;
	/* What is shared has no active one to move from. */
	return is_exclusive(judging->group) && view->switched_over;
}

static enum group_verdict find_verdict(const struct judging *judging)
{
	unsigned int wanted = (unsigned int)MAX(judging->group->minimum_standby, 0);
	unsigned int unread = judging->counts[STANDING_UNREAD];

	if (is_exclusive(judging->group) && judging->counts[STANDING_CARRIES] > 1)
		return GROUP_SPLIT;
	if (!judging->counts[STANDING_CARRIES])
		return unread ? GROUP_UNKNOWN : GROUP_NONE;
	if (judging->view->standing_by + unread < wanted)
		return GROUP_DEGRADED;
	if (judging->view->standing_by < wanted)
		return GROUP_UNKNOWN;
	/* Whether the one that should carry does is not known. */
	if (!is_exclusive(judging->group) && judging->normal >= 0 &&
	    judging->standings[judging->normal] == STANDING_UNREAD)
		return GROUP_UNKNOWN;
	return has_moved(judging) ? GROUP_SWITCHED : GROUP_NORMAL;
}

static enum status status_of(enum group_verdict verdict, int64_t age_us)
{
	switch (verdict) {
	case GROUP_NORMAL:
		return STATUS_OK;
	case GROUP_SWITCHED:
		return STATUS_CAUTION;
	case GROUP_DEGRADED:
		return age_us >= GROUP_DEGRADED_WARNING_US ? STATUS_WARNING : STATUS_CAUTION;
	case GROUP_SPLIT:
	case GROUP_NONE:
		return STATUS_WARNING;
	case GROUP_UNKNOWN:
		break;
	}
	return STATUS_UNKNOWN;
}

/* --- in words --- */

static void add_part(GString *text, char *part)
{
	if (text->len)
		g_string_append(text, "; ");
	g_string_append(text, part);
	g_free(part);
}

/* The names of all of STANDING, but SHOWN, which has been named; NULL: there are none. */
static char *names_of(const struct judging *judging, enum standing standing, int shown)
{
	GString *names = g_string_new(NULL);
	unsigned int count = 0;

	for (size_t i = 0; i < judging->count; i++) {
		if (judging->standings[i] != standing || (int)i == shown)
			continue;
		if (++count > NAMES_SHOWN)
			continue;
		g_string_append_printf(names, "%s%s", names->len ? ", " : "",
				       group_member_name(judging->group, i));
	}
	if (count > NAMES_SHOWN)
		g_string_append_printf(names, ", +%u", count - NAMES_SHOWN);
	return g_string_free(names, count == 0);
}

/* LABEL and all of STANDING; nothing when there are none. */
static void add_names(GString *text, const struct judging *judging, enum standing standing, const char *label)
{
	g_autofree char *names = names_of(judging, standing, judging->view->active);

	if (names)
		add_part(text, g_strconcat(label, names, NULL));
}

static void add_active(GString *text, const struct judging *judging)
{
	const struct group_view *view = judging->view;
	const char *active = view->active >= 0 ? group_member_name(judging->group, (size_t)view->active) : NULL;

	if (active)
		add_part(text, g_strdup_printf(view->inferred ? _("active %s, as the others stand by")
							      : _("active %s"), active));
	else if (view->verdict == GROUP_SPLIT)
		add_names(text, judging, STANDING_CARRIES, _("active at once: "));
	else if (view->verdict == GROUP_NONE)
		add_part(text, g_strdup(_("nobody is active")));
	if (view->there_and_back)
		add_part(text, g_strdup(_("another member was in between")));
	if (judging->normal >= 0 && view->active >= 0 && view->active != judging->normal)
		add_part(text, g_strdup_printf(_("normally %s"), judging->group->normally_active));
}

static void tell(const struct judging *judging)
{
	struct group_view *view = judging->view;
	g_autoptr(GString) text = g_string_new(NULL);
	const char *end;

	add_active(text, judging);
	if (view->verdict != GROUP_SPLIT)
		add_names(text, judging, STANDING_CARRIES, view->active >= 0 ? _("standing by: ") : _("in use: "));
	add_names(text, judging, STANDING_READY, _("standing by: "));
	add_names(text, judging, STANDING_OUT, _("out: "));
	add_names(text, judging, STANDING_UNREAD, _("not known: "));
	g_strlcpy(view->text, text->str, sizeof(view->text));
	/* Cut between characters, never inside one. */
	if (!g_utf8_validate(view->text, -1, &end))
		view->text[end - view->text] = '\0';
}

void group_judge(const struct group *group, const struct group_member *members, const struct group_before *before,
		 int64_t at_us, struct group_view *ret_view)
{
	struct judging judging = {
		.group = group, .members = members, .before = before, .count = group_member_count(group),
		.normal = -1, .view = ret_view,
	};
	g_autofree enum standing *standings = g_new0(enum standing, MAX(judging.count, 1));
	enum status status;

	*ret_view = (struct group_view){ .active = -1 };
	judging.standings = standings;
	take_standings(&judging);
	infer(&judging);
	ret_view->active = find_active(&judging);
	ret_view->standing_by = judging.counts[STANDING_READY];
	if (!is_exclusive(group) && judging.counts[STANDING_CARRIES])
		ret_view->standing_by = judging.counts[STANDING_CARRIES] - 1;
	look_back(&judging);
	ret_view->verdict = find_verdict(&judging);
	ret_view->since_us = before->known && before->verdict == ret_view->verdict ? before->since_us : at_us;
	status = status_of(ret_view->verdict, at_us - ret_view->since_us);
	ret_view->judgement = (struct judgement){
		.status = status, .cause = CAUSE_GROUP, .limit = (int32_t)ret_view->verdict, .holds = status,
	};
	tell(&judging);
}

bool group_doubts(const struct group *group, const struct group_view *view, const struct group_before *before)
{
	if (!group_reads_members(group) || (view->verdict != GROUP_SPLIT && view->verdict != GROUP_NONE))
		return false;
	return !before->known || before->verdict != view->verdict;
}
