/* gather.c - see gather.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/decode.h"
#include "base/buf.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/console.h"
#include "probe/gather.h"
#include "probe/verdict.h"

#define CONSOLE_KEPT 16384

struct gather gather_begin(struct step_ctx *c, struct json *probes, const char *nonce)
{
	return (struct gather){ .c = c, .probes = probes, .nonce = nonce,
				.answers = json_object_new(), .events = json_list_new() };
}

void gather_end(struct gather *g)
{
	json_free(g->probes);
	json_free(g->answers);
	json_free(g->events);
}

static const struct json *gather_nth(const struct json *list, size_t n)
{
	json_each(item, list)
		if (n-- == 0)
			return item;
	return NULL;
}

static void gather_tell(struct gather *g, struct json *event)
{
	json_push(g->events, json_copy(event));
	step_emit(g->c, event);
	step_output_json(g->c, "checks", json_copy(g->events));
	g->told++;
}

/* The worker may not decode its refusals; who watches it mostly may. */
static void gather_decode(struct gather *g, struct json *answer, const char *number)
{
	struct buf key = BUF(24), text = BUF(2048);
	struct denied d;

	buf_fmt(&key, "m%s", number);
	if (*json_str(g->answers, key.s)) {
		buf_fmt(&text, "%s ", json_str(answer, "text"));
		switch (decode_message(g->c->aws, json_str(g->answers, key.s), &d)) {
		case DECODED:
			denied_message(&text, &d);
			json_put_str(answer, "text", text.s);
			break;
		case DECODED_REFUSED:
			buf_str(&text, DECODE_REFUSED);
			json_put_str(answer, "text", text.s);
			break;
		case DECODED_NOTHING:
			break;
		}
	}
	buf_free(&key);
	buf_free(&text);
}

/* Events for those answers that came since the last look. */
static void gather_tell_new(struct gather *g)
{
	size_t count = json_count(g->probes);

	for (size_t i = 1; i <= count; i++) {
		struct json *answer;
		char number[24];

		snprintf(number, sizeof(number), "%zu", i);
		answer = json_get(g->answers, number);
		if (!answer || json_get(answer, "told"))
			continue;
		json_put(answer, "told", json_bool_new(true));
		gather_decode(g, answer, number);
		gather_tell(g, verdict_event(gather_nth(g->probes, i - 1), answer, NULL));
	}
}

void gather_missing(struct gather *g, const char *why, const char *layer)
{
	size_t count = json_count(g->probes);

	for (size_t i = 1; i <= count; i++) {
		char number[24];

		snprintf(number, sizeof(number), "%zu", i);
		if (!json_get(g->answers, number))
			gather_tell(g,
				    verdict_plain(gather_nth(g->probes, i - 1),
						  "cannot-tell", layer, NULL, why));
	}
}

void gather_read(struct gather *g, const char *text, size_t n)
{
	struct buf tail = BUF(2 * CONSOLE_KEPT);

	console_read(g->answers, text, n, g->nonce, json_count(g->probes), &g->started);
	console_tail(&tail, text, n, CONSOLE_KEPT);
	step_output(g->c, "console", tail.s);
	gather_tell_new(g);
	buf_free(&tail);
}

bool gather_complete(const struct gather *g)
{
	return g->told == json_count(g->probes);
}

bool gather_watch(struct gather *g, const struct gather_from *how, void *from,
		  struct err *err)
{
	const char *layer = "unknown";
	int64_t gap = how->gap_ms;
	char *why;

	for (;;) {
		if (!how->look(from, err))
			return false;
		*err = (struct err)ERR_INIT;
		if (how->finished(from))
			break;
		how->say(from);
		if (!step_sleep(g->c, gap, err))
			return false;
		gap = gap * 5 / 4 > how->gap_max_ms ? how->gap_max_ms : gap * 5 / 4;
	}
	why = how->why(from, &layer);
	gather_missing(g, why, layer);
	free(why);
	step_works(g->c);
	return true;
}
