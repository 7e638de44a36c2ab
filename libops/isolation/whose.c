/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose a component is: ours, the core's, a peer's, the institution's, a service
 * provider's, a carrier's, a power company's, and between which owners it lies.
 */
#include "isolation/internal.h"

static enum fault_verdict verdict_of(const struct organization *organization)
{
	if (!organization)
		return FAULT_UNDECIDED;
	switch (organization->kind) {
	case OWNER_OPERATOR:
		return organization->self ? FAULT_OPERATOR : FAULT_PEER;
	case OWNER_CORE_OPERATOR:
		return FAULT_CORE;
	case OWNER_CARRIER:
		return FAULT_CARRIER;
	case OWNER_POWER_COMPANY:
		return FAULT_POWER_COMPANY;
	case OWNER_INSTITUTION:
		return !g_strcmp0(organization->institution_type, "service-provider") ? FAULT_SERVICE_PROVIDER
										      : FAULT_INSTITUTION;
	case OWNER_CERTIFIER:
	case OWNER_ASSESSOR:
		break;
	}
	return FAULT_UNDECIDED;
}

static struct isolation_owner owned_by(const struct organization *organization)
{
	enum fault_verdict verdict = verdict_of(organization);

	return (struct isolation_owner){
		.organization = organization, .verdict = verdict,
		.side = verdict == FAULT_UNDECIDED ? DEMARCATION_UNDECIDED :
			verdict == FAULT_OPERATOR ? DEMARCATION_OURS : DEMARCATION_THEIRS,
	};
}

static void between(struct isolation_owner *owner, const struct organization *a, const struct organization *b)
{
	if (!a || !b || a == b)
		return;
	owner->near = b->self ? b : a;
	owner->far = b->self ? a : b;
}

/* The circuit is the carrier's; one that nobody is named for lies between who stands at its ends. */
static struct isolation_owner whose_line(const struct line *line)
{
	struct isolation_owner owner = owned_by(line->carrier);

	owner.side = DEMARCATION_LINE;
	owner.circuit_id = line->circuit_id;
	between(&owner, line->from ? line->from->owner : NULL,
		line->cpe && line->cpe->owner->kind == OWNER_INSTITUTION ? line->cpe->owner : line->institution);
	return owner;
}

static struct isolation_owner whose_link(const struct link *link)
{
	struct isolation_owner owner = link->carrier ? owned_by(link->carrier) :
				       link->a->owner == link->b->owner ? owned_by(link->a->owner) : owned_by(NULL);

	owner.circuit_id = link->circuit_id;
	between(&owner, link->a->owner, link->b->owner);
	return owner;
}

struct isolation_owner isolation_whose(const struct isolation *isolation, uint32_t number)
{
	const struct isolation_component *component = isolation_component_at(isolation, number);
	const struct device *device = component->device;
	struct isolation_owner owner;

	switch (component->kind) {
	case COMPONENT_OWN_VIEW:
		owner = owned_by(component->organization);
		owner.verdict = FAULT_OPERATOR;
		owner.side = DEMARCATION_OWN_VIEW;
		return owner;
	case COMPONENT_LINE:
		return component->line ? whose_line(component->line) : owned_by(component->organization);
	case COMPONENT_LINK:
		return component->link ? whose_link(component->link) : owned_by(component->organization);
	case COMPONENT_SESSION:
		/* It was seen at DEVICE, and its owner looks first. */
		owner = owned_by(device ? device->owner : component->organization);
		if (device && component->peer)
			between(&owner, device->owner, component->peer->owner);
		return owner;
	case COMPONENT_LAN:
		/* Behind the demarcation, whoever owns the CPE. */
		owner = owned_by(component->organization);
		if (device)
			between(&owner, device->owner, component->organization);
		return owner;
	case COMPONENT_TUNNEL:
		owner = owned_by(component->organization);
		if (component->line)
			between(&owner, component->organization, component->line->institution);
		return owner;
	case COMPONENT_CPE:
		owner = owned_by(device ? device->owner : component->organization);
		if (component->line)
			between(&owner, component->line->from ? component->line->from->owner : NULL,
				component->line->institution);
		return owner;
	case COMPONENT_WAY:
		/* Whose equipment stands there is what is not known. */
		return owned_by(NULL);
	default:
		return owned_by(component->organization ? component->organization : device ? device->owner : NULL);
	}
}

enum fault_verdict isolation_verdict(const struct isolation_trouble *trouble)
{
	double all = 0;

	for (int verdict = 0; verdict < FAULT_VERDICT_COUNT; verdict++)
		all += trouble->verdicts[verdict];
	for (int verdict = 0; verdict < FAULT_VERDICT_COUNT; verdict++)
		if (verdict != FAULT_NONE && verdict != FAULT_UNDECIDED && all > 0 &&
		    trouble->verdicts[verdict] / all >= ISOLATION_VERDICT_SHARE)
			return (enum fault_verdict)verdict;
	return FAULT_UNDECIDED;
}
