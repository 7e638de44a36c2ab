/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of SSH's algorithms. What is not in it is not judged: a name that
 * nobody here has looked at is no reason to call a device weak, nor to call it
 * well.
 */
#include "net/algorithms.h"

#include "base/text.h"
#include "base/translate.h"

const char algorithms_judged_on[] = "2026-11-25";

#define BOTH (ALGORITHM_LIBSSH2 | ALGORITHM_OPENSSH)
#define LIBSSH2 ALGORITHM_LIBSSH2
#define OPENSSH ALGORITHM_OPENSSH
#define NEITHER 0

#define GOOD(name, category, transports)                                                           \
	{                                                                                          \
		name, category, ALGORITHM_GOOD, transports, NULL, NULL                             \
	}
/* Then why, and on whose word: one macro may stand for both. */
#define WEAK(name, category, transports, ...)                                                      \
	{                                                                                          \
		name, category, ALGORITHM_WEAK, transports, __VA_ARGS__                            \
	}
#define BROKEN(name, category, transports, ...)                                                    \
	{                                                                                          \
		name, category, ALGORITHM_BROKEN, transports, __VA_ARGS__                          \
	}

#define SHA1 N_("relies on SHA-1"), "RFC 9142"
#define SIGNED_BY_SHA1 N_("signs with SHA-1"), "RFC 8332"
#define HMAC_SHA1 N_("SHA-1, which is to be gone by 2030"), "NIST, 2022-12-15"
#define MD5 N_("relies on MD5"), "RFC 6151"
#define RC4 N_("RC4: its output tells of what it hides"), "RFC 8758"
#define CBC N_("CBC: parts of the text can be recovered"), "CVE-2008-5161"
#define SMALL_BLOCK N_("blocks of 64 bits, and CBC"), "CVE-2016-2183"
#define DSA N_("DSA with 1024 bits and SHA-1"), "FIPS 186-5"

