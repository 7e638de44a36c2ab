/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each kind saw besides times, in words: one line that says what an
 * engineer would look at first. Bytes from the network were made safe to show
 * by the kind that took them in.
 */
#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "probe/internal.h"

#define HOPS_SHOWN 8
#define PLUGIN_STATUS_MOST 3

/* Begins another part of WORDS. */
static void add_part(GString *words)
{
	if (words->len)
		g_string_append(words, "; ");
}

static const char *certificate_word(enum certificate_fault fault)
{
	switch (fault) {
	case CERTIFICATE_GOOD: return "";
	case CERTIFICATE_UNTRUSTED: return _("certificate not trusted");
	case CERTIFICATE_WRONG_NAME: return _("certificate for another name");
	case CERTIFICATE_NOT_YET: return _("certificate not yet valid");
	case CERTIFICATE_EXPIRED: return _("certificate expired");
	case CERTIFICATE_REFUSED: return _("certificate refused");
	}
	return "";
}

/* "until 2027-03-31 UTC, 126 d left" */
static void add_expiry(GString *words, int64_t expires_at_us, int64_t now_us)
{
	g_autoptr(GDateTime) expires = g_date_time_new_from_unix_utc(expires_at_us / G_USEC_PER_SEC);
	g_autofree char *date = expires ? g_date_time_format(expires, "%Y-%m-%d") : NULL;
	int64_t left_days = (expires_at_us - now_us) / (INT64_C(24) * 3600 * G_USEC_PER_SEC);

	if (!date)
		return;
	if (expires_at_us <= now_us)
		g_string_append_printf(words, _(", ran out on %s UTC"), date);
	else
		g_string_append_printf(words, _(", until %s UTC, %ld d left"), date, (long)left_days);
}

static const char *failure_word(enum tls_failure failure)
{
	switch (failure) {
	case TLS_FAILURE_NONE:
	case TLS_CONNECT_TIMEOUT: return NULL;
	case TLS_REFUSED: return _("connection refused");
	case TLS_UNREACHABLE: return _("unreachable, says somebody on the way");
	case TLS_HANDSHAKE_TIMEOUT: return _("connected, but no handshake came of it");
	case TLS_CLOSED: return _("it hung up");
	case TLS_NOT_TLS: return _("it does not speak TLS");
	case TLS_BROKEN: return _("the handshake failed");
	/* These could not ask, which has no facts. */
	case TLS_BAD_JOB: case TLS_NO_TRUST: case TLS_STOOD_STILL: return NULL;
	}
	return NULL;
}

static void describe_tls(GString *words, const struct tls_facts *tls, int64_t now_us)
{
	int64_t expires_at_us = tls->leaf_expires_at_us;
	const char *failure = failure_word(tls->failure);

	if (failure) {
		add_part(words);
		g_string_append(words, failure);
	}
	if (tls->version) {
		add_part(words);
		g_string_append_printf(words, "TLS 1.%d", (tls->version & 0xff) - 1);
	}
	if (tls->fault != CERTIFICATE_GOOD) {
		add_part(words);
		g_string_append(words, certificate_word(tls->fault));
	}
	/* The one that runs out first is what will break. */
	if (tls->chain_expires_at_us > 0 && tls->chain_expires_at_us < expires_at_us)
		expires_at_us = tls->chain_expires_at_us;
	if (expires_at_us > 0)
		add_expiry(words, expires_at_us, now_us);
	if (*tls->detail)
		g_string_append_printf(words, "%s%s", words->len ? ": " : "", tls->detail);
}

static void describe_path(GString *words, const struct path_facts *path)
{
	int from = MAX(path->hop_count - HOPS_SHOWN, 0);
	char text[ADDRESS_TEXT_SIZE];

	if (!path->reached && path->hop_count) {
		add_part(words);
		g_string_append_printf(words, _("the way ends after hop %d"), path->hop_count);
	}
	if (path->passed < path->wanted) {
		add_part(words);
		g_string_append_printf(words, _("passed %d of the %d devices that it should"), path->passed,
				       path->wanted);
	}
	if (!path->hop_count)
		return;
	add_part(words);
	g_string_append_printf(words, "%s%s", _("way:"), from ? " …" : "");
	for (int i = from; i < path->hop_count; i++)
		g_string_append_printf(words, " %s", path->hops[i].from.family
				       ? address_print(&path->hops[i].from, text) : "*");
}

static void describe_mtu(GString *words, const struct mtu_facts *mtu)
{
	char text[ADDRESS_TEXT_SIZE];

	add_part(words);
	if (mtu->passed >= mtu->wanted)
		g_string_append_printf(words, _("%d bytes pass whole"), mtu->passed);
	else if (mtu->passed)
		g_string_append_printf(words, _("at most %d bytes pass whole, %d should"), mtu->passed, mtu->wanted);
	else
		g_string_append(words, _("no packet of any size came back"));
	if (mtu->told && mtu->told_by.family)
		g_string_append_printf(words, _("; %d, says %s"), mtu->told, address_print(&mtu->told_by, text));
	else if (mtu->told)
		g_string_append_printf(words, _("; %d by the way out of this host"), mtu->told);
}

