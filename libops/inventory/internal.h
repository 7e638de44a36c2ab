/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of inventory/ share: the inventory while it is built, and
 * the readers of fields. Families are read in the order in which they refer
 * to each other (calendars, classes, organizations, sites, logins, devices, links, lines,
 * probes, interfaces, versions, groups, contacts, rosters), so that a reference is judged with its word still in
 * hand and no list of things to look up later is needed.
 */
#pragma once

#include "inventory/inventory.h"

enum family_id {
	FAMILY_SERVICE_CLASS, FAMILY_ORGANIZATION, FAMILY_SITE, FAMILY_DEVICE,
	FAMILY_LINE, FAMILY_GROUP, FAMILY_CONTACT, FAMILY_ROSTER, FAMILY_QUESTION, FAMILY_LOGIN,
	FAMILY_INTERFACE, FAMILY_VERSIONS, FAMILY_CALENDAR,
};
#define FAMILY_COUNT 13

/*
 * All things of one kind, side by side. Each begins with its name. While the
 * family is read they stand in the order of the files and move as it grows;
 * family_close() sorts them by name, and from then on they stay.
 */
struct family {
	char *things;
	size_t count, room;
};

struct inventory {
	char *directory;	/* that it was loaded from */
	struct digest digest;	/* of the files; see inventory_digest() */
	struct policy policy;
	GTimeZone *zone;
	const struct organization *self;
	struct family families[FAMILY_COUNT];
	GArray *links;		/* struct link */
	GArray *link_demarcations;	/* struct demarcation */
	GArray *line_demarcations;	/* the same, one a line; empty until the first is asked for */
	GArray *secrets;	/* struct secret */
	GPtrArray *files;	/* names that a struct place counts from 0 */
	GStringChunk *strings;
	GPtrArray *blocks;	/* memory of arrays of tags, members, hours */
};

/* A file named in the inventory that only its owner may read. */
struct secret {
	const char *path;
	struct place place;
};

struct inventory *inventory_new(void);
/* Of a family that is closed. */
gpointer inventory_find(const struct inventory *inventory, enum family_id family, const char *name);
gpointer inventory_at(const struct inventory *inventory, enum family_id family, size_t index);
extern const size_t inventory_thing_sizes[FAMILY_COUNT];
/* One of a family in a sentence: "service class". In English; N_() marked. */
const char *inventory_family_word(enum family_id family);
/* The name of FAMILY nearest to NAME, or NULL. Lent. */
const char *inventory_nearest(const struct inventory *inventory, enum family_id family, const char *name);

struct build_document {
	const struct conf_node *root;	/* NULL: an empty file */
	bool own_rules;			/* nwops.yaml */
};

/* A section that is a table: the scalar that names its file. */
struct build_table {
	const struct conf_node *node;
	struct conf_sheet *sheet;	/* NULL: nothing is to be read from it */
	const char *section;
};

/* All that an inventory is built from. */
struct build_sources {
	const char *directory;		/* relative paths are relative to it */
	const struct build_document *documents;
	size_t document_count;
	const struct build_table *tables;
	size_t table_count;
	bool partial;			/* a file is missing: unknown references say nothing */
};

struct build {
	struct inventory *inventory;
	struct conf_faults *faults;
	const struct build_sources *sources;
	bool partial;			/* so are they, or a row of a table is */
	/* What is being read, put into words by build_owner() only when somebody is told. */
	struct { const char *word, *name; } subject;
	char owner[160];
	char field[240];		/* what field_of() returned last */
	struct index *addresses;	/* of devices and lines, see addresses.c */
	struct index *codes;		/* of organizations by institution code */
	GHashTable *logins;		/* logins to the number of their contact, plus 1 */
	GHashTable *words;		/* texts that many things share, by themselves */
	GHashTable *hours;		/* what was written to struct hours */
	GHashTable *tags;		/* what was written, one blank between, to arrays of tags */
	GHashTable *days;		/* dates to the int64_t at which they end */
	size_t self;			/* number of the organization that is us, plus 1; 0: none yet */
	GArray *jumps;			/* those of logins, to be looked up once devices are closed */
	GHashTable *alike;		/* entries of ssh-logins to the login of a device that says no more */
	GHashTable *files;		/* names of files to their number, plus 1 */
	struct { const char *name; uint16_t number; } file;	/* the last one asked for */
	size_t nearest_budget;		/* names that may still be compared for "did you mean" */
};

