/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is told to whom, in what words, and what became of it. A notice is written
 * once for each audience and language; it works on struct notice_facts and knows no
 * case: who owes a notice fills them in and keeps them with the store's notices, in
 * the transaction of the decision. From there on everything about it is done here.
 *
 * So far there are the facts. Templates, recipients, approval and delivery follow.
 */
#pragma once

#include "notice/facts.h"
