#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The manuals of 1.3.1-1 and 1.3.4-1: printed in both languages, as Markdown and
# as PDF, and the record of who approved them.
test_description='nwops procedure manual'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
cp -r "$NWOPS_SOURCE/share/examples/tozai" etc
echo 'We approve.' >letter.txt

# A user namespace in which mounts can be made, so that a disk is full and a program is not there.
if unshare --user --map-root-user --mount true 2>/dev/null; then
	test_set_prereq MOUNTS
fi
if [ -x /usr/bin/weasyprint ] && [ -x /usr/bin/pdftotext ] && [ -n "$(fc-list :lang=ja family)" ]; then
	test_set_prereq PDF
fi

# digest FILE: SHA-256 of its text, as the page says it is found.
digest() {
	sed '1,/^---$/d' "$1" | sha256sum | cut -d' ' -f1
}
# front FILE: the first table, without digests.
front() {
	sed '/^$/q' "$1" | sed 's/[0-9a-f]\{64\}/DIGEST/g'
}

test_expect_success '--help and wrong usage' '
	nwops procedure manual --help >actual && grep -q -e "--approved-by ORG" actual &&
	for words in "--kind other" "--output a.txt" "--approved-by core" "--document letter.txt" "--on 2026-11-20" \
		"--approved-by core --document letter.txt --output a.md"; do
		# Word splitting is meant.
		# shellcheck disable=SC2086
		test_expect_code 3 nwops procedure manual $words >actual 2>err && test_must_be_empty actual && test -s err || return 1
	done &&
	test ! -e state/nwops.db
'

test_expect_success 'both manuals in both languages, each with the digest of its text' '
	for kind in operations response; do
		for language in ja en; do
			nwops --lang $language procedure manual --kind $kind >$kind.$language.md &&
			grep -q "^| SHA-256 | $(digest $kind.$language.md) |$" $kind.$language.md || return 1
		done
	done &&
	nwops procedure manual >actual && test_cmp operations.en.md actual &&
	cat >expect <<-\END &&
	| 文書 | 東西医療回線 障害・災害 対応マニュアル |
	| --- | --- |
	| 版 | 案 (承認された版なし) |
	| SHA-256 | DIGEST |
	| 承認 | 未承認 (1.3.4-1 により承認が必要) |

	END
	front response.ja.md >actual && test_cmp expect actual &&
	cat >expect <<-\END &&
	| Document | Tozai Medical Lines Operations and maintenance manual |
	| --- | --- |
	| Version | draft (no version was approved) |
	| SHA-256 | DIGEST |
	| Approval | not approved (no clause asks for it) |

	END
	front operations.en.md >actual && test_cmp expect actual
'

test_expect_success 'the chapters, and every procedure that there is' '
	nwops --json procedure list >list && wc -l <list >count &&
	grep -c "^### 8\.[0-9]* " operations.ja.md >actual && test_cmp count actual &&
	sed -n "s/^## \([0-9]\. .*\)/\1/p" operations.ja.md >actual &&
	cat >expect <<-\END &&
	1. 目的と適用範囲
	2. 体制と役割分担
	3. 連絡先
	4. 当番
	5. 報告と期限
	6. サービス区分ごとの水準と対応
	7. 報告・通知
	8. 手順
	END
	test_cmp expect actual &&
	grep -q "^> 計画した変更は、実施の10営業日前までに" operations.ja.md &&
	grep -q "^| 利用者 | 30分 | 2時間 |$" operations.ja.md &&
	grep -q "^| 障害第一報 | 相互接続基盤の事業主体 | " operations.ja.md &&
	test_must_fail grep -q "さくら病院\|suzuki |" operations.ja.md &&
	test_must_fail grep -q "2\.3\.1\|2\.1\.1-2" response.ja.md
'

test_expect_success 'into a file, byte for byte what is printed' '
	nwops procedure manual --output a.md >actual && test_must_be_empty actual && test_cmp operations.en.md a.md &&
	test_expect_code 3 nwops procedure manual --output none/a.md 2>err && grep -q "none/a.md" err
'

