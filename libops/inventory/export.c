/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thing of the inventory as the cells of a table: what the readers of its
 * section would make the same thing of. What is only a default stays empty.
 */
#include "inventory/columns.h"

#include "base/instant.h"
#include "base/quantity.h"

/* The member at COLUMN's place in the thing as a value of TYPE. */
#define AT(type) (*(type const *)((const char *)thing + column->offset))

static void append(GString *cell, const char *text)
{
	if (text)
		g_string_append(cell, text);
}

static void append_taken(GString *cell, char *text)
{
	append(cell, text);
	g_free(text);
}

static void append_tags(GString *cell, const char *const *tags)
{
	for (size_t i = 0; tags[i]; i++)
		g_string_append_printf(cell, "%s%s", i > 0 ? " " : "", tags[i]);
}

/* A list of none is said, where it takes away what an entry has. */
static void append_names(GString *cell, const char *const *names)
{
	if (*names)
		append_tags(cell, names);
	else
		g_string_append(cell, "[]");
}

static void append_address(GString *cell, const struct address *address)
{
	char text[ADDRESS_TEXT_SIZE];

	if (address->family)
		g_string_append(cell, address_print(address, text));
}

static void append_addresses(GString *cell, const struct device *device)
{
	for (size_t i = 0; i < device->other_count; i++) {
		if (i > 0)
			g_string_append_c(cell, ' ');
		append_address(cell, &device->others[i]);
	}
}

/* The day that ends at AT_US, or that instant where none does. */
static void append_day_end(GString *cell, int64_t at_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = NULL;
	g_autoptr(GDateTime) here = NULL;
	g_autoptr(GDateTime) day = NULL;
	g_autofree char *date = NULL;
	int64_t end_us;

	if (at_us < 0)
		return;
	utc = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);
	here = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	day = here ? g_date_time_add_days(here, -1) : NULL;
	date = day ? g_date_time_format(day, "%Y-%m-%d") : NULL;
	if (date && organizations_day_end(date, zone, &end_us) && end_us == at_us)
		g_string_append(cell, date);
	else
		append_taken(cell, instant_print(at_us, zone));
}

/* A path below the directory of the configuration is told from there. */
static void append_path(GString *cell, const char *path, const char *directory)
{
	g_autofree char *below = g_build_filename(directory, "x", NULL);
	size_t length = strlen(below) - 1;

	if (!path)
		return;
	if (strncmp(path, below, length) == 0 && path[length] && path[length] != '/')
		path += length;
	g_string_append(cell, path);
}

static void append_class(GString *cell, const struct service_class *class,
			 const struct organization *owner)
{
	if (class && (!owner || owner->kind != OWNER_INSTITUTION || class != owner->service_class))
		g_string_append(cell, class->name);
}

/* "[]" keeps a device with an address from being watched. */
static void append_watch(GString *cell, const struct device *device)
{
	if (device->address.family && !device->watch_icmp)
		g_string_append(cell, "[]");
}

static void append_agent(GString *cell, enum login_agent agent)
{
	if (agent != LOGIN_AGENT_UNSAID)
		g_string_append(cell, agent == LOGIN_AGENT_YES ? "true" : "false");
}

static void append_title(GString *cell, const struct bilingual *title, enum column_kind kind)
{
	if (kind == COLUMN_JAPANESE)
		g_string_append(cell, title->ja);
	else if (strcmp(title->en, title->ja) != 0)
		g_string_append(cell, title->en);
}

