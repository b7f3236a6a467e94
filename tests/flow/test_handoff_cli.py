"""The hand-off as a script of AWS CLI calls: run on the practice cloud, run again, compared with setup, and undone."""

import json
import os
import subprocess

import pytest

from cloud import ACCOUNT, EC2_TRUST, PYTHON, allow, policy
from handoff_folder import SHELLS, HandoffFolder, answers_of, aws, combinations, inventory, play, prepare  # noqa: F401

# One combination a method; tests/faults/test_handoff_matrix.py plays all of them.
METHODS = {(p, m): (p, m, n) for p, m, n in combinations()}
# What CI plays; tests/faults/test_handoff_matrix.py plays every combination.
ALL = os.environ.get("ACCREDIT_MATRIX") == "all"
PLAYED = [METHODS["essentia", "role"]]
long = pytest.mark.skipif(not ALL, reason="the scripts call aws a hundred times: make check-faults plays it")
USER_TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}]})


@pytest.fixture
def essentia(home, aws, tmp_path):  # noqa: F811
    return HandoffFolder(home, tmp_path / "out", "essentia", aws=aws)


@pytest.mark.parametrize("platform, method, name", PLAYED, ids=["-".join(one) for one in PLAYED])
def test_script_creates_what_setup_creates(cloud, home, aws, tmp_path, platform, method, name):  # noqa: F811
    play(cloud, home, aws, str(tmp_path), platform, method, name)


@long
def test_with_the_aws_cli_itself(home, cloud, tmp_path):
    before = inventory(cloud)
    folder = HandoffFolder(home, tmp_path / "out", "essentia")
    folder.run()
    assert cloud.roles()["EssentiaMaster"]["trust"] == EC2_TRUST == folder.document("role")
    assert cloud.roles()["EssentiaMaster"]["inline"] == {"EssentiaAccess": folder.document("policy")}
    folder.undo()
    assert inventory(cloud) == before


@pytest.mark.parametrize("platform, method, name", combinations(), ids=["-".join(one) for one in combinations()])
def test_scripts_are_clean(cloud, home, tmp_path, platform, method, name):
    """Each shell can parse them, shellcheck (of one combination a method) finds nothing, nothing is left to fill in, and there is no secret."""
    suffix = ["--set", "OIDC_PROVIDER_SUFFIX=oidc.eks.us-east-1.amazonaws.com/id/" + "0123456789ABCDEF" * 2] if platform == "e6data" else []
    folder = HandoffFolder(home, tmp_path / "out", platform, *answers_of(platform, name, method), *suffix)
    for script in folder.scripts():
        path = os.path.join(folder.path, script)
        assert os.stat(path).st_mode & 0o777 == 0o700
        for shell in SHELLS:
            subprocess.run([shell, "-n", path], check=True)
        if (platform, method, name) in METHODS.values():
            checked = subprocess.run([os.path.join(os.path.dirname(PYTHON), "shellcheck"), path], stdout=subprocess.PIPE, text=True, check=False)
            assert checked.returncode == 0, checked.stdout
        with open(path, encoding="utf-8") as file:
            text = file.read()
        assert "${ROLE" not in text and "TODO" not in text and "<" + "YOUR" not in text
        home.search_for_secrets_in(text.encode(), path)


DESCRIPTION = "it's \"ours\": $HOME `id` $(id) \\n %s {} {!} file:///etc/passwd ;&|<>*?#!~"


@pytest.mark.parametrize("shell", SHELLS if ALL else ["dash"])
def test_values_that_mean_something_to_a_shell(home, cloud, aws, tmp_path, shell):  # noqa: F811
    for number, text in enumerate((DESCRIPTION, "file:///etc/passwd", "-n", "https://127.0.0.1/x") if ALL else (DESCRIPTION,)):
        folder = HandoffFolder(home, tmp_path / f"it's $({number})\n", "essentia", "--set", f"ROLE_DESCRIPTION={text}", "--set",
                               "TAGS=team=a b, cost center=x:y/z", "--name", f"one-{number}", "--set", f"ROLE_NAME=One{number}", aws=aws)
        folder.name = f"one-{number}"
        folder.run(shell=shell)
        role = cloud.roles()[f"One{number}"]
        assert role["description"] == text
        assert role["tags"] == {"team": "a b", "cost center": "x:y/z", "accredit:setup": f"one-{number}"}
        assert "Nothing to change" in folder.run(shell=shell, answers="")
        folder.undo(shell=shell)
        assert not cloud.roles()


def test_stopped_at_each_call(home, cloud, essentia):
    """A script that stops continues when it is run again, and undo.sh removes what there is."""
    before = inventory(cloud)
    operations = ["CreateRole", "PutRolePolicy", "CreateInstanceProfile", "AddRoleToInstanceProfile"]
    for operation in operations if ALL else operations[1::2]:
        cloud.faults(error=[f"{operation}=AccessDenied:403"])
        essentia.run(code=1)
        assert "AccessDenied" in essentia.err and "run this again" in essentia.err
        cloud.clear_faults()
        if operation == "PutRolePolicy":
            essentia.undo()
            assert inventory(cloud) == before
    cloud.forget_calls()
    essentia.run()
    assert {c["operation"] for c in cloud.changes()} == {"AddRoleToInstanceProfile"}
    cloud.faults(error=["DeleteInstanceProfile=AccessDenied:403"])
    essentia.undo(code=1)
    assert "instance profile 'EssentiaMaster'" in essentia.err
    cloud.clear_faults()
    essentia.undo()
    assert inventory(cloud) == before


