/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of notices.yaml's reader share: the policy while it is built, and the readers of
 * single fields. What is read is first the site's file, then what came with nwops: an entry
 * that the site has takes the place of the one of its name. Only policy.c looks
 * at other files, and does so only when it is told to, so that a fuzzer can have all the rest.
 */
#pragma once

#include "notice/policy.h"

/* A file that is named, to be looked at. */
struct policy_file {
	const char *path;
	struct conf_position position;
	bool secret;
};

/* The strings and arrays that all the rest points to. */
struct notice_policy {
	GStringChunk *texts;
	GPtrArray *blocks;
	const struct notice_path *paths;
	size_t path_count;
	struct mailbox mailbox;
	const char *heartbeat, *heartbeat_path;
	const char *certificate, *key;
	const struct calendar *closed;
	int expiry[LAPSE_STEPS_LIMIT + 1];	/* days, longest first; 0 behind the last */
	struct audience_rule audiences[AUDIENCE_COUNT];
	unsigned int audience_approvers[AUDIENCE_COUNT];	/* of whatever is told to it; 0: nobody need */
	struct urgency_rule urgencies[URGENCY_COUNT];
	struct kind_rule kinds[NOTICE_KIND_COUNT][AUDIENCE_COUNT];
	GArray *files;						/* struct policy_file */
	char *domain, *digest;
};

/* One of the two documents. */
struct policy_source { const char *name, *bytes; size_t length; };

struct policy_sources {
	const char *directory;		/* relative paths of files are relative to it */
	struct policy_source site;	/* name NULL: there is none */
	struct policy_source share;
	bool look;			/* at the files that are named */
};

/* A ladder by its name, and what was made of it for an audience. */
struct policy_ladder {
	const char *name;
	struct ladder ladder;
	const struct ladder *of[AUDIENCE_COUNT];	/* NULL: not yet */
};

struct policy_draft {
	struct notice_policy *policy;
	const struct inventory *inventory;
	struct conf_faults *faults;
	const char *directory;
	const struct conf_node *site, *share;	/* their roots; NULL: empty, or not there */
	struct conf_position site_whole, share_whole;
	GArray *ladders;		/* struct policy_ladder */
	char owner[200];		/* what is being read: "relay 'mx1' of path 'core'" */
	char field[260];		/* what policy_field_of() returned last */
};

/* An entry of a section. */
struct policy_entry {
	const struct conf_node *node;
	const struct conf_position *position;	/* of its name */
	bool own;			/* the site's */
};

/* Builds a policy from SOURCES. NULL when FAULTS holds an error afterwards. */
struct notice_policy *policy_build(const struct policy_sources *sources, const struct inventory *inventory,
				   struct conf_faults *faults);

/* One part each, in the order in which they refer to each other; the order of the calls is in policy.c. */
void policy_paths_read(struct policy_draft *draft);
void policy_services_read(struct policy_draft *draft);	/* mailbox, heartbeat, signature, closed */
void policy_expiry_read(struct policy_draft *draft);
void policy_audiences_read(struct policy_draft *draft);
void policy_urgencies_read(struct policy_draft *draft);
void policy_ladders_read(struct policy_draft *draft);
void policy_kinds_read(struct policy_draft *draft);
/* That contacts and paths fit each other. */
void policy_contacts_check(struct policy_draft *draft);

/* --- relays, which a mailbox is like --- */

struct policy_server {
	const char *host;
	uint16_t port;
	enum relay_security security;
	const char *tls_name, *ca, *user, *secret;
};
/* How it is secured where it does not say, and its port for each way. */
struct policy_protocol {
	enum relay_security security;
	uint16_t ports[3];
};
/* The server at NODE. False: it has no host that could be one. */
bool policy_server_read(struct policy_draft *draft, const struct conf_node *node, const struct policy_protocol *protocol,
			struct policy_server *ret_server);

/* --- approvers: roles of ours --- */

