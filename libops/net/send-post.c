/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who hands over what, when, and for how long. No server is spoken with here: sessions do
 * that. Here is the order of relays, the lane of each server, what is remembered of one that fails, and
 * all limits of time.
 *
 * An errand's time begins with its first session, not while it waits for one. Of what is left of it a relay
 * gets an equal share with those still to come, until the message is being handed over: then all that is left.
 */
#include "net/send-internal.h"

#include <string.h>

/* How often it is looked whether somebody's time is up. */
#define LOOK_US (20 * INT64_C(1000))
/* How long a server that failed as a whole is put last. */
#define BAD_US (60 * INT64_C(1000000))
/* So many tries in a row have failed with a server: nobody waits for it. After a pause one asks again. */
#define FAILURES_MAX SEND_SESSIONS
#define PAUSE_US (2 * INT64_C(1000000))
#define LEAVING_US (300 * INT64_C(1000))
/* An idle lane is given up when there are more than so many. */
#define LANES_MAX 64
#define NO_SERVER SIZE_MAX

struct send_lane {
	struct send_post *post;
	char *key;
	enum channel_kind channel;
	GQueue waiting;			/* struct send_work, each by its link; those that were begun first */
	struct send_session *sessions[SEND_SESSIONS];	/* as many as were ever needed */
	unsigned int session_count, busy;
	unsigned int failures;		/* in a row */
	int64_t bad_until_us;		/* it is put last */
	int64_t pause_until_us;
	int64_t shut_until_us;		/* it asked to be left alone */
	struct send_report last;	/* how it failed */
	bool filling;
	GList due_link;			/* in the post's due */
	bool due;
};

/* An errand under way. */
struct send_work {
	struct send_errand errand;
	struct send_post *post;
	GList link;			/* in a lane's waiting */
	struct send_lane *lane;		/* in which it waits or works */
	size_t server;			/* which one of its route's relays */
	bool tried[SEND_RELAYS_MAX];
	int64_t began_us, ends_us;	/* 0: not begun */
	int64_t try_at_us;		/* by the wall clock */
	struct send_parcel parcel;
	bool composed, handing_over, handed_here, forgotten;
	GPtrArray *attempts;
};

struct send_post {
	struct loop *loop;
	const struct clock *clock;
	GHashTable *lanes;		/* key -> struct send_lane */
	GString *key;			/* to look for one */
	struct loop_wait *looking, *leaving;
	GQueue due;			/* struct send_lane, each by its link: they are filled when this turn of the loop ends */
	struct loop_wait *turn_ends;
	unsigned int works;
	bool ending;
	void (*forget)(void *context);
	unsigned int sessions_left;
	void (*left)(void *context);
	void *left_context;
};

static void fill(struct send_lane *lane);
static void go_on(struct send_work *work);

/* --- lanes --- */

static void lane_free(gpointer data)
{
	struct send_lane *lane = data;

	for (unsigned int i = 0; i < lane->session_count; i++)
		lane->sessions[i]->kind->free(lane->sessions[i]);
	g_free(lane->key);
	g_free(lane);
}

/* How long the part of URL up to the path is. */
static size_t origin_length(const char *url)
{
	const char *host = strstr(url, "://");

	return host ? (size_t)(host + 3 - url) + strcspn(host + 3, "/?#") : strlen(url);
}

static void add_to_key(GString *key, const char *text, size_t length)
{
	g_string_append_c(key, '\n');
	g_string_append_len(key, text, (gssize)length);
}

/* One that is not there is as one that is empty. */
static void add_all_to_key(GString *key, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_to_key(key, texts[i] ? texts[i] : "", texts[i] ? strlen(texts[i]) : 0);
}

