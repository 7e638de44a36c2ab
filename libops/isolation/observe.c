/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what was seen of items to observations of components: what each kind of question
 * passes, and what it would mean if it came out badly.
 *
 *   whether it answers   the way there, and whatever answers for it
 *   a service            the same, and the service
 *   a size               the way there
 *   a session            what a device that was read says of its peer and what lies between
 *   an interface         what it leads to; of a CPE, where it leads to nothing known, the LAN
 *   a figure             the device itself, or the line that it is about
 *   a group              its redundancy, when none of its members is seen to be bad
 */
#include "isolation/topology.h"

/* Lines that do not answer, of which it is still worth while to ask people one by one. */
#define PEOPLE_MOST 100
#define TAIL_MOST 16

/* What is known of all sights before each is looked at. */
struct known {
	bool *bad_devices, *bad_lines;	/* by number: something bad was seen of it */
	bool *filled;			/* by line: it is used up */
};

/* An observation that is being made. */
struct draft {
	struct isolation_observation observation;
	uint32_t tail[TAIL_MOST];
};

static void pass(struct draft *draft, uint32_t component)
{
	if (component == ISOLATION_NONE)
		return;
	g_assert(draft->observation.tail_count < TAIL_MOST);
	draft->tail[draft->observation.tail_count++] = component;
}

static void finish(struct isolation_topology *topology, struct draft *draft)
{
	draft->observation.tail = draft->tail;
	isolation_add_observation(topology->isolation, &draft->observation);
}

static struct draft start(const struct isolation_sight *sight, enum ask_cost cost)
{
	return (struct draft){ .observation = { .item = sight->item, .ways = ISOLATION_NONE, .cost = cost } };
}

static void see(struct draft *draft, enum fault_aspect aspect, enum seen seen)
{
	draft->observation.seen[aspect] = (uint8_t)seen;
}

/* The way to a device, and it. */
static void pass_device(const struct isolation_topology *topology, struct draft *draft, const struct device *device)
{
	size_t number = (size_t)(device - topology->devices);

	draft->observation.ways = topology->ways[number];
	if (is_leaf(topology, number)) {
		uint32_t line = topology->only_line[number];

		if (draft->observation.ways == ISOLATION_NONE)
			pass_device(topology, draft, topology->lines[line].from);
		pass(draft, topology->line[line]);
		/* Whether a tunnel carries it is not known: it may be why nothing comes, and proves nothing. */
		if (draft->observation.seen[ASPECT_REACH] == SEEN_BAD)
			pass(draft, topology->tunnel[line]);
		pass(draft, topology->device[number]);
		return;
	}
	if (draft->observation.ways != ISOLATION_NONE)
		return;
	pass(draft, topology->unknown[number]);
	pass(draft, topology->device[number]);
}

static void pass_line(struct isolation_topology *topology, struct draft *draft, const struct line *line)
{
	size_t number = (size_t)(line - topology->lines);

	if (line->from) {
		size_t from = (size_t)(line->from - topology->devices);

		draft->observation.ways = topology->ways[from];
		if (draft->observation.ways == ISOLATION_NONE)
			pass_device(topology, draft, line->from);
	} else {
		struct isolation_component way = { .kind = COMPONENT_WAY, .line = line };

		pass(draft, topology->own_view);
		pass(draft, topology_named(topology, &way, NULL, 0));
	}
	pass(draft, topology->line[number]);
	pass(draft, topology->tunnel[number]);
	pass(draft, topology->far_end[number]);
}

static void pass_item(struct isolation_topology *topology, struct draft *draft, const struct item *item)
{
	if (item->kind == ITEM_LINE)
		pass_line(topology, draft, item->line);
	else
		pass_device(topology, draft, item->device);
}

/* What answers for ITEM, and passes no packets on. Only a bad answer can be its alone. */
static void pass_control_plane(struct isolation_topology *topology, struct draft *draft, const struct item *item)
{
	const struct device *device = item->kind == ITEM_LINE ? item->line->cpe : item->device;
	struct isolation_component component = {
		.kind = COMPONENT_CONTROL_PLANE, .device = item->kind == ITEM_LINE ? NULL : device,
		.line = item->kind == ITEM_LINE ? item->line : NULL,
		.organization = device ? device->owner : item->kind == ITEM_LINE ? item->line->institution : NULL,
	};

	pass(draft, topology_named(topology, &component, NULL, 0));
}

