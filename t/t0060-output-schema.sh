#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The shipped schema describes every line of JSON that any command prints: no
# key is missing from it, none of its types is never printed, and the page
# tells the same.
test_description='JSON lines and their schema'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"
. "$NWOPS_SOURCE/t/peers.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/fake/certificates.sh"

page=$NWOPS_SOURCE/man/nwops-output.5
NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
if ! test_have_prereq SCHEMA; then
	skip_all='no python3-jsonschema that knows draft 2020-12'
	test_done
fi
: >types

# prints STATUS ARGUMENT...: nwops --json ARGUMENT... ends so; its answer is valid.
prints() {
	status=$1 && shift &&
	test_expect_code "$status" nwops --json "$@" >actual 2>err && test -s actual && valid actual
}

cp -r "$NWOPS_SOURCE/share/examples/tozai" etc
printf 'overlay: 1\ndefault: {rtt: 60ms, loss: 20%%}\nanswers:\n  10.0.0.1: {could-not-ask: no route}\n  10.0.0.2: {answer: none}\n' >answers.yaml

test_expect_success 'what is wrong with a schema, and with a line, is noticed' '
	is_schema "$schema" && echo "{\"\$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":7}" >bad &&
	test_must_fail is_schema bad &&
	echo "{\"v\":1,\"type\":\"lint\",\"errors\":0,\"warnings\":0}" >good && valid good &&
	for bad in "{\"v\":1,\"type\":\"lint\",\"errors\":0}" \
		"{\"v\":1,\"type\":\"lint\",\"errors\":0,\"warnings\":0,\"new\":1}" \
		"{\"v\":1,\"type\":\"lint\",\"errors\":\"0\",\"warnings\":0}" \
		"{\"v\":2,\"type\":\"lint\",\"errors\":0,\"warnings\":0}"; do
		echo "$bad" >bad && test_must_fail valid bad || return 1
	done &&
	: >types
'

test_expect_success 'check, of every status, with packets and without' '
	prints 2 --overlay answers.yaml check &&
	prints 2 --overlay answers.yaml check &&
	prints 2 --overlay answers.yaml check --no-record --burst 1s --each-packet &&
	prints 2 --overlay answers.yaml check --no-record --summary all
'

# facts_printed KIND: the sorts of facts of that kind in actual, those that are null apart.
facts_printed() {
	/usr/bin/python3 -c '
import json, sys
for line in map(json.loads, open("actual")):
    if line["type"] == "item" and line["probe"] == sys.argv[1]:
        print(line["end"], line["facts"] and sorted(k for k, v in line["facts"].items() if v not in (None, False)))
' "$1" | sort -u
}

test_expect_success 'check, with the facts of each kind of probe' '
	certificate root /CN=root root 20200101 20400101 ca 2>openssl.log &&
	certificate good /CN=good root 20260101 20270601 DNS:portal.example 2>>openssl.log &&
	start_peers ssh="say:SSH-2.0-test" busy="bye:421" nobody=refuse tls=tls:good.pem other=tls:good.pem &&
	mkdir -p asked/inventory && sed /^own-view:/d etc/nwops.yaml >asked/nwops.yaml &&
	{
		inventory_of_peers && cat <<-END
		probes:
		  device:ssh/tcp: {kind: tcp, port: $(port ssh), expect: ^SSH}
		  device:busy/tcp: {kind: tcp, port: $(port busy), expect: ^SSH}
		  device:nobody/tcp: {kind: tcp, port: $(port nobody)}
		  device:tls/tls: {kind: tls, port: $(port tls), trust: ../root.crt, server-name: portal.example}
		  device:other/tls: {kind: tls, port: $(port other), trust: ../root.crt}
		  device:nobody/tls: {kind: tls, port: $(port nobody), trust: ../root.crt}
		  device:ssh/none: {kind: tls, port: $(port ssh), trust: ../none.crt}
		END
	} >asked/inventory/peers.yaml &&
	prints 2 --config asked --state asked.state check kind:tcp kind:tls &&
	cat >expect <<-\END &&
	answered ['\''connected'\'', '\''received'\'']
	no-answer ['\''closed'\'', '\''connected'\'', '\''received'\'']
	no-answer ['\''refused'\'']
	END
	facts_printed tcp >facts && test_cmp expect facts &&
	cat >expect <<-\END &&
	answered ['\''certificate_fault'\'', '\''chain_expires_at'\'', '\''detail'\'', '\''leaf_expires_at'\'', '\''sent_expires_at'\'', '\''subject'\'', '\''version'\'']
	answered ['\''chain_expires_at'\'', '\''leaf_expires_at'\'', '\''sent_expires_at'\'', '\''subject'\'', '\''version'\'']
	could-not-ask None
	no-answer ['\''failure'\'']
	END
	facts_printed tls >facts && test_cmp expect facts && stop_peers
