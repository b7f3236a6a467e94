"""The calls of the Essentia setup with boto3: read what exists, create what is missing."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

documents, region = sys.argv[1], "us-east-1"
tags = [{"Key": "accredit:setup", "Value": "essentia"}]


def document(name):
    with open(f"{documents}/{name}.json") as f:
        return json.dumps(json.load(f))


def absent(call, **names):
    try:
        call(**names)
    except ClientError as e:
        return e.response["Error"]["Code"] == "NoSuchEntity"
    return False


boto3.client("sts", region).get_caller_identity()
iam = boto3.client("iam", region)
role, policy = {"RoleName": "EssentiaMaster"}, {"PolicyName": "EssentiaAccess"}
profile = {"InstanceProfileName": "EssentiaMaster"}
missing = [absent(iam.get_role, **role), absent(iam.get_role_policy, **role, **policy), absent(iam.get_instance_profile, **profile)]
if missing != [True, True, True]:
    sys.exit("not an empty account")
iam.create_role(**role, AssumeRolePolicyDocument=document("trust"), Description="Lets an Essentia master use this account", Tags=tags)
iam.put_role_policy(**role, **policy, PolicyDocument=document("workers-and-s3"))
iam.create_instance_profile(**profile, Tags=tags)
iam.add_role_to_instance_profile(**profile, **role)
