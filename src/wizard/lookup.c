/* lookup.c - see lookup.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"
#include "resource/supplied_key.h"
#include "wizard/existence.h"
#include "wizard/lookup.h"

#define SCHEME "://"	/* AWS's are https; a cloud on this machine may do without */

static bool lookup_no_issuer(const char *cluster, const char *named_by, struct err *err)
{
	err_set(err, ERR_INPUT, "the cluster '%s' has no OIDC issuer", cluster);
	err_field(err, named_by);
	return err_hint(err, "name another cluster: --set %s=...", named_by);
}

/* The issuer without its scheme, "" for none. */
static enum existence lookup_issuer_of(struct aws *aws, const char *cluster,
				       struct buf *issuer, struct err *err)
{
	struct json *reply = NULL;
	enum existence is = existence_cluster(aws, cluster, &reply, err);
	const char *text = json_text(json_path(reply, "cluster.identity.oidc.issuer"));

	text = text ? strstr(text, SCHEME) : NULL;
	buf_str(issuer, text ? text + strlen(SCHEME) : "");
	json_free(reply);
	return is;
}

static bool lookup_read_issuer(struct answers *a, const struct pack *p, struct aws *aws,
			       const char *name, const char *cluster, const char *named_by,
			       struct err *err)
{
	struct buf issuer = BUF(4096);
	enum existence is = lookup_issuer_of(aws, cluster, &issuer, err);
	bool ok = is == EXISTENCE_YES &&
		(issuer.len ? answers_set(a, p, name, issuer.s, err) :
			      lookup_no_issuer(cluster, named_by, err));

	buf_free(&issuer);
	if (is != EXISTENCE_NO)
		return ok;
	err_field(err, named_by);
	return err_hint(err, "check its name and the Region, or name another: --set %s=...",
			named_by);
}

/* Who may not look at the cluster must know what was pasted. */
static bool lookup_is_issuer(struct aws *aws, const char *name, const char *value,
			     const char *cluster, const char *named_by, bool *read,
			     struct err *err)
{
	struct err unread = ERR_INIT;
	struct buf issuer = BUF(4096);
	bool ok = true;

	*read = lookup_issuer_of(aws, cluster, &issuer, &unread) == EXISTENCE_YES;
	if (!*read) {
		if (unread.kind == ERR_STOPPED)
			*err = unread;
		ok = !err->kind;
	} else if (!issuer.len) {
		ok = lookup_no_issuer(cluster, named_by, err);
	} else if (!str_eq(issuer.s, value)) {
		ok = err_set(err, ERR_INPUT, "'%s' is not the OIDC issuer of the cluster "
			     "'%s'", value, cluster);
		err_field(err, name);
		err_hint(err, "leave it empty and it is read from there, or --set %s=%s", name,
			 issuer.s);
	}
	buf_free(&issuer);
	return ok;
}

/* Takes now. */
static void lookup_add_moved(struct json *list, const struct answers *a, const char *name,
			     const char *cluster, const char *was, struct json *now)
{
	struct json *event = json_push(list, json_object_new());

	json_put_str(event, "event", "issuer");
	json_put_str(event, "of", name);
	json_put_str(event, "setup", a->name);
	json_put_str(event, "cluster", cluster);
	json_put_str(event, "was", was);
	json_put(event, "now", now);
}

/*
 * What was recorded is the issuer that the cluster had then. A cluster that was created
 * again under its name has another: that one is the answer from here on.
 */
static bool lookup_follow(struct answers *a, const struct pack *p, struct aws *aws,
			  const char *name, const char *was, const char *cluster,
			  struct json *moved, struct err *err)
{
	struct err unread = ERR_INIT;
	struct buf issuer = BUF(4096);
	enum existence is = lookup_issuer_of(aws, cluster, &issuer, &unread);
	bool ok = true;

	if (is != EXISTENCE_YES) {
		if (unread.kind == ERR_STOPPED)
			*err = unread;
		ok = !err->kind;
		if (is == EXISTENCE_NO)
			lookup_add_moved(moved, a, name, cluster, was, NULL);
	} else if (!str_eq(issuer.s ? issuer.s : "", was)) {
		lookup_add_moved(moved, a, name, cluster, was,
				 json_string_new(issuer.s ? issuer.s : ""));
		ok = !issuer.len || answers_set(a, p, name, issuer.s, err);
	}
	buf_free(&issuer);
	return ok;
}