'

# shift_tick STATUS TIME ADDRESS...: a tick then, when these answer.
shift_tick() {
	status=$1 time=$2 && shift 2 &&
	for address
	do
		set -- "$@" "$address=1ms" && shift
	done &&
	overlay "$@" >shift.yaml &&
	NWOPS_TEST_CLOCK=2026-11-25T$time+09:00 prints "$status" --config shift --state shift.state --overlay shift.yaml tick
}
test_expect_success 'silences, and a shift that is handed over' '
	(
		mkdir shift && mv etc tozai && site && line_inventory 192.0.2.1 >etc/inventory/lab.yaml && mv etc/* shift && rmdir etc && mv tozai etc
	) &&
	cat >shift/inventory/pair.yaml <<-\END &&
	devices:
	  d1: {owner: self, address: 192.0.2.11, service-class: backbone}
	  d2: {owner: self, address: 192.0.2.12, service-class: backbone}
	groups:
	  pair: {protocol: any, members: [d1, d2]}
	END
	echo "incidents: {open: down, first-report: none}" >>shift/nwops.yaml &&
	shift_tick 0 02:00:00 192.0.2.1 192.0.2.11 && shift_tick 0 02:20:00 192.0.2.12 && shift_tick 0 02:21:00 192.0.2.12 &&
	prints 0 --config shift --state shift.state --overlay shift.yaml status silence d1 --for 1h --reason x --dry-run &&
	prints 0 --config shift --state shift.state --overlay shift.yaml status silence d1 --for 1h --reason x &&
	prints 0 --config shift --state shift.state --overlay shift.yaml status silence --list &&
	prints 0 --config shift --state shift.state --overlay shift.yaml status silence --end S-20261125-001 &&
	prints 2 --config shift --state shift.state --overlay shift.yaml status --since 2h &&
	grep handover-switchover actual
'

test_expect_success 'status and audit' '
	prints 0 --overlay answers.yaml tick && valid state/heartbeat &&
	prints 2 --overlay answers.yaml status && prints 0 audit verify &&
	prints 0 --overlay answers.yaml audit checkpoint --since state/checkpoint &&
	prints 0 audit cosign --party core --name core.example --log state/log.vkey state/checkpoint &&
	prints 0 audit verify --against state/checkpoint --cosigner core/cosign.vkey &&
	prints 0 --overlay answers.yaml audit offline offline &&
	prints 2 --overlay answers.yaml audit guideline
'

test_expect_success 'the store and its copies' '
	prints 0 --overlay answers.yaml store status && prints 0 --overlay answers.yaml store backup copy &&
	prints 1 --state elsewhere store restore copy &&
	prints 1 --state elsewhere store restore --dry-run --replace copy &&
	prints 0 --overlay answers.yaml --config "$NWOPS_SOURCE/share/examples/starter" store prune --gone-for 0s --dry-run
'

test_expect_success 'the inventory' '
	prints 0 inventory lint && prints 0 inventory graph && prints 0 inventory list &&
	for family in devices lines links demarcations groups sites organizations contacts rosters service-classes \
		ssh-logins interfaces versions calendars; do
		prints 0 inventory list --family $family || return 1
	done &&
	prints 0 inventory show device:a1
'

test_expect_success 'maintenance' '
	prints 0 --state works maint start device:d1 --for 1h --reason "new power supply" &&
	prints 1 --state works --no-input maint plan device:d1 device:d2 --from "2026-11-25 03:30" --for 1h --every day --reason x &&
	prints 1 --state works maint plan device:d2 --from "2026-11-25 03:30" --for 1h --reason x --dry-run &&
	prints 0 --state works maint list && prints 0 --state works maint finish M-20261125-001 &&
	prints 0 --state works maint list --all
'

test_expect_success 'keys of hosts, and offers' '
	echo "10.0.2.1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILA8AvqtEowFMGkHQInIJzuvfwvMxWTDNYQ1LKgm13P+" >hosts &&
	prints 0 --state keys inventory pin --import hosts --yes a1 && prints 0 --state keys inventory pin --show &&
	mkdir -p closed/inventory && sed /^own-view:/d etc/nwops.yaml >closed/nwops.yaml && cp etc/inventory/organizations.yaml closed/inventory &&
	port=$(/usr/bin/python3 -c "import socket; s = socket.socket(); s.bind((\"127.0.0.1\", 0)); print(s.getsockname()[1])") &&
	echo "devices: {c: {owner: self, address: 127.0.0.1, platform: frr, service-class: backbone, ssh: {like: noc, port: $port}}}" >closed/inventory/c.yaml &&
	prints 3 --config closed inventory algorithms
'

test_expect_success 'what devices said' '
	/usr/bin/python3 -c "
import hashlib, sqlite3
store, text = sqlite3.connect(\"keys/nwops.db\"), b\"5%\"
for number, reason in enumerate([None, \"{\\\"count\\\":1,\\\"changes\\\":[{\\\"item\\\":\\\"device:a1/cpu\\\",\\\"from\\\":null,\\\"to\\\":\\\"ok\\\"}]}\"], 1):
    store.execute(\"insert into evidence values (?, ?, ?, ?, 1, 2, ?, ?, 1, 2, ?)\", (number, \"device:a1\", \"cpu%d\" % number,
                  \"frr\", reason and 2, reason, hashlib.sha256(text).digest()))
    store.execute(\"insert into evidence_text values (?, ?)\", (number, text))
store.commit()" &&
	prints 0 --state keys inventory show --evidence a1 && prints 0 --state keys inventory show --evidence --command cpu2 a1 &&
	grep "\"base64\":\"NSU=\"" actual
'

test_expect_success 'procedures' '
	prints 0 procedure list && prints 0 procedure show institution-unreachable &&
	prints 0 procedure lint institution-unreachable && prints 0 procedure graph institution-unreachable &&
	prints 0 procedure test institution-unreachable &&
	mkdir -p ways/procedures && echo "procedure: bad" >ways/procedures/bad.yaml && prints 3 --config ways procedure lint bad
'

test_expect_success 'manuals and their approval' '
	echo letter >letter && prints 0 --state manuals procedure manual --kind response &&
	prints 0 --state manuals procedure manual --kind response --approved-by core --document letter &&
	prints 0 --state manuals procedure manual --kind response --output response.md
'

test_expect_success 'tables out and in' '
	mkdir -p table/inventory && cp etc/nwops.yaml table && cp etc/inventory/*.yaml table/inventory &&
	for section in lines organizations devices; do prints 0 inventory export --family $section || return 1; done &&
	nwops inventory export >table/lines.csv &&
	for file in table/inventory/*.yaml; do
		awk "/^[a-z]/ { drop = /^lines:/ } !drop" "$file" >rest && cat rest >"$file" || return 1
	done &&
	echo "lines: !csv lines.csv" >table/inventory/lines.yaml &&
	sed "2d; s/ip-vpn/ipsec/" table/lines.csv >theirs.csv && echo "new,nobody" >>theirs.csv &&
	prints 1 --config table inventory import theirs.csv --into lines --skip-bad &&
	prints 3 --config table inventory import theirs.csv --into lines
'

# keep_run CASE: it has a run, of a text that is not kept.
keep_run() {
	sqlite3 -batch cases/nwops.db "insert into runs values ('$1', 1, 0, 0, 0, 'restore', zeroblob(32), '', 'sato', 'a', 1, 1, 1, 1, 0)"
}
test_expect_success 'cases, their runs and events' '
	prints 0 --state cases incident open --title one --began 02:30 --about --text two &&
	prints 0 --state cases incident note INC-20261125-001 three --corrects 1 --at unknown && keep_run INC-20261125-001 &&
	prints 0 --state cases incident export INC-20261125-001 bundle &&
	cp -r etc known && sed -i "s/login: sato/login: $(id -un)/" known/inventory/people.yaml &&
	prints 0 --state cases incident open --title four &&
	prints 0 --state cases incident link INC-20261125-002 INC-20261125-001 &&
	prints 0 --config known --state cases incident redact INC-20261125-002 1 --reason x --approved-by suzuki && prints 0 --state cases incident list --all && prints 0 --state cases incident show INC-20261125-001 &&
	prints 0 --state cases incident duties && prints 0 --state cases incident stats
'
# A site that lets the text for the public go without an approval, so that one person can show all of it.
test_expect_success 'reports of a case, and the text for the public' '
	cp -r known free && sed -i "/^kinds:/a\\  publication: {urgency: urgent}" free/notices.yaml &&
	printf "audiences:\n  public: {self: true, roles: [ops-manager]}\n" >>free/notices.yaml &&
	prints 0 --config free --state cases incident report INC-20261125-001 --audience core --yes &&
	prints 0 --config free --state cases incident report INC-20261125-001 --kind publication --yes &&
	prints 0 --config free --state cases incident report INC-20261125-001 --kind publication --output page.txt &&
	prints 0 --config free --state cases incident review INC-20261125-001
'

test_expect_success 'notices, their messages, what became of them, and by which ways' '
	cp -r etc telling && start_servers mx1=smtp oob=smtp,refuse && cat >telling/notices.yaml <<-END &&
	paths:
	  core: {from: noc@tozai.example, relays: [{name: mx1, host: 127.0.0.1, port: $(awk "\$1 == \"mx1\" { print \$2 }" servers/ports), tls: none}]}
	  out-of-band: {from: noc@oob.example, relays: [{name: oob, host: 127.0.0.1, port: 1, tls: none}]}
	END
	tell="--config telling --state telling.state" &&
	for command in "0 notify send technical-info --to core --yes" "0 notify preview 1" "0 notify preview 1 core-noc" "0 notify flush" \
		"0 notify queue --all" "1 notify paths" "2 notify paths --verify --yes" "0 notify contacts" "0 notify contacts --sheet" \
		"0 notify contacts --sheet --approved-by core --document telling/notices.yaml" "0 notify roster declare disaster --reason x" \
		"0 notify roster present duty-1" "1 notify send correction-demand --to institution:hosp-1 --yes" "1 notify lint"; do
		# shellcheck disable=SC2086
		prints ${command%% *} $tell ${command#* } || return 1
	done &&
	code=$(sqlite3 -batch telling.state/nwops.db "select code from messages where number = 1") &&
	prints 0 --config telling --state telling.state notify ack "$code" --by Mori && prints 0 --config telling --state telling.state notify why 1 &&
	sqlite3 -batch telling.state/nwops.db "update messages set channel = 4, state = 4, due_at_us = 0 where number = 1" &&
	prints 1 --config telling --state telling.state notify call-list && prints 0 --config telling --state telling.state notify call-list --not-reached "$code" &&
	prints 0 --config telling --state telling.state notify retry "$code" && prints 0 --config telling --state telling.state notify drop "$code" --reason x &&
	prints 0 --config telling --state telling.state notify send technical-info --to core --dry-run && stop_servers &&
	prints 0 --config telling --state telling.state maint plan line:h1-main --from "2027-11-29 01:00" --for 1h --reason x &&
	prints 0 --config telling --state telling.state maint announce M-20261125-001 --work x --scope y --yes &&
	prints 0 --config telling --state telling.state maint cancel M-20261125-001 --reason x && grep "\"told\":3" actual
'

test_expect_success 'what goes by paper: stages, fields, documents, what is missing and what is due' '
	echo letter >letter.pdf &&
	prints 0 --state papers case open enquiry --title one && prints 0 --state papers case set ENQ-20261125-001 enquiry two &&
	prints 0 --state papers case step ENQ-20261125-001 taken && prints 1 --state papers case step ENQ-20261125-001 answered &&
	prints 0 --state papers case document ENQ-20261125-001 add letter.pdf --as demand && prints 0 --state papers case document ENQ-20261125-001 verify &&
	prints 1 --state papers case step ENQ-20261125-001 && prints 0 --state papers case duties && prints 0 --state papers case list
'

test_expect_success 'isolate: what is open, a question, what happened, a run on paper' '
	prints 1 --overlay answers.yaml isolate && prints 1 --overlay answers.yaml isolate h1-main --procedure institution-unreachable &&
	prints 1 --overlay answers.yaml isolate resume INC-20261125-001/1 --field caller=Mori && prints 1 --overlay answers.yaml isolate list &&
	prints 0 --overlay answers.yaml isolate h1-main --procedure institution-unreachable --dry-run --field caller=Mori \
		--answer own-service=good --answer institution-checks=fault-found --answer what-found=inside --answer confirm-line=good --answer works-after=works
'
test_expect_success 'incident: where the seven steps stand, and what is owed' '
	prints 1 --overlay answers.yaml isolate h1-main --procedure response --again &&
	prints 1 --overlay answers.yaml incident step INC-20261125-001 && prints 1 --overlay answers.yaml incident close INC-20261125-001
'

test_expect_success 'what a request asks for, and what the clock of a run does' '
	printf "overlay: 1\\ndefault: {rtt: 3ms}\\n" >well.yaml &&
	prints 1 --overlay well.yaml --state asked isolate line:h1-main --procedure core-request &&
	prints 0 --overlay well.yaml --state asked check --for REQ-20261125-001 &&
	prints 1 --overlay well.yaml --state asked isolate line:h1-main --procedure institution-unreachable --answer report=answered \
		--answer judge-by-hand=sound --answer ask-institution=send --answer call-institution=done &&
	NWOPS_TEST_CLOCK=2026-11-25T03:31:00+09:00 prints 0 --overlay well.yaml --state asked tick
'

test_expect_success 'know-how: from a file, searched, shown, reviewed, and suggested' '
	printf "overlay: 1\\ndefault: {rtt: 3ms}\\n" >well.yaml &&
	prints 0 --overlay well.yaml --state known kb add --file "$NWOPS_SOURCE/share/knowledge/first.yaml" &&
	prints 0 --overlay well.yaml --state known kb add --title one --text two --owner noc &&
	prints 0 --overlay well.yaml --state known kb search && prints 0 --overlay well.yaml --state known kb search lamp &&
	prints 0 --overlay well.yaml --state known kb show KB-0001 && prints 0 --overlay well.yaml --state known kb review KB-0001 &&
	prints 1 --overlay well.yaml --state known isolate line:h1-main --procedure institution-unreachable \
		--field symptom=some --field "error=address 169.254.1.2" && grep "\"suggestion\"" actual
'

test_expect_success 'drills' '
	mkdir played && prints 0 --state played drill lint line-cut && prints 0 --state played drill list &&
	prints 0 --state played drill show line-cut && prints 2 --state played drill due &&
	prints 0 --state played drill run line-cut --name d --speed max --answers --step 10m &&
	prints 1 --state played --drill d drill comcheck --again one && prints 0 --state played drill list &&
	prints 0 --state played drill report d &&
	prints 0 --state played drill report d --seal "$PWD/played.tar" --improve more && prints 0 --state played drill list --held &&
	prints 0 --state played drill training add duty-1 --topic flow --kind exercise --trainer one --document played.tar &&
	prints 2 --state played drill training && prints 0 --state played drill training records &&
	prints 1 --state played drill run line-cut --name e --speed max --step 10m
'

test_expect_success 'platforms' '
	mkdir -p site/platforms/small/samples && cat >site/platforms/small.yaml <<-\END &&
	title: Small
	session: {channel: exec}
	read-only: [show ...]
	commands: {status: {send: show status, verified: sample, record: system, lines: ["Uptime: {uptime}"]}}
	END
	echo "Uptime: 1 day" >site/platforms/small/samples/status.txt &&
	echo "records: [system: {uptime: 2d}]" >site/platforms/small/samples/status.yaml &&
	printf "Uptime: 1 day\nanything else\n" >out.txt &&
	prints 0 platform list && prints 0 platform show && prints 0 platform show cisco-ios &&
	prints 1 --config site platform parse small out.txt && prints 2 --config site platform test small
'

test_expect_success 'a caller who may be several' '
	prints 0 inventory show 病院
'

test_expect_success 'help and init' '
	prints 0 help && prints 0 help check && prints 0 --config new init && prints 0 --config new init
'

test_expect_success 'errors and faults' '
	prints 3 check --rate 0 && prints 3 nothing && mkdir broken && echo "a: [" >broken/nwops.yaml &&
	prints 3 --config broken check && prints 3 --config broken inventory lint && prints 3 --config nowhere inventory lint
'

# Types that the sources print; those of the inventory stand in a table.
types_of_sources() {
	{
		grep -rhoE 'printer_new_object\("[a-z-]+"' "$NWOPS_SOURCE/cmd"
		grep -hoE 'json_line_string\(line, "type", "[a-z-]+"' -r "$NWOPS_SOURCE/cmd"
		grep -hoE '^FAMILY(_UNNAMED)?\([a-z_]+, [a-z_]+, "[a-z-]+", "[a-z-]+"' "$NWOPS_SOURCE/cmd/inventory/families.c"
	} | sed 's/.*"\([a-z-]*\)"$/\1/' | sort -u
}
test_expect_success 'schema, page and sources have the same types, and all of them were tried' '
	types_of_sources >sources && test "$(wc -l <sources)" -gt 20 &&
	/usr/bin/python3 -c "
import json, sys
for part in json.load(open(sys.argv[1]))[\"oneOf\"]:
    print(part[\"\$ref\"].rpartition(\"/\")[2])" "$schema" | sort >described && test_cmp sources described &&
	sed -n "/^\.Sh TYPES/,/^\.Sh VERSIONS/s/^\.Ss //p" "$page" | sed "s/, /\n/g" | sort >told && test_cmp sources told &&
	sort -u types >tried && test_cmp sources tried
'

test_expect_success 'the page names every key of the schema' '
	/usr/bin/python3 -c "
import json, re, sys
page = open(sys.argv[2]).read()
told = set(re.findall(r\"[a-z0-9_]+\", page))
inventory = re.search(r\"^\\.Ss device, line.*\", page, re.M).group()[4:].split(\", \")
for name, part in json.load(open(sys.argv[1]))[\"\$defs\"].items():
    for key in part.get(\"properties\", {}):
        # Keys of the inventory are those of its own page.
        if name not in inventory and key not in told:
            print(name, key)" "$schema" "$page" >untold && test_must_be_empty untold
'

test_done
