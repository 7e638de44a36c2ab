/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SSH wire: many devices asked at once over SSH, one login a device for
 * all that is to be read from it, and what came of each. The asking is done by
 * the program nwops-ssh(8), which this header's functions start and feed; it
 * alone reads keys and passwords, and what a device sends can at worst kill one
 * of its processes.
 *
 * A device is believed only when its host key is one of its pins: until then
 * not a byte of the login is sent, and on a changed key nothing at all any more.
 * What is sent to it are the job's commands, line ends, the answers to a pager
 * and the word that logs out; nothing here knows a command of its own.
 *
 * Each job ends exactly once, as a probe does: answered; no answer (nobody there
 * speaks SSH); could not ask (with a reason: our side, the key, the login, a limit).
 * An output that is not known to be complete says so, and why.
 */
#pragma once

#include "base/address.h"
#include "base/notes.h"
#include "base/words.h"
#include "net/loop.h"

#define OPS_SSH_ERROR ssh_error_quark()
GQuark ssh_error_quark(void);
enum ssh_error_code { SSH_ERROR_JOB, SSH_ERROR_RESULT, SSH_ERROR_PROGRAM };

#define SSH_JOB_LINE_MAX (1 << 20)	/* bytes of a job written as JSON */
#define SSH_COMMANDS_MAX 256
#define SSH_LIST_MAX 64			/* pins, legacy names, credentials, pagers */
#define SSH_WORD_MAX 4096		/* bytes of one command, path or pattern */
#define SSH_BYTES_MAX (64 << 20)	/* of one output */
#define SSH_LINE_MAX 250		/* bytes that a prompt may have */

/* --- a job: what is asked of one device; a value, everything in it is lent --- */

enum ssh_method { SSH_BY_KEY, SSH_BY_AGENT, SSH_BY_PASSWORD, SSH_BY_KEYBOARD_INTERACTIVE };

struct ssh_credential {
	enum ssh_method method;
	const char *path;		/* file of the key or password; socket of the agent */
};

/* Somebody to log in to: the device, or the host on the way to it. */
struct ssh_peer {
	struct address address;
	uint16_t port;
	const char *user;
	const struct ssh_credential *credentials;	/* tried in this order, each once */
	unsigned int credential_count;
	const char *const *pins;	/* "SHA256:...", "TYPE SHA256:...", "TYPE BASE64" */
	unsigned int pin_count;
	const char *const *legacy;	/* algorithms allowed besides the modern ones */
	unsigned int legacy_count;
};

/* What waits for a key in the midst of an output, and which. */
struct ssh_pager {
	const char *text;		/* the last line ends in it, blanks at its end aside */
	const char *answer;
};

struct ssh_shell {
	const char *prompt;		/* pattern for the whole last line */
	const struct ssh_pager *pagers;
	unsigned int pager_count;
	const char *line_end;		/* "\n", "\r" or "\r\n" */
	const char *logout;		/* the word that ends the session; NULL: only the channel is closed */
	const char *elevate;		/* the word for privileged mode; NULL: stays where it is */
	const char *elevate_path;	/* file of its password; NULL: none is asked */
};

/* When a command is sent that stands in for the one before it, or for what stood in for that: the
 * last of them that was sent came to ... */
enum ssh_after {
	SSH_AFTER_REFUSAL = 1 << 0,	/* a line that one of the job's refusals matches */
	SSH_AFTER_GARBLED = 1 << 1,	/* no JSON that can be read, though it was to be some */
};

struct ssh_command {
	const char *send;		/* one line without its end */
	unsigned int after;		/* bits of enum ssh_after; 0: it is sent in any case */
	bool json;			/* its output is to be JSON */
	int64_t limit_us;		/* 0: the job's */
	uint32_t limit_bytes;		/* 0: the job's */
};

struct ssh_limits {
	int64_t lock_us, connect_us, banner_us, login_us, command_us, job_us;
	uint32_t bytes;			/* of each output */
};
extern const struct ssh_limits ssh_limits_default;

enum ssh_transport { SSH_OVER_LIBSSH2, SSH_OVER_OPENSSH };
enum ssh_channel { SSH_CHANNEL_EXEC, SSH_CHANNEL_SHELL };