test_expect_success 'what the site did not write is said, and no other language stands in' '
	cp -r etc bare && sed -i "/^manual:/,\$d" bare/nwops.yaml &&
	test_expect_code 1 nwops --config bare procedure manual >bare.md 2>err &&
	grep -qx "\*\*not written: statement of conformity with law and standards (2\.1\.1-1)\*\*" bare.md &&
	grep -q "not written: statement of conformity" err &&
	grep -qx "\*\*places that say .not written.: 1\*\*" bare.md &&
	printf "manual: {conformity: {ja: 準拠する, source: Law, reviewed: 2026-04-01}}\n" >>bare/nwops.yaml &&
	nwops --config bare --lang ja procedure manual >bare.md && grep -qx "> 準拠する" bare.md &&
	test_expect_code 1 nwops --config bare procedure manual >bare.md 2>err && test_must_fail grep 準拠する bare.md &&
	grep -qx "\*\*not written: statement of conformity with law and standards, in English (2\.1\.1-1)\*\*" bare.md
'

test_expect_success 'a procedure with an error is no manual' '
	mkdir bare/procedures && echo "procedure: bad" >bare/procedures/bad.yaml &&
	test_expect_code 3 nwops --config bare procedure manual >actual 2>err && test_must_be_empty actual && grep -q "bad.yaml" err
'

test_expect_success 'only a core operator approves, by a letter that can be read' '
	: >empty && mkdir folder &&
	for said in "nobody letter.txt" "fibre-e letter.txt" "self letter.txt" "core missing.txt" "core folder" "core empty"; do
		test_expect_code 3 nwops procedure manual --kind response --approved-by "${said%% *}" --document "${said#* }" \
			>actual 2>err && test_must_be_empty actual && test -s err || return 1
	done &&
	grep -q "empty" err &&
	test_expect_code 3 nwops procedure manual --kind response --approved-by core --document letter.txt --on 2026-11-26 2>err &&
	grep -q "yet to come" err && test_expect_code 3 nwops procedure manual --kind response --approved-by core \
		--document letter.txt --on someday 2>err &&
	test ! -e state/nwops.db
'

test_expect_success NOBODY 'a letter that may not be read approves nothing' '
	cp letter.txt secret.txt && chmod 000 secret.txt && mkdir nobody && chmod 777 nobody &&
	test_expect_code 3 as_nobody nwops --state nobody procedure manual --approved-by core --document secret.txt 2>err &&
	grep -q "secret.txt" err && test ! -e nobody/nwops.db
'

test_expect_success 'an approval is recorded and shown from then on' '
	nwops --by "Suzuki Hanako" procedure manual --kind response --approved-by core --document letter.txt --on 2026-11-20 >actual &&
	cat >expect <<-END &&
	recorded: '\''core'\'' approved version 1 of '\''Tozai Medical Lines Response manual for faults and disasters'\'' on 2026-11-20 00:00:00 +09:00
	SHA-256 of the manual: $(digest response.en.md)
	SHA-256 of '\''letter.txt'\'': $(sha256sum <letter.txt | cut -d" " -f1)
	END
	test_cmp expect actual &&
	nwops procedure manual --kind response >after.md && test "$(digest after.md)" = "$(digest response.en.md)" &&
	cat >expect <<-\END &&
	| Document | Tozai Medical Lines Response manual for faults and disasters |
	| --- | --- |
	| Version | version 1 |
	| SHA-256 | DIGEST |
	| Approval | approved by Interconnection core on 2026-11-20 00:00:00 +09:00 (SHA-256 DIGEST) |

	END
	front after.md >actual && test_cmp expect actual &&
	nwops --lang ja procedure manual --kind response >after.md && grep -q "英語版を相互接続基盤が承認" after.md &&
	nwops procedure manual >after.md && test_cmp operations.en.md after.md &&
	nwops audit verify >actual && grep -q "^entries: 1, signed for: 1$" actual
'

test_expect_success 'a change is told of, and the next approval has the next number' '
	sed -i "s/first: 30m, follow-up: 2h/first: 20m, follow-up: 2h/" etc/nwops.yaml &&
	nwops procedure manual --kind response >after.md &&
	cat >expect <<-\END &&
	| Document | Tozai Medical Lines Response manual for faults and disasters |
	| --- | --- |
	| Version | draft after version 1 |
	| SHA-256 | DIGEST |
	| Approval | not approved: version 1 was (by Interconnection core on 2026-11-20 00:00:00 +09:00), and it has changed since |

	END
	front after.md >actual && test_cmp expect actual &&
	nwops procedure manual --kind response --approved-by core --document letter.txt >actual &&
	grep -q "approved version 2 of .* on 2026-11-25 03:00:00 +09:00$" actual &&
	nwops procedure manual --kind response --approved-by core --document letter.txt >actual && grep -q "approved version 2 of" actual &&
	nwops --json procedure manual --kind response >json && /usr/bin/python3 -c "
