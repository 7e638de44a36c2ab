/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a pack is made of while it is gathered; and what one that lies there says of itself.
 */
#include "audit/pack.h"

#include "base/instant.h"

#include <string.h>

struct pack_case *pack_case_new(void)
{
	struct pack_case *one = g_new0(struct pack_case, 1);

	one->duties = g_ptr_array_new_with_free_func((GDestroyNotify)pack_duty_free);
	one->tasks = g_ptr_array_new_with_free_func((GDestroyNotify)pack_task_free);
	return one;
}

void pack_case_free(struct pack_case *one)
{
	g_free(one->id);
	g_free(one->title);
	g_free(one->subject);
	g_ptr_array_unref(one->duties);
	g_ptr_array_unref(one->tasks);
	g_free(one);
}

void pack_duty_free(struct pack_duty *duty)
{
	g_free(duty->name);
	g_free(duty->line);
	g_free(duty);
}

void pack_task_free(struct pack_task *task)
{
	g_free(task->text);
	g_free(task->owner);
	g_free(task);
}

void pack_call_free(struct pack_call *call)
{
	g_free(call->target);
	g_free(call->contact);
	g_free(call->organization);
	g_free(call->code);
	g_free(call->subject);
	g_free(call->text);
	g_free(call);
}

void pack_present_free(struct pack_present *present)
{
	g_free(present->contact);
	g_free(present->place);
	g_free(present);
}

void pack_source_init(struct pack_source *source)
{
	*source = (struct pack_source){
		.on_duty = g_array_new(FALSE, TRUE, sizeof(struct pack_person)),
		.present = g_ptr_array_new_with_free_func((GDestroyNotify)pack_present_free),
		.cases = g_ptr_array_new_with_free_func((GDestroyNotify)pack_case_free),
		.calls = g_ptr_array_new_with_free_func((GDestroyNotify)pack_call_free),
		.paths = g_array_new(FALSE, TRUE, sizeof(struct pack_path)),
	};
	for (unsigned int kind = 0; kind < MANUAL_KIND_COUNT; kind++)
		source->approvals[kind] = g_ptr_array_new_with_free_func((GDestroyNotify)manual_approval_free);
}

void pack_source_clear(struct pack_source *source)
{
	g_free(source->declared_by);
	g_free(source->declared_because);
	g_free(source->checkpoint);
	g_free(source->verifier);
	g_clear_pointer(&source->on_duty, g_array_unref);
	g_clear_pointer(&source->present, g_ptr_array_unref);
	g_clear_pointer(&source->cases, g_ptr_array_unref);
	g_clear_pointer(&source->calls, g_ptr_array_unref);
	g_clear_pointer(&source->paths, g_array_unref);
	for (unsigned int kind = 0; kind < MANUAL_KIND_COUNT; kind++)
		g_clear_pointer(&source->approvals[kind], g_ptr_array_unref);
}

/* --- the stamp --- */

bool pack_stamp_read(const char *bytes, size_t length, struct pack_stamp *ret_stamp)
{
	g_autoptr(ops_json_t) object = json_parse(bytes, length, PACK_STAMP_LIMIT, NULL);
	const char *log = object ? json_get_string(object, "log") : NULL;
	const char *language = object ? json_get_string(object, "language") : NULL;
	const char *at = object ? json_get_string(object, "as_of") : NULL;
	const char *made_from = object ? json_get_string(object, "made_from") : NULL;
	struct pack_stamp stamp = {0};
	int64_t version;

	if (!log || !language || !at || !made_from || !json_get_integer(object, "v", &version) || version != 1 ||
	    g_strcmp0(json_get_string(object, "type"), "offline-pack") != 0 || !json_get_bool(object, "rehearsal", &stamp.rehearsal) ||
	    !instant_parse(at, NULL, &stamp.at_us, NULL) || !digest_from_hex(made_from, stamp.made_from.bytes, DIGEST_SIZE))
		return false;
	stamp.log = g_strdup(log);
	stamp.verifier = g_strdup(json_get_string(object, "verifier"));
	stamp.language = g_strdup(language);
	*ret_stamp = stamp;
	return true;
}

void pack_stamp_clear(struct pack_stamp *stamp)
{
	g_clear_pointer(&stamp->log, g_free);
	g_clear_pointer(&stamp->verifier, g_free);
	g_clear_pointer(&stamp->language, g_free);
}