def test_what_differs_and_is_ours_is_corrected(home, cloud, iam, essentia):
    essentia.run()
    created = inventory(cloud)
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess", PolicyDocument=policy(allow("s3:*")))
    iam.update_assume_role_policy(RoleName="EssentiaMaster", PolicyDocument=USER_TRUST)
    said = essentia.run()
    assert "update  role 'EssentiaMaster'" in said and "update  inline policy 'EssentiaAccess'" in said and "keep    instance profile" in said
    assert inventory(cloud) == created


def test_what_is_not_ours_and_differs_stops_it(home, cloud, iam, essentia):
    iam.create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=USER_TRUST, Tags=[{"Key": "accredit:setup", "Value": "other"}])
    cloud.forget_calls()
    essentia.run(code=1)
    assert essentia.err.count("\n") == 1 and "role 'EssentiaMaster' exists, differs, and is not of this setup" in essentia.err
    assert not cloud.changes()
    essentia.undo(answers="")


def test_what_others_made_stays(home, cloud, iam, essentia):
    """A role of others that is as wanted is used; only what was added to it is undone."""
    iam.create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    before = inventory(cloud)
    assert "keep    role 'EssentiaMaster'" in essentia.run()
    role = cloud.roles()["EssentiaMaster"]
    assert role["tags"] == {} and set(role["inline"]) == {"EssentiaAccess"}
    essentia.undo()
    assert inventory(cloud) == before


def test_undo_keeps_what_someone_uses(home, cloud, iam, essentia):
    essentia.run()
    iam.attach_role_policy(RoleName="EssentiaMaster", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    essentia.undo(code=1)
    assert "role 'EssentiaMaster'" in essentia.err and set(cloud.roles()) == {"EssentiaMaster"}
    iam.detach_role_policy(RoleName="EssentiaMaster", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    essentia.undo()
    assert not cloud.roles()


@long
def test_instance_and_its_metadata(home, cloud, aws, tmp_path):  # noqa: F811
    ec2 = cloud.client("ec2")
    image = cloud.image()
    instance = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    before = inventory(cloud)
    folder = HandoffFolder(home, tmp_path / "out", "iguazio", "--method", "role", "--set", f"INSTANCE_ID={instance}", aws=aws)
    folder.run()
    assert inventory(cloud)["hops"][instance] == 2 and inventory(cloud)["association"][instance].endswith("/IguazioDataScienceNode")
    cloud.forget_calls()
    assert "Nothing to change" in folder.run(answers="") and not cloud.changes()
    folder.undo()
    assert inventory(cloud) == before
    words = ["--name", "gone", "--method", "role", "--set", "INSTANCE_ID=i-0123456789abcdef0"]
    gone = HandoffFolder(home, tmp_path / "gone", "iguazio", *words, aws=aws)
    gone.name = "gone"
    gone.run(code=1)
    assert "there is no EC2 instance i-0123456789abcdef0" in gone.err


def parts(*named):
    return ["--set", "PARTS=" + ",".join(named)]


def test_provider_of_others_gets_the_audience(home, cloud, iam, aws, tmp_path):  # noqa: F811
    issuer = prepare(cloud, "e6data")
    url = "https://" + issuer[1].partition("=")[2]
    iam.create_open_id_connect_provider(Url=url, ClientIDList=["others"])
    before = inventory(cloud)
    folder = HandoffFolder(home, tmp_path / "out", "e6data", *answers_of("e6data", "documented"), *issuer, *parts("engine"), aws=aws)
    assert "update  OIDC provider" in folder.run()
    provider, = inventory(cloud)["oidc-provider"].values()
    assert provider == {"audiences": ["others", "sts.amazonaws.com"], "tags": {}}
    folder.undo()
    assert inventory(cloud) == before


@long
def test_cluster_without_access_entries_is_left_for_afterwards(home, cloud, aws, tmp_path):  # noqa: F811
    issuer = prepare(cloud, "e6data", mode="CONFIG_MAP")
    words = [*answers_of("e6data", "documented"), *issuer, *parts("cross-account", "mapping", "bucket")]
    folder = HandoffFolder(home, tmp_path / "out", "e6data", *words, aws=aws)
    said = folder.run()
    assert "after that does what is left:" in said and "the cluster must use access entries" in said and "accredit setup e6data --answers answers.json" in said
    folder.undo()


@long
def test_bucket_of_others(home, cloud, aws, tmp_path):  # noqa: F811
    """Its settings stay; a policy of others is never replaced, and the script says what is to be added to it."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="workspace-of-sales")
    issuer = prepare(cloud, "e6data")
    before = inventory(cloud)
    folder = HandoffFolder(home, tmp_path / "out", "e6data", *answers_of("e6data", "documented"), *issuer, *parts("bucket"), aws=aws)
    assert "keep    bucket 'workspace-of-sales'" in folder.run()
    folder.undo()
    assert inventory(cloud) == before
    theirs = {"Version": "2012-10-17", "Statement": [{"Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket",
                                                      "Resource": "arn:aws:s3:::workspace-of-sales"}]}
    s3.put_bucket_policy(Bucket="workspace-of-sales", Policy=json.dumps(theirs))
    folder.run(code=1)
    assert "add the statements of documents/bucket-policy.json" in folder.err
    theirs["Statement"] += folder.document("bucket-policy")["Statement"]
    s3.put_bucket_policy(Bucket="workspace-of-sales", Policy=json.dumps(theirs))
    assert "keep    policy of bucket" in folder.run()
    folder.undo()
    assert json.loads(s3.get_bucket_policy(Bucket="workspace-of-sales")["Policy"]) == theirs
