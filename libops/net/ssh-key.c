/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A private key: read from OpenSSH's own format ("openssh-key-v1", PROTOCOL.key
 * of OpenSSH) or from PEM, held as OpenSSL's key, used to sign. Reading is done
 * here and not by libssh2, which would parse the file again for each device.
 * Keys under a passphrase are refused: nobody is there to type it.
 */
#include "net/ssh-internal.h"

#include "base/translate.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <string.h>

#define MAGIC "openssh-key-v1"
#define ARMOUR_BEGIN "-----BEGIN OPENSSH PRIVATE KEY-----"
#define ARMOUR_END "-----END OPENSSH PRIVATE KEY-----"
#define ED25519_SIZE 32

struct ssh_key {
	EVP_PKEY *key;
	GByteArray *public;
	const EVP_MD *(*digest)(void);	/* NULL: the key's own */
	bool elliptic;			/* its signature is two numbers */
};

static bool refuse(GError **error, const char *why)
{
	ERR_clear_error();
	g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_JOB, "%s", why);
	return false;
}

void ssh_key_free(struct ssh_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->key);
	if (key->public)
		g_byte_array_unref(key->public);
	g_free(key);
}

const uint8_t *ssh_key_public(const struct ssh_key *key, size_t *ret_length)
{
	*ret_length = key->public->len;
	return key->public->data;
}

/* --- SSH's encoding --- */

struct reader { const uint8_t *at; size_t left; };
struct span { const uint8_t *bytes; size_t length; };

static bool read_u32(struct reader *reader, uint32_t *ret_value)
{
	const uint8_t *at = reader->at;

	if (reader->left < 4)
		return false;
	*ret_value = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	reader->at += 4;
	reader->left -= 4;
	return true;
}

static bool read_span(struct reader *reader, struct span *ret_span)
{
	uint32_t length;

	if (!read_u32(reader, &length) || length > reader->left)
		return false;
	*ret_span = (struct span){ reader->at, length };
	reader->at += length;
	reader->left -= length;
	return true;
}

static bool span_is(const struct span *span, const char *text)
{
	return span->length == strlen(text) && !memcmp(span->bytes, text, span->length);
}

static void put_span(GByteArray *out, const void *bytes, size_t length)
{
	const uint8_t size[4] = { (uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8),
				  (uint8_t)length };

	g_byte_array_append(out, size, sizeof size);
	g_byte_array_append(out, bytes, (unsigned int)length);
}

static void put_text(GByteArray *out, const char *text)
{
	put_span(out, text, strlen(text));
}

/* A positive number: a zero before it where its first bit is set (RFC 4251 section 5). */
static void put_number(GByteArray *out, const BIGNUM *number)
{
	size_t length = (size_t)BN_num_bytes(number);
	g_autofree uint8_t *bytes = g_malloc0(length + 1);
	bool high;

	BN_bn2bin(number, bytes + 1);
	high = length && bytes[1] & 0x80;
	put_span(out, high ? bytes : bytes + 1, high ? length + 1 : length);
}

/* --- making OpenSSL's key --- */

static const struct curve { const char *ssh, *name, *group; const EVP_MD *(*digest)(void); } curves[] = {
	{ "ecdsa-sha2-nistp256", "nistp256", "prime256v1", EVP_sha256 },
	{ "ecdsa-sha2-nistp384", "nistp384", "secp384r1", EVP_sha384 },
	{ "ecdsa-sha2-nistp521", "nistp521", "secp521r1", EVP_sha512 },
};

/* A key of TYPE from what BUILD holds. */
static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *build)
{
	OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (!parameters || !context || EVP_PKEY_fromdata_init(context) <= 0 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	OSSL_PARAM_free(parameters);
	return key;
}

static EVP_PKEY *read_ed25519(struct reader *reader)
{
	struct span public, private;

	if (!read_span(reader, &public) || !read_span(reader, &private) || private.length != 2 * ED25519_SIZE)
		return NULL;
	return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private.bytes, ED25519_SIZE);
}

static EVP_PKEY *read_ecdsa(struct reader *reader, const struct curve *curve)
{
	struct span name, point, number;
	OSSL_PARAM_BLD *build;
	BIGNUM *private;
	EVP_PKEY *key = NULL;

	if (!read_span(reader, &name) || !span_is(&name, curve->name) || !read_span(reader, &point) ||
	    !read_span(reader, &number) || number.length > 80 || point.length > 200)
		return NULL;
	build = OSSL_PARAM_BLD_new();
	private = BN_secure_new();
	if (build && private && BN_bin2bn(number.bytes, (int)number.length, private) &&
	    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, curve->group, 0) &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.bytes, point.length) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, private))
		key = key_from("EC", build);
	OSSL_PARAM_BLD_free(build);
	BN_clear_free(private);
	return key;
}

#define RSA_NUMBERS 6		/* n, e, d, 1/q mod p, p, q */
#define RSA_BYTES_MAX 2049	/* 16,384 bits and a sign */

