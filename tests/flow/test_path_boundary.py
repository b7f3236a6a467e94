"""PATH and PERMISSIONS_BOUNDARY: answers for the roles and users that accredit creates."""

import json

import pytest

from cloud import ACCOUNT, EC2_TRUST, Cloud, allow, document, policy
from fixtures import QUICK
from kube_client import MAP, Kube
from program import Program

AWS_ONE, AWS_TWO = (f"arn:aws:iam::aws:policy/{name}" for name in ("AdministratorAccess", "PowerUserAccess"))
PATH = "/team/a/"
ROLE = f"arn:aws:iam::{ACCOUNT}:role{PATH}EssentiaMaster"
SCOPED = ("setup", "essentia", "--no-probe", "--yes", "--json", "--policy", "workers-scoped")
BOTH = ("--set", f"PATH={PATH}", "--set", f"PERMISSIONS_BOUNDARY={AWS_ONE}")
E6DATA = ("setup", "e6data", "--no-probe", "--json", "--set", "PARTS=engine,cross-account,karpenter,mapping", "--set", "CLUSTER_NAME=dock",
          "--set", "WORKSPACE_NAME=work", "--set", "NAMESPACE=ns", "--set", "DATA_BUCKETS=rehearsal", "--set", "BUCKET=rehearsal",
          "--set", "E6DATA_PRINCIPAL_ARN=arn:aws:iam::210987654321:role/mapped", "--set", "EXTERNAL_ID=an-id")


def boundary(iam, role="EssentiaMaster"):
    return iam.get_role(RoleName=role)["Role"].get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")


def test_setup_and_remove(home, cloud, iam):
    before = cloud.snapshot()
    made = home.expect(0, *SCOPED, *BOTH)
    role = cloud.roles()["EssentiaMaster"]
    assert role["path"] == PATH and role["boundary"] == AWS_ONE and made.result["outputs"]["role_arn"] == ROLE
    assert iam.get_instance_profile(InstanceProfileName="EssentiaMaster")["InstanceProfile"]["Path"] == PATH
    passed, = [s for s in document(role["inline"]["EssentiaAccess"])["Statement"] if "iam:PassRole" in s["Action"]]
    assert passed["Resource"] in (ROLE, [ROLE])
    cloud.forget_calls()
    assert set(home.expect(0, *SCOPED).actions.values()) == {"none"}, "answers are recorded"
    assert set(home.expect(0, "verify", "essentia", "--no-probe", "--json").actions.values()) == {"none"}
    assert set(home.expect(0, "repair", "essentia", "--yes", "--json").actions.values()) == {"none"}
    assert not cloud.changes()
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert cloud.snapshot() == before


def test_undo(home, cloud):
    before = cloud.snapshot()
    cloud.faults(die="after:2")
    home.run(*SCOPED, *BOTH)
    cloud.clear_faults()
    home.expect(0, "resume", "--undo", "--yes", "--json")
    assert cloud.snapshot() == before


def test_user_with_path_and_boundary(home, cloud, iam, tmp_path):
    words = ("setup", "essentia", "--method", "command", "--no-probe", "--yes", "--json", "--policy", "s3", "--set", f"KEY_FILE={tmp_path}/k.csv")
    home.expect(0, *words, *BOTH)
    user = iam.get_user(UserName="Essentia")["User"]
    assert user["Path"] == PATH and user["PermissionsBoundary"]["PermissionsBoundaryArn"] == AWS_ONE
    assert set(home.expect(0, "verify", "essentia", "--no-probe", "--json").actions.values()) == {"none"}
    home.expect(0, "remove", "essentia", "--yes", "--json")


