/* ops.c - see ops.h. */
#include "config.h"

#include <stddef.h>

#include "aws/ops.h"

#define IAM .service = "iam", .version = "2010-05-08", .wire = WIRE_QUERY
#define STS .service = "sts", .version = "2011-06-15", .wire = WIRE_QUERY
#define EC2 .service = "ec2", .version = "2016-11-15", .wire = WIRE_EC2
#define SSM .service = "ssm", .version = "AmazonSSM", .wire = WIRE_JSON
#define S3 .service = "s3", .wire = WIRE_REST_XML
#define SQS .service = "sqs", .version = "AmazonSQS", .wire = WIRE_JSON, .type = JSON_1_0
#define EVENTS .service = "events", .version = "AWSEvents", .wire = WIRE_JSON
#define REDSHIFT .service = "redshift", .version = "2012-12-01", .wire = WIRE_QUERY
#define OIDC .service = "sso_oidc", .wire = WIRE_REST_JSON, .method = "POST"
#define EKS .service = "eks", .wire = WIRE_REST_JSON
#define CLOUDFORMATION                                                                     \
	.service = "cloudformation", .version = "2010-05-15", .wire = WIRE_QUERY

#define OP(id, ...) [OP_##id] = { __VA_ARGS__ },

const struct aws_op aws_ops[OP_COUNT] = {
#include "aws/ops_rows.h"
#include "aws/ops_rows_cloudformation.h"
};

bool aws_op_changes(enum aws_op_id op)
{
	return aws_ops[op].effect != AWS_READS;
}
