/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bundle as one file: POSIX.1-1988 ustar, which every tar reads. Nothing in it depends
 * on who writes it, when or where, so that two exports of one record are the same
 * bytes. A library for archives was rejected: this is one fixed header.
 */
#include "cases/bundle.h"

#include <string.h>

#define BLOCK 512
#define RECORD (20 * BLOCK)
#define SUM_AT 148
#define SUM_SIZE 8

/* The header of a file, as POSIX lays it out; numbers are octal. */
struct header {
	char name[100], mode[8], owner[8], group[8], size[12], changed[12], sum[SUM_SIZE], type, link[100];
	char magic[6], version[2], owner_name[32], group_name[32], major[8], minor[8], prefix[155], rest[12];
};
G_STATIC_ASSERT(sizeof(struct header) == BLOCK);
G_STATIC_ASSERT(G_STRUCT_OFFSET(struct header, sum) == SUM_AT);

/* In all but the last byte of FIELD, which is zero. */
static void set_octal(char *field, size_t size, uint64_t number)
{
	for (size_t i = size - 1; i-- > 0; number >>= 3)
		field[i] = (char)('0' + (number & 7));
}

/* A field that is full has no zero at its end. */
static void set_text(char *field, size_t size, const char *text)
{
	size_t length = strlen(text);

	g_assert(length <= size);
	memcpy(field, text, length);
}

static void seal(struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned int sum = 0;

	memset(header->sum, ' ', SUM_SIZE);
	for (size_t i = 0; i < BLOCK; i++)
		sum += bytes[i];
	set_octal(header->sum, SUM_SIZE - 1, sum);
	header->sum[SUM_SIZE - 2] = '\0';
}

static void pad(GByteArray *tar, guint block)
{
	static const guint8 zeros[RECORD];
	guint over = tar->len % block;

	if (over)
		g_byte_array_append(tar, zeros, block - over);
}

static void add(GByteArray *tar, const struct bundle *bundle, const struct bundle_file *file)
{
	struct header header = {.type = '0', .version = {'0', '0'}};
	gsize length;
	const guint8 *bytes = g_bytes_get_data(file->bytes, &length);

	set_text(header.name, sizeof(header.name), file->name);
	set_text(header.prefix, sizeof(header.prefix), bundle->id);
	set_text(header.magic, sizeof(header.magic), "ustar");
	set_octal(header.mode, sizeof(header.mode), 0600);
	set_octal(header.owner, sizeof(header.owner), 0);
	set_octal(header.group, sizeof(header.group), 0);
	set_octal(header.major, sizeof(header.major), 0);
	set_octal(header.minor, sizeof(header.minor), 0);
	set_octal(header.size, sizeof(header.size), length);
	set_octal(header.changed, sizeof(header.changed), (uint64_t)MAX(bundle->at_us, 0) / G_USEC_PER_SEC);
	seal(&header);
	g_byte_array_append(tar, (const guint8 *)&header, BLOCK);
	if (length)
		g_byte_array_append(tar, bytes, (guint)length);
	pad(tar, BLOCK);
}

GBytes *bundle_tar(const struct bundle *bundle)
{
	static const guint8 end[2 * BLOCK];
	GByteArray *tar = g_byte_array_new();

	for (guint i = 0; i < bundle->files->len; i++)
		add(tar, bundle, bundle->files->pdata[i]);
	g_byte_array_append(tar, end, sizeof(end));
	pad(tar, RECORD);
	return g_byte_array_free_to_bytes(tar);
}
