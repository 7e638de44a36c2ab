/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the network is on paper: who there is (organizations, contacts,
 * rosters), what stands where (sites, devices, links), whom it serves (lines,
 * service classes), what stands in for what (groups), and where one owner's
 * equipment meets another's (demarcations, derived).
 *
 * Read from a configuration directory: nwops.yaml and inventory/[*].yaml, as
 * nwops-inventory(5) says. All faults are found in one pass with their
 * positions; with one error in it there is no inventory at all.
 *
 * Fixed once loaded. Every pointer handed out stays valid until
 * inventory_free(). Arrays are sorted by name. A nation has hundreds of
 * thousands of lines, each with its institution: these two structs are small on
 * purpose, and what many things have alike (hours, tags) they share.
 */
#pragma once

#include "base/address.h"
#include "base/lapse.h"
#include "base/words.h"
#include "conf/conf.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define OPS_INVENTORY_ERROR inventory_error_quark()
GQuark inventory_error_quark(void);
enum inventory_error_code { INVENTORY_ERROR_SELECTOR, INVENTORY_ERROR_NOTHING, INVENTORY_ERROR_HOURS };

/* Where something was written, in little; inventory_position() tells it in full. */
struct place {
	uint32_t line;
	uint16_t column;
	uint16_t file;
};

/* A name in both languages; a language that is missing holds the other. */
struct bilingual { const char *ja, *en; };

/* What a site says in its own words: one or more paragraphs, an empty line between them. A language
 * in which it wrote nothing is NULL: nothing stands in for a promise. */
struct site_words { const char *ja, *en; };

/* What the operator does when the service changes, and when it is interrupted (2.1.1-2, -7). */
struct conduct { struct site_words change, interruption; };

/* How long something must be seen before it counts, and before it is over. 0: as it is
 * by itself, see state/course.h. */
struct persistence {
	int64_t over_us;		/* it must have lasted so long, */
	int32_t coverage_ppm;		/* and so much of that must have been seen */
	uint16_t raise_steps, clear_steps;	/* runs in a row */
	int64_t hold_us;		/* once raised it stays so long at least */
};

/* Two thresholds of one figure: at or above (falling: at or below) is that level, and it is
 * over only below (falling: above) its clearing value. Duty 3.2.1(5). */
struct thresholds {
	int64_t caution, warning;
	int64_t caution_clear, warning_clear;	/* 0: as the level itself */
	struct persistence caution_lasts, warning_lasts;
	int64_t trend_us;		/* of a figure of a device: what will reach its warning so soon is a
					 * caution; 0: nobody asks */
};

/* What is so of a figure of a device in every class. */
enum figure_unit { FIGURE_SHARE, FIGURE_TIME };	/* parts per million; microseconds */
struct figure_rule {
	enum figure_unit unit;
	bool falling;			/* at or below a level is that level, else at or above */
	struct thresholds standard;	/* where a class says nothing */
	bool trends;			/* its days can lead somewhere: thresholds.trend_us may be said */
};
const struct figure_rule *inventory_figure(enum figure figure);

/* When something flaps: each change between good and bad counts one, which halves with time. */
struct flapping_rule {
	int64_t half_life_us;		/* 0: it is never said to flap */
	int32_t start, end;		/* thousandths of a change: from START on it flaps, until below END */
};

struct service_class;
/* A service class at some times: WHEN a calendar applies all of INSTEAD holds. */
struct class_variant {
	const struct calendar *when;
	const struct service_class *instead;	/* has no variants */
};

