#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Mails as nwops-send makes them, read by a parser that is none of ours: Python's. Subjects, names, texts
# and what is attached come back as they went in, and nothing of it becomes a header.
test_description='mails read back by another parser'
. "$(dirname "$0")/setup.sh"

# Writes contents/NAME.json, one for each text that has broken mail before and for every language.
cat >contents.py <<\END
import json, os

WORDS = {
    "comma": "Sato, Taro",
    "quotes": "\"Sato\" \\ (Taro) <taro@x.example>; a:b",
    "kanji": "佐藤 太郎",
    "brackets": "【障害】第1報 さくら病院・ほか12機関 影響回線数 24,000→100",
    "rare": "髙﨑 𠮷野家 ㈱①Ⅳ ﾊﾝｶｸ ～〜",
    "emoji": "😀👍🏽 家族 " + "🚑" * 40,
    "looks-encoded": "=?UTF-8?B?44CQ?= and =?utf-8?q?a=20b?=",
    "mixed": "日本語 then ascii then 日本語 again, and a tail that goes on for longer than one line may be",
    "ascii": "plain words that go on and on until the line would be longer than seventy-eight characters, so they fold",
    "long-word": "a" * 1000,
    "long-word-kanji": "漢" * 1000,
    "long": "第1報 " * 200 + "終",
    "latin": "é ñ ü ß — “quoted” ’",
    "question": "?=",
    "percent": "100% %41 a'b''c *",
    "apostrophe": "'",
}
BASE = {
    "v": 1, "channel": "mail", "identity": "20261126.1a2b3c@tozai.example", "date_us": 1795658749000000, "offset_minutes": 540,
    "language": "ja", "from": {"name": "東西", "address": "noc@tozai.example"}, "to": {"name": "core", "address": "noc@core.example"},
    "reply_to": "answer@tozai.example", "thread": "20261125.4d5e6f@tozai.example", "subject": "s", "text": "t\n", "code": "K7M3QD",
    "attachments": [], "notice": {"kind": "outage-first", "audience": "core", "reference": "INC-20261126-001"},
}

os.makedirs("contents", exist_ok=True)
for name, words in WORDS.items():
    for language in ("ja", "en"):
        content = dict(BASE, language=language, subject=words, text=f"{words}\n\n.\n..\nFrom {words}\n  indented\t{words} \n")
        content["from"] = {"name": words, "address": "noc@tozai.example"}
        content["to"] = {"name": words, "address": "noc@core.example"}
        if language == "en":
            content["attachments"] = [
                {"name": words, "type": "text/calendar", "method": "CANCEL", "text": f"BEGIN:VCALENDAR\nX:{words}\nEND:VCALENDAR\n"},
                {"name": "a.txt", "type": "text/plain", "method": None, "text": f"{words}\n"},
            ]
        with open(f"contents/{name}.{language}.json", "w") as out:
            json.dump(content, out, ensure_ascii=False)
END

# Compares each mail with its content; prints every difference.
cat >compare.py <<\END
import email, email.header, email.policy, email.utils, json, os, re, sys, unicodedata

TAGS = {"": ("", ""), "drill": ("【訓練】", "【訓練】[DRILL] "), "test": ("【試験】", "【試験】[TEST] ")}
mark, wrong, read = sys.argv[1], 0, 0

def expect(what, got, wanted):
    global wrong
    if got != wanted:
        wrong += 1
        print(f"{name}: {what}: {got!r} instead of {wanted!r}")

def lines(part):
    text = part.get_content()
    expect("line ends", re.findall(r"(?<!\r)\n|\r(?!\n)", text), [])
    return text.replace("\r\n", "\n")

def words(text):
    return unicodedata.normalize("NFC", text)

def check_text(part, wanted, tag):
    text = lines(part)
    if tag:
        rows = text.split("\n")
        expect("the first line", rows[0].startswith(tag.strip()), True)
        expect("the last line", rows[-2:], [rows[0], ""])
        text = "\n".join(rows[2:-3]) + "\n"
    expect("text", text, words(wanted))

