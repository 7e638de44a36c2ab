/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML as telephones send it, made into the lines that its reader saw.
 */
#include "notice/answer-internal.h"
#include "unit.h"

static const struct { const char *html, *text; } pages[] = {
	{"", ""},
	{"plain", "plain"},
	{"<p>確認しました</p>", "\n確認しました\n"},
	{"a<br>b<BR/>c", "a\nb\nc"},
	{"<b>bold</b><span class=\"x\">s</span>", "bolds"},
	{"one\ntwo", "one two"},
	{"&lt;a&gt; &amp; &quot;b&quot;&nbsp;c", "<a> & \"b\" c"},
	{"&#30906;&#x8a8d;&#X8A8D;", "確認認"},
	{"&#0;&#xd800;&#x110000;&#;&unknown;&", "&#0;&#xd800;&#x110000;&#;&unknown;&"},
	{"<style>p { color: red }</style>x", "x"},
	{"<head><title>t</title></head><body>x</body>", "x"},
	{"<script>if (a</b) c</script >x<!-- y --> z", "x z"},
	{"x<blockquote>quoted</blockquote>", "x\n-----\nquoted"},
	{"x<div class=\"gmail_quote\">quoted</div>", "x\n-----\n\nquoted\n"},
	{"x<unfinished", "x"},
	{"x<!-- unfinished", "x"},
	{"x<style>unfinished", "x"},
	{"<pretty>x", "x"},
};

START_TEST(a_page_is_what_is_read)
{
	g_autofree char *text = answer_html_text(pages[_i].html);

	ck_assert_str_eq(text, pages[_i].text);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_page_is_what_is_read, pages),
		{ NULL },
	};

	return unit_run("notice-answer-html", tests);
}