/* All that must be equal for two errands to share a session. */
static void make_key(GString *key, const struct send_work *work, size_t server)
{
	const struct send_job *job = work->errand.job;
	const struct send_route *route = &job->route;

	g_string_assign(key, words_get(WORDS_CHANNEL_KIND, work->errand.channel)->id);
	if (work->errand.channel == CHANNEL_MAIL) {
		const struct send_relay *relay = &route->relays[server];
		const char *const texts[] = {
			relay->host, relay->security, relay->tls_name, relay->ca, relay->user, relay->secret, route->source,
			route->interface, strrchr(route->from, '@'),
		};

		add_all_to_key(key, texts, G_N_ELEMENTS(texts));
		g_string_append_printf(key, "\n%u", relay->port);
	} else if (work->errand.channel == CHANNEL_COMMAND) {
		add_to_key(key, job->target, strlen(job->target));
	} else {
		const char *const texts[] = { route->source, route->interface, route->proxy, route->ca };

		add_to_key(key, job->target, origin_length(job->target));
		add_all_to_key(key, texts, G_N_ELEMENTS(texts));
	}
}

static struct send_lane *lane_of(const struct send_work *work, size_t server)
{
	struct send_post *post = work->post;
	struct send_lane *lane;

	make_key(post->key, work, server);
	lane = g_hash_table_lookup(post->lanes, post->key->str);
	if (lane)
		return lane;
	lane = g_new0(struct send_lane, 1);
	lane->post = post;
	lane->key = g_strdup(post->key->str);
	lane->channel = work->errand.channel;
	g_queue_init(&lane->waiting);
	g_hash_table_insert(post->lanes, lane->key, lane);
	return lane;
}

static int64_t now_us(const struct send_post *post)
{
	return clock_monotonic_us(post->clock);
}

/* --- errands --- */

static size_t server_count(const struct send_work *work)
{
	return work->errand.channel == CHANNEL_MAIL ? work->errand.job->route.relay_count : 1;
}

/* The first that was not tried and has not lately failed; else the first that was not tried. */
static size_t choose(const struct send_work *work)
{
	size_t chosen = NO_SERVER;

	if (server_count(work) == 1)
		return work->tried[0] ? NO_SERVER : 0;
	for (size_t i = 0; i < server_count(work); i++) {
		if (work->tried[i])
			continue;
		if (lane_of(work, i)->bad_until_us <= now_us(work->post))
			return i;
		if (chosen == NO_SERVER)
			chosen = i;
	}
	return chosen;
}

static size_t servers_left(const struct send_work *work)
{
	size_t left = 0;

	for (size_t i = 0; i < server_count(work); i++)
		left += !work->tried[i];
	return left;
}

static void work_ended(struct send_work *work)
{
	struct send_post *post = work->post;

	post->works--;
	if (!post->works)
		g_clear_pointer(&post->looking, loop_cancel);
	if (work->forgotten)
		post->forget(work->errand.context);
	else
		work->errand.ended(work->errand.context, work->attempts);
	g_ptr_array_unref(work->attempts);
	g_free(work);
}

static const char *server_name(const struct send_work *work)
{
	if (work->errand.channel == CHANNEL_MAIL && work->errand.job->route.relay_count)
		return work->errand.job->route.relays[work->server].name;
	return "";
}

static void add_attempt(struct send_work *work, const struct send_report *report)
{
	struct send_attempt *attempt = g_new0(struct send_attempt, 1);
	bool web = work->errand.channel == CHANNEL_WEBHOOK || work->errand.channel == CHANNEL_ALERTMANAGER;

	attempt->relay = web ? g_strndup(work->errand.job->target, origin_length(work->errand.job->target))
			     : g_strdup(server_name(work));
	attempt->end = report->end;
	attempt->code = report->code;
	attempt->reply = g_strdup(report->reply);
	attempt->secured = g_strdup(report->secured);
	attempt->ended_at_us = clock_wall_us(work->post->clock);
	attempt->began_at_us = work->try_at_us ? work->try_at_us : attempt->ended_at_us;
	attempt->wait_us = report->wait_us;
	if (work->handed_here)
		attempt->digest = work->parcel.digest;
	attempt->unsigned_ = work->parcel.unsigned_;
	g_ptr_array_add(work->attempts, attempt);
	work->handed_here = false;
	work->try_at_us = 0;
}

