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
	struct json *tree;		/* of cli_ini_read: both files, the credentials' value wins */
	struct json *config;		/* the config file's alone */
	struct json *credentials;	/* the credentials file's alone */
	const struct json *values;	/* the profile's, in tree; NULL: not there */
	const struct json *services;	/* the services sections, in tree, or NULL */
	char name[256];			/* AWS_DEFAULT_PROFILE, AWS_PROFILE or "default" */
	const char *named;		/* the variable that says so; NULL: none does */
	char credentials_file[4096];	/* "": the variable is set and empty, no file is read */
	char config_file[4096];
};

/*
 * A missing file is an empty one. name: "" or NULL for AWS_DEFAULT_PROFILE, which
 * comes first, and AWS_PROFILE.
 */
bool profile_load(struct profile *p, const char *name, struct err *err);
void profile_free(struct profile *p);

/* The values of one profile in one file's tree or in both; NULL: none. Borrowed. */
const struct json *profile_in(const struct json *tree, const char *name);

/*
 * False where a variable names a profile that is not there: ERR_LOGIN, with what
 * looks like it in the files.
 */
bool profile_check(const struct profile *p, struct err *err);

/* A section that looks like the profile of this name and is not read as it, in a sentence
 * with what it must be; false: there is none. */
bool profile_near(const struct profile *p, const char *name, char *out, size_t size);

/*
 * Where the two files are, there or not: AWS_SHARED_CREDENTIALS_FILE and
 * AWS_CONFIG_FILE, with $NAME, ${NAME}, ~ and ~user filled in, else in ~/.aws.
 * Either may be NULL. "": the variable is set to nothing, and no file is read.
 */
void profile_files(char credentials[4096], char config[4096]);

/* ~ and ~user at the beginning of a path filled in; no such user: as it is. */
void profile_expand_home(char out[4096], const char *path);
/* The same after $NAME and ${NAME}; a variable that is not set stays as it is. */
void profile_expand(char out[4096], const char *path);

/* The home folder, "" if nobody knows it. Borrowed. */
const char *profile_home(void);

/* An environment variable; "" when it is unset or blank. Borrowed. */
const char *profile_env(const char *name);

/* The same, blank or not; "" when it is unset or empty. */
const char *profile_raw_env(const char *name);

/* The environment's variable, else the profile's key, else "". Borrowed. */
const char *profile_setting(const struct profile *p, const char *variable,
			    const char *key);

#endif
