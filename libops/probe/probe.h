/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probes: configured questions, the kinds of code that ask them, and the
 * runner that asks many at once and sees that each ends exactly once, in one
 * of answered, no answer, could not ask. A kind says what happened; how bad it
 * is, only state/ says.
 *
 * A run of the runner has a deadline of its own and can be cancelled; what
 * had ended by then is kept, the rest could not be asked.
 */
#pragma once

#include "base/clock.h"
#include "base/notes.h"
#include "base/words.h"
#include "inventory/inventory.h"
#include "net/icmp.h"
#include "net/loop.h"
#include "net/overlay.h"
#include "net/tls.h"
#include "net/ssh.h"

#define RESULT_TEXT_SIZE 160

struct platforms;		/* see probe/reading.h */
struct probe_runner;		/* one run of many probes */
struct reading;
struct probe_kind_run;		/* a kind at work in it */

/* One configured question: what an item is asked, and by which kind. */
struct probe {
	const struct probe_kind *kind;
	struct item item;
	uint32_t far_end;		/* numbers what it passes last; ICMP_NO_FAR_END */
};

/* --- what a kind sees besides times --- */

struct tls_facts {
	enum tls_failure failure;	/* why there was no handshake */
	enum certificate_fault fault;
	int version;			/* agreed on: 0x0304 for 1.3; 0: none was */
	int64_t leaf_expires_at_us;	/* the server's own certificate; -1: not known */
	/* The first to expire of what the server sent, and of the chain that was verified; they
	 * differ when it sends one that nobody needs. -1: not known. */
	int64_t sent_expires_at_us, chain_expires_at_us;
	char subject[128];		/* of the server's own, UTF-8, safe to show */
	char detail[128];		/* what verifying or the handshake said, in English; "" */
};

#define PATH_HOPS_MAX 64
struct path_hop {
	struct address from;		/* who said that a packet's time was up; family 0: nobody */
	int32_t rtt_us;			/* -1: nobody answered */
};
struct path_facts {
	struct path_hop *hops;		/* hop_count of them; owned by the result */
	int hop_count;
	bool reached;			/* the last of them is whom we asked */
	int passed;			/* devices of `via` that it passed, in their order */
	int wanted;			/* how many `via` names */
};

struct mtu_facts {
	int wanted;			/* bytes of an IP packet */
	int passed;			/* the largest that came back; 0: none did */
	int told;			/* that a router on the way said it carries; 0: none said */
	struct address told_by;		/* family 0: none, or our own side */
};

struct tcp_facts {
	bool connected;
	bool refused;			/* it answers, and has nobody at that port */
	bool unreachable;		/* somebody on the way said that it cannot be reached */
	bool closed;			/* it hung up before it had said what was expected */
	char received[128];		/* the beginning of what came, safe to show; "" */
};

struct plugin_facts {
	int exit_status;		/* -1: none */
	int signal;			/* that ended it; 0 */
	char text[256];			/* its first line, safe to show */
	char *figures;			/* its performance data, as far as it can be read; NULL; owned by the result */
	int dropped;			/* figures that cannot, or have the name of another */
};

/* How the login to a device went, and what was read. */
struct ssh_facts {
	enum ssh_reason reason;		/* why there is no reading; SSH_REASON_NONE */
	bool at_jump;			/* it is the host on the way that this speaks of */
	enum ssh_phase phase;		/* how far it came */
	unsigned int logins;		/* that it took */
	unsigned int commands, missing;	/* that were asked; of them without a whole answer */
	char message[160];		/* more of the reason, in English, safe to show; "" */
	char server[80];		/* how it identifies itself, safe to show; "" */
	char host_key_type[64], fingerprint[64];	/* that it showed; "" */
	struct reading *reading;	/* NULL: the login failed; owned by the result */
};

/* One figure or state of a device, from a reading; an item of its own. */
enum figure_sort {
	FIGURE_SORT_SHARE,		/* parts per million */
	FIGURE_SORT_TIME,		/* microseconds */
	FIGURE_SORT_STATE,		/* as it should be, or not */
};
/* Where its days lead: to LEVEL, as many days ahead as is most likely, at the earliest and at the latest. */
struct figure_trend {
	int points;			/* days that it rests on; 0: nowhere, or nobody asked */
	int32_t from_day, until_day;	/* the first and the last of them, from 1970-01-01 on */
	int64_t level;
	double per_day, per_day_low, per_day_high;	/* its slope, and between what it lies with 95 % */
	double days, days_earliest, days_latest;
};
struct figure_facts {
	enum figure_sort sort;
	bool known;
	int64_t value;
	char text[160];			/* what it rests on, safe to show: "67 MiB of 100 MiB"; or why it is
					 * not known */
	struct figure_trend trend;
};

