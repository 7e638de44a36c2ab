#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Shell scripts are POSIX (dash reads them) and pass shellcheck.
test_description='shell scripts'
. "$(dirname "$0")/house.sh"

scripts() {
	files "$1" -name '*' | while read -r file; do
		case $file in
		*.sh) echo "$file" ;;
		*) ! sed -n 1p "$1/$file" 2>/dev/null | grep -aqE '^#! ?/bin/sh' || echo "$file" ;;
		esac
	done
}
syntax_amiss() {
	scripts "$1" | while read -r file; do
		sed -n 1p "$1/$file" | grep -q '^#!.*bash' && { echo "$file: wants bash"; continue; }
		dash -n "$1/$file" >&2 || echo "$file: dash cannot read it"
	done
}
printf '#!/bin/sh\nif true; then\n' | write t/run
printf '#!/bin/bash\na=(1 2)\n' | write t/a.sh
printf 'a=(1 2)\n' | write t/setup.sh
notices syntax_amiss 'what dash cannot read' <<'END'
t/a.sh: wants bash
t/run: dash cannot read it
t/setup.sh: dash cannot read it
END
holds syntax_amiss 'dash can read every script'

shellcheck_amiss() {
	scripts "$1" | while read -r file; do
		case $file in
		t/*.sh) but=SC1091,SC2034,SC2154 ;;	# what the sourced file reads or sets
		*) but=SC1091 ;;
		esac
		shellcheck -s sh -S warning -e $but -f gcc "$1/$file" | sed "s#^$1/##"
	done
}
printf '#!/bin/sh\n# a\nrm -rf $1/*\n' | write t/run
notices shellcheck_amiss 'what shellcheck calls a fault' <<'END'
t/run:3:8: warning: Use "${var:?}" to ensure this never expands to /* . [SC2115]
END
holds shellcheck_amiss 'shellcheck finds nothing'

test_done
