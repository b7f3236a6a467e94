/* answers_complete.c - see answers.h. Here: defaults, and whether all is there. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/endpoint.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "net/hash.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/value.h"

/* --- the values in force -------------------------------------------------- */

static void answers_complete_put_known(struct json *values, const char *name,
				       const char *text)
{
	if (text && *text)
		json_put_str(values, name, text);
}

/* A value made of another's first characters. */
static void answers_complete_put_derived(struct json *values, const struct json *rows)
{
	json_each(row, rows) {
		const char *from = json_str(values, json_str(row, "of"));
		struct buf text = BUF(BUF_TEXT);

		for (double n = 0; *from && n < json_number(json_get(row, "first")); n++) {
			size_t bytes = 1;

			while (((unsigned char)from[bytes] & 0xc0) == 0x80)
				bytes++;
			buf_add(&text, from, bytes);
			from += bytes;
		}
		answers_complete_put_known(values, json_str(row, "name"), text.s);
		buf_free(&text);
	}
}

/* Defaults filled from what is known, until none is left that can be. */
static void answers_complete_put_defaults(struct json *values, const struct answers *a,
					  const struct json *rows,
					  const struct json *derived)
{
	bool more = true;

	while (more) {
		more = false;
		answers_complete_put_derived(values, derived);
		json_each(row, rows) {
			const char *name = json_str(row, "name");
			struct buf text = BUF(BUF_TEXT);

			if (!json_get(values, name) &&
			    fill_text(&text, value_default(row, a), values) &&
			    text.len) {
				json_put_str(values, name, text.s);
				more = true;
			}
			buf_free(&text);
		}
	}
}

/* Five letters that are this set-up's in this account, each time the same. */
static void answers_complete_put_unique(struct json *values, const struct answers *a)
{
	unsigned char sum[HASH_SIZE];
	struct buf text = BUF(256);
	char letters[6] = "";

	buf_fmt(&text, "%s/%s", a->account, a->name);
	hash_sha256(sum, text.s, text.len);
	for (size_t i = 0; i < 5; i++)
		letters[i] = (char)('a' + sum[i] % 26);
	if (*a->account && *a->name)
		json_put_str(values, "UNIQUE", letters);
	buf_free(&text);
}

struct json *answers_values(const struct answers *a, const struct pack *p)
{
	const struct json *rows = json_get(pack_json(p), "values");
	struct json *values = json_object_new();

	json_each(value, a->values)
		answers_complete_put_known(values, json_key(value), json_text(value));
	answers_complete_put_known(values, "ACCOUNT_ID", a->account);
	answers_complete_put_known(values, "REGION", a->region);
	answers_complete_put_known(values, "SETUP", a->name);
	if (*a->region) {
		const char *partition = endpoint_partition_of(a->region);

		answers_complete_put_known(values, "PARTITION", partition);
		answers_complete_put_known(values, "DNS_SUFFIX",
					   endpoint_dns_suffix(partition));
	}
	answers_complete_put_unique(values, a);
	answers_complete_put_defaults(values, a, rows, json_get(pack_json(p), "derived"));
	json_each(row, rows) {
		const char *fills = json_str(row, "fills");

		if (*fills)
			json_put(values, fills, value_members(
					json_str(values, json_str(row, "name"))));
	}
	return values;
}

void answers_value(const struct answers *a, const struct pack *p, const char *name,
		   struct buf *out)
{
	struct json *values = answers_values(a, p);

	buf_str(out, json_str(values, name));
	json_free(values);
}

/* --- complete ------------------------------------------------------------- */

/* The recommended row of a section that holds with what is known, else the first. */
static const char *answers_complete_pick(const struct pack *p, const char *section,
					 const struct answers *a)
{
	const struct json *best = NULL;

	json_each(row, json_get(pack_json(p), section)) {
		if (!when_holds(json_get(row, "when"), a) ||
		    *json_str(json_get(row, "refused"), a->method))
			continue;
		if (!best || (json_true(json_get(row, "recommended")) &&
			      !json_true(json_get(best, "recommended"))))
			best = row;
	}
	return json_str(best, "name");
}

