/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of nwops case that nwops incident has not.
 */
#pragma once

#include "commands.h"

extern const struct command case_open_verb, case_list_verb, case_step, case_decide_verb, case_document_verb,
	case_duties_verb;