static enum seen reached(const struct isolation_sight *sight)
{
	switch (sight->status) {
	case STATUS_DOWN:
		return sight->answered ? SEEN_GOOD : SEEN_BAD;
	case STATUS_UNKNOWN:
		return SEEN_UNMEASURED;
	default:
		return SEEN_GOOD;
	}
}

static bool is_poor(const struct isolation_sight *sight)
{
	return sight->status == STATUS_CAUTION || sight->status == STATUS_WARNING;
}

static const struct interface *labelled(const struct isolation_topology *topology, const struct device *device,
					const char *label)
{
	size_t count;
	const struct interface *interfaces = inventory_device_interfaces(topology->inventory, device, &count);

	for (size_t i = 0; i < count; i++)
		if (!g_strcmp0(interfaces[i].label, label))
			return &interfaces[i];
	return NULL;
}

/* The line that a figure of an interface called LABEL is about; NULL: none. */
static const struct line *line_of_label(const struct isolation_topology *topology, const struct device *device,
					const char *label)
{
	const struct interface *interface = labelled(topology, device, label);

	return interface ? interface->line : inventory_find_line(topology->inventory, label);
}

/* What lies at the institution behind a line. */
static uint32_t lan_of(struct isolation_topology *topology, const struct line *line)
{
	struct isolation_component lan = { .kind = COMPONENT_LAN, .device = line->cpe,
					   .line = line->cpe ? NULL : line, .organization = line->institution };

	return topology_named(topology, &lan, NULL, 0);
}

/* --- each kind of question --- */

/* A line that is used up is slow because of who uses it. */
static void pass_load(struct isolation_topology *topology, struct draft *draft, const struct item *item,
		      const struct known *known)
{
	uint32_t line = item->kind == ITEM_LINE ? (uint32_t)(item->line - topology->lines)
						: topology->only_line[item->device - topology->devices];

	if (line != ISOLATION_NONE && known->filled[line])
		pass(draft, lan_of(topology, &topology->lines[line]));
}

static void observe_answer(struct isolation_topology *topology, const struct isolation_sight *sight,
			   const struct known *known)
{
	struct draft draft = start(sight, ASK_PROBE);
	enum seen seen = reached(sight);

	see(&draft, ASPECT_REACH, seen);
	if (seen == SEEN_GOOD)
		see(&draft, ASPECT_QUALITY, is_poor(sight) ? SEEN_BAD : SEEN_GOOD);
	else if (seen == SEEN_UNMEASURED)
		see(&draft, ASPECT_QUALITY, SEEN_UNMEASURED);
	pass_item(topology, &draft, sight->item);
	if (seen == SEEN_BAD || is_poor(sight))
		pass_control_plane(topology, &draft, sight->item);
	if (is_poor(sight))
		pass_load(topology, &draft, sight->item, known);
	finish(topology, &draft);
}

static void observe_size(struct isolation_topology *topology, const struct isolation_sight *sight)
{
	struct draft draft = start(sight, ASK_PROBE);
	enum seen seen = reached(sight);

	see(&draft, ASPECT_REACH, seen);
	if (seen == SEEN_GOOD)
		see(&draft, ASPECT_SIZE, is_poor(sight) ? SEEN_BAD : SEEN_GOOD);
	else if (seen == SEEN_UNMEASURED)
		see(&draft, ASPECT_SIZE, SEEN_UNMEASURED);
	pass_item(topology, &draft, sight->item);
	finish(topology, &draft);
}

static void observe_way(struct isolation_topology *topology, const struct isolation_sight *sight)
{
	struct draft draft = start(sight, ASK_PROBE);

	see(&draft, ASPECT_REACH, reached(sight));
	pass_item(topology, &draft, sight->item);
	finish(topology, &draft);
}

