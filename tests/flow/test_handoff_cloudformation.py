"""handoff --format cloudformation: the template deployed on the practice cloud is what a setup creates; changed, and deleted again."""

import json
import os
import shutil
import subprocess
import sys

import boto3
import pytest
from botocore.config import Config

from cloud import ACCOUNT, REGION, TOP
from stack_helpers import ACCESS, OWN, Stack, everything, template_in, without_own_tags, without_tags
from test_e6data import ANSWERS, cluster  # noqa: F401  (a fixture)

LINT = os.path.join(os.path.dirname(sys.executable), "cfn-lint")
UNTAGGED = ("policies", "profiles")  # AWS::IAM::ManagedPolicy and AWS::IAM::InstanceProfile have no tags
WHOLE = "bucket,engine,glue,unload,cross-account,cluster,karpenter,alb,queue,mapping,service-account"
AWKWARD = 'a "quoted" ${HOME} $(x) `y` \\ {{z}} %s'
ESSENTIA = {"BUCKET": "rehearsal"}
DEADLINE = {"PUBLIC_IPS": "192.0.2.7,198.51.100.0/24"}
OF_ESSENTIA = ("workers", "workers-scoped", "workers-and-s3", "workers-and-s3-scoped", "workers-and-s3-and-redshift",
               "workers-and-s3-and-redshift-scoped", "s3", "s3-scoped", "redshift", "redshift-scoped", "v3.0-workers", "v3.0-workers-and-redshift")
NOT_CONFIGURE = {p for p in OF_ESSENTIA if "s3" in p}
NOT_COMMAND = {"redshift", "redshift-scoped"}
OF_E6DATA = {**ANSWERS, "PARTS": WHOLE}
# platform, method, policy, answers: every combination that a setup takes
COMBINATIONS = [
    *[("essentia", "role", p, {**ESSENTIA, "ROLE_DESCRIPTION": AWKWARD, "ROLE_NAME": "a+=,.@-_Z"}) for p in OF_ESSENTIA],
    *[("essentia", "configure", p, {}) for p in OF_ESSENTIA if p not in NOT_CONFIGURE],
    *[("essentia", "command", p, ESSENTIA) for p in OF_ESSENTIA if p not in NOT_COMMAND],
    *[("iguazio", m, p, {"PATH": "/team/", "POLICY_DESCRIPTION": AWKWARD}) for m in ("user", "role") for p in ("eks", "vanilla")],
    *[("deadline", m, p, DEADLINE if "ip" in p else {}) for m in ("user", "profile", "instance-role") for p in ("managed", "source-ip", "source-ip-deny")],
    *[("e6data", m, p, OF_E6DATA) for m in ("irsa", "pod-identity") for p in ("documented", "scoped")],
]
METHODS = sorted({row[:2] for row in COMBINATIONS})
ALL = os.environ.get("ACCREDIT_MATRIX") == "all"  # otherwise one or two policies a method, and one method a platform


def policies_of(platform, method):
    rows = [r for r in COMBINATIONS if r[:2] == (platform, method)]
    return rows if ALL else rows[:2] if method == "role" else rows[-1:]


TAGS = {"TAGS": "Team=data,Cost centre=a+b c"}
# One of each method, with all that a setup sets.
WHOLLY = [("essentia", "role", "workers-and-s3", {**ESSENTIA, **TAGS, "ROLE_DESCRIPTION": AWKWARD}), ("essentia", "command", "workers", {**ESSENTIA, **TAGS}),
          ("iguazio", "user", "eks", {**TAGS, "PATH": "/team/"}), ("iguazio", "role", "vanilla", TAGS),
          ("deadline", "user", "source-ip", {**DEADLINE, **TAGS}), ("deadline", "instance-role", "managed", {}),
          ("e6data", "irsa", "documented", {**OF_E6DATA, **TAGS}), ("e6data", "pod-identity", "scoped", OF_E6DATA)]
PLAYED = WHOLLY if ALL else [row for i, row in enumerate(WHOLLY) if row[0] not in [r[0] for r in WHOLLY[:i]]]


def named(rows):
    return [f"{r[0]}-{r[1]}-{r[2]}" for r in rows]