def test_changed_boundary(home, iam):
    """Another answer, a removed boundary, a replaced one: each is an update of the role, and undo restores the old one."""
    home.expect(0, *SCOPED, *BOTH)
    changed = home.expect(0, *SCOPED, "--set", f"PERMISSIONS_BOUNDARY={AWS_TWO}")
    assert changed.diffs["role"] == ["boundary"] and boundary(iam) == AWS_TWO
    iam.delete_role_permissions_boundary(RoleName="EssentiaMaster")
    assert home.expect(2, "verify", "essentia", "--no-probe", "--json").diffs["role"] == ["boundary"]
    home.expect(0, "repair", "essentia", "--yes", "--json")
    assert boundary(iam) == AWS_TWO
    iam.put_role_permissions_boundary(RoleName="EssentiaMaster", PermissionsBoundary=AWS_ONE)
    assert home.expect(2, "verify", "essentia", "--no-probe", "--json").actions["role"] == "update"
    home.expect(0, "repair", "essentia", "--yes", "--json")
    assert boundary(iam) == AWS_TWO


def test_a_boundary_of_this_account(home, iam):
    arn = iam.create_policy(PolicyName="Limit", Path="/team/", PolicyDocument=policy(allow("*")))["Policy"]["Arn"]
    home.expect(0, *SCOPED, "--set", f"PERMISSIONS_BOUNDARY={arn}")
    assert boundary(iam) == arn
    home.expect(0, "remove", "essentia", "--yes", "--json")


@pytest.mark.parametrize("value, says", [
    ("PATH=team", "starts and ends with /"), ("PATH=/team", "starts and ends with /"), ("PATH=/a//b/", "starts and ends with /"),
    ("PATH=/a b/", "' ' is not allowed"), ("PATH=/*/", "'*' is not allowed"),
    ("PERMISSIONS_BOUNDARY=Limit", "is not the ARN of a managed policy"),
    (f"PERMISSIONS_BOUNDARY=arn:aws:iam::{ACCOUNT}:role/Limit", "is not the ARN of a managed policy"),
    ("PERMISSIONS_BOUNDARY=arn:aws:iam::210987654321:policy/Limit", "of another account"),
    (f"PERMISSIONS_BOUNDARY=arn:aws:iam::{ACCOUNT}:policy/Limit", "there is no such policy"),
    ("PERMISSIONS_BOUNDARY=arn:aws:iam::aws:policy/NoneSuch", "there is no such policy"),
    ("PERMISSIONS_BOUNDARY=arn:aws-cn:iam::aws:policy/ReadOnlyAccess", "of another account or partition"),
])
def test_invalid_values(home, cloud, value, says):
    cloud.forget_calls()
    refused = home.expect(64, *SCOPED, "--set", value)
    assert says in refused.err and f"--set {value.partition('=')[0]}=" in refused.err and len(refused.err.splitlines()) == 2
    assert not cloud.changes() and home.listed() is None


def test_path_of_a_setup_cannot_change(home, cloud):
    home.expect(0, *SCOPED, *BOTH)
    cloud.forget_calls()
    refused = home.expect(64, *SCOPED, "--set", "PATH=/other/")
    assert "IAM cannot change a path" in refused.err and f"--set PATH={PATH}" in refused.err and not cloud.changes()
    home.expect(0, *SCOPED, "--set", f"PATH={PATH}")


