#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops check as metrics: promtool accepts the classic text, a parser that
# nobody here wrote the OpenMetrics, and both hold what was measured, whatever
# the names in the inventory hold.
test_description='nwops check: OpenMetrics and textfile'
. "$(dirname "$0")/setup.sh"

# The clock stands still, so that every figure is known.
NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
site
{
	line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 |
		sed 's/watch: \[\]/watch: [icmp]/'
	echo '  odd: {institution: odd, from: a1, address: 192.0.2.9, kind: ip-vpn}'
} >etc/inventory/lab.yaml
cat >etc/inventory/odd.yaml <<'END'
organizations:
  odd: {kind: institution, type: clinic, service-class: user, name: {ja: "\"引用\"\\円\\n改行", en: "a \"b\" \\c\\\\nd{e=\"f\"} 1\\"}}
END
overlay 192.0.2.1=1.5ms 192.0.2.2=none 192.0.2.3=2ms,40% '192.0.2.4=!no route' 192.0.2.9=12ms 192.0.2.254=1ms >answers.yaml

# checks STATUS ARGUMENT...
checks() {
	status=$1 && shift &&
	test_expect_code "$status" nwops --overlay answers.yaml check --no-record "$@" >actual 2>err
}

# parse classic|open FILE: its samples, one a line, sorted; fails on what is none.
parse() {
	/usr/bin/python3 -c '
import json, sys
if sys.argv[1] == "open":
    from prometheus_client.openmetrics.parser import text_string_to_metric_families
else:
    from prometheus_client.parser import text_string_to_metric_families
samples = []
for family in text_string_to_metric_families(open(sys.argv[2], newline="").read()):
    for sample in family.samples:
        if sample.timestamp is not None:
            sys.exit("a timestamp: %r" % (sample,))
        samples.append([sample.name, sample.labels, float(sample.value)])
print("\n".join(sorted(json.dumps(sample, sort_keys=True, ensure_ascii=False) for sample in samples)))
' "$1" "$2"
}
/usr/bin/python3 -c 'import prometheus_client.openmetrics.parser' 2>/dev/null && test_set_prereq PARSER
command -v promtool >/dev/null && test_set_prereq PROMTOOL
command -v prometheus-node-exporter >/dev/null && test_set_prereq NODE_EXPORTER

# node_exporter DIRECTORY: what node_exporter itself shows of the textfiles there, on a port that
# the kernel chooses; nothing else of it is asked. To stdout.
node_exporter() {
	/usr/bin/python3 - "$1" <<-'END'
	import re, subprocess, sys, urllib.request
	exporter = subprocess.Popen(["prometheus-node-exporter", "--web.listen-address=127.0.0.1:0",
	                             "--collector.disable-defaults", "--collector.textfile",
	                             "--collector.textfile.directory=" + sys.argv[1]],
	                            stderr=subprocess.PIPE, text=True)
	page = None
	for line in exporter.stderr:
	    sys.stderr.write(line)
	    place = re.search(r'msg="Listening on" address=(\S+)', line)
	    if place:
	        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
	        page = opener.open("http://%s/metrics" % place[1], timeout=60).read().decode()
	        exporter.terminate()
	exporter.wait()
	if page is None:
	    sys.exit("it never listened")
	sys.stdout.write(page)
	END
}

