/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may be sent to a device at all. A platform names the commands that only
 * look (read-only); whatever it names, words that configure, store, restart or
 * delete are refused, and so is anything a shell would take as more than one
 * command. What is put into a command is checked once more when it is sent.
 */
#include "probe/platform-internal.h"

#include "base/address.h"
#include "base/quantity.h"
#include "base/translate.h"

#define SEND_BYTES 400

/* A command, and what stands behind a pipe or a quote, never begins with one of these. */
static const char *const acting[] = {
	"conf", "config", "configure", "enable-config", "edit", "set", "unset", "no", "undo", "delete", "del", "erase",
	"write", "wr", "save", "copy", "rename", "move", "mv", "rm", "cp", "dd", "tee", "format", "reload", "reboot",
	"restart", "reset", "shutdown", "halt", "poweroff", "clear", "debug", "undebug", "undo", "upgrade",
	"install", "archive", "commit", "rollback", "request", "start", "stop", "kill", "systemctl", "service",
	"sudo", "su", "sh", "bash", "exec", "eval", "execute", "diagnose", "test", "clock", "username", "disconnect",
	"svintr-config", "administrator", "load", "import", "export", "ssh", "telnet", "scp", "tftp", "ftp", "cold",
	NULL,
};

/* "execute" and "diagnose" of FortiOS, "request" of Junos and "test" act; these few only ask. */
static const char *const asking[] = {
	"execute ping", "execute ping-options", "diagnose sys", "diagnose vpn", "diagnose hardware",
	"diagnose netlink", "request routing-engine", NULL,
};

/* They change the session that sends them, and nothing that another could see. */
static const char *const preparing[] = {
	"terminal length ", "terminal width ", "terminal pager ", "no terminal pager", "screen-length 0 temporary",
	"screen-length disable", "set cli screen-length ", "set cli screen-width ", "terminal no monitor",
	"environment ", "export LC_ALL=C", NULL,
};

static bool begins_with_any(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (g_str_has_prefix(text, *words))
			return true;
	return false;
}

static bool is_acting(const char *segment)
{
	g_autofree char *word = NULL;
	size_t length;

	segment += strspn(segment, " '\"");
	if (begins_with_any(segment, asking))
		return false;
	length = strcspn(segment, " '\"|");
	word = g_ascii_strdown(segment, (gssize)length);
	return g_strv_contains(acting, word);
}

/* What makes a shell run more than it seems. */
static char *refuse_characters(const char *send)
{
	for (const char *at = send; *at; at++) {
		if (*at < ' ' || *at == 0x7f)
			return g_strdup_printf(_("'%s' holds a control character"), send);
		if (strchr(";&<>$`\\", *at))
			return g_strdup_printf(_("'%s' holds '%c', which would make it more than one command"), send, *at);
	}
	if (!*send || strlen(send) > SEND_BYTES)
		return g_strdup_printf(_("a command has 1 to %d characters"), SEND_BYTES);
	return NULL;
}

/* Behind each '|' and each quote stands a command of its own, or a filter. */
static char *refuse_words(const char *send)
{
	if (is_acting(send))
		return g_strdup_printf(_("'%s' does something: a platform only looks"), send);
	for (const char *at = send; *at; at++)
		if (strchr("|'\"", *at) && is_acting(at + 1))
			return g_strdup_printf(_("'%s' does something: a platform only looks"), send);
	return NULL;
}

char *platform_send_refuse(const char *send, const GPtrArray *read_only)
{
	char *reason = refuse_characters(send);

	if (!reason)
		reason = refuse_words(send);
	if (!reason && !platform_rule_first(read_only, send, strlen(send), NULL))
		reason = g_strdup_printf(_("'%s' is none of the commands that 'read-only' names"), send);
	return reason;
}

char *platform_send_refuse_prepare(const char *send)
{
	char *reason = refuse_characters(send);

	if (!reason && !begins_with_any(send, preparing))
		reason = g_strdup_printf(_("'%s' is not known to change this session alone"), send);
	return reason;
}

/* --- what is put in --- */

static const char *const parameter_names[PLATFORM_PARAMETER_COUNT] = {
	"target", "source", "interface", "vrf", "count",
};

int platform_send_parameter(const char *name, size_t length)
{
	for (int i = 0; i < PLATFORM_PARAMETER_COUNT; i++)
		if (strlen(parameter_names[i]) == length && memcmp(parameter_names[i], name, length) == 0)
			return i;
	return -1;
}

static bool is_address(const char *text)
{
	struct address address;

	return !strchr(text, '%') && address_parse(text, &address, NULL);
}

static bool is_name(const char *text)
{
	size_t length = strlen(text);

	if (!length || length > 64 || !g_ascii_isalnum(*text))
		return false;
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./:_-") == length;
}

static bool is_fit(enum platform_parameter parameter, const char *text)
{
	int64_t number;

	switch (parameter) {
	case PARAMETER_TARGET:
	case PARAMETER_SOURCE:
		return is_address(text);
	case PARAMETER_INTERFACE:
	case PARAMETER_VRF:
		return is_name(text);
	case PARAMETER_COUNT:
		return quantity_parse_integer(text, 1, 100, &number, NULL);
	}
	g_assert_not_reached();
}

char *platform_command_text(const struct platform_command *command,
			    const char *const values[PLATFORM_PARAMETER_COUNT], GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (const char *at = command->send; *at; at++) {
		const char *end = *at == '{' ? strchr(at, '}') : NULL;
		int parameter = end ? platform_send_parameter(at + 1, (size_t)(end - at) - 1) : -1;

		if (parameter < 0) {
			g_string_append_c(text, *at);
			continue;
		}
		if (!values || !values[parameter] || !is_fit((enum platform_parameter)parameter, values[parameter])) {
			g_set_error(error, OPS_PLATFORM_ERROR, PLATFORM_ERROR_PARAMETER,
				    _("command '%s' needs '%s', and what was given is none"), command->name,
				    parameter_names[parameter]);
			return NULL;
		}
		g_string_append(text, values[parameter]);
		at = end;
	}
	return g_strdup(text->str);
}
