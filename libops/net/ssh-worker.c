/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One worker of nwops-ssh: jobs come over a channel from the first process, each
 * after the name of a slot, and results go back the same way. Takes the device's
 * lock, then leaves the job to its transport; writes what came of it.
 *
 * When the first process is gone there is nobody to tell: every session is
 * logged out and the worker ends.
 */
#include "net/ssh-internal.h"
#include "net/ssh-wire.h"

#include "base/pattern.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define MESSAGE_MAX 500
#define RETRY_US 50000
#define READ_SIZE 65536
#define STATUS_COULD_NOT 3

static void write_out(struct worker *worker);

/* --- results --- */

/* Every reason that the caller is to see was given by somebody: CRASHED is what a
 * result begins with. */
void task_blame(struct task *task, enum ssh_reason reason, const char *message)
{
	struct ssh_result *result = task->result;

	if (result->reason != SSH_REASON_CRASHED)
		return;
	result->reason = reason;
	g_free(result->message);
	result->message = message ? text_safe(message, strlen(message), MESSAGE_MAX) : g_strdup("");
}

static void conclude(struct task *task)
{
	struct ssh_result *result = task->result;
	/* The key of the host on the way is nobody else's. */
	bool answered = task->job.learn_only && result->host_key_fingerprint && !result->at_jump;

	for (unsigned int i = 0; i < result->output_count; i++) {
		struct ssh_output *output = &result->outputs[i];

		answered = answered || output->complete;
		if (output->complete)
			output->reason = SSH_REASON_NONE;
		else if (output->reason == SSH_REASON_NONE)
			output->reason = SSH_REASON_NOT_ASKED;
	}
	if (answered)
		result->reason = SSH_REASON_NONE;
	else if (result->reason == SSH_REASON_CRASHED)
		result->reason = result->output_count ? result->outputs[0].reason : SSH_REASON_PROTOCOL;
	result->end = answered ? PROBE_ANSWERED : ssh_reason_end(result->reason);
}

/* Text of the device on its way to a screen: as text_safe() has it. */
static void make_safe(char **text)
{
	char *safe = *text ? text_safe_string(*text) : NULL;

	g_free(*text);
	*text = safe;
}

static void task_free(struct task *task)
{
	loop_cancel(task->retry);
	if (task->lock_fd >= 0)
		close(task->lock_fd);
	ssh_job_source_free(task->source);
	ssh_result_free(task->result);
	g_free(task->slot);
	g_free(task);
}

static void write_result(struct worker *worker, const char *slot, const struct ssh_result *result)
{
	g_string_append(worker->out, slot);
	g_string_append_c(worker->out, ' ');
	ssh_result_print(result, worker->out);
	write_out(worker);
}

void task_ended(struct task *task)
{
	struct worker *worker = task->worker;

	if (task->started_at_us)
		task->result->total_us = clock_monotonic_us(worker->clock) - task->started_at_us;
	conclude(task);
	make_safe(&task->result->server);
	if (task->kind)
		task->kind->clear(task);
	write_result(worker, task->slot, task->result);
	g_queue_unlink(&worker->tasks, &task->link);
	task_free(task);
	if (worker->closed && !worker->tasks.length)
		loop_stop(worker->loop);
}

/* --- the lock --- */

static char *lock_path(const struct task *task)
{
	const struct ssh_job *job = &task->job;
	char address[ADDRESS_TEXT_SIZE];

	if (job->lock)
		return g_strdup_printf("%s/%s.lock", task->worker->locks, job->lock);
	return g_strdup_printf("%s/%s-%u.lock", task->worker->locks, address_print(&job->device.address, address),
			       job->device.port);
}

static void begin_task(struct task *task);

static void retry_lock(void *context)
{
	struct task *task = context;

	task->retry = NULL;
	begin_task(task);
}

/* False: it has to wait, or has ended. */
static bool take_lock(struct task *task)
{
	g_autofree char *path = NULL;

	if (!task->worker->locks || task->lock_fd >= 0)
		return true;
	path = lock_path(task);
	task->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0660);
	if (task->lock_fd >= 0 && flock(task->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	if (task->lock_fd < 0 || errno != EWOULDBLOCK) {
		g_autofree char *message = g_strdup_printf("lock '%s': %s", path, g_strerror(errno));

		task_blame(task, SSH_REASON_LOCAL, message);
		task_ended(task);
		return false;
	}
	close(task->lock_fd);
	task->lock_fd = -1;
	if (clock_monotonic_us(task->worker->clock) >= task->lock_until_us) {
		task_blame(task, SSH_REASON_LOCKED, "another session has the device's lock");
		task_ended(task);
		return false;
	}
	task->retry = loop_start_timer(task->worker->loop, RETRY_US, 0, retry_lock, task);
	return false;
}

static void begin_task(struct task *task)
{
	const struct task_kind *kind = task->job.transport == SSH_OVER_OPENSSH ? &task_openssh : &task_libssh2;

	if (!take_lock(task))
		return;
	if (task->worker->locks)
		task->result->phase_us[SSH_PHASE_LOCK] = clock_monotonic_us(task->worker->clock) -
							 (task->lock_until_us - task->job.limits.lock_us);
	/* It becomes a larger thing, with its transport's own members behind it. */
	g_queue_unlink(&task->worker->tasks, &task->link);
	task = g_realloc(task, kind->size);
	memset((char *)task + sizeof *task, 0, kind->size - sizeof *task);
	task->link.data = task;
	g_queue_push_tail_link(&task->worker->tasks, &task->link);
	task->kind = kind;
	task->started_at_us = clock_monotonic_us(task->worker->clock);
	kind->start(task);
}

/* --- jobs --- */

static bool check_peer(const struct ssh_peer *peer, enum ssh_transport transport, GError **error)
{
	const char *wrong = pins_wrong(peer);
	g_autofree char *shown = NULL;

	if (wrong) {
		shown = text_excerpt(wrong);
		g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_JOB, "'%s' is no pin", shown);
		return false;
	}
	wrong = ssh_policy_unknown(peer, transport);
	if (!wrong)
		return true;
	shown = text_excerpt(wrong);
	g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_JOB, "'%s' is no legacy algorithm that this transport has", shown);
	return false;
}

