/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one list of probe kinds, and the plan of a run: which probes the items
 * that somebody selected need.
 */
#include "probe/probe.h"

const struct probe_kind *const probe_kinds[] = {
	&probe_icmp,
	&probe_path,
	&probe_mtu,
	&probe_plugin,
	&probe_ssh,
	&probe_tcp,
	&probe_tls,
	NULL,
};

const struct probe_kind *probe_kind_find(enum question_kind question)
{
	for (const struct probe_kind *const *kind = probe_kinds; *kind; kind++)
		if ((*kind)->question == question)
			return *kind;
	return NULL;
}

/* Far ends are numbered as they are met. */
static uint32_t number_far_end(GHashTable *numbers, const struct item *item)
{
	const struct device *device = item_far_end(item);
	gpointer number;

	if (!device)
		return ICMP_NO_FAR_END;
	if (g_hash_table_lookup_extended(numbers, device, NULL, &number))
		return GPOINTER_TO_UINT(number);
	number = GUINT_TO_POINTER(g_hash_table_size(numbers));
	g_hash_table_insert(numbers, (gpointer)device, number);
	return GPOINTER_TO_UINT(number);
}

GArray *probe_plan(const GArray *items)
{
	g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
	GArray *probes = g_array_sized_new(FALSE, TRUE, sizeof(struct probe), items->len);

	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		struct probe probe = { .kind = &probe_icmp, .item = *item };

		if (item->question)
			probe.kind = probe_kind_find(item->question->kind);
		g_assert(probe.kind);
		probe.far_end = number_far_end(numbers, item);
		g_array_append_val(probes, probe);
	}
	return probes;
}