/*
 * Builds an inventory from SOURCES, without looking at any other file; what
 * load.c and the fuzzer share. Never NULL; worthless if FAULTS holds an error.
 */
struct inventory *build_inventory(const struct build_sources *sources, struct conf_faults *faults);
/* The same from one buffer that is nwops.yaml and inventory in one; NULL after an error. */
struct inventory *build_from_bytes(const char *name, const char *bytes, size_t length,
				   struct conf_faults *faults);

/* One thing of a section. Valid until the next. */
struct build_entry {
	const char *name;
	const struct conf_position *position;
	const struct conf_node *node;	/* a mapping */
};
struct build_cursor { size_t document, index; };
/* The pairs of the mappings that SECTION is in each document, whatever their keys are. */
bool build_next_pair(struct build *build, const char *section, struct build_cursor *cursor,
		     struct build_entry *ret_entry);
/* The next entry of SECTION over all documents and tables, from a zeroed CURSOR,
 * which is then what is being read. Entries that are no mapping, have no name or
 * a key that is not in KEYS are faults. */
bool build_next(struct build *build, const char *section, enum family_id family,
		const char *const *keys, struct build_cursor *cursor, struct build_entry *ret_entry);
/* A zeroed thing for ENTRY with its name set. Lent until the next of its family. */
gpointer build_add(struct build *build, enum family_id family, const struct build_entry *entry);
/* All of FAMILY are there: by name from now on. Two of one name are a fault. */
void family_close(struct build *build, enum family_id family);
/* The mapping that nwops.yaml is; NULL: there is none. */
const struct conf_node *build_own_rules(const struct build *build);
/* Which of its family THING is. */
size_t build_number(const struct build *build, enum family_id family, const void *thing);

/* WORD and NAME are what is being read: "device", "b1"; NAME NULL: WORD says it
 * all. Lent until the next call. */
void build_subject(struct build *build, const char *word, const char *name);
/* What is being read, for messages: "device 'b1'". Lent until the next call. */
const char *build_owner(struct build *build);

struct place build_position(struct build *build, const struct conf_position *position);
/* TEXT kept by the inventory. */
const char *build_keep(struct build *build, const char *text);
/* The same for a text that many things may have alike: it is kept once. */
const char *build_share(struct build *build, const char *text);
/* COUNT zeroed elements, kept by the inventory. */
gpointer build_array(struct build *build, size_t count, size_t size);
/* A path relative to the configuration directory, kept by the inventory. */
const char *build_path(struct build *build, const char *path);

/*
 * Fields of the mapping NODE. Each returns true when KEY was there and good,
 * false when it is absent or empty or after a fault; RET is set only when true.
 */
const struct conf_node *field_find(const struct conf_node *node, const char *key);
/* "'address' of device 'b1'", for messages. Lent until the next call. */
const char *field_of(struct build *build, const char *key);
/* "false", in the place of something else. */
bool field_is_false(const struct conf_node *value);
/* The same as field_find(), and a fault when absent. */
const struct conf_node *field_required(struct build *build, const struct conf_node *node, const char *key);
/* The list of KEY with 1 to LIMIT entries; NULL: it is not said, or a fault. */
const struct conf_node *field_list(struct build *build, const struct conf_node *node, const char *key, int limit);
bool field_string(struct build *build, const struct conf_node *node, const char *key, size_t limit,
		  const char **ret_text);
bool field_name(struct build *build, const struct conf_node *node, const char *key, const char **ret_name);
bool field_integer(struct build *build, const struct conf_node *node, const char *key, int64_t minimum,
		   int64_t maximum, int64_t *ret_value);
bool field_duration(struct build *build, const struct conf_node *node, const char *key, int64_t minimum_us,
		    int64_t maximum_us, int64_t *ret_us);
bool field_choice(struct build *build, const struct conf_node *node, const char *key,
		  const char *const *words, unsigned int *ret_index);
bool field_phone(struct build *build, const struct conf_node *node, const char *key, const char **ret_phone);
bool field_hours(struct build *build, const struct conf_node *node, const char *key,
		 const struct hours **ret_hours);
bool field_area(struct build *build, const struct conf_node *node, uint8_t *ret_area);
bool field_address(struct build *build, const struct conf_node *node, const char *key,
		   struct address *ret_address);
bool field_rate(struct build *build, const struct conf_node *node, const char *key,
		int64_t *ret_bits_per_second);
