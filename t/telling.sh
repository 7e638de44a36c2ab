# SPDX-License-Identifier: Apache-2.0
#
# A site that tells, for the tests of nwops notify: people of every party, an ordinary path and one out of band over
# servers on loopback (t/senders.sh), and one kind of notice with words of its own, so that no test
# stands on the wording of those that are shipped. Source it after setup.sh and senders.sh.
# Belongs here: the site and how its commands are run. Does not: which command does what.
# shellcheck shell=sh

me=$(id -un)
export me
COLUMNS=80
export COLUMNS
if test "$(id -u)" = 0; then test_set_prereq ROOT; fi

# now TIME: what the clock shows from then on.
now() { echo "$1" >clock; }
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK

# quiet COMMAND...: its errors, in ./err, without the notice that the clock is a test's.
quiet() {
	"$@" 2>err.all
	quiet_status=$?
	grep -v "NWOPS_TEST_CLOCK" err.all >err
	return "$quiet_status"
}
# refused WORDS COMMAND...: it exits with 3 and says WORDS; the journal is as it was.
refused() {
	words=$1 && shift &&
	before=$(journal_size) && quiet test_expect_code 3 "$@" >out && echo "nwops: $words" >expect &&
	test_cmp expect err && test_must_be_empty out && test "$before" = "$(journal_size)"
}
journal_size() { if test -e state/nwops.db; then sqlite3 -batch state/nwops.db 'select count(*) from journal'; else echo 0; fi; }
# somebody COMMAND...: as another login than $me (prerequisite ROOT).
somebody() { SUDO_UID=65534 "$@"; }

# relay_port NAME: of a server that was started, or one at which nobody is.
relay_port() {
	if test -e servers/ports; then awk -v name="$1" '$1 == name { print $2 }' servers/ports; else echo 1; fi
}
# paths_of_site: notices.yaml, with the relays at the ports of the servers as they are now.
paths_of_site() {
	cat >etc/notices.yaml <<-END
	paths:
	  core:
	    name: {ja: 基盤経由, en: Through the core}
	    relays: [{name: mx1, host: 127.0.0.1, port: $(relay_port mx1), tls: none}]
	    from: noc@tozai.example
	    source: 127.0.0.1
	  out-of-band:
	    name: {ja: 携帯回線, en: Mobile line}
	    relays: [{name: oob, host: 127.0.0.1, port: $(relay_port oob), tls: none}]
	    from: noc@oob.example
	    source: 127.0.0.1
	END
}
# telling_site: the whole of it.
telling_site() {
	site && mkdir -p etc/templates && cat >etc/inventory/lab.yaml <<-END &&
	organizations:
	  self: {kind: operator, self: true, name: {ja: 東西医療回線, en: Tozai Medical Lines}, phone: "03-5550-0100"}
	  core: {kind: core-operator, name: {ja: 相互接続基盤, en: Interconnection core}}
	  minami: {kind: operator, name: {ja: 南海ヘルスネット, en: Nankai Health Net}}
	  fibre: {kind: carrier, name: {ja: 東光回線, en: Toko Fibre}, fault-desk: "0120-000-113"}
	  hosp-1: {kind: institution, type: hospital, service-class: user, area: 13, name: {ja: さくら病院, en: Sakura Hospital},
	           hours: "mon-sun 24h"}
	  hosp-2: {kind: institution, type: hospital, service-class: user, area: 13, phone: "03-5550-0122",
	           name: {ja: うめ医院, en: Ume Clinic}, hours: "mon-fri 09:00-18:00"}
	contacts:
	  chief: {organization: self, role: ops-manager, login: nobody, language: en, name: {ja: 鈴木, en: Suzuki},
	          channels: [{mail: chief@tozai.example}]}
	  duty-1: {organization: self, role: duty-officer, login: $me, language: en, name: {ja: 佐藤, en: Sato},
	           channels: [{mail: duty@tozai.example}, {phone: "090-0000-0002"}]}
	  duty-2: {organization: self, role: duty-officer, login: tanaka, language: ja, name: {ja: 田中, en: Tanaka},
	           channels: [{mail: tanaka@tozai.example}]}
	  core-noc: {organization: core, role: noc, language: en, name: {ja: 監視センター, en: Core NOC},
	             channels: [{mail: noc@core.example}, {phone: "03-5550-0901"}]}
	  minami-noc: {organization: minami, role: noc, language: ja, name: {ja: 南海監視, en: Nankai NOC},
	               channels: [{mail: noc@nankai.example}]}
	  minami-tel: {organization: minami, role: help-desk, language: en, name: {ja: 南海受付, en: Nankai desk}, login: mori}
	  hosp-1-it: {organization: hosp-1, role: responsible, language: ja, name: {ja: 情報室, en: Sakura IT},
	              channels: [{mail: it@sakura.example}]}
	rosters:
	  normal: {turns: [{contact: duty-1, deputy: duty-2}]}
	  disaster:
	    meeting-place: {ja: 8階 対策室, en: "8th floor"}
	    turns: [{contact: chief, deputy: duty-1}, {contact: duty-2}]
	devices:
	  a1: {owner: self, role: concentrator, address: 192.0.2.254, service-class: backbone}
	lines:
	  h1: {institution: hosp-1, from: a1, address: 10.1.0.1, kind: ip-vpn, carrier: fibre, circuit-id: CAF-1}
	  h2: {institution: hosp-2, from: a1, address: 10.1.0.2, kind: ip-vpn, carrier: fibre, circuit-id: CAF-2}
	END
	cat >etc/templates/technical-info.yaml <<-\END &&
	notice: technical-info
	clauses: [1.1.2-10]
	core:
	  ja:
	    subject: 【技術情報】{{info-title}}
	    text: |
	      {{info-title}}: {{effect}}
	      {{if answer-code}}
	      回答コード {{answer-code}}
	      {{end}}
	  en:
	    subject: "[TECHNICAL] about {{info-title}}"
	    text: |
	      {{info-title}}: {{effect}}
	      {{if answer-code}}
	      answer code {{answer-code}}
	      {{end}}
	peers: like core
	institution: like core
	END
	# Who may be told in a rehearsal: everybody here.
	echo 'allow: ["*@tozai.example", "*@core.example", "*@nankai.example", "*@sakura.example", "*@ume.example"]' >etc/drills.yaml &&
	paths_of_site
}
# codes NOTICE: of its messages, in the order in which they were made; "": of all in the spool.
codes() { sqlite3 -batch state/nwops.db "select code from messages ${1:+where notice = $1} order by number"; }
# no_codes: standard input with each code as CODE..., by the order of the spool.
no_codes() {
	no_codes_script=
	no_codes_number=0
	for no_codes_each in $(codes ""); do
		no_codes_number=$((no_codes_number + 1))
		no_codes_script="$no_codes_script;s/$no_codes_each/CODE-$no_codes_number/g"
	done
	sed "${no_codes_script:-p;d}"
}
