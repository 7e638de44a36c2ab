/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only one kind of probe sees, as the object `facts` of an item in JSON.
 * Its keys hang on the kind alone; what is not known is null.
 */
#include "check/print-facts.h"

#include "base/address.h"
#include "base/instant.h"
#include "base/json-line.h"
#include "probe/reading.h"
#include "state/trend.h"

#include <math.h>

static void set_instant(GString *line, const char *key, int64_t at_us, GTimeZone *zone)
{
	g_autofree char *text = at_us > 0 ? instant_print(at_us, zone) : NULL;

	json_line_string(line, key, text);
}

static void set_address(GString *line, const char *key, const struct address *address)
{
	char text[ADDRESS_TEXT_SIZE];

	json_line_string(line, key, address->family ? address_print(address, text) : NULL);
}

static void set_positive(GString *line, const char *key, int64_t number)
{
	if (number > 0)
		json_line_integer(line, key, number);
	else
		json_line_null(line, key);
}

static void print_tls(GString *line, const struct tls_facts *tls, GTimeZone *zone)
{
	g_autofree char *version =
		tls->version ? g_strdup_printf("1.%d", (tls->version & 0xff) - 1) : NULL;

	json_line_string(line, "failure", tls_failure_id(tls->failure));
	json_line_string(line, "version", version);
	json_line_string(line, "certificate_fault", certificate_fault_id(tls->fault));
	json_line_string(line, "subject", *tls->subject ? tls->subject : NULL);
	set_instant(line, "leaf_expires_at", tls->leaf_expires_at_us, zone);
	set_instant(line, "sent_expires_at", tls->sent_expires_at_us, zone);
	set_instant(line, "chain_expires_at", tls->chain_expires_at_us, zone);
	json_line_string(line, "detail", *tls->detail ? tls->detail : NULL);
}

static void print_path(GString *line, const struct path_facts *path)
{
	json_line_bool(line, "reached", path->reached);
	json_line_integer(line, "passed", path->passed);
	json_line_integer(line, "wanted", path->wanted);
	json_line_raw(line, "hops", "[");
	for (int i = 0; i < path->hop_count; i++) {
		if (i)
			g_string_append_c(line, ',');
		json_line_begin(line);
		set_address(line, "from", &path->hops[i].from);
		if (path->hops[i].rtt_us < 0)
			json_line_null(line, "rtt_us");
		else
			json_line_integer(line, "rtt_us", path->hops[i].rtt_us);
		json_line_end(line);
	}
	g_string_append_c(line, ']');
}

static void print_mtu(GString *line, const struct mtu_facts *mtu)
{
	json_line_integer(line, "wanted_bytes", mtu->wanted);
	set_positive(line, "passed_bytes", mtu->passed);
	set_positive(line, "told_bytes", mtu->told);
	set_address(line, "told_by", &mtu->told_by);
}

static void print_tcp(GString *line, const struct tcp_facts *tcp)
{
	json_line_bool(line, "connected", tcp->connected);
	json_line_bool(line, "refused", tcp->refused);
	json_line_bool(line, "unreachable", tcp->unreachable);
	json_line_bool(line, "closed", tcp->closed);
	json_line_string(line, "received", *tcp->received ? tcp->received : NULL);
}

static void print_plugin(GString *line, const struct plugin_facts *plugin)
{
	if (plugin->exit_status < 0)
		json_line_null(line, "exit_status");
	else
		json_line_integer(line, "exit_status", plugin->exit_status);
	set_positive(line, "signal", plugin->signal);
	json_line_string(line, "text", *plugin->text ? plugin->text : NULL);
	json_line_string(line, "figures", plugin->figures);
	json_line_integer(line, "figures_dropped", plugin->dropped);
}

/* Commands that gave no whole answer, and why. */
static void print_unread(GString *line, const struct reading *reading)
{
	bool first = true;

	json_line_raw(line, "unread", "[");
	for (unsigned int i = 0; reading && i < reading->part_count; i++) {
		const struct reading_part *part = &reading->parts[i];

		if (reading_part_is_whole(part))
			continue;
		if (!first)
			g_string_append_c(line, ',');
		first = false;
		json_line_begin(line);
		json_line_string(line, "command", part->command->name);
		json_line_string(line, "verdict",
				 part->answer ? platform_verdict_id(
							platform_answer_verdict(part->answer))
					      : NULL);
		json_line_string(line, "reason",
				 part->reason == SSH_REASON_NONE ? NULL
								 : ssh_reason_id(part->reason));
		json_line_string(line, "evidence",
				 part->answer ? platform_answer_evidence(part->answer) : NULL);
		json_line_end(line);
	}
	g_string_append_c(line, ']');
}

static void print_ssh(GString *line, const struct ssh_facts *ssh)
{
	json_line_string(line, "reason",
			 ssh->reason == SSH_REASON_NONE ? NULL : ssh_reason_id(ssh->reason));
	json_line_bool(line, "at_jump", ssh->at_jump);
	json_line_string(line, "phase", ssh_phase_id(ssh->phase));
	json_line_integer(line, "logins", ssh->logins);
	json_line_integer(line, "commands", ssh->commands);
	json_line_integer(line, "missing", ssh->missing);
	json_line_string(line, "detail", *ssh->message ? ssh->message : NULL);
	json_line_string(line, "server", *ssh->server ? ssh->server : NULL);
	json_line_string(line, "host_key_type", *ssh->host_key_type ? ssh->host_key_type : NULL);
	json_line_string(line, "host_key_fingerprint", *ssh->fingerprint ? ssh->fingerprint : NULL);
	print_unread(line, ssh->reading);
}

