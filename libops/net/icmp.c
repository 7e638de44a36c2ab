/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ICMP wire as a whole: splits the questions among shards, runs each in a
 * thread of its own, and tells the caller on its own loop what has ended. One
 * processor cannot send and receive a nation's lines as fast as two.
 */
#include "net/icmp-internal.h"

#include "base/translate.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>

G_DEFINE_QUARK(ops-icmp-error, icmp_error)

/* Below this many questions a second thread costs more than it brings. */
#define QUESTIONS_A_THREAD 20000
#define THREADS_WANTED 2
/* How often the caller hears of what has ended while there is more to come. */
#define REPORT_US 20000

/* Each on cache lines of its own: threads must not wait for each other's counters. */
#define WORKER_ALIGNMENT 128

struct worker {
	struct icmp_shard shard;
	struct icmp_wire *wire;
	GThread *thread;
	uint32_t *numbers;		/* which questions are its own; NULL: all */
	uint32_t *ended;		/* its questions in the order of their end */
	uint32_t ended_count;		/* written by the thread, read by the caller: atomic */
	uint32_t told;			/* of those, told to the caller */
	int cancel_fd;			/* the caller writes to make it stop */
} __attribute__((aligned(WORKER_ALIGNMENT)));

struct icmp_wire {
	struct icmp_options options;
	struct icmp_questions questions;
	struct worker *workers;
	unsigned int worker_count;
	uint8_t *worker_of;		/* by question; NULL: the only one */
	uint32_t *number_within;	/* by question: its number in its shard */
	int done_fd;			/* workers write when they have ended */
	struct loop_wait *done, *reporting;
	uint32_t told;
};

/* --- splitting --- */

static unsigned int choose_threads(const struct icmp_options *options, uint32_t count)
{
	unsigned int most = MIN(THREADS_WANTED, g_get_num_processors());

	if (options->threads)
		return MIN(options->threads, ICMP_SOCKETS_MAX);
	return count / QUESTIONS_A_THREAD >= 1 ? most : 1;
}

/* Questions behind one far end stay together, so that its cap is kept by one thread. */
static void split(struct icmp_wire *wire)
{
	uint32_t count = wire->questions.count;

	wire->worker_of = g_new(uint8_t, count);
	wire->number_within = g_new(uint32_t, count);
	for (unsigned int i = 0; i < wire->worker_count; i++)
		wire->workers[i].numbers = g_new(uint32_t, count);
	for (uint32_t q = 0; q < count; q++) {
		struct icmp_question question;
		struct icmp_shard *shard;
		uint32_t key;

		wire->questions.at(wire->questions.context, q, &question);
		key = question.far_end == ICMP_NO_FAR_END ? q : question.far_end;
		wire->worker_of[q] = (uint8_t)(key % wire->worker_count);
		shard = &wire->workers[wire->worker_of[q]].shard;
		wire->number_within[q] = shard->count;
		wire->workers[wire->worker_of[q]].numbers[shard->count++] = q;
	}
}

static void question_ended(struct icmp_shard *shard, uint32_t question)
{
	struct worker *worker = (struct worker *)shard;

	worker->ended[worker->ended_count] = question;
	g_atomic_int_inc((gint *)&worker->ended_count);
	if (worker->ended_count == shard->count)
		loop_stop(shard->loop);
}

struct icmp_wire *icmp_open(const struct icmp_options *options, const struct icmp_questions *questions)
{
	struct icmp_wire *wire = g_new0(struct icmp_wire, 1);

	wire->options = *options;
	wire->questions = *questions;
	wire->done_fd = -1;
	wire->worker_count = choose_threads(options, questions->count);
	wire->workers = g_aligned_alloc0(wire->worker_count, sizeof *wire->workers, WORKER_ALIGNMENT);
	if (wire->worker_count > 1)
		split(wire);
	else
		wire->workers[0].shard.count = questions->count;
	for (unsigned int i = 0; i < wire->worker_count; i++) {
		struct worker *worker = &wire->workers[i];

		worker->wire = wire;
		worker->cancel_fd = -1;
		worker->ended = g_new(uint32_t, MAX(worker->shard.count, 1));
		worker->shard.questions = &wire->questions;
		worker->shard.numbers = worker->numbers;
		worker->shard.notes = options->notes;
		worker->shard.far_end_rate = options->far_end_rate_per_second;
		worker->shard.ended = question_ended;
		worker->shard.sockets[0].socket.fd = worker->shard.sockets[1].socket.fd = -1;
	}
	return wire;
}

void icmp_close(struct icmp_wire *wire)
{
	if (!wire)
		return;
	icmp_cancel(wire);
	for (unsigned int i = 0; i < wire->worker_count; i++) {
		shard_close(&wire->workers[i].shard);
		if (wire->workers[i].cancel_fd >= 0)
			close(wire->workers[i].cancel_fd);
		g_free(wire->workers[i].numbers);
		g_free(wire->workers[i].ended);
	}
	if (wire->done_fd >= 0)
		close(wire->done_fd);
	g_aligned_free(wire->workers);
	g_free(wire->worker_of);
	g_free(wire->number_within);
	g_free(wire);
}

/* --- the threads --- */

static void signal_fd(int fd)
{
	const uint64_t one = 1;

	while (write(fd, &one, sizeof one) < 0 && errno == EINTR)
		;
}

static void cancelled(void *context)
{
	struct worker *worker = context;

	shard_stop(&worker->shard);
	loop_stop(worker->shard.loop);
}

