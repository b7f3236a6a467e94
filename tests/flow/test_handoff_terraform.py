"""The hand-off to Terraform: what each module's files are, that HashiCorp's parser and the provider's schema take them, and that they create
what a setup would.
"""

import json
import os
import random
import shutil
import subprocess
import unicodedata

import pytest

import terraform_schema
from cloud import ACCOUNT, REGION, TOP
from kube_client import Kube
from terraform_module import Module, check_format

NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None}
ANSWERS = {
    "essentia": {"BUCKET": "rehearsal"},
    "deadline": {"PUBLIC_IPS": "203.0.113.4,198.51.100.0/24"},
    "iguazio": {},
    "e6data": {"CLUSTER_NAME": "practice", "WORKSPACE_NAME": "works", "NAMESPACE": "ns", "BUCKET": "own-bucket", "DATA_BUCKETS": "rehearsal,kept",
               "UNLOAD_BUCKET": "kept", "E6DATA_PRINCIPAL_ARN": "arn:aws:iam::298655976287:root", "EXTERNAL_ID": "ext-1",
               "OIDC_PROVIDER_SUFFIX": "oidc.eks.us-east-1.amazonaws.com/id/3B7442A0236DE2BA84787C6D9CD67332",
               "PARTS": "bucket,engine,glue,unload,cross-account,cluster,karpenter,alb,queue,mapping,service-account"},
}
FULL = {"TAGS": "team=a b,cost=x:y/z@1+2=3", "PERMISSIONS_BOUNDARY": f"arn:aws:iam::{ACCOUNT}:policy/Limit"}
# kind: the provider's resource, the argument that is its name, the argument that is its document
KINDS = {
    "role": ("aws_iam_role", "name", "assume_role_policy"),
    "role-policy": ("aws_iam_role_policy", "name", "policy"),
    "user": ("aws_iam_user", "name", None),
    "user-policy": ("aws_iam_user_policy", "name", "policy"),
    "policy": ("aws_iam_policy", "name", "policy"),
    "instance-profile": ("aws_iam_instance_profile", "name", None),
    "role-policy-attachment": ("aws_iam_role_policy_attachment", None, None),
    "user-policy-attachment": ("aws_iam_user_policy_attachment", None, None),
    "service-linked-role": ("aws_iam_service_linked_role", "aws_service_name", None),
    "oidc-provider": ("aws_iam_openid_connect_provider", None, None),
    "bucket": ("aws_s3_bucket", "bucket", None),
    "bucket-policy": ("aws_s3_bucket_policy", "bucket", "policy"),
    "bucket-logging": ("aws_s3_bucket_logging", "bucket", None),
    "queue": ("aws_sqs_queue", "name", None),
    "event-rule": ("aws_cloudwatch_event_rule", "name", "event_pattern"),
    "cluster-access": ("aws_eks_access_entry", None, None),
    "pod-identity-association": ("aws_eks_pod_identity_association", "service_account", None),
}
ELSEWHERE = {"instance-profile-role", "access-key", "credentials-csv", "credentials-profile", "namespace", "service-account"}


def pack(platform, folder=os.path.join(TOP, "templates")):
    with open(os.path.join(folder, platform, "pack.json"), encoding="utf-8") as file:
        return json.load(file)


def cases():
    for platform in ANSWERS:
        one = pack(platform)
        for method in one["methods"]:
            policies = [p["name"] for p in one["policies"] if method["name"] not in p.get("refused", {})]
            yield pytest.param(platform, method["name"], policies, id=f"{platform}-{method['name']}")


def options(answers):
    return [w for name, value in answers.items() for w in ("--set", f"{name}={value}")]


def handoff(home, folder, platform, *words, answers):
    home.expect(0, "handoff", platform, *options({"ACCOUNT_ID": ACCOUNT, "REGION": REGION, **answers}), "--format", "terraform", "-o", str(folder),
                *words, env=NO_CREDENTIALS)
    return Module(folder)


def wanted(home, platform, *words, answers, code=2):
    """What a setup would create in the account: ID -> (kind, name, {path: text})."""
    known = json.dumps(pack(platform, home.environment.get("ACCREDIT_TEMPLATES", os.path.join(TOP, "templates"))))
    where = {n: v for n, v in {"KEY_FILE": os.path.join(home.folder, "key.csv"), "PROFILE": "other"}.items() if f'"{n}"' in known}
    plan = home.expect(code, "setup", platform, *options({**where, **answers}), *words, "--plan", "--no-probe", "--json").of("plan")[0]
    return {s["id"].removesuffix(".create"): (s["kind"], s["name"], {r["path"]: r["wanted"] for r in s["diff"]})
            for s in plan["steps"] if s["action"] == "create"}


