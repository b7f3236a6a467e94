/* render.c - see render.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/endpoint.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "pack/check.h"
#include "pack/iam_arn_paths.h"
#include "pack/pack.h"
#include "pack/render.h"
#include "pack/size.h"
#include "pack/value.h"

/* What the making of wanted has at hand. */
struct render {
	const struct pack *p;
	const struct answers *a;
	struct json *values;
	struct err *err;
};

static const struct json *render_section(const struct render *r, const char *name)
{
	return json_get(pack_json(r->p), name);
}

/* The row in force with this id; NULL: none. */
static const struct json *render_in_force(const struct render *r, const char *id)
{
	json_each (row, render_section(r, "resources"))
		if (str_eq(json_str(row, "id"), id) && row_holds(row, r->a, r->values))
			return row;
	return NULL;
}

static const struct json *render_by_id(const struct json *resources, const char *id)
{
	json_each(made, resources)
		if (str_eq(json_str(made, "id"), id))
			return made;
	return NULL;
}

/* A tag of "Key=Value". */
static void render_put_tag(struct json *tags, const char *text)
{
	struct buf key = BUF(512);

	buf_add(&key, text, strcspn(text, "="));
	json_put_str(tags, key.s, text + key.len + 1);
	buf_free(&key);
}

/* The row's own tags, then those of values of kind tags, then ours. */
static void render_put_tags(const struct render *r, struct json *made)
{
	struct json *tags = json_copy(json_get(made, "tags"));

	if (!tags)
		tags = json_object_new();
	json_each (row, render_section(r, "values")) {
		struct json *members;

		if (!str_eq(json_str(row, "kind"), "tags") || !value_asked(row, r->a))
			continue;
		members = value_members(json_str(r->values, json_str(row, "name")));
		json_each(m, members)
			if (strchr(json_text(m), '='))
				render_put_tag(tags, json_text(m));
		json_free(members);
	}
	json_put_str(tags, "accredit:setup", r->a->name);
	json_put(made, "tags", tags);
}

/* The needs that are in force: a part left out is waited for by nobody. */
static void render_put_needs(const struct render *r, const struct json *row,
			     struct json *made)
{
	struct json *needs = json_list_new();

	json_each(need, json_get(row, "needs"))
		if (render_in_force(r, json_text(need)))
			json_push(needs, json_copy(need));
	json_put(made, "needs", needs);
}

static const char *render_document_of(const struct render *r, const struct json *row)
{
	const char *file = json_str(row, "document");

	return str_eq(file, "$policy") ?
		json_str(pack_policy(r->p, r->a->policy), "document") : file;
}

/* A name that is one value's and nothing more: whoever must change it is told which. */
static void render_put_named_by(const struct json *row, struct json *made)
{
	const char *name = json_str(row, "name");
	size_t n = strlen(name);
	struct buf value = BUF(128);

	if (n > 3 && !memcmp(name, "${", 2) && strchr(name, '}') == name + n - 1) {
		buf_add(&value, name + 2, n - 3);
		json_put_str(made, "named_by", value.s);
	}
	buf_free(&value);
}

/* What IAM finds by its ARN alone carries it; of a bucket S3 asks whose it is. */
static void render_put_arn(const struct render *r, struct json *made)
{
	const struct kind *k = kind_find(json_str(made, "kind"));
	struct buf arn = BUF(512);

	if (k && k->arn_known) {
		buf_fmt(&arn, "arn:%s:iam::%s:%s/%s", endpoint_partition_of(r->a->region),
			r->a->account, k->arn, json_str(made, "name"));
		json_put_str(made, "arn", arn.s);
	} else if (k && k->bucket) {
		json_put_str(made, "account", r->a->account);
	}
	buf_free(&arn);
}

/* The name of the one value of this kind that can be given; "": there is none. */
static const char *render_value_of(const struct render *r, const char *kind)
{
	json_each (row, render_section(r, "values"))
		if (str_eq(json_str(row, "kind"), kind) && value_asked(row, r->a) &&
		    !json_get(row, "refused"))
			return json_str(row, "name");
	return "";
}