/* What `approval` of NODE says: bits of roles, 0 for false. False: it is not there, or after a fault. That none of ours
 * has one of them is a fault where the site says it (OWN). */
bool policy_approvers_read(struct policy_draft *draft, const struct conf_node *node, bool own, unsigned int *ret_roles);
/* Names of roles, NULL-terminated, as bits. False: the node is not there, or after a fault. */
bool policy_roles_read(struct policy_draft *draft, const struct conf_node *node, const char *key, unsigned int *ret_roles);

/* --- entries --- */

/* Entry NAME of SECTION: the site's, else the one that came with nwops. */
bool policy_entry_find(const struct policy_draft *draft, const char *section, const char *name,
		       struct policy_entry *ret_entry);
/* The ids of FAMILY, NULL-terminated. Kept by the policy. */
const char *const *policy_words(struct policy_draft *draft, enum word_family family);
/* The keys of SECTION must be in WORDS, in both documents; each of WORDS must be in one. */
void policy_section_check(struct policy_draft *draft, const char *section, const char *const *words);

/* --- fields --- */

void policy_owner(struct policy_draft *draft, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "'port' of relay 'mx1' of path 'core'". Lent until the next call. */
const char *policy_field_of(struct policy_draft *draft, const char *key);
const char *policy_keep(struct policy_draft *draft, const char *text);
gpointer policy_array(struct policy_draft *draft, size_t count, size_t size);
struct conf_position policy_place(struct policy_draft *draft, const struct conf_position *position);

/* NULL when KEY is absent or empty. */
const struct conf_node *policy_find(const struct conf_node *node, const char *key);
/* The same, and a fault. */
const struct conf_node *policy_required(struct policy_draft *draft, const struct conf_node *node, const char *key);
/* The list at KEY, of 1 to MOST entries; NULL when absent or after a fault. */
const struct conf_node *policy_list(struct policy_draft *draft, const struct conf_node *node, const char *key, size_t most);
/* Each returns true when KEY was there and good; RET is set only then. */
bool policy_text(struct policy_draft *draft, const struct conf_node *node, const char *key, size_t limit,
		 const char **ret_text);
/* One of http or https, without a login in it. */
bool policy_url(struct policy_draft *draft, const struct conf_node *node, const char *key, size_t limit, const char **ret_url);
bool policy_name(struct policy_draft *draft, const struct conf_node *node, const char *key, const char **ret_name);
bool policy_integer(struct policy_draft *draft, const struct conf_node *node, const char *key, int64_t minimum,
		    int64_t maximum, int64_t *ret_value);
bool policy_duration(struct policy_draft *draft, const struct conf_node *node, const char *key, int64_t minimum_us,
		     int64_t maximum_us, int64_t *ret_us);
bool policy_bool(struct policy_draft *draft, const struct conf_node *node, const char *key, bool *ret_value);
bool policy_choice(struct policy_draft *draft, const struct conf_node *node, const char *key, const char *const *words,
		   unsigned int *ret_index);
bool policy_title(struct policy_draft *draft, const struct conf_node *node, const char *key, struct bilingual *ret_title);
/* A file, to be looked at when all is read. */
bool policy_file(struct policy_draft *draft, const struct conf_node *node, const char *key, bool secret,
		 const char **ret_path);
/* Whether the word there is "false", in the place of something else. */
bool policy_is_false(const struct conf_node *value);
/* That NAME, a WORD as in "path", which KEY names at POSITION, is none of NAMES (NULL-terminated). */
void policy_unknown(struct policy_draft *draft, const struct conf_position *position, const char *word, const char *name,
		    const char *const *names, const char *key);

#define policy_error(draft, position, ...) conf_fault((draft)->faults, CONF_ERROR, position, __VA_ARGS__)
#define policy_warning(draft, position, ...) conf_fault((draft)->faults, CONF_WARNING, position, __VA_ARGS__)
#define SECONDS(count) ((count) * (int64_t)G_USEC_PER_SEC)
#define DAYS(count) ((count) * INT64_C(86400) * G_USEC_PER_SEC)