/* What is promised to a kind of institution, and how it is watched. */
struct service_class {
	const char *name;		/* "user", "service-provider", "regional", "backbone", or a site's own */
	struct bilingual title;
	int64_t interval_us;		/* between probes of one item */
	int packets;			/* of one probe */
	int64_t gap_us;			/* between its packets */
	int64_t timeout_us;		/* each packet's own */
	int retries;			/* of a silent packet before it counts as lost */
	int data_size;			/* bytes behind the ICMP header */
	int dscp;			/* 0..63 */
	bool dont_fragment;
	struct thresholds loss_ppm;
	struct thresholds rtt_us;
	/* Of devices that are read: what they have of each enum figure. A caution below 0: it is not
	 * watched; a warning below 0: it has no second level. */
	struct thresholds figures[FIGURE_COUNT];
	struct persistence down_lasts, unknown_lasts;	/* of everything that has no figures of its own */
	struct flapping_rule flapping;
	/* What holds instead at some times; the first that applies counts. See inventory_class_at(). */
	const struct class_variant *variants;
	size_t variant_count;
	int64_t first_report_us;	/* from detection */
	int64_t follow_up_us;		/* between reports */
	struct conduct conduct;
	struct place place;
};

/* Times of the week in minutes from Monday 00:00 in the site's zone, half open. */
struct week_span { int16_t from, to; };
#define HOURS_SPANS 28
struct hours { int count; struct week_span spans[HOURS_SPANS]; };
/* "mon-fri 08:30-18:00", as it would be written. Caller frees. */
char *hours_print(const struct hours *hours);
/* "月-金 08:30-18:00", or "常時" for all of the week. Caller frees. */
char *hours_shown(const struct hours *hours, bool japanese);

/* A day; YEAR 0: in every year. */
struct day { int16_t year; uint8_t month, day; };
struct day_span { struct day from, to; };	/* both are in it */

/*
 * Times that have a name: an entry of `calendars`. It applies when all that is said of it does,
 * by what the clocks of the site's zone show, see inventory_calendar_applies().
 */
struct calendar {
	const char *name;
	const struct day_span *dates;	/* on one of them */
	size_t date_count;		/* 0: on any day */
	const struct hours *hours;	/* NULL: at any time */
	const struct calendar *const *any;	/* one of them applies, NULL-terminated; NULL: not said */
	const struct calendar *const *except;	/* none of them does; neither refers to others again */
	uint32_t month_days;		/* bits 1 to 31, bit 0 for the last of the month; 0: any */
	bool holidays;			/* on national holidays of Japan, as the site corrects them */
	struct place place;
};

struct organization {
	const char *name;
	enum owner_kind kind;
	bool self;
	uint8_t area;			/* JIS X 0401 prefecture 1..47; 0: not given */
	struct bilingual title;
	const char *kana;		/* NULL: none */
	const char *code;		/* institution code; NULL: none */
	const char *phone;
	const char *fault_desk;		/* of a carrier or power company */
	const char *institution_type;	/* "hospital", "clinic", "dental-clinic", "pharmacy", "service-provider", "regional-body"; else NULL */
	const struct service_class *service_class;	/* institutions */
	const struct organization *regional;		/* the regional body that vouches for it; NULL */
	const struct hours *hours;	/* NULL: not given */
	int64_t certificate_expires_at_us;	/* -1: none given */
	const char *const *tags;	/* NULL-terminated */
	struct place place;
};

enum contact_role { ROLE_OPS_MANAGER, ROLE_DUTY_OFFICER, ROLE_RESPONSIBLE, ROLE_HELP_DESK, ROLE_NOC };

/* One way to reach somebody. */
struct contact_channel {
	enum channel_kind kind;
	const char *target;		/* address, number, URL, program */
	const char *path;		/* of notices.yaml, by which messages go; NULL: the first */
	bool out_of_band;		/* path: out-of-band */
	const char *number;		/* of a command: whom it is to reach; NULL */
	const char *secret;		/* of a webhook: file of the key that signs; NULL */
};

struct contact {
	const char *name;
	const struct organization *organization;
	enum contact_role role;
	struct bilingual title;
	const char *login;		/* NULL: none */
	const char *language;		/* "ja" or "en" */
	const struct contact_channel *channels;
	size_t channel_count;
	struct place place;
};

