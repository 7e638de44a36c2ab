/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that look at a device share: the view while it is made.
 */
#pragma once

#include "state/device.h"
#include "state/internal.h"

struct device_index {
	const struct inventory *inventory;
	GHashTable *devices;		/* struct address -> struct device, lent */
	GHashTable *ipsec_lines;	/* struct device -> GPtrArray of struct line that end there */
	GHashTable *links;		/* "b1 e1", in either order, of devices that are linked */
	GHashTable *bgp_members;	/* set of struct device that are members of a group by BGP */
};

struct view_builder {
	const struct device_index *index;
	const struct inventory *inventory;
	const struct device *device;
	const struct service_class *service_class;	/* its own, as it is at the time of the reading; NULL */
	const struct reading *reading;
	GHashTable *before;
	struct device_view *view;
	GHashTable *names;		/* of items that are there, lent by them */
};

/* Adds the item called WHAT ("load:c2-main") of the device with FACTS and JUDGEMENT. The worst of two
 * of one name stays. */
void view_add(struct view_builder *builder, const char *what, const struct figure_facts *facts,
	      struct judgement judgement);
/* A figure with levels; VALUE -1: not known, TEXT says why. */
void view_add_figure(struct view_builder *builder, const char *what, enum figure figure, int64_t value,
		     const char *text);
/* Something that is as it should be, or STATUS. */
void view_add_state(struct view_builder *builder, const char *what, enum status status, const char *text);

/* The number of FIELD of RECORD; -1: it is not known. */
int64_t view_number(const struct platform_record *record, const char *field);
/* Its text; NULL: it is not known. */
const char *view_text(const struct platform_record *record, const char *field);
/* What the inventory calls the device at ADDRESS; else ADDRESS itself, without its prefix. Caller frees. */
char *view_peer_name(const struct view_builder *builder, const char *address);

/* Keeps a counter's value under KEY, and returns its rate since the reading before. MOST_PER_S: the
 * fastest that it can grow, 0: not known. */
struct series_rate view_counter(struct view_builder *builder, const char *key, int64_t value, uint64_t most_per_s,
				const struct series_evidence *evidence);

/* What that counter says of others that are cleared with it. */
enum series_others view_other(const struct view_builder *builder, const char *key, int64_t value, uint64_t most_per_s);

void view_interfaces(struct view_builder *builder);
void view_sessions(struct view_builder *builder);
