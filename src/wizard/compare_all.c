/* compare_all.c - see compare_all.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/call.h"
#include "aws/reply_cache.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "resource/bulk_read.h"
#include "session/session.h"
#include "wizard/compare_all.h"
#include "wizard/drift_history.h"
#include "wizard/journey.h"
#include "wizard/surroundings.h"

#define REGIONS_MAX 32
#define LISTS_PAY 4	/* from so many on lists are cheaper than questions */

struct compare_all {
	struct json *names;
	const struct json *now;		/* in names; NULL: before the first */
	size_t at;
	struct stop *stop;
	struct session *own;
	struct session sessions[REGIONS_MAX];
	size_t regions;
	struct reply_cache *memo;		/* NULL: one alone, nothing to remember */
	bool learned;
	compare_all_opened *opened;
	void *with;
	struct journey j;
	struct json *around;
	bool elsewhere;
	struct err refused;	/* why nobody could sign in: asked once is enough */
};

static struct json *compare_all_names(void)
{
	struct err ignored = ERR_INIT;
	struct json *names = record_names(&ignored), *list = json_list_new();

	/*
	 * A record that cannot be read is still one to be named, and so is an open run.
	 * What waits for an administrator has nothing to compare yet.
	 */
	json_each(name, names) {
		struct err unread = ERR_INIT;
		struct record *r = record_open(json_text(name), false, &unread);
		struct waiting waiting;
		struct open_run open;

		if (!r || !record_answers(r) ||
		    (*record_answers(r)->platform && !waiting_read(r, &waiting)) ||
		    open_run_of(r, &open))
			json_push(list, json_copy(name));
		record_close(r);
	}
	json_free(names);
	return list;
}

struct compare_all *compare_all_new(const struct json *names, struct session *own,
		      struct stop *stop)
{
	struct compare_all *m = xcalloc(1, sizeof(*m));

	m->names = names ? json_copy(names) : compare_all_names();
	m->own = own;
	m->stop = stop;
	m->memo = json_count(m->names) > 1 ? reply_cache_new() : NULL;
	journey_init(&m->j, NULL, stop);
	return m;
}

void compare_all_free(struct compare_all *m)
{
	if (!m)
		return;
	journey_free(&m->j);
	if (m->own)
		aws_use_cache(m->own->aws, NULL);
	for (size_t i = 0; i < m->regions; i++)
		session_close(&m->sessions[i]);
	reply_cache_free(m->memo);
	json_free(m->around);
	json_free(m->names);
	free(m);
}

void compare_all_tell(struct compare_all *m, compare_all_opened *opened, void *with)
{
	m->opened = opened;
	m->with = with;
}

bool compare_all_next(struct compare_all *m)
{
	journey_free(&m->j);
	journey_init(&m->j, NULL, m->stop);
	json_free(m->around);
	m->around = NULL;
	m->elsewhere = false;
	if (m->stop && atomic_load(&m->stop->asked))
		return false;
	m->now = m->now ? json_next(m->now) : json_first(m->names);
	m->at += m->now != NULL;
	return m->now;
}

const char *compare_all_name(const struct compare_all *m)
{
	return json_text(m->now);
}

size_t compare_all_at(const struct compare_all *m)
{
	return m->at;
}

size_t compare_all_setups(const struct compare_all *m)
{
	return json_count(m->names);
}

/* --- who looks --------------------------------------------------------------------- */

/* Who the caller is was asked once; another region does not change it. */
static bool compare_all_open_in(struct compare_all *m, struct session *s,
				const char *region, struct err *err)
{
	const struct session *first = m->own ? m->own : m->regions ? m->sessions : NULL;
	bool ok;

	*s = (struct session){ .aws = NULL };
	*err = m->refused;
	ok = first ? session_in_region(s, first, region, m->stop, err) :
		     !err->kind && session_open_or_use_rotated_key(s, region, m->stop, err);
	if (err->kind == ERR_LOGIN || err->kind == ERR_NET)
		m->refused = *err;
	if (ok && m->opened)
		m->opened(m->with, s);
	return ok;
}

