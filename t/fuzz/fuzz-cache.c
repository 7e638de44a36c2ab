/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cache as somebody who may write it could leave it: a good one in which
 * bytes were replaced and whose sums were made to fit. What is let through must
 * be fit to be asked, drawn and searched; nothing may crash.
 *
 * The input is a list of changes, so that it means the same whatever structs
 * look like: two bytes of place (times 4), one of length, and the bytes. The
 * first byte of all says whether the sums are mended and whether a tail is cut.
 */
#include "inventory/cache.h"
#include "net/ssh.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char network[] =
	"ssh-logins: {n: {user: u, key: k, jump: a, legacy: [ssh-rsa], limits: {job: 50s}}}\n"
	"versions: {frr: {wanted: ['1*'], refused: [x]}}\n"
	"own-view: {first-hops: [a, b]}\n"
	"calendars:\n"
	"  c: {month-days: 1-10, dates: [12-29..01-03], hours: mon 24h}\n"
	"  d: {days: japan-holidays}\n"
	"  e: {any: [c, d], not: [c]}\n"
	"japan-holidays: {extra: [2028-05-01], dropped: [2028-05-05]}\n"
	"service-classes:\n"
	"  user: {thresholds: {loss: {caution: {raise: 20%, clear: 10%}, warning: 60%},\n"
	"         rtt: {caution: 5ms, warning: 9ms}},\n"
	"         during: [{when: e, down: {steps: 2}}, {when: c, unknown: {steps: 3}}]}\n"
	"organizations:\n"
	"  self: {kind: operator, self: true, name: S, tags: [x]}\n"
	"  inst: {kind: institution, type: clinic, service-class: user, regional: body, hours: mon "
	"24h, name: C}\n"
	"  body: {kind: institution, type: regional-body, service-class: user, name: R}\n"
	"sites: {s: {area: 1, owner: self}}\n"
	"devices:\n"
	"  a: {owner: self, address: 10.0.0.1, service-class: user, site: s, role: r, platform: linux,\n"
	"      ssh: {user: u, agent: true}, tags: [x, y]}\n"
	"  b: {owner: self, address: 10.0.0.2, service-class: user, platform: frr, ssh: {like: n}}\n"
	"interfaces: {a/e0: {name: x}, b/e1: {device: a, rate: 1G}}\n"
	"links: [[a, b]]\n"
	"lines:\n"
	"  l: {institution: inst, from: a, address: 10.0.1.1, tags: [y]}\n"
	"  m: {institution: inst, from: b, address: 10.0.1.2, source: 10.0.0.9, interface: i}\n"
	"groups: {g: {protocol: vrrp, members: [a, b]}, h: {protocol: lines, members: [l, m]}}\n"
	"contacts: {c: {organization: self, role: noc, channels: [{mail: a@b.example}, {phone: "
	"'119'}]}}\n"
	"rosters: {normal: {turns: [{contact: c, hours: mon-sun 24h}]}}\n";

#define MENDED 1
#define CUT 2

/* The good cache, made once. */
static const GByteArray *image(void)
{
	static GByteArray *bytes;
	g_autoptr(ops_conf_faults_t) faults = NULL;
	g_autoptr(ops_inventory_t) inventory = NULL;
	g_autoptr(ops_cache_sources_t) sources = NULL;
	struct conf_stamp stamp = {.size = 1};
	int descriptor;

	if (bytes)
		return bytes;
	faults = conf_faults_new();
	inventory = build_from_bytes("fuzz", network, strlen(network), faults);
	g_assert_nonnull(inventory);
	sources = cache_sources_new("fuzz");
	cache_sources_add(sources, "fuzz/nwops.yaml", &stamp);
	descriptor = memfd_create("cache", MFD_CLOEXEC);
	g_assert_true(cache_write(descriptor, inventory, sources));
	bytes = g_byte_array_new();
	g_byte_array_set_size(bytes, (guint)lseek(descriptor, 0, SEEK_END));
	g_assert_cmpint(pread(descriptor, bytes->data, bytes->len, 0), ==, bytes->len);
	close(descriptor);
	return bytes;
}

static void change(GByteArray *bytes, const uint8_t *data, size_t size)
{
	while (size >= 3) {
		size_t at = ((size_t)data[0] << 8 | data[1]) * 4, length = data[2] % 16;

		data += 3;
		size -= 3;
		length = MIN(length, size);
		for (size_t i = 0; i < length && at + i < bytes->len; i++)
			bytes->data[at + i] = data[i];
		data += length;
		size -= length;
	}
}

/* Makes every sum fit, as far as the header tells where things are. */
static void mend(GByteArray *bytes)
{
	struct cache_header header;
	uint64_t at = cache_padded(sizeof(header));

	if (bytes->len < sizeof(header))
		return;
	memcpy(&header, bytes->data, sizeof(header));
	for (unsigned int i = 0; i < CACHE_SECTIONS; i++) {
		uint64_t length = header.sections[i].count > bytes->len ? bytes->len + 1
									: cache_length(&header, i);

		if (length > bytes->len || at > bytes->len - length)
			break;
		header.sections[i].sum = digest_damage_sum(0, bytes->data + at, length);
		at += cache_padded(length);
	}
	header.sum = cache_header_sum(&header);
	memcpy(bytes->data, &header, sizeof(header));
}

