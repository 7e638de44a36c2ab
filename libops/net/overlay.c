/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The overlay: a table from address to answer, read from YAML. Whoever holds
 * one asks it instead of the network.
 */
#include "net/overlay.h"

#include "base/translate.h"

#define RTT_MOST_US (60 * G_USEC_PER_SEC)

struct overlay {
	GHashTable *answers;		/* struct address -> struct overlay_answer, both owned */
	GHashTable *items;		/* names of items to the same */
	struct overlay_answer otherwise;
	GStringChunk *texts;
};

static guint hash_address(gconstpointer address)
{
	return address_hash(address);
}

static gboolean equal_addresses(gconstpointer a, gconstpointer b)
{
	return address_equal(a, b);
}

void overlay_free(struct overlay *overlay)
{
	if (!overlay)
		return;
	g_hash_table_unref(overlay->answers);
	g_hash_table_unref(overlay->items);
	g_string_chunk_free(overlay->texts);
	g_free(overlay);
}

static bool read_could_not_ask(struct overlay *overlay, const struct conf_node *node, struct overlay_answer *answer,
			       struct conf_faults *faults)
{
	const char *reason;

	if (!conf_read_string(node, "could-not-ask", 80, &reason, faults))
		return false;
	answer->end = PROBE_COULD_NOT_ASK;
	answer->reason = g_string_chunk_insert(overlay->texts, reason);
	return true;
}

static bool read_answer(struct overlay *overlay, const struct conf_node *node, const char *owner,
			struct overlay_answer *ret_answer, struct conf_faults *faults)
{
	static const char *const keys[] = { "answer", "rtt", "loss", "could-not-ask", NULL };
	static const char *const words[] = { "none", NULL };
	const struct conf_node *answer, *rtt, *loss, *could_not_ask;
	struct overlay_answer read = { .end = PROBE_NO_ANSWER };
	unsigned int word;

	if (!conf_expect(node, CONF_MAPPING, owner, faults) || !conf_check_keys(node, keys, owner, faults))
		return false;
	answer = conf_find(node, "answer");
	rtt = conf_find(node, "rtt");
	loss = conf_find(node, "loss");
	could_not_ask = conf_find(node, "could-not-ask");
	if (!!answer + !!rtt + !!could_not_ask != 1 || (loss && !rtt)) {
		conf_fault(faults, CONF_ERROR, conf_position(node),
			   _("%s must hold one of 'answer: none', 'rtt' (with 'loss' or without) and 'could-not-ask'"),
			   owner);
		return false;
	}
	if (answer && !conf_read_choice(answer, "answer", words, &word, faults))
		return false;
	if (could_not_ask && !read_could_not_ask(overlay, could_not_ask, &read, faults))
		return false;
	if (rtt) {
		read.end = PROBE_ANSWERED;
		if (!conf_read_duration(rtt, "rtt", 0, RTT_MOST_US, &read.rtt_us, faults))
			return false;
	}
	if (loss && !conf_read_percentage(loss, "loss", &read.loss_ppm, faults))
		return false;
	*ret_answer = read;
	return true;
}

static void read_answers(struct overlay *overlay, const struct conf_node *answers, struct conf_faults *faults)
{
	if (!conf_expect(answers, CONF_MAPPING, "answers", faults))
		return;
	for (size_t i = 0; i < conf_length(answers); i++) {
		const char *key = conf_key(answers, i);
		g_autoptr(GError) error = NULL;
		struct overlay_answer answer;
		struct address address;
		bool is_item = strchr(key, '/') != NULL;

		if (!is_item && !address_parse(key, &address, &error))
			conf_fault(faults, CONF_ERROR, conf_key_position(answers, i), "%s", error->message);
		else if (!read_answer(overlay, conf_value(answers, i), key, &answer, faults))
			continue;
		else if (is_item)
			g_hash_table_insert(overlay->items, g_strdup(key), g_memdup2(&answer, sizeof answer));
		else
			g_hash_table_insert(overlay->answers, g_memdup2(&address, sizeof address),
					    g_memdup2(&answer, sizeof answer));
	}
}

static struct overlay *read_overlay(const struct conf_document *document, const char *name, struct conf_faults *faults)
{
	static const char *const keys[] = { "overlay", "default", "answers", NULL };
	const struct conf_position whole = { .file = name };
	const struct conf_node *root = conf_document_root(document);
	unsigned int errors = conf_faults_errors(faults);
	struct overlay *overlay;
	int64_t version;

	if (!root) {
		conf_fault(faults, CONF_ERROR, &whole, _("the overlay is empty: it needs 'overlay: 1' and 'default'"));
		return NULL;
	}
	if (!conf_expect(root, CONF_MAPPING, _("the overlay"), faults))
		return NULL;
	overlay = g_new0(struct overlay, 1);
	overlay->answers = g_hash_table_new_full(hash_address, equal_addresses, g_free, g_free);
	overlay->items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	overlay->texts = g_string_chunk_new(256);
	conf_check_keys(root, keys, _("the overlay"), faults);
	if (!conf_find(root, "overlay"))
		conf_fault(faults, CONF_ERROR, conf_position(root), _("not an overlay: 'overlay: 1' is missing"));
	else
		conf_read_integer(conf_find(root, "overlay"), "overlay", 1, 1, &version, faults);
	if (!conf_find(root, "default"))
		conf_fault(faults, CONF_ERROR, conf_position(root),
			   _("'default' is missing: it answers for every address that is not named"));
	else
		read_answer(overlay, conf_find(root, "default"), "default", &overlay->otherwise, faults);
	if (conf_find(root, "answers"))
		read_answers(overlay, conf_find(root, "answers"), faults);
	if (conf_faults_errors(faults) > errors)
		g_clear_pointer(&overlay, overlay_free);
	return overlay;
}

struct overlay *overlay_parse(const char *name, const char *bytes, size_t length, struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse(name, bytes, length, &conf_limits_default, faults);

	return document ? read_overlay(document, name, faults) : NULL;
}

struct overlay *overlay_load(const char *path, struct conf_faults *faults)
{
	g_autoptr(ops_conf_document_t) document = conf_document_load(path, &conf_limits_default, faults);

	return document ? read_overlay(document, path, faults) : NULL;
}

const struct overlay_answer *overlay_find(const struct overlay *overlay, const char *item,
					  const struct address *address)
{
	const struct overlay_answer *answer = item ? g_hash_table_lookup(overlay->items, item) : NULL;

	if (!answer)
		answer = g_hash_table_lookup(overlay->answers, address);
	return answer ? answer : &overlay->otherwise;
}