struct roster_turn {
	const struct contact *contact;
	const struct contact *deputy;
	const struct hours *hours;	/* NULL: always */
};
struct roster {
	const char *name;		/* "normal", "disaster" */
	struct bilingual meeting_place;	/* NULL: none */
	const struct roster_turn *turns;
	size_t turn_count;
	struct place place;
};

struct site {
	const char *name;
	struct bilingual title;
	uint8_t area;
	const char *postal_address;
	const struct organization *owner;	/* NULL: not given */
	const struct organization *power;	/* power company; NULL */
	const char *const *tags;
	struct place place;
};

/* What of it may be used up in one reading of a device; 0: what the wire has by itself. */
struct login_limits { int64_t lock_us, connect_us, banner_us, login_us, command_us, job_us, bytes; };

enum login_agent { LOGIN_AGENT_UNSAID, LOGIN_AGENT_NO, LOGIN_AGENT_YES };
enum login_transport { LOGIN_UNSAID, LOGIN_LIBSSH2, LOGIN_OPENSSH };

/*
 * How a device is logged in to: an entry of `ssh-logins`, or what a device says
 * itself. What is NULL or 0 was not said; a device then has it of the entry that it is
 * like. inventory_login() puts both together.
 */
struct login {
	const char *name;		/* of the entry; NULL: a device's own */
	const char *user;
	const char *key, *password, *keyboard;	/* files, for each way to prove who it is */
	const char *elevate;		/* file of the password for the privileged mode */
	const char *const *legacy;	/* algorithms allowed besides the modern; NULL-terminated */
	const struct device *jump;	/* that is logged in to first */
	const struct login *like;	/* a device's own: the entry */
	struct login_limits limits;	/* of an entry */
	int port;
	enum login_agent agent;
	enum login_transport transport;
	struct place place;		/* of an entry */
};

struct device {
	const char *name;
	const struct organization *owner;
	const char *role;		/* "border", "edge", "distribution", "concentrator", "cpe", … ; NULL */
	const char *model;
	const char *platform;
	struct address address;
	const struct address *others;	/* further addresses of it, by which a hop of a path is known */
	size_t other_count;
	const struct site *site;
	const struct service_class *service_class;
	bool watch_icmp;
	const struct device *behind;	/* the concentrator of the line that ends in it; NULL */
	const struct login *ssh;	/* what it says itself, see inventory_login(); NULL: not logged in to */
	int64_t sessions_max;		/* that it may carry at most; 0: not given */
	const char *const *tags;
	struct place place;
};

enum line_kind { LINE_LEASED, LINE_IP_VPN, LINE_IPSEC, LINE_OTHER };

struct line {
	const char *name;
	const struct organization *institution;
	const struct device *from;	/* the concentrator; NULL: not given */
	const struct device *cpe;	/* NULL: only the address is known */
	struct address address;
	enum line_kind kind;
	const struct organization *carrier;
	const char *circuit_id;
	const struct service_class *service_class;	/* the institution's, unless overridden */
	int64_t contract_down, contract_up;	/* bit/s; 0: not given */
	struct address source;		/* family 0: the kernel chooses */
	const char *interface;		/* that probes leave by; NULL: the kernel chooses */
	const char *const *tags;
	struct place place;
};

struct link {
	const struct device *a, *b;
	const struct organization *carrier;	/* of the circuit between them; NULL */
	const char *circuit_id;
	struct place place;
};

/*
 * One more question to a device or line than whether it answers: an entry of
 * `probes`. It is an item of its own, with a state of its own. What a kind does
 * not have is 0 or NULL.
 */
