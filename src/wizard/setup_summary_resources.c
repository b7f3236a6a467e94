/* setup_summary_resources.c - resources and their ARNs as lines of a summary. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws/endpoint.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/record.h"
#include "wizard/setup_summary_internal.h"

/* Empty: another resource says it. */
static void setup_summary_resources_label(struct buf *out, const struct recorded *one)
{
	const struct kind *k = kind_find(one->kind);
	const char *label = kind_label(one->kind);

	if (k && k->words.summary && !*k->words.summary)
		return;
	if (k && kind_fill_words(out, k->words.summary, one->name, one->wanted))
		return;
	buf_char(out, (char)toupper((unsigned char)*label));
	buf_str(out, label + 1);
}

/* Its ARN, else what stands for it: key ID, file, or name. */
static void setup_summary_resources_value(struct buf *out, const struct recorded *one,
				const struct json *tree)
{
	const struct json *answers = json_get(tree, "answers");
	const struct json *outputs = json_path(tree, "report.outputs");
	const struct kind *kind = kind_find(one->kind);
	const char *path = json_str(one->wanted, "path"), *arn = json_str(one->wanted, "arn");
	const char *file = json_str(one->wanted, "file");
	char key[160];

	snprintf(key, sizeof(key), "%.150s_arn", one->id);
	if (*json_str(outputs, key))
		arn = json_str(outputs, key);
	if (*one->key_id && str_eq(one->kind, "access-key"))
		buf_str(out, one->key_id);
	else if (*arn)
		buf_str(out, arn);
	else if (kind && kind->arn)
		buf_fmt(out, "arn:%s:iam::%s:%s%s%s",
			endpoint_partition_of(json_str(answers, "region")),
			json_str(answers, "account"), kind->arn, *path ? path : "/", one->name);
	else
		buf_str(out, *file ? file : one->name);
}

bool setup_summary_is_key_file(const struct recorded *one)
{
	return str_eq(one->kind, "credentials-csv");
}

void setup_summary_add_resources(struct summary_lines *s, const struct json *tree,
					bool made, const char *heading)
{
	bool any = false;

	json_each(row, json_get(tree, "resources")) {
		const struct recorded one = recorded_read(row);
		struct buf label = BUF(300), value = BUF(2100);
		struct summary_line *line;

		if (one.made != made)
			continue;
		setup_summary_resources_label(&label, &one);
		if (!label.len)
			continue;
		setup_summary_resources_value(&value, &one, tree);
		if (!any)
			setup_summary_line(s, SUMMARY_HEADING, "", heading);
		any = true;
		line = setup_summary_line(s, SUMMARY_VALUE, label.s, value.s);
		if (setup_summary_is_key_file(&one))
			line->key_file = line->text;
		buf_free(&label);
		buf_free(&value);
	}
}

/* "worker-role_arn": "Worker role". A name that an ARN ends with is not said. */
void setup_summary_add_outputs(struct summary_lines *s, const struct json *outputs)
{
	static const struct { const char *output, *label; } labels[] = {
		{ "key_id", "Access key ID" },
		{ "key-file_file", "Key file" },
		{ "env-file_file", "Environment file" },
		{ "profile_file", "Credentials file" },
		{ "key-profile_file", "Credentials file" },
	};

	if (json_count(outputs))
		setup_summary_line(s, SUMMARY_HEADING, "", "Resources");
	json_each(output, outputs) {
		const char *key = json_key(output), *last = strrchr(key, '_'), *name = NULL;
		int n = last ? (int)(last - key) : (int)strlen(key);
		char label[160];

		snprintf(label, sizeof(label), "%.*s_arn", n, key);
		if (last && str_eq(last, "_name") && json_get(outputs, label))
			continue;
		for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
			name = str_eq(labels[i].output, key) ? labels[i].label : name;
		snprintf(label, sizeof(label), "%.*s", n, key);
		for (char *p = label; *p; p++)
			*p = *p == '-' || *p == '_' ? ' ' : *p;
		label[0] = (char)toupper((unsigned char)label[0]);
		setup_summary_line(s, SUMMARY_VALUE, name ? name : label, json_text(output));
	}
}
