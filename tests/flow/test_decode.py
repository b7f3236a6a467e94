"""EC2's encoded authorization message is decoded if the caller is allowed to, and the encoded text is never shown."""

import json
import re

import pytest

from cloud import ACCOUNT, REGION, allow, policy

MANY = [f"{s}:*" for s in ("iam", "s3", "ssm", "sqs", "events")]
DECODE = "sts:DecodeAuthorizationMessage"
MAY_NOT = "may not be decoded with these credentials (sts:DecodeAuthorizationMessage)"


def as_user(home, iam, *statements):
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="may", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    home.secrets.append(key["SecretAccessKey"])
    home.environment.update(AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"], AWS_REGION=REGION)


def launch_instance(cloud):
    image = cloud.image()
    return cloud.client("ec2").run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]


@pytest.mark.parametrize("brief", (False, True))
@pytest.mark.parametrize("may", (False, True))
def test_step_that_ec2_denies(home, iam, cloud, brief, may):
    ident = launch_instance(cloud)
    as_user(home, iam, allow(*MANY, "ec2:Describe*", *([DECODE] if may else [])))
    cloud.faults(terse=brief)
    result = home.run("setup", "iguazio", "--method", "role", "--no-probe", "--yes", "--json", "--set", f"INSTANCE_ID={ident}")
    assert result.code == 3
    error = next(iter(result.failed.values()))
    known = f'needs {{"Effect":"Allow","Action":"ec2:AssociateIamInstanceProfile","Resource":"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{ident}"}}'
    other = f'needs {{"Effect":"Allow","Action":"ec2:ModifyInstanceMetadataOptions","Resource":"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{ident}"}}'
    assert (known in error["remedy"] or other in error["remedy"]) == (may or not brief), error
    assert (MAY_NOT in error["remedy"]) != may and error["request_id"]
    assert ("not authorized to perform: ec2:" in error["message"]) == (may or not brief)
    complete = result.out + result.err + json.dumps([v.decode("utf-8", "replace") for v in home.files().values()])
    assert "Encoded authorization" not in complete and not re.search(r"[A-Za-z0-9_-]{120}", result.out)