/* Days as whole ones, to the outer side. */
static void print_trend(GString *line, const struct figure_trend *trend)
{
	g_autoptr(GString) object = g_string_new(NULL);
	g_autofree char *from = trend_date(trend->from_day), *until = trend_date(trend->until_day);

	if (!trend->points) {
		json_line_null(line, "trend");
		return;
	}
	json_line_begin(object);
	json_line_integer(object, "level", trend->level);
	json_line_integer(object, "days", (int64_t)trend->days);
	json_line_integer(object, "days_earliest", (int64_t)trend->days_earliest);
	json_line_integer(object, "days_latest", (int64_t)MIN(ceil(trend->days_latest), 9999));
	json_line_integer(object, "points", trend->points);
	json_line_string(object, "from", from);
	json_line_string(object, "until", until);
	json_line_integer(object, "per_day", llround(trend->per_day));
	json_line_integer(object, "per_day_low", llround(trend->per_day_low));
	json_line_integer(object, "per_day_high", llround(trend->per_day_high));
	json_line_end(object);
	json_line_raw(line, "trend", object->str);
}

static void print_figure(GString *line, const struct figure_facts *figure)
{
	static const char *const sorts[] = {
		[FIGURE_SORT_SHARE] = "share_ppm",
		[FIGURE_SORT_TIME] = "time_us",
		[FIGURE_SORT_STATE] = "state",
	};

	json_line_string(line, "figure", sorts[figure->sort]);
	if (figure->known && figure->sort != FIGURE_SORT_STATE)
		json_line_integer(line, "value", figure->value);
	else
		json_line_null(line, "value");
	json_line_string(line, "text", *figure->text ? figure->text : NULL);
	print_trend(line, &figure->trend);
}

static void set_known(GString *line, const char *key, int64_t number)
{
	if (number >= 0)
		json_line_integer(line, key, number);
	else
		json_line_null(line, key);
}

/* What is so of a whole group and of each of its instances. */
static void print_verdict(GString *line, enum group_verdict verdict, const char *active, int64_t since_us,
			  GTimeZone *zone)
{
	json_line_string(line, "verdict", words_get(WORDS_GROUP_VERDICT, verdict)->id);
	json_line_string(line, "active", active);
	set_instant(line, "verdict_since", since_us, zone);
}

static void print_group(GString *line, const struct group_facts *group, GTimeZone *zone)
{
	print_verdict(line, group->verdict, group->active, group->since_us, zone);
	json_line_integer(line, "standing_by", group->standing_by);
	json_line_bool(line, "switched_over", group->switched_over);
	json_line_bool(line, "there_and_back", group->there_and_back);
	set_instant(line, "switched_from", group->switched_from_us, zone);
	set_instant(line, "switched_until", group->switched_until_us, zone);
	set_known(line, "outage_least_us", group->outage_least_us);
	set_known(line, "outage_most_us", group->outage_most_us);
	json_line_string(line, "text", *group->text ? group->text : NULL);
	json_line_raw(line, "instances", "[");
	for (unsigned int i = 0; i < group->instance_count; i++) {
		const struct group_instance *instance = &group->instances[i];

		if (i)
			g_string_append_c(line, ',');
		json_line_begin(line);
		json_line_string(line, "instance", *instance->name ? instance->name : NULL);
		print_verdict(line, instance->verdict, instance->active, instance->since_us, zone);
		json_line_end(line);
	}
	g_string_append_c(line, ']');
}

void print_facts(GString *line, const struct result *result, GTimeZone *zone)
{
	const struct result_facts *facts = result->facts;

	if (!facts) {
		json_line_null(line, "facts");
		return;
	}
	json_line_raw(line, "facts", "");
	json_line_begin(line);
	switch (facts->kind) {
	case QUESTION_ICMP:
		break;
	case QUESTION_SSH:
		print_ssh(line, &facts->ssh);
		break;
	case QUESTION_FIGURE:
		print_figure(line, &facts->figure);
		break;
	case QUESTION_GROUP:
		print_group(line, &facts->group, zone);
		break;
	case QUESTION_TCP:
		print_tcp(line, &facts->tcp);
		break;
	case QUESTION_TLS:
		print_tls(line, &facts->tls, zone);
		break;
	case QUESTION_PATH:
		print_path(line, &facts->path);
		break;
	case QUESTION_MTU:
		print_mtu(line, &facts->mtu);
		break;
	case QUESTION_PLUGIN:
		print_plugin(line, &facts->plugin);
		break;
	}
	json_line_end(line);
}

void print_evidence(GString *line, const struct result *result)
{
	if (!result->evidence) {
		json_line_null(line, "path");
		return;
	}
	json_line_raw(line, "path", "");
	json_line_begin(line);
	print_path(line, &result->evidence->path);
	json_line_end(line);
}