def words(platform, method, policy, answers):
    return [platform, "--method", method, "--policy", policy, *[w for k, v in answers.items() for w in ("--set", f"{k}={v}")]]


@pytest.fixture
def prepared(cloud, request):
    """The account before: for e6data a cluster and buckets with data."""
    if request.node.callspec.params.get("platform") == "e6data":
        request.getfixturevalue("cluster")
        cloud.client("eks").create_addon(clusterName="one", addonName="eks-pod-identity-agent")
    return everything(cloud)


@pytest.fixture
def handoff(tmp_path):
    """Writes a hand-off; returns its folder."""
    def write(home, *given):
        folder = tmp_path / f"handoff{len(list(tmp_path.glob('handoff*')))}"
        home.expect(0, "handoff", *given, "--format", "cloudformation", "-o", str(folder), "--json")
        return folder
    return write


def left_to_do(plan):
    """The resources that the plan would create, change or remove."""
    return {i for i, action in plan.actions.items() if action not in ("none", "adopt")}


# What "stays" when a setup is removed is retained by a stack, too.
KEPT = ("Provazio",)


def forget_kept(cloud):
    iam = cloud.client("iam")
    for user in iam.list_users()["Users"]:
        if user["UserName"] in KEPT:
            iam.delete_user(UserName=user["UserName"])


def with_files(home, method, answers):
    """Where keys go; and of e6data what has no cluster in it, which only the cluster has."""
    files = {"KEY_FILE": f"{home.folder}/key.csv"} if method in ("user", "command") else {}
    parts = answers.get("PARTS")
    return {**files, **({"PARTS": parts.replace(",service-account", "")} if parts else {})}


BY_SETUP = {"key", "key-file", "profile", "key-profile", "service-account", "namespace", "helm-values", "env-file"}


@pytest.mark.parametrize("platform, method", METHODS, ids=["-".join(m) for m in METHODS])
def test_nothing_is_left_to_plan(home, cloud, handoff, prepared, platform, method):
    """With each policy, the stack updated from one to the next: accredit plans what no template can create and nothing else. The stack's
    removal leaves the account as before."""
    place = {"user": "KEY_FILE", "command": "KEY_FILE", "configure": "CARRY_FILE", "profile": "CARRY_FILE"}.get(method)
    where = ["--set", f"{place}={home.folder}/key"] if place else []
    stack = Stack(cloud, f"accredit-{platform}")
    for number, row in enumerate(policies_of(platform, method)):
        home.environment["XDG_STATE_HOME"] = f"{home.folder}/state{number}"  # the operator has no record of another policy
        folder = handoff(home, *words(*row))
        (stack.update if number else stack.create)(template_in(folder))
        if not number:
            home.run("verify", "--answers", str(folder / "answers.json"), "--no-probe", "--json")
        planned = home.run("setup", *words(*row), "--plan", "--json", *where)
        assert left_to_do(planned) <= BY_SETUP, (row, planned.diffs)
    stack.delete()
    forget_kept(cloud)
    assert everything(cloud) == prepared


@pytest.mark.parametrize("platform, method, policy, answers", PLAYED, ids=named(PLAYED))
def test_same_as_setup(key_home, cloud, handoff, prepared, platform, method, policy, answers):
    """Documents, names, settings and tags are those of a setup; so are the outputs."""
    given = words(platform, method, policy, {k: v for k, v in answers.items() if k != "PARTS"} | with_files(key_home, method, answers))
    made = key_home.expect(0, "setup", *given, "--no-probe", "--yes", "--json")
    wanted, outputs = everything(cloud), made.result["outputs"]
    key_home.expect(0, "remove", platform, "--with-kept", "--yes", "--json")
    assert everything(cloud) == prepared
    stack = Stack(cloud, "made-by-others").create(template_in(handoff(key_home, *given)))
    found = everything(cloud)
    assert without_tags(without_own_tags(found), *UNTAGGED) == without_tags(wanted, *UNTAGGED)
    ours = {k: v for k, v in outputs.items() if not k.endswith(("_id", "_file"))}
    assert ours == {k: v for k, v in stack.outputs.items() if k in ours}
    stack.delete()
    forget_kept(cloud)
    assert everything(cloud) == prepared