import json
manual = json.load(open(\"json\"))
print(manual[\"standing\"], [(a[\"version\"], a[\"sequence\"], a[\"said_by\"]) for a in manual[\"approvals\"]])" >actual &&
	echo "approved [(2, 3, None), (2, 2, None), (1, 1, '\''Suzuki Hanako'\'')]" >expect && test_cmp expect actual
'

test_expect_success 'the entry, not the mark, is believed' '
	cp -r state forged && /usr/bin/python3 -c "
import sqlite3
store = sqlite3.connect(\"forged/nwops.db\")
store.execute(\"update mark set text = ? where name = ?\", (\"{\\\"sequence\\\":9}\", \"manual-response\"))
store.commit()" &&
	test_expect_code 3 nwops --state forged procedure manual --kind response >actual 2>err && test_must_be_empty actual &&
	grep -q "entry 9 of the journal" err
'

test_expect_success PDF 'a PDF has the text, its digest on each page, and the Markdown in it' '
	nwops --lang ja procedure manual --kind response --output response.pdf && pdftotext -layout response.pdf pages.txt &&
	nwops --lang ja procedure manual --kind response >whole.md && pdfdetach -save 1 -o inside.md response.pdf && test_cmp whole.md inside.md &&
	pdfinfo response.pdf >about && pdffonts response.pdf >fonts && grep -q "CJK" fonts &&
	pages=$(sed -n "s/^Pages: *//p" about) && test "$pages" -gt 30 &&
	test "$(grep -c "SHA-256 $(digest whole.md)" pages.txt)" -ge "$pages" &&
	grep -q "^ *1\. 目的と適用範囲 *\.[. ]* *3$" pages.txt && grep -q "8\.1 .*\.\.\. *[0-9][0-9]*$" pages.txt &&
	test_must_fail grep -q "http" pages.txt && ls -A >left && test_must_fail grep nwops-manual left
'

test_expect_success MOUNTS 'without weasyprint it is said which package has it' '
	unshare --user --map-root-user --mount sh -c "
		for path in /usr/local/bin /usr/bin /bin; do
			[ ! -x \$path/weasyprint ] || mount --bind /dev/null \$path/weasyprint || exit 1
		done
		nwops procedure manual --output a.pdf" 2>err; test $? = 3 &&
	grep -q "apt install weasyprint fonts-noto-cjk" err && test ! -e a.pdf
'

test_expect_success MOUNTS,PDF 'a program that fails leaves the old PDF, and what it said is told' '
	printf "#!/bin/sh\\necho one >&2\\necho boom >&2\\nexit 2\\n" >failing && chmod +x failing && echo old >b.pdf && echo old >expect &&
	unshare --user --map-root-user --mount sh -c "
		mount --bind failing /usr/bin/weasyprint && nwops procedure manual --output b.pdf" 2>err; test $? = 3 &&
	grep -q "weasyprint.* ended with status 2: boom" err && test_cmp expect b.pdf && ls -A >left && test_must_fail grep nwops-manual left
'

# In the place of weasyprint, which takes long: what it is given to set.
test_expect_success MOUNTS,PDF 'in a drill the first line of its first page says so, as it does in Markdown' '
	nwops --state drills drill run line-cut --name d1 --hold >out 2>err &&
	printf "#!/bin/sh\nwhile test \$# -gt 2; do shift; done\n{ echo %%PDF-; cat \"\$1\"; } >\"\$2\"\n" >sets && chmod +x sets &&
	unshare --user --map-root-user --mount sh -c "
		mount --bind sets /usr/bin/weasyprint && nwops --state drills --drill d1 procedure manual --output d.pdf" 2>err &&
	sed -n "/<body>$/{n;p;q}" d.pdf >first && grep "^<p class=.drill.><strong>【訓練】 drill " first &&
	nwops --state drills --drill d1 procedure manual --output d.md 2>err && head -n 1 d.md >first && grep "^【訓練】 drill " first
'

test_expect_success MOUNTS 'a full disk leaves no file and says so' '
	mkdir full && unshare --user --map-root-user --mount sh -c "
		mount -t tmpfs -o size=64k none full && echo old >full/a.md && nwops procedure manual --output full/a.md
		echo \$? >status; ls -A full >left; cat full/a.md >kept" 2>err &&
	echo 3 >expect && test_cmp expect status && echo a.md >expect && test_cmp expect left && echo old >expect && test_cmp expect kept &&
	grep -q "full/a.md" err
'

test_done
