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
#include "pack/check_wanted.h"
#include "pack/iam_arn_paths.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/render.h"
#include "pack/size.h"
#include "pack/value.h"

struct render {
	const struct pack *p;
	const struct answers *a;
	struct json *values;
	const struct json *fill; /* what placeholders become: the values, or marks */
	struct err *err;
	bool known; /* placeholders without a value stay */
};

static const struct json *render_by_id(const struct json *resources, const char *id)
{
	json_each(made, resources)
		if (str_eq(json_str(made, "id"), id))
			return made;
	return NULL;
}

/* The row's own tags, then those of values of kind tags, then ours. */
static void render_put_tags(const struct render *r, struct json *made)
{
	struct json *tags = json_copy(json_get(made, "tags"));

	if (!tags)
		tags = json_object_new();
	for (const struct pack_value *v = r->p->values; v->name; v++) {
		struct json *members;

		if (v->kind != VALUE_TAGS || !value_asked(v, r->a))
			continue;
		members = value_members(json_str(r->values, v->name));
		json_each(m, members)
			if (strchr(json_text(m), '=')) {
				/* A tag of "Key=Value". */
				const char *text = json_text(m);
				struct buf key = BUF(512);

				buf_add(&key, text, strcspn(text, "="));
				json_put_str(tags, key.s, text + key.len + 1);
				buf_free(&key);
			}
		json_free(members);
	}
	json_put_str(tags, "accredit:setup", r->a->name);
	json_put(made, "tags", tags);
}

/* The name of the one value of this kind that can be given; "": there is none. */
static const char *render_value_of(const struct render *r, enum value_kind_id kind)
{
	for (const struct pack_value *v = r->p->values; v->name; v++)
		if (v->kind == kind && value_asked(v, r->a) && !*v->refused)
			return v->name;
	return "";
}

/*
 * IAM finds some kinds by ARN only. Calls on a bucket name the account that must own it. And
 * the path and the permissions boundary of what is created in IAM.
 */