/* Puts WORK where it waits for the server that it is to try next. */
static void queue(struct send_work *work)
{
	struct send_lane *lane = work->lane = lane_of(work, work->server);

	work->link.data = work;
	if (work->began_us)
		g_queue_push_head_link(&lane->waiting, &work->link);
	else
		g_queue_push_tail_link(&lane->waiting, &work->link);
	fill(lane);
}

/* To the next server, or to the end. */
static void go_on(struct send_work *work)
{
	size_t next = work->post->ending || (work->ends_us && now_us(work->post) >= work->ends_us) ? NO_SERVER : choose(work);

	if (next == NO_SERVER) {
		work_ended(work);
		return;
	}
	work->server = next;
	queue(work);
}

/* The server is not to be troubled with WORK: it ends as others before it did. */
static void not_tried(struct send_lane *lane, struct send_work *work)
{
	struct send_report report;
	int64_t shut_us = lane->shut_until_us - now_us(lane->post);
	g_autofree char *text = shut_us > 0 ? g_strdup("not tried: it asked to be left alone")
					    : g_strconcat("not tried, others have failed: ", lane->last.reply, NULL);
	/* What was never sent cannot have arrived. */
	enum delivery_end end = lane->last.end == DELIVERY_BROKEN_OFF ? DELIVERY_TOO_SLOW : lane->last.end;

	report_set(&report, end, true, text);
	if (shut_us > 0)
		report.wait_us = shut_us;
	work->tried[work->server] = true;
	add_attempt(work, &report);
	go_on(work);
}

/* --- sessions --- */

static struct send_session *session_new(enum channel_kind channel)
{
	switch (channel) {
	case CHANNEL_MAIL:
		return smtp_session_new();
	case CHANNEL_COMMAND:
		return program_session_new();
	default:
		return http_session_new();
	}
}

/* One without an errand; NULL: all have one. */
static struct send_session *free_session(struct send_lane *lane)
{
	struct send_session *session;

	for (unsigned int i = 0; i < lane->session_count; i++)
		if (!lane->sessions[i]->work)
			return lane->sessions[i];
	if (lane->session_count == SEND_SESSIONS)
		return NULL;
	session = session_new(lane->channel);
	session->lane = lane;
	session->channel = lane->channel;
	session->loop = lane->post->loop;
	session->clock = lane->post->clock;
	lane->sessions[lane->session_count++] = session;
	return session;
}

static bool make_parcel(struct send_work *work)
{
	g_autoptr(GError) error = NULL;
	struct send_report report;

	if (work->composed)
		return true;
	work->composed = work->errand.compose(work->errand.context, &work->parcel, &error);
	if (work->composed)
		return true;
	report_set(&report, DELIVERY_NOT_COMPOSED, false, error->message);
	add_attempt(work, &report);
	work_ended(work);
	return false;
}

/* False: it has ended already. */
static bool begin(struct send_lane *lane, struct send_session *session, struct send_work *work)
{
	const struct send_job *job = work->errand.job;
	int64_t now = now_us(lane->post);

	if (!work->began_us) {
		work->began_us = now;
		work->ends_us = now + job->attempt_us;
	}
	if (!make_parcel(work))
		return false;
	session->work = work;
	session->job = job;
	session->relay = lane->channel == CHANNEL_MAIL ? &job->route.relays[work->server] : NULL;
	session->parcel = &work->parcel;
	session->limit_at_us = now + (work->ends_us - now) / (int64_t)servers_left(work);
	session->connect_by_us = MIN(now + job->connect_us, session->limit_at_us);
	work->tried[work->server] = true;
	work->try_at_us = clock_wall_us(lane->post->clock);
	lane->busy++;
	return true;
}

/* It is told of once, whichever server gets it. */
static void tell_of(struct send_work *work)
{
	if (!work->handing_over) {
		work->handing_over = true;
		work->errand.handing_over(work->errand.context);
	}
}

