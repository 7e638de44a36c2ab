/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notices.yaml from its two files to a policy, and the questions that are asked of one. The parts of the file are
 * read in files of their own; this one knows their order, looks at the files that they name, and makes the
 * digest that a notice is recorded with.
 */
#include "notice/policy-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "notices.yaml"
#define FILE_BYTES ((size_t)1024 * 1024)

static const struct conf_limits limits = {.bytes = FILE_BYTES, .depth = 12, .nodes = 20000};

/* --- reading --- */

static struct notice_policy *policy_new(void)
{
	struct notice_policy *policy = g_new0(struct notice_policy, 1);

	policy->texts = g_string_chunk_new(1024);
	policy->blocks = g_ptr_array_new_with_free_func(g_free);
	policy->files = g_array_new(FALSE, FALSE, sizeof(struct policy_file));
	return policy;
}

void notice_policy_free(struct notice_policy *policy)
{
	if (!policy)
		return;
	g_string_chunk_free(policy->texts);
	g_ptr_array_unref(policy->blocks);
	g_array_unref(policy->files);
	g_free(policy->domain);
	g_free(policy->digest);
	g_free(policy);
}

static struct conf_document *source_parse(const struct policy_source *source, struct conf_faults *faults)
{
	static const char *const keys[] = {"paths", "mailbox", "heartbeat", "signature", "closed", "lead", "expiry", "audiences", "urgencies",
					   "ladders", "kinds", NULL};
	g_autoptr(ops_conf_document_t) document =
		source->name ? conf_document_parse(source->name, source->bytes, source->length, &limits, faults) : NULL;
	const struct conf_node *root = document ? conf_document_root(document) : NULL;

	if (root && conf_kind(root) == CONF_MAPPING && conf_find(root, "lead"))
		conf_fault(faults, CONF_ERROR, conf_position(conf_find(root, "lead")),
			   _("'lead' has moved: write it into duties.yaml, nwops-duties(5), and take it out here"));
	if (root && !conf_check_keys(root, keys, FILE_NAME, faults) && conf_kind(root) != CONF_MAPPING)
		return NULL;
	return g_steal_pointer(&document);
}

static char *digest_make(const struct policy_sources *sources)
{
	const struct digest parts[] = {
		digest_of(sources->site.bytes ? sources->site.bytes : "", sources->site.length),
		digest_of(sources->share.bytes ? sources->share.bytes : "", sources->share.length),
	};
	const struct digest digest = digest_of(parts, sizeof(parts));

	return digest_hex(digest.bytes, sizeof(digest.bytes));
}

/* That of our address on the first path that has one. */
static char *domain_make(const struct notice_policy *policy)
{
	for (size_t i = 0; i < policy->path_count; i++)
		if (policy->paths[i].from)
			return g_strdup(strchr(policy->paths[i].from, '@') + 1);
	return g_strdup("nwops.invalid");
}

/* Those that are named in it. */
static void files_check(const struct notice_policy *policy, struct conf_faults *faults)
{
	for (guint i = 0; i < policy->files->len; i++) {
		const struct policy_file *file = &g_array_index(policy->files, struct policy_file, i);
		g_autofree char *shown = text_excerpt(file->path);
		struct stat status;

		if (file->secret)
			inventory_check_secret(file->path, &file->position, faults);
		else if (stat(file->path, &status) < 0)
			conf_fault(faults, CONF_ERROR, &file->position, _("cannot look at '%s': %s"), shown,
				   g_strerror(errno));
		else if (!S_ISREG(status.st_mode))
			conf_fault(faults, CONF_ERROR, &file->position, _("'%s' is not a file"), shown);
	}
}

static void parts_read(struct policy_draft *draft)
{
	policy_paths_read(draft);
	policy_services_read(draft);
	policy_expiry_read(draft);
	policy_audiences_read(draft);
	policy_urgencies_read(draft);
	policy_ladders_read(draft);
	policy_kinds_read(draft);
	policy_contacts_check(draft);
}

