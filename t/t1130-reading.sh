#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What the inventory says of devices that are read over SSH: shown, listed, and
# refused where it could not work.
test_description='devices over SSH in the inventory'
. "$(dirname "$0")/setup.sh"

mkdir -p etc/inventory etc/keys
(umask 077 && echo secret >etc/keys/noc && echo secret >etc/keys/old)
cat >etc/nwops.yaml <<'END'
service-classes:
  user:
    thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}
    figures: {cpu: {caution: 60%, warning: 80%}, memory: false, rebooted: 1h}
ssh-logins:
  noc: {user: nwops, key: keys/noc, jump: b1, limits: {job: 90s, bytes: 1048576}}
  old: {user: nwops, password: keys/old, legacy: [ssh-rsa, hmac-sha1]}
versions:
  frr: {wanted: ["10.*"], refused: ["10.0*"]}
END
cat >good.yaml <<'END'
organizations:
  self: {kind: operator, self: true, name: {ja: 東西医療回線, en: Tozai Medical Lines}}
  hosp: {kind: institution, type: hospital, service-class: user, name: Hospital}
contacts:
  duty: {organization: self, role: duty-officer, login: a}
  manager: {organization: self, role: ops-manager, login: b}
  desk: {organization: self, role: help-desk, login: c}
lines:
  h1: {institution: hosp, from: a1, address: 10.20.1.2, contract: {down: 1G, up: 100M}}
interfaces:
  a1/ge-0/0/1: {line: h1}
  a1/eth0: {device: b1, rate: 10G, expect: any}
devices:
  b1: {owner: self, platform: linux, address: 10.0.0.1, service-class: user, ssh: {like: old}}
  a1: {owner: self, platform: frr, address: 10.0.0.2, service-class: user, ssh: {like: noc, port: 830, agent: true}}
links:
  - [b1, a1]
END
cp good.yaml etc/inventory/lab.yaml

test_expect_success 'a device is shown with its login, its interfaces and its versions' '
	cat >expect <<-\END &&
	NAME             a1
	OWNER            self (Tozai Medical Lines)
	ADDRESS          10.0.0.2
	CLASS            user (user)
	PLATFORM         frr
	WATCHED BY ICMP  true
	SSH USER         nwops
	FILE             etc/inventory/lab.yaml:15

	Login:
	NAME                 a1
	USER                 nwops
	KEY                  etc/keys/noc
	AGENT                true
	PORT                 830
	JUMP                 b1
	TRANSPORT            libssh2
	LIKE                 noc
	LIMIT OF JOB         1m30s
	LIMIT OF OUTPUT      1.05 MB
	FILE                 etc/inventory/lab.yaml:15

	Interfaces:
	NAME         LABEL  LINE  PEER  RATE IN   RATE OUT  EXPECTED
	a1/eth0      b1     -     b1    10 Gbps   10 Gbps   any
	a1/ge-0/0/1  h1     h1    -     100 Mbps  1 Gbps    up

	Versions:
	NAME  WANTED  REFUSED
	frr   10.*    10.0*
	END
	nwops --config etc inventory show device:a1 >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err
'

test_expect_success 'logins, interfaces and versions are families' '
	cat >expect <<-\END &&
	NAME  USER   KEY           JUMP  LEGACY             TRANSPORT
	noc   nwops  etc/keys/noc  b1    -                  -
	old   nwops  -             -     ssh-rsa hmac-sha1  -
	END
	nwops --config etc inventory list --family ssh-logins >actual && test_cmp expect actual &&
	cat >expect <<-\END &&
	{"v":1,"type":"version-policy","name":"frr","wanted":["10.*"],"refused":["10.0*"],"file":"etc/nwops.yaml","line_number":9}
	END
	nwops --json --config etc inventory list --family versions >actual && test_cmp expect actual &&
	cat >expect <<-\END &&
	{"v":1,"type":"interface","name":"a1/ge-0/0/1","label":"h1","device":"a1","line":"h1","peer":null,"rate_in_bps":100000000,"rate_out_bps":1000000000,"expect":"up","file":"etc/inventory/lab.yaml","line_number":11}
	END
	nwops --json --config etc inventory show interface:a1/ge-0/0/1 >actual && test_cmp expect actual
'

