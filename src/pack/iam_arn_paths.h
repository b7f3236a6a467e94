/*
 * iam_arn_paths.h - the paths of what is created, in the ARNs that name it.
 */
#ifndef ACCREDIT_IAM_ARN_PATHS_H
#define ACCREDIT_IAM_ARN_PATHS_H

struct json;

/*
 * In all texts of wanted (render.h): an ARN of this account, or of any, that names a
 * role, user or instance profile of wanted's resources without a path gets the "path"
 * which that resource has, and says in "arn_path". Nothing where none has one.
 */
void iam_arn_paths_insert(struct json *wanted, const char *account);

#endif