struct notice_policy *policy_build(const struct policy_sources *sources, const struct inventory *inventory,
				   struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) site = source_parse(&sources->site, faults);
	g_autoptr(ops_conf_document_t) share = source_parse(&sources->share, faults);
	g_autoptr(ops_notice_policy_t) policy = NULL;
	struct policy_draft draft = {
		.inventory = inventory,
		.faults = faults,
		.directory = sources->directory,
		.site_whole = {.file = sources->site.name},
		.share_whole = {.file = sources->share.name},
	};

	/* What one of them lacks because it could not be read is no fault of its own. */
	if (!share || (sources->site.name && !site))
		return NULL;
	policy = draft.policy = policy_new();
	draft.site = site ? conf_document_root(site) : NULL;
	draft.share = conf_document_root(share);
	draft.ladders = g_array_new(FALSE, FALSE, sizeof(struct policy_ladder));
	parts_read(&draft);
	if (sources->look)
		files_check(policy, faults);
	g_array_unref(draft.ladders);
	if (conf_faults_errors(faults) > 0)
		return NULL;
	policy->digest = digest_make(sources);
	policy->domain = domain_make(policy);
	return g_steal_pointer(&policy);
}

/* --- from files --- */

struct notice_policy *notice_policy_load(const char *site, const char *share, const struct inventory *inventory,
					 struct conf_faults *faults)
{
	g_autofree char *own = g_build_filename(site, FILE_NAME, NULL), *standard = g_build_filename(share, FILE_NAME, NULL);
	const bool there = access(own, F_OK) == 0 || errno != ENOENT;
	g_autoptr(GString) own_bytes = there ? conf_bytes_load(own, FILE_BYTES, faults) : NULL;
	g_autoptr(GString) standard_bytes = conf_bytes_load(standard, FILE_BYTES, faults);
	struct policy_sources sources = {.directory = site, .look = true};

	if (!standard_bytes || (there && !own_bytes))
		return NULL;
	if (own_bytes)
		sources.site = (struct policy_source){own, own_bytes->str, own_bytes->len};
	sources.share = (struct policy_source){standard, standard_bytes->str, standard_bytes->len};
	return policy_build(&sources, inventory, faults);
}

/* --- questions --- */

size_t notice_path_count(const struct notice_policy *policy)
{
	return policy->path_count;
}

const struct notice_path *notice_path_at(const struct notice_policy *policy, size_t index)
{
	return index < policy->path_count ? &policy->paths[index] : NULL;
}

const struct notice_path *notice_path_find(const struct notice_policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->path_count; i++)
		if (strcmp(policy->paths[i].name, name) == 0)
			return &policy->paths[i];
	return NULL;
}

const struct notice_path *notice_path_of(const struct notice_policy *policy, const struct contact_channel *channel)
{
	return channel->path ? notice_path_find(policy, channel->path) : notice_path_at(policy, 0);
}

const struct mailbox *notice_mailbox(const struct notice_policy *policy)
{
	return &policy->mailbox;
}

const struct audience_rule *notice_audience_rule(const struct notice_policy *policy, enum audience audience)
{
	return &policy->audiences[audience];
}

const struct urgency_rule *notice_urgency_rule(const struct notice_policy *policy, enum urgency urgency)
{
	return &policy->urgencies[urgency];
}

struct kind_rule notice_kind_rule(const struct notice_policy *policy, enum notice_kind kind, enum audience audience)
{
	return policy->kinds[kind][audience];
}

const char *notice_heartbeat(const struct notice_policy *policy, const char **ret_path)
{
	*ret_path = policy->heartbeat_path;
	return policy->heartbeat;
}

const char *notice_signature(const struct notice_policy *policy, const char **ret_key)
{
	*ret_key = policy->key;
	return policy->certificate;
}

const char *notice_domain(const struct notice_policy *policy)
{
	return policy->domain;
}

const char *notice_policy_digest(const struct notice_policy *policy)
{
	return policy->digest;
}

const struct calendar *notice_closed(const struct notice_policy *policy)
{
	return policy->closed;
}