/* What the setups made or adopted, by its kind; a policy by its ARN. */
static void compare_all_add_things(struct json *things, const char *setup)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(setup, false, &ignored);
	struct json *made = r ? record_resources(r) : NULL;

	json_each(row, made) {
		const struct recorded one = recorded_read(row);
		bool policy = str_eq(one.kind, "policy");
		const char *name = policy ? json_str(one.wanted, "arn") : one.name;
		struct json *list = json_get(things, one.kind);

		if (!list)
			list = json_put(things, one.kind, json_list_new());
		if (*name && !json_has(list, name))
			json_push(list, json_string_new(name));
	}
	json_free(made);
	record_close(r);
}

static void compare_all_remember(struct compare_all *m, struct session *s)
{
	struct json *things;

	aws_use_cache(s->aws, m->memo);
	if (!m->memo || m->learned || json_count(m->names) < LISTS_PAY)
		return;
	m->learned = true;
	things = json_object_new();
	json_each(setup, m->names)
		compare_all_add_things(things, json_text(setup));
	bulk_read_account(s->aws, m->memo, things);
	json_free(things);
}

/* Each setup has its own region; a session is kept while the region is the same. */
static struct session *compare_all_session_in(struct compare_all *m, const char *region,
					      struct err *err)
{
	struct session *s = NULL;

	if (m->own && (!*region || str_eq(m->own->region, region)))
		s = m->own;
	else if (!*region && m->regions)
		s = m->sessions;
	for (size_t i = 0; !s && i < m->regions; i++)
		if (str_eq(m->sessions[i].region, region))
			s = &m->sessions[i];
	if (s) {
		compare_all_remember(m, s);
		return s;
	}
	if (m->regions == REGIONS_MAX)
		session_close(&m->sessions[--m->regions]);
	s = &m->sessions[m->regions];
	if (!compare_all_open_in(m, s, region, err))
		return NULL;
	m->regions++;
	compare_all_remember(m, s);
	return s;
}

/* --- one ---------------------------------------------------------------------------- */

bool compare_all_elsewhere(const struct compare_all *m)
{
	return m->elsewhere;
}

bool compare_all_compare(struct compare_all *m, struct err *err)
{
	const char *name = compare_all_name(m);
	char region[64], account[16];
	struct open_run open;
	struct session *s;
	struct json *broken;
	struct record *r;
	const struct answers *a;
	struct json *events;

	if (compare_all_setups(m) > 1 && open_run_named(name, &open))
		return open_run_refuse(&open, err);
	/* Where it lives, as its record says; false: that cannot be read. */
	r = record_open(name, false, err);
	a = r ? record_answers(r) : NULL;
	str_clean(region, 64, a ? a->region : "");
	str_clean(account, 16, a ? a->account : "");
	record_close(r);
	if (!r)
		return false;
	s = compare_all_session_in(m, region, err);
	if (!s)
		return false;
	m->elsewhere = *account && !str_eq(account, s->account);
	m->j.session = s;
	m->j.probe = false;
	m->j.one_of_many = compare_all_setups(m) > 1;
	if (!journey_recorded(&m->j, name, err))
		return false;
	broken = drift_history_broken(name);
	if (!journey_plan(&m->j, PLAN_VERIFY, NULL, err)) {
		json_free(broken);
		return false;
	}
	events = surroundings_look(&m->j);
	m->around = json_list_new();
	if (broken)
		json_push(m->around, broken);
	json_each(event, events)
		json_push(m->around, json_copy(event));
	json_free(events);
	return true;
}

struct journey *compare_all_journey(struct compare_all *m)
{
	return &m->j;
}

const struct json *compare_all_around(const struct compare_all *m)
{
	return m->around;
}

void compare_all_stop_caching(struct compare_all *m)
{
	if (m->j.session)
		aws_use_cache(m->j.session->aws, NULL);
}
