/* discover_text.c - the details of a role or user that was found; see discover.h. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "screens/discover.h"

enum { MISSING_SHOWN = 6 };

static void discover_text_add_list(struct textview *v, enum role role, const char *mark,
			       const struct json *texts)
{
	json_each(text, texts) {
		textview_fmt(v, role, "%s ", mark);
		textview_span(v, role, json_text(text));
		textview_hang(v, 2);
	}
}

/* "policy 'workers' (Workers): exact match", what it lacks, and what it has beyond it. */
static void discover_text_add_policy(struct textview *v, const struct context *d,
				 const struct discovered *one)
{
	const struct pack_policy *policy = pack_policy(d->w->j.pack, one->policy);
	struct buf text = BUF(4000);

	discovery_policy_words(&text, d->w->j.pack, one);
	buf_str(&text, ": ");
	discovery_fit_words(&text, one);
	textview_fmt(v, one->fit == FIT_FULL ? R_DONE : R_WARN, "%s ",
		     one->fit == FIT_FULL ? glyphs()->same : "~");
	textview_span(v, one->fit == FIT_FULL ? R_DONE : R_WARN, text.s);
	textview_hang(v, 2);
	buf_reset(&text);
	discovery_missing_words(&text, one, MISSING_SHOWN);
	for (char *line = text.s, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		textview_fmt(v, R_FAIL, "%s missing: ", glyphs()->warn);
		textview_span(v, R_FAIL, line);
		textview_hang(v, 2);
	}
	discover_text_add_list(v, R_WARN, glyphs()->warn, one->more);
	if (policy && *policy->risks) {
		textview_line(v, R_QUIET, "  ");
		textview_span(v, R_QUIET, policy->risks);
		textview_hang(v, 2);
	}
	buf_free(&text);
}

static void discover_text_add_answers(struct textview *v, const struct context *d,
				  const struct discovered *one)
{
	struct buf lacks = BUF(1000);

	for (const struct pack_value *value = d->w->j.pack->values; value->name; value++) {
		const char *text = json_str(one->values, value->name);

		if (!*text || str_eq(text, one->name))
			continue;
		textview_line(v, R_TEXT, value->label);
		textview_span(v, R_TEXT, ": ");
		textview_span(v, R_LINK, text);
		textview_hang(v, 2);
	}
	if (*one->methods) {
		textview_line(v, R_QUIET, "IAM cannot tell the method; these fit as well: ");
		textview_span(v, R_QUIET, one->methods);
		textview_hang(v, 2);
	}
	discovery_lacks_words(&lacks, &d->w->j, one);
	if (lacks.len) {
		textview_line(v, R_TEXT, "Asked next: ");
		textview_span(v, R_TEXT, lacks.s);
		textview_hang(v, 2);
	}
	buf_free(&lacks);
}

void discover_text(struct textview *v, const struct context *d, const struct discovered *one)
{
	textview_fmt(v, R_TITLE, "%s ", one->kind);
	textview_span(v, R_LINK, one->arn);
	textview_hang(v, 2);
	textview_line(v, R_TEXT, "");
	json_each(fact, one->facts) {
		textview_span(v, R_TEXT, fact == json_first(one->facts) ? "  " : "; ");
		textview_span(v, R_TEXT, json_text(fact));
	}
	textview_hang(v, 2);
	discover_text_add_policy(v, d, one);
	discover_text_add_answers(v, d, one);
	discover_text_add_list(v, R_QUIET, "Cosmetic, not compared:", one->cosmetic);
}
