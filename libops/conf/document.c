/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document: its life, the memory in which its nodes lie, and the way from
 * bytes to it. Nodes come from blocks and never alone, so that freeing a
 * document of millions of nodes is freeing a few hundred blocks.
 */
#include "conf/internal.h"

#include "base/translate.h"

#define BLOCK_SIZE ((size_t)64 * 1024)

const struct conf_limits conf_limits_default = {
	.bytes = (size_t)64 * 1024 * 1024,
	.depth = 64,
	.nodes = 4000000,
};

static struct conf_document *document_new(const char *name)
{
	struct conf_document *document = g_new0(struct conf_document, 1);

	document->name = g_strdup(name);
	document->blocks = g_ptr_array_new_with_free_func(g_free);
	document->texts = g_string_chunk_new(BLOCK_SIZE);
	return document;
}

void conf_document_free(struct conf_document *document)
{
	if (!document)
		return;
	g_string_chunk_free(document->texts);
	g_ptr_array_free(document->blocks, TRUE);
	g_free(document->name);
	g_free(document);
}

const struct conf_stamp *conf_document_stamp(const struct conf_document *document)
{
	return &document->stamp;
}

const struct conf_node *conf_document_root(const struct conf_document *document)
{
	return document->root;
}

void *conf_document_allocate(struct conf_document *document, size_t size)
{
	char *block;

	size = (size + 7) & ~(size_t)7;
	if (size > BLOCK_SIZE / 4) {
		/* A block of its own, put before the last so that the rest of that stays usable. */
		block = g_malloc(size);
		g_ptr_array_insert(document->blocks, MAX((int)document->blocks->len - 1, 0), block);
		return block;
	}
	if (size > document->left) {
		g_ptr_array_add(document->blocks, g_malloc(BLOCK_SIZE));
		document->left = BLOCK_SIZE;
	}
	block = g_ptr_array_index(document->blocks, document->blocks->len - 1);
	block += BLOCK_SIZE - document->left;
	document->left -= size;
	return block;
}

struct conf_document *conf_document_parse(const char *name, const char *bytes, size_t length,
					  const struct conf_limits *limits,
					  struct conf_faults *faults)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct conf_document *document = document_new(name);
	unsigned int errors_before = conf_faults_errors(faults);

	if (!limits)
		limits = &conf_limits_default;
	if (length == 0)
		bytes = ""; /* libyaml does not take NULL */
	if (length >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0) {
		bytes += strlen(mark);
		length -= strlen(mark);
	}
	if (length > limits->bytes) {
		struct conf_position whole = {.file = name};

		conf_fault(faults, CONF_ERROR, &whole, _("more than the limit of %zu bytes"),
			   limits->bytes);
	} else if (conf_bytes_check(document->name, bytes, length, faults)) {
		conf_build(document, bytes, length, limits, faults);
	}
	if (conf_faults_errors(faults) == errors_before)
		return document;
	conf_document_free(document);
	return NULL;
}
