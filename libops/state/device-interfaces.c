/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The watched interfaces of a device: whether they are up, what they carry of
 * their contract or port rate, and what share of it is broken or dropped.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "state/device-internal.h"

/* The counters of one interface, and what came of them. */
enum counter { IN_OCTETS, OUT_OCTETS, IN_PACKETS, OUT_PACKETS, IN_ERRORS, OUT_ERRORS, IN_DISCARDS, OUT_DISCARDS };
#define COUNTER_COUNT 8

static const struct { const char *field, *key; } counters[COUNTER_COUNT] = {
	[IN_OCTETS] = { "in_octets", "in-octets" },
	[OUT_OCTETS] = { "out_octets", "out-octets" },
	[IN_PACKETS] = { "in_packets", "in-packets" },
	[OUT_PACKETS] = { "out_packets", "out-packets" },
	[IN_ERRORS] = { "in_errors", "in-errors" },
	[OUT_ERRORS] = { "out_errors", "out-errors" },
	[IN_DISCARDS] = { "in_discards", "in-discards" },
	[OUT_DISCARDS] = { "out_discards", "out-discards" },
};

struct traffic {
	bool told[COUNTER_COUNT];
	struct series_rate rates[COUNTER_COUNT];
};

/* The record of interface NAME that has FIELD; NULL FIELD: any. Several commands may tell of one. */
static const struct platform_record *find_interface(const struct view_builder *builder, const char *name,
						    const char *field)
{
	struct reading_cursor cursor = { 0 };
	const struct platform_record *record;

	while ((record = reading_next(builder->reading, "interface", &cursor))) {
		const char *called = view_text(record, "name");

		if (called && g_str_equal(called, name) && (!field || platform_value(record, field)))
			return record;
	}
	return NULL;
}

static int64_t number_of(const struct view_builder *builder, const char *name, const char *field)
{
	return view_number(find_interface(builder, name, field), field);
}

static const char *text_of(const struct view_builder *builder, const char *name, const char *field)
{
	return view_text(find_interface(builder, name, field), field);
}

static void view_oper(struct view_builder *builder, const struct interface *interface, const char *name)
{
	g_autofree char *what = g_strconcat("interface:", interface->label, NULL);
	const char *oper = text_of(builder, name, "oper"), *reason = text_of(builder, name, "reason");
	const char *admin = text_of(builder, name, "admin");
	g_autofree char *text = NULL;
	bool up = oper && g_str_equal(oper, "up");

	if (!oper) {
		view_add_state(builder, what, STATUS_UNKNOWN, find_interface(builder, name, NULL) ||
			       !reading_is_whole_of(builder->reading, "interface")
			       ? _("the device did not say it") : _("the device has no such interface"));
		return;
	}
	text = g_strdup_printf("%s%s%s%s", oper, reason ? ", " : "", reason ? reason : "",
			       admin && g_str_equal(admin, "down") ? _(", switched off by its configuration") : "");
	view_add_state(builder, what,
		       interface->expect == INTERFACE_ANY || up == (interface->expect == INTERFACE_UP) ? STATUS_OK :
		       STATUS_DOWN, text);
}

/* The least packet takes 84 bytes of the wire, gap and preamble with it. */
#define PACKET_BITS_LEAST 672

/* The fastest that counter I of a port of SPEED bit/s can grow; 0: not known. */
static uint64_t most_of(int i, int64_t speed)
{
	if (speed <= 0)
		return 0;
	return (uint64_t)speed / (i <= OUT_OCTETS ? 8 : PACKET_BITS_LEAST);
}

static void read_counters(struct view_builder *builder, const char *name, struct traffic *traffic)
{
	int64_t speed = number_of(builder, name, "speed"), values[COUNTER_COUNT];
	struct series_evidence evidence = SERIES_NO_EVIDENCE;
	char *keys[COUNTER_COUNT];

	evidence.changed_us = number_of(builder, name, "last_change");
	evidence.cleared_us = number_of(builder, name, "counters_cleared");
	for (int i = 0; i < COUNTER_COUNT; i++) {
		values[i] = number_of(builder, name, counters[i].field);
		keys[i] = g_strdup_printf("interface:%s:%s", name, counters[i].key);
		traffic->told[i] = values[i] >= 0;
		if (traffic->told[i])
			evidence.others = MAX(evidence.others,
					      view_other(builder, keys[i], values[i], most_of(i, speed)));
	}
	for (int i = 0; i < COUNTER_COUNT; i++) {
		if (traffic->told[i])
			traffic->rates[i] = view_counter(builder, keys[i], values[i], most_of(i, speed), &evidence);
		g_free(keys[i]);
	}
}

