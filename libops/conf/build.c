/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libyaml's events become a tree that remembers where each word stood. The
 * event interface is used, not libyaml's own documents: those know neither a
 * limit nor a duplicate key, and take an alias cycle for granted.
 *
 * Nothing here recurses: depth is a number to compare. Children wait in the
 * builder until their parent ends and then move to a block of the right size.
 */
#include "conf/internal.h"

#include "base/translate.h"

#include <yaml.h>

#define STANDARD_TAGS "tag:yaml.org,2002:"

/* What an alias stands for, and what using it costs. */
struct anchor {
	const struct conf_node *node;
	unsigned int nodes, height;
	bool open; /* its end was not seen: an alias would be a cycle */
};

/* A sequence or mapping whose end was not seen yet. */
struct frame {
	struct conf_node *node;
	struct anchor *anchor; /* may be NULL */
	size_t first_value, first_key; /* in the builder's arrays */
	unsigned int nodes_before;
	unsigned int height; /* of the highest child */
	bool value_due; /* a mapping's key was seen, its value not */
	bool key_broken; /* the key was refused: drop the value */
};

struct builder {
	struct conf_document *document;
	struct conf_faults *faults;
	const struct conf_limits *limits;
	struct conf_position end; /* of the text */
	GArray *frames; /* struct frame */
	GPtrArray *values; /* of all open frames, outermost first */
	GArray *keys; /* struct conf_key, likewise */
	GTree *anchors; /* name: struct anchor; a tree, since names can be chosen to collide */
	struct conf_node key; /* the last one, until its text is placed */
	unsigned int nodes;
	unsigned int documents;
	bool stopped;
};

static struct conf_position position_of(const struct builder *builder, const yaml_event_t *event)
{
	struct conf_position position = {
		.file = builder->document->name,
		.line = event->start_mark.line + 1,
		.column = event->start_mark.column + 1,
	};

	/* libyaml ends a last line that does not end. */
	return position.line > builder->end.line ? builder->end : position;
}

static struct frame *innermost(const struct builder *builder)
{
	return builder->frames->len
		       ? &g_array_index(builder->frames, struct frame, builder->frames->len - 1)
		       : NULL;
}

/* Is the next node of FRAME, NULL for the root, a key? */
static bool is_key_due(const struct frame *frame)
{
	return frame && frame->node->kind == CONF_MAPPING && !frame->value_due;
}

/* Counts NODES nested HEIGHT deep at POSITION; stops when a limit is passed. */
static bool admit(struct builder *builder, unsigned int nodes, unsigned int height,
		  const struct conf_position *position)
{
	if (height + builder->frames->len > builder->limits->depth) {
		conf_fault(builder->faults, CONF_ERROR, position,
			   _("lists and mappings are nested more than %u deep"),
			   builder->limits->depth);
		builder->stopped = true;
	} else if (nodes > builder->limits->nodes - builder->nodes) {
		conf_fault(builder->faults, CONF_ERROR, position,
			   _("more than %u values; what an alias repeats is counted again"),
			   builder->limits->nodes);
		builder->stopped = true;
	} else {
		struct frame *parent = innermost(builder);

		builder->nodes += nodes;
		if (parent)
			parent->height = MAX(parent->height, height);
	}
	return !builder->stopped;
}

/* Takes NODE, NULL when it was refused already, as the next key of FRAME. */
static void place_key(struct builder *builder, struct frame *frame, const struct conf_node *node,
		      const struct conf_position *position)
{
	struct conf_key key = {.position = *position};

	frame->value_due = true;
	frame->key_broken = true;
	if (!node)
		return;
	key.text = conf_text(node);
	if (node->kind != CONF_SCALAR) {
		conf_fault(builder->faults, CONF_ERROR, position,
			   node->kind == CONF_SEQUENCE
				   ? _("found a list as a key: expected text")
				   : _("found a mapping as a key: expected text"));
	} else if (node->tag) {
		conf_fault(builder->faults, CONF_ERROR, position, _("unexpected tag '%s' on a key"),
			   node->tag);
	} else if (key.text[0] == '\0') {
		conf_fault(builder->faults, CONF_ERROR, position,
			   _("found an empty key: expected text"));
	} else if (node->plain && strcmp(key.text, "<<") == 0) {
		conf_fault(
			builder->faults, CONF_ERROR, position,
			_("found a merge key ('<<'), which is not supported; write the keys out"));
	} else {
		frame->key_broken = false;
		g_array_append_val(builder->keys, key);
	}
}

