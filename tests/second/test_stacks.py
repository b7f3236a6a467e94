"""The CloudFormation form at the second cloud: its own CloudFormation creates what accredit then plans nothing for, and deletes it again."""

import json

import pytest

from cloud import until
from test_methods import with_cluster, with_key_file

# Types that ministack has not. Without them accredit still plans those resources, and those alone.
LACKING = {"AWS::IAM::ServiceLinkedRole": ("spot", "spotfleet"), "AWS::EKS::AccessEntry": ("mapping-vendor", "mapping-nodes"),
           "AWS::IAM::OIDCProvider": ("provider",)}
ESSENTIA = {"BUCKET": "rehearsal-of-others"}
IGNORED = {"bucket-logging"}  # ministack's stacks leave out a bucket's encryption, ownership, lifecycle and logging
# platform, method, policy, answers
FORMS = [
    ("essentia", "role", "workers-and-s3", lambda tmp_path, second: ESSENTIA),
    ("essentia", "command", "workers", lambda tmp_path, second: {**ESSENTIA, **with_key_file(tmp_path, second)}),
    ("iguazio", "role", "eks", lambda tmp_path, second: {"TAGS": "Team=data"}),
    ("deadline", "user", "managed", with_key_file),
    ("e6data", "irsa", "scoped", with_cluster),
]


def account(second):
    """Without instances: ministack launches them for dry runs, too."""
    return {kind: found for kind, found in second.snapshot().items() if kind != "machines"}


@pytest.mark.parametrize("platform, method, policy, answers", FORMS, ids=[f"{f[0]}-{f[1]}" for f in FORMS])
def test_stack(second, home, tmp_path, platform, method, policy, answers):
    if platform == "essentia":
        second.client("s3").create_bucket(Bucket=ESSENTIA["BUCKET"])
    given = [platform, "--method", method, "--policy", policy, *[w for k, v in answers(tmp_path, second).items() for w in ("--set", f"{k}={v}")]]
    before, folder = account(second), tmp_path / "handoff"
    home.expect(0, "handoff", *given, "--format", "cloudformation", "-o", str(folder), "--json")
    template = json.loads((folder / f"{platform}.template.json").read_text())
    lacking = {n: r["Type"] for n, r in template["Resources"].items() if r["Type"] in LACKING}
    template["Resources"] = {n: r for n, r in template["Resources"].items() if n not in lacking}
    client = second.client("cloudformation")
    stack = client.create_stack(StackName="one", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"])["StackId"]

    def status():
        found = client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
        return not found.endswith("_IN_PROGRESS") and found
    assert until(status, 60) == "CREATE_COMPLETE"
    planned = home.run("setup", *given, "--plan", "--json")
    left = {i for i, action in planned.actions.items() if action not in ("none", "adopt")}
    assert left <= {"key", "key-file", *IGNORED, *(i for kind in lacking.values() for i in LACKING[kind])}, planned.diffs
    client.delete_stack(StackName="one")
    assert until(status, 60) == "DELETE_COMPLETE"
    assert account(second) == before
