/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clauses about the network: what is watched and by which levels, the devices and their software, what is
 * promised to whom, and the record itself.
 */
#include "audit/guideline-internal.h"

#include "base/translate.h"

#define HOUR_US G_GINT64_CONSTANT(3600000000)

/* --- watching --- */

static bool is_recent(const struct judging *judging, int64_t at_us)
{
	return at_us && judging->evidence->now_us - at_us <= HOUR_US;
}

/* The newest result, which is evidence only while it is new. */
static void judge_asked(struct judging *judging)
{
	int64_t at_us = judging->evidence->asked_at_us;
	const char *mend = _("have cron run 'nwops tick' each minute");

	if (at_us)
		guideline_say_when(judging, _("the network was last asked"), at_us, NULL);
	if (!is_recent(judging, at_us))
		guideline_lack(judging, mend, "%s", _("no probe has had a result within the hour"));
}

void guideline_judge_own_watch(struct judging *judging)
{
	guideline_say(judging, _("things that nwops has a state of: %u"), judging->evidence->items);
	judge_asked(judging);
}

void guideline_judge_tool(struct judging *judging)
{
	int64_t at_us = judging->evidence->ticked_at_us;

	if (at_us)
		guideline_say_when(judging, _("a tick last ran"), at_us, NULL);
	if (!is_recent(judging, at_us))
		guideline_lack(judging, _("have cron run 'nwops tick' each minute"), "%s",
			       _("no tick has run within the hour"));
}

void guideline_judge_watched(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	guideline_say(judging, _("devices of ours: %u, one hop beyond a demarcation: %u"), evidence->devices, evidence->hops);
	guideline_lack_names(judging, evidence->unwatched, _("have each device watched: 'watch: [icmp]'"),
			     _("devices of ours that are not watched"));
	if (!evidence->hops)
		guideline_lack(judging, _("write the core's devices and the links to them in the inventory"), "%s",
			       _("no demarcation towards the core is written down"));
	guideline_lack_names(judging, evidence->unwatched_hops, _("watch the device beyond the demarcation: 'watch: [icmp]'"),
			     _("demarcations beyond which no hop is watched"));
	guideline_lack_names(judging, evidence->stale, _("have cron run 'nwops tick' each minute, or see why they cannot be asked"),
			     _("not asked when it was due"));
}

void guideline_judge_loads(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	if (evidence->read_devices)
		guideline_say(judging, _("devices that are logged in to for their load: %u"), evidence->read_devices);
	else
		guideline_lack(judging, _("have devices logged in to: 'ssh' in 'devices'"), "%s",
			       _("no device is logged in to"));
	guideline_lack_names(judging, evidence->unloaded, _("name the interfaces to watch in 'interfaces', and see why they cannot be read"),
			     _("devices of which no load of an interface was seen within the day"));
}

void guideline_judge_two_levels(struct judging *judging)
{
	static const char *const ways[] = {"threshold-caution", "threshold-warning"};
	const struct guideline_evidence *evidence = judging->evidence;

	guideline_judge_walked(judging);
	guideline_lack_names(judging, evidence->one_level, _("write both levels of each figure in 'service-classes'"),
			     _("devices with a figure that has no two levels"));
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		const struct guideline_trace *trace = g_hash_table_lookup(evidence->completed, ways[i]);

		if (trace)
			guideline_say_when(judging, ways[i], trace->at_us, trace->where);
		else
			guideline_lack(judging, _("walk the procedure when its time comes: 'nwops isolate SUBJECT --procedure NAME'"),
				       _("nobody has walked '%s' to an end"), ways[i]);
	}
}

void guideline_judge_groups(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	if (!evidence->groups) {
		guideline_doubt(judging, _("write what stands in for what in 'groups'"), "%s",
				_("no group is written down: whether parts of the network are redundant nwops cannot know"));
		return;
	}
	guideline_say(judging, _("redundancy groups: %u"), evidence->groups);
	guideline_lack_names(judging, evidence->unjudged, _("see why their members cannot be asked: 'nwops status'"),
			     _("groups that were not judged within the day"));
}

void guideline_judge_prevention(struct judging *judging)
{
	if (judging->evidence->trends)
		guideline_say(judging, _("figures of which it is watched where they lead: %u"), judging->evidence->trends);
	else
		guideline_lack(judging, _("ask in 'service-classes' where figures lead: 'trend: 7d'"), "%s",
			       _("no figure is watched for where it leads"));
}

/* --- devices, and the record --- */

