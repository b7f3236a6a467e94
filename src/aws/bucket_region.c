/* bucket_region.c - see bucket_region.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/bucket_region.h"
#include "base/str.h"

void bucket_endpoint(struct endpoint *p, struct wire *w)
{
	char host[300];
	const char *s = w->bucket;
	size_t n, cut;

	if (!s || p->custom)
		return;
	/* only a name that can be a label of a host's name */
	n = strlen(s);
	if (n < 3 || n > 63 || *s == '-' || s[n - 1] == '-' ||
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != n)
		return;
	cut = n + 1;
	snprintf(host, sizeof(host), "%s.%.200s", s, p->host);
	memcpy(p->host, host, sizeof(p->host));
	snprintf(p->url, sizeof(p->url), "https://%s", p->host);
	memmove(w->path.s, w->path.s + cut, w->path.len - cut + 1);
	w->path.len -= cut;
	if (!w->path.len)
		buf_char(&w->path, '/');
}

bool bucket_is_in_other_region(const struct http_response *r, const struct wire_answer *a,
			       const char *asked)
{
	static const char *const codes[] = {
		"AuthorizationHeaderMalformed", "IllegalLocationConstraintException",
		"PermanentRedirect", "TemporaryRedirect", NULL
	};
	struct err ignored = ERR_INIT;
	bool says = (r->status >= 300 && r->status < 400) || str_in(a->code, codes) ||
		    /* the response to HEAD has no body, so no code */
		    ((r->status == 400 || r->status == 403) && !r->body.len);

	return r->end == HTTP_ANSWERED && says && *a->region && !str_eq(a->region, asked) &&
	       endpoint_region_check(a->region, &ignored) &&
	       str_eq(endpoint_partition_of(a->region), endpoint_partition_of(asked));
}

const char *bucket_redirect_region(const struct aws_op *op, const struct http_response *r,
				   const struct wire_answer *a, const char *asked)
{
	return str_eq(op->service, "s3") && op != &aws_ops[OP_S3_CREATE_BUCKET] &&
			bucket_is_in_other_region(r, a, asked) ?
		a->region :
		"";
}
