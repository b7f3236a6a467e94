/* result_words.c - see result_words.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "probe/result_words.h"

static const struct { const char *layer, *words; } layers[] = {
	{ "identity", "role or user policy" },
	{ "boundary", "permissions boundary" },
	{ "scp", "service control policy (SCP)" },
	{ "rcp", "resource control policy (RCP)" },
	{ "resource", "the resource or its policy" },
	{ "trust", "trust policy" },
	{ "session", "session policy" },
	{ "network", "network" },
	{ "clock", "clock" },
	{ "rbac", "Kubernetes RBAC" },
	{ "unknown", "unknown" },
};

const char *result_words_layer(const struct check_result *r)
{
	if (str_eq(r->layer, "resource") && strstr(r->text, " does not exist: create it"))
		return "AWS (not found)";
	for (size_t i = 0; i < sizeof(layers) / sizeof(*layers); i++)
		if (str_eq(layers[i].layer, r->layer))
			return layers[i].words;
	return r->layer;
}

const char *result_words_how(const struct check_result *r)
{
	if (strstr(r->call, "iam simulate-principal-policy"))
		return "simulated";
	return strstr(r->call, "iam get-role ") ? "trust policy read" : "";
}

void result_words_decided(struct buf *out, const struct check_result *r)
{
	bool simulated = str_eq(result_words_how(r), "simulated");

	if (simulated)
		buf_str(out, "IAM policy simulator");
	if (*r->layer)
		buf_fmt(out, "%s%s", simulated ? ": " : "", result_words_layer(r));
	else if (!simulated)
		buf_str(out, "the answer to the call");
}

static void result_words_line(struct buf *out, const char *label, const char *value)
{
	if (*value)
		buf_fmt(out, "%-11s %s\n", label, value);
}

void result_words_evidence(struct buf *out, const struct check_result *r)
{
	struct buf decided = BUF(256);

	result_words_decided(&decided, r);
	result_words_line(out, "expected", r->deny ? "denied" : "allowed");
	result_words_line(out, "result", verdict_word(r->verdict));
	result_words_line(out, "decided by", decided.s);
	result_words_line(out, "call", r->call);
	result_words_line(out, "time", r->time);
	result_words_line(out, "request ID", r->request_id);
	if (*r->text)
		buf_fmt(out, "\n%s", r->text);
	buf_free(&decided);
}
