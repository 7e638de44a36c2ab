/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that stays, so that nobody locks one that was just removed; in it stands who
 * took it last, on one line: process, both clocks, boot.
 */
#include "store/lock.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "store/internal.h"

#include <errno.h>
#include <sys/file.h>
#include <unistd.h>

#define LINE_SIZE 160		/* longer than any */

struct lock { int fd; };

void lock_free(struct lock *lock)
{
	if (!lock)
		return;
	/* Or who comes next would be taken for us until it has written its own line. */
	(void)!ftruncate(lock->fd, 0);
	close(lock->fd);
	g_free(lock);
}

static bool read_number(const char *word, int64_t *ret_number)
{
	return quantity_parse_integer(word, 0, INT64_MAX, ret_number, NULL);
}

/* Who has it may not have written that yet: then nothing is known. */
static void read_holder(int fd, struct lock_holder *holder)
{
	char line[LINE_SIZE] = "";
	ssize_t length = pread(fd, line, sizeof(line) - 1, 0);
	g_auto(GStrv) words = g_strsplit(length > 0 ? line : "", " ", -1);
	struct lock_holder read = { 0 };

	*holder = (struct lock_holder){ 0 };
	if (g_strv_length(words) != 4 || !read_number(words[0], &read.process) ||
	    !read_number(words[1], &read.since.wall_us) || !read_number(words[2], &read.since.uptime_us) ||
	    !g_str_has_suffix(words[3], "\n"))
		return;
	g_strlcpy(read.since.boot, g_strchomp(words[3]), sizeof(read.since.boot));
	*holder = read;
}

/* In one write, and what stood there before is cut off first: half of a line is none. */
static bool write_holder(int fd, const struct clock *clock)
{
	struct clock_moment now = clock_moment(clock);
	g_autofree char *line = g_strdup_printf("%ld %ld %ld %s\n", (long)getpid(), (long)now.wall_us,
						(long)now.uptime_us, now.boot);
	size_t length = strlen(line);

	return ftruncate(fd, 0) == 0 && pwrite(fd, line, length, 0) == (ssize_t)length;
}

struct lock *lock_take(const char *directory, const char *purpose, const struct clock *clock,
		       struct lock_holder *ret_holder, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/%s.lock", directory, purpose);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0660);
	struct lock *lock;

	if (fd < 0) {
		files_fail(error, errno, _("cannot open '%s'"), path);
		return NULL;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int reason = errno;

		if (reason == EWOULDBLOCK)
			read_holder(fd, ret_holder);
		else
			files_fail(error, reason, _("cannot lock '%s'"), path);
		close(fd);
		return NULL;
	}
	/* Others of the group take turns with us, whatever our umask is; only who made it may say so. */
	(void)!fchmod(fd, 0660);
	/* Nobody is kept from working by a disk too full to say who works. */
	(void)write_holder(fd, clock);
	lock = g_new(struct lock, 1);
	lock->fd = fd;
	return lock;
}