static EVP_PKEY *rsa_from(BIGNUM *const numbers[RSA_NUMBERS])
{
	static const char *const names[RSA_NUMBERS] = {
		OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D,
		OSSL_PKEY_PARAM_RSA_COEFFICIENT1, OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2,
	};
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *one = BN_new(), *p = BN_secure_new(), *q = BN_secure_new(), *dp = BN_secure_new();
	BIGNUM *dq = BN_secure_new();
	BN_CTX *context = BN_CTX_secure_new();
	EVP_PKEY *key = NULL;
	bool well = build && one && p && q && dp && dq && context && BN_one(one) && BN_sub(p, numbers[4], one) &&
		    BN_sub(q, numbers[5], one) && !BN_is_zero(p) && !BN_is_zero(q) &&
		    BN_mod(dp, numbers[2], p, context) && BN_mod(dq, numbers[2], q, context);

	for (int i = 0; well && i < RSA_NUMBERS; i++)
		well = OSSL_PARAM_BLD_push_BN(build, names[i], numbers[i]);
	if (well && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_EXPONENT1, dp) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_EXPONENT2, dq))
		key = key_from("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(one);
	BN_clear_free(p);
	BN_clear_free(q);
	BN_clear_free(dp);
	BN_clear_free(dq);
	BN_CTX_free(context);
	return key;
}

static EVP_PKEY *read_rsa(struct reader *reader)
{
	BIGNUM *numbers[RSA_NUMBERS] = { NULL };
	EVP_PKEY *key = NULL;
	int i;

	for (i = 0; i < RSA_NUMBERS; i++) {
		struct span span;

		if (!read_span(reader, &span) || span.length > RSA_BYTES_MAX)
			break;
		numbers[i] = BN_secure_new();
		if (!numbers[i] || !BN_bin2bn(span.bytes, (int)span.length, numbers[i]) || BN_is_zero(numbers[i]))
			break;
	}
	if (i == RSA_NUMBERS)
		key = rsa_from(numbers);
	for (i = 0; i < RSA_NUMBERS; i++)
		BN_clear_free(numbers[i]);
	return key;
}

/* The private half, in the clear. */
static EVP_PKEY *read_private(struct reader *reader)
{
	uint32_t check, again;
	struct span type;

	if (!read_u32(reader, &check) || !read_u32(reader, &again) || check != again || !read_span(reader, &type))
		return NULL;
	if (span_is(&type, "ssh-ed25519"))
		return read_ed25519(reader);
	if (span_is(&type, "ssh-rsa"))
		return read_rsa(reader);
	for (size_t i = 0; i < G_N_ELEMENTS(curves); i++)
		if (span_is(&type, curves[i].ssh))
			return read_ecdsa(reader, &curves[i]);
	return NULL;
}

static EVP_PKEY *read_openssh(const uint8_t *bytes, size_t length, GError **error)
{
	struct reader reader = { bytes, length };
	struct span cipher, kdf, options, public, private;
	uint32_t count;
	EVP_PKEY *key;

	if (length < sizeof MAGIC || memcmp(bytes, MAGIC, sizeof MAGIC)) {
		refuse(error, _("it is not a private key that can be read"));
		return NULL;
	}
	reader.at += sizeof MAGIC;
	reader.left -= sizeof MAGIC;
	if (!read_span(&reader, &cipher) || !read_span(&reader, &kdf) || !read_span(&reader, &options) ||
	    !read_u32(&reader, &count) || count != 1 || !read_span(&reader, &public) ||
	    !read_span(&reader, &private)) {
		refuse(error, _("it is not a private key that can be read"));
		return NULL;
	}
	if (!span_is(&cipher, "none")) {
		refuse(error, _("it is under a passphrase, and nobody is there to type it; use an agent"));
		return NULL;
	}
	reader = (struct reader){ private.bytes, private.length };
	key = read_private(&reader);
	if (!key)
		refuse(error, _("it is not a private key that can be read"));
	return key;
}

/* What stands between the armour's lines, decoded. */
static EVP_PKEY *read_armoured(const char *start, const char *end, GError **error)
{
	g_autofree char *base64 = g_strndup(start, (size_t)(end - start));
	g_autofree uint8_t *bytes = NULL;
	size_t length = 0;
	EVP_PKEY *key;

	bytes = g_base64_decode(base64, &length);
	key = read_openssh(bytes, length, error);
	explicit_bzero(bytes, length);
	explicit_bzero(base64, strlen(base64));
	return key;
}

/* Asked for a passphrase, OpenSSL is told none; without this it would ask the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	*(bool *)context = true;
	return -1;
}

static EVP_PKEY *read_pem(const char *bytes, size_t length, GError **error)
{
	BIO *memory = BIO_new_mem_buf(bytes, (int)length);
	bool asked = false;
	EVP_PKEY *key = memory ? PEM_read_bio_PrivateKey(memory, NULL, no_passphrase, &asked) : NULL;

	BIO_free(memory);
	if (!key)
		refuse(error, asked ? _("it is under a passphrase, and nobody is there to type it; use an agent")
				    : _("it is not a private key that can be read"));
	return key;
}

/* --- the public half --- */

