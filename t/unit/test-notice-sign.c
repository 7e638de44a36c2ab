/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures of mail: OpenSSL's own verification accepts them over the bytes that were sent and refuses any others;
 * a key that is not ours alone, or none, signs nothing and holds up no mail.
 */
#include "fixture-message.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <sys/stat.h>

static char *folder;

static char *path_of(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static X509 *new_certificate(EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);

	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"noc", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_set_pubkey(certificate, key);
	g_assert(X509_sign(certificate, key, EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 ? NULL : EVP_sha256()) > 0);
	return certificate;
}

/* NAME.pem and NAME.key, the latter with PASSPHRASE unless it is NULL. */
static void write_pair(const char *name, EVP_PKEY *key, const char *passphrase)
{
	g_autofree char *pem = g_strconcat(name, ".pem", NULL), *secret = g_strconcat(name, ".key", NULL);
	g_autofree char *pem_path = path_of(pem), *key_path = path_of(secret);
	X509 *certificate = new_certificate(key);
	FILE *file = fopen(pem_path, "w");

	g_assert(PEM_write_X509(file, certificate) == 1);
	fclose(file);
	file = fopen(key_path, "w");
	g_assert(PEM_write_PrivateKey(file, key, passphrase ? EVP_aes_128_cbc() : NULL, NULL, 0, NULL, (void *)passphrase) == 1);
	fclose(file);
	g_assert(g_chmod(key_path, 0600) == 0);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

/* Before any test runs: Check reports nothing from here. */
static void make_files(void)
{
	g_autofree char *nonsense = NULL;

	folder = g_dir_make_tmp("nwops-sign-XXXXXX", NULL);
	nonsense = path_of("nonsense");
	write_pair("ours", EVP_EC_gen("P-256"), NULL);
	write_pair("other", EVP_EC_gen("P-256"), NULL);
	write_pair("locked", EVP_EC_gen("P-256"), "secret");
	write_pair("edwards", EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), NULL);
	g_file_set_contents(nonsense, "no certificate", -1, NULL);
	g_assert(g_chmod(nonsense, 0600) == 0);
}

static void remove_files(void)
{
	GDir *all = g_dir_open(folder, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(all))) {
		g_autofree char *path = path_of(name);

		g_unlink(path);
	}
	g_dir_close(all);
	g_rmdir(folder);
	g_free(folder);
}

static struct sign_key *open_pair(const char *certificate, const char *key, GError **error)
{
	g_autofree char *pem = path_of(certificate), *secret = path_of(key);

	return sign_open(pem, secret, error);
}

/* Whether SIGNATURE is one over BYTES by the certificate in it; who that is, is not asked. */
static bool verifies(GBytes *signature, const char *bytes, size_t length, X509 **ret_signer)
{
	size_t size;
	const unsigned char *der = g_bytes_get_data(signature, &size);
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &der, (long)size);
	BIO *data = BIO_new_mem_buf(bytes, (int)length);
	bool right;

	ck_assert_ptr_nonnull(cms);
	right = CMS_verify(cms, NULL, NULL, data, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
	if (right && ret_signer) {
		STACK_OF(X509) *signers = CMS_get0_signers(cms);

		*ret_signer = X509_dup(sk_X509_value(signers, 0));
		sk_X509_free(signers);
	}
	BIO_free(data);
	CMS_ContentInfo_free(cms);
	return right;
}

START_TEST(a_signature_is_over_these_bytes_alone)
{
	static const char text[] = "Content-Type: text/plain\r\n\r\n本文\r\n";
	g_autoptr(ops_sign_key_t) key = open_pair("ours.pem", "ours.key", NULL);
	g_autoptr(GBytes) signature = NULL;
	g_autofree char *changed = g_strdup(text);
	X509 *signer = NULL;
	char name[64];

	ck_assert_ptr_nonnull(key);
	signature = sign_detached(key, text, strlen(text), 1795658749000000, NULL);
	ck_assert_ptr_nonnull(signature);
	ck_assert(verifies(signature, text, strlen(text), &signer));
	ck_assert_int_gt(X509_NAME_get_text_by_NID(X509_get_subject_name(signer), NID_commonName, name, sizeof name), 0);
	ck_assert_str_eq(name, "noc");
	X509_free(signer);
	changed[strlen(changed) - 3] ^= 1;
	ck_assert(!verifies(signature, changed, strlen(changed), NULL));
	ck_assert(!verifies(signature, text, strlen(text) - 2, NULL));
}
END_TEST

