"""Resources that others create between the plan and the call: shared resources are adopted, a name that is taken stops the run, and accredit asks AWS before it reports a limit."""

import json

import pytest

from pack_managed import managed_pack  # noqa: F401
from cloud import ACCOUNT, until
from program import Program
from test_e6data import ANSWERS, cluster, account_snapshot  # noqa: F401

TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def setup_words(**more):
    return ["setup", "e6data", "--no-probe", "--yes", "--json", *[w for k, v in {**ANSWERS, **more}.items() for w in ("--set", f"{k}={v}")]]


def run_held_at_call(home, cloud, call, act, words):
    """A run whose call of this name is held until act has run."""
    cloud.faults(stall=f"{call}=60x1")
    run = home.start(*words)
    until(lambda: cloud.calls(call), 40, f"{call} was never asked for")
    act()
    cloud.release_calls()
    return home.wait(run)


def provider_of(cloud, cluster):  # noqa: F811
    return cloud.client("iam").get_open_id_connect_provider(OpenIDConnectProviderArn=f"arn:aws:iam::{ACCOUNT}:oidc-provider/{cluster}")


@pytest.mark.parametrize("audiences", [["sts.amazonaws.com"], ["theirs"]])
def test_provider_created_by_another_is_adopted(home, cloud, cluster, audiences):  # noqa: F811
    """The provider is adopted and the audience added; it is verified and listed as adopted, and the removal leaves it as it was found."""
    def theirs():
        cloud.client("iam").create_open_id_connect_provider(Url=f"https://{cluster}", ClientIDList=audiences,
                                                            ThumbprintList=["9" * 40], Tags=[{"Key": "by", "Value": "them"}])
    result = run_held_at_call(home, cloud, "CreateOpenIDConnectProvider", theirs, setup_words())
    assert result.code == 0, result
    found = provider_of(cloud, cluster)
    assert set(found["ClientIDList"]) == {"sts.amazonaws.com", *audiences} and [t["Key"] for t in found["Tags"]] == ["by"]
    home.expect(0, "verify", "e6data", "--no-probe", "--json")
    assert cluster in home.expect(0, "show", "e6data").out.partition("Existing resources, adopted:")[2].partition("\n\n")[0]
    assert set(home.expect(0, *setup_words()).actions.values()) == {"none"}
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert provider_of(cloud, cluster)["ClientIDList"] == audiences and home.listed("e6data") is None


@pytest.mark.parametrize("how", ["undo", "killed"])
def test_run_with_a_foreign_provider_is_undone_or_resumed(home, cloud, cluster, how):  # noqa: F811
    """Undo removes only our audience; after an interrupted run the provider is still theirs."""
    def theirs():
        cloud.client("iam").create_open_id_connect_provider(Url=f"https://{cluster}", ClientIDList=["theirs"], ThumbprintList=["9" * 40])
    if how == "undo":
        cloud.faults(error=[{"operation": "CreateRole", "code": "ValidationError", "status": 400, "message": "no"}])
    else:
        cloud.faults(error=[{"operation": "AddClientIDToOpenIDConnectProvider", "code": "ValidationError", "status": 400, "message": "no"}])
    assert run_held_at_call(home, cloud, "CreateOpenIDConnectProvider", theirs, setup_words()).code == 3
    cloud.clear_faults()
    if how == "killed":
        home.expect(0, "resume", "--yes", "--json")
        assert set(provider_of(cloud, cluster)["ClientIDList"]) == {"theirs", "sts.amazonaws.com"} and not provider_of(cloud, cluster).get("Tags")
        home.expect(0, "remove", "e6data", "--yes", "--json")
    else:
        home.expect(0, "resume", "--undo", "--yes", "--json")
        assert provider_of(cloud, cluster)["ClientIDList"] == ["theirs"]
    assert provider_of(cloud, cluster)["ClientIDList"]


def test_service_linked_role_created_by_another_is_kept(managed_pack, cloud):  # noqa: F811
    def theirs():
        cloud.client("iam").create_service_linked_role(AWSServiceName="spot.amazonaws.com")
    result = run_held_at_call(managed_pack, cloud, "CreateServiceLinkedRole", theirs, ("setup", "boats", "--yes", "--json"))
    assert result.code == 0, result
    managed_pack.expect(0, "remove", "boats", "--yes", "--json")
    assert cloud.client("iam").list_roles(PathPrefix="/aws-service-role/spot.amazonaws.com/")["Roles"]


