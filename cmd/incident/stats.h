/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How figures are printed (stats-print.c).
 */
#pragma once

#include "engine/stats.h"
#include "session.h"

void stats_print_text(const struct session *session, const struct stats *stats);
void stats_print_csv(const struct stats *stats);
void stats_print_json(const struct session *session, const struct stats *stats);
