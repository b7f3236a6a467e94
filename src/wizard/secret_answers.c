/* secret_answers.c - see secret_answers.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/key_test.h"
#include "keys/stage.h"
#include "pack/pack.h"
#include "plan/key_step.h"
#include "plan/plan.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/secret_answers.h"

#define SECRET_MAX 4096
#define TEXT_MAX 512		/* of a secret that is no key's */

/* The plan's resource that takes a given key; NULL: none. */
static const struct resource *secret_answers_taker(const struct journey *j)
{
	for (size_t i = 0; j->plan && i < j->plan->count; i++)
		if (*resource_str(j->plan->steps[i].resource, "given_id"))
			return j->plan->steps[i].resource;
	return NULL;
}

const char *secret_answers_asks(const struct journey *j)
{
	const struct pack_resource *r = j->pack ? j->pack->resources : NULL;

	for (; r && r->id; r++)
		if (*r->secret && *json_str(j->given.values, r->given))
			return r->secret;
	return NULL;
}

/* --- a secret of a document ---------------------------------------------------------- */

/* The template's document that takes a secret; NULL: none. */
static const struct pack_resource *secret_answers_document_of(const struct journey *j)
{
	const struct pack_resource *r = j->pack ? j->pack->resources : NULL;

	for (; r && r->id; r++)
		if (str_eq(r->kind, "credentials-document") && *r->secret)
			return r;
	return NULL;
}

/* The plan's file that it is written to; NULL: there is none to create. */
static const struct resource *secret_answers_document_taker(const struct journey *j)
{
	for (size_t i = 0; j->plan && i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];

		if (step->action == ACTION_CREATE &&
		    str_eq(step->kind, "credentials-document") &&
		    *resource_str(step->resource, "secret"))
			return step->resource;
	}
	return NULL;
}

static bool secret_answers_no_taker(const struct journey *j, struct err *err)
{
	const struct pack_resource *r = secret_answers_document_of(j);
	const char *by = r->condition.with.value;

	err_set(err, ERR_INPUT, "%s is given, but no file that takes it is created",
		r->secret);
	err_field(err, by);
	return err_hint(
		err,
		"name the file with --set %s=FILE, or leave %s out; in a file that is "
		"there already, replace it manually",
		by ? by : "NAME", r->secret);
}

const char *secret_answers_text_name(const struct journey *j)
{
	const struct pack_resource *r = secret_answers_document_of(j);

	return r ? r->secret : NULL;
}

bool secret_answers_is_text(const struct journey *j, const char *name)
{
	const struct pack_resource *r = secret_answers_document_of(j);

	return r && str_eq(r->secret, name);
}

bool secret_answers_text_check(const char *label, const char *text, size_t n, struct err *err)
{
	bool ok = n && n <= TEXT_MAX;

	for (size_t i = 0; i < n; i++)
		ok = ok && text[i] > ' ' && text[i] < 0x7f;
	if (ok)
		return true;
	err_set(err, ERR_INPUT, "%s is not one line of 1 to %d printable ASCII characters without "
		"spaces", label, TEXT_MAX);
	return err_hint(err, "copy it again as the vendor gave it");
}

void secret_answers_over(const struct journey *j)
{
	struct err ignored = ERR_INIT;
	const struct resource *resource = secret_answers_document_taker(j);

	if (resource)
		stage_drop(j->plan->setup, resource->id, STAGE_NEW, &ignored);
}

/* --- either -------------------------------------------------------------------------- */

bool secret_answers_read(struct journey *j, const char *name, char *text, size_t n,
		  struct err *err)
{
	const struct pack_value *v = pack_value(j->pack, name);

	if (!v || v->kind != VALUE_SECRET) {
		err_set(err, ERR_INPUT, "'%s' is no secret of this platform", name);
		return err_hint(err, "give it with --set %s=VALUE", name);
	}
	n = access_key_trim(text, n);
	if (n && secret_answers_is_text(j, name) && !secret_answers_text_check(name, text, n, err)) {
		explicit_bzero(text, n);
		return false;
	}
	secret_set(&j->secret, text, n);
	explicit_bzero(text, n);
	if (n)
		return true;
	err_set(err, ERR_INPUT, "%s is empty", name);
	err_field(err, name);
	return secret_answers_is_text(j, name) ? err_hint(err, "give it, or leave it out") :
	       err_hint(err, "paste the secret access key: 40 characters");
}