/* Hangs NODE, met at POSITION, where the tree is open. NULL holds the place of
 * a refused one in a tree that nobody will see. */
static void place(struct builder *builder, const struct conf_node *node,
		  const struct conf_position *position)
{
	struct frame *frame = innermost(builder);

	if (!frame) {
		builder->document->root = node;
	} else if (frame->node->kind == CONF_SEQUENCE) {
		g_ptr_array_add(builder->values, (gpointer)node);
	} else if (is_key_due(frame)) {
		place_key(builder, frame, node, position);
	} else {
		frame->value_due = false;
		if (!frame->key_broken)
			g_ptr_array_add(builder->values, (gpointer)node);
	}
}

/* A tag of our own: "!" and letters, digits or hyphens. */
static bool is_local_tag(const char *tag)
{
	if (tag[0] != '!' || tag[1] == '\0')
		return false;
	for (tag++; *tag; tag++)
		if (!g_ascii_isalnum(*tag) && *tag != '-')
			return false;
	return true;
}

/* TAG, or NULL where it may be forgotten or was refused. */
static const char *keep_tag(struct builder *builder, const yaml_char_t *yaml_tag,
			    const struct conf_position *position)
{
	const char *tag = (const char *)yaml_tag;
	g_autofree char *shown = NULL;
	g_autofree char *shorthand = NULL;

	if (!tag)
		return NULL;
	if (is_local_tag(tag))
		return g_string_chunk_insert_const(builder->document->texts, tag);
	if (g_str_has_prefix(tag, STANDARD_TAGS))
		shorthand = g_strconcat("!!", tag + strlen(STANDARD_TAGS), NULL);
	shown = conf_shown(shorthand ? shorthand : tag);
	conf_fault(builder->faults, CONF_ERROR, position, _("unknown tag '%s'; remove it"), shown);
	return NULL;
}

/* Notes NODE under NAME; a later one of the same name takes its place. */
static struct anchor *add_anchor(struct builder *builder, const yaml_char_t *name,
				 const struct conf_node *node)
{
	struct anchor *anchor;

	if (!name)
		return NULL;
	anchor = conf_document_allocate(builder->document, sizeof(*anchor));
	*anchor = (struct anchor){.node = node, .nodes = 1, .open = node->kind != CONF_SCALAR};
	g_tree_insert(builder->anchors,
		      g_string_chunk_insert(builder->document->texts, (const char *)name), anchor);
	return anchor;
}

static void add_alias(struct builder *builder, const yaml_event_t *event)
{
	struct conf_position position = position_of(builder, event);
	const char *name = (const char *)event->data.alias.anchor;
	const struct anchor *anchor = g_tree_lookup(builder->anchors, name);
	g_autofree char *shown = conf_shown(name);

	if (!anchor)
		conf_fault(builder->faults, CONF_ERROR, &position,
			   _("unknown alias '*%s': expected the name of an anchor ('&%s') above; "
			     "put text that "
			     "begins with '*' in quotes"),
			   shown, shown);
	else if (anchor->open)
		conf_fault(builder->faults, CONF_ERROR, &position,
			   _("alias '*%s' stands inside what it repeats"), shown);
	else if (!admit(builder, anchor->nodes, anchor->height, &position))
		return;
	/* A refused alias still stands for a key or a value: what follows must not slip into its
	 * place. */
	place(builder, anchor && !anchor->open ? anchor->node : NULL, &position);
}

