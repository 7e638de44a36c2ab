#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What the binaries are made of: hardened, and linked with the light set alone,
# for start-up time and for the little that can go wrong in them.
test_description='the binaries are hardened and light'
. "$(dirname "$0")/house.sh"

case $NWOPS_BUILD in
*sanitize* | *fuzz* | *clang*)
	skip_all="$NWOPS_BUILD is not the build that is installed"
	test_done ;;
esac

# hardening_amiss PROGRAM
hardening_amiss() {
	name=${1##*/}
	readelf -hW "$1" | grep -qE 'Type: +DYN \(Position-Independent' || echo "$name: no PIE"
	readelf -lW "$1" | grep -q GNU_RELRO || echo "$name: no RELRO"
	readelf -dW "$1" | grep -qE 'BIND_NOW|FLAGS_1.*NOW' || echo "$name: relocations stay writable (no NOW)"
	readelf -lW "$1" | grep -E 'GNU_STACK' | grep -q 'RWE' && echo "$name: executable stack"
	readelf -dW "$1" | grep -qE 'RPATH|RUNPATH' && echo "$name: looks for libraries beside the system's"
	readelf -dW "$1" | grep -q TEXTREL && echo "$name: text relocations"
	readelf --dyn-syms -W "$1" | grep -q ' __stack_chk_fail' || echo "$name: no stack protector"
	readelf --dyn-syms -W "$1" | grep -qE ' __[a-z]+_chk(@|$)' || echo "$name: no FORTIFY"
}

cat >plain.c <<'END'
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv)
{
	char a[64];

	strcpy(a, argv[0]);
	return puts(a) < 0;
}
END
test_expect_success 'hardening_amiss notices a program built without' '
	gcc -O2 -no-pie -fno-stack-protector -U_FORTIFY_SOURCE -Wl,-z,norelro,-z,lazy,-z,execstack -Wl,-rpath,/opt \
		-o plain plain.c &&
	cat >expect <<-\END &&
	plain: no PIE
	plain: no RELRO
	plain: relocations stay writable (no NOW)
	plain: executable stack
	plain: looks for libraries beside the system'\''s
	plain: no stack protector
	plain: no FORTIFY
	END
	hardening_amiss plain >actual
	test_cmp expect actual
'

# What is installed to run: the binary and the wire programs.
meson introspect --installed "$NWOPS_BUILD" | /usr/bin/python3 -c '
import json, os, sys
for path in json.load(sys.stdin):
    if os.path.isfile(path) and open(path, "rb").read(4) == b"\x7fELF":
        print(path)' >programs

test_expect_success 'nwops and its wire programs are installed' '
	sed "s,.*/,," programs | sort >actual &&
	printf "%s\n" nwops nwops-icmp nwops-send nwops-ssh nwops-tls >expect &&
	test_cmp expect actual
'
test_expect_success 'every program is hardened' '
	while read -r program; do hardening_amiss "$program"; done <programs >actual || :
	test_must_be_empty actual
'

# needed_amiss PROGRAM WORD...: libraries it names itself, beyond these.
needed_amiss() {
	program=$1 &&
	shift &&
	readelf -dW "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\.so.*/\1/p' | sort >needed &&
	printf '%s\n' "$@" | sort | comm -23 needed - | sed "s#^#${program##*/} needs #"
}
test_expect_success 'needed_amiss notices a heavy library' '
	echo "int XML_Foo; int main(void) { return 0; }" >heavy.c &&
	gcc -o heavy heavy.c -Wl,--no-as-needed -lm -lglib-2.0 &&
	echo "heavy needs libm" >expect &&
	needed_amiss heavy libc libglib-2.0 >actual &&
	test_cmp expect actual
'
test_expect_success 'nwops needs the light set alone' '
	needed_amiss "$NWOPS_BUILD/nwops" libc libm libglib-2.0 libuv libyaml-0 libsqlite3 libjansson \
		libpcre2-8 libcrypto >actual &&
	test_must_be_empty actual
'
test_expect_success 'nwops-icmp, which may hold a capability, needs no parser and no database' '
	program=$(grep /nwops-icmp$ programs) &&
	needed_amiss "$program" libc libglib-2.0 libuv >actual &&
	test_must_be_empty actual
'
test_expect_success 'nwops-ssh needs no database, and no library for other protocols' '
	program=$(grep /nwops-ssh$ programs) &&
	needed_amiss "$program" libc libglib-2.0 libuv libjansson libpcre2-8 libcrypto libssh2 >actual &&
	test_must_be_empty actual
'
test_expect_success 'nwops-tls, which alone has a TLS library, needs no database and no parser of text' '
	program=$(grep /nwops-tls$ programs) &&
	needed_amiss "$program" libc libglib-2.0 libuv libjansson libcrypto libssl >actual &&
	test_must_be_empty actual
'

test_done