/* NULL-terminated; an empty list when absent. */
const char *const *field_tags(struct build *build, const struct conf_node *node);
/* The mapping at KEY, its keys checked; NULL when absent or faulty. */
const struct conf_node *field_mapping(struct build *build, const struct conf_node *node, const char *key,
				      const char *const *keys);
/* "name" or the like in both languages; RET_KANA NULL: not allowed here. */
bool field_title(struct build *build, const struct conf_node *node, const char *key,
		 struct bilingual *ret_title, const char **ret_kana);

/* What the name at KEY, or the name WORD that stands in its list, refers to; NULL when absent or after a fault. */
gpointer field_reference(struct build *build, const struct conf_node *node, const char *key,
			 enum family_id family);
gpointer field_reference_word(struct build *build, const struct conf_node *word, const char *key,
			      enum family_id family);
/* The same for a name that was read, NAME at POSITION. */
gpointer field_resolve(struct build *build, const char *name, const struct conf_position *position,
		       const char *key, enum family_id family);
/* An organization of one of KINDS, a set of 1 << enum owner_kind; 0: of any. */
const struct organization *field_organization(struct build *build, const struct conf_node *node,
					      const char *key, unsigned int kinds);
/* ORGANIZATION, which KEY at POSITION names, if it is of one of KINDS; else NULL after a fault. */
const struct organization *field_organization_check(struct build *build,
						    const struct organization *organization,
						    const struct conf_position *position,
						    const char *key, unsigned int kinds);

#define build_error(build, position, ...) conf_fault((build)->faults, CONF_ERROR, position, __VA_ARGS__)
#define build_warning(build, position, ...) conf_fault((build)->faults, CONF_WARNING, position, __VA_ARGS__)
/* The same where all that is left of the position is its place. */
#define build_error_at(build, place, ...) build_fault_at(build, CONF_ERROR, place, __VA_ARGS__)
#define build_warning_at(build, place, ...) build_fault_at(build, CONF_WARNING, place, __VA_ARGS__)
#define build_fault_at(build, weight, place, ...) \
	do { \
		struct conf_position position_ = inventory_position((build)->inventory, place); \
		conf_fault((build)->faults, weight, &position_, __VA_ARGS__); \
	} while (0)
/* "FILE: line L, column C" for the other place of two. Caller frees. */
char *build_place(const struct build *build, struct place place);

/*
 * Numbers of things found by what they have: a hash table of 9 to 18 bytes a
 * thing. GHashTable takes as much only for keys that are small numbers, and its
 * functions are not told whose numbers those are.
 */
struct index;
typedef guint (*index_hash)(const struct build *build, uint32_t number);
struct index *index_new(const struct build *build, index_hash hash);
void index_free(struct index *index);
/* Numbers whose hash may be HASH, one at each call from *CURSOR 0; false after the last. */
bool index_next(const struct index *index, guint hash, uint32_t *cursor, uint32_t *ret_number);
void index_add(struct index *index, uint32_t number);
/* Puts NUMBER, whose hash is HASH too, in the place of the one that index_next() gave last. */
void index_replace(struct index *index, guint hash, uint32_t cursor, uint32_t number);

/* What addresses are claimed in. */
struct index *addresses_new(const struct build *build);
/*
 * Claims the address of DEVICE or LINE (the other NULL), which stands at WORD. A
 * fault when somebody has it already; a line may share its cpe's.
 */
void addresses_claim(struct build *build, const struct conf_node *word, const struct device *device,
		     const struct line *line);
/* Devices are closed, and numbered otherwise than when they claimed. */
void addresses_renumber(struct build *build);

/* One family each; the order of the calls is in build_inventory(). */
void policy_read(struct build *build);
/* Devices are closed: those that the policy names. */
void policy_close(struct build *build);
extern const char *const policy_keys[];		/* those of nwops.yaml that are no section */
/* What stands at `manual` of ROOT. */
void manual_read(struct build *build, const struct conf_node *root);
extern const struct incident_rules incidents_default;
void incidents_read(struct build *build, const struct conf_node *root);
/* reminders.c */
void reminders_read(struct build *build, const struct conf_node *root);
/* What stands at `conduct` of the class NODE. */
void conduct_read(struct build *build, const struct conf_node *node, struct conduct *ret_conduct);
void calendars_read(struct build *build);
/* "12-29" or "2027-05-01". */
bool calendars_parse_day(const char *text, struct day *ret_day);
void classes_read(struct build *build);
void organizations_read(struct build *build);
/* The first instant after the day DATE ("2027-03-31") in ZONE. */
bool organizations_day_end(const char *date, GTimeZone *zone, int64_t *ret_at_us);
void people_read(struct build *build);
void places_read(struct build *build);
void devices_read(struct build *build);
void links_read(struct build *build);
void lines_read(struct build *build);
void groups_read(struct build *build);
void questions_read(struct build *build);
void interfaces_read(struct build *build);
void versions_read(struct build *build);

