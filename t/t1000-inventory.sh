#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops inventory: lint, list, show and graph, on paper alone.
test_description='nwops inventory'
. "$(dirname "$0")/setup.sh"

site
cat >etc/inventory/lab.yaml <<'END'
organizations:
  self: {kind: operator, self: true, name: {ja: 東西医療回線, en: Tozai Medical Lines}}
  core: {kind: core-operator, name: {ja: 相互接続基盤, en: Core}}
  fibre: {kind: carrier, name: {ja: 東光回線, en: Toko Fibre}, fault-desk: "0120-000-113"}
  hosp-1: {kind: institution, type: hospital, service-class: user, area: 13, code: "1310000", phone: "03-5550-0101",
           name: {ja: さくら病院, en: Sakura Hospital, kana: さくらびょういん}, certificate: {expires: 2027-03-31}}
  hosp-2: {kind: institution, type: clinic, service-class: user, area: 14, code: "1410000", phone: "045-555-0102",
           name: {ja: さくら台医院, en: Sakuradai Clinic, kana: さくらだいいいん}, tags: [night]}
contacts:
  duty: {organization: self, role: duty-officer, login: sato, channels: [{mail: duty@tozai.example}]}
  resp: {organization: hosp-1, role: responsible, name: {ja: 鈴木, en: Suzuki}, channels: [{phone: 03-5550-0103}]}
sites:
  otemachi: {name: {ja: 大手町局, en: Otemachi}, area: 13, owner: self}
devices:
  a1: {owner: self, role: concentrator, site: otemachi, address: 10.0.0.1, service-class: backbone}
  a2: {owner: self, role: concentrator, site: otemachi, address: 10.0.0.2, service-class: backbone}
  e1: {owner: core, role: edge, address: 10.9.0.1, service-class: backbone}
links:
  - [a1, a2]
  - {between: [a1, e1], carrier: fibre, circuit-id: TKF-0001}
lines:
  h1-main: {institution: hosp-1, from: a1, address: 10.20.1.2, kind: ip-vpn, carrier: fibre, circuit-id: CAF-0123,
            contract: {down: 1G, up: 100M}}
  h1-backup: {institution: hosp-1, from: a2, address: 10.20.1.3, kind: ipsec}
  h2: {institution: hosp-2, from: a1, address: 10.20.2.2}
groups:
  h1: {protocol: lines, members: [h1-main, h1-backup], normally-active: h1-main}
END

# lists ARGUMENT...: prints exactly what comes on stdin.
lists() {
	cat >expect &&
	nwops inventory "$@" >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err
}

# --- list ---

test_expect_success 'what is watched is listed, devices first' '
	lists list <<-\END
	ITEM            ADDRESS    CLASS     OWNER   TITLE
	device:a1       10.0.0.1   backbone  self    Tozai Medical Lines
	device:a2       10.0.0.2   backbone  self    Tozai Medical Lines
	device:e1       10.9.0.1   backbone  core    Core
	line:h1-backup  10.20.1.3  user      hosp-1  Sakura Hospital
	line:h1-main    10.20.1.2  user      hosp-1  Sakura Hospital
	line:h2         10.20.2.2  user      hosp-2  Sakuradai Clinic
	END
'

test_expect_success 'selectors choose' '
	lists list carrier:fibre "line:h*" <<-\END &&
	ITEM          ADDRESS    CLASS  OWNER   TITLE
	line:h1-main  10.20.1.2  user   hosp-1  Sakura Hospital
	END
	lists list class:user "!h1" <<-\END &&
	ITEM     ADDRESS    CLASS  OWNER   TITLE
	line:h2  10.20.2.2  user   hosp-2  Sakuradai Clinic
	END
	lists list --family lines tag:night <<-\END &&
	NAME  INSTITUTION  ADDRESS    FROM  CARRIER  CIRCUIT  CLASS
	h2    hosp-2       10.20.2.2  a1    -        -        user
	END
	lists list --family institutions area:14 <<-\END
	NAME    KIND         TITLE             CODE     PHONE         CLASS
	hosp-2  institution  Sakuradai Clinic  1410000  045-555-0102  user
	END
'

