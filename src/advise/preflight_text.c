/* preflight_text.c - the event as text for people; see preflight.h. */
#include "config.h"

#include "advise/preflight.h"
#include "advise/preflight_internal.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"

void preflight_row_words(struct buf *out, const struct preflight_row *row)
{
	/* The name of each layer for people. */
	static const struct { const char *layer, *words; } names[] = {
		{ "identity", "identity policy" }, { "boundary", "permissions boundary" },
		{ "scp", "service control policy" }, { "rcp", "resource control policy" },
		{ "session", "session policy" },
		{ "resource", "resource policy" }, { "network", "VPC endpoint policy" },
		{ "rbac", "the cluster's RBAC" },
	};

	json_each(lack, row->lacks) {
		const char *layer = json_str(lack, "layer");
		const char *words = "which policy is not told";

		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (str_eq(names[i].layer, layer))
				words = names[i].words;
		buf_fmt(out, "    %s%s%s: %s (%s)\n", json_str(lack, "action"),
			str_eq(layer, "rbac") ? " " : " on ", json_str(lack, "resource"),
			json_str(lack, "text"), words);
	}
}

static size_t preflight_text_count(const struct json *event, const char *verdict)
{
	size_t n = 0;

	json_each(row, json_get(event, "steps"))
		n += str_eq(preflight_row_read(row).verdict, verdict);
	return n;
}

void preflight_lack_words(struct buf *out, const struct json *event)
{
	size_t n = preflight_text_count(event, "no");

	if (n) {
		buf_fmt(out,
			"You may lack the rights for %zu of %zu step%s. It can be tried "
			"all the "
			"same.\n",
			n, json_count(json_get(event, "steps")),
			json_count(json_get(event, "steps")) == 1 ? "" : "s");
		json_each(one, json_get(event, "steps")) {
			struct preflight_row row = preflight_row_read(one);

			if (!str_eq(row.verdict, "no"))
				continue;
			buf_fmt(out, "  %s (%s)\n", row.label, row.id);
			preflight_row_words(out, &row);
		}
		json_each(mend, json_get(event, "mends")) {
			const struct json *all = json_get(mend, "statements");

			buf_fmt(out, "What would mend it, to ask for in %s:\n",
				json_str(mend, "where"));
			json_pretty(out, json_count(all) == 1 ? json_first(all) : all);
			if (out->len && out->s[out->len - 1] != '\n')
				buf_char(out, '\n');
		}
	}
}

void preflight_unsure_words(struct buf *out, const struct json *event)
{
	size_t n = preflight_text_count(event, "cannot-tell");

	if (n) {
		bool first = true;

		if (n == json_count(json_get(event, "steps")))
			buf_str(out,
				"Whether you may do all this cannot be told beforehand");
		else
			buf_fmt(out, "Of %zu step%s it cannot be told beforehand", n,
				n == 1 ? "" : "s");
		json_each(why, json_get(event, "why")) {
			buf_fmt(out, "%s%s", first ? ": " : "; ", json_text(why));
			first = false;
		}
		buf_str(out, ".\n");
	}
}

void preflight_by_words(struct buf *out, const struct json *event)
{
	const char *by = json_str(event, "by");
	size_t all = json_count(json_get(event, "steps"));
	bool yes = preflight_text_count(event, "yes") == all;

	if (str_eq(by, BY_SIMULATION) && yes)
		buf_fmt(out, "By simulation, you may do all of this (%zu step%s).\n", all,
			all == 1 ? "" : "s");
	else if (str_eq(by, BY_SIMULATION))
		buf_str(out, "What IAM decides was found by simulation.\n");
	else if (str_eq(by, BY_POLICIES))
		buf_fmt(out, "%s by reading your policies, because IAM's simulator may not be "
			"asked. Service control policies, session policies and policies of "
			"resources are not seen this way: they may still refuse.\n",
			yes ? "Your policies allow all of this: that was found" :
			      "What IAM decides was found");
}

void preflight_words(struct buf *out, const struct json *event)
{
	preflight_lack_words(out, event);
	preflight_unsure_words(out, event);
	preflight_by_words(out, event);
}
