/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page that goes with a bundle: what is in it, for whom it is, and how anybody verifies
 * it with the tools of every system. A test runs the commands that stand here. In both
 * languages, always: who writes the bundle does not know who will read it.
 */
#include "cases/export.h"

#include <inttypes.h>
#include <string.h>

#define PAGE_ENGLISH "VERIFY.txt"
#define PAGE_JAPANESE "検証手順.txt"

/* What a public key of Ed25519 has before its 32 bytes in SubjectPublicKeyInfo (RFC 8410). */
static const uint8_t key_prefix[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

static const char files_commands[] =
	"    V=$(mktemp -d)\n"
	"    sed '/^$/,$d' MANIFEST >\"$V/list\"\n"
	"    [ \"$(head -n 1 \"$V/list\")\" = 'nwops bundle 1' ] && [ \"$(sed '1,/^$/d' MANIFEST | wc -l)\" = 1 ] && echo 'form: good'\n"
	"    sed -n '/^[0-9a-f]\\{64\\}  /p' \"$V/list\" | sha256sum --check --strict --quiet && echo 'files: good'\n"
	"    find . ! -type d ! -path ./MANIFEST | sed 's,^\\./,,' | LC_ALL=C sort >\"$V/there\"\n"
	"    sed -n 's/^[0-9a-f]\\{64\\}  //p' \"$V/list\" | cmp - \"$V/there\" && echo 'list: good'\n";

static const char key_commands[] =
	"    cut -d+ -f3- log.vkey | base64 -d | tail -c 32 | od -An -v -tx1 >\"$V/one\"\n"
	"    openssl pkey -pubin -in log.pem -outform DER | tail -c 32 | od -An -v -tx1 >\"$V/other\"\n"
	"    cmp \"$V/one\" \"$V/other\" && echo 'key: good'\n"
	"    signed() {\n"
	"        sed '/^$/,$d' \"$1\" >\"$V/text\"\n"
	"        sed '1,/^$/d' \"$1\" | head -n 1 | cut -d' ' -f3 | base64 -d | tail -c +5 >\"$V/signature\"\n"
	"        openssl pkeyutl -verify -pubin -inkey log.pem -rawin -in \"$V/text\" -sigfile \"$V/signature\"\n"
	"    }\n"
	"    signed MANIFEST\n"
	"    signed checkpoint\n";

static const char entries_commands[] =
	"    hex() { od -An -v -tx1 | tr -d ' \\n'; }\n"
	"    bytes() { tr -d '\\n' | tr a-f A-F | basenc --base16 -d; }\n"
	"    sum() { sha256sum | cut -c1-64; }\n"
	"    number() { case $1 in '' | *[!0-9]*) return 1 ;; esac; }\n"
	"    size=$(sed -n 2p checkpoint)\n"
	"    number \"$size\" || { echo 'the checkpoint is malformed'; size=0; }\n"
	"    root=$(sed -n 3p checkpoint | base64 -d | hex)\n"
	"    while IFS= read -r line; do\n"
	"        n=${line##*\\\"sequence\\\":} n=${n%\\}}\n"
	"        number \"$n\" || { echo 'an entry is malformed'; break; }\n"
	"        node=$({ printf '\\000'; printf %s \"$line\"; } | sum)\n"
	"        i=$((n - 1)) last=$((size - 1))\n"
	"        for hash in $(sed '1,2d; /^$/,$d' \"proofs/$n.tlog-proof\"); do\n"
	"            hash=$(printf %s \"$hash\" | base64 -d | hex)\n"
	"            if [ $((i % 2)) = 1 ] || [ \"$i\" = \"$last\" ]; then\n"
	"                node=$({ printf '\\001'; printf %s \"$hash$node\" | bytes; } | sum)\n"
	"                while [ $((i % 2)) = 0 ] && [ \"$i\" != 0 ]; do i=$((i / 2)) last=$((last / 2)); done\n"
	"            else\n"
	"                node=$({ printf '\\001'; printf %s \"$node$hash\" | bytes; } | sum)\n"
	"            fi\n"
	"            i=$((i / 2)) last=$((last / 2))\n"
	"        done\n"
	"        [ \"$last\" = 0 ] && [ \"$node\" = \"$root\" ] || echo \"entry $n: not proven\"\n"
	"        digest=${line##*\\\"payload_digest\\\":\\\"} digest=${digest%%\\\"*}\n"
	"        if [ ! -e \"payloads/$n\" ]; then\n"
	"            echo \"entry $n: payload removed\"\n"
	"        elif [ \"$(sum <\"payloads/$n\")\" != \"$digest\" ]; then\n"
	"            echo \"entry $n: another payload\"\n"
	"        fi\n"
	"    done <entries.jsonl\n"
	"    echo 'entries: done'\n";

static const char read_commands[] =
	"    for file in payloads/*; do tail -c +33 \"$file\"; echo; done\n";

struct page {
	const char *name, *drill, *title, *opening, *contents, *files, *key, *signed_by, *entries, *reading, *meaning;
};

static const struct page pages[] = {
	{
		.name = PAGE_ENGLISH,
		.drill = "【訓練】 This is the record of a drill: nothing in it is real.\n",
		.title = "How to verify this record without nwops\n"
			 "=======================================\n"
			 "\n"
			 "Case, journal, entries of it that are here: ",
		.opening = "\n"
			   "RESTRICTED. Inside are names, telephone numbers and addresses of people, the words of\n"
			   "every message that was sent because of this case, what people noted and what devices\n"
			   "printed. Hand it on only to those who may know all of that.\n",
		.contents = "\n"
			    "What is here\n"
			    "------------\n"
			    "\n"
			    "entries.jsonl          the entries of the journal, a line each, as they were hashed\n"
			    "payloads/N             what entry N says: 32 bytes of salt, then JSON\n"
			    "proofs/N.tlog-proof    the path from entry N to the root (c2sp.org/tlog-proof)\n"
			    "checkpoint             the signed head of the journal (c2sp.org/tlog-checkpoint)\n"
			    "log.vkey, log.pem      the key that signs, in two forms\n"
			    "notices.jsonl          what was to be told, and how that stands\n"
			    "messages.jsonl         to whom; the words are in messages/N.json\n"
			    "attempts.jsonl         each try to deliver, and what the other side answered\n"
			    "acknowledgements.jsonl what people answered\n"
			    "evidence.jsonl         what devices printed; the words are in evidence/N.txt\n"
			    "procedures/            the procedures that were gone through, named by their SHA-256\n"
			    "MANIFEST               the SHA-256 of every file, signed\n"
			    "\n"
			    "Run what follows in this directory, with sh. It needs openssl 3 and the GNU coreutils.\n",
		.files = "\n"
			 "1. Every file is the one that was signed for, and there is no other\n"
			 "\n",
		.key = "\n"
		       "It must say 'files: good' and 'list: good'.\n"
		       "\n"
		       "2. The list and the head are signed by the key of the journal\n"
		       "\n",
		.signed_by = "\n"
			     "It must say 'key: good', and twice 'Signature Verified Successfully'. Whether the key is\n"
			     "theirs, no file in here can tell: compare log.vkey with what you were given before, or ask\n"
			     "by telephone. The id of the key:",
		.entries = "\n"
			   "3. The entries are in the journal, and the payloads are theirs\n"
			   "\n",
		.reading = "\n"
			   "It must say 'entries: done' and nothing before that, save of payloads that were removed:\n"
			   "there an entry of the kind 'redaction' gives the reason and two names.\n"
			   "\n"
			   "4. To read what was recorded\n"
			   "\n",
		.meaning = "\n"
			   "What this proves\n"
			   "----------------\n"
			   "\n"
			   "That these entries are in the journal at these places, and were not changed since the head\n"
			   "was signed. Compare 'checkpoint' with one of theirs that you kept or cosigned yourself, and\n"
			   "it is proven since then, whoever holds the key. The text of each message is proven too: its\n"
			   "SHA-256 stands in the entry that queued it. The other lists (notices, messages, attempts,\n"
			   "acknowledgements, evidence) are what the database said at the export, vouched for by the\n"
			   "signature on MANIFEST alone, as it does for the newest events of the case being all\n"
			   "here. Times are those of the clock of their host.\n",
	},
	{
		.name = PAGE_JAPANESE,
		.drill = "【訓練】 これは訓練の記録であり、実際の障害の記録ではありません。\n",
		.title = "nwops を使わずにこの記録を検証する手順\n"
			 "======================================\n"
			 "\n"
			 "事案、記録 (ジャーナル)、全件のうちここに収めた件数: ",
		.opening = "\n"
			   "取扱注意。氏名、電話番号、宛先、この事案で送った通知の全文、担当者の書き込み、装置の出力を\n"
			   "含む。すべてを知ってよい者にだけ渡すこと。\n",
		.contents = "\n"
			    "内容\n"
			    "----\n"
			    "\n"
			    "entries.jsonl          記録の各件。1 行 1 件、ハッシュを取ったときのバイト列のまま\n"
			    "payloads/N             N 番の本文。ソルト 32 バイトの後に JSON\n"
			    "proofs/N.tlog-proof    N 番から根までの経路 (c2sp.org/tlog-proof)\n"
			    "checkpoint             記録の先頭の署名 (c2sp.org/tlog-checkpoint)\n"
			    "log.vkey, log.pem      署名の鍵 (公開鍵)。二つの形式\n"
			    "notices.jsonl          通知と、その状態\n"
			    "messages.jsonl         宛先ごとの通知。文面は messages/N.json\n"
			    "attempts.jsonl         送信の各回と、相手の応答\n"
			    "acknowledgements.jsonl 受け手の返答\n"
			    "evidence.jsonl         装置の出力。本文は evidence/N.txt\n"
			    "procedures/            使った手順。名前は SHA-256\n"
			    "MANIFEST               全ファイルの SHA-256。署名付き\n"
			    "\n"
			    "以下をこのディレクトリーで sh により実行する。openssl 3 と GNU coreutils が必要。\n",
		.files = "\n"
			 "1. どのファイルも署名されたとおりで、余分なものがないこと\n"
			 "\n",
		.key = "\n"
		       "「files: good」と「list: good」が出ること。\n"
		       "\n"
		       "2. 一覧と先頭に、記録の鍵の署名があること\n"
		       "\n",
		.signed_by = "\n"
			     "「key: good」と、2 回「Signature Verified Successfully」が出ること。鍵が本人のものかは、この中の\n"
			     "ファイルからは分からない。先に受け取った log.vkey と比べるか、電話で確かめる。鍵の ID:",
		.entries = "\n"
			   "3. 各件が記録に含まれ、本文がその件のものであること\n"
			   "\n",
		.reading = "\n"
			   "「entries: done」だけが出ること。ただし削除された本文 (payload removed) は別で、「redaction」の件に\n"
			   "理由と 2 名の名前がある。\n"
			   "\n"
			   "4. 記録の内容を読む\n"
			   "\n",
		.meaning = "\n"
			   "何が証明されるか\n"
			   "----------------\n"
			   "\n"
			   "各件が記録のその位置にあり、署名の後に変わっていないこと。自分で保管または連署したチェックポイントと\n"
			   "「checkpoint」を比べれば、鍵を誰が持っていようと、その時点以降について証明される。通知の文面も、\n"
			   "送信を決めた件に SHA-256 があるので証明される。ほかの一覧 (通知、宛先、送信、返答、装置の出力) は\n"
			   "書き出したときのデータベースの内容で、MANIFEST の署名だけが保証する。事案の最新の件まで揃って\n"
			   "いることも同じ。時刻は相手の機器の時計による。\n",
	},
};

/* The id in "name+id+key". */
static char *key_id(const char *verifier)
{
	const char *from = strchr(verifier, '+') + 1;

	return g_strndup(from, strcspn(from, "+"));
}

static void add_page(struct export *export, const struct page *page)
{
	GString *text = g_string_new(NULL);
	const char *drill = store_purpose(export->store) == STORE_REHEARSAL ? page->drill : "";
	g_autofree char *id = key_id(export->seal->verifier);

	g_string_append(text, drill);
	g_string_append(text, page->title);
	g_string_append_printf(text, "%s, %s, %" PRId64 "/%" PRId64 "\n", export->id, export->seal->origin,
			       export->entries, export->seal->head.size);
	g_string_append(text, page->opening);
	g_string_append(text, page->contents);
	g_string_append(text, page->files);
	g_string_append(text, files_commands);
	g_string_append(text, page->key);
	g_string_append(text, key_commands);
	g_string_append_printf(text, "%s %s\n", page->signed_by, id);
	g_string_append(text, page->entries);
	g_string_append(text, entries_commands);
	g_string_append(text, page->reading);
	g_string_append(text, read_commands);
	g_string_append(text, page->meaning);
	g_string_append(text, drill);
	bundle_add_text(export->bundle, page->name, text->str);
	g_string_free(text, TRUE);
}

static void add_key(struct export *export)
{
	uint8_t der[sizeof(key_prefix) + sizeof(export->seal->public)];
	g_autofree char *base64 = NULL, *pem = NULL;

	memcpy(der, key_prefix, sizeof(key_prefix));
	memcpy(der + sizeof(key_prefix), export->seal->public, sizeof(export->seal->public));
	base64 = digest_base64(der, sizeof(der));
	pem = g_strdup_printf("-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n", base64);
	bundle_add_text(export->bundle, "log.pem", pem);
}

void export_pages(struct export *export)
{
	add_key(export);
	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		add_page(export, &pages[i]);
}
