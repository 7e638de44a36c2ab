/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pins as the store has them, kept and told.
 */
#include "inventory/pin.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

/* --- what is kept --- */

static void kept_pin_free(gpointer data)
{
	struct kept_pin *kept = data;

	g_free(kept->device);
	g_free(kept->type);
	g_free(kept->key);
	g_free(kept->fingerprint);
	g_free(kept->actor);
	g_free(kept->said_by);
	g_free(kept);
}

static bool keep_pin(void *context, const struct pin_record *pin)
{
	struct kept_pin *kept = g_new(struct kept_pin, 1);

	*kept = (struct kept_pin){
		.device = g_strdup(pin->device),
		.type = g_strdup(pin->type),
		.key = g_strdup(pin->key),
		.fingerprint = g_strdup(pin->fingerprint),
		.actor = g_strdup(pin->actor),
		.said_by = g_strdup(pin->said_by),
		.pinned_at_us = pin->pinned_at_us,
		.how = pin->how,
	};
	g_ptr_array_add(context, kept);
	return true;
}

GPtrArray *pin_read(struct store *store, const char *device, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(kept_pin_free);

	return pins_read(store, device, keep_pin, list, error) ? g_steal_pointer(&list) : NULL;
}

static void kept_change_free(gpointer data)
{
	struct kept_change *kept = data;

	g_free(kept->device);
	g_free(kept->type);
	g_free(kept->fingerprint);
	g_free(kept);
}

static bool keep_change(void *context, const struct pin_changed *changed)
{
	struct kept_change *kept = g_new(struct kept_change, 1);

	*kept = (struct kept_change){
		.device = g_strdup(changed->device),
		.type = g_strdup(changed->type),
		.fingerprint = g_strdup(changed->fingerprint),
		.first_seen_us = changed->first_seen_us,
		.last_seen_us = changed->last_seen_us,
		.count = changed->count,
	};
	g_ptr_array_add(context, kept);
	return true;
}

GPtrArray *pin_read_changed(struct store *store, const char *device, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(kept_change_free);

	return pins_changed(store, device, keep_change, list, error) ? g_steal_pointer(&list)
								     : NULL;
}

/* --- keys --- */

struct pin_record pin_record_of(const char *type, const char *key)
{
	return (struct pin_record){.type = type, .key = key};
}

bool pin_same(const GPtrArray *kept, const struct pin_record *keys, size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		for (guint j = 0; j < kept->len; j++)
			found += !strcmp(((const struct kept_pin *)kept->pdata[j])->key,
					 keys[i].key);
	return found == count && count == kept->len;
}

bool pin_settled(const struct session *session, const char *device, const GPtrArray *kept,
		 const struct pin_record *keys, size_t count)
{
	g_autoptr(GPtrArray) changed = pin_read_changed(session->store, device, NULL);

	return pin_same(kept, keys, count) && changed && !changed->len;
}

bool pin_commit(struct session *session, const struct pin_change *changes, size_t count)
{
	const struct pin_options options = {
		.store = session->store,
		.actor = session->actor,
		.said_by = session->said_by,
		.clock = session->clock,
		.notes = session->notes,
	};
	g_autoptr(GError) error = NULL;

	if (engine_pin(&options, changes, count, &error))
		return true;
	complain_error(session->answer, error);
	return false;
}

int pin_exit(enum pin_result result)
{
	switch (result) {
	case PIN_RESULT_PINNED:
	case PIN_RESULT_SAME:
	case PIN_RESULT_SHOWN:
	case PIN_RESULT_REMOVED:
		return EXIT_OK;
	case PIN_RESULT_NONE:
	case PIN_RESULT_NEEDS_PERSON:
	case PIN_RESULT_DECLINED:
		return EXIT_ATTENTION;
	case PIN_RESULT_REFUSED:
		return EXIT_BAD;
	case PIN_RESULT_FAILED:
		break;
	}
	return EXIT_COULD_NOT;
}

/* --- telling --- */