static void add_scalar(struct builder *builder, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	const yaml_char_t *tag = event->data.scalar.tag;
	struct conf_position position = position_of(builder, event);
	bool is_key = is_key_due(innermost(builder));
	struct conf_node *node = &builder->key;

	if (!is_key && !admit(builder, 1, 0, &position))
		return;
	if (strlen(text) != event->data.scalar.length)
		conf_fault(builder->faults, CONF_ERROR, &position,
			   _("found the character U+0000 in a text; remove it"));
	/* Of a key only its text and place are kept, unless an alias may ask for more. */
	if (!is_key || event->data.scalar.anchor)
		node = conf_document_allocate(builder->document, sizeof(*node));
	*node = (struct conf_node){
		.position = position,
		.kind = CONF_SCALAR,
		.plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE,
		.u.text = g_string_chunk_insert_len(builder->document->texts, text,
						    event->data.scalar.length),
	};
	/* "!!str" says what a reader of text assumes anyway: text, and not null. */
	if (g_strcmp0((const char *)tag, STANDARD_TAGS "str") == 0)
		node->plain = false;
	else
		node->tag = keep_tag(builder, tag, &position);
	add_anchor(builder, event->data.scalar.anchor, node);
	place(builder, node, &position);
}

static void open_collection(struct builder *builder, const yaml_event_t *event)
{
	bool mapping = event->type == YAML_MAPPING_START_EVENT;
	struct conf_position position = position_of(builder, event);
	struct frame frame = {
		.first_value = builder->values->len,
		.first_key = builder->keys->len,
		.nodes_before = builder->nodes,
	};

	if (!admit(builder, 1, 1, &position))
		return;
	frame.node = conf_document_allocate(builder->document, sizeof(*frame.node));
	*frame.node = (struct conf_node){
		.position = position,
		.kind = mapping ? CONF_MAPPING : CONF_SEQUENCE,
		.tag = keep_tag(builder,
				mapping ? event->data.mapping_start.tag
					: event->data.sequence_start.tag,
				&position),
	};
	frame.anchor = add_anchor(builder,
				  mapping ? event->data.mapping_start.anchor
					  : event->data.sequence_start.anchor,
				  frame.node);
	g_array_append_val(builder->frames, frame);
}

static void order_keys(struct builder *builder, const struct conf_node *mapping)
{
	const struct conf_key *keys = conf_node_keys(mapping);
	uint32_t *order = conf_node_order(mapping);

	for (uint32_t i = 0; i < mapping->length; i++)
		order[i] = i;
	qsort_r(order, mapping->length, sizeof(*order), conf_node_compare, (void *)mapping);
	for (uint32_t i = 1; i < mapping->length; i++) {
		const struct conf_key *former = &keys[order[i - 1]], *key = &keys[order[i]];
		g_autofree char *shown = NULL;

		if (strcmp(former->text, key->text) != 0)
			continue;
		shown = conf_shown(key->text);
		conf_fault(builder->faults, CONF_ERROR, &key->position,
			   _("duplicate key '%s': it stands already at line %u, column %u"), shown,
			   former->position.line, former->position.column);
	}
}

/* Moves the children of FRAME into its node. */
static void fill_collection(struct builder *builder, const struct frame *frame)
{
	struct conf_node *node = frame->node;
	size_t length = builder->values->len - frame->first_value;
	size_t size = length * sizeof(*node->u.values);

	if (node->kind == CONF_MAPPING)
		size += length * (sizeof(struct conf_key) + sizeof(uint32_t));
	node->length = length;
	if (length == 0)
		return;
	node->u.values = conf_document_allocate(builder->document, size);
	memcpy(node->u.values, &g_ptr_array_index(builder->values, frame->first_value),
	       length * sizeof(*node->u.values));
	g_ptr_array_set_size(builder->values, frame->first_value);
	if (node->kind == CONF_SEQUENCE)
		return;
	memcpy(conf_node_keys(node),
	       &g_array_index(builder->keys, struct conf_key, frame->first_key),
	       length * sizeof(struct conf_key));
	g_array_set_size(builder->keys, frame->first_key);
	order_keys(builder, node);
}

