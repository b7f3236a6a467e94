/*
 * command.h - the command line: a row a command, a row a flag; help, man
 * section and completion are printed from the same rows.
 */
#ifndef ACCREDIT_COMMAND_H
#define ACCREDIT_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "pack/answers.h"

struct json;

#define EXIT_BAD_USE 64
#define EXIT_DIFFERS 2
#define EXIT_HALF_WAY 3

/* What the command line said. */
struct flags {
	const char *name, *method, *policy, *platform, *answers, *format, *output;
	const char *user, *profile, *older_than, *other_key, *store;
	struct json *only;	/* list of ids of steps */
	struct json *sets;	/* list of "NAME=VALUE" */
	struct json *secrets;	/* list of "NAME=@FILE" */
	const char *action, *resource, *boundary, *fail_on;
	struct json *context;	/* list of "KEY=VALUE" */
	struct json *have, *want;	/* lists of files */
	bool context_complete, trust;
	bool finish, revert, revoke, now;
	bool plan, yes, no_probe, with_kept, json, text, all, undo, help, mouse;
	char **words;		/* what is no flag */
	int words_count;
};

/* What main gives the engine: the screens, which it must not know. */
struct faces {
	/* Opens the screens at a command's place. -1: this terminal cannot. */
	int (*screens)(const struct flags *f, const char *command, struct stop *stop);
};

struct command {
	const char *name;
	const char *words;	/* synopsis of what is no flag: "SETUP" or "" */
	const char *flags;	/* flags taken, blank-separated: "yes json" */
	const char *says;	/* one line */
	int min_words, max_words;	/* -1: any number */
	int (*run)(const struct flags *f, const struct faces *faces, struct stop *stop);
};

extern const struct command *const commands[];	/* ends in NULL */
const struct command *command_find(const char *name);	/* NULL: no such */

/* The whole program: parses argv, runs the command. The exit code. */
int command_main(int argc, char **argv, const struct faces *faces);

/* Reads argv for this command into f; false: err says what is wrong. */
bool flags_read(struct flags *f, const struct command *c, int argc, char **argv,
		struct err *err);
void flags_free(struct flags *f);
/* Reads the file of --answers. */
bool flags_load(const struct flags *f, struct answers *given, struct err *err);
/* --answers, then --method, --policy, --name and --set, into given answers. */
struct pack;
bool flags_answers(const struct flags *f, const struct pack *p,
		   struct answers *given, struct err *err);

/* Help texts to standard output. c NULL: of the whole program. */
void help_print(const struct command *c);
void help_man(void);		/* the man page's sections on commands and flags */
void help_completion(void);	/* a bash completion script */

/* One sentence (this machine's own fault first) and a remedy to standard error; the exit code. */
int command_fail(const struct err *err);

/* True when a question may be asked: standard input and output are terminals. */
bool command_asks(const struct flags *f);

#endif
