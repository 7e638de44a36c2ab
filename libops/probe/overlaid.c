/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reading of a device that the overlay made up: written out as a device would print it and
 * read by a platform of our own, so that whoever uses readings knows no difference.
 */
#include "probe/internal.h"
#include "probe/reading.h"

#include <string.h>

#define NAME "overlay"

static const char platform_text[] =
	"title: Overlay\n"
	"session: {channel: exec}\n"
	"read-only: [system, groups, sessions, interfaces]\n"
	"commands:\n"
	"  system:\n"
	"    send: system\n"
	"    verified: manual\n"
	"    record: system\n"
	"    lines: ['cpu {cpu_1m}', 'memory {memory_use}', 'uptime {uptime:s}', 'version {version}']\n"
	"  groups:\n"
	"    send: groups\n"
	"    empty: absent\n"
	"    verified: manual\n"
	"    record: redundancy-group\n"
	"    start: '{protocol} {group} {state}'\n"
	"  sessions:\n"
	"    send: sessions\n"
	"    empty: absent\n"
	"    verified: manual\n"
	"    record: bgp-neighbour\n"
	"    start: 'neighbour {address} {state}'\n"
	"  interfaces:\n"
	"    send: interfaces\n"
	"    empty: absent\n"
	"    verified: manual\n"
	"    record: interface\n"
	"    set: {admin: up}\n"
	"    start: '{name} is {oper}'\n";

struct platform *platform_overlaid(void)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	const struct conf_position whole = { .file = NAME };
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse(NAME, platform_text, strlen(platform_text), NULL, faults);
	struct platform *platform = platform_read(NAME, conf_document_root(document), &whole, faults);

	g_assert(platform);
	return platform;
}

static GString *print_system(const struct overlay_reading *said)
{
	GString *text = g_string_new(NULL);

	if (said->cpu_ppm >= 0)
		g_string_append_printf(text, "cpu %d.%04d%%\n", said->cpu_ppm / 10000, said->cpu_ppm % 10000);
	if (said->memory_ppm >= 0)
		g_string_append_printf(text, "memory %d.%04d%%\n", said->memory_ppm / 10000, said->memory_ppm % 10000);
	if (said->uptime_us >= 0)
		g_string_append_printf(text, "uptime %ld\n", (long)(said->uptime_us / G_USEC_PER_SEC));
	if (*said->version)
		g_string_append_printf(text, "version %s\n", said->version);
	return text;
}

static GString *print_interfaces(const struct overlay_reading *said)
{
	GString *text = g_string_new(NULL);

	for (unsigned int i = 0; i < said->interface_count; i++)
		g_string_append_printf(text, "%s is %s\n", said->interfaces[i].name, said->interfaces[i].up ? "up" : "down");
	return text;
}

static GString *print_groups(const struct overlay_reading *said)
{
	static const char *const states[] = { "master", "backup", "init" };
	GString *text = g_string_new(NULL);

	for (unsigned int i = 0; i < said->role_count; i++)
		g_string_append_printf(text, "%s %s %s\n", said->roles[i].protocol, said->roles[i].number,
				       states[said->roles[i].state]);
	return text;
}

static GString *print_sessions(const struct overlay_reading *said)
{
	GString *text = g_string_new(NULL);

	for (unsigned int i = 0; i < said->session_count; i++) {
		char peer[ADDRESS_TEXT_SIZE];

		address_print(&said->sessions[i].peer, peer);
		g_string_append_printf(text, "neighbour %s %s\n", peer, said->sessions[i].up ? "established" : "idle");
	}
	return text;
}

/* TEXT is taken. What it does not speak of is not asked, so that it is not missing either. */
static void take(struct reading *reading, const char *name, GString *text)
{
	const struct platform_command *command = platform_command_find(reading->platform, name);
	struct reading_part *part;

	if (!text->len) {
		g_string_free(text, TRUE);
		return;
	}
	part = reading_part(reading, command);
	part->text = text;
	part->answer = platform_parse(reading->platform, command, text->str, text->len, ENDING_SEEN);
}

struct reading *reading_overlaid(struct platforms *platforms, const struct overlay_reading *said, int64_t at_us)
{
	struct reading *reading = reading_new(platforms_overlaid(platforms), at_us);

	take(reading, "system", print_system(said));
	take(reading, "groups", print_groups(said));
	take(reading, "sessions", print_sessions(said));
	take(reading, "interfaces", print_interfaces(said));
	return reading;
}
