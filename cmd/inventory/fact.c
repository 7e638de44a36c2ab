/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a fact by its kind. References read as the name of what they refer
 * to, since that is what is typed next.
 */
#include "inventory/fact.h"
#include "inventory/judging.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "ui/printer.h"

/* The fact's place in the object as a value of TYPE. */
#define AT(type) (*(type const *)((const char *)object + fact->offset))

/* A reference's name comes first in every struct that has one. */
static const char *name_of_reference(const struct fact *fact, const void *object)
{
	switch (fact->kind) {
	case FACT_ORGANIZATION:
		return AT(struct organization *) ? AT(struct organization *)->name : NULL;
	case FACT_DEVICE:
		return AT(struct device *) ? AT(struct device *)->name : NULL;
	case FACT_LINE:
		return AT(struct line *) ? AT(struct line *)->name : NULL;
	case FACT_SITE:
		return AT(struct site *) ? AT(struct site *)->name : NULL;
	case FACT_CLASS:
		return AT(struct service_class *) ? AT(struct service_class *)->name : NULL;
	case FACT_LOGIN:
		return AT(struct login *) ? AT(struct login *)->name : NULL;
	case FACT_TRANSPORT:
		return inventory_login_transport_id(AT(enum login_transport));
	case FACT_EXPECT:
		return inventory_interface_expect_id(AT(enum interface_expect));
	case FACT_LINE_KIND:
		return inventory_line_kind_id(AT(enum line_kind));
	case FACT_PROTOCOL:
		return inventory_group_protocol_id(AT(enum group_protocol));
	case FACT_ROLE:
		return inventory_role_id(AT(enum contact_role));
	default:
		return AT(char *);
	}
}

/* Several names, or NULL for a fact of one value. */
static GPtrArray *list_of(const struct fact *fact, const void *object)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	if (fact->kind == FACT_DEVICES)
		for (const struct device *const *each = AT(const struct device *const *);
		     each && *each; each++)
			g_ptr_array_add(list, g_strdup((*each)->name));
	else if (fact->kind == FACT_LINES)
		for (const struct line *const *each = AT(const struct line *const *); each && *each;
		     each++)
			g_ptr_array_add(list, g_strdup((*each)->name));
	else if (fact->kind == FACT_TAGS)
		for (const char *const *each = AT(const char *const *); each && *each; each++)
			g_ptr_array_add(list, g_strdup(*each));
	else if (fact->kind == FACT_CHANNELS)
		for (size_t i = 0; i < ((const struct contact *)object)->channel_count; i++) {
			const struct contact_channel *channel =
				&((const struct contact *)object)->channels[i];

			g_ptr_array_add(list,
					g_strdup_printf("%s:%s", words_get(WORDS_CHANNEL_KIND, channel->kind)->id, channel->target));
		}
	else if (fact->kind == FACT_CALENDARS)
		for (const struct calendar *const *each = AT(const struct calendar *const *);
		     each && *each; each++)
			g_ptr_array_add(list, g_strdup((*each)->name));
	else if (fact->kind == FACT_DATES)
		for (size_t i = 0; i < ((const struct calendar *)object)->date_count; i++)
			g_ptr_array_add(list, judging_day_span(&AT(const struct day_span *)[i]));
	else if (fact->kind == FACT_TURNS)
		for (size_t i = 0; i < ((const struct roster *)object)->turn_count; i++)
			g_ptr_array_add(
				list,
				g_strdup(((const struct roster *)object)->turns[i].contact->name));
	return list;
}

static bool is_list(enum fact_kind kind)
{
	return kind == FACT_DEVICES || kind == FACT_LINES || kind == FACT_TAGS ||
	       kind == FACT_CHANNELS || kind == FACT_TURNS || kind == FACT_CALENDARS ||
	       kind == FACT_DATES;
}

static char *text_of_list(const struct fact *fact, const void *object)
{
	g_autoptr(GPtrArray) list = list_of(fact, object);

	if (!list->len)
		return NULL;
	g_ptr_array_add(list, NULL);
	return g_strjoinv(" ", (char **)list->pdata);
}

static char *text_of_address(const struct address *address)
{
	char text[ADDRESS_TEXT_SIZE];

	return address->family ? g_strdup(address_print(address, text)) : NULL;
}

static const char *user_of(const struct device *device)
{
	struct login login;

	return inventory_login(device, &login) ? login.user : NULL;
}

