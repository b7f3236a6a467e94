/* risk_trust.c - see risk.h. Here: whom a trust lets in. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/risk.h"

/* The values of the condition keys that end so ("x:aud"): a list, yours. */
static struct json *condition(const struct json *statement, const char *ending)
{
	struct json *all = json_list_new();

	json_each(op, json_get(statement, "Condition"))
		json_each(k, op) {
			const char *key = json_key(k);
			size_t n = strlen(key), m = strlen(ending);
			struct json *texts;

			if (n < m || strcasecmp(key + n - m, ending))
				continue;
			texts = risk_texts(op, key);
			json_each(t, texts)
				json_push(all, json_copy(t));
			json_free(texts);
		}
	return all;
}

static bool has_condition(const struct json *statement, const char *ending)
{
	struct json *all = condition(statement, ending);
	bool some = json_count(all) > 0;

	json_free(all);
	return some;
}

/* The twelve digits of "123456789012" or of an ARN; "" if there are none. */
static void account_of(char account[16], const char *principal)
{
	const char *s = principal;

	for (int i = 0; i < 4 && str_starts(principal, "arn:") && s; i++) {
		s = strchr(s, ':');
		s = s ? s + 1 : NULL;
	}
	account[0] = '\0';
	if (s && strspn(s, "0123456789") == 12) {
		memcpy(account, s, 12);
		account[12] = '\0';
	}
}

static void find_anyone(const struct risk *r)
{
	if (json_get(r->statement, "Condition"))
		risk_add(r, "Principal", "medium", "name who may take the role under "
			 "Principal", "anyone with an AWS account who meets the condition "
			 "may take this role");
	else
		risk_add(r, "Principal", "high", "name who may take the role under "
			 "Principal", "anyone with an AWS account may take this role");
}

static void find_account(const struct risk *r, const char *principal)
{
	const char *ours = json_str(r->wanted, "account");
	char account[16];

	if (str_eq(principal, "*")) {
		find_anyone(r);
		return;
	}
	account_of(account, principal);
	if (*account && *ours && str_eq(account, ours)) {
		if (str_ends(principal, ":root") || str_eq(principal, account))
			risk_add(r, "Principal", "low", "name the user or role that needs "
				 "it", "everybody in this account who may take on roles "
				 "can take this one");
		return;
	}
	if (!has_condition(r->statement, "sts:ExternalId"))
		risk_add(r, "Principal", "medium", "ask its owner for an external ID and "
			 "add the condition sts:ExternalId", "account %s may take this role "
			 "without an external ID: another of its customers could make it "
			 "act on your account", *account ? account : principal);
}

static void find_federated(const struct risk *r, const char *principal)
{
	struct json *subjects;

	if (!has_condition(r->statement, ":aud"))
		risk_add(r, "Condition", "medium", "add the condition on aud with the value "
			 "sts.amazonaws.com", "tokens made for another service are taken "
			 "too: the trust does not say whom they must be meant for");
	if (!strstr(principal, "oidc-provider/"))
		return;
	subjects = condition(r->statement, ":sub");
	if (!json_count(subjects) || json_has(subjects, "*"))
		risk_add(r, "Condition", "high", "add the condition on sub with the one "
			 "account that needs the role", "everybody the identity provider "
			 "knows may take this role");
	json_free(subjects);
}

static void find_in(const struct risk *r, const char *type,
		    void (*find)(const struct risk *r, const char *principal))
{
	struct json *all = risk_texts(json_get(r->statement, "Principal"), type);

	json_each(p, all)
		if (json_text(p))
			find(r, json_text(p));
	json_free(all);
}

void risk_trust(const struct risk *r)
{
	const struct json *principal = json_get(r->statement, "Principal");

	if (json_get(r->statement, "NotPrincipal"))
		risk_add(r, "NotPrincipal", "high", "name who may take the role under "
			 "Principal", "everybody but those named may take this role");
	if (str_eq(json_text(principal), "*"))
		find_anyone(r);
	if (json_type(principal) != JSON_OBJECT)
		return;
	find_in(r, "AWS", find_account);
	find_in(r, "Federated", find_federated);
}
