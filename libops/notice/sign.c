/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Detached CMS signatures over the bytes of a mail. A passphrase of the key is
 * never asked for: nobody sits there. Time of signing is that of the message, not the
 * machine's, so that a mail made again says the same.
 */
#include "notice/sign.h"

#include "base/text.h"
#include "base/translate.h"
#include "net/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>

#define CERTIFICATES_MAX 8
#define FLAGS (CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP)

struct sign_key {
	X509 *certificate;
	STACK_OF(X509) *others;
	EVP_PKEY *key;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_TIME, ASN1_TIME_free)

G_DEFINE_QUARK(ops-sign-error-quark, sign_error)

static bool refuse(GError **error, const char *path, const char *why)
{
	g_autofree char *shown = text_excerpt(path);

	g_set_error(error, OPS_SIGN_ERROR, SIGN_ERROR_FILE, _("cannot sign with '%s': %s"), shown, why);
	return false;
}

/* The last thing that OpenSSL had to say, which is then forgotten. */
static const char *library_says(void)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	ERR_clear_error();
	return reason ? reason : _("it is not what it should be");
}

/* --- files --- */

/* A pipe in its place must not hold us up. */
static BIO *open_certificate(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	FILE *file;

	if (fd < 0 || fstat(fd, &status) < 0) {
		refuse(error, path, g_strerror(errno));
	} else if (!S_ISREG(status.st_mode)) {
		refuse(error, path, _("it is not a file"));
	} else if ((file = fdopen(fd, "r"))) {
		return BIO_new_fp(file, BIO_CLOSE);
	} else {
		refuse(error, path, g_strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	return NULL;
}

/* Asks nobody. */
static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	return -1;
}

static bool read_certificates(struct sign_key *key, const char *path, GError **error)
{
	g_autoptr(BIO) file = open_certificate(path, error);
	X509 *certificate;

	if (!file)
		return false;
	key->certificate = PEM_read_bio_X509(file, NULL, no_passphrase, NULL);
	if (!key->certificate)
		return refuse(error, path, library_says());
	while (sk_X509_num(key->others) < CERTIFICATES_MAX &&
	       (certificate = PEM_read_bio_X509(file, NULL, no_passphrase, NULL)))
		if (!sk_X509_push(key->others, certificate))
			g_error("out of memory");
	ERR_clear_error();
	return true;
}

static bool read_key(struct sign_key *key, const char *path, GError **error)
{
	size_t length;
	char *bytes = secret_read(path, &length, NULL, error);
	BIO *memory;

	if (!bytes)
		return false;
	memory = BIO_new_mem_buf(bytes, (int)length);
	key->key = memory ? PEM_read_bio_PrivateKey(memory, NULL, no_passphrase, NULL) : NULL;
	BIO_free(memory);
	explicit_bzero(bytes, length);
	g_free(bytes);
	if (!key->key)
		return refuse(error, path, library_says());
	if (X509_check_private_key(key->certificate, key->key) != 1) {
		ERR_clear_error();
		return refuse(error, path, _("it is not the key of the certificate"));
	}
	return true;
}

struct sign_key *sign_open(const char *certificate, const char *key, GError **error)
{
	g_autoptr(ops_sign_key_t) opened = g_new0(struct sign_key, 1);

	opened->others = sk_X509_new_null();
	g_assert(opened->others);
	if (!read_certificates(opened, certificate, error) || !read_key(opened, key, error))
		return NULL;
	return g_steal_pointer(&opened);
}

void sign_close(struct sign_key *key)
{
	if (!key)
		return;
	X509_free(key->certificate);
	sk_X509_pop_free(key->others, X509_free);
	EVP_PKEY_free(key->key);
	g_free(key);
}

/* --- signing --- */

/* OpenSSL writes the machine's time unless one is there already. */
static bool set_time(CMS_SignerInfo *signer, int64_t at_us)
{
	g_autoptr(ASN1_TIME) at = ASN1_TIME_set(NULL, (time_t)(at_us / G_USEC_PER_SEC));

	return at && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, at->type, at, -1) == 1;
}

static GBytes *in_der(CMS_ContentInfo *cms)
{
	unsigned char *der = NULL;
	int length = i2d_CMS_ContentInfo(cms, &der);
	GBytes *bytes = length > 0 ? g_bytes_new(der, (gsize)length) : NULL;

	OPENSSL_free(der);
	return bytes;
}

static GBytes *sign(const struct sign_key *key, BIO *bytes, int64_t at_us)
{
	g_autoptr(CMS_ContentInfo) cms = CMS_sign(NULL, NULL, key->others, NULL, FLAGS);
	CMS_SignerInfo *signer;

	if (!cms)
		return NULL;
	signer = CMS_add1_signer(cms, key->certificate, key->key, EVP_sha256(), FLAGS);
	if (!signer || !set_time(signer, at_us) || CMS_final(cms, bytes, NULL, FLAGS) != 1)
		return NULL;
	return in_der(cms);
}

GBytes *sign_detached(const struct sign_key *key, const char *bytes, size_t length, int64_t at_us,
		      GError **error)
{
	g_autoptr(BIO) input = NULL;
	GBytes *signature = NULL;

	g_assert(length <= G_MAXINT);
	input = BIO_new_mem_buf(bytes, (int)length);
	if (input)
		signature = sign(key, input, at_us);
	if (!signature)
		g_set_error(error, OPS_SIGN_ERROR, SIGN_ERROR_SIGNATURE, _("cannot sign the mail: %s"),
			    library_says());
	return signature;
}
