/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Four clocks behind one question: the machine's, one set to an instant
 * (standing or running at its own rate), one that a file moves, and one that goes
 * beside another at its own rate. Nothing else in the tree asks the system for the time.
 */
#include "base/clock.h"
#include "base/instant.h"
#include "base/quantity.h"
#include "base/text.h"
#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>

#define US_PER_SECOND INT64_C(1000000)
#define NS_PER_US 1000
#define RATE_MAX 86400		/* a day in a second */
#define SETTING_SIZE 80		/* longer than any setting, its newline included */
#define BOOT_FILE "/proc/sys/kernel/random/boot_id"

G_DEFINE_QUARK(ops_clock_error_quark, clock_error)

/*
 * The wall clock shows WALL_US at monotonic time SINCE_US and goes on from
 * there RATE times as fast; at rate 0 it stands still.
 */
struct face {
	int64_t wall_us, since_us;
	int64_t up_us;			/* how long the host is said to be up; -1: as WALL_US */
	int64_t rate;
	char text[SETTING_SIZE];	/* what this was read from */
};

/* The face stands apart, because a file may change it behind a const clock. */
struct clock {
	struct face *face;		/* NULL: the machine's own */
	char *path;			/* of the file that says it, or NULL */
	const struct clock *real;	/* beside which it goes since ORIGIN, or NULL */
	struct clock_moment origin;
};

static int64_t ask_system(clockid_t id)
{
	struct timespec now;
	int r = clock_gettime(id, &now);

	g_assert(r == 0);
	return now.tv_sec * US_PER_SECOND + now.tv_nsec / NS_PER_US;
}

const struct clock *clock_system(void)
{
	static const struct clock machine;

	return &machine;
}

/* Always false. */
static bool face_error(const char *text, GError **error)
{
	g_autofree char *excerpt = text_excerpt(text);

	g_set_error(
		error, OPS_CLOCK_ERROR, CLOCK_ERROR_INVALID,
		_("'%s' is not a setting for the clock: expected a time with offset, and perhaps "
		  "a rate, as in '2026-11-25T03:00:00+09:00 x60'"),
		excerpt);
	return false;
}

/* "INSTANT", "INSTANT xRATE", and perhaps " up DURATION", with blanks around it. */
static bool face_read(const char *text, struct face *ret_face, GError **error)
{
	struct face face = {.since_us = ask_system(CLOCK_MONOTONIC), .up_us = -1};
	g_autofree char *instant = g_strstrip(g_strdup(text));
	char *up = strstr(instant, " up ");
	char *rate;

	if (strlen(text) >= sizeof(face.text))
		return face_error(text, error);
	if (up) {
		if (!quantity_parse_duration(up + strlen(" up "), &face.up_us, NULL))
			return face_error(text, error);
		*up = '\0';
	}
	rate = strrchr(instant, 'x');
	if (rate && rate > instant && g_ascii_isspace(rate[-1])) {
		if (!g_ascii_isdigit(rate[1]) ||
		    !quantity_parse_integer(rate + 1, 1, RATE_MAX, &face.rate, NULL))
			return face_error(text, error);
		*rate = '\0';
		g_strchomp(instant);
	}
	if (!instant_parse(instant, NULL, &face.wall_us, NULL))
		return face_error(text, error);
	g_strlcpy(face.text, text, sizeof(face.text));
	*ret_face = face;
	return true;
}

