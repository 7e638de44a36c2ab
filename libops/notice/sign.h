/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures of mail: S/MIME by OpenSSL's CMS, detached, over the bytes as they are sent.
 * The key is read once for all mails that it signs.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define OPS_SIGN_ERROR sign_error_quark()
GQuark sign_error_quark(void);
enum sign_error_code { SIGN_ERROR_FILE, SIGN_ERROR_SIGNATURE };

struct sign_key;

/* CERTIFICATE: PEM, ours first, those between it and its root after it. KEY: PEM, without a passphrase; refused when others can
 * read it (net/secret.h). The two must belong together. */
struct sign_key *sign_open(const char *certificate, const char *key, GError **error);
void sign_close(struct sign_key *key);
typedef struct sign_key ops_sign_key_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_sign_key_t, sign_close)

/* The signature in DER, with the certificates; it says AT_US as its time. NULL on failure. */
GBytes *sign_detached(const struct sign_key *key, const char *bytes, size_t length, int64_t at_us, GError **error);
