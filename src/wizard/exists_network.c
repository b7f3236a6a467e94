/* exists_network.c - where the worker can go, before anything is created; see exists.h. */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>

#include "aws/call.h"
#include "aws/reply_cache.h"
#include "aws/unread.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/network.h"
#include "probe/probe.h"
#include "session/session.h"
#include "wizard/exists.h"
#include "wizard/journey.h"

struct exists_network {
	struct network_ask ask;
	struct json *wanted, *found;
	struct err err;
	pthread_t thread;
	bool threaded;
};

static void *exists_network_look(void *with)
{
	struct exists_network *n = with;

	if (n->ask.aws)
		n->found = network_read(&n->ask, &n->err);
	return NULL;
}

struct exists_network *exists_network_begin(struct journey *j)
{
	struct exists_network *n;

	/* What was seen for the plan before may be otherwise by now. */
	reply_cache_free(j->seen);
	j->seen = reply_cache_new();
	json_drop(j->wanted, "network");
	if ((!j->probe && !j->proof_later) || !probe_wanted(j->wanted))
		return NULL;
	n = xcalloc(1, sizeof(*n));
	n->wanted = json_copy(j->wanted);
	/* a session of its own: a plan changes what the other one remembers */
	n->ask = (struct network_ask){
		.aws = aws_open(&j->session->creds, j->session->region, j->stop, &n->err),
		.memo = j->seen, .wanted = n->wanted };
	if (n->ask.aws)
		unread_note(n->ask.aws);
	n->threaded = !pthread_create(&n->thread, NULL, exists_network_look, n);
	return n;
}

static bool exists_network_take(struct exists_network *n, struct journey *j,
				struct err *err)
{
	struct json *list, *one;
	struct buf text = BUF(1200);

	if (n->found) {
		if (j->plan)
			json_put(j->plan->wanted, "network", json_copy(n->found));
		json_put(j->wanted, "network", json_copy(n->found));
		return true;
	}
	if (j->probe || n->err.kind == ERR_STOPPED || n->err.kind == ERR_INPUT) {
		*err = n->err;
		return false;
	}
	list = json_get(j->wanted, "warnings");
	if (!list)
		list = json_put(j->wanted, "warnings", json_list_new());
	buf_fmt(&text, "The test cannot run: %s; %s", n->err.text, n->err.hint);
	one = json_push(list, json_object_new());
	json_put_str(one, "value", "probe");
	json_put_str(one, "text", text.s);
	buf_free(&text);
	return true;
}

bool exists_network_end(struct exists_network *n, struct journey *j, struct err *err)
{
	bool ok = true;

	if (!n)
		return true;
	if (n->threaded)
		pthread_join(n->thread, NULL);
	else
		exists_network_look(n);
	if (j)
		ok = exists_network_take(n, j, err);
	aws_close(n->ask.aws);
	json_free(n->wanted);
	json_free(n->found);
	free(n);
	return ok;
}

void exists_network_check(struct journey *j)
{
	struct err ignored = ERR_INIT;
	struct network_ask q = { .aws = j->session->aws, .wanted = j->wanted };

	if (!json_get(j->wanted, "network") && probe_wanted(j->wanted)) {
		struct json *found = network_read(&q, &ignored);

		if (found)
			json_put(j->wanted, "network", found);
	}
}
