/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Only in builds with the address sanitizer: its search for leaks starts a
 * process at exit, which a wire program has forbidden itself by then; and libssh2
 * leaves the half of an exchange behind that a wrong host key breaks off. Everything
 * else that the sanitizer watches stays on.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