/* Connections to the same port of a device look at the same service. */
static uint32_t service_of(struct isolation_topology *topology, const struct question *question)
{
	const struct device *device = question->device ? question->device : question->line->cpe;
	g_autofree char *port = question->port ? g_strdup_printf("%s:%d", device ? device->name
										  : question->line->name,
								 question->port) : NULL;
	struct isolation_component component = {
		.kind = COMPONENT_SERVICE, .device = device, .name = port ? port : question->name,
		.organization = device ? device->owner : question->line->institution,
	};

	return topology_named(topology, &component, NULL, 0);
}

/* COMPONENT is unwell itself, and nothing on the way to it. What is well in one respect may be unwell in another,
 * so that a good figure clears nothing. */
static void observe_health(struct isolation_topology *topology, const struct isolation_sight *sight,
			   uint32_t component, enum seen seen)
{
	struct draft draft = start(sight, ASK_LOGIN);

	if (seen == SEEN_GOOD)
		return;
	see(&draft, ASPECT_HEALTH, seen);
	pass(&draft, component);
	finish(topology, &draft);
}

static uint32_t control_plane_of(struct isolation_topology *topology, const struct device *device)
{
	struct isolation_component component = { .kind = COMPONENT_CONTROL_PLANE, .device = device,
						 .organization = device->owner };

	return topology_named(topology, &component, NULL, 0);
}

static void observe_service(struct isolation_topology *topology, const struct isolation_sight *sight)
{
	const struct question *question = sight->item->question;
	bool login = question->kind == QUESTION_SSH;
	struct draft draft = start(sight, login ? ASK_LOGIN : ASK_PROBE);
	uint32_t service = service_of(topology, question);
	enum seen seen = reached(sight);

	see(&draft, ASPECT_REACH, seen);
	/* Whom a plugin asks is not known here. */
	if (question->kind != QUESTION_PLUGIN)
		pass_item(topology, &draft, sight->item);
	pass(&draft, service);
	finish(topology, &draft);
	if (seen != SEEN_GOOD || sight->status == STATUS_OK)
		return;
	/* One that takes long to be read is busy. */
	observe_health(topology, sight, login ? control_plane_of(topology, sight->item->device) : service, SEEN_BAD);
}

/* --- what devices say that were read --- */

static enum seen told(const struct isolation_sight *sight)
{
	return sight->status == STATUS_UNKNOWN ? SEEN_UNMEASURED :
	       sight->status == STATUS_OK ? SEEN_GOOD : SEEN_BAD;
}

/* A session of a device with another, or over a line's tunnel. */
static void observe_session(struct isolation_topology *topology, const struct isolation_sight *sight, const char *peer_name)
{
	const struct device *device = sight->item->device;
	const struct line *line = inventory_find_line(topology->inventory, peer_name);
	const struct device *peer = inventory_find_device(topology->inventory, peer_name);
	g_autofree char *name = g_strdup_printf("%s/%s", device->name, item_question_name(sight->item));
	struct isolation_component session = { .kind = COMPONENT_SESSION, .device = device, .peer = peer,
					       .name = name, .organization = device->owner };
	struct draft draft = start(sight, ASK_LOGIN);

	/* A session is up until its hold time is over, minutes behind what it goes over: that clears nothing. */
	if (told(sight) == SEEN_GOOD)
		return;
	see(&draft, ASPECT_REACH, told(sight));
	if (line) {
		size_t number = (size_t)(line - topology->lines);

		pass(&draft, topology->tunnel[number] != ISOLATION_NONE ? topology->tunnel[number]
									: topology->line[number]);
		if (line->from && line->cpe == device)
			pass(&draft, topology->device[line->from - topology->devices]);
		else
			pass(&draft, topology->far_end[number]);
		finish(topology, &draft);
		return;
	}
	if (peer) {
		pass(&draft, topology->device[peer - topology->devices]);
		pass(&draft, topology_between(topology, device, peer));
	}
	pass(&draft, topology_named(topology, &session, NULL, 0));
	finish(topology, &draft);
}

