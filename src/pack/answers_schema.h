/*
 * answers_schema.h - the JSON Schema of answers files (answers.h), made from templates.
 */
#ifndef ACCREDIT_ANSWERS_SCHEMA_H
#define ACCREDIT_ANSWERS_SCHEMA_H

#include "base/err.h"

struct json;

/*
 * Of all templates in the folder: yours. A file that names its platform has only values of
 * that platform, and one that names method and policy, too, has those that they require and
 * that AWS cannot tell. Pasted forms of an answer (value_take.h) are allowed. NULL: err.
 */
struct json *answers_schema(struct err *err);

#endif