test_expect_success PARSER 'OpenMetrics says everything that was measured, and nothing that was not' '
	checks 2 --format openmetrics && parse open actual >samples && cat >expect <<-\END &&
	["nwops_build_info", {"version": "VERSION"}, 1.0]
	["nwops_item_info", {"address": "192.0.2.1", "concentrator": "a1", "item": "line:h1", "owner_title_en": "Sakura Hospital", "owner_title_ja": "さくら病院"}, 1.0]
	["nwops_item_info", {"address": "192.0.2.2", "concentrator": "a1", "item": "line:h2", "owner_title_en": "Sakura Hospital", "owner_title_ja": "さくら病院"}, 1.0]
	["nwops_item_info", {"address": "192.0.2.254", "concentrator": "", "item": "device:a1", "owner_title_en": "Tozai Medical Lines", "owner_title_ja": "Tozai Medical Lines"}, 1.0]
	["nwops_item_info", {"address": "192.0.2.3", "concentrator": "a1", "item": "line:h3", "owner_title_en": "Sakura Hospital", "owner_title_ja": "さくら病院"}, 1.0]
	["nwops_item_info", {"address": "192.0.2.4", "concentrator": "a1", "item": "line:h4", "owner_title_en": "Sakura Hospital", "owner_title_ja": "さくら病院"}, 1.0]
	["nwops_item_info", {"address": "192.0.2.9", "concentrator": "a1", "item": "line:odd", "owner_title_en": "a \"b\" \\c\\\\nd{e=\"f\"} 1\\", "owner_title_ja": "\"引用\"\\円\\n改行"}, 1.0]
	["nwops_item_loss_ratio", {"item": "device:a1"}, 0.0]
	["nwops_item_loss_ratio", {"item": "line:h1"}, 0.0]
	["nwops_item_loss_ratio", {"item": "line:h2"}, 1.0]
	["nwops_item_loss_ratio", {"item": "line:h3"}, 0.4]
	["nwops_item_loss_ratio", {"item": "line:odd"}, 0.0]
	["nwops_item_received_packets", {"item": "device:a1"}, 5.0]
	["nwops_item_received_packets", {"item": "line:h1"}, 5.0]
	["nwops_item_received_packets", {"item": "line:h2"}, 0.0]
	["nwops_item_received_packets", {"item": "line:h3"}, 3.0]
	["nwops_item_received_packets", {"item": "line:h4"}, 0.0]
	["nwops_item_received_packets", {"item": "line:odd"}, 5.0]
	END
	grep -v "\"nwops_item_\(rtt\|sent\|sample\|status\)" samples | grep "nwops_\(item\|build\)_" |
		sed "s/\(\"version\": \"\)[^\"]*/\1VERSION/" >some &&
	test_cmp expect some &&
	cat >expect <<-\END &&
	["nwops_item_rtt_max_seconds", {"item": "device:a1"}, 0.001]
	["nwops_item_rtt_max_seconds", {"item": "line:h1"}, 0.0015]
	["nwops_item_rtt_max_seconds", {"item": "line:h3"}, 0.002]
	["nwops_item_rtt_max_seconds", {"item": "line:odd"}, 0.012]
	["nwops_item_rtt_median_seconds", {"item": "device:a1"}, 0.001]
	["nwops_item_rtt_median_seconds", {"item": "line:h1"}, 0.0015]
	["nwops_item_rtt_median_seconds", {"item": "line:h3"}, 0.002]
	["nwops_item_rtt_median_seconds", {"item": "line:odd"}, 0.012]
	["nwops_item_rtt_min_seconds", {"item": "device:a1"}, 0.001]
	["nwops_item_rtt_min_seconds", {"item": "line:h1"}, 0.0015]
	["nwops_item_rtt_min_seconds", {"item": "line:h3"}, 0.002]
	["nwops_item_rtt_min_seconds", {"item": "line:odd"}, 0.012]
	["nwops_item_sample_timestamp_seconds", {"item": "device:a1"}, 1795543200.0]
	["nwops_item_sample_timestamp_seconds", {"item": "line:h1"}, 1795543200.0]
	["nwops_item_sample_timestamp_seconds", {"item": "line:h2"}, 1795543200.0]
	["nwops_item_sample_timestamp_seconds", {"item": "line:h3"}, 1795543200.0]
	["nwops_item_sample_timestamp_seconds", {"item": "line:h4"}, 1795543200.0]
	["nwops_item_sample_timestamp_seconds", {"item": "line:odd"}, 1795543200.0]
	["nwops_item_sent_packets", {"item": "device:a1"}, 5.0]
	["nwops_item_sent_packets", {"item": "line:h1"}, 5.0]
	["nwops_item_sent_packets", {"item": "line:h2"}, 5.0]
	["nwops_item_sent_packets", {"item": "line:h3"}, 5.0]
	["nwops_item_sent_packets", {"item": "line:h4"}, 0.0]
	["nwops_item_sent_packets", {"item": "line:odd"}, 5.0]
	["nwops_item_status", {"area": "", "item": "device:a1", "kind": "device", "owner": "self", "service_class": "backbone"}, 0.0]
	["nwops_item_status", {"area": "", "item": "line:odd", "kind": "line", "owner": "odd", "service_class": "user"}, 0.0]
	["nwops_item_status", {"area": "13", "item": "line:h1", "kind": "line", "owner": "hosp", "service_class": "user"}, 0.0]
	["nwops_item_status", {"area": "13", "item": "line:h2", "kind": "line", "owner": "hosp", "service_class": "user"}, 3.0]
	["nwops_item_status", {"area": "13", "item": "line:h3", "kind": "line", "owner": "hosp", "service_class": "user"}, 1.0]
	["nwops_item_status", {"area": "13", "item": "line:h4", "kind": "line", "owner": "hosp", "service_class": "user"}, 4.0]
	["nwops_items", {"status": "caution"}, 1.0]
	["nwops_items", {"status": "down"}, 1.0]
	["nwops_items", {"status": "ok"}, 3.0]
	["nwops_items", {"status": "unknown"}, 1.0]
	["nwops_items", {"status": "warning"}, 0.0]
	["nwops_items_not_asked", {}, 0.0]
	["nwops_last_run_timestamp_seconds", {}, 1795543200.0]
	["nwops_own_lost_packets", {}, 0.0]
	["nwops_own_refused_packets", {}, 0.0]
	["nwops_run_duration_seconds", {}, 0.0]
	["probe_success", {"item": "device:a1"}, 1.0]
	["probe_success", {"item": "line:h1"}, 1.0]
	["probe_success", {"item": "line:h2"}, 0.0]
	["probe_success", {"item": "line:h3"}, 1.0]
	["probe_success", {"item": "line:odd"}, 1.0]
	END
	grep -v "nwops_build\|item_info\|loss_ratio\|received" samples >others && test_cmp expect others &&
	tail -n 1 actual >last && echo "# EOF" >expect && test_cmp expect last
