/*
 * text_internal.h - the parts of the text front end among themselves:
 * text_out.c says, text_in.c listens, text_ask.c chooses and confirms,
 * text_work.c follows tasks and runs, text_setup.c walks the questions of a setup,
 * text_pick.c, text_question.c, text_choices.c and text_list.c ask them, text_review.c
 * applies, text_end.c says what came of it, text_setups.c handles setups that exist.
 */
#ifndef ACCREDIT_TEXT_INTERNAL_H
#define ACCREDIT_TEXT_INTERNAL_H

#include <signal.h>

#include "base/buf.h"
#include "text/text.h"
#include "wizard/wizard.h"

#define LINE_LIMIT (64u << 10)	/* bytes of a typed line */

struct text {
	const struct text_start *start;
	struct wizard *w;
	int in;
	FILE *out;
	bool utf8, tty;
	sigset_t open; /* the signals that are not blocked while waiting */
	struct buf line;	/* the line that was typed last, as answered */
	bool literal;		/* it was typed after "=" */
	bool announced;		/* the letters that work were said */
	bool leaving;		/* no question is asked any more */
	bool adopting; /* what is asked about was created manually */
	bool by_hand;		/* the same, and it is only compared */
	bool handing_off;	/* what is asked about becomes files for an administrator */
	bool asking; /* w->j is a setup that is being asked about */
	bool back;		/* from the review to the questions */
	struct json *kept;	/* platform -> what was typed for it */
	struct json *behind;	/* values that are asked behind "More settings", as keys */
	bool elsewhere;		/* the key will be used on another computer */
	bool begun;		/* a run was begun: code is its */
	int code;
	struct err why;		/* the last failure that was said */
	bool ended;		/* the input did */
};

/* What plain text does for a row of the table of journeys. */
struct text_journey {
	void (*chosen)(struct text *t); /* from the menu; NULL: it is not there */
	/* Where a command opens it, with what t->start says; NULL: none does. */
	void (*opened)(struct text *t);
};

#define JOURNEY(command, text, screens, ...)                                               \
	extern const struct text_journey text_journey_##text;
#include "wizard/journey_table.h"

/* --- text_out.c: every text is cleaned here, and wrapped at words ----------- */