static void close_collection(struct builder *builder)
{
	struct frame frame = *innermost(builder);
	struct frame *parent;

	fill_collection(builder, &frame);
	g_array_set_size(builder->frames, builder->frames->len - 1);
	if (frame.anchor) {
		frame.anchor->open = false;
		frame.anchor->nodes = builder->nodes - frame.nodes_before;
		frame.anchor->height = frame.height + 1;
	}
	parent = innermost(builder);
	if (parent)
		parent->height = MAX(parent->height, frame.height + 1);
	place(builder, frame.node, &frame.node->position);
}

/* After an error in the middle: what was seen may hold duplicate keys to tell of. */
static void close_all(struct builder *builder)
{
	struct frame *frame;

	while ((frame = innermost(builder))) {
		if (frame->value_due && !frame->key_broken)
			g_array_set_size(builder->keys, builder->keys->len - 1);
		close_collection(builder);
	}
}

static void open_document(struct builder *builder, const yaml_event_t *event)
{
	struct conf_position position = position_of(builder, event);

	if (builder->documents++ == 0)
		return;
	conf_fault(builder->faults, CONF_ERROR, &position,
		   _("a second document begins here: expected one document in a file"));
	builder->stopped = true;
}

static void take_event(struct builder *builder, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		open_document(builder, event);
		break;
	case YAML_ALIAS_EVENT:
		add_alias(builder, event);
		break;
	case YAML_SCALAR_EVENT:
		add_scalar(builder, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		open_collection(builder, event);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_collection(builder);
		break;
	case YAML_STREAM_END_EVENT:
		builder->stopped = true;
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
}

static void add_syntax_fault(const yaml_parser_t *parser, const char *name, const char *bytes,
			     size_t length, struct conf_faults *faults)
{
	struct conf_syntax_error error = {
		.problem = parser->error == YAML_MEMORY_ERROR ? "out of memory" : parser->problem,
		.context = parser->context,
		.line = parser->problem_mark.line,
		.column = parser->problem_mark.column,
		.context_line = parser->context_mark.line,
		.context_column = parser->context_mark.column,
	};

	conf_syntax_fault(&error, name, bytes, length, faults);
}

static void run(struct builder *builder, const char *bytes, size_t length)
{
	yaml_parser_t parser;
	yaml_event_t event;

	if (!yaml_parser_initialize(&parser))
		g_error("out of memory");
	/* Said outright, so that no byte order mark can make it UTF-16. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, length);
	while (!builder->stopped) {
		if (!yaml_parser_parse(&parser, &event)) {
			add_syntax_fault(&parser, builder->document->name, bytes, length,
					 builder->faults);
			break;
		}
		take_event(builder, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(a, b);
}

void conf_build(struct conf_document *document, const char *bytes, size_t length,
		const struct conf_limits *limits, struct conf_faults *faults)
{
	struct builder builder = {
		.document = document,
		.faults = faults,
		.limits = limits,
		.end = conf_bytes_position(document->name, bytes, bytes + length),
		.frames = g_array_new(FALSE, FALSE, sizeof(struct frame)),
		.values = g_ptr_array_new(),
		.keys = g_array_new(FALSE, FALSE, sizeof(struct conf_key)),
		.anchors = g_tree_new(compare_names),
	};

	run(&builder, bytes, length);
	close_all(&builder);
	g_array_free(builder.frames, TRUE);
	g_ptr_array_free(builder.values, TRUE);
	g_array_free(builder.keys, TRUE);
	g_tree_destroy(builder.anchors);
}