'

test_expect_success PARSER 'the textfile holds the same samples' '
	checks 2 --format textfile && parse classic actual >classic &&
	checks 2 --format openmetrics && parse open actual >open && test_cmp open classic
'

test_expect_success PROMTOOL 'promtool accepts the textfile and has nothing to say' '
	checks 2 --format textfile && promtool check metrics <actual >said 2>&1 && test_must_be_empty said &&
	! grep "^# UNIT\|^# EOF" actual
'

test_expect_success 'and would have, of a broken one' '
	test_have_prereq PROMTOOL || return 0
	sed "s/^# HELP nwops_items .*//; s/nwops_item_sent_packets/nwops_item_sent_ms/" actual >broken &&
	test_expect_code 3 promtool check metrics <broken >said 2>&1 && test -s said
'

test_expect_success '--output replaces a file in one step, readable by all' '
	mkdir -p collector && echo old >collector/nwops.prom && ln collector/nwops.prom old &&
	(umask 077 && checks 2 --format textfile --output collector/nwops.prom) && test_must_be_empty actual &&
	checks 2 --format textfile && test_cmp actual collector/nwops.prom &&
	echo old >expect && test_cmp expect old &&
	stat -c "%a %n" collector/* >modes && echo "644 collector/nwops.prom" >expect && test_cmp expect modes
'

test_expect_success NODE_EXPORTER,PARSER 'node_exporter shows every sample of it, and has no trouble' '
	parse classic collector/nwops.prom >expect &&
	node_exporter collector >page && parse classic page >all &&
	grep "^\[\"\(nwops_\|probe_\)" all >shown && test_cmp expect shown && test -s shown &&
	grep "^\[\"node_textfile_\(scrape_error\|mtime_seconds\)" all | sed "s/, [0-9.e+]*\]$/, NUMBER]/" >own &&
	cat >expect <<-\END &&
	["node_textfile_mtime_seconds", {"file": "FILE"}, NUMBER]
	["node_textfile_scrape_error", {}, NUMBER]
	END
	sed -i "s,\"file\": \"[^\"]*collector/nwops.prom\",\"file\": \"FILE\"," own && test_cmp expect own &&
	grep "^node_textfile_scrape_error 0$" page
'

test_expect_success NODE_EXPORTER 'what node_exporter cannot read it would have said' '
	mkdir spoilt && sed "s/^nwops_items_not_asked .*/nwops_items_not_asked x/" collector/nwops.prom >spoilt/nwops.prom &&
	node_exporter spoilt >page && ! grep "^nwops_" page && grep "^node_textfile_scrape_error 1$" page
'

test_expect_success '--output that cannot be written is told, and leaves nothing behind' '
	echo "nwops: cannot write '\''none/nwops.prom'\'': No such file or directory" >expect &&
	checks 3 --format textfile --output none/nwops.prom && test_must_be_empty actual &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said &&
	mkdir -p taken/nwops.prom &&
	echo "nwops: cannot write '\''taken/nwops.prom'\'': Is a directory" >expect &&
	checks 3 --format textfile --output taken/nwops.prom &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said &&
	ls taken >files && echo nwops.prom >expect && test_cmp expect files
'

test_expect_success 'what cannot be printed is not taken for printed' '
	test_expect_code 3 nwops --overlay answers.yaml check --no-record --format textfile >/dev/full 2>err &&
	grep "^nwops: cannot write to standard output: " err
'

test_done