def check_files(module, folder):
    """Format, schema, and what every file must have."""
    for name, text in module.texts.items():
        try:
            check_format(text)
        except AssertionError as wrong:
            raise AssertionError(f"{name}:{wrong}") from wrong
    if shutil.which("terraform"):
        subprocess.run(["terraform", "fmt", "-check", "-diff"], cwd=folder, check=True, env={**os.environ, "CHECKPOINT_DISABLE": "1"})
    assert terraform_schema.check(module.blocks) == []
    for name, variable in module.variables.items():
        assert variable["description"] and variable["type"] and "default" in variable, name
    for name, output in module.parsed["outputs.tf"].get("output", {}).items():
        assert output["description"] and "value" in output, name
    assert module.parsed["versions.tf"]["terraform"]["required_providers"]["aws"]["source"] == "hashicorp/aws"


def check_same(module, steps):
    """Every step of the setup has its resource, with the same name, document, description and tags."""
    for step, (kind, name, parts) in steps.items():
        if kind in ELSEWHERE:
            continue
        type_, named, document = KINDS[kind]
        block = module.resources[type_, step.replace("-", "_")]
        assert not named or block[named] == name, step
        if document:
            assert block[document] == parts.get("document", parts.get("pattern")), step
        if kind == "queue":
            assert module.resources["aws_sqs_queue_policy", step]["policy"] == parts["document"]
            assert str(block["message_retention_seconds"]) == parts["retention"]
        assert kind == "policy" or block.get("description", "") == parts.get("description", ""), step
        tags = {p.removeprefix("tags."): v for p, v in parts.items() if p.startswith("tags.")}
        assert kind == "service-linked-role" or not tags or module.tags(block) == tags, step
        assert not parts.get("boundary") or block["permissions_boundary"] == parts["boundary"], step
        assert not parts.get("path") or block["path"] == parts["path"], step
    made = {(t, n) for t, n in module.resources if t in {k[0] for k in KINDS.values()}}
    assert made == {(KINDS[k][0], i.replace("-", "_")) for i, (k, _, _) in steps.items() if k not in ELSEWHERE}


def issuer(cloud):
    """That of the cluster, without https://."""
    cluster = cloud.client("eks").describe_cluster(name="practice")["cluster"]
    return cluster["identity"]["oidc"]["issuer"].removeprefix("https://")


@pytest.mark.parametrize("platform, method, policies", list(cases()))
def test_same_as_a_setup(home, cloud, platform, method, policies, tmp_path):
    given = {}
    cloud.client("iam").create_policy(PolicyName="Limit", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
    if platform == "e6data":
        Kube(cloud, "practice", "API").eks.create_addon(clusterName="practice", addonName="eks-pod-identity-agent")
        given = {"OIDC_PROVIDER_SUFFIX": issuer(cloud)}
    for i, policy in enumerate(policies):
        answers = {**ANSWERS[platform], **given, **(FULL if i % 2 else {}), **({"PATH": "/team/x/"} if i % 2 and platform != "deadline" else {})}
        words = ["--method", method, "--policy", policy]
        module = handoff(home, tmp_path / policy, platform, *words, answers=answers)
        check_files(module, tmp_path / policy)
        check_same(module, wanted(home, platform, *words, answers=answers))


# Texts

AWKWARD = ['"', "\\", "$", "%", "{", "}", "${", "%{", "$${", "%%{", "${aws:username}", "=@ROLE_NAME@=", "$=@PATH@=", "\n", "\r", "\t", "\x01", "\x7f", "'", "`",
           " ", "#", "//", "/*", "<<EOT", "é", "ß", "語", "\U0001f600", "a", "1", "&", "<", "~}", "\u2028"]


def awkward(chance):
    """A text of such parts that is no placeholder of a template, in the form that Terraform keeps: NFC."""
    return unicodedata.normalize("NFC", "".join(chance.choice(AWKWARD) for _ in range(chance.randrange(1, 9))))


@pytest.mark.parametrize("seed", range(4))
def test_awkward_texts_survive(home, tmp_path, seed):
    chance = random.Random(seed)
    folder = tmp_path / "templates" / "essentia"
    shutil.copytree(os.path.join(TOP, "templates", "essentia"), folder)
    statement = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"],
                 "Condition": {"StringEquals": {"aws:PrincipalTag/" + awkward(chance): awkward(chance) for _ in range(12)},
                               "StringLike": {"aws:userid": [awkward(chance) for _ in range(12)]}}}
    with open(folder / "documents" / "workers.json", "w", encoding="utf-8") as file:
        json.dump({"Version": "2012-10-17", "Statement": [statement]}, file)
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    description = "".join(c for c in "".join(awkward(chance) for _ in range(20)) if " " <= c <= "~").strip()
    answers = {"ROLE_DESCRIPTION": description, "TAGS": "a=b=c,d e=é ß"}
    words = ["--policy", "workers"]
    module = handoff(home, tmp_path / "module", "essentia", *words, answers=answers)
    check_files(module, tmp_path / "module")
    check_same(module, wanted(home, "essentia", *words, answers=answers))
    assert module.resources["aws_iam_role_policy", "policy"]["policy"]["Statement"] == [statement]
    assert module.resources["aws_iam_role", "role"]["description"] == description


