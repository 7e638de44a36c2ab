#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The order of the rooms, which libops/README alone tells: who includes whom,
# who calls whom, and who may include which third-party library.
test_description='rooms know only the rooms above them'
. "$(dirname "$0")/house.sh"

# The table of TREE's libops/README: rank, room, libraries.
rooms() {
	awk '/^-----/ { table = 1; next } table && !NF { exit }
		table { print ++rank, substr($0, 1, 12), substr($0, 13, 26) }' "$1/libops/README"
}

# Headers that come with the C library, the kernel or the compiler.
system_headers() {
	{
		dpkg-query -L libc6-dev linux-libc-dev | sed -nE 's|^/usr/include/([a-z0-9_]*-linux-gnu/)?(.*\.h)$|\2|p'
		(cd "$(gcc -print-file-name=include)" && ls -- *.h)
	} | sort -u
}
system_headers >system

# Every include of TREE that points down, or at a library that is not the room's.
includes_wrong() {
	rooms "$1" >table &&
	sources "$1" | grep -E '^(libops|cmd)/' | while read -r file; do
		grep -nE '^[ 	]*#[ 	]*include' "$1/$file" | sed "s,^,$file:,"
	done | awk '
	FILENAME == "table" { rank[$2] = $1; for (i = 3; i <= NF; i++) { owned[$2, $i] = 1; library[$i] = 1 } next }
	FILENAME == "system" { system_header[$1] = 1; next }
	{
		split($0, at, ":"); file = at[1]; where = at[1] ":" at[2] ": "
		split(file, part, "/"); room = part[1] == "libops" ? part[2] : "cmd"
		name = $0; sub(/^[^"<]*["<]/, "", name); sub(/[">].*$/, "", name)
		split(name, word, /[\/.]/)
		if ($0 ~ /include[ \t]*"/) quoted(); else angled()
	}
	function quoted() {
		if (room == "cmd")
			return
		if (!(room in rank))
			print where "room " room " is not in libops/README"
		else if (name !~ /\// || !(word[1] in rank))
			print where "\"" name "\" names no room"
		else if (rank[word[1]] > rank[room])
			print where room " may not know " word[1]
	}
	function angled() {
		if (word[1] in library) {
			# The C library has it, and cmd chooses the language that base/translate.h speaks.
			if (file == "cmd/language.c" && word[1] == "libintl")
				return
			if (!((room, word[1]) in owned))
				print where room " may not include <" name ">"
		} else if (!(name in system_header) && word[1] !~ /^(glib|gio|gmodule)/)
			print where "<" name "> is of a library that no room owns"
	}' table system -
}

write libops/README <<'END'
room        may include               what lives there
----------  ------------------------  ----
base        jansson                   all
conf        yaml                      trees
engine                                all rooms

END
write libops/base/a.c <<'END'
#include "conf/conf.h"
#include <yaml.h>
#include <jansson.h>
#include <glib.h>
#include <stdio.h>
#include <sys/types.h>
#include <curl/curl.h>
END
write libops/conf/a.c <<'END'
#include "base/a.h"
#include "a.h"
  # include "engine/engine.h"
END
write libops/extra/a.h <<'END'
#include "base/a.h"
END
write cmd/a.c <<'END'
#include "engine/engine.h"
#include <jansson.h>
#include <glib/gstdio.h>
END
notices includes_wrong 'an arrow that runs back and a stranger' <<'END'
cmd/a.c:2: cmd may not include <jansson.h>
libops/base/a.c:1: base may not know conf
libops/base/a.c:2: base may not include <yaml.h>
libops/base/a.c:7: <curl/curl.h> is of a library that no room owns
libops/conf/a.c:2: "a.h" names no room
libops/conf/a.c:3: conf may not know engine
libops/extra/a.h:1: room extra is not in libops/README
END
holds includes_wrong 'a room includes rooms above it, and its own libraries'

# Rooms that TREE's README and folders do not both have.
rooms_amiss() {
	rooms "$1" | awk '{ print $2 }' | sort >named &&
	(cd "$1/libops" && ls -d -- */) | tr -d / | sort >there &&
	comm -23 named there | sed 's/$/: in libops\/README, but no folder/' &&
	comm -13 named there | sed 's/$/: a folder, but not in libops\/README/' &&
	while read -r room; do
		[ -f "$1/libops/$room/$room.h" ] || case $room in
		base | store | net) ;;		# several short stories, a header for each
		*) echo "$room: no $room.h" ;;
		esac
	done <there
}
write libops/README <<'END'
----------  ------------------------  ----
base                                  all
conf                                  trees
END
: | write libops/base/clock.h
: | write libops/extra/other.h
notices rooms_amiss 'rooms that are only named or only there' <<'END'
conf: in libops/README, but no folder
extra: a folder, but not in libops/README
extra: no extra.h
END
holds rooms_amiss 'the rooms named are the rooms there, each with its header'

# What one room's objects in $NWOPS_BUILD need from a room below it.
calls_back() {
	rooms "$1" >table &&
	while read -r rank room rest; do
		find "$NWOPS_BUILD/libops/$room" -name 'lib*.a' -exec nm -g -P {} + | sed "s/^/$rank $room /"
	done <table | awk '
	NF < 4 { next }
	$4 ~ /^[TDBRVWGSC]$/ { home[$3] = $2; rank[$3] = $1; next }
	$4 == "U" { needed[++count] = $1 " " $2 " " $3 }
	END {
		for (i = 1; i <= count; i++) {
			split(needed[i], n)
			if ((n[3] in home) && rank[n[3]] > n[1])
				print n[2] " needs " n[3] " of " home[n[3]]
		}
		if (!count)
			print "no archives: nothing was looked at"
	}' | sort -u
}
write libops/README <<'END'
----------  ------------------------  ----
base                                  all
conf                                  trees
END
(
	mkdir -p other/libops/base other/libops/conf && cd other/libops &&
	echo 'void conf_a(void); void base_a(void) { conf_a(); }' | gcc -x c -c -o base/a.o - &&
	echo 'void base_a(void); void conf_a(void) { base_a(); }' | gcc -x c -c -o conf/a.o - &&
	ar cr base/libbase.a base/a.o && ar cr conf/libconf.a conf/a.o
)
build=$NWOPS_BUILD
NWOPS_BUILD=$PWD/other
notices calls_back 'a call of a room below' <<'END'
base needs conf_a of conf
END
NWOPS_BUILD=$build
holds calls_back 'the linker sees the same order'

# Names that two rooms, or a room and the commands, both give to the linker: which
# one is meant would depend on what else is linked.
defined_twice() {
	{
		find "$NWOPS_BUILD/libops" -name 'lib*.a' -exec nm -g -P --defined-only {} +
		find "$NWOPS_BUILD/nwops.p" -name '*.o' -exec nm -g -P --defined-only {} +
	} | awk '$2 ~ /^[TDBRGSC]$/ { print $1 }' | sort | uniq -d | sed 's/$/: defined twice/'
}
(
	mkdir -p twice/libops/base twice/nwops.p &&
	echo 'void field_title(void) {} void base_a(void) {}' | gcc -x c -c -o twice/a.o - &&
	ar cr twice/libops/base/libbase.a twice/a.o &&
	echo 'void field_title(void) {} int main(void) { return 0; }' | gcc -x c -c -o twice/nwops.p/b.o -
)
NWOPS_BUILD=$PWD/twice
notices defined_twice 'one name for two things' <<'END'
field_title: defined twice
END
NWOPS_BUILD=$build
holds defined_twice 'each name is one thing'

test_done
