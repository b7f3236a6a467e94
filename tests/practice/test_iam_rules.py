"""IAM's rules, each with a valid and an invalid case."""

import json

import pytest
from conftest import EC2_TRUST, code_of, error_of, policy

TRUST = json.dumps(EC2_TRUST)
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def document_of(size):
    """A valid policy of exactly that many characters, without white space."""
    bare = policy(Effect="Allow", Action="s3:GetObject", Resource="arn:aws:s3:::")
    bare = json.dumps(json.loads(bare), separators=(",", ":"))
    return bare.replace("arn:aws:s3:::", "arn:aws:s3:::" + "b" * (size - len(bare)))


@pytest.fixture
def role(iam):
    iam.create_role(RoleName="Role", AssumeRolePolicyDocument=TRUST)
    return "Role"


# Names

def test_role_names_are_unique_regardless_of_case(iam, role):
    assert code_of(iam.create_role, RoleName="ROLE", AssumeRolePolicyDocument=TRUST) == "EntityAlreadyExists"
    iam.create_role(RoleName="Role2", AssumeRolePolicyDocument=TRUST)


def test_user_names_are_unique_regardless_of_case(iam):
    iam.create_user(UserName="Ann")
    assert code_of(iam.create_user, UserName="ann") == "EntityAlreadyExists"


def test_policy_and_profile_and_group_names_are_unique_regardless_of_case(iam):
    iam.create_policy(PolicyName="Mine", PolicyDocument=policy(Action="s3:*"))
    assert code_of(iam.create_policy, PolicyName="MINE", PolicyDocument=policy(Action="s3:*"), Path="/x/") == "EntityAlreadyExists"
    iam.create_instance_profile(InstanceProfileName="Mine")
    assert code_of(iam.create_instance_profile, InstanceProfileName="mine") == "EntityAlreadyExists"
    iam.create_group(GroupName="Mine")
    assert code_of(iam.create_group, GroupName="minE") == "EntityAlreadyExists"


def test_error_of_an_existing_name_has_the_form_of_aws(iam, role):
    answer = error_of(iam.create_role, RoleName=role, AssumeRolePolicyDocument=TRUST)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert answer["Error"]["Message"] == "Role with name Role already exists."


@pytest.mark.parametrize("name", ["a" * 65, "with space", "semi;colon", "ünder", ""])
def test_role_names_have_a_pattern_and_a_maximum_length(iam, name):
    answer = error_of(iam.create_role, RoleName=name, AssumeRolePolicyDocument=TRUST)
    assert answer["Error"]["Code"] == "ValidationError" and "at 'roleName'" in answer["Error"]["Message"]


def test_longest_names_are_accepted(iam):
    iam.create_role(RoleName="a" * 64, AssumeRolePolicyDocument=TRUST)
    iam.create_user(UserName="u" * 64)
    iam.create_instance_profile(InstanceProfileName="p" * 128)
    assert code_of(iam.create_instance_profile, InstanceProfileName="p" * 129) == "ValidationError"
    assert code_of(iam.create_user, UserName="u" * 65) == "ValidationError"


def test_required_parameters(iam):
    answer = error_of(iam.create_role, RoleName="one")
    assert "at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null" in answer["Error"]["Message"]


# Sizes

