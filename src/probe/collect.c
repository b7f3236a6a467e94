/* collect.c - see collect.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/decode.h"
#include "base/buf.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/console.h"
#include "probe/collect.h"
#include "probe/verdict.h"

#define CONSOLE_KEPT 16384

struct collector collect_new(struct step_ctx *c, struct checks checks, const char *nonce)
{
	return (struct collector){
		.c = c, .checks = checks, .nonce = nonce, .answers = json_object_new()
	};
}

void collect_free(struct collector *g)
{
	checks_free(&g->checks);
	json_free(g->answers);
	check_results_free(&g->results);
}

/* The operator can often decode the denials that the worker cannot. */
static void collect_decode(struct collector *g, struct json *answer, const char *number)
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

void collect_missing(struct collector *g, const char *why, const char *layer)
{
	for (size_t i = 0; i < g->checks.count; i++) {
		char number[24];

		snprintf(number, sizeof(number), "%zu", i + 1);
		if (!json_get(g->answers, number))
			check_results_tell(&g->results, g->c,
					   verdict_known(&g->checks.check[i],
							 VERDICT_INCONCLUSIVE, layer, NULL,
							 why));
	}
}

void collect_read(struct collector *g, const char *text, size_t n)
{
	struct buf tail = BUF(2 * CONSOLE_KEPT);

	console_read(g->answers, text, n, g->nonce, g->checks.count, &g->started);
	console_tail(&tail, text, n, CONSOLE_KEPT);
	step_output(g->c, "console", tail.s);
	/* Results for the answers that came since the last read. */
	for (size_t i = 0; i < g->checks.count; i++) {
		struct json *answer;
		char number[24];

		snprintf(number, sizeof(number), "%zu", i + 1);
		answer = json_get(g->answers, number);
		if (!answer || json_get(answer, "told"))
			continue;
		json_put(answer, "told", json_bool_new(true));
		collect_decode(g, answer, number);
		check_results_tell(&g->results, g->c,
				   verdict_judge(&g->checks.check[i], answer, NULL));
	}
	buf_free(&tail);
}

bool collect_complete(const struct collector *g)
{
	return g->results.count == g->checks.count;
}

bool collect_watch(struct collector *g, const struct collect_source *how, void *from,
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
		how->show_progress(from);
		if (!step_sleep(g->c, gap, err))
			return false;
		gap = gap * 5 / 4 > how->gap_max_ms ? how->gap_max_ms : gap * 5 / 4;
	}
	why = how->why(from, &layer);
	collect_missing(g, why, layer);
	free(why);
	step_works(g->c);
	return true;
}