def written(tmp_path, home, rows):
    """The templates of these combinations in files; works without credentials."""
    files = []
    environment = {k: None for k in home.environment if k.startswith("AWS_")} | {"AWS_EC2_METADATA_DISABLED": "true"}
    for number, row in enumerate(rows):
        issuer = ["--set", "OIDC_PROVIDER_SUFFIX=oidc.eks.us-east-1.amazonaws.com/id/" + "0123456789ABCDEF" * 2] if "irsa" in row else []
        folder = tmp_path / f"offline{number}"
        home.expect(0, "handoff", *words(*row), *issuer, "--set", f"ACCOUNT_ID={ACCOUNT}", "--set", "REGION=us-east-1", "--format", "cloudformation",
                    "-o", str(folder), "--json", env=environment)
        path = tmp_path / f"{number}-{'-'.join(row[:3])}.json"
        path.write_text(template_in(folder), encoding="utf-8")
        files.append(str(path))
    return files


@pytest.mark.parametrize("platform", sorted({platform for platform, _ in METHODS}))
def test_every_template_is_clean(home, tmp_path, platform):
    """cfn-lint knows CloudFormation's schemas: types, properties, references, conditions, patterns."""
    files = written(tmp_path, home, [row for row in COMBINATIONS + WHOLLY if row[0] == platform])
    with open(files[0], encoding="utf-8") as file:
        broken = json.load(file)
    next(iter(broken["Resources"].values()))["Properties"]["NoProperty"] = "a"  # the check can fail
    (tmp_path / "broken.json").write_text(json.dumps(broken), encoding="utf-8")
    told = subprocess.run([LINT, "--format", "parseable", *files, str(tmp_path / "broken.json")], capture_output=True, text=True, check=False)
    line, = told.stdout.splitlines()
    assert "broken.json" in line and "NoProperty" in line, told.stdout + told.stderr


def test_changed_parameters(home, cloud, handoff):
    """Another name, boundary, path and tag: what used the old name follows; the old resources are gone."""
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    text = template_in(handoff(home, *words("deadline", "user", "source-ip", {**DEADLINE, **TAGS})))
    stack = Stack(cloud, "one").create(text)
    stack.update(text, PolicyName="Another", WorkerRoleName="DeadlineSpotOther", PermissionsBoundary=boundary, Tag1Value="new", ExtraTagKey="More",
                 ExtraTagValue="yes")
    found = everything(cloud)
    assert set(found["policies"]) == {f"arn:aws:iam::{ACCOUNT}:policy/Another", f"arn:aws:iam::{ACCOUNT}:policy/Another-Tracker"}
    user = found["users"]["DeadlineSpotEventPluginAdmin"]
    assert user["attached"] == sorted(found["policies"]) and user["boundary"] == boundary
    assert without_own_tags(user["tags"]) == {"Team": "new", "Cost centre": "a+b c", "accredit:setup": "deadline", "More": "yes"}
    assert "DeadlineSpotWorker" not in found["roles"] and found["roles"]["DeadlineSpotOther"]["boundary"] == boundary
    assert found["profiles"]["DeadlineSpotOther"]["roles"] == ["DeadlineSpotOther"] and "DeadlineSpotWorker" not in found["profiles"]
    assert stack.outputs["worker-role_arn"] == f"arn:aws:iam::{ACCOUNT}:role/DeadlineSpotOther"
    stack.update(text, Tag1Value="new")
    assert "More" not in everything(cloud)["users"]["DeadlineSpotEventPluginAdmin"]["tags"]
    assert everything(cloud)["users"]["DeadlineSpotEventPluginAdmin"]["boundary"] is None
    stack.delete()


