"""New resources are not visible everywhere at once."""

import json
import time

import pytest
from conftest import EC2_TRUST, code_of, error_of, policy, until

LONG = 30.0  # longer than any test: a change with this delay is never visible


def accepted(call, *args, **kwargs):
    """Whether a call succeeds now."""
    try:
        call(*args, **kwargs)
        return True
    except call.__self__.exceptions.ClientError:
        return False


def test_new_key_is_unknown_at_first(cloud, make_user):
    cloud.faults(delay=LONG)
    keys = make_user("one")
    assert code_of(cloud.client("sts", **keys).get_caller_identity) == "InvalidClientTokenId"
    assert code_of(cloud.client("ec2", **keys).describe_vpcs) == "AuthFailure"
    assert code_of(cloud.client("s3", **keys).list_buckets) == "InvalidAccessKeyId"


def test_new_key_is_known_after_the_delay(cloud, make_user):
    cloud.faults(delay=0.3)
    began = time.monotonic()
    sts = cloud.client("sts", **make_user("one"))
    until(lambda: accepted(sts.get_caller_identity))
    assert time.monotonic() - began >= 0.3


def test_operator_is_known_from_the_start(cloud):
    cloud.faults(delay=LONG)
    cloud.client("ec2").describe_vpcs()


def test_new_policy_takes_effect_later(cloud, iam, make_user):
    client = cloud.client("iam", **make_user("one"))
    cloud.control("POST", "age")
    cloud.faults(delay=LONG)
    iam.put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(Action="iam:*"))
    assert code_of(client.list_users) == "AccessDenied"
    cloud.faults(delay=0.0)
    client.list_users()


def test_deleted_policy_loses_effect_later(cloud, iam, make_user):
    client = cloud.client("iam", **make_user("one", policy(Action="iam:*")))
    cloud.faults(delay=LONG)
    cloud.control("POST", "age")
    iam.delete_user_policy(UserName="one", PolicyName="own")
    client.list_users()
    cloud.faults(delay=0.0)
    assert code_of(client.list_users) == "AccessDenied"


@pytest.mark.parametrize("how", ["attach", "group", "version", "boundary"])
def test_every_change_of_permissions_is_delayed(cloud, iam, make_user, how):
    client = cloud.client("iam", **make_user("one"))
    arn = iam.create_policy(PolicyName="mine", PolicyDocument=policy(Action="s3:*" if how == "version" else "iam:*"))["Policy"]["Arn"]
    iam.create_group(GroupName="all")
    iam.attach_group_policy(GroupName="all", PolicyArn=arn)
    if how == "version":
        iam.attach_user_policy(UserName="one", PolicyArn=arn)
    if how == "boundary":
        iam.put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(Action="iam:*"))
    cloud.control("POST", "age")
    cloud.faults(delay=LONG)
    {"attach": lambda: iam.attach_user_policy(UserName="one", PolicyArn=arn),
     "group": lambda: iam.add_user_to_group(GroupName="all", UserName="one"),
     "version": lambda: iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(Action="iam:*"), SetAsDefault=True),
     "boundary": lambda: iam.put_user_permissions_boundary(UserName="one", PermissionsBoundary="arn:aws:iam::aws:policy/AmazonS3FullAccess"),
     }[how]()
    early = accepted(client.list_users)
    cloud.faults(delay=0.0)
    assert (early, accepted(client.list_users)) == ((True, False) if how == "boundary" else (False, True))


def test_new_role_cannot_be_assumed_at_once(cloud, iam, sts):
    cloud.faults(delay=LONG)
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}]}
    arn = iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.get_role(RoleName="r")
    assert code_of(sts.assume_role, RoleArn=arn, RoleSessionName="me") == "AccessDenied"
    cloud.faults(delay=0.0)
    sts.assume_role(RoleArn=arn, RoleSessionName="me")


def test_new_trust_policy_takes_effect_later(cloud, iam, sts):
    arn = iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))["Role"]["Arn"]
    cloud.control("POST", "age")
    cloud.faults(delay=LONG)
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}]}
    iam.update_assume_role_policy(RoleName="r", PolicyDocument=json.dumps(trust))
    assert iam.get_role(RoleName="r")["Role"]["AssumeRolePolicyDocument"] == trust
    assert code_of(sts.assume_role, RoleArn=arn, RoleSessionName="me") == "AccessDenied"
    cloud.faults(delay=0.0)
    sts.assume_role(RoleArn=arn, RoleSessionName="me")


def test_new_principal_is_invalid_in_a_trust_policy_at_first(cloud, iam):
    cloud.faults(delay=LONG)
    arn = iam.create_user(UserName="one")["User"]["Arn"]
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}]}
    answer = error_of(iam.create_role, RoleName="r", AssumeRolePolicyDocument=json.dumps(trust))
    assert answer["Error"]["Code"] == "MalformedPolicyDocument" and "Invalid principal in policy" in answer["Error"]["Message"]
    cloud.faults(delay=0.0)
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(trust))


def test_ec2_sees_a_profile_later_than_iam(cloud, iam, ec2, make_profile, image):
    cloud.faults(delay=LONG)
    make_profile("machine")
    assert iam.get_instance_profile(InstanceProfileName="machine")["InstanceProfile"]["Roles"]
    params = {"ImageId": image(), "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, "IamInstanceProfile": {"Name": "machine"}}
    answer = error_of(ec2.run_instances, **params)
    assert answer["Error"] == {"Code": "InvalidParameterValue", "Message":
                               "Value (machine) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"}
    assert code_of(ec2.run_instances, **params, DryRun=True) == "InvalidParameterValue"
    cloud.faults(delay=0.0)
    ec2.run_instances(**params)


def test_ec2_sees_the_role_in_a_profile_later(cloud, iam, ec2, image):
    iam.create_instance_profile(InstanceProfileName="machine")
    iam.create_role(RoleName="machine", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    cloud.control("POST", "age")
    cloud.faults(delay=LONG)
    iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName="machine")
    arn = "arn:aws:iam::123456789012:instance-profile/machine"
    answer = error_of(ec2.run_instances, ImageId=image(), InstanceType="t3.micro", MinCount=1, MaxCount=1, IamInstanceProfile={"Arn": arn})
    assert answer["Error"]["Message"] == f'IAM Instance Profile "{arn}" has no associated IAM Roles'


def test_get_can_be_delayed(cloud, iam):
    cloud.faults(get_delay=LONG)
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    assert code_of(iam.get_role, RoleName="r") == "NoSuchEntity"
    assert code_of(iam.create_role, RoleName="r", AssumeRolePolicyDocument=json.dumps(EC2_TRUST)) == "EntityAlreadyExists"
    cloud.faults(get_delay=0.0)
    iam.get_role(RoleName="r")


def test_replicas_can_disagree_after_the_delay(cloud, make_user):
    cloud.faults(delay=1.0, flap=True)
    sts = cloud.client("sts", **make_user("one"))
    until(lambda: accepted(sts.get_caller_identity))
    seen = [accepted(sts.get_caller_identity) for _ in range(6)]
    assert True in seen and False in seen
    until(lambda: all(accepted(sts.get_caller_identity) for _ in range(6)))


def test_new_instance_can_be_delayed(cloud, ec2, launch):
    cloud.faults(get_delay=LONG)
    one = launch()["InstanceId"]
    assert code_of(ec2.describe_instances, InstanceIds=[one]) == "InvalidInstanceID.NotFound"
    cloud.faults(get_delay=0.0)
    ec2.describe_instances(InstanceIds=[one])