test_expect_success 'a class tells the levels of figures' '
	nwops --config etc inventory show service-class:user >actual &&
	grep "^FIGURES" actual >figures &&
	echo "FIGURES         cpu 60%/80%, memory -, load 70%/90%, errors 0.01%/0.1%, discards 0.1%/1%, clock 2s/30s, certificate 30d/1w, sessions 80%/95%, login 15s/45s, rebooted 1h" >expect &&
	test_cmp expect figures
'

test_expect_success 'algorithms that are weak are warnings, once for all devices' '
	cat >expect <<-END &&
	warning: etc/nwops.yaml: line 7, column 51: login '\''old'\'' allows '\''ssh-rsa'\'': signs with SHA-1 (RFC 8332)
	warning: etc/nwops.yaml: line 7, column 60: login '\''old'\'' allows '\''hmac-sha1'\'': SHA-1, which is to be gone by 2030 (NIST, 2022-12-15)
	etc: errors 0, warnings 2
	END
	test_expect_code 1 nwops --config etc inventory lint >actual 2>err && test_cmp expect actual && test_must_be_empty err
'

test_expect_success 'lint knows the platforms that there are' '
	sed "s/platform: frr/platform: frrr/" good.yaml >etc/inventory/lab.yaml &&
	test_expect_code 3 nwops --config etc inventory lint >actual &&
	grep "^error" actual >errors &&
	echo "error: etc/inventory/lab.yaml: line 15, column 3: unknown platform '\''frrr'\'' of device '\''a1'\''; did you mean '\''frr'\''?" >expect &&
	test_cmp expect errors &&
	mkdir etc/platforms && printf "titel: x\n" >etc/platforms/frr.yaml && cp good.yaml etc/inventory/lab.yaml &&
	test_expect_code 3 nwops --config etc inventory lint >actual &&
	grep -c "^error: etc/platforms/frr.yaml: " actual >count && test "$(cat count)" -ge 1 &&
	rm -r etc/platforms
'

test_expect_success 'a table of devices has all of it' '
	nwops --config etc inventory export --family devices >devices.csv &&
	cat >expect <<-\END &&
	id,owner,role,model,platform,address,addresses,watch,site,service-class,sessions-max,ssh.user,ssh.key,ssh.password,ssh.keyboard,ssh.agent,ssh.port,ssh.jump,ssh.legacy,ssh.transport,ssh.elevate,ssh.like,tags
	a1,self,,,frr,10.0.0.2,,,,user,,,,,,true,830,,,,,noc,
	b1,self,,,linux,10.0.0.1,,,,user,,,,,,,,,,,,old,
	END
	test_cmp expect devices.csv &&
	sed "/^devices:/,/^links:/{/^devices:/c\\
devices: !csv devices.csv
/^  /d}" good.yaml >etc/inventory/lab.yaml && cp devices.csv etc &&
	nwops --config etc inventory export --family devices >again.csv && test_cmp devices.csv again.csv &&
	cp good.yaml etc/inventory/lab.yaml
'

test_expect_success 'a secret that others can read is refused, whichever it is' '
	chmod 644 etc/keys/old &&
	cat >expect <<-END &&
	nwops: etc/nwops.yaml: line 7, column 32: '\''etc/keys/old'\'' refused: others can read it; run chmod 600
	nwops: the configuration in '\''etc'\'' has errors; nothing was done
	END
	test_expect_code 3 nwops --config etc inventory list >actual 2>err && test_must_be_empty actual &&
	test_cmp expect err && chmod 600 etc/keys/old
'

test_expect_success 'in Japanese too' '
	cat >expect <<-\END &&

	ログイン:
	名前                a1
	ユーザー            nwops
	鍵                  etc/keys/noc
	エージェント        true
	ポート              830
	経由                b1
	通信手段            libssh2
	共通設定            noc
	全体の制限          1m30s
	出力の制限          1.05 MB
	ファイル            etc/inventory/lab.yaml:15

	インタフェース:
	名前         呼び名  回線  対向  受信速度  送信速度  あるべき状態
	a1/eth0      b1      -     b1    10 Gbps   10 Gbps   any
	a1/ge-0/0/1  h1      h1    -     100 Mbps  1 Gbps    up

	バージョン:
	名前  指定  不可
	frr   10.*  10.0*
	END
	nwops --lang ja --config etc inventory show device:a1 >whole && sed 1,8d whole >actual && test_cmp expect actual
'

test_done