static void use_items(const struct inventory *inventory)
{
	static const char *const words[][3] = {{NULL},
					       {"tag:x", "!line:l", NULL},
					       {"group:h", NULL},
					       {"site:s", "area:1", NULL}};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autoptr(GArray) items = inventory_select(inventory, words[i], NULL);

		for (guint j = 0; items && j < items->len; j++) {
			const struct item *item = &g_array_index(items, struct item, j);

			g_assert_true(item_address(item)->family);
			g_assert_nonnull(item_service_class(item)->name);
			g_assert_nonnull(item_owner(item)->name);
			if (item->kind == ITEM_LINE)
				g_assert_nonnull(inventory_line_kind_id(item->line->kind));
		}
	}
}

static void use_readings(const struct inventory *inventory)
{
	const struct login_outside outside = {"agent", NULL, NULL};
	size_t letters = 0, count;

	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);
		const struct version_policy *policy = inventory_device_versions(inventory, device);
		struct ssh_job job = {0};

		if (policy)
			inventory_judge_version(policy, "10.1");
		inventory_device_interfaces(inventory, device, &count);
		if (!device->ssh)
			continue;
		struct login_peers *peers = login_peers_new(device, &outside, &job);

		for (unsigned int j = 0; j < job.device.legacy_count; j++)
			letters += strlen(job.device.legacy[j]);
		letters += strlen(job.device.user) + (job.jump ? strlen(job.jump->user) : 0);
		login_peers_free(peers);
	}
	for (size_t i = 0; i < inventory_interface_count(inventory); i++) {
		const struct interface *interface = inventory_interface_at(inventory, i);

		letters += strlen(interface->label) + strlen(interface->device->name) +
			   strlen(inventory_interface_expect_id(interface->expect));
	}
	g_assert_cmpuint(letters, <, SIZE_MAX);
}

static void use_people(const struct inventory *inventory)
{
	size_t letters = 0;

	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		letters += strlen(inventory_role_id(contact->role));
		for (size_t j = 0; j < contact->channel_count; j++)
			letters += strlen(words_get(WORDS_CHANNEL_KIND, contact->channels[j].kind)->id) +
				   strlen(contact->channels[j].target);
	}
	for (size_t i = 0; i < inventory_roster_count(inventory); i++) {
		const struct roster *roster = inventory_roster_at(inventory, i);

		for (size_t j = 0; j < roster->turn_count; j++)
			letters += strlen(roster->turns[j].contact->name) +
				   (roster->turns[j].hours ? (size_t)roster->turns[j].hours->count
							   : 0);
	}
	g_assert_cmpuint(letters, <, SIZE_MAX);
}

static void use_times(const struct inventory *inventory)
{
	static const int64_t times[] = {INT64_MIN, 0, INT64_C(1795564800000000), INT64_C(1830000000000000),
					INT64_MAX};
	const struct device *const *hops = inventory_policy(inventory)->first_hops;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	size_t applied = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
		for (size_t j = 0; j < inventory_calendar_count(inventory); j++)
			applied += inventory_calendar_applies(inventory, inventory_calendar_at(inventory, j),
							      times[i]);
		for (size_t j = 0; j < inventory_service_class_count(inventory); j++)
			applied += strlen(inventory_class_at(inventory,
							     inventory_service_class_at(inventory, j), times[i])
						  ->name);
		inventory_check_holidays(inventory, times[i], faults);
	}
	for (; hops && *hops; hops++)
		applied += strlen((*hops)->name);
	g_assert_cmpuint(applied, <, SIZE_MAX);
}

/* Texts are the writer's word; see cache_read(). */
static bool texts_are_text(const GByteArray *bytes, const struct cache *cache)
{
	const char *at = (const char *)bytes->data + cache->offsets[CACHE_STRING];
	const char *end = at + cache->header.sections[CACHE_STRING].count;

	for (; at < end; at++) {
		const char *stop = memchr(at, '\0', end - at);

		stop = stop ? stop : end;
		if (!g_utf8_validate(at, stop - at, NULL))
			return false;
		at = stop;
	}
	return true;
}

static void use(const struct inventory *inventory)
{
	g_autofree char *drawn = inventory_draw(inventory, "ja", 1);
	g_autoptr(GArray) found = inventory_look_up(inventory, "c", 5);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	g_assert_true(g_str_has_suffix(drawn, "}\n"));
	g_assert_cmpuint(found->len, <=, 5);
	use_items(inventory);
	use_people(inventory);
	use_readings(inventory);
	use_times(inventory);
	for (size_t i = 0; i < inventory_demarcation_count(inventory); i++)
		g_assert_nonnull(inventory_demarcation_at(inventory, i)->near_owner->name);
	for (size_t i = 0; i < inventory_organization_count(inventory); i++)
		g_assert_nonnull(inventory_position(inventory,
						    inventory_organization_at(inventory, i)->place)
					 .file);
	secrets_check(inventory, faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(ops_cache_sources_t) sources = NULL;
	g_autoptr(ops_inventory_t) inventory = NULL;
	struct cache cache = {.descriptor = -1};

	g_byte_array_append(bytes, image()->data, image()->len);
	if (size > 0)
		change(bytes, data + 1, size - 1);
	if (size > 1 && data[0] & CUT)
		g_byte_array_set_size(bytes, bytes->len * data[1] / 256);
	if (size > 0 && data[0] & MENDED)
		mend(bytes);
	cache.bytes = bytes->data;
	cache.length = bytes->len;
	if (!cache_open(&cache))
		return 0;
	sources = cache_read_sources(&cache);
	inventory = cache_read(&cache);
	if (inventory && texts_are_text(bytes, &cache))
		use(inventory);
	return 0;
}