static const char *const ways[PIN_WAY_COUNT] = {
	[PIN_ASKED] = "asked",
	[PIN_IMPORTED] = "imported",
	[PIN_LEARNT] = "learnt",
};

static void append_key(struct json *list, const char *type, const char *fingerprint)
{
	struct json *key = json_new_object();

	json_set_string(key, "key_type", type);
	json_set_string(key, "fingerprint", fingerprint);
	json_append_take(list, key);
}

static struct json *changed_object(const struct session *session, const struct kept_change *changed)
{
	struct json *object = json_new_object();

	json_set_string(object, "key_type", changed->type);
	json_set_string(object, "fingerprint", changed->fingerprint);
	printer_set_instant(object, "first_seen_at", changed->first_seen_us, session->zone);
	printer_set_instant(object, "last_seen_at", changed->last_seen_us, session->zone);
	json_set_integer(object, "count", changed->count);
	return object;
}

static void set_keys(struct json *object, const struct pin_report *report)
{
	struct json *keys = json_new_array(), *before = json_new_array();
	char fingerprint[PINS_FINGERPRINT_SIZE];

	for (size_t i = 0; i < report->count; i++)
		append_key(keys, report->keys[i].type,
			   pins_fingerprint_of(report->keys[i].key, fingerprint) ? fingerprint
										 : NULL);
	for (guint i = 0; report->before && i < report->before->len; i++) {
		const struct kept_pin *kept = report->before->pdata[i];

		append_key(before, kept->type, kept->fingerprint);
	}
	json_take(object, "keys", keys);
	json_take(object, "before", before);
}

void pin_print_json(const struct session *session, const struct pin_report *report)
{
	static const char *const results[] = {
		[PIN_RESULT_PINNED] = "pinned",	    [PIN_RESULT_SAME] = "same",
		[PIN_RESULT_SHOWN] = "shown",	    [PIN_RESULT_REMOVED] = "removed",
		[PIN_RESULT_NONE] = "none",	    [PIN_RESULT_NEEDS_PERSON] = "needs-person",
		[PIN_RESULT_DECLINED] = "declined", [PIN_RESULT_REFUSED] = "refused",
		[PIN_RESULT_FAILED] = "failed",
	};
	struct json *object = printer_new_object("pin");
	const struct pin_record *first =
		report->result == PIN_RESULT_SHOWN && report->count ? report->keys : NULL;

	json_set_string(object, "device", report->device);
	json_set_string(object, "result", results[report->result]);
	set_keys(object, report);
	json_set_string(object, "how", first ? ways[first->how] : NULL);
	printer_set_instant(object, "pinned_at", first ? first->pinned_at_us : 0, session->zone);
	json_set_string(object, "pinned_by", first ? first->actor : NULL);
	json_set_string(object, "said_by", first ? first->said_by : NULL);
	if (report->changed)
		json_take(object, "changed", changed_object(session, report->changed));
	else
		json_set_string(object, "changed", NULL);
	json_set_string(object, "message", report->message);
	printer_take(object);
}

void pin_print_key(const char *label, const char *type, const char *fingerprint)
{
	g_autofree char *safe = printer_safe(label);
	g_autofree char *safe_type = printer_safe(type);

	printer_text("%s  %s %s\n", safe, safe_type, fingerprint);
}

void pin_print_replaced(const struct session *session, const char *device, const GPtrArray *kept)
{
	printer_text(_("*** THE KEY OF '%s' IS NOT THE ONE THAT IS PINNED ***\n"), device);
	for (guint i = 0; i < kept->len; i++) {
		const struct kept_pin *each = kept->pdata[i];
		g_autofree char *at = instant_show(each->pinned_at_us, session->zone);
		g_autofree char *actor = printer_safe(each->actor);
		g_autofree char *said_by = each->said_by ? printer_safe(each->said_by) : NULL;

		printer_text(_("    pinned: %s %s, %s by %s%s%s\n"), each->type, each->fingerprint, at,
			     actor, said_by ? " / " : "", said_by ? said_by : "");
	}
	printer_text(_("    Somebody may stand in between. Compare the fingerprint with one that did "
		       "not come over the network.\n"));
}