void say(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void say_text(struct text *t, const char *text);	/* many lines */
void say_exact(struct text *t, const char *text);	/* one line, to be copied */
void say_command(struct text *t, const char *text);	/* the same, for a shell */
void say_err(struct text *t, const char *what, const struct err *err);
/* The findings that --fail-on counts, and what comes of it. */
void text_say_deciding(struct text *t, const char *outcome);
#define EXIT_DECIDED 2
void text_say_caution(struct text *t);	/* what the template says before it begins */
void say_prompt(struct text *t, const char *text);	/* no newline; ": " is added */
/* " · " and the mark of what was established, or what a plain locale has in their place. */
const char *text_dot(const struct text *t);
const char *text_yes(const struct text *t);

/* --- text_in.c -------------------------------------------------------------- */

enum said {
	SAID_LINE,	/* t->line, trimmed; "=b" has become "b" */
	SAID_EMPTY,	/* Enter alone */
	SAID_HELP,	/* "?"; t->line holds what followed it */
	SAID_BACK,
	SAID_LEAVE,	/* t->leaving is set: unwind */
};

/* The one place that reads a line. Handles h, q and Ctrl-C by itself. */
enum said hear(struct text *t, const char *prompt);
/*
 * A line that nobody sees: not echoed by the terminal, nor by us. Up to
 * HIDDEN_LIMIT bytes into to, which is yours to close; its len are those typed. A
 * line of one letter is taken as in hear.
 */
struct secret;
#define HIDDEN_LIMIT 4096
enum said hear_hidden(struct text *t, const char *prompt, struct secret *to);
/* The same for a question whose answer counts: what was typed ahead is dropped. */
enum said hear_afresh(struct text *t, const char *prompt);
bool text_interrupted(void);	/* Ctrl-C since the last look */
bool text_stop_asked(const struct text *t);	/* from outside */
/* Sleeps until fd is readable, a signal comes, or ms are over; -1: no limit. */
void text_sleep(struct text *t, int fd, int ms);
void text_signals(struct text *t, bool ours);	/* takes them, gives them back */

/* --- text_ask.c ------------------------------------------------------------- */

struct option {
	const char *name, *title;
	const char *more;	/* lines said under it; NULL: none */
	const char *refused;	/* why it cannot be taken; NULL or "": it can */
};

#define CHOSE_BACK (-1)		/* or leaving */
#define CHOSE_OTHER (-2)	/* t->line is none of them: the caller's own word */

struct choice {
	const char *what;	/* "Platform" */
	const struct option *options;
	size_t count, marked;	/* marked: taken by Enter; count: none */
	const char *others;	/* more words the caller takes, first letters: "v" */
	const struct pack_value *about; /* whose help is said, where help is NULL */
	void (*help)(struct text *t, size_t option);	/* count: in general */
};

/* Asks until one is named by number or name; see CHOSE_. */
int choose(struct text *t, const struct choice *c);
/* The option that this word means; count: none. */
size_t choice_find(const struct choice *c, const char *word);
/* Says "1 title" and so on. */
void say_options(struct text *t, const struct choice *c);

enum reply { REPLY_NO, REPLY_YES, REPLY_BACK, REPLY_OTHER };	/* leaving is REPLY_BACK */

/* A y that was typed after the question stood there. Enter is no. */
enum reply confirm(struct text *t, const char *question, const char *help);
/* The same with another answer, a word: REPLY_OTHER. */
enum reply confirm_or(struct text *t, const char *question, const char *other,
		      const char *help);

/* --- text_work.c ------------------------------------------------------------ */

/* Does a task to the end of what it starts, telling its progress in words. False:
 * it failed, and that was said; after a run t->code is set either way. */
bool work(struct text *t, enum task task);

/* --- text_who.c ------------------------------------------------------------- */

bool text_sign_in(struct text *t);	/* false: not signed in, and why was said */
void text_say_who(struct text *t);	/* in two lines */

/* --- text_pick.c: questions of the setup; v NULL ----------------------------- */

enum move { MOVE_ON, MOVE_BACK, MOVE_LEAVE };

enum move ask_platform(struct text *t, const struct pack_value *v);
enum move ask_method(struct text *t, const struct pack_value *v);
enum move ask_policy(struct text *t, const struct pack_value *v);
enum move text_moved(const struct text *t);	/* back, or leaving */

/*
 * text_discovery.c: what the account has for the platform, of a setup that was created
 * manually; where nothing but the platform was given.
 */
bool text_discovers(const struct text *t);
enum move text_discovery(struct text *t, const struct pack_value *v);

/* text_secret.c: the secret of a key that was given. */
enum move ask_secret(struct text *t, const struct pack_value *v);

/* --- text_question.c: a value of the pack ------------------------------------ */

enum move ask_value(struct text *t, const struct pack_value *v);
/* Whether the values behind "More settings" are asked; v is the first of them. */
enum move ask_more(struct text *t, const struct pack_value *v);
/* Where the key will be used; v is the profile. */
enum move ask_place(struct text *t, const struct pack_value *v);
/* What v is for, its vendor's step, and what fits. */
void say_value_help(struct text *t, const struct pack_value *v);

/* --- text_choices.c: values with a list of words ----------------------------- */

enum move ask_choice(struct text *t, const struct pack_value *v);
enum move ask_parts(struct text *t, const struct pack_value *v);

/* --- text_list.c: what the account has --------------------------------------- */

#define LIST_ROWS 20

/* A list that a value can be picked from, as it was shown last. */
struct text_list {
	enum account_list which; /* ACCOUNT_NOTHING: there is none */
	char region[64];
	const char *shown[LIST_ROWS]; /* what the numbers mean */
	size_t count, all;	      /* of them; and of all before a filter */
	struct arena keep;
};

/* Nothing was shown of it yet. */
struct text_list text_list_of(const struct text *t, const struct pack_value *v);
void text_list_free(struct text_list *l);
/* Says the rows that contain filter ("": all), once they have come; Ctrl-C stops. */
void text_list_show(struct text *t, struct text_list *l, const char *filter);
/*
 * Appends to out the answer that t->line means: numbers are rows. False: it was no answer
 * but part of a name, and the rows with it were said; or a number of no row.
 */
bool text_list_take(struct text *t, struct text_list *l, const struct pack_value *v,
		    struct buf *out);
/*
 * Lists the roles or users of the account, or the profiles of the AWS files (kind "role",
 * "user", "profile"), and puts the one that is chosen by its number, or typed, into out.
 * help: said on "?". False: back, or leaving.
 */
bool text_list_ask(struct text *t, const char *kind, const char *help, struct buf *out);
/* Says whether an answer names something that exists, where that can be asked. False: it
 * does not, and has to. */
bool text_list_exists(struct text *t, const struct pack_value *v, const char *text);

/* --- the journeys ----------------------------------------------------------- */

/* text_setup.c: from this question on. False: back from the first, or leaving. */
bool text_setup(struct text *t, size_t at);
size_t text_first_open(const struct text *t);	/* after what start gave */

/* text_review.c. False: back to the questions, or leaving. */
bool text_review(struct text *t);
void say_rights(struct text *t);	/* what the caller may lack; see preflight.h */
/* Asks whether to run the probe, and runs it. */
void text_proof(struct text *t);
/* After a run that failed: on again, back, or as it is. True: all done after all. */
bool text_after_failure(struct text *t);

/* text_end.c */
void text_summary(struct text *t);	/* what to keep, and files of it */
struct summary_lines;
void text_say_lines(struct text *t, const struct summary_lines *lines);
void text_say_shown(struct text *t, unsigned parts); /* w->shown; enum summary_parts */
void text_save_summary(struct text *t, const char *setup); /* of w->shown; asks where to */
void say_notices(struct text *t, const struct json *notices);	/* of a report */
void say_check(struct text *t,
	       const struct json *event); /* a result, in lines of its own */
void say_checks(struct text *t, const struct json *checks); /* a list of such events */

/* text_rotate.c; chosen: wizard_start_rotation was called already. */
void text_rotate(struct text *t, bool chosen);
void text_rotation_result(struct text *t); /* what came of it */
enum move text_locations(struct text *t); /* text_locations.c */

/* text_setups.c; setup "": asks which. */
void text_verify(struct text *t, const char *setup);	/* text_verify.c */
void text_verify_all(struct text *t);
/*
 * As work(): where roles or users of the account may be those that are meant, it lets the
 * operator choose, and continues. False: t->back says whether to the questions before.
 */
bool text_work_found(struct text *t, enum task task);
bool text_by_hand(struct text *t);
/* text_open.c: the questions of such a one from the first, or after what start gave. */
void text_ask_by_hand(struct text *t);
void text_given_by_hand(struct text *t);
/* Signs in, says who that is, and does this with the setup that the command line names. */
void text_open_setup(struct text *t, void (*journey)(struct text *t, const char *setup));
void text_repair(struct text *t, const char *setup);
/* As text_review, for a setup that was created manually: false goes back to the questions. */
bool text_found(struct text *t);
/* Asks in which form and where to, and writes. False: back to the questions, or leaving. */
bool text_handoff(struct text *t);
/* Asks which setup, unless setup names it; its name is then in w->setup. */
bool text_known(struct text *t, const char *setup, const char *what, bool half_way);
void text_resume(struct text *t, const char *setup);
void text_say_leftovers(struct text *t); /* of probes that did not end */
void text_remove(struct text *t, const char *setup);
struct arena;
char *text_about(struct arena *a, const struct setup_row *row); /* a setup in a line */

#endif
