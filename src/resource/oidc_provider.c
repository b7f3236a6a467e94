/*
 * oidc_provider.c - an issuer of tokens that IAM trusts, found by its ARN, which
 * is its address. Audiences of others stay; one that is missing is added. Thumbprints are
 * never given, compared nor changed: AWS finds them itself, and uses them only where it does
 * not know the authority that signed the issuer's certificate (IAM API reference,
 * CreateOpenIDConnectProvider).
 */
#include "config.h"

#include <string.h>

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/document.h"
#include "resource/issuer.h"
#include "resource/kind.h"
#include "resource/resource_call.h"
#include "resource/uses.h"

static struct json *oidc_provider_arn_of(const struct resource *resource)
{
	return params("OpenIDConnectProviderArn", resource_str(resource, "arn"), NULL);
}

static bool oidc_provider_read(struct aws *a, const struct resource *wanted,
			       struct resource **found, struct err *err)
{
	const char *audience = resource_str(wanted, "audience");
	struct json *reply = NULL;
	const struct json *audiences;
	bool there;

	*found = NULL;
	if (!call_if_there(a, OP_IAM_GET_OIDC_PROVIDER, oidc_provider_arn_of(wanted),
			   &reply, &there, err))
		return false;
	if (!there)
		return true;
	audiences = json_get(reply, "ClientIDList");
	*found = resource_new("", "oidc-provider", wanted->name);
	resource_put_str(*found, "arn", resource_str(wanted, "arn"));
	if (json_has(audiences, audience))
		resource_put_str(*found, "audience", audience);
	resource_put(*found, "audiences",
		     json_type(audiences) == JSON_LIST ? json_copy(audiences) :
							 json_list_new());
	resource_put(*found, "tags", tags_from_aws(json_get(reply, "Tags")));
	json_free(reply);
	return true;
}

/* It is there by another spelling, where AWS takes the two for one. */
static bool oidc_provider_say_lookalike(struct aws *a, const char *name, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;

	if (err->aws_error != AWS_ERROR_CONFLICT ||
	    !call(a, OP_IAM_LIST_OIDC_PROVIDERS, NULL, &reply, NULL, &ignored))
		return false;
	json_each(row, json_get(reply, "OpenIDConnectProviderList")) {
		const char *arn = json_str(row, "Arn"), *at = strchr(arn, '/');

		if (!at || str_eq(at + 1, name) || !issuer_like(at + 1, name))
			continue;
		err->aws_error = AWS_ERROR_FATAL;
		err_hint(err,
			 "AWS treats the provider '%s' as the same one. If nothing uses "
			 "it, delete it: aws iam delete-open-id-connect-provider "
			 "--open-id-connect-provider-arn %s",
			 at + 1, arn);
	}
	json_free(reply);
	return false;
}

static bool oidc_provider_create(struct aws *a, const struct resource *wanted,
				 char *request_id, struct err *err)
{
	const char *name = wanted->name;
	struct buf url = BUF(2048);
	struct json *p, *audiences;

	buf_fmt(&url, "https://%s", name);
	p = params("Url", url.s, NULL);
	buf_free(&url);
	audiences = json_copy(resource_get(wanted, "audiences")); /* an undone removal */
	if (!audiences) {
		audiences = json_list_new();
		json_push(audiences, json_string_new(resource_str(wanted, "audience")));
	}
	json_put(p, "ClientIDList", audiences);
	json_put(p, "Tags", tags_to_aws(resource_get(wanted, "tags")));
	return call(a, OP_IAM_CREATE_OIDC_PROVIDER, p, NULL, request_id, err) ||
		oidc_provider_say_lookalike(a, name, err);
}

/* An audience that the thing to go back to does not have is taken out again. */
static bool oidc_provider_drop_added(struct aws *a, const struct resource *wanted,
				     const struct resource *found, char *request_id,
				     struct err *err)
{
	const struct json *before = resource_get(wanted, "audiences");
	const char *back = json_type(resource_get(wanted, "audience")) == JSON_NULL ?
		resource_str(found, "audience") :
		"";