static const struct algorithm all[] = {
	GOOD("curve25519-sha256", SSH_KEX, BOTH),
	GOOD("curve25519-sha256@libssh.org", SSH_KEX, BOTH),
	GOOD("curve448-sha512", SSH_KEX, NEITHER),
	GOOD("sntrup761x25519-sha512", SSH_KEX, OPENSSH),
	GOOD("sntrup761x25519-sha512@openssh.com", SSH_KEX, OPENSSH),
	GOOD("mlkem768x25519-sha256", SSH_KEX, NEITHER),
	GOOD("ecdh-sha2-nistp256", SSH_KEX, BOTH),
	GOOD("ecdh-sha2-nistp384", SSH_KEX, BOTH),
	GOOD("ecdh-sha2-nistp521", SSH_KEX, BOTH),
	GOOD("diffie-hellman-group-exchange-sha256", SSH_KEX, BOTH),
	GOOD("diffie-hellman-group14-sha256", SSH_KEX, BOTH),
	GOOD("diffie-hellman-group15-sha512", SSH_KEX, NEITHER),
	GOOD("diffie-hellman-group16-sha512", SSH_KEX, BOTH),
	GOOD("diffie-hellman-group17-sha512", SSH_KEX, NEITHER),
	GOOD("diffie-hellman-group18-sha512", SSH_KEX, BOTH),
	GOOD("rsa2048-sha256", SSH_KEX, NEITHER),
	WEAK("diffie-hellman-group14-sha1", SSH_KEX, BOTH, SHA1),
	WEAK("diffie-hellman-group-exchange-sha1", SSH_KEX, BOTH, SHA1),
	WEAK("diffie-hellman-group1-sha1", SSH_KEX, BOTH, N_("a group of 1024 bits, and SHA-1"), "RFC 9142"),
	WEAK("gss-gex-sha1-*", SSH_KEX, NEITHER, SHA1),
	WEAK("gss-group1-sha1-*", SSH_KEX, NEITHER, N_("a group of 1024 bits, and SHA-1"), "RFC 9142"),
	WEAK("gss-group14-sha1-*", SSH_KEX, NEITHER, SHA1),
	BROKEN("rsa1024-sha1", SSH_KEX, NEITHER, N_("a key of 1024 bits, and SHA-1"), "RFC 9142"),
	/* What is offered there and is no algorithm: signs of what else the peer can do. */
	GOOD("ext-info-s", SSH_KEX, NEITHER),
	GOOD("kex-strict-s-v00@openssh.com", SSH_KEX, NEITHER),

	GOOD("ssh-ed25519", SSH_HOST_KEY, BOTH),
	GOOD("ssh-ed448", SSH_HOST_KEY, NEITHER),
	GOOD("ecdsa-sha2-nistp256", SSH_HOST_KEY, BOTH),
	GOOD("ecdsa-sha2-nistp384", SSH_HOST_KEY, BOTH),
	GOOD("ecdsa-sha2-nistp521", SSH_HOST_KEY, BOTH),
	GOOD("rsa-sha2-256", SSH_HOST_KEY, OPENSSH),
	GOOD("rsa-sha2-512", SSH_HOST_KEY, OPENSSH),
	WEAK("ssh-rsa", SSH_HOST_KEY, BOTH, SIGNED_BY_SHA1),
	WEAK("ssh-dss", SSH_HOST_KEY, BOTH, DSA),

	GOOD("aes128-ctr", SSH_CIPHER, BOTH),
	GOOD("aes192-ctr", SSH_CIPHER, BOTH),
	GOOD("aes256-ctr", SSH_CIPHER, BOTH),
	GOOD("aes128-gcm@openssh.com", SSH_CIPHER, OPENSSH),
	GOOD("aes256-gcm@openssh.com", SSH_CIPHER, OPENSSH),
	GOOD("chacha20-poly1305@openssh.com", SSH_CIPHER, OPENSSH),
	WEAK("aes128-cbc", SSH_CIPHER, BOTH, CBC),
	WEAK("aes192-cbc", SSH_CIPHER, BOTH, CBC),
	WEAK("aes256-cbc", SSH_CIPHER, BOTH, CBC),
	WEAK("rijndael-cbc@lysator.liu.se", SSH_CIPHER, LIBSSH2, CBC),
	WEAK("3des-cbc", SSH_CIPHER, BOTH, SMALL_BLOCK),
	WEAK("3des-ctr", SSH_CIPHER, NEITHER, N_("blocks of 64 bits"), "CVE-2016-2183"),
	WEAK("blowfish-cbc", SSH_CIPHER, LIBSSH2, SMALL_BLOCK),
	WEAK("cast128-cbc", SSH_CIPHER, LIBSSH2, SMALL_BLOCK),
	WEAK("idea-cbc", SSH_CIPHER, NEITHER, SMALL_BLOCK),
	BROKEN("des-cbc", SSH_CIPHER, NEITHER, N_("a key of 56 bits"), "RFC 4772"),
	BROKEN("arcfour", SSH_CIPHER, LIBSSH2, RC4),
	BROKEN("arcfour128", SSH_CIPHER, LIBSSH2, RC4),
	BROKEN("arcfour256", SSH_CIPHER, NEITHER, RC4),
	BROKEN("none", SSH_CIPHER, NEITHER, N_("hides nothing"), "RFC 4253"),

	GOOD("hmac-sha2-256", SSH_MAC, BOTH),
	GOOD("hmac-sha2-512", SSH_MAC, BOTH),
	GOOD("hmac-sha2-256-etm@openssh.com", SSH_MAC, OPENSSH),
	GOOD("hmac-sha2-512-etm@openssh.com", SSH_MAC, OPENSSH),
	GOOD("umac-128@openssh.com", SSH_MAC, OPENSSH),
	GOOD("umac-128-etm@openssh.com", SSH_MAC, OPENSSH),
	WEAK("umac-64@openssh.com", SSH_MAC, OPENSSH, N_("a tag of 64 bits"), "RFC 4418"),
	WEAK("umac-64-etm@openssh.com", SSH_MAC, OPENSSH, N_("a tag of 64 bits"), "RFC 4418"),
	WEAK("hmac-sha1", SSH_MAC, BOTH, HMAC_SHA1),
	WEAK("hmac-sha1-96", SSH_MAC, BOTH, HMAC_SHA1),
	WEAK("hmac-sha1-etm@openssh.com", SSH_MAC, OPENSSH, HMAC_SHA1),
	WEAK("hmac-sha1-96-etm@openssh.com", SSH_MAC, OPENSSH, HMAC_SHA1),
	WEAK("hmac-md5", SSH_MAC, BOTH, MD5),
	WEAK("hmac-md5-96", SSH_MAC, BOTH, MD5),
	WEAK("hmac-md5-etm@openssh.com", SSH_MAC, OPENSSH, MD5),
	WEAK("hmac-md5-96-etm@openssh.com", SSH_MAC, OPENSSH, MD5),
	WEAK("hmac-ripemd160", SSH_MAC, LIBSSH2, N_("nobody looks after it any more"), "OpenSSH 7.6"),
	WEAK("hmac-ripemd160@openssh.com", SSH_MAC, LIBSSH2, N_("nobody looks after it any more"),
	     "OpenSSH 7.6"),
	BROKEN("none", SSH_MAC, NEITHER, N_("protects nothing"), "RFC 4253"),

	GOOD("none", SSH_COMPRESSION, BOTH),
	GOOD("zlib", SSH_COMPRESSION, NEITHER),
	GOOD("zlib@openssh.com", SSH_COMPRESSION, NEITHER),
};

const struct algorithm *algorithm_at(size_t index)
{
	return index < G_N_ELEMENTS(all) ? &all[index] : NULL;
}

const struct algorithm *algorithm_find(const char *name, int category)
{
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		if ((category < 0 || (int)all[i].category == category) && strcmp(all[i].name, name) == 0)
			return &all[i];
	return NULL;
}

/* ENTRY ends in "*", and NAME begins with what stands before it. */
static bool stands_for(const struct algorithm *entry, const char *name)
{
	const char *star = strchr(entry->name, '*');

	return star && strncmp(entry->name, name, (size_t)(star - entry->name)) == 0;
}

const struct algorithm *algorithm_judge(const char *name, enum ssh_category category)
{
	const struct algorithm *found = algorithm_find(name, (int)category);

	for (size_t i = 0; !found && i < G_N_ELEMENTS(all); i++)
		if (all[i].category == category && stands_for(&all[i], name))
			found = &all[i];
	return found;
}

const char *algorithm_nearest_legacy(const char *name, enum ssh_transport transport)
{
	const char *candidates[G_N_ELEMENTS(all) + 1] = {NULL};
	size_t count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i].grade != ALGORITHM_GOOD && all[i].transports & 1U << transport)
			candidates[count++] = all[i].name;
	return text_nearest(name, candidates);
}