struct question {
	const char *name;		/* of the item: "device:portal/https" */
	const struct device *device;	/* whose it is: one of the two */
	const struct line *line;
	enum question_kind kind;	/* never QUESTION_ICMP */
	struct address address;		/* family 0: a plugin knows itself whom it asks */
	int64_t timeout_us;		/* of the whole question; path and mtu: of each packet */
	struct thresholds time_us;	/* tcp, tls, plugin: until it was answered; 0: none */
	int port;			/* tcp, tls, ssh */
	const char *send, *expect;	/* tcp: a text, and a pattern for what comes back; NULL */
	const char *server_name;	/* tls: NULL: the certificate must be for the address */
	const char *trust;		/* tls: file of certificates; NULL: this host's */
	struct thresholds left_us;	/* tls: what a certificate has left: at or below is that level */
	int least_version;		/* tls: 0x0303 for 1.2, as in RFC 8446 */
	const struct device *const *via;	/* path: devices it should pass, in order; NULL-terminated; NULL: any */
	int hops;			/* path: at most */
	int size;			/* mtu: bytes of an IP packet that should pass whole */
	const char *const *command;	/* plugin: program and arguments; NULL-terminated */
	struct place place;
};

enum interface_expect { INTERFACE_UP, INTERFACE_DOWN, INTERFACE_ANY };

/* An interface of a device that is watched, and what it is for: an entry of `interfaces`. */
struct interface {
	const char *name;		/* "a2/eth1.100": the device, a slash, what the device calls it */
	const char *label;		/* what it is called among its device's: the name of what it leads to */
	const struct device *device;
	const struct line *line;	/* what it leads to: one of the two, or neither */
	const struct device *peer;
	int64_t rate_in, rate_out;	/* bit/s that a load of 100% is; 0: the port's own rate */
	enum interface_expect expect;
	struct place place;
};

/* Which versions of its software a platform or a model is to have: an entry of `versions`. */
struct version_policy {
	const char *name;		/* of the platform, or the model as a device has it */
	const char *const *wanted;	/* globs, NULL-terminated; NULL: all that are not refused */
	const char *const *refused;	/* globs, NULL-terminated; NULL: none */
	struct place place;
};

/* Where the owner changes: between two devices, or along a line. */
struct demarcation {
	const struct device *near, *far;	/* a link: NEAR is ours when one end is */
	const struct line *line;		/* a line: NULL for links */
	const struct organization *near_owner, *far_owner;
};

enum group_protocol { GROUP_VRRP, GROUP_HSRP, GROUP_BGP, GROUP_LINES, GROUP_ANY };

struct group {
	const char *name;
	enum group_protocol protocol;
	const struct device *const *devices;	/* members; NULL-terminated; one of the two */
	const struct line *const *lines;
	const char *normally_active;		/* member's name; NULL */
	int minimum_standby;
	const char *vrid;			/* its number on the devices, "5"; NULL: all that they share */
	struct place place;
};

/* What the manual says in the site's own words, see nwops-procedure(1). */
struct manual_rules {
	struct bilingual title;			/* NULL: none */
	struct site_words conformity;		/* with law and standards of the trade (2.1.1-1) */
	struct bilingual conformity_source;	/* NULL: not said */
	struct day conformity_reviewed;		/* year 0: not said */
};

/* What a tick does with a trouble that is told and in no incident (1.3.1-2), and what becomes of the first report of an
 * incident, whoever opens it (1.3.2-0). */
enum first_report { FIRST_REPORT_NONE, FIRST_REPORT_HELD, FIRST_REPORT_SENT };
struct incident_rules {
	bool opened_by_tick;			/* else people open incidents, and only FIRST_REPORT says something */
	enum status from;			/* WARNING, which takes in DOWN, or DOWN */
	int storm;				/* so many new ones at once are one incident; */
	int64_t storm_within_us;		/* whatever comes within so long of the newest joins it */
	int64_t again_us;			/* what comes back within so long of its incident's end belongs to it; 0: never */
	enum first_report first_report;		/* to the core and the other operators */
};

/* The directory that is read when nwops is not there, which a tick keeps fresh. */
struct offline_rules {
	const char *directory;		/* absolute; NULL: a tick keeps none */
	int64_t every_us;		/* it is written anew so often though nothing has changed */
};

