/*
 * iam_arn_paths.h - IAM paths in the ARNs of resources that have one.
 */
#ifndef ACCREDIT_IAM_ARN_PATHS_H
#define ACCREDIT_IAM_ARN_PATHS_H

struct json;

/*
 * In all texts of wanted (render.h), an ARN of this account, or of any (*), that names a
 * role, user or instance profile of wanted without its path gets the "path" of that
 * resource.
 */
void iam_arn_paths_insert(struct json *wanted, const char *account);

#endif
