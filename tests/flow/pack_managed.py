"""A test template: managed policies, their attachments, a service-linked role."""

import json

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow, document, policy

ARN = f"arn:aws:iam::{ACCOUNT}:policy/Sailing"
BUCKET_ARN, OTHER_BUCKET_ARN = "arn:aws:s3:::harbour", "arn:aws:s3:::marina"
READ_ONLY_ACCESS = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OWN_POLICY_ARN = "arn:${PARTITION}:iam::${ACCOUNT_ID}:policy/${POLICY_NAME}"


def value(name, **more):
    return {"name": name, "label": name.lower(), "help": "A value.", **more}


PACK = {
    "pack": "1", "name": "boats", "title": "Boats",
    "methods": [{"name": "both", "title": "Both", "gives": "Access.", "recommended": True}],
    "values": [value("POLICY_NAME", kind="policy-name", default="Sailing"),
               value("TAGS", kind="tags"),
               value("BUCKET", kind="bucket", default="harbour")],
    "resources": [
        {"id": "role", "kind": "role", "name": "Boat", "document": "trust.json"},
        {"id": "user", "kind": "user", "name": "Skipper"},
        {"id": "policy", "kind": "policy", "name": "${POLICY_NAME}", "description": "Lets boats sail", "document": "sailing.json"},
        {"id": "of-role", "kind": "role-policy-attachment", "name": "${POLICY_NAME}", "role": "Boat", "policy": OWN_POLICY_ARN,
         "needs": ["role", "policy"]},
        {"id": "of-user", "kind": "user-policy-attachment", "name": "${POLICY_NAME}", "user": "Skipper", "policy": OWN_POLICY_ARN,
         "needs": ["user", "policy"]},
        {"id": "reading", "kind": "role-policy-attachment", "name": "ReadOnlyAccess", "role": "Boat",
         "policy": "arn:${PARTITION}:iam::aws:policy/ReadOnlyAccess", "needs": ["role"]},
        {"id": "spot", "kind": "service-linked-role", "name": "spot.amazonaws.com"}],
}
WANTED = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:${PARTITION}:s3:::${BUCKET}"}]}
IDS = [row["id"] for row in PACK["resources"]]
CREATED, KEPT = dict.fromkeys(IDS, "create"), dict.fromkeys(IDS, "none")
SETUP = ("setup", "boats", "--no-probe", "--yes", "--json")
CHANGED = (*SETUP, "--set", "BUCKET=marina")


@pytest.fixture
def managed_pack(home, tmp_path):
    """The program's home, with this template for the following runs."""
    documents = tmp_path / "templates" / "boats" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "trust.json").write_text(json.dumps(EC2_TRUST))
    (documents / "sailing.json").write_text(json.dumps(WANTED))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    return home


def versions(iam):
    """Version -> its resource; the default version is last."""
    listed = iam.list_policy_versions(PolicyArn=ARN)["Versions"]
    listed.sort(key=lambda v: (v["IsDefaultVersion"], int(v["VersionId"][1:])))
    return {v["VersionId"]: document(iam.get_policy_version(PolicyArn=ARN, VersionId=v["VersionId"])["PolicyVersion"]["Document"])
            ["Statement"][0]["Resource"] for v in listed}


def add_version(iam, action, default=True):
    iam.create_policy_version(PolicyArn=ARN, PolicyDocument=policy(allow(action)), SetAsDefault=default)


def attached(iam):
    return {p["PolicyArn"] for p in iam.list_attached_user_policies(UserName="Skipper")["AttachedPolicies"]}
