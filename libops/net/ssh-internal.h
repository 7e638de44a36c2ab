/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of nwops-ssh share; none of it is in the main program. The
 * first process (ssh-serve.c) hands lines to workers (ssh-worker.c), each of
 * which has many tasks at once on one loop. A task is one job: over libssh2
 * (ssh-task.c, on links of ssh-link.c) or by running ssh (ssh-openssh.c).
 */
#pragma once

#include "base/clock.h"
#include "net/kexinit.h"
#include "net/secret.h"
#include "net/ssh.h"

#include <libssh2.h>

/* --- which algorithms are asked for: ssh-policy.c --- */

/* NULL, or the first legacy name of PEER that TRANSPORT cannot speak, or that is none. Lent. */
const char *ssh_policy_unknown(const struct ssh_peer *peer, enum ssh_transport transport);
/* What PEER allows of CATEGORY, with commas, the preferred first; host keys in the
 * order in which the pins name their types. Caller frees. */
char *ssh_policy_names(const struct ssh_peer *peer, enum ssh_category category);
/* The names of CATEGORY that LEGACY adds, with commas; NULL: none. Caller frees. */
char *ssh_policy_legacy(const struct ssh_peer *peer, enum ssh_category category);
/* Whether two lists with commas have a name in common. */
bool ssh_policy_meet(const char *ours, const char *theirs);

/* --- host keys: ssh-pins.c --- */

enum pins_verdict { PINS_NONE, PINS_MATCH, PINS_CHANGED };
/* NULL, or the first pin that is none. Lent. */
const char *pins_wrong(const struct ssh_peer *peer);
enum pins_verdict pins_judge(const struct ssh_peer *peer, const uint8_t *key, size_t length);
/* "SHA256:..." as ssh shows it. Caller frees. */
char *pins_fingerprint(const uint8_t *key, size_t length);
/* The type that a key in SSH's encoding says it has; NULL: it is none. Caller frees. */
char *pins_type(const uint8_t *key, size_t length);
/* TYPE of a pin, NULL where it names none. Caller frees. */
char *pins_type_of_pin(const char *pin);

/* --- keys and passwords: ssh-key.c, ssh-secret.c, ssh-agent.c --- */

struct ssh_key;
/* A private key as it stands in a file: OpenSSH's own format or PEM. */
struct ssh_key *ssh_key_parse(const char *bytes, size_t length, GError **error);
void ssh_key_free(struct ssh_key *key);
typedef struct ssh_key ops_ssh_key_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_ssh_key_t, ssh_key_free)
/* Its public half in SSH's encoding. Lent. */
const uint8_t *ssh_key_public(const struct ssh_key *key, size_t *ret_length);
/* A signature as RFC 4253, 5656 or 8709 has it, without the name before it;
 * free() it, as libssh2 does. False: OpenSSL refused. */
bool ssh_key_sign(const struct ssh_key *key, const uint8_t *data, size_t length, uint8_t **ret_signature,
		  size_t *ret_size);

/* Keys by path, each parsed once. */
struct key_ring;
struct key_ring *key_ring_new(void);
void key_ring_free(struct key_ring *ring);
/* Lent until the ring is freed. A file that has changed is read again. */
const struct ssh_key *key_ring_find(struct key_ring *ring, const char *path, GError **error);

/* An agent's public keys, each a GBytes, asked for within 2 s. Caller unrefs. */
GPtrArray *agent_keys(const char *socket, GError **error);
/* As ssh_key_sign(). Blocks for at most 2 s: the agent is on this machine. */
bool agent_sign(const char *socket, GBytes *key, const uint8_t *data, size_t length, uint8_t **ret_signature,
		size_t *ret_size);

/* --- one SSH connection: ssh-link.c --- */

/* So that a device that never stops sending does not hold up the others. */
#define LINK_BUDGET (512u << 10)

enum link_outcome { LINK_WAITS, LINK_DONE, LINK_FAILED };

struct link {
	const struct ssh_peer *peer;
	struct key_ring *keys;
	bool learn_only;
	int fd;				/* the socket, also of a link within another */
	LIBSSH2_CHANNEL *carrier;	/* of the link to the jump host; NULL: the socket itself */
	LIBSSH2_SESSION *session;
	struct kexinit offer;
	GBytes *host_key;		/* the one that was believed, or was looked at last */
	bool dead;			/* nothing passes any more */
	bool hung_up;			/* from there */
	bool end_told;			/* libssh2 has been told so: see link_tell_end() */
	int end_errno;			/* 0: in good order */
	size_t budget;			/* bytes that may still be read in this turn of the loop */