struct ssh_job {
	const char *id;
	struct ssh_peer device;
	const struct ssh_peer *jump;	/* NULL: straight */
	enum ssh_transport transport;
	bool learn_only;		/* read its host key and leave; pins are not asked for */
	const char *lock;		/* name of the device's lock; NULL: its address and port */
	enum ssh_channel channel;
	struct ssh_shell shell;		/* for SSH_CHANNEL_SHELL */
	const struct ssh_command *commands;
	unsigned int command_count;
	/* Patterns, each for a line without the blanks around it: the device does not know a command;
	 * it does not allow it, or has nothing of that, and then nothing is sent in its place. */
	const char *const *refusals, *const *denials;
	unsigned int refusal_count, denial_count;
	struct ssh_limits limits;
};

/* --- a result --- */

/* Why a job or one command of it did not end well. */
enum ssh_reason {
	SSH_REASON_NONE,
	/* nobody there speaks SSH: no answer */
	SSH_REASON_TIMEOUT_CONNECT,
	SSH_REASON_UNREACHABLE,		/* somebody on the way said so */
	SSH_REASON_REFUSED,
	SSH_REASON_TIMEOUT_BANNER,
	SSH_REASON_NO_BANNER,		/* closed, or spoke something else */
	/* could not ask */
	SSH_REASON_JOB,			/* the job itself is wrong */
	SSH_REASON_LOCAL,		/* our own side: no route, no descriptor, no program */
	SSH_REASON_SECRET,		/* a key or password file, or the agent */
	SSH_REASON_LOCKED,		/* another session of ours holds the device */
	SSH_REASON_ALGORITHM,		/* no algorithm in common that is allowed */
	SSH_REASON_HOST_KEY,		/* no pin */
	SSH_REASON_HOST_KEY_CHANGED,	/* none of the pins */
	SSH_REASON_AUTH,
	SSH_REASON_LIMIT,		/* of time */
	SSH_REASON_BYTES,		/* limit of bytes */
	SSH_REASON_CLOSED,		/* hung up early */
	SSH_REASON_PROTOCOL,		/* broke the rules of SSH */
	SSH_REASON_CHANNEL,		/* refused the channel or the command */
	SSH_REASON_PROMPT,		/* no prompt that proved itself */
	SSH_REASON_DOUBT,		/* an output holds what looks like the end of it */
	SSH_REASON_SIGNAL,		/* a signal ended the command */
	SSH_REASON_NOT_ASKED,		/* an earlier command ended the session */
	SSH_REASON_NOT_NEEDED,		/* what it stands in for did not come to that */
	SSH_REASON_CRASHED,		/* the process that asked died */
	SSH_REASON_CANCELLED,
};
#define SSH_REASON_COUNT 26

/* "host-key-changed"; "none" never appears in a result. Lent for ever. */
const char *ssh_reason_id(enum ssh_reason reason);
/* -1: there is none of that id. */
int ssh_reason_find(const char *id);
/* In the language of the screen. Lent for ever. */
const char *ssh_reason_shown(enum ssh_reason reason);
/* Which end a job has that ended for REASON. */
enum probe_end ssh_reason_end(enum ssh_reason reason);

enum ssh_phase {
	SSH_PHASE_LOCK, SSH_PHASE_CONNECT, SSH_PHASE_BANNER, SSH_PHASE_KEY_EXCHANGE, SSH_PHASE_LOGIN,
	SSH_PHASE_COMMANDS, SSH_PHASE_LOGOUT,
};
#define SSH_PHASE_COUNT 7
const char *ssh_phase_id(enum ssh_phase phase);
int ssh_phase_find(const char *id);

/* What a device offers, or what was agreed on. */
enum ssh_category { SSH_KEX, SSH_HOST_KEY, SSH_CIPHER, SSH_MAC, SSH_COMPRESSION };
#define SSH_CATEGORY_COUNT 5
/* "host_key" */
const char *ssh_category_id(enum ssh_category category);

struct ssh_output {
	GString *text;			/* what came, every byte; from a shell as a terminal would show it */
	GString *errors;		/* of an exec channel's other stream */
	bool complete;
	enum ssh_reason reason;		/* why not */
	int exit_status;		/* -1: none was told */
	int64_t elapsed_us;		/* -1: not asked */
	uint32_t controls;		/* bytes of a shell that a terminal would not show */
	uint32_t pages;			/* times that the pager was answered */
};