/* While one that has failed again and again is asked once more, nobody else waits for it. */
static bool is_given_up(const struct send_lane *lane)
{
	int64_t now;

	if (!lane->shut_until_us && lane->failures < FAILURES_MAX)
		return false;
	now = now_us(lane->post);
	return now < lane->shut_until_us || (lane->failures >= FAILURES_MAX && now < lane->bad_until_us &&
					     (lane->busy || now < lane->pause_until_us));
}

/* Those at work may fail as others have: what they show is waited for. */
static bool is_in_doubt(const struct send_lane *lane)
{
	return lane->failures && lane->busy && lane->failures + lane->busy >= FAILURES_MAX;
}

/* Begins what can be begun, and starts it when all have been told of: that is one write, and not one for each. False: there was
 * nothing to be done. */
static bool fill_once(struct send_lane *lane)
{
	struct send_session *begun[SEND_SESSIONS];
	unsigned int count = 0;
	bool any = false;

	for (; lane->waiting.length; any = true) {
		bool given_up = is_given_up(lane);
		struct send_session *session = given_up || is_in_doubt(lane) ? NULL : free_session(lane);
		GList *first;

		if (!given_up && !session)
			break;
		first = g_queue_pop_head_link(&lane->waiting);
		if (given_up)
			not_tried(lane, first->data);
		else if (begin(lane, session, first->data))
			begun[count++] = session;
	}
	for (unsigned int i = 0; i < count; i++)
		if (begun[i]->kind->stands && begun[i]->kind->stands(begun[i]))
			tell_of(begun[i]->work);
	for (unsigned int i = 0; i < count; i++)
		begun[i]->kind->start(begun[i]);
	return any;
}

static void fill(struct send_lane *lane)
{
	/* What ends within this round is dealt with by its next turn. */
	if (lane->filling)
		return;
	lane->filling = true;
	while (fill_once(lane))
		;
	lane->filling = false;
}

static void turn_ends(void *context)
{
	struct send_post *post = context;
	GList *link;

	while ((link = g_queue_pop_head_link(&post->due))) {
		struct send_lane *lane = link->data;

		lane->due = false;
		fill(lane);
	}
}

/* Once all that came with this turn of the loop has been seen: so that several begin together. Whoever is at it goes on. */
static void fill_soon(struct send_lane *lane)
{
	if (!lane->waiting.length || lane->due || lane->filling)
		return;
	lane->due = true;
	lane->due_link.data = lane;
	g_queue_push_tail_link(&lane->post->due, &lane->due_link);
}

/* Those that wait for LANE and could go elsewhere do. */
static void move_waiting(struct send_lane *lane)
{
	/* Whoever is begun elsewhere may end at once, and come back. */
	GQueue moving = lane->waiting;
	GList *link;

	g_queue_init(&lane->waiting);
	while ((link = g_queue_pop_head_link(&moving))) {
		struct send_work *work = link->data;
		size_t other = choose(work);

		if (other == work->server) {
			g_queue_push_tail_link(&lane->waiting, link);
			continue;
		}
		work->server = other;
		queue(work);
	}
}

void session_greeted(struct send_session *session)
{
	session->connect_by_us = 0;
}

void session_handing_over(struct send_session *session)
{
	struct send_work *work = session->work;

	session->connect_by_us = 0;
	session->limit_at_us = work->ends_us;
	work->handed_here = true;
	tell_of(work);
	work->errand.told(work->errand.context);
}

/* What a try tells of the server. */
static void remember(struct send_lane *lane, const struct send_report *report)
{
	int64_t now = now_us(lane->post);

	if (report->wait_us > 0)
		lane->shut_until_us = now + report->wait_us;
	if (report->whole || report->end == DELIVERY_BROKEN_OFF) {
		lane->failures++;
		lane->bad_until_us = now + BAD_US;
		lane->pause_until_us = now + PAUSE_US;
		lane->last = *report;
	} else if (report->end != DELIVERY_NOT_COMPOSED) {
		lane->failures = 0;
		lane->bad_until_us = 0;
	}
	if (report->wait_us > 0)
		lane->last = *report;
}