static void render_put_place(const struct render *r, struct json *made)
{
	const struct kind *k = kind_find(json_str(made, "kind"));
	const char *path_by = render_value_of(r, VALUE_IAM_PATH);
	const char *path = json_str(r->fill, path_by);
	const char *boundary_by = render_value_of(r, VALUE_BOUNDARY);
	const char *boundary = json_str(r->fill, boundary_by);
	struct buf arn = BUF(512);

	if (k && k->arn_known) {
		buf_fmt(&arn, "arn:%s:iam::%s:%s/%s", endpoint_partition_of(r->a->region),
			r->a->account, k->arn, json_str(made, "name"));
		json_put_str(made, "arn", arn.s);
	} else if (k && k->bucket) {
		json_put_str(made, "account", r->a->account);
	}
	buf_free(&arn);
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

static bool render_put_document(const struct render *r, const char *file, struct json *made)
{
	char where[300] = "documents/";
	struct json *filled, *values;

	strncat(where, file, sizeof(where) - strlen(where) - 1);
	if (!pack_document(r->p, file))
		return err_set(r->err, ERR_INPUT, "there is no %s in the template", where);
	values = json_copy(r->fill);
	if (str_eq(json_str(made, "kind"), "credentials-document")) {
		/* The placeholders of a key stay in a document: they are filled when it is written. */
		const char *other = json_str(made, "secret");

		for (int i = 0; pack_key_marks[i]; i++)
			render_keep_mark(values, pack_key_marks[i]);
		if (*other)
			render_keep_mark(values, other);
	}
	filled = r->known ? fill_known(pack_document(r->p, file), values) :
			    fill_tree(pack_document(r->p, file), values, where, r->err);
	json_free(values);
	if (!filled)
		return err_hint(r->err, "set the value named there with --set NAME=...");
	json_put(made, "document", filled);
	return true;
}

/* NULL: err says why. */
static struct json *render_make(const struct render *r, const struct pack_resource *row)
{
	static const char *const ours[] = { "when", "unless", "with", "document",
					    "needs", NULL };
	struct json *bare = json_copy(row->tree), *made;
	const char *file = pack_document_of(r->p, row, r->a->policy);
	const char *given_id = json_str(r->values, row->given);
	char named_by[64], where[200] = "pack.json, resource ";
	struct json *needs;

	for (int i = 0; ours[i]; i++)
		json_drop(bare, ours[i]);
	strncat(where, row->id, sizeof(where) - strlen(where) - 1);
	made = r->known ? fill_known(bare, r->fill) :
			  fill_tree(bare, r->fill, where, r->err);
	json_free(bare);
	if (!made) {
		err_hint(r->err, "set the value named there with --set NAME=...");
		return NULL;
	}
	render_put_tags(r, made);
	/* The needs that are in force: nothing waits for a resource that is left out. */
	needs = json_list_new();
	for (const char *const *need = row->needs; need && *need; need++) {
		bool in_force = false;

		for (const struct pack_resource *other = r->p->resources; other->id;
		     other++)
			in_force = in_force ||
				(str_eq(other->id, *need) &&
				 resource_holds(other, r->a, r->values));
		if (in_force)
			json_push(needs, json_string_new(*need));
	}
	json_put(made, "needs", needs);
	if (value_named(row->name, named_by))
		json_put_str(made, "named_by", named_by);
	render_put_place(r, made);
	if (*given_id)
		json_put_str(made, "given_id", given_id);
	if (!*file || render_put_document(r, file, made))
		return made;
	json_free(made);
	return NULL;
}

/* Moves each resource whose needs were moved, in the pack's order, until none is left. */
static bool render_put_in_order(const struct json *all, struct json *done, struct err *err)
{
	size_t before;

	do {
		before = json_count(done);
		json_each(made, all) {
			bool ready = !render_by_id(done, json_str(made, "id"));

			json_each(need, json_get(made, "needs"))
				ready = ready && render_by_id(done, json_text(need));
			if (ready)
				json_push(done, json_copy(made));
		}
	} while (json_count(done) > before);
	return before == json_count(all) ||
		err_set(err, ERR_INPUT,
			"resources of the template need each other, so none can be created first");
}

static bool render_put_resources(const struct render *r, struct json *wanted)
{
	struct json *all = json_list_new(), *done = json_list_new(), *made;
	bool ok = true;

	for (const struct pack_resource *row = r->p->resources; ok && row->id; row++) {
		if (!resource_holds(row, r->a, r->values))
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

/* The label of the value that names the bucket of a call; "": none does. */
static const char *render_field_of(const struct render *r, const struct json *call)
{
	const struct json *canary = json_get(call, "canary");
	const char *word = json_text(canary);
	char mark[160];

	for (const struct pack_value *v = r->p->values; v->name; v++) {
		if (v->kind != VALUE_BUCKET && v->kind != VALUE_BUCKET_LIST)
			continue;
		snprintf(mark, sizeof(mark), "${%.128s}",
			 v->kind == VALUE_BUCKET ? v->name : v->fills);
		if (canary ? str_eq(word, mark) :
			     json_type(call) == JSON_LIST && json_has(call, mark))
			return v->label;
	}
	return "";
}

/* The row filled, for the list; one with a value that was not given is left out. */
static void render_put_row(const struct render *r, const struct pack_text *row,
			   const struct json *values, size_t number, struct json *list)
{
	static const char *const conditions[] = { "when", "unless", "with", "each", NULL };
	const char *field = render_field_of(r, json_get(row->tree, "call"));
	struct err unused = ERR_INIT;
	struct json *filled = fill_tree(row->tree, values, "pack.json", &unused);
	struct buf id = BUF(128);

	if (!filled)
		return;
	for (int i = 0; conditions[i]; i++)
		json_drop(filled, conditions[i]);
	if (number > 1) {
		buf_fmt(&id, "%s-%zu", row->id, number);
		json_put_str(filled, "id", id.s);
	}
	buf_free(&id);
	if (*field)
		json_put_str(filled, "field", field);
	json_push(list, filled);
}

/* The rows in force, filled. rotation: notes for a rotation, or all that are not. */
static void render_put_rows(const struct render *r, const struct pack_text *rows,
			    bool rotation, const char *as, struct json *wanted)
{
	struct json *list = json_put(wanted, as, json_list_new());

	for (const struct pack_text *row = rows; row->tree; row++) {
		if (row->rotation != rotation ||
		    !condition_holds(&row->condition, r->a, r->values))
			continue;
		if (*row->each) {
			/* Once for each member of the list value it names. */
			const struct pack_value *value = pack_value(r->p, row->each);
			struct json *members = value_members(
				json_str(r->values, row->each));
			struct json *values = json_copy(r->values);
			size_t number = 0;

			json_each(member, members) {
				json_put_str(values, value ? value->fills : "",
					     json_text(member));
				render_put_row(r, row, values, ++number, list);
			}
			json_free(values);
			json_free(members);
		} else
			render_put_row(r, row, r->values, 1, list);
	}
}

static void render_put_warning(struct json *list, const struct pack_value *v,
			       const char *text)
{
	struct json *one = json_push(list, json_object_new());

	json_put_str(one, "value", v->name);
	json_put_str(one, "text", text);
}

/* Whether the other value is asked, and is this answer or a list with it. */
static bool render_is_in(const struct render *r, const char *answer, const char *other)
{
	const struct pack_value *v = pack_value(r->p, other);
	struct json *members = value_members(json_str(r->values, other));
	bool in = *answer && v && value_asked(v, r->a) && json_has(members, answer);

	json_free(members);
	return in;
}

static void render_put_warnings(const struct render *r, struct json *wanted)
{
	struct json *list = json_put(wanted, "warnings", json_list_new());

	for (const struct pack_value *v = r->p->values; v->name; v++) {
		const char *answer = json_str(r->values, v->name);

		if (!value_asked(v, r->a))
			continue;
		for (const struct pack_answer_text *w = v->warns; w->answer; w++)
			if (*w->text && str_eq(w->answer, answer))
				render_put_warning(list, v, w->text);
		for (const struct pack_answer_text *w = v->warns_in; w->answer; w++)
			if (render_is_in(r, answer, w->answer))
				render_put_warning(list, v, w->text);
	}
}

/* The remedy for a document that is too large, where the template has a smaller one. */
static bool render_say_instead(const struct render *r)
{
	const struct pack_policy *policy = pack_policy(r->p, r->a->policy);
	const struct pack_policy *other = policy ? pack_policy(r->p, policy->instead) :
						   NULL;

	return other && str_eq(r->err->code, SIZE_TOO_LARGE) &&
		err_hint(r->err,
			 "choose the policy '%s' instead, which is smaller: %s (--policy "
			 "%s)",
			 other->name, other->title, other->name);
}

/* What the operator chose for the instance of the probe: see render.h. */
static void render_put_worker(const struct render *r, struct json *wanted)
{
	static const struct {
		enum value_kind_id kind;
		const char *as;
	} chosen[] = {
		{ VALUE_SUBNET_ID, "subnet" },
		{ VALUE_SECURITY_GROUP_ID, "group" },
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
	struct render r = { .p = p, .a = a, .values = values, .fill = values, .err = err };
	bool ok;

	json_put_str(wanted, "setup", a->name);
	json_put_str(wanted, "platform", p->name);
	json_put_str(wanted, "account", a->account);
	json_put_str(wanted, "region", a->region);
	json_put_str(wanted, "partition", endpoint_partition_of(a->region));
	json_put_str(wanted, "method", a->method);
	json_put_str(wanted, "policy", a->policy);
	ok = render_put_resources(&r, wanted);
	render_put_rows(&r, p->probes, false, "probes", wanted);
	render_put_rows(&r, p->notes, false, "notes", wanted);
	render_put_rows(&r, p->notes, true, "renewal", wanted);
	render_put_rows(&r, p->vendor, false, "vendor", wanted);
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

struct json *pack_wanted_known(const struct pack *p, const struct answers *a)
{
	struct err err = ERR_INIT;
	struct json *values = answers_values(a, p), *wanted = json_object_new();
	struct render r = {
		.p = p, .a = a, .values = values, .fill = values, .err = &err, .known = true
	};

	if (!render_put_resources(&r, wanted)) {
		json_free(wanted);
		wanted = NULL;
	}
	json_free(values);
	return wanted;
}

struct json *pack_wanted_marked(const struct pack *p, const struct answers *a,
				const struct json *marks, struct err *err)
{
	struct json *values = answers_values(a, p), *fill = json_copy(values);
	struct json *wanted = json_object_new();
	struct render r = { .p = p, .a = a, .values = values, .fill = fill, .err = err };
	const char *account = json_str(marks, "ACCOUNT_ID");

	json_each(mark, marks)
		json_put(fill, json_key(mark), json_copy(mark));
	if (render_put_resources(&r, wanted)) {
		iam_arn_paths_insert(wanted, *account ? account : a->account);
	} else {
		json_free(wanted);
		wanted = NULL;
	}
	json_free(fill);
	json_free(values);
	return wanted;
}

bool pack_fits(const struct pack *p, const struct answers *a, struct err *err)
{
	struct render r = { .p = p, .a = a, .values = answers_values(a, p), .err = err };
	struct json *some = json_object_new(), *list, *made;
	bool ok;

	/* The resources that have a document, filled with the answers so far. */
	list = json_put(some, "resources", json_list_new());
	for (const struct pack_resource *row = p->resources; row->id; row++) {
		const char *file = pack_document_of(p, row, a->policy);

		if (!*file || !pack_document(p, file) || !resource_holds(row, a, r.values))
			continue;
		made = json_push(list, fill_known(row->tree, r.values));
		json_put(made, "document", fill_known(pack_document(p, file), r.values));
		json_drop(made, "tags");
	}
	ok = size_check(some, NULL, err) || render_say_instead(&r);
	if (!ok && !str_eq(err->code, SIZE_TOO_LARGE)) {
		*err = (struct err)ERR_INIT; /* pack_wanted reports what else is wrong */
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