	unsigned int credential;	/* which is tried */
	const struct ssh_key *key;
	GPtrArray *agent;		/* keys of the agent that is tried; NULL */
	unsigned int agent_key;
	char *secret;
	bool refused_before;

	enum ssh_reason reason;		/* after LINK_FAILED */
	char *message;			/* in English, as it came; NULL */
};

/* PEER and KEYS are lent until link_close(). */
void link_open(struct link *link, const struct ssh_peer *peer, struct key_ring *keys, int fd,
	       LIBSSH2_CHANNEL *carrier, bool learn_only);
/* Sends nothing; link_part() does. Works on one never opened, if it is all zero. */
void link_close(struct link *link);
/* Key exchange and the host key. LINK_FAILED with SSH_REASON_NONE: the key was learnt. */
enum link_outcome link_handshake(struct link *link);
enum link_outcome link_login(struct link *link);
/*
 * libssh2 is not told at once that the device has hung up: it would report just that,
 * and keep what came before to itself, an output whole to its end perhaps. So until
 * this is called it hears that there is no more for now. False: there is nothing to tell.
 *
 * SSH's own goodbye is beyond our reach: when that comes in one breath with an output,
 * libssh2 gives the goodbye alone, and the output counts as cut off. (OpenSSH does so too.)
 */
bool link_tell_end(struct link *link);
/* Says goodbye, as far as that goes without waiting. */
void link_part(struct link *link);
/* Turns what libssh2 returned into reason and message. Always LINK_FAILED. */
enum link_outcome link_failed(struct link *link, int code, const char *doing);

/* --- which command is next: ssh-instead.c --- */

struct instead;
struct instead *instead_new(void);
void instead_free(struct instead *instead);
/* False: one of JOB's refusals is no pattern. */
bool instead_check(struct instead *instead, const struct ssh_job *job, GError **error);
/* Which command of JOB follows ASKED, whose output stands in RESULT; as many as there are: none.
 * Those between are not needed, and their outputs say so. */
unsigned int instead_next(struct instead *instead, const struct ssh_job *job, struct ssh_result *result,
			  unsigned int asked);

/* --- tasks --- */

struct worker;

struct task {
	const struct task_kind *kind;
	struct worker *worker;
	GList link;			/* among the worker's tasks */
	char *slot;			/* what the first process calls it */
	struct ssh_job_source *source;
	struct ssh_job job;
	struct ssh_result *result;
	int64_t started_at_us;		/* monotonic, behind the lock */
	int lock_fd;			/* -1: none */
	struct loop_wait *retry;	/* while the lock is waited for */
	int64_t lock_until_us;
};

struct task_kind {
	size_t size;			/* of the struct whose first member is a struct task */
	/* Returns at once; ends with exactly one task_ended(). */
	void (*start)(struct task *task);
	/* Logs out, then ends with SSH_REASON_CANCELLED. */
	void (*cancel)(struct task *task);
	/* After task_ended(), or of one that was never started. */
	void (*clear)(struct task *task);
};

extern const struct task_kind task_libssh2, task_openssh;

/* Its result is whole: it is written, and TASK is gone when this returns. */
void task_ended(struct task *task);
/* Why the job did not end well, if nothing was said before. MESSAGE may be NULL,
 * and may be any bytes. */
void task_blame(struct task *task, enum ssh_reason reason, const char *message);

struct worker {
	struct loop *loop;
	const struct clock *clock;
	struct key_ring *keys;
	struct instead *instead;
	const char *locks;		/* directory; NULL: none are taken */
	const char *ssh;		/* program of the transport openssh */
	int channel;
	struct loop_wait *wait;
	GString *in, *out;
	GQueue tasks;
	bool cancelled;
	bool closed;			/* the first process is gone */
};

int ssh_worker_run(int channel, const char *locks, const char *ssh);

/* --- confinement: ssh-confine.c --- */

/* No capability, no new privilege, no core; false with errno. SESSIONS: descriptors for
 * that many are wanted, as far as the system gives them. */
bool ssh_confine(unsigned int sessions);
