/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is told to whom, in what words, and what became of it. A notice is written
 * once for each audience and language; it works on struct notice_facts and knows no
 * case: who owes a notice fills them in and keeps them with the store's notices, in
 * the transaction of the decision.
 *
 * Pure save for reading its files: policy.h is how the site tells, route.h to whom and when, template.h in which
 * words, content.h what a message is kept as. What was decided lies in the store; the engine
 * carries it there and to the wire.
 */
#pragma once

#include "notice/content.h"
#include "notice/facts.h"
#include "notice/policy.h"
#include "notice/route.h"
#include "notice/template.h"
