/* iam_arn_paths.c - see iam_arn_paths.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "pack/iam_arn_paths.h"

/* The last two are those of marks in a name (handoff/hcl.h), which no name of IAM has. */
#define NAME_CHARS                                                                         \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-"            \
	"\xfe\xff"

struct inserting {
	const struct json *resources;
	char before[2][40];	/* what stands before the type in an ARN */
};

/*
 * at: the text after "...:iam::ACCOUNT:". The path of the resource named there, to insert,
 * and *slash, where; "": it has none, or is not wanted.
 */
static const char *iam_arn_paths_path_at(const struct inserting *i, const char *at,
					 const char **slash)
{
	const struct kind *k;

	for (size_t nth = 0; (k = kind_nth(nth)); nth++) {
		size_t n = strlen(k->name), name;

		if (!k->path || !str_starts(at, k->name) || at[n] != '/')
			continue;
		*slash = at + n;
		name = strspn(at + n + 1, NAME_CHARS);
		if (at[n + 1 + name] && strchr("/*?$", at[n + 1 + name]))
			return "";
		json_each(one, i->resources) {
			const char *its = json_str(one, "name");

			if (str_eq(json_str(one, "kind"), k->name) && strlen(its) == name &&
			    !memcmp(its, at + n + 1, name))
				return json_str(one, "path");
		}
		return "";
	}
	return "";
}

/* The text after the next "...:iam::ACCOUNT:"; NULL: none. */
static const char *iam_arn_paths_next_place(const struct inserting *i, const char *text)
{
	const char *best = NULL;

	for (int k = 0; k < 2; k++) {
		const char *at = strstr(text, i->before[k]);

		if (at && (!best || at < best))
			best = at + strlen(i->before[k]);
	}
	return best;
}

static struct json *iam_arn_paths_placed_text(const struct inserting *i, const char *text)
{
	struct buf out = BUF(BUF_TEXT);
	struct json *made;
	const char *at;

	while ((at = iam_arn_paths_next_place(i, text))) {
		const char *slash = at, *path = iam_arn_paths_path_at(i, at, &slash);

		buf_add(&out, text, (size_t)(slash - text));
		text = *path ? slash + 1 : slash;
		buf_str(&out, path);
	}
	buf_str(&out, text);
	made = json_string_new(out.s ? out.s : "");
	buf_free(&out);
	return made;
}

static struct json *iam_arn_paths_placed(const struct inserting *i, const struct json *tree)
{
	enum json_type type = json_type(tree);
	struct json *made;

	if (type == JSON_STRING)
		return iam_arn_paths_placed_text(i, json_text(tree));
	if (type != JSON_LIST && type != JSON_OBJECT)
		return json_copy(tree);
	made = type == JSON_LIST ? json_list_new() : json_object_new();
	json_each(child, tree) {
		if (type == JSON_LIST)
			json_push(made, iam_arn_paths_placed(i, child));
		else
			json_put(made, json_key(child), iam_arn_paths_placed(i, child));
	}
	return made;
}

void iam_arn_paths_insert(struct json *wanted, const char *account)
{
	static const char *const sections[] = { "resources", "probes", "notes", "renewal", "vendor",
						NULL };
	struct json *resources = json_copy(json_get(wanted, "resources"));
	struct inserting i = { .resources = resources, .before = { "", ":iam::*:" } };
	bool paths = false;

	json_each(one, resources)
		paths |= *json_str(one, "path") != '\0';
	snprintf(i.before[0], sizeof(i.before[0]), ":iam::%s:", account);
	for (int k = 0; paths && sections[k]; k++) {
		struct json *made = iam_arn_paths_placed(&i, json_get(wanted, sections[k]));

		json_put(wanted, sections[k], made);
	}
	json_free(resources);
}