bool secret_answers_file(struct journey *j, const char *text, struct err *err)
{
	const char *at = strchr(text, '=');
	struct buf file = BUF(SECRET_MAX);
	char *name;
	bool ok;

	if (!at || at[1] != '@' || !at[2]) {
		/* what stands there may be the secret itself: it is not quoted */
		err_set(err, ERR_INPUT, "--secret takes a file, not the secret: a command line "
			"is seen by every user of the machine");
		return err_hint(err, "write --secret NAME=@FILE");
	}
	name = xstrdup(text);
	name[at - text] = '\0';
	ok = file_read(at + 2, &file, NULL, err) &&
	     secret_answers_read(j, name, file.s, strcspn(file.s, "\r\n"), err);
	buf_free(&file);
	free(name);
	return ok;
}

/* In this account: rotation and verification list the keys of that user. */
static bool secret_answers_is_of_user(const struct journey *j,
				      const struct resource *resource,
				      const struct key_owner *who, struct err *err)
{
	const char *id = resource_str(resource, "given_id"),
		   *user = resource_str(resource, "user");

	if (!str_eq(who->account, j->session->account)) {
		err_set(err, ERR_INPUT, "key %s is of account %s, not of %s", id,
			who->account, j->session->account);
		return err_hint(err, "use a key of this account, or sign in to the other one");
	}
	if (str_eq(who->user, user))
		return true;
	if (!*who->user) {
		err_set(err, ERR_INPUT, "key %s is not an IAM user's: AWS says it is %s", id,
			who->arn);
		return err_hint(err, "use an access key of an IAM user");
	}
	err_set(err, ERR_INPUT, "the access key %s belongs to user '%s', not to '%s'", id,
		who->user, user);
	err_field(err, "USER_NAME");
	return err_hint(err, "run this again with --set USER_NAME=%s", who->user);
}

static bool secret_answers_try_key(struct journey *j, const struct resource *resource,
				   struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct key_owner who;
	bool ok;

	access_key_set(&key, resource_str(resource, "given_id"), j->secret.s,
		       j->secret.len);
	ok = access_key_check(key.id, key.secret.s, err);
	if (ok && !key_test_once(&key, j->session->region, j->stop, &who, err)) {
		const char *name = secret_answers_asks(j);

		ok = false;
		if (err->kind == ERR_LOGIN)	/* the operator's own credentials are fine */
			err->kind = ERR_DENIED;
		err_field(err, name ? name : "");
		if (err->kind != ERR_STOPPED)
			err_hint(err, "check that the ID and the secret belong together, and that "
				 "the key is active (a new key is active after 10-20 s); enter "
				 "the secret again: %s",
				 name ? name : "the answer");
	}
	ok = ok && secret_answers_is_of_user(j, resource, &who, err);
	access_key_free(&key);
	return ok;
}

/* Whether the plan has to take the key, or has it in place. */
static bool secret_answers_is_needed(const struct journey *j,
				     const struct resource *resource)
{
	const char *id = resource->id;

	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];

		if (step->action == ACTION_NONE || key_is_relabelled(step))
			continue;
		if (step_is_about(step, id) ||
		    str_eq(resource_str(step->resource, "key"), id))
			return true;
	}
	return false;
}

bool secret_answers_check(struct journey *j, struct err *err)
{
	const struct resource *resource = secret_answers_taker(j);
	const char *id = resource_str(resource, "given_id"), *name;
	struct access_key key = ACCESS_KEY_INIT;
	struct err ignored = ERR_INIT;
	bool there = false, staged;

	if (secret_answers_document_of(j) && j->secret.len)
		return secret_answers_document_taker(j) || secret_answers_no_taker(j, err);
	if (!resource || !secret_answers_is_needed(j, resource))
		return true;
	if (j->secret.len)
		return secret_answers_try_key(j, resource, err);
	/* A run before this one may have staged it already. */
	staged = stage_load(j->plan->setup, resource->id, STAGE_NEW, &key, &there,
			    &ignored) &&
		there && str_eq(key.id, id);
	access_key_free(&key);
	if (staged)
		return true;
	name = secret_answers_asks(j);
	err_set(err, ERR_INPUT, "the secret of key %s is not given", id);
	err_field(err, name ? name : "SECRET_ACCESS_KEY");
	return err_hint(err, "add --secret %s=@FILE, a file that holds the secret alone",
			name ? name : "SECRET_ACCESS_KEY");
}

bool secret_answers_stage(struct journey *j, struct err *err)
{
	bool text = secret_answers_document_of(j);
	const struct resource *resource = text ? secret_answers_document_taker(j) :
						 secret_answers_taker(j);
	struct access_key key = ACCESS_KEY_INIT;
	bool ok;

	if (!resource || !j->secret.len ||
	    (!text && !secret_answers_is_needed(j, resource)))
		return true;
	access_key_set(&key, resource_str(resource, text ? "secret" : "given_id"),
		       j->secret.s, j->secret.len);
	ok = stage_save(j->plan->setup, resource->id, STAGE_NEW, &key, err);
	access_key_free(&key);
	return ok;
}
