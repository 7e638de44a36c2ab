#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Manual pages are right mdoc, refer to pages that exist, and are installed.
test_description='manual pages'
. "$(dirname "$0")/house.sh"

lint_amiss() {
	files "$1" -path './man/*.[1-8]' | while read -r page; do
		# Whether other packages' pages are there depends on the machine, ours are looked up
		# below; escaped Japanese is short on the screen however many bytes it has here.
		mandoc -T lint "$1/$page" | sed "s#^mandoc: $1/##" |
		grep -v -e 'referenced manual not found' -e 'outdated mandoc.db' -e 'line longer than 80 bytes: .*\\\[u' || :
	done
}
write man/a.1 <<'END'
.Dd November 25, 2026
.Dt A 1
.Os
.Sh NAME
.Nm a
.Nd b
.Sh DESCRIPTION
.Xx c
END
notices lint_amiss 'a macro that is none' <<'END'
man/a.1:8:2: ERROR: skipping unknown macro: .Xx c
END
holds lint_amiss 'mandoc finds nothing'

# References among our own pages (.Xr nwops… N).
references_amiss() {
	files "$1" -path './man/*.[1-8]' | while read -r page; do
		sed -nE 's/^\.(.* )?Xr (nwops[a-z0-9-]*) ([1-8]).*/\2.\3/p' "$1/$page" | sort -u | while read -r other; do
			[ -f "$1/man/$other" ] || echo "$page: there is no $other"
		done
	done
}
printf '.Xr nwops-status 1 ,\n.Xr git 1\n.Xr a 1\n.It Xr nwops-lost 5\n' | write man/a.1
: | write man/nwops-status.1
notices references_amiss 'a page that does not exist' <<'END'
man/a.1: there is no nwops-lost.5
END
holds references_amiss 'pages refer to pages that exist'

installed_amiss() {
	meson introspect --installed "$NWOPS_BUILD" | /usr/bin/python3 -c '
import json, sys
print("\n".join(json.load(sys.stdin)))' >installed
	files "$1" -path './man/*.[1-8]' | while read -r page; do
		grep -qxF "$1/$page" installed || echo "$page: is not installed"
	done
}
: | write man/never.1
notices installed_amiss 'a page that is not installed' <<'END'
man/never.1: is not installed
END
holds installed_amiss 'every page is installed'

test_done
