/* cli_ec2.c - what an existing instance gets: an instance profile, metadata options; see
 * cli.h. */
#include "config.h"

#include "format/json.h"
#include "handoff/cli.h"

void cli_association(struct cli_out *out, const struct resource *r)
{
	const char *profile = resource_str(r, "profile");
	static const char look[] =
		"\tget ec2 describe-iam-instance-profile-associations \\\n"
		"\t\t--filters Name=instance-id,Values={} Name=state,Values=associating,associated \\\n"
		"\t\t--query 'IamInstanceProfileAssociations[0].IamInstanceProfile.Arn'\n"
		"\tcase $found in\n"
		"\t\"\" | None) there= ;;\n"
		"\t*/{}) found=True ;;\n"
		"\tesac\n";

	cli_about(out, r, "-");
	cli_say(&out->make,
		"if looks; then\n"
		"\tget ec2 describe-instances --instance-ids {} \\\n"
		"\t\t--query 'Reservations[].Instances[].InstanceId'\n"
		"\t[ \"$found\" ] || stop \"there is no EC2 instance \"{}\" in $region\"\n",
		r->name, r->name);
	cli_say(&out->make, look, r->name, profile);
	cli_say(&out->make,
		"\tjudge_part - stop\n"
		"fi\n"
		"if creates; then\n"
		"\trun ec2 associate-iam-instance-profile --instance-id {} \\\n"
		"\t\t--iam-instance-profile Name={}\n"
		"fi\n",
		r->name, profile);
	buf_str(&out->undo, "if looks; then\n");
	cli_say(&out->undo, look, r->name, profile);
	cli_say(&out->undo,
		"\tjudge_link\n"
		"fi\n"
		"if removes; then\n"
		"\tget ec2 describe-iam-instance-profile-associations \\\n"
		"\t\t--filters Name=instance-id,Values={} Name=state,Values=associating,associated \\\n"
		"\t\t--query 'IamInstanceProfileAssociations[0].AssociationId'\n"
		"\ttry ec2 disassociate-iam-instance-profile --association-id \"$found\"\n"
		"fi\n",
		r->name);
}

/* created.log has what the limit was: undo.sh goes back to it, unless it was changed since.
 */
void cli_metadata(struct cli_out *out, const struct resource *r)
{
	const char *limit = resource_str(r, "hop_limit");
	static const char look[] =
		"\tget ec2 describe-instances --instance-ids {} --query \\\n"
		"\t\t'Reservations[].Instances[].[MetadataOptions.HttpPutResponseHopLimit||`1`]'\n";

	cli_about(out, r, "-");
	buf_str(&out->make, "if looks; then\n");
	cli_say(&out->make, look, r->name);
	cli_say(&out->make,
		"\tif [ \"$found\" -ge {!} ]; then decide keep; else decide update; fi\n"
		"fi\n"
		"if updates; then\n",
		limit);
	cli_say(&out->make, look, r->name);
	cli_say(&out->make,
		"\tnote {}\n"
		"\tnote {}\"=$found\"\n"
		"\trun ec2 modify-instance-metadata-options --instance-id {} \\\n"
		"\t\t--http-put-response-hop-limit {}\n"
		"fi\n",
		r->id, r->id, r->name, limit);
	buf_str(&out->undo, "if looks; then\n");
	cli_say(&out->undo, look, r->name);
	cli_say(&out->undo,
		"\tif [ \"$found\" = {!} ]; then decide; fi\n"
		"fi\n"
		"if removes; then\n"
		"\ttry ec2 modify-instance-metadata-options --instance-id {} \\\n"
		"\t\t--http-put-response-hop-limit \"$(sed -n 's/^{!}=//p' \"$log\" | head -n 1)\"\n"
		"fi\n",
		limit, r->name, r->id);
}
