#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Nobody reads what is not for them. A person records a word of its own in every field there is; a procedure then tells
# every audience every kind of notice that it is ever told, by every channel and in both languages; and of all these messages
# the bytes are taken apart as their readers would, and searched for the words of fields that the reader may not see.
# Belongs here: the whole way, from the record to the bytes. Does not: which texts name which fields (the unit
# tests of notice/).
test_description='no restricted field in the bytes of any message'
. "$(dirname "$0")/setup.sh"
NWOPS_TEST_CLOCK=2026-11-26T10:50:00+09:00
export NWOPS_TEST_CLOCK

# site.py: readers of every audience by every channel; the procedure; the answers; the kinds and audiences in ./pairs.
cat >site.py <<\END
import os, yaml
SHARED = os.environ["NWOPS_SOURCE"] + "/share/templates"
CHANNELS = {"mail-ja": {"mail": "ja@x.example"}, "mail-en": {"mail": "en@x.example"}, "hook": {"webhook": "https://127.0.0.1/hook"},
            "alert": {"alertmanager": "https://127.0.0.1"}, "program": {"command": "/bin/true"}, "paper": {"sheet": "by hand"},
            "voice": {"phone": "03-5550-0199"}}
HOLDERS = {"core": ("core-operator", "noc"), "peers": ("operator", "noc"), "institution": ("institution", "responsible"),
           "carrier": ("carrier", "noc"), "certifier": ("certifier", "responsible"), "assessor": ("assessor", "responsible")}

def both(text):
    return {"ja": text, "en": text}

organizations = {"self": {"kind": "operator", "self": True, "name": both("self"), "phone": "03-5550-0100"}}
contacts = {}
def add(audience, organization, role):
    for number, (name, channel) in enumerate(CHANNELS.items()):
        contacts[f"{audience}-{name}"] = {"organization": organization, "role": role, "language": ("ja", "en")[number % 2],
                                          "name": both(f"{audience}-{name}"), "channels": [channel]}
for audience, (kind, role) in HOLDERS.items():
    organizations[audience] = {"kind": kind, "name": both(audience)}
    add(audience, audience, role)
organizations["institution"].update({"type": "hospital", "service-class": "user", "area": 13, "hours": "mon-sun 24h"})
add("manager", "self", "ops-manager")
add("duty", "self", "duty-officer")
inventory = {"organizations": organizations, "contacts": contacts,
             "devices": {"a1": {"owner": "self", "role": "concentrator", "address": "192.0.2.254", "watch": []}},
             "lines": {"h1": {"institution": "institution", "from": "a1", "address": "10.1.0.1", "kind": "ip-vpn", "carrier": "carrier"}}}
# What everybody may see needs no watching.
fields = sorted(name for name, said in yaml.safe_load(open(SHARED + "/fields.yaml"))["fields"].items() if said["audiences"] != "everybody")
pairs = []
for name in sorted(os.listdir(SHARED)):
    if name != "fields.yaml":
        words = yaml.safe_load(open(f"{SHARED}/{name}"))
        pairs += [(words["notice"], audience) for audience in sorted(set(words) - {"notice", "clauses", "marks"})]
os.makedirs("etc/procedures", exist_ok=True)
# A procedure has at most 100 fields, a step at most 50: so many procedures, which tell everything each.
for number, at in enumerate(range(0, len(fields), 100), 1):
    some = fields[at:at + 100]
    asked = [some[:50], some[50:]] if some[50:] else [some]
    names = [f"ask-{n}" for n in range(len(asked))] + [f"{kind}-to-{audience}" for kind, audience in pairs] + ["done"]
    steps = {}
    for n, group in enumerate(asked):
        steps[names[n]] = {"actor": "operator", "kind": "ask", "title": both("ask"), "fields": group, "next": names[n + 1]}
    for n, (kind, audience) in enumerate(pairs, len(asked)):
        steps[names[n]] = {"actor": "operator", "kind": "notify", "title": both(f"{kind} {audience}"), "notice": kind, "to": audience,
                           "confirm": "word", "outcomes": dict.fromkeys(("queued", "held", "refused"), names[n + 1])}
    steps["done"] = {"actor": "operator", "kind": "end", "title": both("done"), "verdict": "none"}
    procedure = {"procedure": f"canary-{number}", "title": both("canary"), "source": "1.3.2-0", "owner": "ops-manager", "case": "incident",
                 "reviewed": "2026-11-26", "actors": ["operator"], "start": names[0],
                 "fields": {name: {"title": both(name)} for name in some}, "steps": steps}
    answers = {"answers": {f"canary-{number}": {**dict.fromkeys(names[:len(asked)], "answered"), **dict.fromkeys(names[len(asked):-1], "send")}},
               "fields": {name: f"canary<{name}>" for name in some}}
    yaml.safe_dump(procedure, open(f"etc/procedures/canary-{number}.yaml", "w"), sort_keys=False)
    yaml.safe_dump(answers, open(f"answers-{number}.yaml", "w"), sort_keys=False)