/* Two routers can be members of several groups at once, each with a verdict of its own. */
struct group_instance {
	char name[104];			/* "vrrp 5 10.0.0.254"; "": the group itself */
	enum group_verdict verdict;
	const char *active;		/* member that carries; lent by the inventory; NULL: none does, or several */
	int64_t since_us;		/* it has been so, as far as known */
	int64_t switched_from_us, switched_until_us;	/* the last switchover took place between; 0: none is known */
};
/* What the members of a group show together; an item of its own. */
struct group_facts {
	const struct group *group;	/* lent by the inventory */
	enum group_verdict verdict;	/* the worst of its instances; what follows is of that one */
	const char *active;
	bool there_and_back;		/* it switched over and back since the run before */
	bool switched_over;		/* that, or another member carries than in the run before */
	unsigned int standing_by;	/* members that could take over */
	int64_t since_us;
	int64_t switched_from_us, switched_until_us;
	int64_t outage_least_us, outage_most_us;	/* how long that interrupted it; -1: not known */
	char text[160];			/* who does what, in the screen's language */
	struct group_instance *instances;	/* instance_count of them; owned by the result */
	unsigned int instance_count;
};

struct result_facts {
	enum question_kind kind;	/* which of them */
	union {
		struct group_facts group;
		struct ssh_facts ssh;
		struct figure_facts figure;
		struct tls_facts tls;
		struct path_facts path;
		struct mtu_facts mtu;
		struct tcp_facts tcp;
		struct plugin_facts plugin;
	};
};

/* What was asked besides when an item failed. */
struct path_evidence {
	struct path_facts path;
	const char *last;		/* name of who spoke last; lent; NULL: the inventory does not know */
};
/* Who spoke last on PATH, which has a hop. */
static inline struct address *path_last(const struct path_facts *path)
{
	return &path->hops[path->hop_count - 1].from;
}

/* What one run of one probe saw: facts only. probe_describe() puts them in words. */
struct result {
	int64_t started_at_us;		/* wall clock */
	int32_t rtt_min_us, rtt_median_us, rtt_p95_us, rtt_max_us;	/* -1: no answer */
	int32_t jitter_us;		/* mean difference of neighbouring round trips (RFC 3393, absolute); -1 */
	int32_t loss_ppm;		/* of packets that were asked; -1: none was */
	int32_t outage_us;		/* the longest run of lost packets, times their gap; -1: fewer than two were asked */
	uint16_t sent, received;	/* packets; own losses are in neither */
	uint16_t own_losses, not_sent, retried, inexact;
	uint8_t end;			/* enum probe_end */
	bool run_ended_first;		/* cancelled or past the run's deadline: not the network's doing */
	/* Where figures do not say it: why it could not be asked, or in a result that was kept, what
	 * came besides. Lent; else NULL. */
	const char *reason;
	struct icmp_oddities *odd;	/* what most never have; NULL; owned */
	struct result_facts *facts;	/* what only its kind sees; NULL for icmp and before it has ended; owned */
	struct path_evidence *evidence;	/* NULL: none was asked for; owned */
	struct icmp_packet *packets;	/* NULL unless they were to be kept; owned */
	int packet_count;
};

/* A result before anything is known: could not ask, no figures. */
void result_init(struct result *ret_result);
void result_clear(struct result *result);
/* Fills in loss, round trips, jitter and outage from COUNT round trips, GAP_US
 * apart, in the order of sending, -1 for each lost packet. */
void result_take_rtts(struct result *result, const int32_t *rtts_us, int count, int64_t gap_us);
/* Of a kind that asks once: it was answered after TIME_US. Loss stays -1. */
void result_take_time(struct result *result, int64_t time_us);
/* Zeroed facts of KIND, which the result owns. */
struct result_facts *result_new_facts(struct result *result, enum question_kind kind);

/* The path that PATH, a result of kind path, saw becomes RESULT's evidence; without one nothing does. */
void result_take_evidence(struct result *result, struct result *path);

/* RESULT in words of the screen's language: "no answer; host unreachable, says
 * 10.0.0.1". For people, cut to fit, never parsed. Returns TEXT. */
const char *probe_describe(const struct result *result, char text[RESULT_TEXT_SIZE]);
/* What probe_describe() says beyond the figures, mostly "": why it could not be asked, ICMP
 * errors, what came besides. As the reason of a result that is made of kept figures,
 * it gives the same description again. Returns TEXT. */