/* The path and the permissions boundary of what is created in IAM. */
static void render_put_place(const struct render *r, struct json *made)
{
	const struct kind *k = kind_find(json_str(made, "kind"));
	const char *path_by = render_value_of(r, "iam-path");
	const char *path = json_str(r->values, path_by);
	const char *boundary_by = render_value_of(r, "boundary");
	const char *boundary = json_str(r->values, boundary_by);

	if (!k || !k->path)
		return;
	if (*path_by)
		json_put_str(made, "path_by", path_by);
	if (*path && !str_eq(path, "/")) {
		json_put_str(made, "path", path);
		json_put_str(made, "arn_path", path);	/* see iam_arn_paths.h */
	}
	if (!k->boundary)
		return;
	if (*boundary)
		json_put_str(made, "boundary", boundary);
	else if (*boundary_by)
		json_put_str(made, "boundary_by", boundary_by);
}

const char *const pack_key_marks[] = { "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", NULL };

static void render_keep_mark(struct json *values, const char *name)
{
	char text[160];

	snprintf(text, sizeof(text), "${%.128s}", name);
	json_put_str(values, name, text);
}

/* The marks of a document's secrets stay: they are filled when it is written. */
static void render_keep_marks(struct json *values, const char *other)
{
	for (int i = 0; pack_key_marks[i]; i++)
		render_keep_mark(values, pack_key_marks[i]);
	if (*other)
		render_keep_mark(values, other);
}

static bool render_put_document(const struct render *r, const char *file, struct json *made)
{
	char where[300] = "documents/";
	struct json *filled, *values;

	strncat(where, file, sizeof(where) - strlen(where) - 1);
	if (!pack_document(r->p, file))
		return err_set(r->err, ERR_INPUT, "there is no %s in the template", where);
	values = json_copy(r->values);
	if (str_eq(json_str(made, "kind"), "credentials-document"))
		render_keep_marks(values, json_str(made, "secret"));
	filled = fill_tree(pack_document(r->p, file), values, where, r->err);
	json_free(values);
	if (!filled)
		return err_hint(r->err, "give the value named there with --set NAME=...");
	json_put(made, "document", filled);
	return true;
}

/* One resource, filled; NULL: err says why. */
static struct json *render_make(const struct render *r, const struct json *row)
{
	static const char *const ours[] = { "when", "unless", "with", "document",
					    "needs", NULL };
	struct json *bare = json_copy(row), *made;
	const char *file = render_document_of(r, row);
	char where[200] = "pack.json, resource ";

	for (int i = 0; ours[i]; i++)
		json_drop(bare, ours[i]);
	strncat(where, json_str(row, "id"), sizeof(where) - strlen(where) - 1);
	made = fill_tree(bare, r->values, where, r->err);
	json_free(bare);
	if (!made) {
		err_hint(r->err, "give the value named there with --set NAME=...");
		return NULL;
	}
	render_put_tags(r, made);
	render_put_needs(r, row, made);
	render_put_named_by(row, made);
	render_put_arn(r, made);
	render_put_place(r, made);
	if (*json_str(r->values, json_str(row, "given")))
		json_put_str(made, "given_id", json_str(r->values, json_str(row, "given")));
	if (!*file || render_put_document(r, file, made))
		return made;
	json_free(made);
	return NULL;
}

static bool render_is_ready(const struct json *made, const struct json *done)
{
	json_each(need, json_get(made, "needs"))
		if (!render_by_id(done, json_text(need)))
			return false;
	return true;
}

