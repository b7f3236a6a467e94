/*
 * profile.h - the shared config and credentials files, read as the AWS CLI reads
 * them, and one profile in them.
 */
#ifndef ACCREDIT_PROFILE_H
#define ACCREDIT_PROFILE_H

#include <stdbool.h>

#include "base/err.h"

struct json;

struct profile {
	struct json *tree;		/* of cli_ini_read: both files; values of the credentials file come first */
	struct json *config;		/* the config file's alone */
	struct json *credentials;	/* the credentials file's alone */
	const struct json *values;	/* of the profile, in tree; NULL: it does not exist */
	const struct json *services;	/* the services sections, in tree, or NULL */
	char name[256];			/* AWS_DEFAULT_PROFILE, AWS_PROFILE or "default" */
	const char *named;		/* the variable that names it; NULL: none */
	char credentials_file[4096];	/* "": the variable is set and empty, no file is read */
	char config_file[4096];
};

/*
 * Reads both files; a missing one counts as empty. name: "" or NULL for
 * AWS_DEFAULT_PROFILE, which comes first, and AWS_PROFILE.
 */
bool profile_load(struct profile *p, const char *name, struct err *err);
void profile_free(struct profile *p);

/* The values of one profile in one file's tree or in both; NULL: none. Borrowed. */
const struct json *profile_in(const struct json *tree, const char *name);

/*
 * False where a variable names a profile that does not exist: ERR_LOGIN, with a similar
 * section of the files in its hint.
 */
bool profile_check(const struct profile *p, struct err *err);

/*
 * Writes a sentence about a section that looks like the profile of this name but is not
 * read as it, and how it must be written; false: there is none.
 */
bool profile_near(const struct profile *p, const char *name, char *out, size_t size);

/*
 * The paths of the two files, which may not exist: AWS_SHARED_CREDENTIALS_FILE and
 * AWS_CONFIG_FILE with $NAME, ${NAME}, ~ and ~user expanded, else in ~/.aws. Either may be
 * NULL. "": the variable is empty, and no file is read.
 */
void profile_files(char credentials[4096], char config[4096]);

/* Expands ~ and ~user at the beginning of a path; an unknown user stays. */
void profile_expand_home(char out[4096], const char *path);
/* Expands $NAME and ${NAME} first; a variable that is not set stays. */
void profile_expand(char out[4096], const char *path);

/* The home folder, "" if unknown. Borrowed. */
const char *profile_home(void);

/* An environment variable; "" where it is unset or only white space. Borrowed. */
const char *profile_env(const char *name);

/* The same with its white space; "" where it is unset or empty. */
const char *profile_raw_env(const char *name);

/* The environment's variable, else the profile's key, else "". Borrowed. */
const char *profile_setting(const struct profile *p, const char *variable,
			    const char *key);

#endif
