/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pinned host keys of the double in memory: what is known of each device, in
 * order of its name. What a transaction changes it replaces, so that undoing is
 * putting the earlier table back.
 */
#include "store/memory.h"

/* Of one device; never changed once it is in a table. */
struct known {
	char *device;
	struct pin_record *pins; /* with what they point to */
	size_t count;
	struct pin_changed *changed; /* NULL: none was seen */
};

struct memory_pins {
	GTree *devices; /* name -> struct known, shared with BEFORE */
	GTree *before; /* as the transaction found it; NULL: it changed nothing yet */
};

static void known_clear(void *pointer)
{
	struct known *known = pointer;

	for (size_t i = 0; i < known->count; i++) {
		g_free((char *)known->pins[i].type);
		g_free((char *)known->pins[i].key);
		g_free((char *)known->pins[i].fingerprint);
		g_free((char *)known->pins[i].actor);
		g_free((char *)known->pins[i].said_by);
	}
	g_free(known->pins);
	if (known->changed) {
		g_free((char *)known->changed->type);
		g_free((char *)known->changed->fingerprint);
		g_free(known->changed);
	}
	g_free(known->device);
}

static void known_release(void *known)
{
	g_rc_box_release_full(known, known_clear);
}

static int compare(const void *a, const void *b, void *unused)
{
	return strcmp(a, b);
}

/* The key is the device's own name. */
static GTree *tree_new(void)
{
	return g_tree_new_full(compare, NULL, NULL, known_release);
}

static struct known *known_new(const char *device, const struct pin_record *pins, size_t count,
			       const struct pin_changed *changed)
{
	struct known *known = g_rc_box_alloc0(sizeof(*known));

	known->device = g_strdup(device);
	known->count = count;
	known->pins = g_memdup2(pins, count * sizeof(*pins));
	for (size_t i = 0; i < count; i++) {
		known->pins[i].device = known->device;
		known->pins[i].type = g_strdup(pins[i].type);
		known->pins[i].key = g_strdup(pins[i].key);
		known->pins[i].fingerprint = g_strdup(pins[i].fingerprint);
		known->pins[i].actor = g_strdup(pins[i].actor);
		known->pins[i].said_by = g_strdup(pins[i].said_by);
	}
	if (changed) {
		known->changed = g_memdup2(changed, sizeof(*changed));
		known->changed->device = known->device;
		known->changed->type = g_strdup(changed->type);
		known->changed->fingerprint = g_strdup(changed->fingerprint);
	}
	return known;
}

struct memory_pins *memory_pins_new(void)
{
	struct memory_pins *pins = g_new0(struct memory_pins, 1);

	pins->devices = tree_new();
	return pins;
}

void memory_pins_free(struct memory_pins *pins)
{
	if (!pins)
		return;
	memory_pins_commit(pins);
	g_tree_unref(pins->devices);
	g_free(pins);
}

void memory_pins_commit(struct memory_pins *pins)
{
	g_clear_pointer(&pins->before, g_tree_unref);
}

void memory_pins_rollback(struct memory_pins *pins)
{
	if (!pins->before)
		return;
	g_tree_unref(pins->devices);
	pins->devices = g_steal_pointer(&pins->before);
}

static gboolean add_to(void *device, void *value, void *tree)
{
	struct known *known = value;

	g_tree_replace(tree, known->device, g_rc_box_acquire(known));
	return FALSE;
}

/* KNOWN, which is taken, is what is known of its device from now on. */
static void change(struct memory_pins *pins, struct known *known)
{
	if (!pins->before) {
		pins->before = tree_new();
		g_tree_foreach(pins->devices, add_to, pins->before);
	}
	g_tree_replace(pins->devices, known->device, known);
}

void memory_pins_set(struct memory_pins *pins, const char *device, const struct pin_record *records,
		     size_t count)
{
	change(pins, known_new(device, records, count, NULL));
}

void memory_pins_set_changed(struct memory_pins *pins, const struct pin_changed *changed)
{
	const struct known *known = g_tree_lookup(pins->devices, changed->device);

	change(pins, known_new(changed->device, known ? known->pins : NULL,
			       known ? known->count : 0, changed));
}

/* One of EACH and EACH_CHANGED is set. */
struct telling {
	pins_each *each;
	pins_changed_each *each_changed;
	void *context;
};

/* TRUE ends it, as g_tree_foreach() wants. */
static gboolean tell(void *device, void *value, void *context)
{
	const struct telling *telling = context;
	const struct known *known = value;

	if (telling->each_changed)
		return known->changed && !telling->each_changed(telling->context, known->changed);
	for (size_t i = 0; i < known->count; i++)
		if (!telling->each(telling->context, &known->pins[i]))
			return TRUE;
	return FALSE;
}

static void tell_of(struct memory_pins *pins, const char *device, struct telling *telling)
{
	struct known *known;

	if (!device) {
		g_tree_foreach(pins->devices, tell, telling);
		return;
	}
	known = g_tree_lookup(pins->devices, device);
	if (known)
		tell(known->device, known, telling);
}

void memory_pins_read(struct memory_pins *pins, const char *device, pins_each *each, void *context)
{
	tell_of(pins, device, &(struct telling){.each = each, .context = context});
}

void memory_pins_read_changed(struct memory_pins *pins, const char *device, pins_changed_each *each,
			      void *context)
{
	tell_of(pins, device, &(struct telling){.each_changed = each, .context = context});
}

struct tally {
	int64_t pins, changed;
};

static gboolean count(void *device, void *value, void *context)
{
	const struct known *known = value;
	struct tally *tally = context;

	tally->pins += (int64_t)known->count;
	tally->changed += known->changed != NULL;
	return FALSE;
}

void memory_pins_count(const struct memory_pins *pins, int64_t *ret_pins, int64_t *ret_changed)
{
	struct tally tally = {0, 0};

	g_tree_foreach(pins->devices, count, &tally);
	*ret_pins = tally.pins;
	*ret_changed = tally.changed;
}