@pytest.mark.parametrize("call, act", [
    ("CreateRole", lambda iam: iam.create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=json.dumps(TRUST))),
    ("CreateInstanceProfile", lambda iam: iam.create_instance_profile(InstanceProfileName="EssentiaMaster")),
])
def test_name_taken_by_another_stops_the_run(home, cloud, call, act):
    """Another's role is not adopted: the run stops, says so, and can be undone."""
    result = run_held_at_call(home, cloud, call, lambda: act(cloud.client("iam")), ("setup", "essentia", "--no-probe", "--yes", "--json"))
    assert result.code == 3 and "created by someone else in the meantime" in result.err, result
    assert "'accredit resume essentia --undo'" in result.err, "the message names the run"
    home.expect(0, "resume", "--undo", "--yes", "--json")
    iam = cloud.client("iam")
    assert iam.get_role(RoleName="EssentiaMaster") if call == "CreateRole" else iam.get_instance_profile(InstanceProfileName="EssentiaMaster")


def test_limit_reached_by_our_own_role(home, cloud):
    """The answer to AddRoleToInstanceProfile is lost, and the repeated call hits the limit of one role: the role is already attached."""
    def ours():
        cloud.client("iam").add_role_to_instance_profile(InstanceProfileName="EssentiaMaster", RoleName="EssentiaMaster")
    result = run_held_at_call(home, cloud, "AddRoleToInstanceProfile", ours, ("setup", "essentia", "--no-probe", "--yes", "--json"))
    assert result.code == 0, result
    home.expect(0, "verify", "essentia", "--no-probe", "--json")


def test_limit_reached_by_a_foreign_role(home, cloud):
    iam = cloud.client("iam")
    iam.create_role(RoleName="Theirs", AssumeRolePolicyDocument=json.dumps(TRUST))
    result = run_held_at_call(home, cloud, "AddRoleToInstanceProfile",
                    lambda: iam.add_role_to_instance_profile(InstanceProfileName="EssentiaMaster", RoleName="Theirs"),
                    ("setup", "essentia", "--no-probe", "--yes", "--json"))
    assert result.code == 3 and "'Theirs'" in result.err, result
    assert iam.get_instance_profile(InstanceProfileName="EssentiaMaster")["InstanceProfile"]["Roles"][0]["RoleName"] == "Theirs"
    iam.remove_role_from_instance_profile(InstanceProfileName="EssentiaMaster", RoleName="Theirs")
    home.expect(0, "resume", "--yes", "--json")
    iam.delete_role(RoleName="Theirs")


def test_two_setups_at_once_on_one_cluster_share_the_provider(cloud, cluster, tmp_path):  # noqa: F811
    """Two operators set up two workspaces on one cluster: both succeed and verify, and the last removal removes the shared resources."""
    before = account_snapshot(cloud)
    homes = [Program(cloud, tmp_path / name) for name in ("one", "two")]
    names = [{"WORKSPACE_NAME": f"{name}data", "BUCKET": f"workspace-of-{name}", "NAMESPACE": name} for name in ("first", "second")]
    parts = {"PARTS": "bucket,engine,unload,cross-account,service-account"}
    cloud.faults(stall="CreateOpenIDConnectProvider=60x2")
    runs = [home.start(*setup_words(**own, **parts), "--name", own["WORKSPACE_NAME"]) for home, own in zip(homes, names)]
    until(lambda: len(cloud.calls("CreateOpenIDConnectProvider")) == 2, 60, "both want the provider")
    cloud.release_calls()
    results = [home.wait(run, 90) for home, run in zip(homes, runs)]
    assert [r.code for r in results] == [0, 0], results
    assert len([c for c in cloud.calls("CreateOpenIDConnectProvider") if c["status"] == 200]) == 1
    for home, own in zip(homes, names):
        home.expect(0, "verify", own["WORKSPACE_NAME"], "--no-probe", "--json")
        home.search_secrets()
    owner, guest = (0, 1) if "Existing resources, adopted:" in homes[1].run("show", names[1]["WORKSPACE_NAME"]).out else (1, 0)
    for i in (guest, owner):
        assert homes[i].run("remove", names[i]["WORKSPACE_NAME"], "--yes", "--json").code in (0, 2)
    left = account_snapshot(cloud)
    assert left["providers"] == before["providers"] and set(left["roles"]) == set(before["roles"]), left
    for home in homes:
        home.end()


