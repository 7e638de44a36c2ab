/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a service class judges, beyond its levels, and the times that it judges by: as
 * text in the words of its file, and as JSON.
 */
#pragma once

#include "commands.h"

struct json;

/* "loss 10%/60%": where levels are over, of figures that say so. NULL: none does. These are freed
 * by the caller. */
char *judging_clearing(const struct service_class *service_class);
/* "down {steps: 2, hold: 1m}". NULL: all last as they do by themselves. */
char *judging_lasting(const struct service_class *service_class);
/* "cpu 14d": figures whose days are looked at, and how far ahead. NULL: none is. */
char *judging_trends(const struct service_class *service_class);
/* "false": it is never said to flap. */
char *judging_flapping(const struct service_class *service_class);
/* The calendars at whose times something else holds. NULL: none. */
char *judging_during(const struct service_class *service_class);

/* Of figures that are watched; with BEFORE of those whose levels it has otherwise. */
void judging_set_levels(struct json *json, const struct service_class *service_class,
			const struct service_class *before);
void judging_set_lasting(struct json *json, const struct service_class *service_class);
void judging_set_flapping(struct json *json, const struct service_class *service_class);
void judging_set_during(struct json *json, const struct service_class *service_class);

/* "5-10, last". NULL: on any day. */
char *judging_month_days(uint32_t month_days);
/* "12-29..01-03" */
char *judging_day_span(const struct day_span *span);
