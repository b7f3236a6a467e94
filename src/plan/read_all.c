/* read_all.c - what is there of each thing, several at once; see build_internal.h. */
#include "config.h"

#include <stdlib.h>

#include "aws/aws_error.h"
#include "aws/evidence.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/answer_remedy.h"
#include "plan/build_internal.h"
#include "plan/key_step.h"
#include "plan/read_progress.h"
#include "resource/kind.h"

#define AT_ONCE 128 /* readings at a time; more wait for their turn */

bool reading_begin(struct reading *r, struct aws *aws, const struct resource *wanted,
		   const struct json *recorded, struct err *err)
{
	*r = (struct reading){ .aws = aws, .wanted = resource_copy(wanted) };
	r->kind = kind_find(wanted->kind);
	r->io = resource_kind_find(wanted->kind);
	if (!r->kind)
		err_set(err, ERR_INPUT, "'%s' is not a kind of resource", wanted->kind);
	if (!r->kind || (r->io->fill && !r->io->fill(r->wanted, err)))
		return false;
	key_bind(r->wanted, recorded);
	return true;
}

static void *read_all_ask_free(void *with)
{
	struct reading *r = with;

	r->is_free = r->io->is_free(r->aws, r->wanted, &r->free_err);
	return NULL;
}

/* What uses a resource that is to be removed. */
static bool read_all_users(struct reading *r)
{
	if (!r->found || !r->removal || !r->io->users)
		return true;
	if (r->io->users(r->aws, r->found, &r->uses, &r->err))
		return true;
	if (r->err.kind != ERR_DENIED)	/* then its removal will tell */
		return false;
	r->err = (struct err)ERR_INIT;
	return true;
}

/* What is in a cluster went with it: that is no failure to look, but an answer. */
static void read_all_went_with_cluster(struct reading *r)
{
	if (r->ok || r->removal || r->err.aws_error != AWS_ERROR_NOT_FOUND ||
	    !*resource_str(r->wanted, "cluster"))
		return;
	r->gone = r->err;
	r->err = (struct err)ERR_INIT;
	r->ok = true;
}

/* It may be under a path that nobody named. */
static bool read_all_elsewhere(struct reading *r)
{
	struct resource *there;
	char arn[512];
	bool ok;

	if (r->found || r->removal || !r->io->seek)
		return true;
	if (!r->io->seek(r->aws, r->wanted, arn, &r->err) || !*arn)
		return !r->err.kind;
	there = resource_copy(r->wanted);
	resource_put_str(there, "arn", arn);
	ok = r->io->read(r->aws, there, &r->found, &r->err);
	resource_free(there);
	return ok;
}

void reading_again(struct reading *r)
{
	resource_free(r->found);
	r->found = NULL;
	evidence_record_to(r->asked);
	r->ok = r->io->read(r->aws, r->wanted, &r->found, &r->err) && read_all_users(r);
	evidence_record_to(NULL);
	read_all_went_with_cluster(r);
}

/* A verification shows what AWS was asked and what it answered. */
static void *read_all_one(void *with)
{
	struct reading *r = with;

	if (r->what_for == PLAN_VERIFY)
		r->asked = json_list_new();
	evidence_record_to(r->asked);
	r->ok = r->removal || !r->io->settle || r->io->settle(r->aws, r->wanted, &r->err);
	/* What is new, as far as the record knows, most likely is: both questions at once. */
	r->asks_free = r->ok && r->what_for == PLAN_SETUP && !r->removal && r->io->is_free;
	if (r->asks_free && r->is_new)
		r->free_begun =
			!pthread_create(&r->free_thread, NULL, read_all_ask_free, r);
	r->ok = r->ok && r->io->read(r->aws, r->wanted, &r->found, &r->err) &&
		read_all_elsewhere(r) && read_all_users(r);
	evidence_record_to(NULL);
	read_all_went_with_cluster(r);
	if (r->free_begun)
		pthread_join(r->free_thread, NULL);
	else if (r->asks_free && r->ok && !r->found)
		read_all_ask_free(r);
	if (r->asks_free && r->ok && !r->found && !r->is_free) {
		r->ok = false;
		r->err = r->free_err;
	}
	if (!r->ok)
		answer_remedy_fit(&r->err, r->wanted, !r->is_new, r->what_for);
	if (r->progress)
		atomic_fetch_add(&r->progress->done, 1);
	return NULL;
}

bool readings_read(struct reading *all, size_t n, struct err *err)
{
	struct read_progress *progress = read_progress_here();
	bool any = false;

	for (size_t i = 0; i < n; i++)
		all[i].progress = progress;
	read_progress_to(progress);
	if (progress)
		atomic_store(&progress->all, n);
	for (size_t at = 0; at < n; at += AT_ONCE) {
		size_t end = n - at < AT_ONCE ? n : at + AT_ONCE;

		for (size_t i = at; i < end; i++)
			if (pthread_create(&all[i].thread, NULL, read_all_one, &all[i])) {
				read_all_one(&all[i]);
				all[i].thread = 0;
			}
		for (size_t i = at; i < end; i++)
			if (all[i].thread)
				pthread_join(all[i].thread, NULL);
	}
	read_progress_to(progress);
	for (size_t i = 0; i < n; i++)
		any |= all[i].ok;
	/* Where one resource may not be read the others are still compared. */
	for (size_t i = 0; i < n; i++) {
		const struct reading *r = &all[i];
		bool may_lack =
			(r->what_for == PLAN_VERIFY || r->what_for == PLAN_REPAIR) &&
			r->err.kind != ERR_STOPPED && r->err.kind != ERR_LOGIN;

		if (!r->ok && (!any || !may_lack)) {
			*err = r->err;
			return false;
		}
	}
	return true;
}

struct reading *readings_new(size_t most)
{
	return xcalloc(most + 1, sizeof(struct reading));
}

void readings_free(struct reading *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		resource_free(all[i].found);
		uses_free(&all[i].uses);
		keep_reason_free(all[i].kept);
		resource_free(all[i].wanted);
		json_free(all[i].asked);
	}
	free(all);
}
