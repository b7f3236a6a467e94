/* many.c - see many.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/call.h"
#include "aws/memo.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "resource/learn.h"
#include "wizard/around.h"
#include "wizard/journey.h"
#include "wizard/many.h"
#include "wizard/session.h"
#include "wizard/since.h"

#define REGIONS_MAX 32
#define LISTS_PAY 4	/* from so many on lists are cheaper than questions */

struct many {
	struct json *names;
	const struct json *now;		/* in names; NULL: before the first */
	size_t at;
	struct stop *stop;
	struct session *own;
	struct session sessions[REGIONS_MAX];
	size_t regions;
	struct memo *memo;		/* NULL: one alone, nothing to remember */
	bool learned;
	many_opened *opened;
	void *with;
	struct journey j;
	struct json *around;
	bool elsewhere;
	struct err refused;	/* why nobody could sign in: asked once is enough */
};

/* A record that cannot be read is still one to be named, and so is an open run. */
static bool is_setup(const char *name)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(name, false, &ignored);
	struct open_run open;
	bool is = !r || !record_answers(r) || *record_answers(r)->platform ||
		  open_run_of(r, &open);

	record_close(r);
	return is;
}

static struct json *all_names(void)
{
	struct err ignored = ERR_INIT;
	struct json *names = record_names(&ignored), *list = json_list_new();

	json_each(name, names)
		if (is_setup(json_text(name)))
			json_push(list, json_copy(name));
	json_free(names);
	return list;
}

struct many *many_new(const struct json *names, struct session *own,
		      struct stop *stop)
{
	struct many *m = xcalloc(1, sizeof(*m));

	m->names = names ? json_copy(names) : all_names();
	m->own = own;
	m->stop = stop;
	m->memo = json_count(m->names) > 1 ? memo_new() : NULL;
	journey_init(&m->j, NULL, stop);
	return m;
}

void many_free(struct many *m)
{
	if (!m)
		return;
	journey_free(&m->j);
	if (m->own)
		aws_remember(m->own->aws, NULL);
	for (size_t i = 0; i < m->regions; i++)
		session_close(&m->sessions[i]);
	memo_free(m->memo);
	json_free(m->around);
	json_free(m->names);
	free(m);
}

void many_tell(struct many *m, many_opened *opened, void *with)
{
	m->opened = opened;
	m->with = with;
}

static void drop_last(struct many *m)
{
	journey_free(&m->j);
	journey_init(&m->j, NULL, m->stop);
	json_free(m->around);
	m->around = NULL;
	m->elsewhere = false;
}

bool many_next(struct many *m)
{
	drop_last(m);
	if (m->stop && atomic_load(&m->stop->asked))
		return false;
	m->now = m->now ? json_next(m->now) : json_first(m->names);
	m->at += m->now != NULL;
	return m->now;
}

const char *many_name(const struct many *m)
{
	return json_text(m->now);
}

size_t many_at(const struct many *m)
{
	return m->at;
}

size_t many_all(const struct many *m)
{
	return json_count(m->names);
}

/* --- who looks --------------------------------------------------------------------- */

static struct session *known_in(struct many *m, const char *region)
{
	if (m->own && (!*region || str_eq(m->own->region, region)))
		return m->own;
	if (!*region && m->regions)
		return m->sessions;
	for (size_t i = 0; i < m->regions; i++)
		if (str_eq(m->sessions[i].region, region))
			return &m->sessions[i];
	return NULL;
}

/* Who the caller is was asked once; another region does not change it. */
static bool open_in(struct many *m, struct session *s, const char *region,
		    struct err *err)
{
	const struct session *first = m->own ? m->own : m->regions ? m->sessions : NULL;
	bool ok;

	*s = (struct session){ .aws = NULL };
	*err = m->refused;
	ok = first ? session_beside(s, first, region, m->stop, err) :
	     !err->kind && session_open_known(s, region, m->stop, err);
	if (err->kind == ERR_LOGIN || err->kind == ERR_NET)
		m->refused = *err;
	if (ok && m->opened)
		m->opened(m->with, s);
	return ok;
}

/* What the setups made or adopted, by its kind; a policy by its ARN. */
static void add_things(struct json *things, const char *setup)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(setup, false, &ignored);
	struct json *made = r ? record_resources(r) : NULL;

	json_each(row, made) {
		const char *kind = json_str(row, "kind");
		bool policy = str_eq(kind, "policy");
		const char *name = policy ? json_str(json_get(row, "wanted"), "arn") :
				   json_str(row, "name");
		struct json *list = json_get(things, kind);

		if (!list)
			list = json_put(things, kind, json_list_new());
		if (*name && !json_has(list, name))
			json_push(list, json_string_new(name));
	}
	json_free(made);
	record_close(r);
}

static struct json *things_of(const struct json *setups)
{
	struct json *things = json_object_new();

	json_each(setup, setups)
		add_things(things, json_text(setup));
	return things;
}

static void remember(struct many *m, struct session *s)
{
	struct json *things;

	aws_remember(s->aws, m->memo);
	if (!m->memo || m->learned || json_count(m->names) < LISTS_PAY)
		return;
	m->learned = true;
	things = things_of(m->names);
	learn_account(s->aws, m->memo, things);
	json_free(things);
}

/* Each set-up has a region of its own; whoever is signed in there stays so. */
static struct session *session_in(struct many *m, const char *region, struct err *err)
{
	struct session *s = known_in(m, region);

	if (s) {
		remember(m, s);
		return s;
	}
	if (m->regions == REGIONS_MAX)
		session_close(&m->sessions[--m->regions]);
	s = &m->sessions[m->regions];
	if (!open_in(m, s, region, err))
		return NULL;
	m->regions++;
	remember(m, s);
	return s;
}

/* --- one ---------------------------------------------------------------------------- */

/* Where it lives, as its record says; false: that cannot be read. */
static bool home_of(const char *name, char region[64], char account[16], struct err *err)
{
	struct record *r = record_open(name, false, err);
	const struct answers *a = r ? record_answers(r) : NULL;

	str_clean(region, 64, a ? a->region : "");
	str_clean(account, 16, a ? a->account : "");
	record_close(r);
	return r;
}

static void look_around(struct many *m, struct json *broken)
{
	struct json *events = around_look(&m->j);

	m->around = json_list_new();
	if (broken)
		json_push(m->around, broken);
	json_each(event, events)
		json_push(m->around, json_copy(event));
	json_free(events);
}

bool many_elsewhere(const struct many *m)
{
	return m->elsewhere;
}

bool many_compare(struct many *m, struct err *err)
{
	const char *name = many_name(m);
	char region[64], account[16];
	struct open_run open;
	struct session *s;
	struct json *broken;

	if (many_all(m) > 1 && open_run_named(name, &open))
		return open_run_refuse(&open, err);
	if (!home_of(name, region, account, err))
		return false;
	s = session_in(m, region, err);
	if (!s)
		return false;
	m->elsewhere = *account && !str_eq(account, s->account);
	m->j.session = s;
	m->j.probe = false;
	m->j.one_of_many = many_all(m) > 1;
	if (!journey_recorded(&m->j, name, err))
		return false;
	broken = since_broken(name);
	if (!journey_plan(&m->j, PLAN_VERIFY, NULL, err)) {
		json_free(broken);
		return false;
	}
	look_around(m, broken);
	return true;
}

struct journey *many_journey(struct many *m)
{
	return &m->j;
}

const struct json *many_around(const struct many *m)
{
	return m->around;
}

void many_afresh(struct many *m)
{
	if (m->j.session)
		aws_remember(m->j.session->aws, NULL);
}
