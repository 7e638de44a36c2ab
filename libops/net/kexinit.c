/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads up to the server's KEXINIT and no further. A server may send lines of
 * its own before it identifies itself, and packets that are to be ignored
 * before it offers anything; each has a limit here, since none is trusted yet.
 */
#include "net/kexinit.h"

#include <string.h>

#define BEFORE_MAX 16384
#define IDENTIFICATION_MAX 255
#define PACKET_MAX 35000
#define PACKETS_MAX 4
#define LIST_COUNT 10
#define COOKIE_SIZE 16
#define MSG_DISCONNECT 1
#define MSG_KEXINIT 20

void kexinit_init(struct kexinit *ret_kexinit)
{
	*ret_kexinit = (struct kexinit){ .state = KEXINIT_READING };
}

static void drop_waiting(struct kexinit *kexinit)
{
	if (kexinit->waiting)
		g_string_free(kexinit->waiting, TRUE);
	kexinit->waiting = NULL;
}

void kexinit_clear(struct kexinit *kexinit)
{
	drop_waiting(kexinit);
	for (int i = 0; i < SSH_CATEGORY_COUNT; i++)
		g_clear_pointer(&kexinit->offered[i], g_free);
}

static enum kexinit_state end(struct kexinit *kexinit, enum kexinit_state state)
{
	drop_waiting(kexinit);
	return kexinit->state = state;
}

static uint32_t read_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* A span of the packet; what is outside is never looked at. */
struct names { const char *start; size_t length; };

/* Printable ASCII without blanks, as RFC 4251 section 6 has it; empty is fine. */
static bool are_names(const struct names *names)
{
	for (size_t i = 0; i < names->length; i++)
		if (names->start[i] <= ' ' || names->start[i] > '~')
			return false;
	return true;
}

/* Appends to LIST those names of NAMES that it does not have. */
static void add_names(GString *list, const struct names *names)
{
	g_autofree char *text = g_strndup(names->start, names->length);
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	g_auto(GStrv) held = g_strsplit(list->str, ",", -1);

	for (char **word = words; *word; word++) {
		if (!**word || g_strv_contains((const char *const *)held, *word))
			continue;
		if (list->len)
			g_string_append_c(list, ',');
		g_string_append(list, *word);
	}
}

/* PAYLOAD of a KEXINIT behind its number: cookie, ten lists, a flag and a zero. */
static bool read_lists(const uint8_t *payload, size_t length, struct names lists[LIST_COUNT])
{
	size_t at = COOKIE_SIZE;

	for (int i = 0; i < LIST_COUNT; i++) {
		uint32_t size;

		if (at > length || length - at < 4)
			return false;
		size = read_u32(payload + at);
		at += 4;
		if (size > length - at)
			return false;
		lists[i] = (struct names){ (const char *)payload + at, size };
		if (!are_names(&lists[i]))
			return false;
		at += size;
	}
	return length - at >= 5;
}

static bool read_offer(struct kexinit *kexinit, const uint8_t *payload, size_t length)
{
	/* The last two lists are languages. */
	static const enum ssh_category category_of[LIST_COUNT - 2] = {
		SSH_KEX, SSH_HOST_KEY, SSH_CIPHER, SSH_CIPHER, SSH_MAC, SSH_MAC, SSH_COMPRESSION, SSH_COMPRESSION,
	};
	struct names lists[LIST_COUNT];

	if (!read_lists(payload, length, lists))
		return false;
	for (int category = 0; category < SSH_CATEGORY_COUNT; category++) {
		GString *list = g_string_new(NULL);

		for (size_t i = 0; i < G_N_ELEMENTS(category_of); i++)
			if (category_of[i] == (enum ssh_category)category)
				add_names(list, &lists[i]);
		kexinit->offered[category] = g_string_free(list, FALSE);
	}
	return true;
}

/* Takes a whole packet off the front. False: there is none yet, or it ended. */
static bool take_packet(struct kexinit *kexinit)
{
	const uint8_t *bytes = (const uint8_t *)kexinit->waiting->str;
	size_t held = kexinit->waiting->len;
	uint32_t length, payload;
	uint8_t number;

	if (held < 5)
		return false;
	length = read_u32(bytes);
	if (length < 2 || length > PACKET_MAX || bytes[4] > length - 2 || kexinit->packets == PACKETS_MAX) {
		end(kexinit, KEXINIT_BROKEN);
		return false;
	}
	if (held < 4 + (size_t)length)
		return false;
	payload = length - 1 - bytes[4];
	number = bytes[5];
	kexinit->packets++;
	if (number == MSG_KEXINIT || number == MSG_DISCONNECT) {
		bool read = number == MSG_KEXINIT && read_offer(kexinit, bytes + 6, payload - 1);

		end(kexinit, read ? KEXINIT_DONE : KEXINIT_BROKEN);
		return false;
	}
	g_string_erase(kexinit->waiting, 0, 4 + (gssize)length);
	return true;
}

/* Takes a whole line off the front, while it has not identified itself. */
static bool take_line(struct kexinit *kexinit)
{
	GString *waiting = kexinit->waiting;
	const char *newline = memchr(waiting->str, '\n', waiting->len);
	size_t length = newline ? (size_t)(newline - waiting->str) : waiting->len;
	bool ours = length >= 4 && !memcmp(waiting->str, "SSH-", 4);

	if ((ours && length > IDENTIFICATION_MAX) || (!newline && length > BEFORE_MAX)) {
		end(kexinit, KEXINIT_BROKEN);
		return false;
	}
	if (!newline)
		return false;
	if (ours) {
		size_t shown = length && waiting->str[length - 1] == '\r' ? length - 1 : length;

		if (shown < 8 || (memcmp(waiting->str, "SSH-2.0-", 8) && memcmp(waiting->str, "SSH-1.99", 8))) {
			end(kexinit, KEXINIT_BROKEN);
			return false;
		}
		memcpy(kexinit->server, waiting->str, shown);
		kexinit->server[shown] = '\0';
		kexinit->identified = true;
	} else if ((kexinit->seen += length + 1) > BEFORE_MAX) {
		end(kexinit, KEXINIT_BROKEN);
		return false;
	}
	g_string_erase(waiting, 0, (gssize)length + 1);
	return true;
}

enum kexinit_state kexinit_feed(struct kexinit *kexinit, const uint8_t *bytes, size_t length)
{
	while (length && kexinit->state == KEXINIT_READING) {
		/* Never more at once than a packet, so that what waits has a limit. */
		size_t part = MIN(length, PACKET_MAX);

		if (!kexinit->waiting)
			kexinit->waiting = g_string_new(NULL);
		g_string_append_len(kexinit->waiting, (const char *)bytes, (gssize)part);
		bytes += part;
		length -= part;
		while (kexinit->state == KEXINIT_READING &&
		       (kexinit->identified ? take_packet(kexinit) : take_line(kexinit)))
			;
	}
	return kexinit->state;
}