static char *text_of_agent(enum login_agent agent)
{
	return agent ? g_strdup(agent == LOGIN_AGENT_YES ? "true" : "false") : NULL;
}

static char *text_of_level(enum figure figure, int64_t level)
{
	return inventory_figure(figure)->unit == FIGURE_SHARE
		       ? quantity_show_percentage((int32_t)level)
		       : quantity_print_duration(level);
}

/* "cpu 60%/80%, memory -, rebooted 15m" */
static char *text_of_figures(const struct thresholds *figures)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned int i = 0; i < FIGURE_COUNT; i++) {
		g_autofree char *caution = text_of_level(i, figures[i].caution);
		g_autofree char *warning = text_of_level(i, figures[i].warning);
		bool watched = figures[i].caution >= 0, both = figures[i].warning >= 0;

		g_string_append_printf(text, "%s%s %s%s%s", i ? ", " : "",
				       words_get(WORDS_FIGURE, i)->id, watched ? caution : "-",
				       both ? "/" : "", both ? warning : "");
	}
	return g_strdup(text->str);
}

static char *text_of_place(const struct session *session, struct place place)
{
	struct conf_position position = inventory_position(session->inventory, place);

	return g_strdup_printf("%s:%u", position.file, position.line);
}

char *fact_text(const struct session *session, const struct fact *fact, const void *object)
{
	if (is_list(fact->kind))
		return text_of_list(fact, object);
	switch (fact->kind) {
	case FACT_TITLE:
		return g_strdup(strcmp(session->language, "ja") ? AT(struct bilingual).en
								: AT(struct bilingual).ja);
	case FACT_BOOL:
		return g_strdup(AT(bool) ? "true" : "false");
	case FACT_INTEGER:
		return g_strdup_printf("%d", AT(int));
	case FACT_AREA:
		return AT(uint8_t) ? g_strdup_printf("%d", AT(uint8_t)) : NULL;
	case FACT_DURATION:
		return AT(int64_t) < 0 ? NULL : quantity_print_duration(AT(int64_t));
	case FACT_SHARE:
		return AT(int64_t) < 0 ? NULL : quantity_show_percentage((int32_t)AT(int64_t));
	case FACT_LIMIT:
		return AT(int64_t) ? quantity_print_duration(AT(int64_t)) : NULL;
	case FACT_SIZE:
		return AT(int64_t) ? quantity_show_size(AT(int64_t)) : NULL;
	case FACT_PORT:
		return AT(int) ? g_strdup_printf("%d", AT(int)) : NULL;
	case FACT_LOGIN_USER:
		return g_strdup(user_of(object));
	case FACT_FIGURES:
		return text_of_figures(&AT(struct thresholds));
	case FACT_CLEARING:
		return judging_clearing(object);
	case FACT_LASTING:
		return judging_lasting(object);
	case FACT_TRENDS:
		return judging_trends(object);
	case FACT_FLAPPING:
		return judging_flapping(object);
	case FACT_DURING:
		return judging_during(object);
	case FACT_HOURS:
		return AT(struct hours *) ? hours_print(AT(struct hours *)) : NULL;
	case FACT_MONTH_DAYS:
		return judging_month_days(AT(uint32_t));
	case FACT_AGENT:
		return text_of_agent(AT(enum login_agent));
	case FACT_COUNT:
		return AT(int64_t) ? g_strdup_printf("%ld", (long)AT(int64_t)) : NULL;
	case FACT_RATE:
		return AT(int64_t) ? quantity_show_rate(AT(int64_t)) : NULL;
	case FACT_INSTANT:
		return AT(int64_t) > 0 ? instant_show(AT(int64_t), session->zone) : NULL;
	case FACT_ADDRESS:
		return text_of_address(&AT(struct address));
	case FACT_OWNER_KIND:
		return g_strdup(words_shown(WORDS_OWNER_KIND, AT(enum owner_kind)));
	case FACT_POSITION:
		return text_of_place(session, AT(struct place));
	default:
		return g_strdup(name_of_reference(fact, object));
	}
}

const char *fact_title(const struct session *session, const struct fact *fact, const void *object)
{
	const struct bilingual *title = NULL;

	if (fact->kind == FACT_ORGANIZATION && AT(struct organization *))
		title = &AT(struct organization *)->title;
	else if (fact->kind == FACT_SITE && AT(struct site *))
		title = &AT(struct site *)->title;
	else if (fact->kind == FACT_CLASS && AT(struct service_class *))
		title = &AT(struct service_class *)->title;
	if (!title)
		return NULL;
	return strcmp(session->language, "ja") ? title->en : title->ja;
}

