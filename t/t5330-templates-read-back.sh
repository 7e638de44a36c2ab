#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every text that is shipped, as the mail that nwops-send makes of it, read by two parsers that are none of ours, Python's
# and npm's mailparser: subject, names and body are what t/fixtures/notices has, to the letter. The names are of the kind
# that breaks mail: commas, quotes, kanji, emoji.
# Belongs here: the way from a template to what a reader sees. Does not: hard cases of single headers
# (t5310-mail-reads-back.sh).
test_description='every template read back by two parsers'
. "$(dirname "$0")/setup.sh"
NWOPS_TEST_CLOCK=2026-11-26T10:50:00+09:00
export NWOPS_TEST_CLOCK

# texts.py: of every text that is shipped its kind, an audience that reads it, the language and its golden.
cat >texts.py <<\END
import os, yaml
SOURCE = os.environ["NWOPS_SOURCE"]
SHARED = SOURCE + "/share/templates"
GOLDENS = SOURCE + "/t/fixtures/notices"
for name in sorted(os.listdir(SHARED)):
    kind = name.removesuffix(".yaml")
    words = yaml.safe_load(open(f"{SHARED}/{name}"))
    for audience in sorted(set(words) - {"notice", "clauses", "marks", "fields"}):
        if isinstance(words[audience], str):
            continue        # "like core": it has the words of another
        alike = [audience] + [other for other, said in words.items() if said == f"like {audience}"]
        for language in "ja", "en":
            golden = [f for f in (f"{kind}.{one}.{language}.txt" for one in alike) if os.path.exists(f"{GOLDENS}/{f}")]
            assert len(golden) == 1, (kind, audience, golden)
            print(kind, audience, language, golden[0])
END
# compare.py READER.json: what a parser read beside the goldens; prints every difference.
cat >compare.py <<\END
import json, os, re, sys, yaml
GOLDENS = os.environ["NWOPS_SOURCE"] + "/t/fixtures/notices/"
SAMPLE_CODE = "K7M3QD"      # each message has its own
SAMPLE_NUMBER = re.compile(r"(第|[Rr]eport |(?:correction|final report) \()3(?=\D)")     # each of these is the first of its case
told = yaml.safe_load(open("etc/inventory/site.yaml"))
own = told["organizations"]["self"]["name"]
wrong = read = 0

def expect(what, got, wanted):
    global wrong
    if got != wanted:
        wrong += 1
        print(f"{mail['name']}: {what}: {got!r} instead of {wanted!r}")

for mail in map(json.loads, open(sys.argv[1])):
    kind, audience, language, golden, contact = json.load(open(f"told/{mail['name']}.json"))
    subject, text = SAMPLE_NUMBER.sub(r"\g<1>1", open(GOLDENS + golden).read()).split("\n\n", 1)
    if kind == "path-test":     # says so itself, whoever wrote the words
        tag = "【試験】" if language == "ja" else "【試験】[TEST] "
        expect("mark", mail["subject"].startswith(tag), True)
        mail["subject"] = mail["subject"].removeprefix(tag)
        rows = mail["text"].split("\n")
        expect("mark", (rows[0].startswith(tag.strip()), rows[-2], rows[1], rows[-3]), (True, rows[0], "", ""))
        mail["text"] = "\n".join(rows[2:-3]) + "\n"
    expect("subject", mail["subject"], subject)
    expect("from", mail["from"], [own[language], "noc@tozai.example"])
    expect("to", mail["to"], [told["contacts"][contact]["name"][language], contact + "@x.example"])
    like = re.fullmatch(re.escape(text).replace(SAMPLE_CODE, "[A-Z2-9]{6}"), mail["text"])
    expect("text", mail["text"], mail["text"] if like else text)
    read += 1
print(f"{read} read, {wrong} wrong")
END
# python.py FILE...: as t/readers/read.js.
cat >python.py <<\END
import email, email.header, email.policy, email.utils, json, os, sys

def person(mail, side):
    # The newer interface of some Pythons puts a blank between two encoded words of a name.
    encoded, address = email.utils.parseaddr(mail[side])
    return [str(email.header.make_header(email.header.decode_header(encoded))), address]