/* Runs until the shard has ended all of its questions or is told to stop. */
static void *work(void *context)
{
	struct worker *worker = context;

	worker->shard.loop = loop_new();
	loop_start_reading(worker->shard.loop, worker->cancel_fd, cancelled, worker);
	shard_start(&worker->shard);
	loop_run(worker->shard.loop);
	loop_free(worker->shard.loop);
	signal_fd(worker->wire->done_fd);
	return NULL;
}

/* Tells the caller what has ended since the last time. */
static void report(struct icmp_wire *wire)
{
	for (unsigned int i = 0; i < wire->worker_count; i++) {
		struct worker *worker = &wire->workers[i];
		uint32_t ended = (uint32_t)g_atomic_int_get((gint *)&worker->ended_count);

		while (worker->told < ended) {
			uint32_t question = worker->ended[worker->told++];

			wire->told++;
			wire->options.ended(wire->options.context, worker->numbers ? worker->numbers[question] : question);
		}
	}
}

static void stop_reporting(struct icmp_wire *wire)
{
	g_clear_pointer(&wire->done, loop_cancel);
	g_clear_pointer(&wire->reporting, loop_cancel);
}

static void report_event(void *context)
{
	struct icmp_wire *wire = context;
	uint64_t ignored;

	while (read(wire->done_fd, &ignored, sizeof ignored) < 0 && errno == EINTR)
		;
	report(wire);
	if (wire->told == wire->questions.count)
		stop_reporting(wire);
}

void icmp_cancel(struct icmp_wire *wire)
{
	stop_reporting(wire);
	for (unsigned int i = 0; i < wire->worker_count; i++)
		if (wire->workers[i].thread)
			signal_fd(wire->workers[i].cancel_fd);
	for (unsigned int i = 0; i < wire->worker_count; i++)
		g_clear_pointer(&wire->workers[i].thread, g_thread_join);
}

/* --- starting --- */

/* Whether at least one of the families that are asked about has its socket. */
static bool check_sockets(const struct icmp_wire *wire, const struct icmp_socket pair[2], GError **error)
{
	int reason = 0;

	for (uint32_t q = 0; q < wire->questions.count; q++) {
		struct icmp_question question;
		const struct icmp_socket *socket;

		wire->questions.at(wire->questions.context, q, &question);
		socket = &pair[question.to.family == AF_INET6];
		if (socket->fd >= 0)
			return true;
		reason = socket->refused_errno;
	}
	return wire->questions.count == 0 || icmp_socket_explain(wire->options.program, reason, error);
}

static bool start_worker(struct icmp_wire *wire, struct worker *worker, const struct icmp_socket pair[2], GError **error)
{
	int64_t rate = wire->options.rate_per_second;

	if (!shard_open(&worker->shard, pair, rate ? MAX(rate / wire->worker_count, 1) : 0, error))
		return false;
	worker->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (worker->cancel_fd >= 0)
		worker->thread = g_thread_try_new("icmp", work, worker, error);
	else
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot make an event descriptor: %s"),
			    g_strerror(errno));
	return worker->thread != NULL;
}

static bool start_workers(struct icmp_wire *wire, GError **error)
{
	struct icmp_socket pairs[ICMP_SOCKETS_MAX][2];

	unsigned int started = 0;
	bool well;

	if (!icmp_socket_fetch(wire->options.program, wire->worker_count,
			       wire->options.from6 ? ICMP_RAW_FIRST : ICMP_PING_FIRST, pairs, error))
		return false;
	well = check_sockets(wire, pairs[0], error);
	/* A shard that was given its pair closes it, also when it could not start. */
	while (well && started < wire->worker_count) {
		well = start_worker(wire, &wire->workers[started], pairs[started], error);
		started++;
	}
	for (unsigned int i = 2 * started; i < 2 * wire->worker_count; i++)
		if (pairs[i / 2][i % 2].fd >= 0)
			close(pairs[i / 2][i % 2].fd);
	return well;
}

bool icmp_start(struct icmp_wire *wire, GError **error)
{
	if (!wire->questions.count)
		return true;
	wire->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (wire->done_fd < 0) {
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot make an event descriptor: %s"),
			    g_strerror(errno));
		return false;
	}
	if (!start_workers(wire, error))
		return false;
	wire->done = loop_start_reading(wire->options.loop, wire->done_fd, report_event, wire);
	wire->reporting = loop_start_timer(wire->options.loop, REPORT_US, REPORT_US, report_event, wire);
	return true;
}

/* --- reading --- */

static const struct icmp_shard *shard_of(const struct icmp_wire *wire, uint32_t question, uint32_t *ret_number)
{
	*ret_number = wire->number_within ? wire->number_within[question] : question;
	return &wire->workers[wire->worker_of ? wire->worker_of[question] : 0].shard;
}

void icmp_read(const struct icmp_wire *wire, uint32_t question, struct icmp_answer *ret_answer)
{
	uint32_t number;
	const struct icmp_shard *shard = shard_of(wire, question, &number);

	shard_read(shard, number, ret_answer);
}

void icmp_read_packets(const struct icmp_wire *wire, uint32_t question, struct icmp_packet *ret_packets)
{
	uint32_t number;
	const struct icmp_shard *shard = shard_of(wire, question, &number);

	shard_read_packets(shard, number, ret_packets);
}

struct icmp_totals icmp_totals(const struct icmp_wire *wire)
{
	struct icmp_totals totals = { .threads = wire->worker_count };

	for (unsigned int i = 0; i < wire->worker_count; i++) {
		const struct icmp_totals *each = &wire->workers[i].shard.totals;

		totals.sent += each->sent;
		totals.received += each->received;
		totals.own_drops += each->own_drops;
		totals.foreign += each->foreign;
		totals.raw4 = totals.raw4 || each->raw4;
		totals.raw6 = totals.raw6 || each->raw6;
	}
	return totals;
}