/* The site's own rules, from nwops.yaml. */
struct policy {
	const char *zone;		/* "Asia/Tokyo" */
	const char *language;		/* "ja" or "en" */
	const char *log_name;		/* the journal's origin on this host */
	int64_t rate_per_second;	/* ICMP packets of one check */
	int64_t far_end_rate_per_second;	/* behind one concentrator */
	int64_t deadline_us;		/* of a whole check */
	int threads;			/* that a sweep may use; 0: as many as it pays */
	int evidence;			/* items of one check whose path is asked when they fail */
	/* The devices that everything of this host passes first: when all are silent, it is our own
	 * view that failed. NULL-terminated; NULL: not said. */
	const struct device *const *first_hops;
	/* What the site knows of national holidays of Japan beside base/holidays.h. */
	const struct day *extra_holidays, *dropped_holidays;
	size_t extra_holiday_count, dropped_holiday_count;
	int holidays_checked;		/* the year until which the site has compared them; 0: not said */
	struct manual_rules manual;
	struct incident_rules incidents;
	struct offline_rules offline;
	struct lapse_ladders ladders;	/* that of certificates is in notices.yaml, notice_expiry() */
};

struct inventory;

/* NULL when FAULTS holds an error afterwards. Warnings do not prevent it. */
struct inventory *inventory_load(const char *directory, struct conf_faults *faults);
/*
 * The same, kept in CACHE_FILE for the next time and taken from there when no file
 * has changed since: ten times as fast for a nation's inventory. A cache that is
 * stale, damaged, another program's or another user's is not used; one that cannot
 * be written is no fault. Warnings are found only where the files are read, so who
 * wants to tell them calls inventory_load(). NULL for CACHE_FILE: no cache.
 */
struct inventory *inventory_load_cached(const char *directory, const char *cache_file,
					struct conf_faults *faults);
void inventory_free(struct inventory *inventory);
typedef struct inventory ops_inventory_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_inventory_t, inventory_free)

const struct policy *inventory_policy(const struct inventory *inventory);
GTimeZone *inventory_zone(const struct inventory *inventory);		/* lent */
/* Over the bytes of all files that it was read from; all 0 where they changed while they were read. Lent. */
const struct digest *inventory_digest(const struct inventory *inventory);
/* Lent with its file's name. */
struct conf_position inventory_position(const struct inventory *inventory, struct place place);
const struct organization *inventory_self(const struct inventory *inventory);

#define INVENTORY_FAMILY(name, type) \
	size_t inventory_##name##_count(const struct inventory *inventory); \
	const struct type *inventory_##name##_at(const struct inventory *inventory, size_t index); \
	const struct type *inventory_find_##name(const struct inventory *inventory, const char *name_)
INVENTORY_FAMILY(organization, organization);
INVENTORY_FAMILY(contact, contact);
INVENTORY_FAMILY(roster, roster);
INVENTORY_FAMILY(site, site);
INVENTORY_FAMILY(device, device);
INVENTORY_FAMILY(line, line);
INVENTORY_FAMILY(group, group);
INVENTORY_FAMILY(service_class, service_class);
INVENTORY_FAMILY(question, question);
INVENTORY_FAMILY(login, login);
INVENTORY_FAMILY(interface, interface);
INVENTORY_FAMILY(version_policy, version_policy);
INVENTORY_FAMILY(calendar, calendar);
#undef INVENTORY_FAMILY

/* Links in the order of the files; demarcations: links first, then lines. */
size_t inventory_link_count(const struct inventory *inventory);
const struct link *inventory_link_at(const struct inventory *inventory, size_t index);
size_t inventory_demarcation_count(const struct inventory *inventory);
/* Those of lines are kept from the first call on, for whoever wants them all. */
const struct demarcation *inventory_demarcation_at(const struct inventory *inventory, size_t index);
/* The demarcation that LINE crosses. */
struct demarcation inventory_line_demarcation(const struct inventory *inventory, const struct line *line);