	json_each(audience, before ? resource_get(found, "audiences") : NULL) {
		struct json *p;

		if (json_has(before, json_text(audience)) && !str_eq(json_text(audience), back))
			continue;
		p = oidc_provider_arn_of(wanted);
		json_put_str(p, "ClientID", json_text(audience));
		if (!call_gone(a, OP_IAM_REMOVE_CLIENT_ID_FROM_OIDC_PROVIDER, p, request_id,
			       err))
			return false;
	}
	return true;
}

static bool oidc_provider_make(struct aws *a, const struct resource *wanted,
			       const struct resource *found, char *request_id,
			       struct err *err)
{
	const char *audience = resource_str(wanted, "audience");
	struct json *tags, *p;
	bool ok = true;

	if (!found)
		return oidc_provider_create(a, wanted, request_id, err);
	if (*audience && !json_has(resource_get(found, "audiences"), audience)) {
		p = oidc_provider_arn_of(wanted);
		json_put_str(p, "ClientID", audience);
		ok = call(a, OP_IAM_ADD_CLIENT_ID_TO_OIDC_PROVIDER, p, NULL, request_id, err);
	}
	ok = ok && oidc_provider_drop_added(a, wanted, found, request_id, err);
	tags = tags_missing(wanted, found);
	if (ok && json_count(tags)) {
		p = oidc_provider_arn_of(wanted);
		json_put(p, "Tags", tags_to_aws(tags));
		ok = call(a, OP_IAM_TAG_OIDC_PROVIDER, p, NULL, request_id, err);
	}
	json_free(tags);
	return ok;
}

/* One that was not there before is taken out again; all others stay. */
static struct json *oidc_provider_back(const char *member, const struct json *was)
{
	if (str_eq(member, "audience") && !was)
		return json_null_new();
	return was ? json_copy(was) : NULL;
}

/* An audience more takes nothing away from those who use the others. */
static bool oidc_provider_only_adds(const struct resource *wanted,
				    const struct resource *found)
{
	(void)wanted;
	(void)found;
	return true;
}

static bool oidc_provider_trusts(const struct json *role, const char *arn)
{
	struct err unused = ERR_INIT;
	struct json *document = document_decode(json_str(role, "AssumeRolePolicyDocument"),
						"a role's trust", &unused);
	struct buf text = BUF(BUF_TEXT), quoted = BUF(4096);
	bool named;

	json_print(&text, document);
	json_quote(&quoted, arn);
	named = strstr(text.s, quoted.s);
	buf_free(&text);
	buf_free(&quoted);
	json_free(document);
	return named;
}

/* The roles whose trust names it: without it nobody could take them any more. */
static bool oidc_provider_users(struct aws *a, const struct resource *found,
				struct resource_uses *uses, struct err *err)
{
	struct json *reply = NULL;

	if (!call(a, OP_IAM_LIST_ROLES, NULL, &reply, NULL, err))
		return false;
	json_each(role, json_get(reply, "Roles")) {
		struct buf text = BUF(300);

		buf_fmt(&text, "role %s", json_str(role, "RoleName"));
		if (oidc_provider_trusts(role, resource_str(found, "arn")))
			uses_add(uses, text.s, NULL);
		buf_free(&text);
	}
	json_free(reply);
	return true;
}

static bool oidc_provider_remove(struct aws *a, const struct resource *found,
				 char *request_id, struct err *err)
{
	return call_gone(a, OP_IAM_DELETE_OIDC_PROVIDER, oidc_provider_arn_of(found),
			 request_id, err);
}

const struct resource_kind kind_oidc_provider = {
	.name = "oidc-provider",
	.read = oidc_provider_read,
	.make = oidc_provider_make,
	.remove = oidc_provider_remove,
	.only_adds = oidc_provider_only_adds,
	.back = oidc_provider_back,
	.users = oidc_provider_users,
};
