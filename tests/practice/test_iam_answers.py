"""IAM's answers in the form that AWS gives them: documents encoded by RFC 3986, pages."""

import json
from urllib.parse import quote

import pytest
from conftest import EC2_TRUST

# What the encoding must keep: a slash, a star, a plus, a percent sign, a letter beyond ASCII, special characters of XML.
TEXT = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Sid": "A", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/%7B a+b~c_d-e.f/*",
     "Condition": {"StringLike": {"aws:username": "é<&>'(x)!"}}}]}, ensure_ascii=False)
TRUST = json.dumps(EC2_TRUST)


@pytest.fixture
def raw(iam):
    """The raw text of an answer from IAM."""
    bodies = []
    iam.meta.events.register("after-call", lambda http_response, **_: bodies.append(http_response.content.decode()))

    def ask(operation, **params):
        getattr(iam, operation)(**params)
        return bodies[-1]
    return ask


@pytest.fixture
def full(iam):
    """One resource of each kind that has a document."""
    iam.create_role(RoleName="r", Path="/service-role/", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=TEXT)
    iam.create_user(UserName="u")
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=TEXT)
    iam.create_group(GroupName="g")
    iam.put_group_policy(GroupName="g", PolicyName="p", PolicyDocument=TEXT)
    iam.add_user_to_group(GroupName="g", UserName="u")
    iam.create_instance_profile(InstanceProfileName="i")
    iam.add_role_to_instance_profile(InstanceProfileName="i", RoleName="r")
    arn = iam.create_policy(PolicyName="m", PolicyDocument=TEXT)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    return arn


ANSWERS = [
    ("get_role", {"RoleName": "r"}, "AssumeRolePolicyDocument", TRUST),
    ("list_roles", {}, "AssumeRolePolicyDocument", TRUST),
    ("update_role_description", {"RoleName": "r", "Description": "d"}, "AssumeRolePolicyDocument", TRUST),
    ("create_role", {"RoleName": "r2", "AssumeRolePolicyDocument": TRUST}, "AssumeRolePolicyDocument", TRUST),
    ("get_role_policy", {"RoleName": "r", "PolicyName": "p"}, "PolicyDocument", TEXT),
    ("get_user_policy", {"UserName": "u", "PolicyName": "p"}, "PolicyDocument", TEXT),
    ("get_group_policy", {"GroupName": "g", "PolicyName": "p"}, "PolicyDocument", TEXT),
    ("get_policy_version", {"PolicyArn": "arn:aws:iam::123456789012:policy/m", "VersionId": "v1"}, "Document", TEXT),
    ("get_instance_profile", {"InstanceProfileName": "i"}, "AssumeRolePolicyDocument", TRUST),
    ("list_instance_profiles_for_role", {"RoleName": "r"}, "AssumeRolePolicyDocument", TRUST),
    ("get_account_authorization_details", {"Filter": ["Role"]}, "AssumeRolePolicyDocument", TRUST),
    ("get_account_authorization_details", {"Filter": ["Role"]}, "PolicyDocument", TEXT),
    ("get_account_authorization_details", {"Filter": ["User"]}, "PolicyDocument", TEXT),
    ("get_account_authorization_details", {"Filter": ["Group"]}, "PolicyDocument", TEXT),
    ("get_account_authorization_details", {"Filter": ["LocalManagedPolicy"]}, "Document", TEXT),
]


@pytest.mark.parametrize("operation, params, member, document", ANSWERS, ids=lambda v: v if isinstance(v, str) and len(v) < 40 else "")
def test_documents_are_encoded(full, raw, operation, params, member, document):
    assert f"<{member}>{quote(document, safe='')}</{member}>" in raw(operation, **params)


@pytest.mark.parametrize("operation, more", [("list_policy_versions", {}), ("create_policy_version", {"PolicyDocument": TEXT})])
def test_versions_are_listed_without_their_documents(full, raw, operation, more):
    answer = raw(operation, PolicyArn=full, **more)
    assert "<VersionId>" in answer and "Document>" not in answer