static void set_title(struct json *json, const char *key, const struct bilingual *title)
{
	g_autofree char *ja = g_strconcat(key, "_ja", NULL);
	g_autofree char *en = g_strconcat(key, "_en", NULL);

	json_set_string(json, ja, title->ja);
	json_set_string(json, en, title->en);
}

static void set_list(struct json *json, const struct fact *fact, const void *object)
{
	g_autoptr(GPtrArray) list = list_of(fact, object);
	struct json *array = json_new_array();

	for (guint i = 0; i < list->len; i++)
		json_append_string(array, list->pdata[i]);
	json_take(json, fact->key, array);
}

static void set_place(const struct session *session, const struct fact *fact, struct place place,
		      struct json *json)
{
	struct conf_position position = inventory_position(session->inventory, place);

	json_set_string(json, fact->key, position.file);
	json_set_integer(json, "line_number", position.line);
}

static void set_figures(struct json *json, const struct thresholds *figures)
{
	for (unsigned int i = 0; i < FIGURE_COUNT; i++) {
		const char *word = words_get(WORDS_FIGURE, i)->id;
		const char *unit = inventory_figure(i)->unit == FIGURE_SHARE ? "ppm" : "us";
		g_autofree char *caution = g_strdup_printf("%s_caution_%s", word, unit);
		g_autofree char *warning = g_strdup_printf("%s_warning_%s", word, unit);

		printer_set_figure(json, caution, figures[i].caution);
		if (inventory_figure(i)->standard.warning >= 0)
			printer_set_figure(json, warning, figures[i].warning);
	}
}

void fact_set_json(const struct session *session, const struct fact *fact, const void *object,
		   struct json *ret_json)
{
	if (is_list(fact->kind)) {
		set_list(ret_json, fact, object);
		return;
	}
	switch (fact->kind) {
	case FACT_TITLE:
		set_title(ret_json, fact->key, &AT(struct bilingual));
		break;
	case FACT_BOOL:
		json_set_bool(ret_json, fact->key, AT(bool));
		break;
	case FACT_INTEGER:
		json_set_integer(ret_json, fact->key, AT(int));
		break;
	case FACT_AREA:
		printer_set_figure(ret_json, fact->key, AT(uint8_t) ? AT(uint8_t) : -1);
		break;
	case FACT_DURATION:
	case FACT_SHARE:
		printer_set_figure(ret_json, fact->key, AT(int64_t));
		break;
	case FACT_PORT:
		printer_set_figure(ret_json, fact->key, AT(int) ? AT(int) : -1);
		break;
	case FACT_AGENT:
		if (AT(enum login_agent))
			json_set_bool(ret_json, fact->key, AT(enum login_agent) == LOGIN_AGENT_YES);
		else
			json_set_string(ret_json, fact->key, NULL);
		break;
	case FACT_RATE:
	case FACT_COUNT:
	case FACT_LIMIT:
	case FACT_SIZE:
		printer_set_figure(ret_json, fact->key, AT(int64_t) ? AT(int64_t) : -1);
		break;
	case FACT_INSTANT:
		printer_set_instant(ret_json, fact->key, AT(int64_t), session->zone);
		break;
	case FACT_OWNER_KIND:
		json_set_string(ret_json, fact->key,
				words_get(WORDS_OWNER_KIND, AT(enum owner_kind))->id);
		break;
	case FACT_FIGURES:
		set_figures(ret_json, &AT(struct thresholds));
		break;
	case FACT_CLEARING:
		judging_set_levels(ret_json, object, NULL);
		break;
	case FACT_LASTING:
		judging_set_lasting(ret_json, object);
		break;
	case FACT_TRENDS:
		break;
	case FACT_FLAPPING:
		judging_set_flapping(ret_json, object);
		break;
	case FACT_DURING:
		judging_set_during(ret_json, object);
		break;
	case FACT_POSITION:
		set_place(session, fact, AT(struct place), ret_json);
		break;
	default: {
		g_autofree char *text = fact_text(session, fact, object);

		json_set_string(ret_json, fact->key, text);
		break;
	}
	}
}
