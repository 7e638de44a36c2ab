/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many items are how: counts a status, and the worst of many.
 */
#include "base/status.h"
#include "state/state.h"

void state_tally_add(struct state_tally *tally, enum status status)
{
	tally->counts[status]++;
}

enum status state_tally_worst(const struct state_tally *tally)
{
	enum status worst = STATUS_OK;

	for (int status = 0; status < STATUS_COUNT; status++)
		if (tally->counts[status])
			worst = status_worse(worst, (enum status)status);
	return worst;
}