for file in sys.argv[1:]:
    raw = open(file, "rb").read()
    mail, plain = email.message_from_bytes(raw, policy=email.policy.default), email.message_from_bytes(raw)
    assert not [defect for part in mail.walk() for defect in part.defects], file
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    print(json.dumps({"name": os.path.basename(file), "subject": mail["subject"], "from": person(plain, "from"),
                      "to": person(plain, "to"), "text": text}))
END
# site.py: a site with a reader of each language in every audience, by the names AUDIENCE-LANGUAGE.
cat >site.py <<\END
import os, yaml
NAMES = ['Sato, Taro', '"Sato" \\ (Taro) <taro@x.example>; a:b', "佐藤 太郎", "髙﨑 𠮷野家 ㈱①", "😀👍🏽 家族 " + "🚑" * 20]
names = iter(NAMES * 12)
def both(): return {"ja": next(names), "en": next(names)}
HOLDERS = {"core": ("core-operator", ["noc"]), "peers": ("operator", ["noc"]), "institution": ("institution", ["responsible"]),
           "carrier": ("carrier", ["noc"]), "certifier": ("certifier", ["responsible"]), "assessor": ("assessor", ["responsible"])}
organizations = {"self": {"kind": "operator", "self": True, "name": both(), "phone": "03-5550-0100"}}
contacts = {}
def add(audience, organization, role):
    for language in "ja", "en":
        contact = f"{audience}-{language}"
        contacts[contact] = {"organization": organization, "role": role, "language": language, "name": both(),
                             "channels": [{"mail": contact + "@x.example"}]}
for audience, (kind, roles) in HOLDERS.items():
    organizations[audience] = {"kind": kind, "name": both()}
    if kind == "institution":
        organizations[audience].update({"type": "hospital", "service-class": "user", "area": 13, "hours": "mon-sun 24h"})
    add(audience, audience, roles[0])
add("manager", "self", "ops-manager")
add("duty", "self", "duty-officer")
os.makedirs("etc/inventory", exist_ok=True)
yaml.safe_dump({"organizations": organizations, "contacts": contacts}, open("etc/inventory/site.yaml", "w"), allow_unicode=True)
END

test_expect_success 'a site' '
	site && mail_path >etc/notices.yaml && /usr/bin/python3 site.py &&
	/usr/bin/python3 texts.py >texts && test "$(wc -l <texts)" = "$(find "$NWOPS_SOURCE"/t/fixtures/notices -maxdepth 1 -name "*.txt" | wc -l)"
'
# To whom a text goes: authority and public are told through our manager; one institution or carrier is meant.
test_expect_success 'every text is composed' '
	mkdir mails told &&
	while read -r kind audience language golden
	do
		to=$audience reader=$audience
		case $audience in
		institution | carrier) to=$audience:$audience ;;
		authority | public) reader=manager ;;
		esac
		nwops --lang "$language" notify preview "$kind" "$reader-$language" --to "$to" --sample \
			>"mails/${golden%.txt}" 2>err || { cat err; return 1; }
		echo "[\"$kind\", \"$audience\", \"$language\", \"$golden\", \"$reader-$language\"]" >"told/${golden%.txt}.json"
	done <texts
'
echo "$(find "$NWOPS_SOURCE"/t/fixtures/notices -maxdepth 1 -name '*.txt' | wc -l) read, 0 wrong" >expect
test_expect_success 'as Python reads them they are what was to be said' '
	/usr/bin/python3 python.py mails/* >python.json && /usr/bin/python3 compare.py python.json >actual && test_cmp expect actual
'
readers=$NWOPS_SOURCE/build/readers/node_modules
if test -d "$readers/mailparser" && command -v node >/dev/null; then
	test_set_prereq MAILPARSER
else
	say "no mailparser in $readers: t/install test"
fi
test_expect_success MAILPARSER 'as mailparser reads them too' '
	NODE_PATH=$readers node "$NWOPS_SOURCE/t/readers/read.js" mails/* >node.json &&
	/usr/bin/python3 compare.py node.json >actual && test_cmp expect actual
'
test_expect_success 'the comparison sees a difference' '
	sed "1s/\"subject\": \"/&x/; 2s/\"text\": \"/&x/; 3s/\"to\": \\[\"/&x/" python.json >other.json && ! cmp -s python.json other.json &&
	/usr/bin/python3 compare.py other.json >actual && tail -n 1 actual >last && sed "s/ 0 wrong/ 3 wrong/" expect >expect3 &&
	test_cmp expect3 last
'
test_done