static void observe_interface(struct isolation_topology *topology, const struct isolation_sight *sight, const char *label)
{
	const struct device *device = sight->item->device;
	const struct interface *interface = labelled(topology, device, label);
	bool cpe = isolation_component_at(topology->isolation,
					  topology->device[device - topology->devices])->kind == COMPONENT_CPE;
	struct draft draft = start(sight, ASK_LOGIN);

	/* A port has its link as long as the next box lives, the carrier's mostly: that it is up clears nothing. */
	if (interface && (interface->line || interface->peer)) {
		if (told(sight) == SEEN_BAD)
			observe_session(topology, sight, interface->line ? interface->line->name : interface->peer->name);
		return;
	}
	see(&draft, cpe ? ASPECT_REACH : ASPECT_HEALTH, told(sight));
	pass(&draft, cpe ? lan_of(topology, &topology->lines[topology->any_line[device - topology->devices]])
			 : control_plane_of(topology, device));
	finish(topology, &draft);
}

/* A figure of the traffic on an interface: of the line that it leads to, if it does. */
static void observe_traffic(struct isolation_topology *topology, const struct isolation_sight *sight, const char *figure,
			    const char *label)
{
	const struct device *device = sight->item->device;
	const struct interface *interface = labelled(topology, device, label);
	const struct line *line = line_of_label(topology, device, label);
	uint32_t component = control_plane_of(topology, device);
	struct draft draft = start(sight, ASK_LOGIN);

	if (line && !strcmp(figure, "load")) {
		see(&draft, ASPECT_QUALITY, told(sight));
		pass(&draft, lan_of(topology, line));
		finish(topology, &draft);
		return;
	}
	if (line) {
		component = topology->line[line - topology->lines];
	} else if (interface && interface->peer) {
		uint32_t link = topology_between(topology, device, interface->peer);

		component = link != ISOLATION_NONE ? link : component;
	}
	observe_health(topology, sight, component, told(sight));
}

static void observe_figure(struct isolation_topology *topology, const struct isolation_sight *sight)
{
	static const char *const sessions[] = { "bgp:", "ospf:", "ike:", "ipsec:", "tunnel:" };
	static const enum figure traffic[] = { FIGURE_LOAD, FIGURE_ERRORS, FIGURE_DISCARDS };
	const struct item *item = sight->item;
	const char *what = item_question_name(item), *colon = strchr(what, ':');
	uint32_t component;

	if (item->kind != ITEM_DEVICE)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(sessions); i++)
		if (g_str_has_prefix(what, sessions[i])) {
			observe_session(topology, sight, what + strlen(sessions[i]));
			return;
		}
	if (g_str_has_prefix(what, "interface:")) {
		observe_interface(topology, sight, colon + 1);
		return;
	}
	for (size_t i = 0; colon && i < G_N_ELEMENTS(traffic); i++) {
		const char *word = words_get(WORDS_FIGURE, traffic[i])->id;

		if (g_str_has_prefix(what, word) && (size_t)(colon - what) == strlen(word)) {
			observe_traffic(topology, sight, word, colon + 1);
			return;
		}
	}
	/* What was switched off is the device's, or its power's. */
	component = !strcmp(what, "uptime") || !strcmp(what, "rebooted")
			    ? topology->device[item->device - topology->devices]
			    : control_plane_of(topology, item->device);
	observe_health(topology, sight, component, told(sight));
}

/* --- groups --- */

static void note(const struct isolation_topology *topology, const struct isolation_sight *sight, struct known *known)
{
	const struct item *item = sight->item;
	const char *what = item_question_name(item);
	const struct line *line;

	if (item_question_kind(item) == QUESTION_GROUP || told(sight) != SEEN_BAD)
		return;
	if (item->kind == ITEM_LINE) {
		known->bad_lines[item->line - topology->lines] = true;
		return;
	}
	known->bad_devices[item->device - topology->devices] = true;
	if (item_question_kind(item) != QUESTION_FIGURE || !g_str_has_prefix(what, "load:"))
		return;
	line = line_of_label(topology, item->device, what + strlen("load:"));
	if (line)
		known->filled[line - topology->lines] = true;
}