/* What LOGIN says itself; what it is like is a cell of its own. */
static void print_login(const struct column *column, const struct inventory *inventory,
			const struct login *thing, GString *cell)
{
	switch (column->kind) {
	case COLUMN_LOGIN_TEXT:
		append(cell, AT(char *));
		break;
	case COLUMN_LOGIN_PATH:
		append_path(cell, AT(char *), inventory->directory);
		break;
	case COLUMN_LOGIN_NAME:
		append(cell, AT(char **) ? *AT(char **) : NULL);
		break;
	case COLUMN_LOGIN_NAMES:
		if (AT(const char *const *))
			append_names(cell, AT(const char *const *));
		break;
	case COLUMN_LOGIN_PORT:
		if (AT(int))
			g_string_append_printf(cell, "%d", AT(int));
		break;
	case COLUMN_LOGIN_AGENT:
		append_agent(cell, AT(enum login_agent));
		break;
	case COLUMN_LOGIN_TRANSPORT:
		append(cell, inventory_login_transport_id(AT(enum login_transport)));
		break;
	default:
		g_assert_not_reached();
	}
}

static void print(const struct column *column, const struct inventory *inventory, const void *thing,
		  GString *cell)
{
	switch (column->kind) {
	case COLUMN_TEXT:
	case COLUMN_KANA:
		append(cell, AT(char *));
		break;
	case COLUMN_NAME: /* comes first in whatever the pointer leads to */
		append(cell, AT(char **) ? *AT(char **) : NULL);
		break;
	case COLUMN_JAPANESE:
	case COLUMN_ENGLISH:
		append_title(cell, &AT(struct bilingual), column->kind);
		break;
	case COLUMN_TAGS:
		append_tags(cell, AT(const char *const *));
		break;
	case COLUMN_HOURS:
		append_taken(cell, AT(struct hours *) ? hours_print(AT(struct hours *)) : NULL);
		break;
	case COLUMN_AREA:
		if (AT(uint8_t))
			g_string_append_printf(cell, "%u", AT(uint8_t));
		break;
	case COLUMN_ADDRESS:
		append_address(cell, &AT(struct address));
		break;
	case COLUMN_ADDRESSES:
		append_addresses(cell, thing);
		break;
	case COLUMN_RATE:
		append_taken(cell, AT(int64_t) ? quantity_print_rate(AT(int64_t)) : NULL);
		break;
	case COLUMN_COUNT:
		if (AT(int64_t))
			g_string_append_printf(cell, "%ld", (long)AT(int64_t));
		break;
	case COLUMN_TRUE:
		append(cell, AT(bool) ? "true" : NULL);
		break;
	case COLUMN_OWNER_KIND:
		append(cell, words_get(WORDS_OWNER_KIND, AT(enum owner_kind))->id);
		break;
	case COLUMN_LINE_KIND:
		append(cell, inventory_line_kind_id(AT(enum line_kind)));
		break;
	case COLUMN_LINE_CLASS:
		append_class(cell, AT(struct service_class *),
			     ((const struct line *)thing)->institution);
		break;
	case COLUMN_DEVICE_CLASS:
		append_class(cell, AT(struct service_class *),
			     ((const struct device *)thing)->owner);
		break;
	case COLUMN_DAY_END:
		append_day_end(cell, AT(int64_t), inventory->zone);
		break;
	case COLUMN_WATCH:
		append_watch(cell, thing);
		break;
	default:
		if (((const struct device *)thing)->ssh)
			print_login(column, inventory, ((const struct device *)thing)->ssh, cell);
		break;
	}
}

void columns_print(const struct columns *columns, const struct inventory *inventory,
		   const void *thing, size_t column, GString *cell)
{
	if (column == 0)
		g_string_append(cell, *(const char *const *)thing);
	else
		print(&columns->columns[column - 1], inventory, thing, cell);
}

void columns_append_names(const struct columns *columns, GString *record)
{
	for (size_t i = 0; columns_name(columns, i); i++)
		g_string_append_printf(record, "%s%s", i ? "," : "", columns_name(columns, i));
}

void columns_append_record(const struct columns *columns, const struct inventory *inventory, const void *thing, GString *record)
{
	g_autoptr(GString) cell = g_string_new(NULL);

	for (size_t i = 0; columns_name(columns, i); i++) {
		g_string_truncate(cell, 0);
		columns_print(columns, inventory, thing, i, cell);
		if (i)
			g_string_append_c(record, ',');
		conf_csv_append(record, cell->str);
	}
}
