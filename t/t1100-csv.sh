#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Sections that are tables: lines, organizations and devices from CSV files.
test_description='inventory from CSV'
. "$(dirname "$0")/setup.sh"

site
cat >etc/inventory/lab.yaml <<'END'
organizations:
  self: {kind: operator, self: true, name: Tozai Medical Lines}
devices: !csv devices.csv
END
echo 'organizations: !csv tables/organizations.csv' >etc/inventory/organizations.yaml
echo 'lines: !csv lines.csv' >etc/inventory/lines.yaml
mkdir etc/tables
cat >etc/tables/organizations.csv <<'END'
id,kind,type,service-class,name.ja,name.en,name.kana,code,phone,area,hours,tags
fibre,carrier,,,東光回線,Toko Fibre,,,,,,
hosp-1,institution,hospital,user,さくら病院,Sakura Hospital,さくらびょういん,1310000,03-5550-0101,13,"mon-fri 09:00-12:00, sat 24h",night large
"hosp-2",institution,clinic,user,"医院 ""台""",,,,,14,,
END
printf '\357\273\277id,owner,role,address,watch,service-class\r\na1,self,concentrator,192.0.2.254,[],backbone\r\n' >etc/devices.csv
cat >etc/lines.csv <<'END'
id,institution,from,address,kind,carrier,circuit-id,contract.down,contract.up,interface
h1-main,hosp-1,a1,10.20.1.2,ip-vpn,fibre,"CAF-0123, 1",1G,100M,

h2,hosp-2,a1,10.20.2.2,,,,,,eth0
END

test_expect_success 'a table reads as YAML does' '
	mkdir -p yaml/inventory && cp etc/nwops.yaml yaml &&
	cat >yaml/inventory/lab.yaml <<-\END &&
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  fibre: {kind: carrier, name: {ja: 東光回線, en: Toko Fibre}}
	  hosp-1: {kind: institution, type: hospital, service-class: user, code: "1310000", phone: 03-5550-0101, area: 13,
	           name: {ja: さくら病院, en: Sakura Hospital, kana: さくらびょういん},
	           hours: "mon-fri 09:00-12:00, sat 24h", tags: [night, large]}
	  hosp-2: {kind: institution, type: clinic, service-class: user, name: 医院 "台", area: 14}
	devices:
	  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: [], service-class: backbone}
	lines:
	  h1-main: {institution: hosp-1, from: a1, address: 10.20.1.2, kind: ip-vpn, carrier: fibre,
	            circuit-id: "CAF-0123, 1", contract: {down: 1G, up: 100M}}
	  h2: {institution: hosp-2, from: a1, address: 10.20.2.2, interface: eth0}
	END
	for family in organizations devices lines; do
		nwops --json inventory list --family $family >actual &&
		nwops --json --config yaml inventory list --family $family >expect &&
		sed -i "s/,\"file\":.*/}/" expect actual &&
		test_cmp expect actual || return 1
	done
'

test_expect_success 'a thing of a table knows its line' '
	nwops --json inventory show line:h2 >out && sed -n "1s/.*\"file\":/file:/p" out >actual &&
	echo "file:\"$PWD/etc/lines.csv\",\"line_number\":4}" >expect &&
	test_cmp expect actual
'

test_expect_success 'the whole configuration is linted in one pass' '
	cp -R etc bad &&
	cat >bad/lines.csv <<-\END &&
	id,institution,from,address,kind
	h1,hosp-1,a1,10.20.1.2,ip-vnp
	h2,hosp-3,a1,10.20.1.2,
	h3,hosp-1,a1
	h4,hosp-1,"a"1,10.20.1.4,
	END
	sed "s/,area,/,aria,/" etc/tables/organizations.csv >bad/tables/organizations.csv &&
	printf "id,owner\na1,self\n\351\n" >bad/devices.csv &&
	cat >expect <<-\END &&
	error: bad/devices.csv: line 3, column 1: found the byte 0xE9, which is not UTF-8; save the file as UTF-8
	error: bad/lines.csv: line 2, column 24: '\''kind'\'' of line '\''h1'\'' is '\''ip-vnp'\'': expected one of leased, ip-vpn, ipsec, other; did you mean '\''ip-vpn'\''?
	error: bad/lines.csv: line 3, column 14: address '\''10.20.1.2'\'' of line '\''h2'\'' is that of line '\''h1'\'' already: bad/lines.csv, line 2, column 1
	error: bad/lines.csv: line 4, column 1: a record of 3 cells, but the first line names 5 columns
	error: bad/lines.csv: line 5, column 11: text behind the closing quote of this cell; write two quotes for one that is meant
	error: bad/tables/organizations.csv: line 1, column 65: unknown column '\''aria'\''; did you mean '\''area'\''?
	bad: errors 6, warnings 0
	END
	test_expect_code 3 nwops --config bad inventory lint >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err
'

test_expect_success 'a file that is not there is told once' '
	cp -R etc gone && rm gone/tables/organizations.csv &&
	cat >expect <<-\END &&
	error: cannot read '\''gone/tables/organizations.csv'\'': no such file or directory
	gone: errors 1, warnings 0
	END
	test_expect_code 3 nwops --config gone inventory lint >actual && test_cmp expect actual
'

test_expect_success 'a table stands only where the page says' '
	cp -R etc where && rm where/inventory/lines.yaml &&
	printf "sites: !csv sites.csv\nlines: !csv\ngroups: {a: !csv b.csv}\n" >where/inventory/more.yaml &&
	cat >expect <<-\END &&
	error: where/inventory/more.yaml: line 1, column 8: section '\''sites'\'' has the unexpected tag '\''!csv'\'': expected a mapping
	error: where/inventory/more.yaml: line 2, column 8: '\''!csv'\'' without the name of a file
	error: where/inventory/more.yaml: line 3, column 13: group '\''a'\'' has the unexpected tag '\''!csv'\'': expected a mapping
	END
	test_expect_code 3 nwops --config where inventory lint >out && grep ^error: out >actual && test_cmp expect actual
'

test_expect_success 'an absolute path is taken as it is, and a FIFO is not read' '
	cp -R etc far && mv far/lines.csv "$PWD/elsewhere.csv" &&
	echo "lines: !csv $PWD/elsewhere.csv" >far/inventory/lines.yaml &&
	nwops --config far inventory list --family lines h2 >actual &&
	nwops inventory list --family lines h2 >expect && test_cmp expect actual &&
	mkfifo far/fifo.csv && echo "lines: !csv fifo.csv" >far/inventory/lines.yaml &&
	test_expect_code 3 nwops --config far inventory lint >actual &&
	echo "error: cannot read '\''far/fifo.csv'\'': it is a FIFO, not a regular file" >expect &&
	head -n 1 actual >first && test_cmp expect first
'

test_done