test_expect_success 'each family has its columns' '
	lists list --family devices <<-\END &&
	NAME  OWNER  ROLE          ADDRESS   SITE      CLASS
	a1    self   concentrator  10.0.0.1  otemachi  backbone
	a2    self   concentrator  10.0.0.2  otemachi  backbone
	e1    core   edge          10.9.0.1  -         backbone
	END
	lists list --family links <<-\END &&
	FROM  TO  CARRIER  CIRCUIT
	a1    a2  -        -
	a1    e1  fibre    TKF-0001
	END
	lists list --family demarcations <<-\END &&
	NEAR  NEAR OWNER  FAR OWNER  FAR  LINE
	a1    self        core       e1   -
	a2    self        hosp-1     -    h1-backup
	a1    self        hosp-1     -    h1-main
	a1    self        hosp-2     -    h2
	END
	lists list --family groups <<-\END &&
	NAME  PROTOCOL  DEVICES  LINES              NORMALLY ACTIVE
	h1    lines     -        h1-main h1-backup  h1-main
	END
	lists list --family sites <<-\END &&
	NAME      TITLE     AREA  OWNER  POWER COMPANY
	otemachi  Otemachi  13    self   -
	END
	lists list --family contacts <<-\END &&
	NAME  ORGANIZATION  ROLE          TITLE   CHANNELS
	duty  self          duty-officer  duty    mail:duty@tozai.example
	resp  hosp-1        responsible   Suzuki  phone:03-5550-0103
	END
	lists list --family service-classes <<-\END &&
	NAME      TITLE     INTERVAL  LOSS CAUTION  LOSS WARNING  RTT CAUTION  RTT WARNING
	backbone  backbone  1m        20%           40%           20ms         100ms
	user      user      5m        20%           60%           50ms         200ms
	END
	lists list --family rosters </dev/null
'

test_expect_success 'a family is JSON with every key' '
	cat >expect <<-END &&
	{"v":1,"type":"line","name":"h1-main","institution":"hosp-1","address":"10.20.1.2","from":"a1","cpe":null,"kind":"ip-vpn","carrier":"fibre","circuit_id":"CAF-0123","service_class":"user","contract_down_bps":1000000000,"contract_up_bps":100000000,"source":null,"interface":null,"tags":[],"file":"$PWD/etc/inventory/lab.yaml","line_number":22}
	END
	nwops --json inventory list --family lines h1-main >actual &&
	test_cmp expect actual &&
	nwops --json inventory list h1-main >actual &&
	test_cmp expect actual
'

test_expect_success 'a selector that means nothing is wrong usage' '
	echo "nwops: cannot select '\''h1-mian'\'': unknown name; did you mean '\''h1-main'\''?" >expect &&
	test_expect_code 3 nwops inventory list h1-mian >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err &&
	echo "nwops: selectors do not choose among '\''groups'\''" >expect &&
	test_expect_code 3 nwops inventory list --family groups h1 >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err
'

# --- show ---

test_expect_success 'a line is shown with its demarcation' '
	lists show h1-main <<-END
	NAME           h1-main
	INSTITUTION    hosp-1 (Sakura Hospital)
	ADDRESS        10.20.1.2
	FROM           a1
	KIND           ip-vpn
	CARRIER        fibre (Toko Fibre)
	CIRCUIT        CAF-0123
	CLASS          user (user)
	CONTRACT DOWN  1 Gbps
	CONTRACT UP    100 Mbps
	FILE           $PWD/etc/inventory/lab.yaml:22

	Demarcation:
	NEAR  NEAR OWNER  FAR OWNER  FAR  LINE
	a1    self        hosp-1     -    h1-main
	END
'

sakura() {
	cat <<-END
	NAME                 hosp-1
	KIND                 institution
	TITLE                Sakura Hospital
	KANA                 さくらびょういん
	CODE                 1310000
	PHONE                03-5550-0101
	TYPE                 hospital
	AREA                 13
	CLASS                user (user)
	CERTIFICATE EXPIRES  2027-04-01 00:00:00 +09:00
	OURSELVES            false
	FILE                 $PWD/etc/inventory/lab.yaml:5

	Lines:
	NAME       INSTITUTION  ADDRESS    FROM  CARRIER  CIRCUIT   CLASS
	h1-backup  hosp-1       10.20.1.3  a2    -        -         user
	h1-main    hosp-1       10.20.1.2  a1    fibre    CAF-0123  user

	Contacts:
	NAME  ORGANIZATION  ROLE         TITLE   CHANNELS
	resp  hosp-1        responsible  Suzuki  phone:03-5550-0103
	END
}
test_expect_success 'an institution is shown with its lines and contacts, whatever the caller says' '
	for query in hosp-1 organization:hosp-1 さくら病院 "Sakura Hospital" サクラビョウイン ｻｸﾗﾋﾞｮｳｲﾝ 03-5550-0101 \
		"+81 3 5550 0101" 0355500101 1310000; do
		sakura >expect &&
		nwops inventory show "$query" >actual 2>err &&
		test_cmp expect actual && test_must_be_empty err || return 1
	done