/* Moves over what has all it needs, in the pack's order, until nothing moves. */
static bool render_put_in_order(const struct json *all, struct json *done, struct err *err)
{
	size_t before;

	do {
		before = json_count(done);
		json_each(made, all)
			if (!render_by_id(done, json_str(made, "id")) &&
			    render_is_ready(made, done))
				json_push(done, json_copy(made));
	} while (json_count(done) > before);
	return before == json_count(all) ||
	       err_set(err, ERR_INPUT, "the resources of the template need each other "
		       "in a circle");
}

static bool render_put_resources(const struct render *r, struct json *wanted)
{
	struct json *all = json_list_new(), *done = json_list_new(), *made;
	bool ok = true;

	json_each (row, render_section(r, "resources")) {
		if (!ok || !row_holds(row, r->a, r->values))
			continue;
		made = render_make(r, row);
		ok = made;
		if (made)
			json_push(all, made);
	}
	ok = ok && render_put_in_order(all, done, r->err);
	json_free(all);
	json_put(wanted, "resources", done);
	return ok;
}

/* The row filled, for the list; one with a value that nobody gave is left out. */
static void render_put_row(const struct json *row, const struct json *values, size_t number,
			   struct json *list)
{
	static const char *const conditions[] = { "when", "unless", "with", "each", NULL };
	struct err unused = ERR_INIT;
	struct json *filled = fill_tree(row, values, "pack.json", &unused);
	struct buf id = BUF(128);

	if (!filled)
		return;
	for (int i = 0; conditions[i]; i++)
		json_drop(filled, conditions[i]);
	if (number > 1) {
		buf_fmt(&id, "%s-%zu", json_str(row, "id"), number);
		json_put_str(filled, "id", id.s);
	}
	buf_free(&id);
	json_push(list, filled);
}

/* Once for each member of the list value it names. */
static void render_put_each(const struct render *r, const struct json *row,
			    struct json *list)
{
	const struct json *value = pack_value(r->p, json_str(row, "each"));
	const char *fills = json_str(value, "fills");
	struct json *members = value_members(json_str(r->values, json_str(row, "each")));
	struct json *values = json_copy(r->values);
	size_t number = 0;

	json_each(member, members) {
		json_put_str(values, fills, json_text(member));
		render_put_row(row, values, ++number, list);
	}
	json_free(values);
	json_free(members);
}

/* Rows in force, filled. */
static void render_put_rows(const struct render *r, const char *name, const char *at,
			    const char *as, struct json *wanted)
{
	struct json *list = json_put(wanted, as, json_list_new());

	json_each (row, render_section(r, name)) {
		if (!row_holds(row, r->a, r->values) ||
		    str_eq(json_str(row, "at"), "rotate") != str_eq(at, "rotate"))
			continue;
		if (*json_str(row, "each"))
			render_put_each(r, row, list);
		else
			render_put_row(row, r->values, 1, list);
	}
}

/* What the pack has to say of an answer that is good and yet worth a word. */
static void render_put_warnings(const struct render *r, struct json *wanted)
{
	struct json *list = json_put(wanted, "warnings", json_list_new());

	json_each (row, render_section(r, "values")) {
		const char *name = json_str(row, "name");
		const char *text = json_str(json_get(row, "warns"), json_str(r->values, name));
		struct json *one;

		if (!*text || !value_asked(row, r->a))
			continue;
		one = json_push(list, json_object_new());
		json_put_str(one, "value", name);
		json_put_str(one, "text", text);
	}
}

/* What does not fit has a remedy where the template knows a smaller policy. */
static bool render_say_instead(const struct render *r)
{
	const struct json *row = pack_policy(r->p, r->a->policy);
	const char *other = json_str(row, "instead");

	return *other && str_eq(r->err->code, SIZE_TOO_LARGE) && err_hint(r->err, "choose the policy '%s' in its place, which needs "
				  "less room: %s (--policy %s)", other,
				  json_str(pack_policy(r->p, other), "title"), other);
}