def test_inline_policies_of_a_user_have_at_most_2048_characters_in_total(iam):
    iam.create_user(UserName="one")
    iam.put_user_policy(UserName="one", PolicyName="a", PolicyDocument=document_of(2048))
    iam.put_user_policy(UserName="one", PolicyName="a", PolicyDocument=document_of(1024))
    iam.put_user_policy(UserName="one", PolicyName="b", PolicyDocument=document_of(1024))
    answer = error_of(iam.put_user_policy, UserName="one", PolicyName="b", PolicyDocument=document_of(1025))
    assert answer["Error"]["Code"] == "LimitExceeded" and answer["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert answer["Error"]["Message"] == "Maximum policy size of 2048 bytes exceeded for user one"


def test_inline_policies_of_a_role_have_at_most_10240_characters(iam, role):
    iam.put_role_policy(RoleName=role, PolicyName="a", PolicyDocument=document_of(10240))
    assert code_of(iam.put_role_policy, RoleName=role, PolicyName="a", PolicyDocument=document_of(10241)) == "LimitExceeded"


def test_inline_policies_of_a_group_have_at_most_5120_characters(iam):
    iam.create_group(GroupName="all")
    iam.put_group_policy(GroupName="all", PolicyName="a", PolicyDocument=document_of(5120))
    assert code_of(iam.put_group_policy, GroupName="all", PolicyName="a", PolicyDocument=document_of(5121)) == "LimitExceeded"


def test_white_space_does_not_count(iam):
    iam.create_user(UserName="one")
    spread = json.dumps(json.loads(document_of(2048)), indent=8)
    assert len(spread) > 2048
    iam.put_user_policy(UserName="one", PolicyName="a", PolicyDocument=spread)


def test_managed_policy_has_at_most_6144_characters(iam):
    iam.create_policy(PolicyName="a", PolicyDocument=document_of(6144))
    answer = error_of(iam.create_policy, PolicyName="b", PolicyDocument=document_of(6145))
    assert answer["Error"]["Message"] == "Cannot exceed quota for PolicySize: 6144"
    arn = "arn:aws:iam::123456789012:policy/a"
    assert code_of(iam.create_policy_version, PolicyArn=arn, PolicyDocument=document_of(6145)) == "LimitExceeded"


def test_trust_policy_has_at_most_2048_characters(iam, role):
    def trust(size):
        bare = json.dumps({**EC2_TRUST, "Id": ""}, separators=(",", ":"))
        return bare.replace('"Id":""', '"Id":"' + "x" * (size - len(bare)) + '"')
    iam.create_role(RoleName="big", AssumeRolePolicyDocument=trust(2048))
    answer = error_of(iam.create_role, RoleName="bigger", AssumeRolePolicyDocument=trust(2049))
    assert answer["Error"]["Message"] == "Cannot exceed quota for ACLSizePerRole: 2048"
    assert code_of(iam.update_assume_role_policy, RoleName=role, PolicyDocument=trust(2049)) == "LimitExceeded"


# Quotas

def test_at_most_ten_policies_can_be_attached(iam, role):
    names = ["AmazonS3FullAccess", "AmazonS3ReadOnlyAccess", "AmazonEC2FullAccess", "AmazonEC2ReadOnlyAccess", "ReadOnlyAccess",
             "IAMFullAccess", "IAMReadOnlyAccess", "AmazonSQSFullAccess", "AmazonSNSFullAccess", "AmazonVPCFullAccess"]
    for name in names:
        iam.attach_role_policy(RoleName=role, PolicyArn=f"arn:aws:iam::aws:policy/{name}")
    iam.attach_role_policy(RoleName=role, PolicyArn=READ_ONLY)  # attaching it again does not count
    answer = error_of(iam.attach_role_policy, RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AmazonRDSFullAccess")
    assert answer["Error"]["Message"] == "Cannot exceed quota for PoliciesPerRole: 10"


def test_user_has_at_most_two_keys(iam):
    iam.create_user(UserName="one")
    iam.create_access_key(UserName="one")
    second = iam.create_access_key(UserName="one")["AccessKey"]["AccessKeyId"]
    iam.update_access_key(UserName="one", AccessKeyId=second, Status="Inactive")
    answer = error_of(iam.create_access_key, UserName="one")
    assert answer["Error"]["Message"] == "Cannot exceed quota for AccessKeysPerUser: 2"


def test_instance_profile_has_at_most_one_role(iam, make_profile):
    make_profile("one")
    iam.create_role(RoleName="two", AssumeRolePolicyDocument=TRUST)
    answer = error_of(iam.add_role_to_instance_profile, InstanceProfileName="one", RoleName="two")
    assert answer["Error"]["Code"] == "LimitExceeded" and answer["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_policy_has_at_most_five_versions(iam):
    arn = iam.create_policy(PolicyName="a", PolicyDocument=policy(Action="s3:*"))["Policy"]["Arn"]
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(Action="s3:*"))
    assert code_of(iam.create_policy_version, PolicyArn=arn, PolicyDocument=policy(Action="s3:*")) == "LimitExceeded"


# Tags

def test_tags_have_limits(iam):
    def tags(number):
        return [{"Key": f"key{n}", "Value": "v"} for n in range(number)]
    iam.create_user(UserName="fifty", Tags=tags(50))
    assert code_of(iam.create_user, UserName="more", Tags=tags(51)) in ("InvalidInput", "ValidationError")
    assert code_of(iam.create_user, UserName="long", Tags=[{"Key": "k" * 129, "Value": ""}]) == "ValidationError"
    assert code_of(iam.create_user, UserName="long", Tags=[{"Key": "k", "Value": "v" * 257}]) == "ValidationError"
    assert code_of(iam.create_user, UserName="sign", Tags=[{"Key": "k#", "Value": ""}]) == "ValidationError"


def test_tag_keys_are_unique_regardless_of_case_and_do_not_begin_with_aws(iam, role):
    twice = [{"Key": "Setup", "Value": "a"}, {"Key": "setup", "Value": "b"}]
    assert code_of(iam.create_user, UserName="one", Tags=twice) == "InvalidInput"
    assert code_of(iam.tag_role, RoleName=role, Tags=[{"Key": "aws:mine", "Value": "a"}]) == "InvalidInput"


# Order of removal

def test_role_in_a_profile_cannot_be_deleted(iam, make_profile):
    make_profile("one", policy(Action="s3:*"))
    assert code_of(iam.delete_role, RoleName="one") == "DeleteConflict"
    assert code_of(iam.delete_instance_profile, InstanceProfileName="one") == "DeleteConflict"
    iam.remove_role_from_instance_profile(InstanceProfileName="one", RoleName="one")
    assert "delete policies" in error_of(iam.delete_role, RoleName="one")["Error"]["Message"]
    iam.delete_role_policy(RoleName="one", PolicyName="own")
    iam.attach_role_policy(RoleName="one", PolicyArn=READ_ONLY)
    assert "detach all policies" in error_of(iam.delete_role, RoleName="one")["Error"]["Message"]
    iam.detach_role_policy(RoleName="one", PolicyArn=READ_ONLY)
    iam.delete_role(RoleName="one")
    iam.delete_instance_profile(InstanceProfileName="one")


def test_user_with_keys_groups_or_policies_cannot_be_deleted(iam):
    iam.create_user(UserName="one")
    key = iam.create_access_key(UserName="one")["AccessKey"]["AccessKeyId"]
    assert code_of(iam.delete_user, UserName="one") == "DeleteConflict"
    iam.delete_access_key(UserName="one", AccessKeyId=key)
    iam.create_group(GroupName="all")
    iam.add_user_to_group(GroupName="all", UserName="one")
    assert code_of(iam.delete_user, UserName="one") == "DeleteConflict"
    assert code_of(iam.delete_group, GroupName="all") == "DeleteConflict"
    iam.remove_user_from_group(GroupName="all", UserName="one")
    iam.delete_user(UserName="one")


def test_policy_in_use_or_with_versions_cannot_be_deleted(iam, role):
    arn = iam.create_policy(PolicyName="a", PolicyDocument=policy(Action="s3:*"))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    assert code_of(iam.delete_policy, PolicyArn=arn) == "DeleteConflict"
    iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(Action="s3:*"))
    assert code_of(iam.delete_policy, PolicyArn=arn) == "DeleteConflict"
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy(PolicyArn=arn)


# Resources that do not exist

def test_not_found_has_the_words_of_aws(iam, role):
    assert error_of(iam.get_role, RoleName="x")["Error"]["Message"] == "The role with name x cannot be found."
    assert error_of(iam.get_user, UserName="x")["Error"]["Message"] == "The user with name x cannot be found."
    assert code_of(iam.get_instance_profile, InstanceProfileName="x") == "NoSuchEntity"
    assert error_of(iam.get_role_policy, RoleName=role, PolicyName="p")["Error"]["Message"] == \
        "The role policy with name p cannot be found."
    assert code_of(iam.delete_role_policy, RoleName=role, PolicyName="p") == "NoSuchEntity"
    assert code_of(iam.attach_role_policy, RoleName=role, PolicyArn="arn:aws:iam::aws:policy/None") == "NoSuchEntity"
    assert code_of(iam.detach_role_policy, RoleName=role, PolicyArn=READ_ONLY) == "NoSuchEntity"
    assert code_of(iam.get_policy, PolicyArn="arn:aws:iam::123456789012:policy/x") == "NoSuchEntity"
    assert code_of(iam.delete_access_key, UserName="operator", AccessKeyId="AKIAIOSFODNN7EXAMPLE") == "NoSuchEntity"


def test_arns_of_another_partition_are_rejected(iam, role):
    arn = "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"
    assert code_of(iam.attach_role_policy, RoleName=role, PolicyArn=arn) in ("InvalidInput", "NoSuchEntity")


def test_aws_managed_policies_and_service_linked_roles_cannot_be_changed(iam):
    assert code_of(iam.create_policy_version, PolicyArn=READ_ONLY, PolicyDocument=policy(Action="s3:*")) == "AccessDenied"
    iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")
    assert code_of(iam.put_role_policy, RoleName="AWSServiceRoleForEC2Spot", PolicyName="a",
                   PolicyDocument=policy(Action="s3:*")) == "UnmodifiableEntity"


def test_names_of_the_service_linked_roles_of_spot(iam):
    one = iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")["Role"]
    two = iam.create_service_linked_role(AWSServiceName="spotfleet.amazonaws.com")["Role"]
    assert (one["RoleName"], two["RoleName"]) == ("AWSServiceRoleForEC2Spot", "AWSServiceRoleForEC2SpotFleet")
    assert iam.get_role(RoleName="AWSServiceRoleForEC2Spot")["Role"]["Arn"].endswith(
        "role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot")
    assert code_of(iam.create_service_linked_role, AWSServiceName="spot.amazonaws.com") == "InvalidInput"


def test_a_user_keeps_its_boundary(iam):
    iam.create_user(UserName="one", PermissionsBoundary=READ_ONLY)
    assert iam.get_user(UserName="one")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    iam.delete_user_permissions_boundary(UserName="one")
    assert "PermissionsBoundary" not in iam.get_user(UserName="one")["User"]
    iam.put_user_permissions_boundary(UserName="one", PermissionsBoundary=READ_ONLY)
    assert iam.get_user(UserName="one")["User"]["PermissionsBoundary"]
    assert code_of(iam.create_user, UserName="two", PermissionsBoundary="arn:aws:iam::aws:policy/None") == "NoSuchEntity"


def test_calls_without_a_user_name_mean_the_caller(cloud, iam, make_user):
    assert iam.get_user()["User"]["UserName"] == "operator"
    mine = cloud.client("iam", **make_user("one", policy(Action="iam:*")))
    assert mine.get_user()["User"]["UserName"] == "one"
    assert [k["UserName"] for k in mine.list_access_keys()["AccessKeyMetadata"]] == ["one"]
    assert mine.create_access_key()["AccessKey"]["UserName"] == "one"
