#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What stands in a folder: the fixed top level, the two opening lines of each
# meson.build, every source compiled and every test run, licence lines, stories,
# executable bits, nothing that belongs to one machine.
test_description='folders hold what they say'
. "$(dirname "$0")/house.sh"

top_amiss() {
	for path in "$1"/*; do
		case ${path##*/} in
		meson.build | cmd | libops | share | man | t | README | build*) ;;
		*) echo "${path##*/}: not of the top level" ;;
		esac
	done
}
: | write README
: | write docs/a
notices top_amiss 'a stranger at the top' <<'END'
docs: not of the top level
END
holds top_amiss 'the top level is fixed'

# Folders with sources or pages, and how their meson.build begins.
openings_amiss() {
	files "$1" -name '*.[ch]' -o -name '*.[1-8]' -o -name '*.po' | grep / | sed 's,/[^/]*$,,' | sort -u |
	grep -vE '^(t/fixtures|share/examples)(/|$)' | while read -r folder; do
		opening=$folder/meson.build
		# A folder within a folder may be spoken for by its parent.
		[ -f "$1/$opening" ] || opening=$(dirname "$folder")/meson.build
		[ -f "$1/$opening" ] || { echo "$folder: no meson.build"; continue; }
		sed -n 1p "$1/$opening" | grep -qx '# SPDX-License-Identifier: Apache-2.0' &&
			sed -n 2p "$1/$opening" | grep -q '^# [A-Z].*' && sed -n 3p "$1/$opening" | grep -q '^# [A-Z].*' ||
			echo "$opening: does not open with what belongs here and what does not"
	done
}
printf '# SPDX-License-Identifier: Apache-2.0\n# Belongs here: a.\n# Does not: b.\n' | write cmd/meson.build
: | write cmd/a.c
: | write cmd/ui/b.c
printf '# SPDX-License-Identifier: Apache-2.0\n# Belongs here: a.\n\n' | write man/meson.build
: | write man/a.1
: | write lost/er/a.h
notices openings_amiss 'a folder that does not say what it is for' <<'END'
lost/er: no meson.build
man/meson.build: does not open with what belongs here and what does not
END
holds openings_amiss 'every folder says what belongs in it'

# Does the meson.build of FILE's folder, or the one above it, name FILE? So does one
# that only another build than $NWOPS_BUILD compiles.
named() {
	folder=$(dirname "$2")
	grep -qsF "'${2##*/}'" "$1/$folder/meson.build" ||
		grep -qsF "'${folder##*/}/${2##*/}'" "$1/$(dirname "$folder")/meson.build"
}
# Sources that no target of $NWOPS_BUILD compiles, scripts that no test runs.
# A folder's fuzzers are built by every compiler as seed readers.
unlisted() {
	{
		meson introspect --targets "$NWOPS_BUILD" | /usr/bin/python3 -c '
import json, sys
for target in json.load(sys.stdin):
    for part in target["target_sources"]:
        print("\n".join(part.get("sources", [])))'
		meson introspect --tests "$NWOPS_BUILD" | /usr/bin/python3 -c '
import json, os, sys
for test in json.load(sys.stdin):
    print("\n".join(os.path.normpath(os.path.join(sys.argv[1], word)) for word in test["cmd"]))' "$NWOPS_BUILD"
	} | sort -u >listed
	grep -qF "$1/" listed || echo 'nothing of this tree is listed'
	files "$1" -name '*.c' -o -path './t/t[0-9]*.sh' -o -path './t/house/*.sh' -o -path './t/lab/*.sh' -o -path './t/suite/*.sh' |
	grep -vE '^t/(fixtures|bench)/' | while read -r file; do
		case $file in
		t/house/house.sh) continue ;;
		t/lab/*) head -n 1 "$1/$file" | grep -q '^#!' || continue ;;	# sourced
		esac
		grep -qxF "$1/$file" listed || named "$1" "$file" || echo "$file: in no meson.build"
	done
}
# Stands in for meson: what it would print of the broken tree.
mkdir bin
cat >bin/meson <<END
#!/bin/sh
case \$2 in
--targets) echo '[{"target_sources": [{"sources": ["$PWD/broken/cmd/a.c"]}, {}]}]' ;;
--tests) echo '[{"cmd": ["/usr/bin/sh", "$PWD/broken/t/t0001-a.sh"]}]' ;;
esac
END
chmod +x bin/meson
: | write cmd/a.c
: | write cmd/b.c
: | write cmd/wire/c.c
echo "'wire/c.c'" | write cmd/meson.build
: | write t/t0001-a.sh
: | write t/t0002-b.sh
path=$PATH PATH=$PWD/bin:$PATH
notices unlisted 'a source nobody compiles and a test nobody runs' <<'END'
cmd/b.c: in no meson.build
t/t0002-b.sh: in no meson.build
END
PATH=$path
holds unlisted 'every source is compiled, every test is run'

# What should carry the licence line: code, scripts, pages, build files.
openings_of_files() {
	files "$1" -name '*' | while read -r file; do
		case $file in
		*.c | *.h)
			sed -n 1p "$1/$file" | grep -qxF '/* SPDX-License-Identifier: Apache-2.0 */' ||
				echo "$file: does not begin with the licence line"
			sed -n 2p "$1/$file" | grep -q '^/\*' || echo "$file: does not tell its story from the top"
			continue ;;
		*.build | *.sh | *.py | *.[1-8]) ;;
		*) head -c 2 "$1/$file" | grep -q '^#!' || continue ;;
		esac
		head -n 3 "$1/$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
			echo "$file: does not begin with the licence line"
	done
}
printf '/* SPDX-License-Identifier: Apache-2.0 */\n#include <glib.h>\n' | write cmd/a.c
printf '#!/bin/sh\n#\n' | write t/run
printf '.\\" SPDX-License-Identifier: Apache-2.0\n.Dd\n' | write man/a.1
notices openings_of_files 'missing licences and stories' <<'END'
cmd/a.c: does not tell its story from the top
t/run: does not begin with the licence line
END
holds openings_of_files 'every source begins with its licence and its story'

