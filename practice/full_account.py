"""A full account: unrelated roles, users, groups and policies, as in large accounts, created in one call."""

import json

SERVICES = ("ec2", "lambda", "ecs-tasks", "states", "codebuild", "glue")
MANAGED = ("ReadOnlyAccess", "AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy", "AmazonS3ReadOnlyAccess")
READS = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:GetBucketLocation", "kms:Decrypt", "kms:DescribeKey",
         "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "logs:CreateLogStream", "logs:PutLogEvents"]


def _text(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _trust(number):
    return _text({"Effect": "Allow", "Principal": {"Service": SERVICES[number % len(SERVICES)] + ".amazonaws.com"}, "Action": "sts:AssumeRole"})


def document(number):
    """A policy of about a kilobyte; all differ."""
    name = f"team-{number:04}"
    return _text(
        {"Sid": "Read", "Effect": "Allow", "Action": READS, "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*",
                                                                         f"arn:aws:sqs:*:123456789012:{name}-*"]},
        {"Sid": "Write", "Effect": "Allow", "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": f"arn:aws:s3:::{name}/out/*",
         "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption": "aws:kms", "aws:ResourceTag/team": name}}},
        {"Sid": "Never", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}})


def fill(account, roles=0, users=0, policies=0, groups=0):
    """Adds that many of each to the account, under names that begin with 'crowd-'; returns how many exist now."""
    iam = account.iam
    arns = [_policy(iam, n).arn for n in range(policies)]
    for number in range(roles):
        _role(iam, number, arns)
    for number in range(groups):
        iam.create_group(f"crowd-{number:04}", "/")
        iam.put_group_policy(f"crowd-{number:04}", "own", document(number))
    for number in range(users):
        _user(account, number, groups)
    return {"roles": len(iam.roles), "users": len(iam.users), "groups": len(iam.groups), "policies": len(arns)}


def _policy(iam, number):
    made = iam.create_policy("", "/", document(number), f"crowd-{number:04}", [])
    for more in range(number % 3):
        iam.create_policy_version(made.arn, document(number + more + 1), "true")
    return made


def _role(iam, number, arns):
    name, tags = f"crowd-{number:04}", [{"Key": "team", "Value": f"team-{number % 40}"}]
    path = "/service-role/" if number % 5 == 0 else "/"
    role = iam.create_role(name, _trust(number), path, None, "Allows a service to call others on your behalf.", tags, "3600")
    role.put_policy("own", document(number))
    held = [f"arn:{role.partition}:iam::aws:policy/{MANAGED[number % len(MANAGED)]}", *(arns[number % len(arns):][:1] if arns else [])]
    for arn in held:
        iam.managed_policies[arn].attach_to(role)


def _user(account, number, groups):
    name = f"crowd-{number:04}"
    account.iam.create_user(region_name=account.region, user_name=name, path="/", tags=[])
    if groups:
        account.iam.add_user_to_group(f"crowd-{number % groups:04}", name)