/* The first bytes of the file, ended by a NUL; false with errno. */
static bool file_read(const char *path, char text[SETTING_SIZE])
{
	/* Not blocking: a FIFO given by mistake must not hang every question. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int saved_errno;
	ssize_t length;

	if (fd < 0)
		return false;
	do
		length = read(fd, text, SETTING_SIZE - 1);
	while (length < 0 && errno == EINTR);
	saved_errno = errno;
	close(fd);
	errno = saved_errno;
	if (length < 0)
		return false;
	text[length] = '\0';
	return true;
}

struct clock *clock_new_set(const char *setting, GError **error)
{
	g_autoptr(ops_clock_t) clock = g_new0(struct clock, 1);
	char text[SETTING_SIZE];

	clock->face = g_new0(struct face, 1);
	if (*setting != '@')
		return face_read(setting, clock->face, error) ? g_steal_pointer(&clock) : NULL;
	clock->path = g_strdup(setting + 1);
	if (!file_read(clock->path, text)) {
		g_autofree char *excerpt = text_excerpt(clock->path);

		g_set_error(error, OPS_CLOCK_ERROR, CLOCK_ERROR_INVALID,
			    _("cannot read the clock's file '%s': %s"), excerpt, g_strerror(errno));
		return NULL;
	}
	if (!face_read(text, clock->face, error)) {
		g_autofree char *excerpt = text_excerpt(clock->path);

		g_prefix_error(error, _("in the clock's file '%s': "), excerpt);
		return NULL;
	}
	return g_steal_pointer(&clock);
}

struct clock *clock_new_beside(const struct clock *real, const struct clock_moment *origin, int64_t shown_us, int64_t rate)
{
	struct clock *clock = g_new0(struct clock, 1);

	clock->face = g_new0(struct face, 1);
	*clock->face = (struct face){.wall_us = shown_us, .up_us = -1, .rate = rate};
	clock->real = real;
	clock->origin = *origin;
	return clock;
}

void clock_free(struct clock *clock)
{
	if (!clock)
		return;
	g_free(clock->face);
	g_free(clock->path);
	g_free(clock);
}

/* A test that rewrites the file may be half-way: what it said last holds. */
static void look_at_file(const struct clock *clock)
{
	char text[SETTING_SIZE];

	if (file_read(clock->path, text) && strcmp(text, clock->face->text) != 0)
		face_read(text, clock->face, NULL);
}

static int64_t elapsed(const struct clock *clock)
{
	struct clock_moment now;

	if (!clock->real)
		return ask_system(CLOCK_MONOTONIC) - clock->face->since_us;
	now = clock_moment(clock->real);
	return clock_passed_us(&clock->origin, &now);
}

/* FROM_US and what the face of CLOCK has gone on since. */
static int64_t gone_on_from(const struct clock *clock, int64_t from_us)
{
	const struct face *face = clock->face;
	int64_t elapsed_us = face->rate ? elapsed(clock) : 0;
	int64_t us;

	if (__builtin_mul_overflow(elapsed_us, face->rate, &us) ||
	    __builtin_add_overflow(us, from_us, &us))
		return INT64_MAX;
	return us;
}

int64_t clock_wall_us(const struct clock *clock)
{
	if (!clock->face)
		return ask_system(CLOCK_REALTIME);
	if (clock->path)
		look_at_file(clock);
	return gone_on_from(clock, clock->face->wall_us);
}

int64_t clock_monotonic_us(const struct clock *clock)
{
	return ask_system(CLOCK_MONOTONIC);
}

gboolean clock_is_set(const struct clock *clock)
{
	return clock->face != NULL;
}

/* --- moments --- */

/* Which boot of the host this is; "" where the kernel does not say. */
static void ask_boot(char boot[CLOCK_BOOT_SIZE])
{
	char text[SETTING_SIZE];

	if (!file_read(BOOT_FILE, text))
		*text = '\0';
	g_strlcpy(boot, g_strstrip(text), CLOCK_BOOT_SIZE);
}

struct clock_moment clock_moment(const struct clock *clock)
{
	const struct face *face = clock->face;
	struct clock_moment moment = {.wall_us = clock_wall_us(clock)};

	if (!face) {
		moment.uptime_us = ask_system(CLOCK_BOOTTIME);
		ask_boot(moment.boot);
		return moment;
	}
	/* Its own, so that it is never compared with the machine's. */
	g_strlcpy(moment.boot, "set", sizeof(moment.boot));
	moment.uptime_us = face->up_us < 0 ? moment.wall_us : gone_on_from(clock, face->up_us);
	return moment;
}

static bool same_boot(const struct clock_moment *before, const struct clock_moment *now)
{
	return *before->boot && !strcmp(before->boot, now->boot) && now->uptime_us >= before->uptime_us;
}

int64_t clock_jump_us(const struct clock_moment *before, const struct clock_moment *now)
{
	int64_t wall_us = now->wall_us - before->wall_us;

	if (same_boot(before, now))
		return wall_us - (now->uptime_us - before->uptime_us);
	return MIN(wall_us, 0);
}

int64_t clock_passed_us(const struct clock_moment *before, const struct clock_moment *now)
{
	if (same_boot(before, now))
		return now->uptime_us - before->uptime_us;
	return MAX(now->wall_us - before->wall_us, 0);
}