# A file with an interpreter line is executable, others are not.
modes_amiss() {
	files "$1" -name '*' | while read -r file; do
		if head -c 2 "$1/$file" | grep -q '^#!'; then
			[ -x "$1/$file" ] || echo "$file: has an interpreter line but is not executable"
		else
			[ ! -x "$1/$file" ] || echo "$file: is executable without an interpreter line"
		fi
	done
}
printf '#!/bin/sh\n' | write t/run
: | write cmd/a.c && chmod +x broken/cmd/a.c
notices modes_amiss 'executable bits that are wrong' <<'END'
cmd/a.c: is executable without an interpreter line
t/run: has an interpreter line but is not executable
END
holds modes_amiss 'what is run is executable, and nothing else'

# A fuzzer that is given the seeds first keeps its finds there, named by their hash.
seeds_amiss() {
	files "$1" -path './t/fuzz/seeds/*' | grep -E '/[0-9a-f]{40}$' | sed 's/$/: a seed says by its name what it is/'
}
: | write t/fuzz/seeds/yaml/cut-short
: | write t/fuzz/seeds/yaml/015e654cf7832fa9c122ae1ca8c56abdb14810ba
notices seeds_amiss 'what a fuzzer left' <<'END'
t/fuzz/seeds/yaml/015e654cf7832fa9c122ae1ca8c56abdb14810ba: a seed says by its name what it is
END
holds seeds_amiss 'seeds say by their names what they are'

# Places and hosts of one machine. (The pattern must not find itself.)
machines='/wor[k]/|/roo[t](/|$)|/hom[e]/|/tmp/b[-]|deb\.debia[n]\.org|regist[r]y\.|pyp[i]\.org|crates\.i[o]|proxy\.golan[g]'
machine_named() {
	files "$1" -name '*' | while read -r file; do
		grep -nIE "$machines" "$1/$file" | sed "s#^\([0-9]*\):.*#$file:\1: names a place of one machine#"
	done
}
printf 'a\ncd /%s/main\n' work | write README
printf '/workshop\n' | write cmd/a.c
notices machine_named 'a path of one machine' <<'END'
README:2: names a place of one machine
END
holds machine_named 'no place of one machine is named'

test_done