/* What the operator chose for the instance of the probe: see render.h. */
static void render_put_worker(const struct render *r, struct json *wanted)
{
	static const struct { const char *kind, *as; } chosen[] = {
		{ "subnet-id", "subnet" }, { "security-group-id", "group" },
	};
	struct json *worker = json_put(wanted, "worker", json_object_new()), *tags;
	char by[40];

	for (size_t i = 0; i < sizeof(chosen) / sizeof(*chosen); i++) {
		const char *name = render_value_of(r, chosen[i].kind);

		snprintf(by, sizeof(by), "%s_by", chosen[i].as);
		if (*name)
			json_put_str(worker, by, name);
		if (*json_str(r->values, name))
			json_put_str(worker, chosen[i].as, json_str(r->values, name));
	}
	render_put_tags(r, worker);
	tags = json_get(worker, "tags");
	json_drop(tags, "accredit:setup");
	if (!json_count(tags))
		json_drop(worker, "tags");
}

struct json *pack_wanted(const struct pack *p, const struct answers *a,
			 struct err *err)
{
	struct json *values = answers_values(a, p), *wanted = json_object_new();
	struct render r = { .p = p, .a = a, .values = values, .err = err };
	bool ok;

	json_put_str(wanted, "setup", a->name);
	json_put_str(wanted, "platform", pack_name(p));
	json_put_str(wanted, "account", a->account);
	json_put_str(wanted, "region", a->region);
	json_put_str(wanted, "partition", endpoint_partition_of(a->region));
	json_put_str(wanted, "method", a->method);
	json_put_str(wanted, "policy", a->policy);
	ok = render_put_resources(&r, wanted);
	render_put_rows(&r, "probes", "", "probes", wanted);
	render_put_rows(&r, "notes", "", "notes", wanted);
	render_put_rows(&r, "notes", "rotate", "renewal", wanted);
	render_put_rows(&r, "vendor", "", "vendor", wanted);
	render_put_warnings(&r, wanted);
	render_put_worker(&r, wanted);
	iam_arn_paths_insert(wanted, a->account);
	json_free(values);
	if (ok && (size_check(wanted, NULL, err) || render_say_instead(&r)) &&
	    check_wanted(wanted, err))
		return wanted;
	json_free(wanted);
	return NULL;
}

/* What has a document, as far as it is known yet. */
static struct json *render_documents_known(const struct render *r)
{
	struct json *list = json_list_new();

	json_each (row, render_section(r, "resources")) {
		const char *file = render_document_of(r, row);
		struct json *made;

		if (!*file || !pack_document(r->p, file) ||
		    !row_holds(row, r->a, r->values))
			continue;
		made = json_push(list, fill_known(row, r->values));
		json_put(made, "document", fill_known(pack_document(r->p, file), r->values));
		json_drop(made, "tags");
	}
	return list;
}

bool pack_fits(const struct pack *p, const struct answers *a, struct err *err)
{
	struct render r = { .p = p, .a = a, .values = answers_values(a, p), .err = err };
	struct json *some = json_object_new();
	bool ok;

	json_put(some, "resources", render_documents_known(&r));
	ok = size_check(some, NULL, err) || render_say_instead(&r);
	if (!ok && !str_eq(err->code, SIZE_TOO_LARGE)) {
		*err = (struct err)ERR_INIT;	/* what else is wrong is told elsewhere */
		ok = true;
	}
	json_free(some);
	json_free(r.values);
	return ok;
}

bool pack_fits_account(const struct pack *p, const struct answers *a,
		       const struct json *wanted, const struct quotas *q, struct err *err)
{
	struct render r = { .p = p, .a = a, .err = err };

	return size_check(wanted, q, err) || render_say_instead(&r);
}

struct json *pack_preview(const struct pack *p, const struct answers *a)
{
	const char *file = json_str(pack_policy(p, a->policy), "document");
	struct json *values, *filled;

	if (!*file || !pack_document(p, file))
		return NULL;
	values = answers_values(a, p);
	filled = fill_known(pack_document(p, file), values);
	json_free(values);
	return filled;
}
