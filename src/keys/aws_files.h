/*
 * aws_files.h - AWS's shared files on this computer: those that the environment names, and
 * those in ~/.aws, which another shell reads.
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
	bool configured;	/* programs that this shell starts read it */
};

/*
 * Credentials file, config file, then the two of ~/.aws, whether they exist or not. A file
 * that two of them lead to is listed once, as the first. Returns how many.
 */
size_t aws_files(struct aws_file files[AWS_FILES]);

/* Whether path is a config file among them: its sections are "[profile NAME]". */
bool aws_files_config(const char *path);

/* Whether two paths lead to the same existing file. */
bool aws_files_same(const char *a, const char *b);

#endif
