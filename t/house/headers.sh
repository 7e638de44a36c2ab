#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A header can be included alone and twice: nobody has to know what else it
# needs. It is compiled without the file of bans that the build includes first.
test_description='headers compile alone'
. "$(dirname "$0")/house.sh"

flags=$(pkg-config --cflags glib-2.0 check)

headers_amiss() {
	files "$1" -name '*.h' | while read -r header; do
		grep -q '^#pragma once$' "$1/$header" || echo "$header: no #pragma once"
		printf '#include "%s"\n#include "%s"\n' "$1/$header" "$1/$header" >alone.c
		# shellcheck disable=SC2086
		gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wno-unused-function -Werror -fsyntax-only \
			-I "$1/libops" -I "$1/cmd" $flags alone.c >&2 || echo "$header: does not compile alone"
	done
}
write libops/base/good.h <<'END'
#pragma once
#include <stdint.h>
int64_t good(void);
END
write libops/base/bad.h <<'END'
#pragma once
int64_t bad(void);
END
write cmd/twice.h <<'END'
struct twice { int a; };
END
notices headers_amiss 'a header that needs another, and one without a guard' <<'END'
cmd/twice.h: no #pragma once
cmd/twice.h: does not compile alone
libops/base/bad.h: does not compile alone
END
holds headers_amiss 'every header compiles alone and twice'

test_done
