/* cfn_readme.c - see cfn_readme.h. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/cloudformation.h"
#include "handoff/cfn_readme.h"
#include "pack/answers.h"
#include "pack/pack.h"

static void cfn_readme_put_deploy(const struct cloudformation_out *out, struct buf *text,
				  size_t size)
{
	const struct answers *a = out->h->answers;
	bool large = size > CLOUDFORMATION_INLINE;

	buf_fmt(text,
		"To create the stack, or to change it with other parameters or a new template:\n"
		"\n"
		"    aws cloudformation deploy --region %s \\\n"
		"        --stack-name accredit-%s \\\n"
		"        --template-file %s.template.json \\\n"
		"%s"
		"        --capabilities CAPABILITY_NAMED_IAM \\\n"
		"        --no-fail-on-empty-changeset\n"
		"\n",
		a->region, a->name, a->name,
		large ? "        --s3-bucket BUCKET \\\n" : "");
	if (large)
		buf_fmt(text,
			"The template has %zu bytes. CloudFormation takes at most %d directly, so "
			"the command\nuploads it first: BUCKET is a bucket of yours in %s, for "
			"templates.\n\n",
			size, CLOUDFORMATION_INLINE, a->region);
	buf_str(text,
		"Add --parameter-overrides NAME=VALUE ... to change a parameter, and --tags "
		"KEY=VALUE ...\nfor tags on everything in the stack. A change of the path, or "
		"of a policy's description,\nreplaces what has it: give it another name in the same "
		"step. After a change of a\nname or of the path, answers.json "
		"must say the same.\n\n");
}

static void cfn_readme_put_parameters(struct buf *text, const struct json *parameters)
{
	buf_str(text, "Parameters, each with its default:\n\n");
	json_each(one, parameters) {
		const char *preset = json_str(one, "Default");

		buf_fmt(text, "    %s = %s\n        %s\n", json_key(one),
			*preset ? preset : "(empty)", json_str(one, "Description"));
	}
	buf_str(text, "\n");
}

static void cfn_readme_put_later(const struct cloudformation_out *out, struct buf *text)
{
	struct json *list = handoff_afterwards(out->h, "cloudformation");

	json_each(one, out->left) {
		const char *when = json_str(one, "when");

		buf_fmt(text, "%s%s%s:\n\n    %s\n\n",
			*when ? "With " : "In addition to the stack", when,
			*when ? ", if the existing role or user lacks this policy" : "",
			json_str(one, "command"));
	}
	if (json_count(list))
		buf_str(text,
			"What the template does not create, and the command that does it "
			"afterwards:\n\n");
	json_each(row, list) {
		struct afterwards one = afterwards_read(row);

		buf_fmt(text, "    %s %s: %s\n        %s\n", one.kind, one.name, one.why,
			one.command);
	}
	if (json_count(list))
		buf_str(text, "\n");
	json_free(list);
}

void cfn_readme(const struct cloudformation_out *out, const char *prefix,
		const struct json *template, size_t size, struct handoff_files *files)
{
	const struct answers *a = out->h->answers;
	char *name = xasprintf("%sREADME.txt", prefix);
	struct buf *text = handoff_file_add(files, name, false);

	buf_fmt(text, "AWS access of %s for the account %s: a CloudFormation template\n\n",
		out->h->pack->title, a->account);
	cfn_readme_put_deploy(out, text, size);
	cfn_readme_put_later(out, text);
	buf_fmt(text,
		"To remove it all, first delete the access keys of its users and empty its "
		"buckets. Then:\n\n"
		"    aws cloudformation delete-stack --region %s --stack-name accredit-%s\n"
		"    aws cloudformation wait stack-delete-complete --region %s \\\n"
		"        --stack-name accredit-%s\n\n",
		a->region, a->name, a->region, a->name);
	cfn_readme_put_parameters(text, json_get(template, "Parameters"));
	free(name);
}