@pytest.mark.parametrize("platform", ["e6data"])
def test_names_in_documents_follow(home, cloud, handoff, prepared, platform):
    """The name of a queue, of a bucket and of a role in documents and ARNs of others; the log goes to the bucket itself."""
    text = template_in(handoff(home, *words("e6data", "irsa", "documented", OF_E6DATA)))
    stack = Stack(cloud, "one").create(text, QueueName="another", BucketName="another-bucket", NodeRoleName="Another", Path="/x/")
    found = everything(cloud)
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:another"
    assert {t for r in found["rules"].values() for _, t in r["targets"]} == {queue}
    karpenter = json.dumps(next(p["document"] for n, p in found["policies"].items() if "karpenter-controller" in n))
    assert queue in karpenter and f"arn:aws:iam::{ACCOUNT}:role/x/Another" in karpenter
    assert found["buckets"]["another-bucket"]["logging"]["TargetBucket"] == "another-bucket"
    assert "arn:aws:s3:::another-bucket" in json.dumps(found["buckets"]["another-bucket"]["policy"])
    assert f"one arn:aws:iam::{ACCOUNT}:role/x/Another" in found["entries"]
    stack.delete()
    assert everything(cloud) == prepared


@pytest.mark.parametrize("platform", ["e6data"])
def test_what_exists_is_not_created(home, cloud, handoff, prepared, platform):
    """Create...=no: the OIDC provider, the bucket and the access entries of others stay as they are, with the stack and without it."""
    text = template_in(handoff(home, *words("e6data", "irsa", "documented", OF_E6DATA)))
    issuer = next(r["Properties"]["Url"] for r in json.loads(text)["Resources"].values() if r["Type"] == "AWS::IAM::OIDCProvider")
    cloud.client("iam").create_open_id_connect_provider(Url=issuer, ClientIDList=["others"])
    cloud.client("s3").create_bucket(Bucket=ANSWERS["BUCKET"])
    before = everything(cloud)
    stack = Stack(cloud, "one")
    stack.create(text, "ROLLBACK_COMPLETE")
    assert everything(cloud) == before and any("already exists" in e["ResourceStatusReason"] for e in stack.failures())
    stack.delete()
    stack.create(text, CreateProvider="no", CreateBucket="no", CreateMappingVendor="no", CreateMappingNodes="no")
    found = everything(cloud)
    for kind in ("providers", "buckets", "entries"):
        assert found[kind] == before[kind], kind
    stack.delete()
    assert everything(cloud) == before


def test_fixed_names_that_exist(home, cloud, handoff):
    """Roles of fixed names and service-linked roles that are there are used as they are."""
    iam = cloud.client("iam")
    iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")
    iam.create_role(RoleName="aws-ec2-spot-fleet-tagging-role", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "spotfleet.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    before = everything(cloud)
    folder = handoff(home, *words("deadline", "user", "managed", {}))
    stack = Stack(cloud, "one").create(template_in(folder), CreateSpot="no", CreateFleetRole="no")
    assert everything(cloud)["roles"]["aws-ec2-spot-fleet-tagging-role"] == before["roles"]["aws-ec2-spot-fleet-tagging-role"]
    readme = (folder / "README.txt").read_text()
    assert "With CreateFleetRole=no" in readme and "--role-name aws-ec2-spot-fleet-tagging-role --policy-arn arn:aws:iam::aws:policy/service-role/" in readme
    stack.delete()
    assert everything(cloud) == before


def test_the_callers_permissions_count(home, cloud, handoff):
    """A stack has no permissions of its own: without iam:CreateRole nothing is created, and the stack says why."""
    iam = cloud.client("iam")
    iam.create_user(UserName="deployer")
    iam.put_user_policy(UserName="deployer", PolicyName="some", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "iam:CreateInstanceProfile", "Resource": "*"}]}))
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    before = everything(cloud)
    text = template_in(handoff(home, *words("essentia", "role", "workers", ESSENTIA)))
    stack = Stack(cloud, "one")
    stack.client = cloud.client("cloudformation", key["AccessKeyId"], key["SecretAccessKey"])
    stack.create(text, "ROLLBACK_COMPLETE")
    assert any("iam:CreateInstanceProfile" in e["ResourceStatusReason"] for e in stack.failures())
    assert everything(cloud) == before


