"""What a role or a user has, read with single IAM calls: created manually, read by tests/flow/holdings.c."""

import json
import os
import subprocess

import pytest

from cloud import ACCOUNT, EC2_TRUST, REGION, allow, policy
from program import BROKEN, find_program

PAGES = 130  # more than IAM returns in one page


def holdings(cloud, kind, name, key=None):
    """Read as the operator, or with this key."""
    path = os.path.join(os.environ.get("top_builddir") or os.path.dirname(find_program()), "tests", "flow", "holdings")
    assert os.path.exists(path), f"{path} is not built: make check-programs"
    environment = {**os.environ, **cloud.environment, "AWS_REGION": REGION}
    if key:
        environment.update(AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"])
    done = subprocess.run([path, kind, name], env=environment, capture_output=True, text=True, timeout=120)
    assert not BROKEN.search(done.stderr), done.stderr
    return json.loads(done.stdout), done.stderr


def document(*statements):
    return json.loads(policy(*statements))


def own_policy(iam, name, path, *statements):
    return iam.create_policy(PolicyName=name, Path=path, PolicyDocument=policy(*statements))["Policy"]["Arn"]


def test_a_role(cloud, iam):
    """A role under the console's path, with policies of all kinds, the newest version of each, and a boundary."""
    edge = own_policy(iam, "Edge", "/", allow("*"))
    local = own_policy(iam, "Local", "/team/", allow("s3:GetObject"))
    iam.create_policy_version(PolicyArn=local, PolicyDocument=policy(allow("s3:PutObject")), SetAsDefault=True)
    managed = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    iam.create_role(RoleName="R", Path="/service-role/", Description="by hand 100%", AssumeRolePolicyDocument=json.dumps(EC2_TRUST),
                    PermissionsBoundary=edge, Tags=[{"Key": "a", "Value": "b"}])
    iam.put_role_policy(RoleName="R", PolicyName="One", PolicyDocument=policy(allow("ec2:*")))
    for arn in (local, managed):
        iam.attach_role_policy(RoleName="R", PolicyArn=arn)
    found, said = holdings(cloud, "role", "R")
    attached = {p["arn"]: p for p in found.pop("attached")}
    assert not said and found == {
        "kind": "role", "name": "R", "arn": f"arn:aws:iam::{ACCOUNT}:role/service-role/R", "path": "/service-role/", "description": "by hand 100%",
        "tags": {"a": "b"}, "trust": EC2_TRUST, "inline": [{"name": "One", "document": document(allow("ec2:*"))}],
        "boundary": {"arn": edge, "document": document(allow("*"))}, "unread": []}
    assert attached[local] == {"name": "Local", "arn": local, "document": document(allow("s3:PutObject"))}
    assert attached[managed]["name"] == "AmazonS3ReadOnlyAccess" and "s3:Get*" in json.dumps(attached[managed]["document"])


def test_a_user(cloud, iam):
    """Permissions from groups count; the password and each key are listed."""
    iam.create_user(UserName="U", Path="/people/")
    iam.put_user_policy(UserName="U", PolicyName="Own", PolicyDocument=policy(allow("sqs:*")))
    iam.create_group(GroupName="G")
    iam.put_group_policy(GroupName="G", PolicyName="OfGroup", PolicyDocument=policy(allow("iam:*")))
    iam.attach_group_policy(GroupName="G", PolicyArn=own_policy(iam, "Local", "/", allow("sns:*")))
    iam.add_user_to_group(GroupName="G", UserName="U")
    key = iam.create_access_key(UserName="U")["AccessKey"]["AccessKeyId"]
    iam.update_access_key(UserName="U", AccessKeyId=key, Status="Inactive")
    found, _ = holdings(cloud, "user", "U")
    assert found["path"] == "/people/" and found["arn"].endswith(":user/people/U") and found["unread"] == [] and "trust" not in found
    assert [p["name"] for p in found["inline"]] == ["Own"] and found["attached"] == []
    group, = found["groups"]
    assert group["inline"] == [{"name": "OfGroup", "document": document(allow("iam:*"))}]
    assert [(p["name"], p["document"]) for p in group["attached"]] == [("Local", document(allow("sns:*")))]
    assert found["password"] is False and found["keys"] == [{"id": key, "status": "Inactive"}]
    iam.create_login_profile(UserName="U", Password="Aa1!-" + "x" * 20)
    assert holdings(cloud, "user", "U")[0]["password"] is True


@pytest.mark.parametrize("kind", ["role", "user"])
def test_missing_role_or_user(cloud, kind):
    assert holdings(cloud, kind, "nobody") == (None, "")


def test_pagination(cloud, iam):
    """The maximum number of policies for a role, and more than IAM returns in one page."""
    iam.create_role(RoleName="R", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    tiny = '{"Statement":{"Effect":"Deny","Action":"a:%d","Resource":"*"}}'
    for n in range(PAGES):
        iam.put_role_policy(RoleName="R", PolicyName=f"p{n:03}", PolicyDocument=tiny % n)
    found, _ = holdings(cloud, "role", "R")
    assert [p["document"]["Statement"]["Action"] for p in found["inline"]] == [f"a:{n}" for n in range(PAGES)]


def test_permissions_that_cannot_be_read(cloud, iam):
    """The unreadable part is named with AWS's message; nothing is substituted for it."""
    iam.create_role(RoleName="R", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.put_role_policy(RoleName="R", PolicyName="One", PolicyDocument=policy(allow("ec2:*")))
    iam.create_user(UserName="reader")
    iam.put_user_policy(UserName="reader", PolicyName="P", PolicyDocument=policy(allow("iam:GetRole", "iam:ListRolePolicies")))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    cloud.secrets.append(key["SecretAccessKey"])
    found, _ = holdings(cloud, "role", "R", key)
    assert found["inline"] == [{"name": "One"}] and "attached" not in found
    unread = {(row["what"], row["name"]): row["error"] for row in found["unread"]}
    assert unread.keys() == {("inline", "One"), ("attached", "")}
    assert all(e["code"] == "AccessDenied" and e["message"] and e["request_id"] for e in unread.values())
    assert "iam:GetRolePolicy" in unread["inline", "One"]["message"] and "iam:ListAttachedRolePolicies" in unread["attached", ""]["message"]
    none, said = holdings(cloud, "user", "reader", key)
    assert none is None and "iam:GetUser" in said