/* Ids of enums for JSON and files. Lent for ever. */
const char *inventory_role_id(enum contact_role role);
/* All of them, for readers of other files; NULL-terminated. */
extern const char *const inventory_role_ids[], *const inventory_group_protocol_ids[];
const char *inventory_line_kind_id(enum line_kind kind);
const char *inventory_group_protocol_id(enum group_protocol protocol);
const char *inventory_login_transport_id(enum login_transport transport);
const char *inventory_interface_expect_id(enum interface_expect expect);

/* --- for readers of other files of the configuration --- */

/* Whether TEXT could be a mail address, an URL of http or https without a login in it, the name of a host. */
bool inventory_mail_is_plausible(const char *text);
bool inventory_url_is_plausible(const char *text);
/* Whether the URL TEXT has a login in it (https://user:word@host), which would show wherever the URL is written: no message about it quotes it. */
bool inventory_url_has_login(const char *text);
bool inventory_host_is_plausible(const char *text);
/* Looks at the file PATH, named at POSITION, which only its owner may read: there, ordinary, and nobody else's to
 * read or to write. What is not so is an error in FAULTS. It is never opened. */
void inventory_check_secret(const char *path, const struct conf_position *position, struct conf_faults *faults);

/* --- what holds when --- */

/* SERVICE_CLASS as it is at AT_US: itself, or what one of its variants has instead. Lent. */
const struct service_class *inventory_class_at(const struct inventory *inventory,
					       const struct service_class *service_class, int64_t at_us);
/* Whether AT_US (wall clock) is a time of CALENDAR: by what clocks in the site's zone show then,
 * so that a time that they show twice is one of it twice, and one that they leave out never. */
bool inventory_calendar_applies(const struct inventory *inventory, const struct calendar *calendar, int64_t at_us);
/* Whether AT_US lies in HOURS, by the same clocks. */
bool inventory_hours_apply(const struct inventory *inventory, const struct hours *hours, int64_t at_us);
/* Adds a warning to FAULTS when a calendar goes by national holidays of Japan and somebody should
 * compare them: those of a year from NOW_US to a month later were not compared with what the Cabinet
 * Office published, neither here nor by the site. */
void inventory_check_holidays(const struct inventory *inventory, int64_t now_us, struct conf_faults *faults);

/* --- devices that are read --- */

/* All that is known of logging in to DEVICE, of its own and of the entry that it is like:
 * port, transport and agent are then said. False: it is not logged in to. What RET_LOGIN
 * points to is lent by the inventory. */
bool inventory_login(const struct device *device, struct login *ret_login);
/* Any device is logged in to. */
bool inventory_reads_devices(const struct inventory *inventory);
struct item;
/* The login of the device whose reading may have an item called NAME, "device:b1/cpu"; false
 * when there is none, or when NAME is an item that the inventory has. */
bool inventory_find_reading(const struct inventory *inventory, const char *name, struct item *ret_login);

struct ssh_job;
/* What a job needs from outside the inventory to log in; NULL: nothing is there. */
struct login_outside {
	const char *agent;		/* socket of the agent */
	const char *const *pins;	/* of the device, NULL-terminated */
	const char *const *jump_pins;	/* of the device that it is reached over */
};
/* Memory of the peers of a job. */
struct login_peers;
/*
 * Sets in JOB (net/ssh.h) device, jump, transport, limits and, where the login has it, the
 * file for privileged mode; everything else of it is left alone. DEVICE is logged in to. JOB
 * is good until the peers are freed, and while what OUTSIDE has is there.
 */
struct login_peers *login_peers_new(const struct device *device, const struct login_outside *outside,
				    struct ssh_job *ret_job);
