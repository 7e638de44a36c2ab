#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What may not be called or written where: libops never prints, exits or reads
# the environment; only base/clock.c asks what time it is; nobody runs a shell;
# nobody takes a ban of base/banned.h back.
test_description='banned calls and comments'
. "$(dirname "$0")/house.sh"

# forbid FILES-PATTERN NOT-PATTERN WORDS WHY: calls of WORDS in the code of $code.
forbid() {
	grep -E "$1" "$code" | grep -vE "$2|^libops/base/banned\.h:" | grep -E "^[^:]*:[0-9]+:(.*[^A-Za-z0-9_])?($3)[ 	]*\(" |
	sed -E "s#^([^:]*:[0-9]+):(.*[^A-Za-z0-9_])?($3)[ 	]*\(.*#\1: \3(): $4#"
}

calls_amiss() {
	code=code.txt
	stripped "$1" >"$code"
	forbid '^libops/' '^-' 'v?f?printf|puts|putchar|fputs|fputc|fwrite|perror|g_print|g_printerr' 'libops never prints'
	forbid '^libops/' '^-' 'exit|_exit|quick_exit|abort' 'libops never exits'
	forbid '^libops/' '^-' '(secure_)?getenv|g_getenv|g_get_environ|setenv|putenv' 'libops never reads the environment'
	# net/ may: it brings the stamps of kernel and wire to one clock, and must read that very clock.
	forbid '^(libops|cmd)/' '^libops/(base/clock\.c|net/)' \
		'time|clock_gettime|gettimeofday|g_get_(real|monotonic)_time|g_date_time_new_now(_local|_utc)?|uv_now|uv_hrtime' \
		'only base/clock.c asks for the time'
	forbid '^(libops|cmd)/' '^-' 'system|popen|g_spawn_command_line_(a)?sync|g_spawn_shell' 'no shell is run'
	forbid '^(libops|cmd)/' '^-' 'alloca|gets|mktemp|strerror|signal' 'use g_malloc, g_mkstemp, g_strerror, sigaction'
}
write libops/base/clock.c <<'END'
	clock_gettime(CLOCK_REALTIME, &now);
END
write libops/net/icmp.c <<'END'
	clock_gettime(CLOCK_MONOTONIC, &now);
	run_system(); filesystem (a); g_snprintf(a, b); /* printf(a) */
	text = "printf(a)";
END
write libops/conf/conf.c <<'END'
/*
 * exit(1)
 */
	if (!a)
		printf("%s", a);
	exit (1);
	a = getenv("A");
END
write cmd/check.c <<'END'
	printf("a");
	now = g_get_real_time();
	return system("rm");
END
notices calls_amiss 'printing, leaving, looking and asking for the time' <<'END'
libops/conf/conf.c:5: printf(): libops never prints
libops/conf/conf.c:6: exit(): libops never exits
libops/conf/conf.c:7: getenv(): libops never reads the environment
cmd/check.c:2: g_get_real_time(): only base/clock.c asks for the time
cmd/check.c:3: system(): no shell is run
END
holds calls_amiss 'nothing is called where it may not be'

# A ban that a file outside base/ takes back.
bans_lifted() {
	sed -n 's/^#define \([a-z]*\)(.*BANNED(.*/\1/p' "$1/libops/base/banned.h" | sort >banned &&
	(cd "$1" && sources . | grep -vE '^(libops/base|t/fake)/' | tr '\n' '\0' | xargs -0r grep -HE '^[ 	]*#[ 	]*undef[ 	]') |
		sed -nE 's/^([^:]*):[ 	]*#[ 	]*undef[ 	]+([a-z]+).*/\1 \2/p' | sort -u |
		awk 'NR == FNR { ban[$1] = 1; next } $2 in ban { print $1 ": lifts the ban of " $2 }' banned -
}
write libops/base/banned.h <<'END'
#undef strcpy
#define strcpy(a, b) BANNED(strcpy, g_strlcpy)
END
write libops/conf/conf.c <<'END'
# undef strcpy
#undef mine
END
notices bans_lifted 'a ban taken back' <<'END'
libops/conf/conf.c: lifts the ban of strcpy
END
holds bans_lifted 'no ban is taken back'

# Comments of two slashes mark text that must go; NEEDSWORK names what would settle it.
comments_amiss() {
	stripped "$1" c99 | sed -n 's#^\([^:]*:[0-9]*\):.*@C99@.*#\1: a // comment marks text that must go#p'
	(cd "$1" && sources . | tr '\n' '\0' | xargs -0r grep -HnE '\b(TODO|FIXME|XXX|HACK)\b') |
		sed 's#^\([^:]*:[0-9]*\):.*#\1: say NEEDSWORK and what would settle it#'
}
write cmd/a.c <<'END'
	a = "https://example.org"; /* https://example.org */
	b = '"'; // later
	/* TODO */
END
notices comments_amiss 'comments that must go' <<'END'
cmd/a.c:2: a // comment marks text that must go
cmd/a.c:3: say NEEDSWORK and what would settle it
END
holds comments_amiss 'no comment marks text that must go'

test_done