os.makedirs("etc/inventory", exist_ok=True)
yaml.safe_dump(inventory, open("etc/inventory/site.yaml", "w"), sort_keys=False)
open("pairs", "w").writelines(f"{kind} {audience}\n" for kind, audience in pairs)
END

# search.py: composes every message of the spool, takes it apart, and prints what should not be there.
cat >search.py <<\END
import email, email.header, email.policy, json, os, re, sqlite3, subprocess, sys, yaml
ALL = {"core", "peers", "institution", "manager", "duty", "carrier", "certifier", "assessor", "authority", "public"}
OPEN = {"everybody": ALL, "operators": ALL - {"institution", "public"}, "own": {"manager", "duty"}}
fields = yaml.safe_load(open(os.environ["NWOPS_SOURCE"] + "/share/templates/fields.yaml"))["fields"]
sees = {name: OPEN.get(said["audiences"]) if isinstance(said["audiences"], str) else set(said["audiences"]) for name, said in fields.items()}

def strings(value):
    """All that a program reads in JSON, keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    else:
        yield str(value)

def parts(channel, raw):
    """The bytes, and what their readers make of them."""
    yield raw.decode("utf-8", "replace")
    if channel == "mail":
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        for part in mail.walk():
            for key, value in part.items():
                yield f"{key}: {value}"
            if not part.is_multipart():
                yield re.sub(r"\r?\n[ \t]", "", part.get_content()) if part.get_content_type() == "text/calendar" else part.get_content()
    elif channel in ("webhook", "alertmanager", "command"):
        yield from strings(json.loads(raw))

composed, seen, told = 0, set(), set()
# Where composing is slow every so manieth is composed, and that all were told is for who composes all.
every = int(os.environ.get("NWOPS_TEST_SPARSE") or 1)
rows = sqlite3.connect("state/nwops.db").execute("select content from message_contents order by message").fetchall()
for number, (row,) in enumerate(rows):
    content = json.loads(row)
    notice, channel = content["notice"], content["channel"]
    if sys.argv[2:] == ["leak"]:
        # Of these alone: a search that sees them sees all.
        if (notice["kind"], notice["audience"]) != ("outage-first", "institution"):
            continue
        content["text"] = "canary<cause>\n" + content["text"]
        row = json.dumps(content)
    elif number % every:
        continue
    raw = subprocess.run([sys.argv[1], "--compose"], input=row.encode(), stdout=subprocess.PIPE, check=True).stdout
    composed += 1
    told.add((notice["kind"], notice["audience"], channel, content["language"]))
    # Lines are folded: what is looked for may go on in the next.
    text = "\n".join(re.sub(r"\s+", "", part) for part in parts(channel, raw))
    for name in sorted(set(re.findall(r"canary<([a-z0-9-]+)>", text))):
        seen.add(name)
        if notice["audience"] not in sees[name]:
            print(f"{notice['kind']} to {notice['audience']} by {channel} shows '{name}'")
pairs = {tuple(line.split()) for line in open("pairs")}
ways = {("mail", "ja"), ("mail", "en"), ("webhook", "ja"), ("alertmanager", "en"), ("command", "ja"), ("sheet", "en"), ("phone", "ja")}
for kind, audience in sorted(pairs) if every == 1 else []:
    missing = {way for way in ways if (kind, audience, *way) not in told}
    if missing:
        print(f"{kind} to {audience} was not told by", *sorted(missing))
unseen = {name for name in sees if sees[name] != ALL} - seen
print("canaries that nobody saw:", *sorted(unseen if every == 1 else []))
print("and seen:", bool(seen))
print(composed, "messages composed of", len(rows))
END

test_expect_success 'a site with every reader, and a procedure that tells everybody everything' '
	site && mail_path >etc/notices.yaml && /usr/bin/python3 site.py && test -s pairs &&
	ls answers-*.yaml >all && test -s all && some_of <all >some
'
test_expect_success 'every restricted field is recorded, and every notice asked for' '
	: >walked && while read -r answers
	do
		number=${answers#answers-} && number=${number%.yaml} &&
		nwops isolate start h1 --again --procedure "canary-$number" --answers "$answers" >>walked 2>err </dev/null ||
			{ tail -n 20 walked err; return 1; }
	done <some &&
	! grep refused walked
'
# Seven ways to each reader; the same again for each procedure.
procedures=$(wc -l <some)
messages=$((7 * $(wc -l <pairs) * procedures))
every=${NWOPS_TEST_SPARSE:-1}
cat >expect <<END
canaries that nobody saw:
and seen: True
$(((messages + every - 1) / every)) messages composed of $messages
END
test_expect_success 'no message shows what its reader may not see' '
	/usr/bin/python3 search.py "$NWOPS_BUILD/nwops-send" >actual && test_cmp expect actual
'
test_expect_success 'the search sees one that is there, by every channel' '
	for channel in alertmanager command mail phone sheet webhook; do
		echo "outage-first to institution by $channel shows '\''cause'\''"
	done >expect &&
	/usr/bin/python3 search.py "$NWOPS_BUILD/nwops-send" leak >leaked && grep shows leaked >shown && sort -u shown >actual &&
	test_cmp expect actual
'
test_done
