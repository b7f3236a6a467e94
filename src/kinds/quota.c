/* quota.c - see quota.h. */
#include "config.h"

#include "base/buf.h"
#include "kinds/quota.h"

#define QUOTA(id, ...) [QUOTA_##id] = { __VA_ARGS__ },

const struct quota quota_table[QUOTA_COUNT] = {
	[QUOTA_NONE] = { .says = "" },
#include "kinds/quota_rows.h"
};

size_t quota_most(const struct quotas *q, enum quota_id id)
{
	const struct quota *row = &quota_table[id];

	if (!q)
		return row->highest ? row->highest : row->standard;
	return q->of[id].told ? q->of[id].most : row->standard;
}

void quota_words(struct buf *out, const struct quotas *q, enum quota_id id)
{
	size_t most = quota_most(q, id);

	if (!q)
		buf_fmt(out, "IAM takes at most %zu in any account", most);
	else if (q->of[id].told)
		buf_fmt(out, "the account's quota is %zu", most);
	else
		buf_fmt(out, "IAM takes %zu by default (assumed: the account's own quota is "
			"not known)", most);
}

void quota_remedy(struct buf *out, const struct quotas *q, enum quota_id id)
{
	const struct quota *row = &quota_table[id];

	if (row->code)
		buf_fmt(out, "; or request a higher quota of %s (Service Quotas: %s, %s)",
			row->says, row->service, row->code);
	if (q && !q->of[id].told && row->name)
		buf_str(out, "; or allow iam:GetAccountSummary, which tells the account's own "
			"quota");
}