void answers_start(struct answers *a, const struct pack *p)
{
	if (!*a->platform)
		snprintf(a->platform, sizeof(a->platform), "%s", pack_name(p));
	if (!*a->name)
		snprintf(a->name, sizeof(a->name), "%s", pack_name(p));
	if (!*a->method)
		snprintf(a->method, sizeof(a->method), "%s",
			 answers_complete_pick(p, "methods", a));
	if (!*a->policy)
		snprintf(a->policy, sizeof(a->policy), "%s",
			 answers_complete_pick(p, "policies", a));
	if (!a->values)
		a->values = json_object_new();
	if (!json_get(a->values, "PARTS"))
		answers_complete_put_known(a->values, "PARTS",
					   json_str(pack_value(p, "PARTS"), "default"));
}

bool answers_name_check(const char *name, struct err *err)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (n && n < 64 && !name[n] && *name != '-')
		return true;
	err_set(err, ERR_INPUT, "'%s' is no name for a set-up", name);
	return err_hint(err, "up to 63 small letters, digits and hyphens, a letter or digit "
			"first (--name NAME)");
}

static bool answers_complete_no_row(const struct pack *p, const char *section,
				    const char *what, const char *name,
				    const struct answers *a, struct err *err)
{
	struct buf all = BUF(400);

	json_each(row, json_get(pack_json(p), section))
		if (when_holds(json_get(row, "when"), a))
			buf_fmt(&all, "%s%s", all.len ? ", " : "", json_str(row, "name"));
	err_set(err, ERR_INPUT, "'%s' has no %s '%s' here", pack_name(p), what, name);
	err_hint(err, "choose one of %s (--%s NAME)", all.s, what);
	buf_free(&all);
	return false;
}

/* A method that is described but cannot be carried out. */
static bool answers_complete_refused(const struct pack *p, const struct json *method,
				     struct err *err)
{
	struct buf all = BUF(400);

	json_each(row, json_get(pack_json(p), "methods"))
		if (!json_get(row, "refused"))
			buf_fmt(&all, "%s%s", all.len ? ", " : "", json_str(row, "name"));
	err_set(err, ERR_INPUT, "%s", json_str(method, "refused"));
	if (all.len)
		err_hint(err, "choose the method %s (--method NAME)", all.s);
	buf_free(&all);
	return false;
}

/* A policy that is of no use with the method chosen. */
static bool answers_complete_policy_refused(const struct pack *p, const struct answers *a,
					    const struct json *policy, struct err *err)
{
	struct buf all = BUF(400);

	json_each(row, json_get(pack_json(p), "policies"))
		if (when_holds(json_get(row, "when"), a) &&
		    !*json_str(json_get(row, "refused"), a->method))
			buf_fmt(&all, "%s%s", all.len ? ", " : "", json_str(row, "name"));
	err_set(err, ERR_INPUT, "%s", json_str(json_get(policy, "refused"), a->method));
	err_hint(err, "choose the policy %s (--policy NAME), or another method", all.s);
	buf_free(&all);
	return false;
}

static bool answers_complete_check_choices(const struct answers *a, const struct pack *p,
					   struct err *err)
{
	const struct json *method = pack_method(p, a->method);
	const struct json *policy = pack_policy(p, a->policy);

	if (!str_eq(a->platform, pack_name(p))) {
		err_set(err, ERR_INPUT, "the answers are for '%s', not for '%s'",
			a->platform, pack_name(p));
		return err_hint(err, "name the platform they are for, or take other answers");
	}
	if (!answers_name_check(a->name, err))
		return false;
	if (!method)
		return answers_complete_no_row(p, "methods", "method", a->method, a, err);
	if (json_get(method, "refused"))
		return answers_complete_refused(p, method, err);
	if (json_count(json_get(pack_json(p), "policies")) &&
	    (!policy || !when_holds(json_get(policy, "when"), a)))
		return answers_complete_no_row(p, "policies", "policy", a->policy, a, err);
	if (*json_str(json_get(policy, "refused"), a->method))
		return answers_complete_policy_refused(p, a, policy, err);
	return true;
}

