#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Japanese catalogue holds exactly what the sources say, all of it
# translated, nothing fuzzy; and the words of base/words.c are listed nowhere
# else.
test_description='Japanese is complete, and each word is listed once'
. "$(dirname "$0")/house.sh"

# The catalogue that TREE's sources ask for.
gather() {
	(cd "$1" && { files . -path './libops/*.[ch]' -o -path './cmd/*.[ch]'; } |
		xgettext --files-from=- --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --no-location \
			--omit-header --sort-output -o -)
}
# Message ids of the catalogue on stdin, one a line.
message_ids() {
	msgattrib --no-obsolete --no-wrap --no-location - | awk '
		/^msgid "/ { id = substr($0, 7); more = 1; next }
		/^msgstr|^msgid_plural/ { if (more && id != "\"\"") print id; more = 0 }
		more && /^"/ { id = id " " $0 }' | LC_ALL=C sort -u
}
catalogue_amiss() {
	gather "$1" | message_ids >asked
	message_ids <"$1/share/po/ja.po" >held
	LC_ALL=C comm -23 asked held | sed 's/^/not in the catalogue: /'
	LC_ALL=C comm -13 asked held | sed 's/^/no source says: /'
	msgattrib --untranslated --no-obsolete --no-wrap "$1/share/po/ja.po" | message_ids | sed 's/^/untranslated: /'
	msgattrib --only-fuzzy --no-obsolete --no-wrap "$1/share/po/ja.po" | message_ids | sed 's/^/fuzzy: /'
	msgattrib --only-obsolete "$1/share/po/ja.po" | sed -n 's/^#~ msgid /obsolete: /p'
	msgfmt --check -o /dev/null "$1/share/po/ja.po" >&2 || echo 'msgfmt --check refuses it'
}
write libops/base/a.c <<'END'
	return _("a new word");
	return N_("cannot read '%s'");
	return _("known");
END
write share/po/ja.po <<'END'
msgid ""
msgstr ""
"Language: ja\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

#, c-format
msgid "cannot read '%s'"
msgstr "'%d' を読めません"

msgid "gone"
msgstr "無い"

msgid "known"
msgstr ""

#, fuzzy
msgid "unsure"
msgstr "たぶん"

#~ msgid "old"
#~ msgstr "古い"
END
notices catalogue_amiss 'everything that is wrong with a catalogue' <<'END'
not in the catalogue: "a new word"
no source says: "gone"
no source says: "unsure"
untranslated: "known"
fuzzy: "unsure"
obsolete: "old"
msgfmt --check refuses it
END
holds catalogue_amiss 'the catalogue is what the sources say, all in Japanese'

# A Japanese translation without Japanese in it, unless nothing is to translate.
not_japanese() {
	msgattrib --translated --no-obsolete --no-wrap --no-location "$1/share/po/ja.po" | awk '
		/^msgid "/ { id = $0 } /^msgstr "/ { text = substr($0, 8); getline; if ($0 !~ /^"/ && text !~ /[^ -~]/ && text ~ /[a-z][a-z][a-z]/) print id }'
}
printf 'msgid "known"\nmsgstr "known"\n\nmsgid "%%s: %%s"\nmsgstr "%%s: %%s"\n' | write share/po/ja.po
notices not_japanese 'English left in the Japanese' <<'END'
msgid "known"
END
holds not_japanese 'the Japanese is Japanese'

# Three ids of one family of base/words.c within three lines of another file are
# a second list.
words_again() {
	awk '/^static const struct word/ { family = $0; sub(/\[.*/, "", family); sub(/.* /, "", family) }
		family && match($0, /\{ *"[a-z][a-z-]*"/) { id = substr($0, RSTART, RLENGTH); gsub(/[{ ]/, "", id); print family, id }
		/^};/ { family = "" }' "$1/libops/base/words.c" >words
	sources "$1" | grep -E '^(libops|cmd)/' | grep -v '^libops/base/words\.c$' | while read -r file; do
		awk -v file="$file" '
		FNR == NR { family[++count] = $1; id[count] = $2; next }
		{
			if (!index($0, "\""))
				next
			for (i = 1; i <= count; i++)
				if (index($0, id[i])) {
					seen[family[i], id[i]] = FNR
					here[family[i]] = FNR
				}
			for (i = 1; i <= count; i++) {
				if (here[family[i]] != FNR)
					continue
				near = 0
				for (j = 1; j <= count; j++)
					if (family[j] == family[i] && (family[j], id[j]) in seen && FNR - seen[family[j], id[j]] < 3)
						near++
				if (near >= 3 && !told[family[i]]++)
					print file ":" FNR ": lists the words of " family[i] " again"
			}
		}' words "$1/$file"
	done
}
write libops/base/words.c <<'END'
static const struct word statuses[] = {
	[STATUS_OK] = { "ok", N_("OK"), "OK" },
	[STATUS_CAUTION] = { "caution", N_("CAUTION"), "WARNING" },
	[STATUS_DOWN] = { "down", N_("DOWN"), "CRITICAL" },
};
static const struct word ends[] = {
	{ "answered", N_("answered") },
};
END
write cmd/a.c <<'END'
	"ok", "caution",
	"answered",

	"down",
	"ok",
	"caution"
END
notices words_again 'a second list' <<'END'
cmd/a.c:6: lists the words of statuses again
END
holds words_again 'each word is listed once'

test_done
