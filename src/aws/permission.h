/*
 * permission.h - the IAM action that an API operation requires. Mostly they have the same
 * name; the exceptions are rows here, and only here. Pure.
 */
#ifndef ACCREDIT_PERMISSION_H
#define ACCREDIT_PERMISSION_H

#define PERMISSION_MAX 128

/*
 * Writes the IAM action of an operation: "s3:ListAllMyBuckets" for s3 and ListBuckets. The
 * service by its signing name or the AWS CLI's ("s3api"), the operation as in the API
 * reference or the AWS CLI ("list-buckets"). "": no IAM action controls it.
 */
void permission_of(char out[PERMISSION_MAX], const char *service, const char *operation);

#endif
