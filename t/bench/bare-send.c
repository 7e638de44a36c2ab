/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least that handing over the same bytes many times costs with libcurl alone: nothing read, nothing made, nothing
 * told, handles and connections kept. Usage: bare-send URL FILE COUNT AT-ONCE; smtp:// or http://
 */
#include <curl/curl.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define AT_ONCE_MAX 256

struct transfer {
	CURL *easy;
	const char *bytes;
	size_t length, given;
};

static size_t give(char *to, size_t one, size_t count, void *context)
{
	struct transfer *transfer = context;
	size_t size = MIN(one * count, transfer->length - transfer->given);

	memcpy(to, transfer->bytes + transfer->given, size);
	transfer->given += size;
	return size;
}

static size_t drop(char *bytes, size_t one, size_t count, void *context)
{
	return one * count;
}

static void prepare(struct transfer *transfer, const char *url, struct curl_slist *list)
{
	CURL *easy = transfer->easy = curl_easy_init();

	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
	if (g_str_has_prefix(url, "smtp:")) {
		curl_easy_setopt(easy, CURLOPT_MAIL_FROM, "noc@tozai.example");
		curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, list);
		curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
		curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
	} else {
		curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->bytes);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->length);
	}
}

/* Whether TRANSFER, which has ended, did so well. */
static bool went_well(CURL *easy, CURLcode result)
{
	long code = 0;

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
	return result == CURLE_OK && code / 100 == 2;
}

/* COUNT times in all; how many of them went well. */
static unsigned long run(CURLM *multi, struct transfer *transfers, unsigned long at_once, unsigned long count)
{
	unsigned long begun = 0, ended = 0, well = 0;
	int left;

	for (; begun < at_once && begun < count; begun++)
		curl_multi_add_handle(multi, transfers[begun].easy);
	while (ended < count) {
		CURLMsg *message;

		curl_multi_perform(multi, &left);
		while ((message = curl_multi_info_read(multi, &left))) {
			CURL *easy = message->easy_handle;
			struct transfer *transfer;

			curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
			well += went_well(easy, message->data.result);
			ended++;
			curl_multi_remove_handle(multi, easy);
			transfer->given = 0;
			if (begun++ < count)
				curl_multi_add_handle(multi, easy);
		}
		if (ended < count)
			curl_multi_poll(multi, NULL, 0, 1000, NULL);
	}
	return well;
}

int main(int argc, char **argv)
{
	static struct transfer transfers[AT_ONCE_MAX];
	g_autofree char *bytes = NULL;
	unsigned long count = argc == 5 ? g_ascii_strtoull(argv[3], NULL, 10) : 0;
	unsigned long at_once = argc == 5 ? MIN(g_ascii_strtoull(argv[4], NULL, 10), AT_ONCE_MAX) : 0;
	struct curl_slist *list;
	CURLM *multi;
	gsize length;

	if (!count || !at_once || !g_file_get_contents(argv[2], &bytes, &length, NULL)) {
		fputs("usage: bare-send URL FILE COUNT AT-ONCE\n", stderr);
		return 3;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	multi = curl_multi_init();
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)at_once);
	list = curl_slist_append(NULL, g_str_has_prefix(argv[1], "smtp:") ? "noc@core.example" : "Expect:");
	for (unsigned long i = 0; i < at_once; i++) {
		transfers[i].bytes = bytes;
		transfers[i].length = length;
		prepare(&transfers[i], argv[1], list);
	}
	return run(multi, transfers, at_once, count) == count ? 0 : 3;
}
