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
		const char *words = "AWS does not say which policy";

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
			"You may not have permission for %zu of %zu step%s. You can apply "
			"anyway.\n",
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

			buf_fmt(out, "Permission to request, in %s:\n",
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
				"Whether you have permission for these steps could not be "
				"determined");
		else
			buf_fmt(out,
				"Whether you have permission for %zu step%s could not be "
				"determined",
				n, n == 1 ? "" : "s");
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
		buf_fmt(out,
			all == 1 ?
				"You have permission for this step (IAM policy simulator).\n" :
				"You have permission for all %zu steps (IAM policy "
				"simulator).\n",
			all);
	else if (str_eq(by, BY_SIMULATION))
		buf_str(out, "Checked with the IAM policy simulator.\n");
	else if (str_eq(by, BY_POLICIES))
		buf_fmt(out,
			"%sChecked by reading your policies, because you are not allowed "
			"to use the IAM policy simulator. Service control policies, "
			"session policies and resource policies were not checked and can "
			"still deny a step.\n",
			yes ? "Your policies allow all steps. " : "");
}

void preflight_words(struct buf *out, const struct json *event)
{
	preflight_lack_words(out, event);
	preflight_unsure_words(out, event);
	preflight_by_words(out, event);
}