'

test_expect_success 'when several may be meant they are listed' '
	lists show さくら <<-\END
	NAME    TITLE             PHONE         CODE     MATCHED BY
	hosp-1  Sakura Hospital   03-5550-0101  1310000  title
	hosp-2  Sakuradai Clinic  045-555-0102  1410000  title
	END
'

test_expect_success 'all that have the name are shown' '
	sed "s/^groups:/  a1: {institution: hosp-1, from: a1, address: 10.20.9.9}\n&/" etc/inventory/lab.yaml >more &&
	mkdir -p two/inventory && cp etc/nwops.yaml two && cp more two/inventory/lab.yaml &&
	nwops --config two inventory show a1 --json >actual &&
	/usr/bin/python3 -c "
import json
for line in open(\"actual\"):
    object = json.loads(line)
    print(object[\"type\"], object.get(\"name\"))
" >kinds &&
	printf "%s\n" "device a1" "line a1" "demarcation None" >expect &&
	test_cmp expect kinds &&
	nwops --config two inventory show device:a1 --json >actual &&
	grep -c . actual >count && echo 1 >expect && test_cmp expect count
'

test_expect_success 'what nobody is called is refused' '
	echo "nwops: nothing and nobody is called '\''さくらんぼ'\''" >expect &&
	test_expect_code 3 nwops inventory show さくらんぼ >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err
'

# --- graph ---

test_expect_success 'the graph is in Graphviz language, on stdout or in a file' '
	nwops inventory graph >one.dot 2>err && test_must_be_empty err &&
	nwops inventory graph --output two.dot >actual 2>err &&
	test_must_be_empty actual && test_must_be_empty err &&
	test_cmp one.dot two.dot &&
	head -n 1 one.dot >actual && echo "digraph nwops {" >expect && test_cmp expect actual
'

if type dot >/dev/null 2>&1; then test_set_prereq DOT; fi
test_expect_success DOT 'Graphviz draws it, in Japanese too' '
	nwops --lang ja inventory graph --output net.svg 2>err && test_must_be_empty err &&
	/usr/bin/python3 - >actual <<-\END &&
	import xml.etree.ElementTree as tree
	words = {text.text for text in tree.parse("net.svg").iter("{http://www.w3.org/2000/svg}text")}
	print(sorted(word for word in ("責任分界",) if word in words))
	END
	echo "['\''責任分界'\'']" >expect && test_cmp expect actual
'

test_expect_success 'without Graphviz its package is named and nothing is written' '
	echo "nwops: cannot draw '\''no.svg'\'': the program '\''dot'\'' is missing; install the package graphviz" >expect &&
	PATH=$NWOPS_BUILD test_expect_code 3 nwops inventory graph --output no.svg 2>err &&
	test_cmp expect err && test ! -e no.svg
'

test_expect_success 'a file of another kind, or that cannot be written, is refused' '
	echo "nwops: '\''net.png'\'' ends neither in .svg nor in .dot" >expect &&
	test_expect_code 3 nwops inventory graph --output net.png 2>err && test_cmp expect err &&
	test_expect_code 3 nwops inventory graph --output none/net.dot 2>err &&
	grep -c "^nwops: cannot write '\''none/net.dot'\'': " err >count && echo 1 >expect && test_cmp expect count
'

test_expect_success 'with --json the graph is one object' '
	nwops --json inventory graph --output two.dot >actual &&
	echo "{\"v\":1,\"type\":\"graph\",\"file\":\"two.dot\",\"dot\":null}" >expect &&
	test_cmp expect actual
'

test_done