void session_ended(struct send_session *session, const struct send_report *report)
{
	struct send_work *work = session->work;
	struct send_lane *lane = session->lane;

	session->work = NULL;
	lane->busy--;
	add_attempt(work, report);
	if (!lane->post->ending)
		remember(lane, report);
	if (report->whole)
		go_on(work);
	else
		work_ended(work);
	if (lane->bad_until_us && lane->channel == CHANNEL_MAIL)
		move_waiting(lane);
	if (session->kind->stands)
		fill_soon(lane);
	else
		fill(lane);
}

/* --- time --- */

/* Those that waited too long, of those that were begun elsewhere. */
static void look_at_waiting(struct send_lane *lane, int64_t now)
{
	GQueue over = G_QUEUE_INIT;
	GList *next, *link;

	for (link = lane->waiting.head; link; link = next) {
		struct send_work *work = link->data;

		next = link->next;
		if (!work->began_us)
			break;
		if (now < work->ends_us)
			continue;
		g_queue_unlink(&lane->waiting, link);
		g_queue_push_tail_link(&over, link);
	}
	while ((link = g_queue_pop_head_link(&over)))
		work_ended(link->data);
}

static void look_at_sessions(struct send_lane *lane, int64_t now)
{
	for (unsigned int i = 0; i < lane->session_count; i++) {
		struct send_session *session = lane->sessions[i];

		if (session->work && ((session->connect_by_us && now >= session->connect_by_us) || now >= session->limit_at_us))
			session->kind->give_up(session);
	}
}

static gboolean is_idle(gpointer key, gpointer value, gpointer context)
{
	const struct send_lane *lane = value;

	return !lane->busy && !lane->waiting.length && !lane->failures && !lane->due;
}

/* Lanes come while this goes on, and go nowhere else. */
static void look(void *context)
{
	struct send_post *post = context;
	g_autoptr(GList) lanes = g_hash_table_get_values(post->lanes);

	for (GList *lane = lanes; lane; lane = lane->next) {
		look_at_sessions(lane->data, now_us(post));
		look_at_waiting(lane->data, now_us(post));
	}
	if (g_hash_table_size(post->lanes) > LANES_MAX)
		g_hash_table_foreach_remove(post->lanes, is_idle, NULL);
}

/* --- what the caller asks for --- */

struct send_post *send_post_new(struct loop *loop, const struct clock *clock)
{
	struct send_post *post = g_new0(struct send_post, 1);

	post->loop = loop;
	post->clock = clock;
	post->lanes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, lane_free);
	post->key = g_string_new(NULL);
	post->turn_ends = loop_start_ends(loop, turn_ends, post);
	return post;
}

static void forgotten_nowhere(void *context)
{
}

void send_post_free(struct send_post *post)
{
	if (!post)
		return;
	send_post_break_off(post, forgotten_nowhere);
	loop_cancel(post->looking);
	loop_cancel(post->leaving);
	loop_cancel(post->turn_ends);
	g_hash_table_unref(post->lanes);
	g_string_free(post->key, TRUE);
	g_free(post);
}

/* An address that cannot make a command of its own. */
static bool is_address(const char *text)
{
	if (!text || !strchr(text, '@') || !g_utf8_validate(text, -1, NULL))
		return false;
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || strchr("<>\"\\\x7f", *text))
			return false;
	return true;
}

/* Why JOB cannot be begun; NULL: it can. */
static const char *wrong_with(const struct send_errand *errand)
{
	const struct send_job *job = errand->job;

	switch (errand->channel) {
	case CHANNEL_MAIL:
		if (!job->route.relay_count)
			return "its route has no relay";
		if (!is_address(job->target))
			return "what it is for is no mail address";
		return is_address(job->route.from) ? NULL : "its route has no mail address that it is from";
	case CHANNEL_WEBHOOK:
	case CHANNEL_ALERTMANAGER:
		if (g_str_has_prefix(job->target, "https://") || g_str_has_prefix(job->target, "http://"))
			return NULL;
		return "what it is for is no URL of http or https";
	case CHANNEL_COMMAND:
		return job->target[0] == '/' ? NULL : "what it is for is no program's whole path";
	default:
		return "a person has to bring it";
	}
}

