/*
 * argv.h - a command line split into words as a shell would, with no shell:
 * as Python's shlex.split does, which the AWS CLI uses.
 */
#ifndef ACCREDIT_ARGV_H
#define ACCREDIT_ARGV_H

/*
 * Spaces separate words; quotes and a backslash keep them. The list ends in NULL;
 * argv_free() wipes and frees it. NULL: a quote is never closed.
 */
char **argv_split(const char *line);
void argv_free(char **words);

#endif
