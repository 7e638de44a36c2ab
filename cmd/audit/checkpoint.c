/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops audit checkpoint: the newest signed head, to be carried off; with what
 * shows that it only adds to an earlier one.
 */
#include "audit/verbs.h"

#include "base/translate.h"
#include "store/cosign.h"
#include "store/journal.h"
#include "store/seal.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <inttypes.h>
#include <string.h>

static char *arg_since;

static const GOptionEntry options[] = {
	{"since", 0, 0, G_OPTION_ARG_FILENAME, &arg_since,
	 N_("prove that it only adds to the checkpoint in this file"), "FILE"},
	{NULL},
};

static int contradicted(const struct session *session, const struct proof_head *since)
{
	complain(session->answer, COMPLAINT_STORE,
		 _("'%s' vouches for %" PRId64 " entries that this journal does not begin with; 'nwops audit verify "
		   "--against' tells more"), arg_since, since->size);
	return EXIT_BAD;
}

static void print(const struct session *session, const struct seal *seal, int64_t old, const GArray *path)
{
	g_autofree char *request = cosign_request(old, path, seal->note);
	g_autofree char *root = digest_base64(seal->head.root.bytes, DIGEST_SIZE);
	struct json *object;

	if (session->answer != ANSWER_JSON) {
		printer_bytes(request, strlen(request));
		return;
	}
	object = printer_new_object("checkpoint");
	json_set_string(object, "origin", seal->origin);
	printer_set_figure(object, "size", seal->head.size);
	json_set_string(object, "root", root);
	printer_set_figure(object, "since", path ? old : -1);
	json_set_string(object, "text", request);
	printer_take(object);
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_seal_t) seal = NULL;
	g_autoptr(ops_proof_tree_t) tree = NULL;
	g_autoptr(GArray) path = NULL;
	struct proof_head since = {.size = -1};
	struct digest root;

	(void)arguments;
	if (!journal_sign(session->store, session->notes, &error) || !(seal = seal_read(session->store, &error)) ||
	    (arg_since && !seal_read_file(seal, arg_since, &since, &error)))
		return complain_error(session->answer, error);
	if (arg_since && since.size > seal->head.size)
		return contradicted(session, &since);
	if (arg_since) {
		tree = proof_tree_read(session->store, seal->head.size, &error);
		if (!tree)
			return complain_error(session->answer, error);
		root = proof_root(tree, since.size);
		if (!digest_equal(&root, &since.root))
			return contradicted(session, &since);
		path = proof_consistency(tree, since.size, seal->head.size);
	}
	print(session, seal, since.size, path);
	return EXIT_OK;
}

const struct command audit_checkpoint = {
	.name = "checkpoint",
	.summary = N_("print the newest signed head, for others to keep"),
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