/* Neither counter has a reading before it: there is nothing to say yet. */
static bool is_first(const struct traffic *traffic, enum counter in, enum counter out)
{
	return (!traffic->told[in] || traffic->rates[in].reason == SERIES_FIRST) &&
	       (!traffic->told[out] || traffic->rates[out].reason == SERIES_FIRST);
}

/* The busier direction, of what it may carry. */
static void view_load(struct view_builder *builder, const struct interface *interface, const char *name,
		      const struct traffic *traffic)
{
	g_autofree char *what = g_strconcat("load:", interface->label, NULL);
	int64_t speed = number_of(builder, name, "speed");
	int64_t rates[2] = { interface->rate_in ? interface->rate_in : speed,
			     interface->rate_out ? interface->rate_out : speed };
	int64_t most = -1;
	g_autofree char *text = NULL;

	if ((!traffic->told[IN_OCTETS] && !traffic->told[OUT_OCTETS]) || is_first(traffic, IN_OCTETS, OUT_OCTETS))
		return;
	for (int i = 0; i < 2; i++) {
		int64_t bits = traffic->told[i] ? series_per_s(&traffic->rates[i], 8) : -1;
		int64_t used = series_used_ppm(bits, rates[i]);

		if (used <= most)
			continue;
		g_autofree char *carries = quantity_show_rate(bits);
		g_autofree char *may = quantity_show_rate(rates[i]);

		most = used;
		g_free(text);
		text = g_strdup_printf(i == 0 ? _("received %s of %s") : _("sent %s of %s"), carries, may);
	}
	if (!text && rates[0] <= 0 && rates[1] <= 0)
		text = g_strdup(_("its rate is not known; 'rate' in 'interfaces' tells it"));
	else if (!text)
		text = g_strdup(series_explain(traffic->rates[traffic->told[IN_OCTETS] ? IN_OCTETS : OUT_OCTETS].reason));
	view_add_figure(builder, what, FIGURE_LOAD, most, text);
}

/* The worse of the shares of PART in PACKETS, received and sent; too few packets say nothing, and that
 * is no trouble. */
static void view_share(struct view_builder *builder, const struct interface *interface, const char *prefix,
		       enum figure figure, const struct traffic *traffic, enum counter in, enum counter out)
{
	g_autofree char *what = g_strconcat(prefix, interface->label, NULL);
	enum counter parts[2] = { in, out }, wholes[2] = { IN_PACKETS, OUT_PACKETS };
	int64_t most = -1;
	bool told = false;
	enum series_reason reason = SERIES_KNOWN;

	for (int i = 0; i < 2; i++) {
		if (!traffic->told[parts[i]] || !traffic->told[wholes[i]])
			continue;
		told = true;
		if (traffic->rates[parts[i]].reason != SERIES_KNOWN)
			reason = traffic->rates[parts[i]].reason;
		else if (traffic->rates[parts[i]].grew == 0)
			most = MAX(most, 0);
		else
			most = MAX(most, series_share_ppm(&traffic->rates[parts[i]], &traffic->rates[wholes[i]],
							  SERIES_PACKETS_LEAST));
	}
	if (!told || is_first(traffic, in, out))
		return;
	/* Some were broken, of too few to say what share that is. */
	if (most < 0 && reason == SERIES_KNOWN)
		view_add_state(builder, what, STATUS_OK, _("too few packets to say a share"));
	else
		view_add_figure(builder, what, figure, most, most < 0 ? series_explain(reason) : NULL);
}

void view_interfaces(struct view_builder *builder)
{
	size_t count;
	const struct interface *interfaces =
		inventory_device_interfaces(builder->inventory, builder->device, &count);

	for (size_t i = 0; i < count; i++) {
		const char *name = strchr(interfaces[i].name, '/') + 1;
		struct traffic traffic = { 0 };

		view_oper(builder, &interfaces[i], name);
		read_counters(builder, name, &traffic);
		view_load(builder, &interfaces[i], name, &traffic);
		view_share(builder, &interfaces[i], "errors:", FIGURE_ERRORS, &traffic, IN_ERRORS, OUT_ERRORS);
		view_share(builder, &interfaces[i], "discards:", FIGURE_DISCARDS, &traffic, IN_DISCARDS, OUT_DISCARDS);
	}
}
