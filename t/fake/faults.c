/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk that fails at a numbered point. Preloaded into a program it numbers
 * from 1 every call that changes a file below $FAULTS_UNDER, and
 *   FAULTS_EXCEPT=/NAME    but not one whose path below there begins so
 *   FAULTS_LOG=FILE        writes "NUMBER CALL PATH" to FILE (outside) before each
 *   FAULTS_KILL_BEFORE=N   ends the process by SIGKILL in place of call N
 *   FAULTS_KILL_AFTER=N    ends it right after call N
 *   FAULTS_FROM=N          lets call N and all later ones meet FAULTS_ERROR
 *   FAULTS_ONLY=N          lets call N alone meet it
 *   FAULTS_ERROR=full      no space: what would take space fails with ENOSPC;
 *                          what is unlinked or cut is space again
 *   FAULTS_ERROR=short     the same, but a write takes half of its bytes first
 *   FAULTS_ERROR=io        EIO, whatever the call
 *   FAULTS_PLAIN_RENAME=1  a filesystem, as NFS is one, that knows no flags of renameat2(): EINVAL
 * Without FAULTS_UNDER it does nothing. Calls that libc makes within itself
 * (stdio's) are not seen. Does not belong here: what a program should do then.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/uio.h>

enum fault_error { FAULT_FULL, FAULT_SHORT, FAULT_IO };

static struct {
	char under[PATH_MAX], except[256];
	size_t under_length;	/* 0: do nothing */
	long kill_before, kill_after, from, only;	/* 0: never */
	enum fault_error error;
	int log;		/* -1: none */
	long number;
	off_t space;		/* what was freed since the disk was full */
	pthread_mutex_t lock;
} faults = { .log = -1, .lock = PTHREAD_MUTEX_INITIALIZER };

/* The call as libc has it. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static long number_of(const char *variable)
{
	const char *text = getenv(variable);

	return text ? (long)strtoull(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void)
{
	const char *under = getenv("FAULTS_UNDER"), *log = getenv("FAULTS_LOG");
	const char *error = getenv("FAULTS_ERROR"), *except = getenv("FAULTS_EXCEPT");

	if (!under || !realpath(under, faults.under))
		return;
	faults.kill_before = number_of("FAULTS_KILL_BEFORE");
	faults.kill_after = number_of("FAULTS_KILL_AFTER");
	faults.from = number_of("FAULTS_FROM");
	faults.only = number_of("FAULTS_ONLY");
	if (except)
		snprintf(faults.except, sizeof faults.except, "%s", except);
	if (error)
		faults.error = !strcmp(error, "io") ? FAULT_IO : !strcmp(error, "short") ? FAULT_SHORT : FAULT_FULL;
	if (log)
		faults.log = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	faults.under_length = strlen(faults.under);
}

/* Is PATH, absolute, the directory itself or below it? */
static bool below(const char *path)
{
	const char *rest = path + faults.under_length;

	return faults.under_length && !strncmp(path, faults.under, faults.under_length) &&
	       (*rest == '/' || !*rest) &&
	       !(*faults.except && !strncmp(rest, faults.except, strlen(faults.except)));
}

static bool path_of_descriptor(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	length = readlink(link, path, PATH_MAX - 1);
	if (length < 0)
		return false;
	path[length] = 0;
	return true;
}

/* PATH as seen from directory FD, made absolute; its folder's links are resolved. */
static bool path_of_name(int fd, const char *name, char path[PATH_MAX])
{
	char whole[PATH_MAX], *slash;

	if (name[0] == '/')
		snprintf(whole, sizeof whole, "%s", name);
	else if (fd == AT_FDCWD ? !getcwd(path, PATH_MAX) : !path_of_descriptor(fd, path))
		return false;
	else
		snprintf(whole, sizeof whole, "%.2000s/%.2000s", path, name);
	slash = strrchr(whole, '/');
	*slash = 0;
	if (!realpath(slash == whole ? "/" : whole, path))
		return false;
	snprintf(path + strlen(path), PATH_MAX - strlen(path), "/%s", slash + 1);
	return true;
}

/* One numbered call, held from enter() to leave() so that numbers are in order. */
struct call {
	bool counted;
	long number;
	bool failing;
};

static struct call enter(const char *what, const char *path)
{
	struct call call = { false, 0, false };
	char line[PATH_MAX + 64];
	int length;

	if (!below(path))
		return call;
	pthread_mutex_lock(&faults.lock);
	call.counted = true;
	call.number = ++faults.number;
	call.failing = call.number == faults.only || (faults.from && call.number >= faults.from);
	length = snprintf(line, sizeof line, "%ld %s %s\n", call.number, what, path + faults.under_length);
	if (faults.log >= 0 && length < (int)sizeof line)
		(void)!REAL(write)(faults.log, line, (size_t)length);
	if (call.number == faults.kill_before)
		kill(getpid(), SIGKILL);
	return call;
}

static void leave(const struct call *call)
{
	if (!call->counted)
		return;
	if (call->number == faults.kill_after)
		kill(getpid(), SIGKILL);
	pthread_mutex_unlock(&faults.lock);
}

/* How many of WANTED bytes may still be written; -1 with errno: none. */
static ssize_t allowed(const struct call *call, size_t wanted)
{
	if (!call->failing)
		return (ssize_t)wanted;
	if (faults.error == FAULT_IO) {
		errno = EIO;
		return -1;
	}
	if (faults.space >= (off_t)wanted) {
		faults.space -= (off_t)wanted;
		return (ssize_t)wanted;
	}
	if (faults.error == FAULT_SHORT && wanted > 1 && call->number == (faults.only ? faults.only : faults.from))
		return (ssize_t)(wanted / 2);
	errno = ENOSPC;
	return -1;
}

/* Does a call that takes no space, or only a name's, fail? */
static bool refused(const struct call *call, bool takes_space)
{
	if (!call->failing || (faults.error != FAULT_IO && !takes_space))
		return false;
	return allowed(call, takes_space ? 4096 : 0) < 0;
}

static void freed(const struct call *call, off_t bytes)
{
	if (call->counted && faults.from && faults.error != FAULT_IO && bytes > 0)
		faults.space += bytes;
}

static off_t size_of(const char *path)
{
	struct stat about;

	return stat(path, &about) ? 0 : about.st_size;
}

/* --- bytes --- */

#define WITH_DESCRIPTOR(fd, what) \
	char path[PATH_MAX] = ""; \
	int errno_before = errno; \
	struct call call; \
	if (faults.under_length) \
		path_of_descriptor(fd, path); \
	errno = errno_before; \
	call = enter(what, path)

ssize_t write(int fd, const void *bytes, size_t count)
{
	WITH_DESCRIPTOR(fd, "write");
	ssize_t most = allowed(&call, count), done = most < 0 ? -1 : REAL(write)(fd, bytes, (size_t)most);

	leave(&call);
	return done;
}

static ssize_t pwrite_any(int fd, const void *bytes, size_t count, off64_t offset)
{
	WITH_DESCRIPTOR(fd, "pwrite");
	ssize_t most = allowed(&call, count), done = most < 0 ? -1 : REAL(pwrite64)(fd, bytes, (size_t)most, offset);

	leave(&call);
	return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
	return pwrite_any(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
	return pwrite_any(fd, bytes, count, offset);
}

/* A short one ends after its first part. */
ssize_t writev(int fd, const struct iovec *parts, int count)
{
	WITH_DESCRIPTOR(fd, "writev");
	size_t wanted = 0;
	ssize_t most, done = -1;

	for (int i = 0; i < count; i++)
		wanted += parts[i].iov_len;
	most = allowed(&call, wanted);
	if (most == (ssize_t)wanted)
		done = REAL(writev)(fd, parts, count);
	else if (most >= 0)
		done = REAL(write)(fd, parts[0].iov_base, (size_t)most < parts[0].iov_len ? (size_t)most : parts[0].iov_len);
	leave(&call);
	return done;
}

static int truncate_any(int fd, off64_t length)
{
	WITH_DESCRIPTOR(fd, "ftruncate");
	off_t before = size_of(path);
	int r = -1;

	if (!refused(&call, length > before)) {
		r = REAL(ftruncate64)(fd, length);
		if (!r)
			freed(&call, before - length);
	}
	leave(&call);
	return r;
}

int ftruncate(int fd, off_t length)
{
	return truncate_any(fd, length);
}

int ftruncate64(int fd, off64_t length)
{
	return truncate_any(fd, length);
}

static int allocate_any(int fd, off64_t offset, off64_t length)
{
	WITH_DESCRIPTOR(fd, "posix_fallocate");
	int r = 0;

	if (allowed(&call, (size_t)length) < (ssize_t)length)
		r = faults.error == FAULT_IO ? EIO : ENOSPC;
	else
		r = REAL(posix_fallocate64)(fd, offset, length);
	leave(&call);
	return r;
}

int posix_fallocate(int fd, off_t offset, off_t length)
{
	return allocate_any(fd, offset, length);
}

int posix_fallocate64(int fd, off64_t offset, off64_t length)
{
	return allocate_any(fd, offset, length);
}

int fsync(int fd)
{
	WITH_DESCRIPTOR(fd, "fsync");
	int r = refused(&call, false) ? -1 : REAL(fsync)(fd);

	leave(&call);
	return r;
}

int fdatasync(int fd)
{
	WITH_DESCRIPTOR(fd, "fdatasync");
	int r = refused(&call, false) ? -1 : REAL(fdatasync)(fd);

	leave(&call);
	return r;
}

/* --- names --- */

#define WITH_NAME(fd, name, what) \
	char path[PATH_MAX] = ""; \
	int errno_before = errno; \
	struct call call; \
	if (faults.under_length && !path_of_name(fd, name, path)) \
		path[0] = 0; \
	errno = errno_before; \
	call = enter(what, path)

static int rename_any(int from_fd, const char *from, int to_fd, const char *to)
{
	WITH_NAME(to_fd, to, "rename");
	int r = refused(&call, false) ? -1 : REAL(renameat)(from_fd, from, to_fd, to);

	leave(&call);
	return r;
}

int rename(const char *from, const char *to)
{
	return rename_any(AT_FDCWD, from, AT_FDCWD, to);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	return rename_any(from_fd, from, to_fd, to);
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned int flags)
{
	if (flags && faults.under_length && getenv("FAULTS_PLAIN_RENAME")) {
		errno = EINVAL;
		return -1;
	}
	WITH_NAME(to_fd, to, "rename");
	int r = refused(&call, false) ? -1 : REAL(renameat2)(from_fd, from, to_fd, to, flags);

	leave(&call);
	return r;
}

static int link_any(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	WITH_NAME(to_fd, to, "link");
	int r = refused(&call, true) ? -1 : REAL(linkat)(from_fd, from, to_fd, to, flags);

	leave(&call);
	return r;
}

int link(const char *from, const char *to)
{
	return link_any(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	return link_any(from_fd, from, to_fd, to, flags);
}

static int unlink_any(int fd, const char *name, int flags)
{
	WITH_NAME(fd, name, "unlink");
	off_t before = size_of(path);
	int r = refused(&call, false) ? -1 : REAL(unlinkat)(fd, name, flags);

	if (!r)
		freed(&call, before);
	leave(&call);
	return r;
}

int unlink(const char *name)
{
	return unlink_any(AT_FDCWD, name, 0);
}

int unlinkat(int fd, const char *name, int flags)
{
	return unlink_any(fd, name, flags);
}

int mkdir(const char *name, mode_t mode)
{
	WITH_NAME(AT_FDCWD, name, "mkdir");
	int r = refused(&call, true) ? -1 : REAL(mkdir)(name, mode);

	leave(&call);
	return r;
}

/* Only an open that makes or empties a file is a call; a new name takes space. */
static int open_any(int fd, const char *name, int flags, mode_t mode)
{
	char path[PATH_MAX];
	struct stat about;
	bool there;
	struct call call;
	int r = -1;

	if (!faults.under_length || !(flags & (O_CREAT | O_TRUNC)) || !path_of_name(fd, name, path))
		return REAL(openat64)(fd, name, flags, mode);
	there = fstatat(fd, name, &about, 0) == 0;
	if (there && !(flags & O_TRUNC))
		return REAL(openat64)(fd, name, flags, mode);
	call = enter("open", path);
	if (!refused(&call, !there))
		r = REAL(openat64)(fd, name, flags, mode);
	if (r >= 0 && there)
		freed(&call, about.st_size);
	leave(&call);
	return r;
}

#define MODE_OF(flags) ({ \
	va_list rest; \
	mode_t mode = 0; \
	va_start(rest, flags); \
	if ((flags) & (O_CREAT | O_TMPFILE)) \
		mode = va_arg(rest, mode_t); \
	va_end(rest); \
	mode; })

int open(const char *name, int flags, ...)
{
	return open_any(AT_FDCWD, name, flags, MODE_OF(flags));
}

int open64(const char *name, int flags, ...)
{
	return open_any(AT_FDCWD, name, flags, MODE_OF(flags));
}

int openat(int fd, const char *name, int flags, ...)
{
	return open_any(fd, name, flags, MODE_OF(flags));
}

int openat64(int fd, const char *name, int flags, ...)
{
	return open_any(fd, name, flags, MODE_OF(flags));
}