void send_post_take(struct send_post *post, const struct send_errand *errand)
{
	struct send_work *work = g_new0(struct send_work, 1);
	const char *wrong = wrong_with(errand);

	work->errand = *errand;
	work->post = post;
	work->attempts = g_ptr_array_new_with_free_func((GDestroyNotify)send_attempt_free);
	post->works++;
	if (!post->looking)
		post->looking = loop_start_timer(post->loop, LOOK_US, LOOK_US, look, post);
	if (wrong) {
		struct send_report report;

		report_set(&report, DELIVERY_NOT_COMPOSED, false, wrong);
		add_attempt(work, &report);
		work_ended(work);
		return;
	}
	go_on(work);
}

/* Those that wait in LANE; of those that were begun only when ALL. */
static void forget_waiting(struct send_lane *lane, bool all)
{
	GQueue waiting = lane->waiting;
	GList *link;

	g_queue_init(&lane->waiting);
	while ((link = g_queue_pop_head_link(&waiting))) {
		struct send_work *work = link->data;

		if (work->began_us && !all) {
			g_queue_push_tail_link(&lane->waiting, link);
			continue;
		}
		/* One that has been with a server has something to tell. */
		work->forgotten = !work->attempts->len;
		work_ended(work);
	}
}

void send_post_forget(struct send_post *post, void (*forgotten)(void *context))
{
	g_autoptr(GList) lanes = g_hash_table_get_values(post->lanes);

	post->forget = forgotten;
	for (GList *lane = lanes; lane; lane = lane->next)
		forget_waiting(lane->data, false);
}

void send_post_break_off(struct send_post *post, void (*forgotten)(void *context))
{
	g_autoptr(GList) lanes = g_hash_table_get_values(post->lanes);

	post->forget = forgotten;
	post->ending = true;
	for (GList *lane = lanes; lane; lane = lane->next) {
		struct send_lane *each = lane->data;

		forget_waiting(each, true);
		for (unsigned int i = 0; i < each->session_count; i++) {
			struct send_session *session = each->sessions[i];

			if (!session->work)
				continue;
			session->work->forgotten = !session->work->handing_over;
			session->kind->give_up(session);
		}
	}
}

static void all_left(void *context)
{
	struct send_post *post = context;
	void (*left)(void *context) = post->left;

	g_clear_pointer(&post->leaving, loop_cancel);
	post->left = NULL;
	if (left)
		left(post->left_context);
}

static void leaving_took_too_long(void *context)
{
	struct send_post *post = context;

	post->leaving = NULL;
	all_left(post);
}

void session_left(struct send_session *session)
{
	struct send_post *post = session->lane->post;

	if (!session->leaving)
		return;
	session->leaving = false;
	if (!--post->sessions_left)
		all_left(post);
}

void send_post_leave(struct send_post *post, void (*left)(void *context), void *context)
{
	g_autoptr(GList) lanes = g_hash_table_get_values(post->lanes);

	post->left = left;
	post->left_context = context;
	post->sessions_left = 1;	/* ours, until all have been asked */
	post->leaving = loop_start_timer(post->loop, LEAVING_US, 0, leaving_took_too_long, post);
	for (GList *lane = lanes; lane; lane = lane->next) {
		struct send_lane *each = lane->data;

		for (unsigned int i = 0; i < each->session_count; i++) {
			post->sessions_left++;
			each->sessions[i]->leaving = true;
			each->sessions[i]->kind->leave(each->sessions[i]);
		}
	}
	if (!--post->sessions_left)
		all_left(post);
}
