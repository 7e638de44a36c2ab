/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Are these bytes a text that may be given to libyaml? libyaml itself would
 * take UTF-16, tell no line for a broken byte, and break lines at characters
 * at which no editor breaks them, so that a comment on the screen could hide a
 * setting. All of that is refused here, with its place.
 */
#include "conf/internal.h"

#include "base/translate.h"

/* libyaml compares each %TAG directive with all before it. */
#define TAG_DIRECTIVES_MAX 100

struct conf_position conf_bytes_position(const char *name, const char *bytes, const char *at)
{
	struct conf_position position = {.file = name, .line = 1};
	const char *line = bytes;
	const char *end;

	while ((end = memchr(line, '\n', at - line))) {
		position.line++;
		line = end + 1;
	}
	position.column = g_utf8_strlen(line, at - line) + 1;
	return position;
}

/* May CHARACTER stand as it is in a file? YAML 1.1 section 5.1, without the
 * line breaks that editors do not show and without a second byte order mark. */
static bool character_allowed(gunichar character)
{
	if (character < 0xa0)
		return character == '\t' || character == '\n' ||
		       (character >= 0x20 && character < 0x7f);
	return character != 0x2028 && character != 0x2029 && character != 0xfeff &&
	       character != 0xfffe && character != 0xffff;
}

/* The first character of valid UTF-8 that we refuse, or END. */
static const char *find_refused(const char *bytes, const char *end)
{
	const char *at = bytes;

	while (at < end) {
		guchar first = *at;

		if (first >= 0x20 && first < 0x7f) {
			at++;
			continue;
		}
		if (first == '\r' && at + 1 < end && at[1] == '\n') {
			at += 2;
			continue;
		}
		if (!character_allowed(g_utf8_get_char(at)))
			return at;
		at = g_utf8_next_char(at);
	}
	return end;
}

static void refuse_character(const char *name, const char *bytes, const char *at,
			     struct conf_faults *faults)
{
	struct conf_position position = conf_bytes_position(name, bytes, at);
	gunichar character = g_utf8_get_char(at);

	if (character == '\r')
		conf_fault(faults, CONF_ERROR, &position,
			   _("found a carriage return without a line feed; end each line with a "
			     "line feed"));
	else
		conf_fault(faults, CONF_ERROR, &position,
			   _("found the invisible character U+%04X; if it is meant, write \\u%04X "
			     "in double quotes"),
			   (unsigned int)character, (unsigned int)character);
}

static void refuse_byte(const char *name, const char *bytes, const char *at,
			struct conf_faults *faults)
{
	struct conf_position position = conf_bytes_position(name, bytes, at);

	if (*at == '\0')
		conf_fault(faults, CONF_ERROR, &position,
			   _("found a NUL byte; expected a text file in UTF-8"));
	else
		conf_fault(faults, CONF_ERROR, &position,
			   _("found the byte 0x%02X, which is not UTF-8; save the file as UTF-8"),
			   (guchar)*at);
}

static bool check_directives(const char *name, const char *bytes, const char *end,
			     struct conf_faults *faults)
{
	const char *line = bytes;
	unsigned int directives = 0;

	while (line && line < end) {
		if (end - line >= 4 && memcmp(line, "%TAG", 4) == 0 &&
		    ++directives > TAG_DIRECTIVES_MAX) {
			struct conf_position position = conf_bytes_position(name, bytes, line);

			conf_fault(faults, CONF_ERROR, &position,
				   _("more than %d %%TAG lines; remove them"), TAG_DIRECTIVES_MAX);
			return false;
		}
		line = memchr(line, '\n', end - line);
		if (line)
			line++;
	}
	return true;
}

bool conf_bytes_check(const char *name, const char *bytes, size_t length,
		      struct conf_faults *faults)
{
	const char *end = bytes + length;
	const char *valid_end;
	const char *refused;

	if (length >= 2 &&
	    (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)) {
		struct conf_position start = {.file = name, .line = 1, .column = 1};

		conf_fault(faults, CONF_ERROR, &start, _("found UTF-16; save the file as UTF-8"));
		return false;
	}
	g_utf8_validate_len(bytes, length, &valid_end);
	refused = find_refused(bytes, valid_end);
	if (refused < valid_end) {
		refuse_character(name, bytes, refused, faults);
		return false;
	}
	if (valid_end < end) {
		refuse_byte(name, bytes, valid_end, faults);
		return false;
	}
	return check_directives(name, bytes, end, faults);
}
