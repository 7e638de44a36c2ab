/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the whole configuration in one document. What is let through
 * must be whole: every item can be asked, judged and answered for, and can be
 * selected, looked up and drawn; every device that is read can be logged in to.
 */
#include "inventory/internal.h"

#include "net/ssh.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_items(const struct inventory *inventory)
{
	static const char *const all[] = { NULL };
	g_autoptr(GArray) items = inventory_select(inventory, all, NULL);

	for (unsigned int i = 0; items && i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);

		g_assert(item_address(item)->family);
		g_assert(item_service_class(item));
		g_assert(item_owner(item));
		g_assert(item_service_class(item)->loss_ppm.caution > 0);
		g_assert(item_service_class(item)->loss_ppm.caution < item_service_class(item)->loss_ppm.warning);
		if (item->kind == ITEM_LINE)
			g_assert(inventory_line_demarcation(inventory, item->line).line == item->line);
	}
}

/* Each level can fire and clear, and what is no warning any more is still a caution or over with it. */
static void check_levels(const struct thresholds *levels, bool falling)
{
	int64_t caution = levels->caution_clear ? levels->caution_clear : levels->caution;
	int64_t warning = levels->warning_clear ? levels->warning_clear : levels->warning;

	if (levels->caution < 0)
		return;
	if (falling) {
		g_assert(levels->caution > levels->warning && caution >= levels->caution);
		g_assert(levels->warning < 0 || (warning >= levels->warning && warning <= caution));
		return;
	}
	g_assert(levels->caution > 0 && levels->caution < levels->warning);
	g_assert(caution > 0 && caution <= levels->caution && warning >= caution && warning <= levels->warning);
}

static void check_lasts(const struct persistence *lasts)
{
	g_assert(lasts->raise_steps <= 100 && lasts->clear_steps <= 100 && lasts->hold_us >= 0);
	g_assert(lasts->over_us >= 0 && (lasts->over_us > 0) == (lasts->coverage_ppm > 0));
}

static void check_class(const struct service_class *class)
{
	g_assert(class->flapping.end <= class->flapping.start && class->flapping.start <= 8000);
	check_lasts(&class->down_lasts);
	check_lasts(&class->unknown_lasts);
	check_lasts(&class->loss_ppm.caution_lasts);
	check_levels(&class->loss_ppm, false);
	check_levels(&class->rtt_us, false);
	for (unsigned int figure = 0; figure < FIGURE_COUNT; figure++)
		check_levels(&class->figures[figure], inventory_figure(figure)->falling);
	for (size_t i = 0; i < class->variant_count; i++) {
		g_assert(class->variants[i].when && class->variants[i].instead->variant_count == 0);
		check_class(class->variants[i].instead);
	}
}

static void check_times(const struct inventory *inventory)
{
	static const int64_t times[] = { INT64_MIN, 0, INT64_C(1795564800000000), INT64_MAX };

	for (size_t i = 0; i < inventory_service_class_count(inventory); i++) {
		const struct service_class *class = inventory_service_class_at(inventory, i);

		check_class(class);
		for (size_t j = 0; j < G_N_ELEMENTS(times); j++)
			g_assert(inventory_class_at(inventory, class, times[j])->interval_us == class->interval_us);
	}
	for (size_t i = 0; i < inventory_calendar_count(inventory); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(times); j++)
			inventory_calendar_applies(inventory, inventory_calendar_at(inventory, i), times[j]);
}

static void check_logins(const struct inventory *inventory)
{
	const struct login_outside outside = { "agent", NULL, NULL };

	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);
		struct ssh_job job = { 0 };
		struct login_peers *peers;

		if (!device->ssh)
			continue;
		peers = login_peers_new(device, &outside, &job);
		g_assert(job.device.user && job.device.port && job.device.credential_count > 0);
		g_assert(job.device.address.family && device->platform && device->service_class);
		g_assert(!job.jump || (job.jump->user && job.jump->credential_count > 0));
		login_peers_free(peers);
	}
}

static void check_interfaces(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory_interface_count(inventory); i++) {
		const struct interface *interface = inventory_interface_at(inventory, i);
		const char *name = strchr(interface->name, '/') + 1;
		size_t count;

		g_assert(interface->label && interface->device->ssh);
		g_assert(inventory_device_interface(inventory, interface->device, name) == interface);
		g_assert(inventory_device_interfaces(inventory, interface->device, &count) <= interface);
		g_assert(count > 0);
	}
}

static void check_order(const struct inventory *inventory)
{
	for (size_t i = 1; i < inventory_device_count(inventory); i++)
		g_assert(strcmp(inventory_device_at(inventory, i - 1)->name,
				inventory_device_at(inventory, i)->name) < 0);
	for (size_t i = 0; i < inventory_demarcation_count(inventory); i++)
		g_assert(inventory_demarcation_at(inventory, i)->near_owner &&
			 inventory_demarcation_at(inventory, i)->far_owner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory =
		build_from_bytes("fuzz", (const char *)data, size, faults);
	g_autoptr(GArray) found = NULL;
	g_autofree char *drawn = NULL;

	g_assert((inventory != NULL) == (conf_faults_errors(faults) == 0));
	if (!inventory)
		return 0;
	g_assert(inventory_self(inventory));
	check_items(inventory);
	check_order(inventory);
	check_logins(inventory);
	check_interfaces(inventory);
	check_times(inventory);
	found = inventory_look_up(inventory, inventory_self(inventory)->title.ja, 3);
	drawn = inventory_draw(inventory, "ja", 2);
	g_assert(g_str_has_suffix(drawn, "}\n"));
	return 0;
}