def test_accredit_honors_the_stack(home, cloud, handoff):
    """CloudFormation's own tags are no difference, and what a stack owns is not removed."""
    given = words("essentia", "role", "workers", {**ESSENTIA, **TAGS})
    folder = handoff(home, *given)
    stack = Stack(cloud, "one").create(template_in(folder))
    assert OWN + "stack-name" in everything(cloud)["roles"]["EssentiaMaster"]["tags"]
    home.expect(0, "verify", "--answers", str(folder / "answers.json"), "--no-probe", "--json")
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    before = everything(cloud)
    home.expect(0, "remove", "essentia", "--with-kept", "--yes", "--json")
    assert everything(cloud) == before
    stack.delete()
    # a role of accredit's that a stack has taken over
    home.expect(0, "setup", *given, "--name", "second", "--no-probe", "--yes", "--json")
    as_cloudformation = boto3.session.Session(cloud.operator["access_key_id"], cloud.operator["secret_access_key"], region_name=REGION).client(
        "iam", endpoint_url=cloud.url, config=Config(user_agent="cloudformation.amazonaws.com"))
    as_cloudformation.tag_role(RoleName="EssentiaMaster", Tags=[{"Key": OWN + "stack-name", "Value": "theirs"}])
    removed = home.run("remove", "second", "--yes", "--json")
    assert "EssentiaMaster" in everything(cloud)["roles"]
    assert any("stack 'theirs'" in json.dumps(e) for e in removed.of("left")), removed


def test_the_readmes_commands(home, cloud, handoff, tmp_path):
    """aws cloudformation deploy as README.txt says it: a change set, which the AWS CLI makes and executes."""
    folder = handoff(home, *words("essentia", "role", "workers", ESSENTIA))
    readme = (folder / "README.txt").read_text()
    command = readme.partition("    aws cloudformation deploy")[2].partition("\n\n")[0].replace("\\\n", " ").split()
    run = [sys.executable, "-m", "awscli", "cloudformation", "deploy", *command, "--no-execute-changeset"]
    environment = {**home.environment, "PATH": home.environment["PATH"]}
    told = subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    client, stack = cloud.client("cloudformation"), Stack(cloud, "accredit-essentia")
    change = told.stdout.partition("--change-set-name ")[2].split()[0]
    client.execute_change_set(ChangeSetName=change)
    assert stack.ended() == "CREATE_COMPLETE" and "EssentiaMaster" in cloud.roles()
    told = subprocess.run(run[:-1], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0 and "No changes to deploy" in told.stdout + told.stderr
    stack.delete()


def test_large_templates_go_through_s3(home, cloud, handoff, tmp_path):
    """Over 51,200 bytes CloudFormation refuses a template that comes in the call; the text says how to upload it."""
    pack = tmp_path / "templates" / "essentia"
    shutil.copytree(os.path.join(TOP, "templates", "essentia"), pack)
    rows = json.loads((pack / "pack.json").read_text())
    for number in range(12):
        rows["resources"].append({"id": f"more-{number}", "kind": "policy", "name": f"More{number}", "document": "more.json"})
    (pack / "pack.json").write_text(json.dumps(rows))
    actions = [f"s3:Get{'x' * 60}{n:02}" for n in range(80)]
    (pack / "documents" / "more.json").write_text(json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}))
    home.environment["ACCREDIT_TEMPLATES"] = str(pack.parent)
    folder = handoff(home, *words("essentia", "role", "workers", ESSENTIA))
    text, readme = template_in(folder), (folder / "README.txt").read_text()
    assert len(text.encode()) > 51200 and "--s3-bucket BUCKET" in readme and f"{len(text.encode())} bytes" in readme
    stack, s3 = Stack(cloud, "one"), cloud.client("s3")
    with pytest.raises(stack.client.exceptions.ClientError, match="51200"):
        stack.create(text)
    s3.put_object(Bucket="rehearsal", Key="one.json", Body=text.encode())
    stack.id = stack.client.create_stack(StackName="one", TemplateURL="https://s3.us-east-1.amazonaws.com/rehearsal/one.json",
                                         Capabilities=ACCESS)["StackId"]
    assert stack.ended() == "CREATE_COMPLETE", stack.failures()
    assert len(everything(cloud)["policies"]) == 12
    stack.delete()
