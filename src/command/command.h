/*
 * command.h - the command line: a row for each command and each option. Help, manual and
 * completion are made from the same rows.
 */
#ifndef ACCREDIT_COMMAND_H
#define ACCREDIT_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/errors.h"
#include "pack/answers.h"

struct json;

#define EXIT_BAD_USE 64
#define EXIT_DIFFERS 2
#define EXIT_HALF_WAY 3

/* What the command line said. */
struct flags {
	const char *name, *method, *policy, *platform, *answers, *format, *output;
	const char *purpose;	/* --for */
	const char *user, *profile, *older_than, *other_key, *store;
	struct json *only;	/* list of ids of steps */
	struct json *sets;	/* list of "NAME=VALUE" */
	struct json *secrets;	/* list of "NAME=@FILE" */
	const char *action, *resource, *boundary, *fail_on;
	struct json *context;	/* list of "KEY=VALUE" */
	struct json *have, *want;	/* lists of files */
	const char *stackset, *admin_role, *execution_role, *verify_role, *external_id;
	const char *call_as;
	const char *parallel;
	struct json *ous, *accounts; /* lists of IDs with commas, or "@FILE" */
	bool remove;
	bool context_complete, trust;
	bool finish, revert, revoke, now;
	bool plan, yes, no_probe, with_kept, json, text, all, undo, help, mouse;
	bool can_plan;		/* the command takes --plan */
	char **words;		/* arguments that are not options */
	int words_count;
};

/* A key of the screens, for the manual. */
struct key_help {
	const char *key, *verb;
	const char *help;	/* "": the row repeats another */
};

/* What main gives the engine: the screens, which the engine does not know. */
struct faces {
	/* Opens the screens at a command's place. -1: this terminal cannot. */
	int (*screens)(const struct flags *f, const char *command, struct stop *stop);
	const struct key_help *keys;	/* ends in a row without a key */
};

/* What an argument, or the value of an option, is: for completion. */
enum takes {
	TAKES_TEXT, TAKES_FILE, TAKES_FOLDER, TAKES_COMMAND, TAKES_DAYS, TAKES_SETUP,
	TAKES_STEP, TAKES_PLATFORM, TAKES_METHOD, TAKES_POLICY, TAKES_SETTING, TAKES_SECRET,
	TAKES_PROFILE, TAKES_SEVERITY, TAKES_HELP, TAKES_SHELL, TAKES_CHECK, TAKES_QUESTION,
	TAKES_SETUP_OR_PLATFORM, TAKES_FORM, TAKES_PURPOSE,
};

struct command {
	const char *name;
	const char *words;	/* synopsis of its arguments: "SETUP", or "" */
	const char *flags;	/* options it takes, separated by spaces: "yes json" */
	const char *says;	/* one line, without a full stop */
	const char *about;	/* sentences, for its help and the manual */
	/* Arguments of example calls, a line each; PLATFORM stands for a template's name. */
	const char *examples;
	enum takes takes[2];	/* its first argument, and those after it */
	int min_words, max_words;	/* -1: any number */
	int (*run)(const struct flags *f, const struct faces *faces, struct stop *stop);
};

extern const struct command *const commands[];	/* ends in NULL */
const struct command *command_find(const char *name);	/* NULL: no such */
void command_unknown(const char *word, struct err *err);	/* there is no such command */

/* The whole program: parses argv, runs the command. The exit code. */
int command_main(int argc, char **argv, const struct faces *faces);

/* Reads argv for this command into f, and adds to wrong all that is wrong with it. */
void flags_read(struct flags *f, const struct command *c, int argc, char **argv,
		struct errors *wrong);
void flags_free(struct flags *f);
/* Reads the file of --answers. */
bool flags_load(const struct flags *f, struct answers *given, struct err *err);
/* --answers, then --method, --policy, --name and --set, into given; adds what is wrong. */
struct pack;
void flags_answers(const struct flags *f, const struct pack *p, struct answers *given,
		   struct errors *wrong);

/* Help to standard output. c NULL: of the whole program. */
void help_print(const struct command *c);
/* The sections of the manual that are made from tables, in mdoc. */
void manual_print(const struct faces *faces);
/*
 * What the last of these arguments can be, as "WORD", or "WORD<tab>what it is", a line each; or
 * a line that asks the shell for names of files: ":file PREFIX" or ":folder PREFIX", where
 * PREFIX is what stands before the name in the same argument.
 */
void complete_print(int count, char **words);

/* One sentence (this computer's own fault first) and a remedy to standard error; the exit code. */
int command_fail(const struct err *err);
/* The same for one or several; with several, each has a line with the option it needs. */
int command_fail_all(const struct errors *wrong);

/* True when a question may be asked: standard input and output are terminals. */
bool command_asks(const struct flags *f);

#endif
