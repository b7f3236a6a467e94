/*
 * profile.h - the shared config and credentials files, and one profile in them.
 */
#ifndef ACCREDIT_PROFILE_H
#define ACCREDIT_PROFILE_H

#include <stdbool.h>

#include "base/err.h"

struct json;

struct profile {
	struct json *tree;		/* of ini_read, both files */
	const struct json *values;	/* the profile's, in tree; NULL: not there */
	const struct json *services;	/* the services sections, in tree, or NULL */
	char name[256];			/* AWS_PROFILE or "default" */
	bool named;			/* AWS_PROFILE says so */
	char credentials_file[4096];
	char config_file[4096];
};

/* A missing file is an empty one. name: "" or NULL for AWS_PROFILE. */
bool profile_load(struct profile *p, const char *name, struct err *err);
void profile_free(struct profile *p);

/*
 * Where the two files are, there or not: AWS_SHARED_CREDENTIALS_FILE and
 * AWS_CONFIG_FILE, else in ~/.aws. Either may be NULL.
 */
void profile_files(char credentials[4096], char config[4096]);

/* The home folder, "" if nobody knows it. Borrowed. */
const char *profile_home(void);

/* An environment variable; "" when it is unset or blank. Borrowed. */
const char *profile_env(const char *name);

/* The environment's variable, else the profile's key, else "". Borrowed. */
const char *profile_setting(const struct profile *p, const char *variable,
			    const char *key);

#endif
