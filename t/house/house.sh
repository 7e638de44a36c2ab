# SPDX-License-Identifier: Apache-2.0
#
# What every house test sources after setting test_description. A check is a
# function that is given a tree and prints one line for each thing in it that
# breaks the house style. It must first notice every fault in a small broken
# tree (a check that notices nothing proves nothing), then find none in ours.
# Belongs here: how checks are run. Does not: a check.
# shellcheck shell=sh
. "$(dirname "$0")/../setup.sh"

# write PATH: PATH in the broken tree holds what comes on stdin.
write() {
	mkdir -p "$(dirname "broken/$1")" && cat >"broken/$1"
}

# notices CHECK WHAT: CHECK prints for the broken tree exactly what comes on stdin.
notices() {
	cat >expect
	test_expect_success "$1 notices $2" "
		$1 \"\$PWD/broken\" >actual &&
		test_cmp expect actual
	"
	rm -rf broken
}

# holds CHECK CLAIM: CHECK finds nothing in our own tree.
holds() {
	test_expect_success "$2" "
		$1 \"\$NWOPS_SOURCE\" >actual &&
		test_must_be_empty actual
	"
}

# Files below TREE, by pattern of name; paths relative to it, none of a build's.
files() {
	(
		cd "$1" && shift &&
		find . \( -path './build*' -o -path ./.git -o -name __pycache__ \) -prune -o -type f \( "$@" \) -print |
		sed 's,^\./,,' | LC_ALL=C sort
	)
}
sources() { files "$1" -name '*.c' -o -name '*.h'; }

# Every C source below TREE without its comments and without what stands in its strings, a line
# "FILE:LINE:TEXT" for each of its own. With C99 a comment of two slashes becomes @C99@. One
# process for all of them: there are a thousand files.
stripped() {
	(
		cd "$1" && sources . | tr '\n' '\0' | xargs -0r awk -v c99="${2:-}" '
		FNR == 1 { comment = 0 }
		{
			out = ""; rest = $0
			while (rest != "") {
				if (comment) {
					if (!(at = index(rest, "*/"))) break
					comment = 0; rest = substr(rest, at + 2)
				}
				else if (!match(rest, /["\047]|\/[*\/]/)) { out = out rest; rest = "" }
				else {
					c = substr(rest, RSTART, 1); two = substr(rest, RSTART, 2)
					out = out substr(rest, 1, RSTART - 1)
					rest = substr(rest, RSTART + (c == "/" ? 2 : 1))
					if (two == "/*") comment = 1
					else if (two == "//") { if (c99) out = out "@C99@"; break }
					else {
						ends = c == "\"" ? "^([^\"\\\\]|\\\\.)*\"" : "^([^\047\\\\]|\\\\.)*\047"
						out = out c
						if (!match(rest, ends)) break
						out = out c; rest = substr(rest, RLENGTH + 1)
					}
				}
			}
			print FILENAME ":" FNR ":" out
		}'
	)
}
