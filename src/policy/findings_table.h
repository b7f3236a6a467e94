/* findings_table.h - the rows of findings, as data; see findings.h. */
#ifndef ACCREDIT_FINDINGS_TABLE_H
#define ACCREDIT_FINDINGS_TABLE_H

#include <stdbool.h>

#include "policy/findings.h"

/* How much of its type a Resource element names. */
enum breadth { BY_NAME, BY_PATTERN, ALL_OF_THEM };

/*
 * A permission. action: one, or several with
 *
 * between, any of which is enough. resource: "*", or the pattern that it must reach.
 */
struct finding_need {
	const char *action, *resource;
	bool same;	/* on a resource that the first need reaches */
};

struct finding_row {
	const char *id;
	/* By how much of its type the first need reaches; NONE: no finding. */
	enum severity at[3];
	/* All are needed; the first decides the severity. */
	struct finding_need need[4];
	/* The service that a role is passed to ("lambda.amazonaws.com"), or NULL. */
	const char *service;
	/* The Allow statement has exactly this action ("iam:*"), or NULL. */
	const char *whole;
	/* No finding if there is one whose ID has this prefix, or NULL. */
	const char *unless;
	/* The first need also counts on the holder's own resource. */
	bool self;
	const char *can;	/* the sentence, without its "Can " */
	const char *narrower;
	const char *source;	/* public write-up or page */
};

/* Each ends in a row without an id. */
extern const struct finding_row findings_wildcard[], findings_iam[], findings_pass[],
	findings_run[], findings_data[], findings_expose[];

#define LOW SEVERITY_LOW
#define MEDIUM SEVERITY_MEDIUM
#define HIGH SEVERITY_HIGH
#define NONE SEVERITY_NONE
#define AT(by_name, by_pattern, all) .at = { by_name, by_pattern, all }

#define USER "arn:*:iam::*:user/*"
#define ROLE "arn:*:iam::*:role/*"
#define GROUP "arn:*:iam::*:group/*"
#define POLICY "arn:*:iam::*:policy/*"
#define BUCKET "arn:*:s3:::?*"		/* without a slash */
#define INSTANCE "arn:*:ec2:*:*:instance/*"

#define RHINO "Rhino Security Labs, AWS IAM Privilege Escalation"
#define PATHFINDING "pathfinding.cloud "
#define CLOUD "Hacking the Cloud, AWS IAM Privilege Escalation Techniques"
#define REFERENCE "AWS Service Authorization Reference"
#define GUIDE "AWS IAM User Guide, "

#endif