static bool public_ed25519(struct ssh_key *key)
{
	uint8_t bytes[ED25519_SIZE];
	size_t length = sizeof bytes;

	if (EVP_PKEY_get_raw_public_key(key->key, bytes, &length) <= 0)
		return false;
	put_text(key->public, "ssh-ed25519");
	put_span(key->public, bytes, length);
	return true;
}

static bool public_rsa(struct ssh_key *key)
{
	BIGNUM *modulus = NULL, *exponent = NULL;
	bool well = EVP_PKEY_get_bn_param(key->key, OSSL_PKEY_PARAM_RSA_N, &modulus) > 0 &&
		    EVP_PKEY_get_bn_param(key->key, OSSL_PKEY_PARAM_RSA_E, &exponent) > 0;

	if (well) {
		put_text(key->public, "ssh-rsa");
		put_number(key->public, exponent);
		put_number(key->public, modulus);
	}
	BN_free(modulus);
	BN_free(exponent);
	key->digest = EVP_sha1;
	return well;
}

static bool public_ecdsa(struct ssh_key *key)
{
	char group[64];
	uint8_t point[200];
	size_t length = 0;

	if (EVP_PKEY_get_utf8_string_param(key->key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, NULL) <= 0 ||
	    EVP_PKEY_get_octet_string_param(key->key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &length) <= 0)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(curves); i++) {
		if (strcmp(curves[i].group, group))
			continue;
		put_text(key->public, curves[i].ssh);
		put_text(key->public, curves[i].name);
		put_span(key->public, point, length);
		key->digest = curves[i].digest;
		key->elliptic = true;
		/* A compressed point is not what SSH wants. */
		return length && point[0] == 4;
	}
	return false;
}

static bool make_public(struct ssh_key *key)
{
	switch (EVP_PKEY_get_base_id(key->key)) {
	case EVP_PKEY_ED25519:
		return public_ed25519(key);
	case EVP_PKEY_EC:
		return public_ecdsa(key);
	case EVP_PKEY_RSA:
		return public_rsa(key);
	default:
		return false;
	}
}

struct ssh_key *ssh_key_parse(const char *bytes, size_t length, GError **error)
{
	g_autoptr(ops_ssh_key_t) key = g_new0(struct ssh_key, 1);
	const char *start = g_strstr_len(bytes, (gssize)length, ARMOUR_BEGIN);
	const char *end = start ? g_strstr_len(start, (gssize)(length - (size_t)(start - bytes)), ARMOUR_END) : NULL;

	key->public = g_byte_array_new();
	key->key = end ? read_armoured(start + strlen(ARMOUR_BEGIN), end, error) : read_pem(bytes, length, error);
	if (!key->key)
		return NULL;
	if (!make_public(key)) {
		refuse(error, _("its kind is not supported: Ed25519, ECDSA on a NIST curve or RSA are"));
		return NULL;
	}
	return g_steal_pointer(&key);
}

/* --- signing --- */

/* OpenSSL's encoding of two numbers into SSH's (RFC 5656 section 3.1.2). */
static bool two_numbers(const uint8_t *der, size_t length, uint8_t **ret_signature, size_t *ret_size)
{
	ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)length);
	g_autoptr(GByteArray) out = g_byte_array_new();

	if (!signature)
		return false;
	put_number(out, ECDSA_SIG_get0_r(signature));
	put_number(out, ECDSA_SIG_get0_s(signature));
	ECDSA_SIG_free(signature);
	*ret_size = out->len;
	*ret_signature = malloc(out->len);
	if (*ret_signature)
		memcpy(*ret_signature, out->data, out->len);
	return *ret_signature != NULL;
}

static bool sign(const struct ssh_key *key, EVP_MD_CTX *context, const uint8_t *data, size_t length,
		 uint8_t **ret_signature, size_t *ret_size)
{
	const EVP_MD *digest = key->digest ? key->digest() : NULL;
	size_t size = (size_t)EVP_PKEY_get_size(key->key);
	uint8_t *signature = malloc(size);
	bool well = signature && EVP_DigestSignInit(context, NULL, digest, NULL, key->key) > 0 &&
		    EVP_DigestSign(context, signature, &size, data, length) > 0;

	if (well && key->elliptic) {
		well = two_numbers(signature, size, ret_signature, ret_size);
		free(signature);
		return well;
	}
	if (!well) {
		free(signature);
		return false;
	}
	*ret_signature = signature;
	*ret_size = size;
	return true;
}

bool ssh_key_sign(const struct ssh_key *key, const uint8_t *data, size_t length, uint8_t **ret_signature,
		  size_t *ret_size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool well = context && sign(key, context, data, length, ret_signature, ret_size);

	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return well;
}
