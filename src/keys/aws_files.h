/*
 * aws_files.h - the shared files of AWS on this computer: those that the environment
 * names, and those in ~/.aws too, for another shell reads these.
 */
#ifndef ACCREDIT_KEYS_AWS_FILES_H
#define ACCREDIT_KEYS_AWS_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "format/ini.h"

#define AWS_FILES 4

struct aws_file {
	char path[4096];
	enum ini_file kind;
	bool configured;	/* this shell's programs read it */
};

/*
 * Credentials file, config file, then the two of ~/.aws, there or not. A file that two
 * of them lead to is listed once, as the first. Returns how many.
 */
size_t aws_files(struct aws_file files[AWS_FILES]);

/* Whether path is a config file among them, whose sections are named another way. */
bool aws_files_config(const char *path);

/* Whether two paths lead to one file that is there. */
bool aws_files_same(const char *a, const char *b);

#endif
