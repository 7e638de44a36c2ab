/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nwops-tls does: takes jobs, asks, and tells. Only that program links it.
 */
#pragma once

#include <stdbool.h>

/*
 * Takes jobs from IN until its end, reads the certificates that they trust, gives up
 * whatever else this process could do, asks, and writes a result a job to OUT, until
 * all have ended or SIGTERM. False: OUT takes no more, or what should be given up
 * could not be.
 */
bool tls_serve(int in, int out);

/* Gives up privileges and memory for what is not needed; before a byte from outside is read. */
bool tls_confine_early(void);
/* Gives up files, programs, processes and every socket that is not of the Internet; what the kernel
 * cannot take away, stays. */
void tls_confine(void);