def test_existing_role_keeps_its_path(home, cloud, iam):
    """An existing role is found by its name under any path, and new resources refer to it with its path."""
    iam.create_role(RoleName="EssentiaMaster", Path="/service-role/", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    made = home.expect(0, *SCOPED, "--set", f"PATH={PATH}")
    assert made.actions["role"] == "adopt" and made.result["outputs"]["role_arn"] == ROLE.replace(PATH, "/service-role/")
    passed, = [s for s in document(cloud.roles()["EssentiaMaster"]["inline"]["EssentiaAccess"])["Statement"] if "iam:PassRole" in s["Action"]]
    assert passed["Resource"] in ([ROLE.replace(PATH, "/service-role/")], ROLE.replace(PATH, "/service-role/"))
    assert set(home.expect(0, *SCOPED).actions.values()) <= {"none", "adopt"}


def test_deadline_rejects_a_path(home, tmp_path):
    words = ("setup", "deadline", "--plan", "--json", "--set", f"KEY_FILE={tmp_path}/k.csv")
    refused = home.expect(64, *words, "--set", "PATH=/team/")
    assert "PATH cannot be set here: AWS's managed policies" in refused.err and "omit PATH" in refused.err
    planned = home.expect(2, *words, "--set", f"PERMISSIONS_BOUNDARY={AWS_ONE}")
    limited = {s["id"] for s in planned.of("plan")[0]["steps"] for row in s["diff"] if row["path"] == "boundary"}
    assert limited == {s["id"] for s in planned.of("plan")[0]["steps"] if s["kind"] in ("role", "user")}


@pytest.mark.parametrize("mode", ["API", "CONFIG_MAP"])
def test_references_to_a_role_with_a_path(home, cloud, iam, mode):
    """PassRole and access entries have the path of a created role; a line of aws-auth has none, as EKS requires."""
    kube = Kube(cloud, mode=mode)
    home.expect(0, *E6DATA, "--yes", "--set", f"PATH={PATH}")
    nodes = f"arn:aws:iam::{ACCOUNT}:role{PATH}dock-KarpenterNodeRole"
    assert {r["path"] for n, r in cloud.roles().items() if "AWSServiceRole" not in n and n != "Cluster"} == {PATH}
    documents = "".join(json.dumps(iam.get_policy_version(PolicyArn=p["Arn"], VersionId="v1")["PolicyVersion"]["Document"])
                        for p in iam.list_policies(Scope="Local")["Policies"])
    assert nodes in documents and ":role/dock-KarpenterNodeRole" not in documents
    if mode == "API":
        assert nodes in kube.eks.list_access_entries(clusterName="dock")["accessEntries"]
    else:
        lines = kube.ask("GET", MAP)["data"]["mapRoles"]
        assert f"arn:aws:iam::{ACCOUNT}:role/dock-KarpenterNodeRole" in lines and PATH not in lines
    assert set(home.expect(0, *E6DATA, "--yes").actions.values()) == {"none"}
    home.expect(0, "verify", "e6data", "--no-probe", "--json")
    home.expect(0, "remove", "e6data", "--yes", "--json")


@pytest.fixture
def boundary_required(tmp_path):
    """An account whose organization requires a boundary for every role and user."""
    rule = {"Effect": "Deny", "Action": ["iam:CreateRole", "iam:CreateUser"], "Resource": "*",
            "Condition": {"StringNotEquals": {"iam:PermissionsBoundary": AWS_ONE}}}
    (tmp_path / "scp.json").write_text(policy(allow("*"), rule))
    cloud = Cloud(tmp_path, *QUICK, "--scp", str(tmp_path / "scp.json"))
    program = Program(cloud, tmp_path / "home")
    yield program
    program.end()
    cloud.end()


@pytest.mark.parametrize("method", ["role", "command"])
def test_organization_that_requires_a_boundary(boundary_required, method, tmp_path):
    words = [*SCOPED, "--method", method, *(["--set", f"KEY_FILE={tmp_path}/k.csv"] if method == "command" else [])]
    refused = boundary_required.run(*words)
    assert refused.code in (1, 3) and "--set PERMISSIONS_BOUNDARY=ARN" in refused.err and "service control policies" in refused.err
    row, = [r for r in refused.of("preflight")[0]["steps"] if r["verdict"] == "no"]
    assert "enter its ARN as PERMISSIONS_BOUNDARY" in row["text"]
    if refused.code == 3:
        boundary_required.expect(0, "resume", "--undo", "--yes", "--json")
    passed = boundary_required.expect(0, *words, "--set", f"PERMISSIONS_BOUNDARY={AWS_ONE}")
    assert all(r["verdict"] == "yes" for r in passed.of("preflight")[0]["steps"])
