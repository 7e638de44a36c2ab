/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key that signs the journal's head: Ed25519, kept as PKCS #8 PEM so that
 * openssl(1) reads it. The C2SP form (PRIVATE+KEY+…) was rejected: no tool on
 * an ordinary host takes it. The other half is log.vkey, in the C2SP form.
 */
#include "store/internal.h"

#include "base/translate.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

struct key {
	EVP_PKEY *pkey;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free)

/* Without openssl.cnf: which configuration the user's environment names must
 * not decide how a record is signed, and reading it costs a millisecond. */
static void prepare_library(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

static struct key *take_pkey(EVP_PKEY *pkey)
{
	struct key *key = g_new(struct key, 1);

	key->pkey = pkey;
	return key;
}

struct key *key_new(GError **error)
{
	EVP_PKEY *pkey;

	prepare_library();
	pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (!pkey) {
		store_fail(error, STORE_ERROR_IO,
			   _("cannot make a signing key: libcrypto offers no Ed25519"));
		return NULL;
	}
	return take_pkey(pkey);
}

static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	return -1;
}

/* The key itself is an octet string of 32 within another (RFC 8410, section 7). */
#define SEED_HEAD "\x04\x20"
#define SEED_HEAD_SIZE 2
#define SEED_SIZE 32

/*
 * Without libcrypto's decoders, which know every form of every kind of key: to set
 * them up takes four million instructions, at each opening of a store.
 */
static EVP_PKEY *parse_pkcs8(BIO *bio)
{
	g_autoptr(PKCS8_PRIV_KEY_INFO) info = PEM_read_bio_PKCS8_PRIV_KEY_INFO(bio, NULL, no_passphrase, NULL);
	const ASN1_OBJECT *algorithm = NULL;
	const unsigned char *bytes = NULL;
	int length = 0;

	if (!info || !PKCS8_pkey_get0(&algorithm, &bytes, &length, NULL, info) || OBJ_obj2nid(algorithm) != NID_ED25519 ||
	    length != SEED_HEAD_SIZE + SEED_SIZE || memcmp(bytes, SEED_HEAD, SEED_HEAD_SIZE) != 0)
		return NULL;
	return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, bytes + SEED_HEAD_SIZE, SEED_SIZE);
}

struct key *key_parse(const char *bytes, size_t length, GError **error)
{
	g_autoptr(BIO) bio = NULL;
	EVP_PKEY *pkey = NULL;

	prepare_library();
	if (length <= KEY_PEM_LIMIT)
		bio = BIO_new_mem_buf(bytes, (int)length);
	if (bio)
		pkey = parse_pkcs8(bio);
	if (!pkey) {
		store_fail(error, STORE_ERROR_DAMAGED,
			   _("the signing key is not an unencrypted Ed25519 key in PKCS #8 PEM"));
		return NULL;
	}
	return take_pkey(pkey);
}

void key_free(struct key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pkey);
	g_free(key);
}

char *key_print(const struct key *key, GError **error)
{
	g_autoptr(BIO) bio = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	long length;

	if (!bio || !PEM_write_bio_PKCS8PrivateKey(bio, key->pkey, NULL, NULL, 0, NULL, NULL)) {
		store_fail(error, STORE_ERROR_IO,
			   _("cannot write the signing key: libcrypto refused"));
		return NULL;
	}
	length = BIO_get_mem_data(bio, &bytes);
	return g_strndup(bytes, (gsize)length);
}

bool key_public(const struct key *key, uint8_t ret_public[KEY_PUBLIC_SIZE], GError **error)
{
	size_t length = KEY_PUBLIC_SIZE;

	if (EVP_PKEY_get_raw_public_key(key->pkey, ret_public, &length) != 1 ||
	    length != KEY_PUBLIC_SIZE)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot read the public half of the signing key"));
	return true;
}

bool key_sign(const struct key *key, const char *text, size_t length,
	      uint8_t ret_signature[KEY_SIGNATURE_SIZE], GError **error)
{
	g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
	size_t signed_length = KEY_SIGNATURE_SIZE;

	if (!context || EVP_DigestSignInit(context, NULL, NULL, NULL, key->pkey) != 1 ||
	    EVP_DigestSign(context, ret_signature, &signed_length, (const unsigned char *)text,
			   length) != 1 ||
	    signed_length != KEY_SIGNATURE_SIZE)
		return store_fail(error, STORE_ERROR_IO, _("cannot sign: libcrypto refused"));
	return true;
}

bool key_verify(const uint8_t public[KEY_PUBLIC_SIZE], const char *text, size_t length,
		const uint8_t signature[KEY_SIGNATURE_SIZE])
{
	g_autoptr(EVP_MD_CTX) context = NULL;
	g_autoptr(EVP_PKEY) pkey = NULL;

	prepare_library();
	context = EVP_MD_CTX_new();
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public, KEY_PUBLIC_SIZE);
	return context && pkey && EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1 &&
	       EVP_DigestVerify(context, signature, KEY_SIGNATURE_SIZE, (const unsigned char *)text,
				length) == 1;
}