void login_peers_free(struct login_peers *peers);
typedef struct login_peers ops_login_peers_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_login_peers_t, login_peers_free)

/* The levels that FIGURE of DEVICE has; NULL: it is not watched. Lent. */
const struct thresholds *inventory_device_levels(const struct device *device, enum figure figure);

/* What is said of INTERFACE, as the device calls it; NULL: it is not watched. Lent. */
const struct interface *inventory_device_interface(const struct inventory *inventory,
						   const struct device *device, const char *interface);
/* The interfaces of DEVICE, side by side, sorted by name; NULL and 0: none is watched. Lent. */
const struct interface *inventory_device_interfaces(const struct inventory *inventory,
						    const struct device *device, size_t *ret_count);

/* What is said of the versions of DEVICE: of its model, else of its platform; NULL: nothing. Lent. */
const struct version_policy *inventory_device_versions(const struct inventory *inventory,
						       const struct device *device);
enum version_verdict { VERSION_WANTED, VERSION_UNWANTED, VERSION_REFUSED };
/* What POLICY says of VERSION. What is both wanted and refused is refused. */
enum version_verdict inventory_judge_version(const struct version_policy *policy, const char *version);

/* --- items: what can be probed and has a state --- */

enum item_kind { ITEM_DEVICE, ITEM_LINE };

struct item {
	enum item_kind kind;		/* what it is, or of what it is a question */
	union {
		const struct device *device;	/* ITEM_DEVICE */
		const struct line *line;	/* ITEM_LINE */
	};
	const struct question *question;	/* NULL: whether it answers at all */
};

/* "device:b1", "line:h1-main", "device:b1/ssh": the one spelling in store, JSON and
 * selectors. Caller frees. */
char *item_name(const struct item *item);
/* Of the device or line. */
const char *item_short_name(const struct item *item);
/* Behind the slash, "ssh"; "" for an item that is no question. */
const char *item_question_name(const struct item *item);
enum question_kind item_question_kind(const struct item *item);
const struct address *item_address(const struct item *item);
const struct service_class *item_service_class(const struct item *item);
/* The organization that answers for it: a device's owner, a line's institution. */
const struct organization *item_owner(const struct item *item);
/* The device that everything to ITEM passes last, for a cap on its load; NULL. */
const struct device *item_far_end(const struct item *item);

/* --- selectors: which items somebody means; the same words in every command --- */

/*
 * WORDS (NULL-terminated, may be empty: everything that is watched). A word:
 *   NAME                 a device, line, site, institution or group of that name
 *   device:NAME/PROBE    one of its probes; likewise line:
 *   probe:GLOB kind:GLOB probes of that name; items that are asked so ("icmp", "tcp")
 *   device:GLOB line:GLOB site:GLOB class:GLOB owner:GLOB area:13 tag:GLOB
 *   role:GLOB group:GLOB institution:GLOB carrier:GLOB
 *   !WORD                all but those
 * Words of different kinds narrow (class:user area:13), words of one kind widen
 * (area:13 area:14; device: and line: are one kind), names widen what is
 * selected, negated words take away last. GLOB knows * and ?.
 * Caller frees with g_array_unref(); elements are struct item: devices, lines, probes of both, each by name. A word that
 * can mean nothing here is INVENTORY_ERROR_SELECTOR with the nearest name; words that
 * together select nothing are INVENTORY_ERROR_NOTHING.
 */
GArray *inventory_select(const struct inventory *inventory, const char *const *words, GError **error);

/* --- look-up by somebody who calls --- */

enum lookup_by { LOOKUP_NAME, LOOKUP_TITLE, LOOKUP_KANA, LOOKUP_PHONE, LOOKUP_CODE };

struct lookup_match {
	const struct organization *organization;
	enum lookup_by by;
	bool whole;			/* the whole of it matched, not a part */
};

