/*
 * permission.h - the IAM action that decides an API call. It mostly has the name of
 * the operation; where it has not, a row here says so, and only here. Pure.
 */
#ifndef ACCREDIT_PERMISSION_H
#define ACCREDIT_PERMISSION_H

#define PERMISSION_MAX 128

/*
 * Fills out with the action of an operation: "s3:ListAllMyBuckets" for s3 and
 * ListBuckets. The service by its signing name or by the AWS CLI's ("s3api"), the
 * operation as in the API reference or as the AWS CLI writes it ("list-buckets").
 * "": no action of IAM's decides this call.
 */
void permission_of(char out[PERMISSION_MAX], const char *service, const char *operation);

#endif