def check_mail(raw, content):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    tag = TAGS[mark][content["language"] == "en"]
    expect("defects", [d for part in mail.walk() for d in part.defects], [])
    expect("subject", mail["subject"], words(tag + content["subject"]))
    # The newer interface of some Pythons puts a blank between two encoded words of a name.
    plain = email.message_from_bytes(raw)
    for side in ("from", "to"):
        encoded, address = email.utils.parseaddr(plain[side])
        shown = str(email.header.make_header(email.header.decode_header(encoded)))
        expect(side, (shown, address), (words(content[side]["name"]), content[side]["address"]))
        if len(content[side]["name"].encode()) <= 40:
            expect(side, mail[side].addresses[0].display_name, words(content[side]["name"]))
    expect("date", mail["date"].datetime.isoformat(), "2026-11-26T11:05:49+09:00")
    expect("message-id", mail["message-id"], f"<{content['identity']}>")
    expect("references", (mail["in-reply-to"], mail["references"]), (f"<{content['thread']}>",) * 2)
    expect("reply-to", mail["reply-to"], content["reply_to"])
    expect("headers", sorted(k.lower() for k in mail.keys() if k.lower() not in ("content-transfer-encoding",)), [
        "auto-submitted", "content-language", "content-type", "date", "from", "in-reply-to", "message-id", "mime-version",
        "references", "reply-to", "subject", "to"] + ["x-nwops-exercise"] * (sys.argv[1] == "drill") + ["x-nwops-reference"])
    parts = [p for p in mail.walk() if not p.is_multipart()]
    expect("parts", len(parts), 1 + len(content["attachments"]))
    check_text(parts[0], content["text"], tag)
    for part, attached in zip(parts[1:], content["attachments"]):
        expect("name", part.get_filename(), re.sub(r"[/\\]", "_", words(attached["name"])))
        expect("type", part.get_content_type(), attached["type"])
        expect("method", part.get_param("method"), attached["method"])
        if attached["type"] == "text/plain":
            check_text(part, attached["text"], tag)
        else:
            expect("attached", re.sub(r"\n ", "", lines(part)), words(attached["text"]))

def check_bytes(raw):
    expect("seven bits", [b for b in set(raw) if b > 126], [])
    expect("long lines", [line for line in raw.split(b"\r\n") if len(line) > 78], [])
    expect("encoded words", [word for word in re.findall(rb"=\?UTF-8\?B\?[^?]*\?=", raw) if len(word) > 75], [])

for entry in sorted(os.listdir("contents")):
    name = entry[:-len(".json")]
    content = json.load(open(f"contents/{entry}"))
    raw = open(f"mails/{name}.eml", "rb").read()
    check_bytes(raw)
    check_mail(raw, content)
    read += 1
print(f"{read} read, {wrong} wrong")
END

# compose [--mark MARK]: mails/ anew, one of each content
compose() {
	rm -rf mails && mkdir mails &&
	for content in contents/*.json; do
		name=${content##*/} &&
		"$NWOPS_BUILD/nwops-send" --compose "$@" <"$content" >"mails/${name%.json}.eml" || return 1
	done
}

test_expect_success 'contents' '
	/usr/bin/python3 contents.py && test "$(find contents -name "*.json" | wc -l)" = 32
'
echo '32 read, 0 wrong' >expect
for mark in '' drill test; do
	test_expect_success "subjects, names, texts and attachments come back${mark:+, marked $mark}" '
		compose ${mark:+--mark "$mark"} &&
		/usr/bin/python3 compare.py "$mark" >actual && test_cmp expect actual
	'
done
test_expect_success 'the comparison sees a difference' '
	sed -i "s/^Subject: .*/Subject: x/; s/^Message-ID: .*/&\r\nBcc: x@x.example/" mails/comma.ja.eml &&
	/usr/bin/python3 compare.py test >actual && grep -q "^comma.ja: subject: " actual && grep -q "^comma.ja: headers: " actual
'
test_expect_success 'the same content is the same bytes at any time' '
	compose && cp -r mails before && compose && diff -r before mails
'
test_done
