/*
 * check_wanted.h - the check of rendered documents.
 */
#ifndef ACCREDIT_CHECK_WANTED_H
#define ACCREDIT_CHECK_WANTED_H

#include <stdbool.h>

#include "base/err.h"

struct json;

/* The err.code of check_wanted. */
#define CHECK_FILLED "TemplateFilled"

/*
 * What filling in can make invalid, such as a statement with a Sid that a list value
 * repeats. wanted: as of pack_wanted. False: err is ERR_INPUT with the first mistake.
 */
bool check_wanted(const struct json *wanted, struct err *err);

#endif