struct ssh_result {
	char *id;
	enum probe_end end;
	enum ssh_reason reason;
	enum ssh_phase phase;		/* how far it came */
	bool at_jump;			/* it is the host on the way that this speaks of */
	char *message;			/* English, safe to show; "" */
	int64_t phase_us[SSH_PHASE_COUNT];	/* how long each took; -1: not reached */
	int64_t total_us;
	char *server;			/* how it identifies itself, safe to show; NULL */
	char *offered[SSH_CATEGORY_COUNT];	/* names with commas; NULL: not seen */
	char *agreed[SSH_CATEGORY_COUNT];
	char *host_key_type, *host_key_fingerprint, *host_key;	/* the last in base64; NULL: not seen */
	struct ssh_output *outputs;	/* one a command of the job, sent or not */
	unsigned int output_count;
};

/* A result of COUNT commands before anything is known: could not ask. */
struct ssh_result *ssh_result_new(const char *id, unsigned int count);
/* Adds outputs that were not asked until there are COUNT. */
void ssh_result_extend(struct ssh_result *result, unsigned int count);
void ssh_result_free(struct ssh_result *result);
typedef struct ssh_result ops_ssh_result_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_ssh_result_t, ssh_result_free)

/* --- jobs and results as JSON lines, see nwops-ssh(8) --- */

/* Appends JOB and a newline to LINE. */
void ssh_job_print(const struct ssh_job *job, GString *line);

struct ssh_job_source;
/* LENGTH bytes of one line. What *RET_JOB holds is lent until the source is freed.
 * NULL: it is no job, and ERROR says what is wrong. */
struct ssh_job_source *ssh_job_parse(const char *bytes, size_t length, struct ssh_job *ret_job, GError **error);
void ssh_job_source_free(struct ssh_job_source *source);
typedef struct ssh_job_source ops_ssh_job_source_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_ssh_job_source_t, ssh_job_source_free)
/* The id that LENGTH bytes give themselves, also when they are no job that can
 * be asked. Caller frees; NULL: none. */
char *ssh_job_find_id(const char *bytes, size_t length);

void ssh_result_print(const struct ssh_result *result, GString *line);
/* NULL: ERROR says what is wrong. */
struct ssh_result *ssh_result_parse(const char *bytes, size_t length, GError **error);

/* --- asking --- */

struct ssh_options {
	struct loop *loop;
	const char *program;		/* path of nwops-ssh; needed at ssh_open() only, as locks is */
	const struct notes *notes;	/* is warned when the program fails */
	const char *locks;		/* directory of the devices' locks; NULL: none are taken */
	unsigned int workers;		/* 0: as many as processors */
	unsigned int sessions;		/* at once in each worker; 0: the program's default */
	/* On the loop, once for each job, when it has ended; RESULT is lent, and has an output
	 * for each command of the job, asked or not. */
	void (*ended)(void *context, const struct ssh_result *result);
	void *context;
};

struct ssh_wire;

/* Starts the program. */
struct ssh_wire *ssh_open(const struct ssh_options *options, GError **error);
/* Queues JOB, whose id must be that of no other job still open. Nothing of JOB is
 * needed afterwards. Not after ssh_finish() or ssh_cancel(). */
void ssh_ask(struct ssh_wire *wire, const struct ssh_job *job);
/* Jobs that have not ended. */
unsigned int ssh_open_jobs(const struct ssh_wire *wire);
/*
 * Nothing more will be asked. When the program ends before its time, what it did
 * not answer ends with SSH_REASON_CRASHED.
 */
void ssh_finish(struct ssh_wire *wire);
/* Has every session logged out at once; jobs still open end as they do, with
 * SSH_REASON_CANCELLED where nothing else is known. */
void ssh_cancel(struct ssh_wire *wire);
/* Says nothing any more. A program still at work is told to log out and to end,
 * and is waited for, for at most its own limit for that. Not from within ended(). */
void ssh_close(struct ssh_wire *wire);
typedef struct ssh_wire ops_ssh_wire_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_ssh_wire_t, ssh_close)
