/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops platform: what kinds of device nwops can ask, and how their answers
 * are understood.
 */
#include "platform/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

#include <errno.h>

struct platform *place_open(const struct session *session, const char *name, int *ret_status)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_auto(GStrv) places = session_platform_places(session);
	struct platform *platform = platform_load(name, (const char *const *)places, faults);

	if (!platform)
		*ret_status = complain_faults(session->answer, faults, _("platform '%s' cannot be used"), name);
	return platform;
}

static GString *read_stream(FILE *stream)
{
	GString *bytes = g_string_new(NULL);
	char block[65536];
	size_t count;

	while (bytes->len <= PLATFORM_ANSWER_BYTES && (count = fread(block, 1, sizeof(block), stream)) > 0)
		g_string_append_len(bytes, block, (gssize)count);
	return bytes;
}

GString *place_read(const char *file, GError **error)
{
	FILE *stream = g_str_equal(file, "-") ? stdin : fopen(file, "re");
	GString *bytes = stream ? read_stream(stream) : NULL;
	int reason = errno;

	if (!stream || ferror(stream)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("cannot read '%s': %s"), file,
			    g_strerror(reason));
		if (bytes)
			g_string_free(bytes, TRUE);
		bytes = NULL;
	}
	if (stream && stream != stdin)
		fclose(stream);
	return bytes;
}

static const struct command *const verbs[] = {
	&platform_list, &platform_show, &platform_parse_output, &platform_test, NULL,
};

const struct command cmd_platform = {
	.name = "platform",
	.summary = N_("show, try and test how devices are understood"),
	.verbs = verbs,
};