/* What stands between the first boundary and the second, and the signature behind it. */
START_TEST(a_signed_mail_verifies_as_it_is_sent)
{
	const struct content_attachment attachment = {"日程.ics", "text/calendar", "PUBLISH", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"};
	g_autoptr(ops_sign_key_t) key = open_pair("ours.pem", "ours.key", NULL);
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	struct compose_options options = {.mark = SEND_DRILL, .signature = key};
	g_auto(GStrv) parts = NULL, halves = NULL;
	g_autofree char *boundary = NULL;
	g_autoptr(GString) base64 = NULL;
	g_autoptr(GBytes) signature = NULL;
	struct composed composed;
	guchar *der;
	gsize length;
	const char *bytes;

	content.attachments = &attachment;
	content.attachment_count = _i;
	bytes = message_compose(&content, &options, &composed, NULL);
	ck_assert_ptr_null(composed.unsigned_why);
	ck_assert_ptr_nonnull(strstr(bytes, "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"));
	bytes = strstr(bytes, "--=_signed_");
	ck_assert_ptr_nonnull(bytes);
	boundary = g_strdup_printf("\r\n%.*s", (int)strcspn(bytes, "\r"), bytes);
	parts = g_strsplit(bytes + strlen(boundary), boundary, -1);
	ck_assert_uint_eq(g_strv_length(parts), 3);
	ck_assert_str_eq(parts[2], "--\r\n");
	halves = g_strsplit(parts[1], "\r\n\r\n", 2);
	base64 = g_string_new(halves[1]);
	g_string_replace(base64, "\r\n", "", 0);
	der = g_base64_decode(base64->str, &length);
	signature = g_bytes_new_take(der, length);
	ck_assert(verifies(signature, parts[0], strlen(parts[0]), NULL));
	composed_clear(&composed);
}
END_TEST

static const struct { const char *certificate, *key; } no_pairs[] = {
	{"ours.pem", "other.key"},
	{"ours.pem", "missing"},
	{"missing", "ours.key"},
	{"nonsense", "ours.key"},
	{"ours.pem", "nonsense"},
	{"locked.pem", "locked.key"},		/* nobody is there to type a passphrase */
	{".", "ours.key"},
	{"ours.pem", "."},
};

START_TEST(what_cannot_sign_says_why)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(open_pair(no_pairs[_i].certificate, no_pairs[_i].key, &error));
	ck_assert_ptr_nonnull(error);
	ck_assert_uint_gt(strlen(error->message), 0);
}
END_TEST

START_TEST(a_key_that_others_can_read_is_none)
{
	g_autofree char *key = path_of("ours.key");
	g_autoptr(GError) error = NULL;

	ck_assert_int_eq(g_chmod(key, 0644), 0);
	ck_assert_ptr_null(open_pair("ours.pem", "ours.key", &error));
	ck_assert_ptr_nonnull(error);
	ck_assert_int_eq(g_chmod(key, 0600), 0);
}
END_TEST

START_TEST(what_cannot_be_signed_goes_unsigned_and_says_so)
{
	/* CMS of this OpenSSL knows no Ed25519. */
	g_autoptr(ops_sign_key_t) key = open_pair("edwards.pem", "edwards.key", NULL);
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	struct compose_options options = {.signature = key}, without = {0};
	struct composed composed, plain;

	ck_assert_ptr_nonnull(key);
	message_compose(&content, &options, &composed, NULL);
	message_compose(&content, &without, &plain, NULL);
	ck_assert_ptr_nonnull(composed.unsigned_why);
	ck_assert(g_bytes_equal(composed.bytes, plain.bytes));
	composed_clear(&composed);
	composed_clear(&plain);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_signature_is_over_these_bytes_alone),
		{ "a_signed_mail_verifies_as_it_is_sent", a_signed_mail_verifies_as_it_is_sent, 2 },
		UNIT_ROWS(what_cannot_sign_says_why, no_pairs),
		UNIT(a_key_that_others_can_read_is_none),
		UNIT(what_cannot_be_signed_goes_unsigned_and_says_so),
		{ NULL },
	};
	int status;

	make_files();
	status = unit_run("notice-sign", tests);
	remove_files();
	return status;
}
