/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which kinds of notices are ever told to whom: the one table. What is not in it has no words, so that
 * nobody can send it by a slip; what is in it must have words, or the lint fails.
 *
 * Of a suspension, a demand or a hearing only the institution hears, and our own people where they must
 * answer its calls: the core is told by a report of its own, and other operators not at all.
 */
#include "notice/template.h"

#define TO(audience) (1u << AUDIENCE_##audience)
#define OWN (TO(MANAGER) | TO(DUTY))
/* Reports of an outage: to the core and the other operators (1.3.2-0), to whom it strikes, and to the authority. */
#define REPORTED (TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN | TO(AUTHORITY))
/* Everybody of the inventory: who can be asked can be reminded, and every address is tried. */
#define REACHABLE (TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN | TO(CARRIER) | TO(CERTIFIER) | TO(ASSESSOR))

static const unsigned int told[NOTICE_KIND_COUNT] = {
	[NOTICE_OUTAGE_FIRST] = REPORTED,
	[NOTICE_OUTAGE_FOLLOW_UP] = REPORTED,
	[NOTICE_OUTAGE_RESTORED] = REPORTED,
	[NOTICE_OUTAGE_FINAL] = REPORTED,
	[NOTICE_CORRECTION_OF_REPORT] = REPORTED | TO(PUBLIC),
	[NOTICE_CHECK_REQUEST] = TO(INSTITUTION),
	[NOTICE_CORE_CHECK_REQUEST] = TO(CORE),
	[NOTICE_THRESHOLD_CAUTION] = TO(CORE) | TO(PEERS) | OWN,
	[NOTICE_THRESHOLD_WARNING] = TO(CORE) | TO(PEERS) | OWN,
	[NOTICE_SWITCHOVER] = TO(CORE) | OWN,
	[NOTICE_MAINTENANCE_PLANNED] = TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN,
	[NOTICE_MAINTENANCE_CHANGED] = TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN,
	[NOTICE_MAINTENANCE_STARTED] = TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN,
	[NOTICE_MAINTENANCE_FINISHED] = TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN,
	[NOTICE_MAINTENANCE_CANCELLED] = TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN,
	[NOTICE_TECHNICAL_INFO] = TO(CORE) | TO(PEERS) | TO(INSTITUTION),
	[NOTICE_CORRECTION_DEMAND] = TO(INSTITUTION),
	[NOTICE_SUSPENSION] = TO(INSTITUTION) | OWN,
	[NOTICE_RESUMPTION] = TO(INSTITUTION) | OWN,
	[NOTICE_DRILL_START] = TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN | TO(CARRIER),
	[NOTICE_DRILL_END] = TO(CORE) | TO(PEERS) | TO(INSTITUTION) | OWN | TO(CARRIER),
	[NOTICE_ESCALATION] = OWN,
	[NOTICE_PUBLICATION] = TO(PUBLIC),
	[NOTICE_REQUEST_ANSWER] = TO(CORE),
	[NOTICE_CARRIER_ENQUIRY] = TO(CARRIER),
	[NOTICE_NONCOMPLIANCE_HEARING] = TO(INSTITUTION),
	[NOTICE_NONCOMPLIANCE_REPORT] = TO(CORE) | TO(MANAGER),
	[NOTICE_APPLICATION_FORWARDED] = TO(CERTIFIER) | TO(INSTITUTION),
	[NOTICE_APPLICATION_ACCEPTED] = TO(INSTITUTION),
	[NOTICE_EQUIPMENT_SENT] = TO(INSTITUTION),
	[NOTICE_ENQUIRY_ANSWER] = TO(CORE) | TO(PEERS) | TO(INSTITUTION),
	[NOTICE_CERTIFICATE_EXPIRY] = TO(INSTITUTION) | OWN,
	[NOTICE_REMINDER] = REACHABLE,
	[NOTICE_ROSTER_CALL] = OWN,
	[NOTICE_PATH_TEST] = REACHABLE,
	[NOTICE_COMCHECK] = REACHABLE,
};

bool notice_makes_sense(enum notice_kind kind, enum audience audience)
{
	return told[kind] & (1u << audience);
}
