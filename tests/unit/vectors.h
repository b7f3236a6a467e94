/*
 * vectors.h - conformance data for the unit tests. It is not part of this
 * project: $ACCREDIT_VECTORS names its folder, else ../shared/vectors is looked
 * for beside the source tree. A suite that is not there is named and skipped;
 * the project's own cases always run.
 */
#ifndef ACCREDIT_TEST_VECTORS_H
#define ACCREDIT_TEST_VECTORS_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "format/json.h"

/* The folder of a suite (free() it), or NULL after saying that it is skipped. */
static inline char *vectors_folder(const char *suite)
{
	static const char *const near[] = { "../shared/vectors", "../../shared/vectors",
		"../../../shared/vectors", "../../../../shared/vectors" };
	const char *set = getenv("ACCREDIT_VECTORS"), *top = getenv("srcdir");
	char *path = set ? xasprintf("%s/%s", set, suite) : NULL;

	for (size_t i = 0; !set && i < 8; i++) {
		free(path);
		path = xasprintf("%s/%s/%s", i < 4 ? (top ? top : ".") : TOP_SRCDIR,
				 near[i % 4], suite);
		if (access(path, R_OK) == 0)
			return path;
	}
	if (path && access(path, R_OK) == 0)
		return path;
	free(path);
	printf("SKIPPED: suite %s: no vectors\n", suite);
	return NULL;
}

/* The text of folder/name; exits the test when it cannot be read. */
static inline void vectors_text(struct buf *out, const char *folder, const char *name)
{
	struct err err = ERR_INIT;
	char *path = xasprintf("%s/%s", folder, name);

	if (!file_read(path, out, NULL, &err)) {
		printf("%s\n", err.text);
		exit(1);
	}
	free(path);
}

static inline bool vectors_has(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool has = access(path, R_OK) == 0;

	free(path);
	return has;
}

static inline struct json *vectors_json(const char *folder, const char *name)
{
	struct err err = ERR_INIT;
	struct buf text = BUF(64u << 20);
	struct json *j;

	vectors_text(&text, folder, name);
	for (char *s = text.s; (s = strstr(s, "\\u0000")); )
		memcpy(s, "\\u0001", 6);	/* our reader refuses NUL */
	j = json_parse(text.s, text.len, name, &err);
	if (!j) {
		printf("%s\n", err.text);
		exit(1);
	}
	buf_free(&text);
	return j;
}

/* One line a suite; returns whether all passed. */
static inline bool vectors_count(const char *suite, int passed, int all)
{
	printf("%s %d/%d\n", suite, passed, all);
	fflush(stdout);
	return passed == all && all > 0;
}

/* The names in a folder, sorted; free each and the list. NULL at the end. */
static inline char **vectors_list(const char *folder)
{
	struct dirent **found;
	char **names;
	int n = scandir(folder, &found, NULL, alphasort), out = 0;

	names = xcalloc((size_t)(n < 0 ? 1 : n + 1), sizeof(*names));
	for (int i = 0; i < n; i++) {
		if (found[i]->d_name[0] != '.')
			names[out++] = xstrdup(found[i]->d_name);
		free(found[i]);
	}
	if (n >= 0)
		free(found);
	return names;
}

static inline void vectors_list_free(char **names)
{
	for (char **s = names; *s; s++)
		free(*s);
	free(names);
}

#endif
