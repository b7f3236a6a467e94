/*
 * decide.c - wanted against found: what becomes of a thing, by whose it is and
 * by what the plan is for; see build_internal.h.
 */
#include "config.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/build_internal.h"
#include "plan/diff.h"
#include "plan/record.h"
#include "resource/document.h"
#include "resource/kind.h"

enum owner {
	OURS,		/* by the record and, where the kind carries tags, by the tag */
	UNTAGGED,	/* by the record, but somebody took the tag away */
	OTHERS,
};

static enum owner decide_owner_by(const struct kind *kind, const struct resource *wanted,
				  const struct resource *found, const struct json *recorded,
				  const char *setup)
{
	struct recorded row = recorded_find(recorded, wanted->id);

	if (!row.made || !str_eq(row.name, wanted->name))
		return OTHERS;
	if (!kind->tagged || tags_unread(found) || diff_is_tagged(found, setup))
		return OURS;
	if (json_get(resource_get(found, "tags"), SETUP_TAG))
		return OTHERS;
	return row.begun ? OURS : UNTAGGED;
}

bool decide_is_ours(const struct step *step, const struct json *recorded, const char *setup)
{
	const struct kind *kind = kind_find(step->kind);

	return kind &&
		decide_owner_by(kind, step->resource, step->before, recorded, setup) ==
		OURS;
}

static bool decide_may_replace(const struct reading *r, struct err *err)
{
	return !r->io->refuse || r->io->refuse(r->wanted, r->found, err);
}

static bool decide_in_the_way(const struct reading *r, const struct json *diff,
			      struct err *err)
{
	const char *setup = json_text(resource_path(r->wanted, "tags." SETUP_TAG));
	const char *by = resource_str(r->wanted, "named_by");

	if (!decide_may_replace(r, err))
		return false;
	err_set(err, ERR_CHOICE,
		"%s '%s' exists, was not created by accredit and differs in %s",
		r->kind->label, r->wanted->name, json_str(json_first(diff), "path"));
	err->aws_error = AWS_ERROR_CONFLICT;
	err_field(err, by);
	if (r->kind->way_out)
		return err_hint(err, "%s", r->kind->way_out);
	if (!r->is_new && r->what_for == PLAN_SETUP && setup)
		return err_hint(err,
				"'accredit repair %s' fixes it and keeps what others "
				"added; or choose another name with --set %s=NAME",
				setup, *by ? by : "NAME");
	return err_hint(err, "choose another name with --set %s=NAME", *by ? by : "NAME");
}

/* What others put into it beside what is wanted stays there. */
static void decide_keep_extras(const struct reading *r)
{
	const struct json *wanted = resource_get(r->wanted, "document");
	const struct json *found = resource_get(r->found, "document");

	if (wanted && found)
		resource_put(r->wanted, "document", document_merge(found, wanted));
}

/* A resource of others is changed as shown and nothing more: it gets none of our tags. */
static bool decide_change_foreign(const struct reading *r, enum action *action,
				  struct err *err)
{
	*action = ACTION_UPDATE;
	resource_drop(r->wanted, "tags");
	return decide_may_replace(r, err);
}

static struct json *decide_compare(const struct reading *r, enum owner owner)
{
	bool change = owner == OTHERS &&
		str_eq(resource_str(r->wanted, "others"), "change");
	struct json *diff;

	if (r->found && change)
		resource_drop(r->wanted, "tags");
	diff = diff_resource(r->kind, r->wanted, r->found, !r->found || owner == OURS ||
			     change);
	if (r->found && owner == UNTAGGED)
		diff_tags(diff, r->wanted, r->found);
	return diff;
}

static bool decide_differing(const struct reading *r, enum owner owner,
			     const struct json *diff, enum action *action,
			     struct err *err)
{
	const char *others;

	*action = ACTION_UPDATE;
	if (owner == OURS)
		return decide_may_replace(r, err);
	if (owner == UNTAGGED) {
		/* The tag comes back; the rest of it may be another's work by now, and stays. */
		bool tags_alone = true;

		json_each(row, diff)
			tags_alone &= str_starts(json_str(row, "path"), "tags.");
		if (tags_alone)
			return true;
		if (r->what_for == PLAN_VERIFY)
			return decide_may_replace(r, err);
		if (r->what_for != PLAN_REPAIR)
			return decide_in_the_way(r, diff, err);
		decide_keep_extras(r);
		return decide_may_replace(r, err);
	}
	/* A thing of others that differs; "others" is the pack's or the operator's word on it. */
	others = resource_str(r->wanted, "others");
	if (str_eq(others, "change") ||
	    (r->io->only_adds && r->io->only_adds(r->wanted, r->found)))
		return decide_change_foreign(r, action, err);
	if (str_eq(others, "keep")) {
		*action = ACTION_ADOPT;
		return true;
	}
	if (r->what_for == PLAN_VERIFY) /* a repair can do it */
		return decide_may_replace(r, err);
	if (r->what_for != PLAN_REPAIR)
		return decide_in_the_way(r, diff, err);
	decide_keep_extras(r);
	return decide_change_foreign(r, action, err);
}

bool decide(const struct reading *r, const struct json *recorded, const char *setup,
	    enum action *action, struct json **diff, struct err *err)
{
	enum owner owner = decide_owner_by(r->kind, r->wanted, r->found, recorded, setup);
	/*
	 * A key of the operator's own whose user's name was corrected is recorded again, and
	 * so is the provider of a cluster that was created again.
	 */
	bool known = str_eq(recorded_find(recorded, r->wanted->id).name, r->wanted->name);
	const struct json *row = json_get(recorded, r->wanted->id);
	const struct json *was = json_path(row, "wanted.description");
	bool ok = true;

	/*
	 * Descriptions are cosmetic: one is changed only where it is ours and the answer for
	 * it is another one now. Else it is neither compared nor written.
	 */
	if (r->found &&
	    (r->what_for != PLAN_SETUP || owner != OURS || !was ||
	     json_equal(was, resource_get(r->wanted, "description"))))
		resource_drop(r->wanted, "description");
	*diff = decide_compare(r, owner);
	*action = ACTION_CREATE;
	if (!r->found)
		return true;
	if (r->what_for == PLAN_ADOPT)
		*action = ACTION_ADOPT;
	else if (!json_count(*diff))
		*action = owner == OURS || known ? ACTION_NONE : ACTION_ADOPT;
	else
		ok = decide_differing(r, owner, *diff, action, err);
	if (*action == ACTION_UPDATE && r->io->costs)
		r->io->costs(r->wanted, r->found, *diff);
	return ok;
}
