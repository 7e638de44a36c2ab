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

# The C file on stdin without its comments and without what stands in its strings,
# line for line. With c99=1 a comment of two slashes becomes @C99@.
strip() {
	awk -v c99="${1:-}" '
	{
		out = ""
		for (i = 1; i <= length($0); i++) {
			c = substr($0, i, 1); two = substr($0, i, 2)
			if (comment) { if (two == "*/") { comment = 0; i++ } }
			else if (quote != "") {
				if (c == "\\") i++
				else if (c == quote) { quote = ""; out = out c }
			}
			else if (two == "/*") { comment = 1; i++ }
			else if (two == "//") { if (c99) out = out "@C99@"; break }
			else { out = out c; if (c == "\"" || c == "\047") quote = c }
		}
		quote = ""
		print out
	}'
}