void guideline_judge_security(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	guideline_say(judging, _("entries of the journal: %ld; the record is: %s"), (long)evidence->entries,
		      words_shown(WORDS_STORE_VERDICT, evidence->record));
	if (!evidence->entries || evidence->record != VERDICT_COMPLETE)
		guideline_lack(judging, _("see what 'nwops audit verify' says"), "%s",
			       _("the record is not proven to be whole"));
	guideline_say(judging, _("devices that are logged in to: %u"), evidence->read_devices);
	guideline_lack_names(judging, evidence->unpinned, _("pin their host keys: 'nwops inventory pin'"),
			     _("devices without a pinned host key"));
	guideline_lack_names(judging, evidence->changed_keys, _("find out why, then 'nwops inventory pin'"),
			     _("devices that showed another host key"));
}

void guideline_judge_standard(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;
	g_autoptr(GPtrArray) plain = g_ptr_array_new();

	for (guint i = 0; i < evidence->paths->len; i++) {
		const struct guideline_path *path = &g_array_index(evidence->paths, struct guideline_path, i);

		if (path->plain)
			g_ptr_array_add(plain, path->name);
	}
	guideline_lack_names(judging, plain, _("use relays with TLS"), _("paths with a relay that is spoken to without TLS"));
	guideline_lack_names(judging, evidence->legacy, _("renew their software, and take 'legacy' away"),
			     _("devices that are logged in to by outdated algorithms"));
	guideline_doubt(judging, _("have an assessor judge it, and keep what he wrote"), "%s",
			_("whether law and the safety standard are kept as a whole is for an assessor to say"));
}

void guideline_judge_versions(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	guideline_say(judging, _("devices whose software was seen to be as it is wanted: %u"), evidence->versioned);
	if (!evidence->read_devices)
		guideline_lack(judging, _("have devices logged in to: 'ssh' in 'devices'"), "%s",
			       _("no device is logged in to"));
	guideline_lack_names(judging, evidence->unversioned, _("write the wanted versions in 'versions', and see why the device did not say its own"),
			     _("devices of which no version is wanted, or was seen"));
	guideline_lack_names(judging, evidence->unwanted, _("update their software"),
			     _("devices with other software than is wanted"));
}

/* --- services --- */

void guideline_judge_higher(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;

	if (!evidence->provider_class) {
		guideline_lack(judging, _("write both classes in 'service-classes'"), "%s",
			       _("there are no service classes 'user' and 'service-provider' to compare"));
		return;
	}
	guideline_say(judging, "%s", _("service class 'service-provider' was compared with 'user'"));
	guideline_lack_names(judging, evidence->lower, _("promise service providers more in 'service-classes'"),
			     _("what service providers are promised less of than users, or no more"));
}

static void judge_written(struct judging *judging, const GPtrArray *lacking, const char *what)
{
	guint classes = judging->evidence->classes;

	if (!classes)
		guideline_lack(judging, _("write lines with their service class in the inventory"), "%s",
			       _("no service class is in use"));
	else
		guideline_say(judging, _("service classes in use: %u"), classes);
	guideline_lack_names(judging, lacking, _("write it in both languages under 'conduct' of the class"), what);
}

void guideline_judge_specification(struct judging *judging)
{
	judge_written(judging, judging->evidence->unwritten, _("classes of which nothing is written"));
}

void guideline_judge_change(struct judging *judging)
{
	judge_written(judging, judging->evidence->no_change, _("classes without what is done when the service changes"));
}

void guideline_judge_interruption(struct judging *judging)
{
	judge_written(judging, judging->evidence->no_interruption,
		      _("classes without what is done when the service is interrupted"));
}

void guideline_judge_conformity(struct judging *judging)
{
	const struct guideline_evidence *evidence = judging->evidence;
	const char *mend = _("write statement, source and day of review in 'manual: conformity'");

	if (evidence->conformity)
		guideline_say(judging, "%s", _("the statement of conformity is written"));
	else
		guideline_lack(judging, mend, "%s", _("no statement of conformity is written in both languages"));
	if (!evidence->conformity_source)
		guideline_lack(judging, mend, "%s", _("its source is not written"));
	if (evidence->conformity_at_us)
		guideline_lapses(judging, LAPSE_REVIEW, _("reviewed"), evidence->conformity_at_us,
				 _("review the statement, and write the day in 'reviewed'"));
	else
		guideline_lack(judging, mend, "%s", _("when it was reviewed is not written"));
}