def test_default_parts_are_in_the_module(home, other_home, tmp_path):
    answers = {name: value for name, value in ANSWERS["e6data"].items() if name != "PARTS"}
    module = handoff(home, tmp_path / "default", "e6data", answers=answers)
    chosen = handoff(other_home, tmp_path / "chosen", "e6data", answers={**answers, "PARTS": "mapping,cross-account,unload,engine,bucket"})
    assert ("aws_s3_bucket", "bucket") in module.resources
    assert module.resources == chosen.resources


# Variables

def test_names_follow_their_variables(home, other_home, tmp_path):
    answers = ANSWERS["e6data"]
    module = handoff(home, tmp_path / "one", "e6data", "--policy", "scoped", answers=answers)
    other = {"NODE_ROLE_NAME": "Nodes", "BUCKET": "other-bucket", "QUEUE_NAME": "other-queue", "PATH": "/a/b/", "ENGINE_ROLE_NAME": "Engine"}
    same = handoff(other_home, tmp_path / "two", "e6data", "--policy", "scoped", answers={**answers, **other})
    changed = Module(tmp_path / "one", **{n.lower(): f'"{v}"' for n, v in other.items()})
    assert changed.resources == same.resources != module.resources
    assert "/a/b/Nodes" in json.dumps(changed.resources["aws_iam_policy", "karpenter_policy"])
    without = Module(tmp_path / "one", create_provider="false", create_mapping_nodes="false")
    gone = {("aws_iam_openid_connect_provider", "provider"), ("aws_eks_access_entry", "mapping_nodes")}
    assert set(module.resources) - set(without.resources) == gone


def test_shared_resources_can_exist_already(home, tmp_path):
    module = handoff(home, tmp_path / "module", "deadline", answers={})
    choices = {n for n in module.variables if n.startswith("create_")}
    assert choices == {"create_worker_profile", "create_fleet_role", "create_tracker_role", "create_spot", "create_spotfleet"}
    none = Module(tmp_path / "module", **dict.fromkeys(choices, "false"))
    assert none.resources["aws_iam_role_policy_attachment", "tracker_access"]["role"] == "DeadlineResourceTrackerAccessRole"
    assert ("aws_iam_role", "tracker_role") not in none.resources and ("aws_iam_role", "worker_role") in none.resources


def test_readme(home, tmp_path):
    module = handoff(home, tmp_path / "module", "iguazio", answers={})
    with open(tmp_path / "module" / "README.md", encoding="utf-8") as file:
        text = file.read()
    for part in ["terraform init", "terraform destroy", "terraform import aws_iam_user.user Provazio", "| `user_name` | `--set USER_NAME=...` |",
                 "access key of user `Provazio`", "accredit setup iguazio --answers answers.json", "accredit verify --answers answers.json", "prevent_destroy"]:
        assert part in text, part
    assert module.blocks["aws_iam_user"]["user"]["lifecycle"] == {"prevent_destroy": True}
    assert "AKIA" not in "".join(module.texts.values()) + text


# Applied, where Terraform and the provider are: ACCREDIT_TERRAFORM_RC is a configuration of Terraform that finds the provider on this computer

@pytest.mark.skipif("ACCREDIT_TERRAFORM_RC" not in os.environ, reason="ACCREDIT_TERRAFORM_RC names no configuration of Terraform")
@pytest.mark.parametrize("platform", list(ANSWERS))
def test_applied_and_destroyed(home, cloud, platform, tmp_path):
    answers = {**ANSWERS[platform], "TAGS": FULL["TAGS"]}
    if platform == "e6data":
        Kube(cloud, "practice", "API")
        answers["OIDC_PROVIDER_SUFFIX"] = issuer(cloud)
    folder = tmp_path / "module"
    handoff(home, folder, platform, answers=answers)
    before = cloud.snapshot()

    def terraform(*words, code=0):
        environment = {**os.environ, **{k: v for k, v in cloud.environment.items() if k.startswith("AWS_")}, "CHECKPOINT_DISABLE": "1",
                       "TF_CLI_CONFIG_FILE": os.environ["ACCREDIT_TERRAFORM_RC"], "AWS_S3_USE_PATH_STYLE": "true"}
        done = subprocess.run(["terraform", *words, "-no-color"], cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr

    terraform("init")
    terraform("apply", "-auto-approve")
    terraform("plan", "-detailed-exitcode")
    steps = wanted(home, platform, answers=answers, code=0 if platform == "essentia" else 2)  # the others have keys, or objects in the cluster
    assert {kind for kind, _, _ in steps.values()} <= ELSEWHERE - {"instance-profile-role"}
    (folder / "main.tf").write_text((folder / "main.tf").read_text().replace("prevent_destroy = true", "prevent_destroy = false"))
    terraform("destroy", "-auto-approve")
    assert cloud.snapshot() == before