static bool has_bad_member(const struct isolation_topology *topology, const struct group *group, const struct known *known)
{
	for (const struct device *const *device = group->devices; device && *device; device++)
		if (known->bad_devices[*device - topology->devices])
			return true;
	for (const struct line *const *line = group->lines; line && *line; line++)
		if (known->bad_lines[*line - topology->lines])
			return true;
	return false;
}

/* One whose members are bad tells nothing new; one that is bad all the same has itself to blame. */
static void observe_group(struct isolation_topology *topology, const struct isolation_sight *sight, const struct known *known)
{
	const char *name = sight->item->question->name;
	const struct group *group = inventory_find_group(topology->inventory,
							 g_str_has_prefix(name, "group:") ? name + 6 : name);
	struct isolation_component component = { .kind = COMPONENT_GROUP };
	struct draft draft = start(sight, ASK_LOGIN);

	if (!group || has_bad_member(topology, group, known))
		return;
	component.name = group->name;
	component.organization = group->devices && *group->devices ? (*group->devices)->owner
								   : inventory_self(topology->inventory);
	draft.observation.name = topology_keep(topology, g_strdup_printf("group:%s", group->name));
	see(&draft, ASPECT_REACH, told(sight));
	pass(&draft, topology_named(topology, &component, NULL, 0));
	finish(topology, &draft);
}

/* --- what people could tell --- */

static void offer_people(struct isolation_topology *topology, const struct line *line)
{
	size_t number = (size_t)(line - topology->lines);
	struct draft carrier = { .observation = { .ways = ISOLATION_NONE, .cost = ASK_PERSON } };
	struct draft institution = carrier;

	if (line->carrier) {
		carrier.observation.name = topology_keep(topology, g_strdup_printf(
			"carrier:%s/%s", line->carrier->name, line->circuit_id ? line->circuit_id : line->name));
		see(&carrier, ASPECT_REACH, SEEN_UNMEASURED);
		pass(&carrier, topology->line[number]);
		finish(topology, &carrier);
	}
	institution.observation.name = topology_keep(topology, g_strdup_printf("institution:%s/%s",
									       line->institution->name, line->name));
	see(&institution, ASPECT_REACH, SEEN_UNMEASURED);
	pass(&institution, topology->far_end[number]);
	finish(topology, &institution);
}

/* --- all of them --- */

static void observe_one(struct isolation_topology *topology, const struct isolation_sight *sight,
			const struct known *known)
{
	switch (item_question_kind(sight->item)) {
	case QUESTION_ICMP:
		observe_answer(topology, sight, known);
		break;
	case QUESTION_TCP:
	case QUESTION_TLS:
	case QUESTION_PLUGIN:
	case QUESTION_SSH:
		observe_service(topology, sight);
		break;
	case QUESTION_PATH:
		observe_way(topology, sight);
		break;
	case QUESTION_MTU:
		observe_size(topology, sight);
		break;
	case QUESTION_FIGURE:
		observe_figure(topology, sight);
		break;
	case QUESTION_GROUP:
		/* Once all others are known. */
		break;
	}
}

void isolation_observe(struct isolation_topology *topology, const struct isolation_sight *sights, size_t count)
{
	struct known known = {
		.bad_devices = g_new0(bool, topology->device_count + 1),
		.bad_lines = g_new0(bool, topology->line_count + 1),
		.filled = g_new0(bool, topology->line_count + 1),
	};
	size_t silent = 0;

	for (size_t i = 0; i < count; i++)
		note(topology, &sights[i], &known);
	for (size_t i = 0; i < count; i++) {
		const struct item *item = sights[i].item;

		observe_one(topology, &sights[i], &known);
		silent += item->kind == ITEM_LINE && !item->question && reached(&sights[i]) == SEEN_BAD;
	}
	for (size_t i = 0; i < count; i++) {
		const struct item *item = sights[i].item;

		if (item_question_kind(item) == QUESTION_GROUP)
			observe_group(topology, &sights[i], &known);
		else if (silent <= PEOPLE_MOST && item->kind == ITEM_LINE && !item->question &&
			 reached(&sights[i]) == SEEN_BAD)
			offer_people(topology, item->line);
	}
	g_free(known.bad_devices);
	g_free(known.bad_lines);
	g_free(known.filled);
}
