/* policies.h - policy documents for tests: JSON with ' instead of " (and ` instead of '). */
#ifndef POLICIES_H
#define POLICIES_H

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/iam_policy.h"

/* Replaces ' by " and ` by '; free() it. */
static inline char *quoted(const char *text)
{
	char *s = xstrdup(text);

	for (char *p = s; *p; p++)
		*p = *p == '\'' ? '"' : *p == '`' ? '\'' : *p;
	return s;
}

/* Adds a document; one that begins with "[" or "{'Effect'" is its statements. */
static inline bool add_document(struct policy_set *set, const char *name, const char *text,
				struct err *err)
{
	bool bare = *text == '[' || str_starts(text, "{'Effect'");
	char *whole = bare ? xasprintf("{'Version': '2012-10-17', 'Statement': %s}", text) :
			     xstrdup(text);
	char *json = quoted(whole);
	bool ok = policy_add_text(set, name, json, strlen(json), err);

	free(whole);
	free(json);
	return ok;
}

/* NULL: no set. Several documents are separated by a line of "---". */
static inline struct policy_set *documents(const char *text)
{
	struct policy_set *set = text ? policy_new() : NULL;
	char *copy = text ? xstrdup(text) : NULL, *next = copy, *at;
	struct err err = ERR_INIT;
	int n = 0;

	while ((at = next)) {
		char name[16], *end = strstr(at, "\n---\n");

		next = end ? end + 5 : NULL;
		if (end)
			*end = '\0';
		snprintf(name, sizeof(name), "%c", 'a' + n++);
		if (!add_document(set, name, at, &err))
			fail_msg("%s: %s", err.text, at);
	}
	free(copy);
	return set;
}

#define AND "\n---\n"
#define ALLOW(action, resource) \
	"{'Effect': 'Allow', 'Action': " action ", 'Resource': " resource "}"
#define DENY(action, resource) \
	"{'Effect': 'Deny', 'Action': " action ", 'Resource': " resource "}"
#define ALLOW_IF(action, resource, condition) \
	"{'Effect': 'Allow', 'Action': " action ", 'Resource': " resource \
	", 'Condition': " condition "}"
#define DENY_IF(action, resource, condition) \
	"{'Effect': 'Deny', 'Action': " action ", 'Resource': " resource \
	", 'Condition': " condition "}"
#define ALL "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}"

#endif
