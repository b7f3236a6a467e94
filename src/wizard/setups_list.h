/*
 * setups_list.h - what a task reads from the disk for a face: setups, and one
 * record. Trees are yours; see wizard.h for their shape.
 */
#ifndef ACCREDIT_SETUPS_LIST_H
#define ACCREDIT_SETUPS_LIST_H

#include "base/err.h"

struct json;

struct json *wizard_read_setups(void);
struct json *wizard_read_record(const char *setup, struct err *err);

#endif