static bool answers_complete_check_account(const struct answers *a, struct err *err)
{
	if (!*a->account) {
		err_set(err, ERR_INPUT, "the account ID is not known");
		return err_hint(err, "sign in, or give it as --set ACCOUNT_ID=...");
	}
	if (!value_kind_check(value_kind_find("account-id"), "Account ID", a->account, err))
		return false;
	if (!*a->region) {
		err_set(err, ERR_INPUT, "the region is not known");
		return err_hint(err, "set AWS_REGION, or give it as --set REGION=...");
	}
	return value_kind_check(value_kind_find("region"), "Region", a->region, err);
}

static bool answers_complete_missing(const struct json *row, struct err *err)
{
	err_set(err, ERR_INPUT, "%s is needed and was not given: %s",
		json_str(row, "name"), json_str(row, "label"));
	return err_hint(err, "give it as --set %s=...", json_str(row, "name"));
}

/* Names that a choice fixed are those and no others, as they are typed. */
static bool answers_complete_check_fixed(const struct json *values, const struct json *row,
					 struct err *err)
{
	const char *name = json_str(row, "name"), *answer = json_str(values, name);

	json_each(text, json_get(json_get(row, "fixes"), answer)) {
		const char *given = json_str(values, json_key(text));

		if (!*given || str_eq(given, json_text(text)))
			continue;
		err_set(err, ERR_INPUT, "%s must be '%s', not '%s', as %s is %s%s",
			json_key(text), json_text(text), given, name, answer,
			strcasecmp(given, json_text(text)) ? "" :
			": upper and lower case count");
		return err_hint(err, "give it as --set %s=%s, or another answer to %s (%s)",
				json_key(text), json_text(text), name,
				json_str(row, "label"));
	}
	return true;
}

/* What no one asks about is recorded only where it was given. */
static bool answers_complete_is_left_alone(const struct json *row, const char *text)
{
	return json_get(row, "asked") && !json_true(json_get(row, "asked")) &&
	       str_eq(text, json_str(row, "default"));
}

/* Checks what is in force for every row asked, and keeps the defaults used. */
static bool answers_complete_settle(struct answers *a, const struct pack *p,
				    struct err *err)
{
	static const char *const elsewhere[] = { "ACCOUNT_ID", "REGION", NULL };
	struct json *values = answers_values(a, p);
	bool ok = true;

	json_each(row, json_get(pack_json(p), "values")) {
		const char *name = json_str(row, "name");
		const char *text = json_str(values, name);

		if (!ok || str_in(name, elsewhere) || !value_asked(row, a) ||
		    str_eq(json_str(row, "kind"), "secret"))
			continue;
		if (!*text && value_required(p, row, a))
			ok = answers_complete_missing(row, err);
		else
			ok = answers_check(p, name, text, err) &&
				answers_complete_check_fixed(values, row, err);
		if (ok && *text && !answers_complete_is_left_alone(row, text))
			json_put_str(a->values, name, text);
	}
	json_free(values);
	return ok;
}

bool answers_early(struct answers *a, const struct pack *p, struct err *err)
{
	bool ok = true;

	answers_start(a, p);
	json_each(value, a->values)
		ok = ok && answers_check(p, json_key(value), json_text(value), err);
	return ok && answers_complete_check_choices(a, p, err);
}

bool answers_complete(struct answers *a, const struct pack *p, struct err *err)
{
	return answers_early(a, p, err) && answers_complete_check_account(a, err) &&
		answers_complete_settle(a, p, err);
}
