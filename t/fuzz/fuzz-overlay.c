/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The overlay's reader: a whole overlay without an error, or none with one.
 */
#include "net/overlay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_overlay_t) overlay = overlay_parse("fuzz", (const char *)data, size, faults);
	const struct address somewhere = { .family = AF_INET, .bytes = { 10, 0, 1, 1 } };

	g_assert((overlay == NULL) == (conf_faults_errors(faults) > 0));
	if (overlay) {
		const struct overlay_answer *answer = overlay_find(overlay, "device:a/b", &somewhere);

		g_assert(answer->end != PROBE_COULD_NOT_ASK || answer->reason);
		g_assert(answer->loss_ppm >= 0 && answer->loss_ppm <= 1000000);
		g_assert(!answer->reading || (answer->end == PROBE_ANSWERED && answer->reading->role_count <= OVERLAY_ROLES));
		g_assert(overlay_path(overlay, "core") < OVERLAY_PATH_COUNT);
	}
	return 0;
}
