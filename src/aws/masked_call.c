/* masked_call.c - see masked_call.h. */
#include "config.h"

#include <string.h>

#include "aws/call.h"
#include "aws/masked_call.h"
#include "base/mask.h"
#include "base/str.h"
#include "format/json.h"

#define SECRETS_MAX 8

/* Secret members of requests to sso-oidc and signin. */
static const char *const secret[] = {
	"clientSecret", "refreshToken", "deviceCode", "accessToken", NULL
};

/* Looks at any depth. No request has more than SECRETS_MAX. */
static void masked_call_learn(const struct json *params, struct known *known[SECRETS_MAX],
			      size_t *n)
{
	json_each(member, params) {
		const char *text = json_text(member);

		if (!text)
			masked_call_learn(member, known, n);
		else if (json_key(member) && str_in(json_key(member), secret) &&
			 *n < SECRETS_MAX)
			known[(*n)++] = mask_learn(text, strlen(text));
	}
}

bool aws_call_masked(struct aws *a, enum aws_op_id op, const struct json *params,
		     struct json **reply, struct err *err)
{
	struct known *known[SECRETS_MAX];
	size_t n = 0;
	bool ok;

	masked_call_learn(params, known, &n);
	ok = aws_call(a, op, params, reply, NULL, err);
	while (n > 0)
		mask_forget(known[--n]);
	return ok;
}