THEIRS = {"Version": "2012-10-17", "Statement": [{"Sid": "theirs", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}]}
PUT = {"role": ("GetRolePolicy", {"RoleName": "EssentiaMaster"}), "user": ("GetUserPolicy", {"UserName": "Essentia"})}
WORDS = {"role": ("setup", "essentia", "--no-probe", "--yes", "--json"),
         "user": ("setup", "essentia", "--method", "command", "--set", "KEY_FILE=key.csv", "--no-probe", "--yes", "--json")}


def inline(iam, of, document=None):
    """The inline policy of the setup's role or user, None if there is none; a document given is put first."""
    who = PUT[of][1]
    try:
        if document:
            getattr(iam, f"put_{of}_policy")(**who, PolicyName="EssentiaAccess", PolicyDocument=json.dumps(document))
        return getattr(iam, f"get_{of}_policy")(**who, PolicyName="EssentiaAccess")["PolicyDocument"]
    except iam.exceptions.NoSuchEntityException:
        return None


def run_held_before_write(home, cloud, call, act, words):
    """A run that is held after its plan, at its last read before it writes, until act has run."""
    earlier = len(cloud.calls(call))
    home.run(*words, "--plan")
    reads = len(cloud.calls(call)) - earlier
    cloud.faults(stall=f"{call}=60+{reads}x1")
    run = home.start(*words)
    until(lambda: len(cloud.calls(call)) == earlier + 2 * reads + 1, 40, f"{call} was not asked once more before the write")
    act()
    cloud.clear_faults()
    cloud.release_calls()
    return home.wait(run)


@pytest.mark.parametrize("plan", ["create", "update"])
@pytest.mark.parametrize("of", PUT)
def test_inline_policy_written_by_another_is_kept(key_home, cloud, of, plan):
    """A policy written since the plan is replaced neither by the run nor by its undo; an identical document is accepted."""
    iam, words = cloud.client("iam"), WORDS[of]
    key_home.expect(0, *words)
    key_home.read_secrets()
    ours = inline(iam, of)
    if plan == "create":
        getattr(iam, f"delete_{of}_policy")(**PUT[of][1], PolicyName="EssentiaAccess")
    else:
        words = (*words, "--policy", "workers")
    result = run_held_before_write(key_home, cloud, PUT[of][0], lambda: inline(iam, of, THEIRS), words)
    assert result.code == 3 and f"'EssentiaAccess' of {list(PUT[of][1].values())[0]} was {'created' if plan == 'create' else 'changed'} by someone else" in result.err, result
    assert "resume essentia --undo" in result.err and inline(iam, of) == THEIRS
    assert key_home.run("resume", "essentia", "--yes", "--json").code == 3 and inline(iam, of) == THEIRS
    key_home.expect(0, "resume", "essentia", "--undo", "--yes", "--json")
    assert inline(iam, of) == THEIRS
    if plan == "create":
        getattr(iam, f"delete_{of}_policy")(**PUT[of][1], PolicyName="EssentiaAccess")
        assert run_held_before_write(key_home, cloud, PUT[of][0], lambda: inline(iam, of, ours), words).code == 0
        assert inline(iam, of) == ours


def test_bucket_policy_written_by_another_is_kept(home, cloud, cluster):  # noqa: F811
    """A statement with our Sid that another wrote since the plan is kept, as are statements with other Sids."""
    s3, words = cloud.client("s3"), setup_words(PARTS="bucket,cross-account")
    home.expect(0, *words)
    ours = json.loads(s3.get_bucket_policy(Bucket=ANSWERS["BUCKET"])["Policy"])
    theirs = {**ours, "Statement": [{**s, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{ANSWERS['BUCKET']}"} for s in ours["Statement"]]}
    s3.delete_bucket_policy(Bucket=ANSWERS["BUCKET"])
    result = run_held_before_write(home, cloud, "GetBucketPolicy", lambda: s3.put_bucket_policy(Bucket=ANSWERS["BUCKET"], Policy=json.dumps(theirs)), words)
    assert result.code == 3 and f"the policy of bucket '{ANSWERS['BUCKET']}' was created by someone else" in result.err, result
    home.expect(0, "resume", "e6data", "--undo", "--yes", "--json")
    assert json.loads(s3.get_bucket_policy(Bucket=ANSWERS["BUCKET"])["Policy"]) == theirs