/*
 * Institutions (and other organizations) that QUERY may mean: name, title in
 * either language, kana (hiragana, katakana, half width), telephone number in
 * any spelling, institution code. Best first: whole before beginning before
 * middle. Caller frees with g_array_unref(); elements are struct lookup_match, at most LIMIT.
 */
GArray *inventory_look_up(const struct inventory *inventory, const char *query, size_t limit);

/* --- tables --- */

/* A section that may be a table: "lines", "organizations", "devices". */
struct columns;
/* NULL: SECTION may not be one. */
const struct columns *columns_find(const char *section);
/* The same by number, NULL behind the last; and its section. */
const struct columns *columns_at(size_t index);
const char *columns_section(const struct columns *columns);
/* Its things in an inventory, by name. */
size_t columns_thing_count(const struct columns *columns, const struct inventory *inventory);
const void *columns_thing_at(const struct columns *columns, const struct inventory *inventory,
			     size_t index);
/* Names of columns, NULL behind the last; 0 is "id". */
const char *columns_name(const struct columns *columns, size_t column);
/* What THING has in COLUMN, as a table says it: a table of such cells reads as the
 * thing does. Appended to CELL; nothing when it has nothing there. */
void columns_print(const struct columns *columns, const struct inventory *inventory,
		   const void *thing, size_t column, GString *cell);

/* The names, or what THING has, as a record of CSV without the end of its line. Appended to RECORD. */
void columns_append_names(const struct columns *columns, GString *record);
void columns_append_record(const struct columns *columns, const struct inventory *inventory, const void *thing, GString *record);

/* --- import: what another system knows, into a table --- */

struct import_options {
	const char *directory;		/* of the configuration */
	const char *file;		/* the foreign table, CSV */
	const char *mapping;		/* NULL: its columns are called as ours */
	const char *section;		/* NULL: the mapping says */
	const char *encoding;		/* as iconv(1) knows it; NULL: the mapping says, or UTF-8 */
	bool skip_bad;			/* leave out rows with a fault instead of refusing all */
	bool prune;			/* remove what the foreign table does not have */
};

enum import_kind { IMPORT_ADDED, IMPORT_CHANGED, IMPORT_REMOVED };

struct import_field { const char *column, *old, *now; };	/* "": nothing */

struct import_change {
	enum import_kind kind;
	const char *name;		/* of the thing */
	unsigned int line;		/* of the foreign table; 0: removed */
	const struct import_field *fields;	/* that change, or that it has */
	size_t field_count;
};

struct import;

/*
 * Works out what would become of the section's table, and has the whole
 * configuration checked with it. Writes nothing. NULL when it may not be done:
 * FAULTS holds why, or BAD, which holds the faults of single rows, each at its
 * place in the foreign table; with skip_bad those rows are left out.
 */
struct import *import_new(const struct import_options *options, struct conf_faults *faults,
			  struct conf_faults *bad);
void import_free(struct import *import);
typedef struct import ops_import_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_import_t, import_free)
const char *import_section(const struct import *import);
const char *import_table(const struct import *import);		/* path of the table */
size_t import_count(const struct import *import);
const struct import_change *import_at(const struct import *import, size_t index);
size_t import_same(const struct import *import);	/* things that stay as they are */
size_t import_skipped(const struct import *import);	/* rows that were left out */
/* Puts the new table in the place of the old one, all of it or nothing. Fails with a
 * G_FILE_ERROR; also when the old one has changed since it was read. */
bool import_apply(const struct import *import, GError **error);

/* --- drawing --- */

/*
 * The topology in Graphviz's language: owners as clusters, devices as boxes,
 * lines grouped by institution, demarcations drawn and marked 責任分界. Beyond
 * LINE_LIMIT lines at one concentrator they are drawn as one box with their
 * number. Labels in LANGUAGE ("ja", "en"). Caller frees.
 */
#define INVENTORY_LINES_DRAWN 24	/* so many stay readable */
char *inventory_draw(const struct inventory *inventory, const char *language, unsigned int line_limit);