static bool lookup_look_up(struct answers *a, const struct pack *p, struct aws *aws,
			   const struct answers *was, const struct pack_value *v,
			   struct json *moved, struct err *err)
{
	const char *name = v->name, *from = v->cluster;
	struct buf value = BUF(4096), cluster = BUF(4096);
	bool ok = true, read;

	answers_value(a, p, name, &value);
	answers_value(a, p, from, &cluster);
	if (!value.len && !cluster.len) {
		ok = err_set(err, ERR_INPUT, "%s is needed", v->label);
		err_field(err, from);
		err_hint(err, "name the cluster it is read from (--set %s=...), or paste it "
			 "(--set %s=...)", from, name);
	} else if (!value.len) {
		ok = lookup_read_issuer(a, p, aws, name, cluster.s, from, err);
	} else if (cluster.len && was && str_eq(json_str(was->values, name), value.s)) {
		ok = lookup_follow(a, p, aws, name, value.s, cluster.s, moved, err);
	} else if (cluster.len) {
		ok = lookup_is_issuer(aws, name, value.s, cluster.s, from, &read, err);
		if (ok && read && was && *json_str(was->values, name))	/* followed by the operator */
			lookup_add_moved(moved, a, name, cluster.s,
					 json_str(was->values, name),
					 json_string_new(value.s));
	}
	buf_free(&value);
	buf_free(&cluster);
	return ok;
}

bool lookup_answers(struct answers *a, const struct pack *p, struct aws *aws,
		    const struct answers *was, struct json *moved, struct err *err)
{
	for (const struct pack_value *v = p->values; v->name; v++)
		if (*v->cluster && value_asked(v, a) &&
		    !lookup_look_up(a, p, aws, was, v, moved, err))
			return false;
	return true;
}

bool lookup_owner(struct answers *a, const struct pack *p, struct aws *aws,
		  const struct answers *was, struct err *err)
{
	for (const struct pack_resource *r = p->resources; r->id; r++) {
		const char *given = json_str(a->values, r->given), *has;
		const struct pack_value *v;
		char name[64], owner[132];

		value_named(r->user, name);
		v = pack_value(p, name);
		has = json_str(a->values, name);
		/* A user that was named, now or for the record, stays. */
		if (!*given || !v || (*has && !str_eq(has, v->default_text)) ||
		    (was && *json_str(was->values, name)))
			continue;
		if (!supplied_key_owner(aws, given, owner, err))
			return false;
		if (*owner && !answers_set(a, p, name, owner, err))
			return false;
	}
	return true;
}

bool lookup_boundary(const struct answers *a, const struct pack *p, struct aws *aws,
		     const struct answers *was, struct err *err)
{
	for (const struct pack_value *v = p->values; v->name; v++) {
		const char *arn = json_str(a->values, v->name);
		struct err why = ERR_INIT;
		enum existence is;

		if (v->kind != VALUE_BOUNDARY || !*arn || !value_asked(v, a) ||
		    !value_check(v, arn, &(struct err)ERR_INIT) ||
		    (was && str_eq(json_str(was->values, v->name), arn)))
			continue;
		is = existence_ask(aws, a->account, "boundary", arn, &why);
		if (is == EXISTENCE_YES ||
		    (is == EXISTENCE_UNKNOWN && why.kind == ERR_DENIED))
			continue; /* who may not ask hears of it when the role is created */
		*err = why;
		err_field(err, v->name);
		return is == EXISTENCE_UNKNOWN ?
			false :
			err_hint(err, "%s: --set %s=ARN", why.hint, v->name);
	}
	return true;
}

bool lookup_clusters(const struct json *moved, const char *setup, struct err *err)
{
	json_each(event, moved) {
		const char *cluster = json_str(event, "cluster");

		if (*json_str(event, "now"))
			continue;
		err_set(err, ERR_INPUT, json_text(json_get(event, "now")) ?
			"the EKS cluster '%s' has no OIDC issuer any more" :
			"there is no EKS cluster '%s' any more", cluster);
		return err_hint(err, "create it again, then run this again; or 'accredit remove "
				"%s' removes the setup", setup);
	}
	return true;
}