/* Entries of `ssh-logins`. */
void logins_read(struct build *build);
/* What the device that is being read says at `ssh`; NULL: nothing, or a fault. */
const struct login *logins_read_device(struct build *build, const struct conf_node *node);
/* Devices are closed: whom logins jump over, and whether each device can be logged in to. */
void logins_close(struct build *build);

/* What a level of some figure may be. */
struct level_rule {
	enum figure_unit unit;
	bool falling;
	int64_t least, most;		/* of a time */
	int64_t interval_us;		/* between runs of what has the figure */
};
/* The level at KEY of NODE, a value or a mapping, of what is called FIGURE. RET_LEVEL is left alone
 * when there is none, or after a fault; a clearing value of 0 is the level itself. */
void level_read(struct build *build, const struct conf_node *node, const char *key, const struct level_rule *rule,
		const char *figure, int64_t *ret_level, int64_t *ret_clear, struct persistence *ret_lasts);
/* The two levels of the mapping LEVELS; those that are not there, or are faulty, are -1. */
void levels_read(struct build *build, const struct conf_node *levels, const char *figure,
		 const struct level_rule *rule, struct thresholds *ret_levels);
/*
 * Two levels of FIGURE, in words, that stand at NODE: both there, and each can fire and
 * clear as far as they tell by themselves. LEVELS may be negative after a fault that was
 * told already.
 */
bool levels_check(struct build *build, const struct conf_node *node, const char *figure,
		  const struct thresholds *levels, bool falling);
/* The mapping of two levels at KEY of NODE, both required, and perhaps 'trend'; NULL after a fault. */
enum levels_keys { LEVELS_ALONE, LEVELS_AND_TREND };
const struct conf_node *levels_find(struct build *build, const struct conf_node *node, const char *key,
				    enum levels_keys may_have);
/* How long what has no figures must last, at KEY of NODE; LASTS is left alone when it is not there. */
void persistence_read(struct build *build, const struct conf_node *node, const char *key, int64_t interval_us,
		      struct persistence *lasts);
/* Figures of devices: what stands at `figures` of NODE into FIGURES, which hold before what they
 * are where NODE says nothing. */
void figures_read(struct build *build, const struct conf_node *node, int64_t interval_us, struct thresholds *figures);
void figures_standard(struct thresholds *ret_figures);

/* What only shows once all is read, and what is derived from it. */
void check_all(struct build *build);
void demarcations_derive(struct inventory *inventory);
/* Looks at the files; nothing else in this room but load.c does. */
/* Reads the file that KEY names, and has it looked at by secrets_check(). */
void field_secret(struct build *build, const struct conf_node *node, const char *key, const char **ret_path);
void secrets_check(const struct inventory *inventory, struct conf_faults *faults);

/* What clocks show, and what follows from it. */
struct local_time {
	GDate date;
	int minute;			/* of the week */
	bool holiday_known, holiday;	/* by local_is_holiday() */
};
/* False: so far away that no calendar tells. */
bool local_time_at(GTimeZone *zone, int64_t at_us, struct local_time *ret_local);
/* Whether the day is a holiday, by the law and by POLICY. */
bool local_is_holiday(const struct policy *policy, struct local_time *local);
bool calendar_applies(const struct policy *policy, const struct calendar *calendar, struct local_time *local);
/* All but the hours of it, and what it refers to. */
bool calendar_has_day(const struct policy *policy, const struct calendar *calendar, struct local_time *local);

/* TEXT as in "Hours" of nwops-inventory(5), at most HOURS_SPANS spans. */
bool hours_parse(const char *text, struct hours *ret_hours, GError **error);
/* The first minute of the week that no hours in LIST (one NULL: always) cover, or -1. */
int hours_first_gap(const struct hours *const *list, size_t count);
/* "sat 09:00". Into a buffer of HOURS_MINUTE_SIZE. */
#define HOURS_MINUTE_SIZE 16
const char *hours_print_minute(int minute, char *buffer);