const char *probe_describe_rest(const struct result *result, char text[RESULT_TEXT_SIZE]);

/* One figure of a plugin: "'label'=value[UOM];[warning];[critical];[least];[most]". */
struct plugin_figure {
	char label[129];		/* UTF-8, safe to show */
	char value[33];			/* a finite number */
	char unit[9];			/* letters or "%"; "" */
	char limits[4][40];		/* ranges, and numbers; "" */
};
enum figure_read {
	FIGURE_END,			/* there is no other */
	FIGURE_GOOD,
	FIGURE_UNKNOWN,			/* not determined: value "U" */
	FIGURE_BAD,			/* no figure; the reader stands behind it */
};
/* Reads the next figure between *AT and END. */
enum figure_read plugin_figure_read(const char **at, const char *end, struct plugin_figure *ret_figure);
/* Appends it, with PREFIX before its label, so that it reads back the same. */
void plugin_figure_print(GString *data, const char *prefix, const struct plugin_figure *figure);

/* A kind at work asks all probes of its kind among PROBES at once. */
struct probe_kind {
	enum question_kind question;
	const char *summary;		/* N_() */
	struct probe_kind_run *(*open)(struct probe_runner *runner, const struct probe *probes, uint32_t count);
	/* Returns at once; each of its probes then ends with one probe_done(). False: none of them
	 * can be asked, and none ends. */
	bool (*start)(struct probe_kind_run *run, GError **error);
	/* After this it says nothing more. */
	void (*cancel)(struct probe_kind_run *run);
	/* Reads what is known of PROBE into RESULT: end and figures. */
	void (*collect)(struct probe_kind_run *run, uint32_t probe, struct result *result);
	void (*close)(struct probe_kind_run *run);
};

/* The one list of kinds, ended by NULL. */
extern const struct probe_kind *const probe_kinds[];
extern const struct probe_kind probe_icmp, probe_ssh;
extern const struct probe_kind probe_path;
extern const struct probe_kind probe_mtu;
extern const struct probe_kind probe_plugin;
extern const struct probe_kind probe_tcp;
extern const struct probe_kind probe_tls;
const struct probe_kind *probe_kind_find(enum question_kind question);

/* The probes of ITEMS (struct item), in their order. Elements are struct probe; g_array_unref(). */
GArray *probe_plan(const GArray *items);

enum run_end { RUN_COMPLETE, RUN_DEADLINE, RUN_CANCELLED };

struct probe_options {
	const struct clock *clock;
	const struct notes *notes;
	const struct overlay *overlay;	/* not NULL: no packet leaves */
	const char *libexec;		/* where the wire programs are */
	int64_t deadline_us;		/* of the whole run */
	int64_t rate_per_second, far_end_rate_per_second;
	unsigned int threads;		/* 0: as the number of probes suggests */
	/* For devices that are logged in to. */
	struct platforms *platforms;	/* NULL: none can be read */
	GHashTable *pins;		/* name of a device -> GPtrArray of char *, NULL-terminated; NULL: none */
	const char *agent;		/* socket of an SSH agent; NULL */
	const char *locks;		/* directory of the devices' locks */
	/* In place of what the service classes say; 0: as they say. */
	int packets, retries;		/* retries -1: as they say */
	int64_t gap_us, timeout_us;
	bool keep_packets;		/* each result says what became of each packet */
	/* SIGINT, SIGTERM and SIGHUP cancel the run. Once one has, they stay blocked:
	 * what was seen is still to be recorded and printed. */
	bool until_signal;
	/* May be NULL: called now and then and at the end. */
	void (*progress)(void *context, uint32_t ended, uint32_t count);
	void *context;
};

/*
 * Asks COUNT probes and fills as many RESULTS, which the caller clears. A kind that cannot ask (no
 * permission, no socket) leaves its probes with that reason. False only when nothing could be asked
 * at all; the results then say so too.
 * RET_SIGNAL: the signal that cancelled it, or 0.
 */
bool probe_run(const struct probe *probes, uint32_t count, const struct probe_options *options,
	       struct result *results, enum run_end *ret_end, int *ret_signal, GError **error);

/* --- for kinds --- */
struct probe_runner;
/* PROBE has ended. Exactly once each; a second call is a bug and aborts. */
void probe_done(struct probe_runner *runner, uint32_t probe);
const struct probe_options *probe_runner_options(const struct probe_runner *runner);
struct loop *probe_runner_loop(const struct probe_runner *runner);