static bool check_job(const struct worker *worker, const struct ssh_job *job, GError **error)
{
	g_autoptr(ops_pattern_t) prompt = NULL;

	if (!check_peer(&job->device, job->transport, error) ||
	    (job->jump && !check_peer(job->jump, job->transport, error)) ||
	    !instead_check(worker->instead, job, error))
		return false;
	if (job->channel != SSH_CHANNEL_SHELL)
		return true;
	prompt = pattern_new(job->shell.prompt, error);
	return prompt != NULL;
}

static void refuse_job(struct worker *worker, const char *slot, const char *line, const char *why)
{
	g_autofree char *id = ssh_job_find_id(line, strlen(line));
	g_autoptr(ops_ssh_result_t) result = ssh_result_new(id, 0);

	result->reason = SSH_REASON_JOB;
	g_free(result->message);
	result->message = text_safe(why, strlen(why), MESSAGE_MAX);
	write_result(worker, slot, result);
}

/* LINE is "SLOT JSON". */
static void take_line(struct worker *worker, char *line)
{
	char *json = strchr(line, ' ');
	g_autoptr(GError) error = NULL;
	struct ssh_job_source *source;
	struct ssh_job job;
	struct task *task;

	if (!json)
		return;
	*json++ = '\0';
	source = ssh_job_parse(json, strlen(json), &job, &error);
	if (!source || !check_job(worker, &job, &error)) {
		refuse_job(worker, line, json, error->message);
		ssh_job_source_free(source);
		return;
	}
	task = g_new0(struct task, 1);
	task->worker = worker;
	task->slot = g_strdup(line);
	task->source = source;
	task->job = job;
	task->result = ssh_result_new(job.id, job.command_count);
	task->lock_fd = -1;
	task->lock_until_us = clock_monotonic_us(worker->clock) + job.limits.lock_us;
	task->link.data = task;
	g_queue_push_tail_link(&worker->tasks, &task->link);
	begin_task(task);
}

/* --- the channel --- */

static void cancel_all(void *context)
{
	struct worker *worker = context;
	g_autoptr(GList) tasks = g_list_copy(worker->tasks.head);

	worker->cancelled = true;
	for (GList *at = tasks; at; at = at->next) {
		struct task *task = at->data;

		if (task->kind) {
			task->kind->cancel(task);
		} else {
			task_blame(task, SSH_REASON_CANCELLED, NULL);
			task_ended(task);
		}
	}
}

static void channel_closed(struct worker *worker)
{
	if (worker->closed)
		return;
	worker->closed = true;
	g_clear_pointer(&worker->wait, loop_cancel);
	cancel_all(worker);
	if (!worker->tasks.length)
		loop_stop(worker->loop);
}

static void write_out(struct worker *worker)
{
	size_t sent = 0;

	while (!worker->closed && sent < worker->out->len) {
		ssize_t wrote = write(worker->channel, worker->out->str + sent, worker->out->len - sent);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0 && errno == EAGAIN)
			break;
		if (wrote < 0) {
			/* Seen again when the channel is read, where it is safe to end tasks. */
			sent = worker->out->len;
			break;
		}
		sent += (size_t)wrote;
	}
	g_string_erase(worker->out, 0, (gssize)sent);
	if (worker->wait)
		loop_watch(worker->wait, LOOP_READABLE | (worker->out->len ? LOOP_WRITABLE : 0));
}

static void take_lines(struct worker *worker)
{
	char *start = worker->in->str, *newline;

	while ((newline = memchr(start, '\n', worker->in->len - (size_t)(start - worker->in->str)))) {
		*newline = '\0';
		take_line(worker, start);
		start = newline + 1;
	}
	g_string_erase(worker->in, 0, start - worker->in->str);
}

static void channel_ready(void *context)
{
	struct worker *worker = context;
	static char buffer[READ_SIZE];
	ssize_t got;

	write_out(worker);
	got = read(worker->channel, buffer, sizeof buffer);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		channel_closed(worker);
		return;
	}
	g_string_append_len(worker->in, buffer, got);
	take_lines(worker);
}

int ssh_worker_run(int channel, const char *locks, const char *ssh)
{
	struct worker worker = { .channel = channel, .locks = locks, .ssh = ssh, .clock = clock_system() };

	if (fcntl(channel, F_SETFL, O_NONBLOCK) < 0 || libssh2_init(0))
		return STATUS_COULD_NOT;
	worker.loop = loop_new();
	worker.keys = key_ring_new();
	worker.instead = instead_new();
	worker.in = g_string_new(NULL);
	worker.out = g_string_new(NULL);
	worker.wait = loop_start_watching(worker.loop, channel, LOOP_READABLE, channel_ready, &worker);
	loop_start_signal(worker.loop, SIGTERM, cancel_all, &worker);
	loop_start_signal(worker.loop, SIGINT, cancel_all, &worker);
	loop_run(worker.loop);
	key_ring_free(worker.keys);
	instead_free(worker.instead);
	loop_free(worker.loop);
	g_string_free(worker.in, TRUE);
	g_string_free(worker.out, TRUE);
	libssh2_exit();
	return 0;
}
