/* pages.c - see pages.h. */
#include "config.h"

#include <stdlib.h>

#include "aws/aws_error.h"
#include "aws/pages.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"

#define PAGES_MAX 1000

const struct json *pages_params(struct pages *p, const struct json *params)
{
	if (!p->member)
		return params;
	json_free(p->ask);
	p->ask = params ? json_copy(params) : json_object_new();
	json_put_str(p->ask, p->member, p->mark);
	return p->ask;
}

static const char *pages_find_mark(struct pages *p, const struct aws_op *op,
				   const struct json *page)
{
	static const struct { enum aws_wire wire; const char *in, *out; } marks[] = {
		{ WIRE_EC2, "nextToken", "NextToken" },
		{ WIRE_JSON, "NextToken", "NextToken" },
		{ WIRE_REST_JSON, "nextToken", "nextToken" },
		{ WIRE_REST_XML, "NextContinuationToken", "ContinuationToken" },
	};

	p->member = NULL;
	if (op->next) {
		p->member = *json_str(page, op->next) ? op->next : NULL;
		return json_str(page, op->next);
	}
	if (op->wire == WIRE_QUERY) {
		bool more = json_get(page, "IsTruncated") ?
			    str_eq(json_str(page, "IsTruncated"), "true") :
			    *json_str(page, "Marker") != '\0';

		if (!more)
			return NULL;
		p->member = "Marker";
		return json_str(page, "Marker");
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (marks[i].wire == op->wire && *json_str(page, marks[i].in)) {
			p->member = marks[i].out;
			return json_str(page, marks[i].in);
		}
	return NULL;
}

bool pages_add(struct pages *p, const struct aws_op *op, struct json *page,
	       struct err *err)
{
	const char *mark;
	bool ok = true;
	struct json *to;
	struct json *from;

	if (!op->pages) {
		p->all = page;
		return true;
	}
	mark = pages_find_mark(p, op, page);
	if (p->member && (!*mark || str_eq(mark, p->mark) || ++p->count >= PAGES_MAX)) {
		err_set(err, ERR_SERVICE, "cannot %s: the response has endless pages",
			op->says);
		err->aws_error = AWS_ERROR_FATAL;
		ok = err_hint(
			err,
			"check AWS_ENDPOINT_URL: AWS itself does not respond like this");
	}
	free(p->mark);
	p->mark = p->member ? xstrdup(mark) : NULL;
	if (!p->all) {
		p->all = json_object_new();
		json_each(member, page)
			json_put(p->all, json_key(member), json_copy(member));
		json_drop(p->all, op->pages);
	}
	/* adds the page's items; S3 writes a list of one as the item itself */
	to = json_get(p->all, op->pages);
	from = json_get(page, op->pages);
	if (json_type(to) != JSON_LIST)
		to = json_put(p->all, op->pages, json_list_new());
	if (json_type(from) == JSON_OBJECT)
		json_push(to, json_copy(from));
	else
		json_each(item, from)
			json_push(to, json_copy(item));
	json_free(page);
	return ok;
}

bool pages_more(const struct pages *p)
{
	return p->member != NULL;
}

struct json *pages_take(struct pages *p)
{
	struct json *all = p->all;

	json_drop(all, "IsTruncated");
	json_drop(all, "Marker");
	json_drop(all, "nextToken");
	json_drop(all, "NextContinuationToken");
	json_drop(all, "ContinuationToken");
	json_free(p->ask);
	free(p->mark);
	*p = (struct pages){ 0 };
	return all;
}