static void describe_tcp(GString *words, const struct tcp_facts *tcp, bool lacking)
{
	const char *what = tcp->refused	    ? _("connection refused")
			   : tcp->unreachable ? _("unreachable, says somebody on the way")
			   : tcp->closed      ? _("it hung up")
			   : !lacking || !tcp->connected || *tcp->received
				   ? NULL : _("connected, but it said nothing");

	if (what) {
		add_part(words);
		g_string_append(words, what);
	}
	if (*tcp->received) {
		add_part(words);
		g_string_append_printf(words, _("it said '%s'"), tcp->received);
	}
}

static void describe_plugin(GString *words, const struct plugin_facts *plugin)
{
	bool odd = plugin->signal || plugin->exit_status > PLUGIN_STATUS_MOST;

	add_part(words);
	if (plugin->signal)
		g_string_append_printf(words, _("ended by signal %d"), plugin->signal);
	else if (odd)
		g_string_append_printf(words, _("exit status %d, which no plugin has"), plugin->exit_status);
	else if (!*plugin->text)
		g_string_append(words, _("it said nothing"));
	if (*plugin->text)
		g_string_append_printf(words, "%s%s", odd ? ": " : "", plugin->text);
}

static void describe_ssh(GString *words, const struct ssh_facts *ssh)
{
	add_part(words);
	if (ssh->at_jump)
		g_string_append(words, _("at the host on the way: "));
	if (ssh->reason != SSH_REASON_NONE)
		g_string_append(words, ssh_reason_shown(ssh->reason));
	else
		g_string_append_printf(words, _("commands: %u, without a whole answer: %u"), ssh->commands,
				       ssh->missing);
	if (*ssh->message)
		g_string_append_printf(words, " (%s)", ssh->message);
	if (ssh->reason == SSH_REASON_HOST_KEY || ssh->reason == SSH_REASON_HOST_KEY_CHANGED)
		g_string_append_printf(words, "; %s %s", ssh->host_key_type, ssh->fingerprint);
}

/* To a tenth of a percent from one percent up: below it the small ones count. */
static char *show_share(int64_t ppm)
{
	int64_t rounded = ppm < 10000 ? ppm : (ppm + 500) / 1000 * 1000;

	return quantity_show_percentage((int32_t)MIN(rounded, INT32_MAX));
}

static void describe_figure(GString *words, const struct figure_facts *figure)
{
	g_autofree char *value = NULL;

	add_part(words);
	if (figure->known && figure->sort == FIGURE_SORT_SHARE)
		value = show_share(figure->value);
	else if (figure->known && figure->sort == FIGURE_SORT_TIME)
		value = quantity_show_duration(figure->value);
	if (value)
		g_string_append_printf(words, *figure->text ? "%s, %s" : "%s", value, figure->text);
	else
		g_string_append(words, figure->text);
}

/* How long it was interrupted, as far as that is known. */
static void describe_outage(GString *words, const struct group_facts *group)
{
	g_autofree char *least = group->outage_least_us > 0 ? quantity_show_duration(group->outage_least_us) : NULL;
	g_autofree char *most = group->outage_most_us >= 0 ? quantity_show_duration(group->outage_most_us) : NULL;

	if (!least && !most)
		return;
	add_part(words);
	if (least && most)
		g_string_append_printf(words, _("interrupted for %s to %s"), least, most);
	else if (most)
		g_string_append_printf(words, _("interrupted for %s at most"), most);
	else
		g_string_append_printf(words, _("interrupted for %s at least"), least);
}

static void describe_group(GString *words, const struct group_facts *group)
{
	add_part(words);
	/* That it could not be asked says as much. */
	if (group->verdict != GROUP_UNKNOWN)
		g_string_append_printf(words, "%s: ", words_shown(WORDS_GROUP_VERDICT, group->verdict));
	g_string_append(words, group->text);
	if (group->switched_over || group->verdict == GROUP_SWITCHED)
		describe_outage(words, group);
}

void evidence_describe(GString *words, const struct path_evidence *evidence)
{
	const struct path_facts *path = &evidence->path;
	char address[ADDRESS_TEXT_SIZE];

	add_part(words);
	if (path->reached) {
		g_string_append(words, _("it answered when its path was asked for"));
	} else if (!path->hop_count) {
		g_string_append(words, _("no answer from any hop on the way"));
	} else if (evidence->last) {
		/* TRANSLATORS: name and address of a device, and how many hops away it is */
		g_string_append_printf(words, _("last answer: %s (%s), hop %d"), evidence->last,
				       address_print(path_last(path), address), path->hop_count);
	} else {
		/* TRANSLATORS: an address, and how many hops away it is */
		g_string_append_printf(words, _("last answer: %s, hop %d"), address_print(path_last(path), address),
				       path->hop_count);
	}
}

void facts_describe(GString *words, const struct result *result)
{
	const struct result_facts *facts = result->facts;

	switch (facts->kind) {
	case QUESTION_ICMP:
		break;
	case QUESTION_SSH:
		describe_ssh(words, &facts->ssh);
		break;
	case QUESTION_FIGURE:
		describe_figure(words, &facts->figure);
		break;
	case QUESTION_GROUP:
		describe_group(words, &facts->group);
		break;
	case QUESTION_TCP:
		describe_tcp(words, &facts->tcp, result->end == PROBE_NO_ANSWER);
		break;
	case QUESTION_TLS:
		describe_tls(words, &facts->tls, result->started_at_us);
		break;
	case QUESTION_PATH:
		describe_path(words, &facts->path);
		break;
	case QUESTION_MTU:
		describe_mtu(words, &facts->mtu);
		break;
	case QUESTION_PLUGIN:
		describe_plugin(words, &facts->plugin);
		break;
	}
}
