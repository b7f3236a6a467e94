"""Changes outside accredit: setup, verify, verify --all and repair all report them, and repair corrects what can be corrected."""

import json
import os

import pytest

from cloud import ACCOUNT, EC2_TRUST
from kube_client import Kube
from key_home import keys_of
from pack_bucket import ISSUER, PROVIDER, SETUP, bucket_pack  # noqa: F401
from test_e6data import ANSWERS, one_role
from test_own_key import supplied

PARTS = "cross-account,engine,mapping,karpenter"
NAMES = {**ANSWERS, "PARTS": PARTS, "DATA_BUCKETS": "rehearsal", "BUCKET": "kept"}
WORDS = [w for k, v in NAMES.items() for w in ("--set", f"{k}={v}")]
COMMANDS = (("verify", "e6data", "--no-probe", "--json"), ("verify", "--all", "--no-probe", "--json"))


def set_up(home, code=0, *more):
    return home.expect(code, "setup", "e6data", "--yes", "--no-probe", "--json", *WORDS, *more)


def issuer_of(cloud):
    return cloud.client("eks").describe_cluster(name="one")["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")


def arn(issuer):
    return f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"


def providers(iam):
    return [p["Arn"] for p in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]


def recreate(cloud, mode="API"):
    """The cluster, created again under the same name: its issuer before and now."""
    was = issuer_of(cloud)
    cloud.client("eks").delete_cluster(name="one")
    Kube(cloud, "one", mode)
    return was, issuer_of(cloud)


def trusted(cloud, role):
    return one_role(cloud, role)[1]["trust"]["Statement"][0]["Principal"]["Federated"]


@pytest.fixture
def created(home, cloud):
    Kube(cloud, "one", "API")
    set_up(home)
    for command in COMMANDS:
        home.expect(0, *command)
    return home


@pytest.mark.parametrize("way", ["repair", "setup"])
def test_recreated_cluster(created, cloud, iam, way):
    was, now = recreate(cloud)
    cloud.forget_calls()
    for command in (*COMMANDS, ("repair", "e6data", "--plan", "--json"), ("setup", "e6data", "--plan", "--no-probe", "--json")):
        seen = created.expect(2, *command)
        moved, = seen.of("issuer")
        assert (moved["was"], moved["now"], moved["cluster"]) == (was, now, "one")
        assert seen.actions["provider"] == "create" and seen.actions["engine-role"] == "update", command
        assert any(action == "create" for step, action in seen.actions.items() if "access" in step or "map" in step), seen.actions
    assert not cloud.changes()
    if way == "repair":
        created.expect(0, "repair", "e6data", "--yes", "--json")
    else:
        set_up(created)
    assert trusted(cloud, "engine-role") == arn(now)
    assert f"{now}:sub" in one_role(cloud, "engine-role")[1]["trust"]["Statement"][0]["Condition"]["StringEquals"]
    assert set(providers(iam)) == {arn(was), arn(now)}, "the old one is deleted only on request"
    for command in COMMANDS:
        assert not created.expect(0, *command).of("issuer")
    cloud.forget_calls()
    assert set(set_up(created).actions.values()) == {"none"} and not cloud.changes()
    created.expect(0, "remove", "e6data", "--yes", "--json")
    assert providers(iam) == []


def test_old_provider_is_deleted_where_it_is_named(created, cloud, iam):
    was, now = recreate(cloud)
    kept = created.expect(64, "repair", "e6data", "--yes", "--json", "--only", "provider-before")
    assert set(providers(iam)) == {arn(was)} and "role" in kept.err, "a role still trusts it"
    created.expect(0, "repair", "e6data", "--yes", "--json")
    planned = created.expect(2, "repair", "e6data", "--plan", "--only", "provider-before")
    assert f"remove OIDC provider '{was}'" in planned.out
    created.expect(0, "repair", "e6data", "--yes", "--json", "--only", "provider-before")
    assert providers(iam) == [arn(now)]
    created.expect(0, "repair", "e6data", "--yes", "--json")
    created.expect(0, "remove", "e6data", "--yes", "--json")
    assert providers(iam) == []


def test_providers_of_others_are_kept(home, cloud, iam):
    """eksctl created both: they are used, never tagged, never deleted."""
    Kube(cloud, "one", "API")
    iam.create_open_id_connect_provider(Url=f"https://{issuer_of(cloud)}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["0" * 40])
    set_up(home)
    was, now = recreate(cloud)
    iam.create_open_id_connect_provider(Url=f"https://{now}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["0" * 40])
    home.expect(0, "repair", "e6data", "--yes", "--json")
    for command in COMMANDS:
        home.expect(0, *command)
    for one in (was, now):
        found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn(one))
        assert not found.get("Tags") and found["ThumbprintList"] == ["0" * 40]
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert set(providers(iam)) == {arn(was), arn(now)}


def test_cluster_recreated_twice(created, cloud, iam):
    first, second = recreate(cloud)
    created.expect(0, "repair", "e6data", "--yes", "--json")
    _, third = recreate(cloud)
    created.expect(0, "repair", "e6data", "--yes", "--json")
    assert set(providers(iam)) == {arn(first), arn(second), arn(third)}
    created.expect(0, "remove", "e6data", "--yes", "--json")
    assert providers(iam) == []


def test_undo_restores_the_state(created, cloud, iam):
    """A repair that is interrupted and undone: the old provider is still known, and removed with the setup."""
    was, now = recreate(cloud)
    cloud.faults(error=["UpdateAssumeRolePolicy=AccessDenied:403"])
    assert created.run("repair", "e6data", "--yes", "--json").code == 3
    cloud.clear_faults()
    created.expect(0, "resume", "e6data", "--undo", "--yes", "--json")
    assert providers(iam) == [arn(was)] and trusted(cloud, "engine-role") == arn(was)
    created.expect(2, *COMMANDS[0])
    created.expect(0, "repair", "e6data", "--yes", "--json")
    assert trusted(cloud, "engine-role") == arn(now)
    created.expect(0, *COMMANDS[0])
    created.expect(0, "remove", "e6data", "--yes", "--json")
    assert providers(iam) == []


def test_deleted_cluster(created, cloud, iam):
    """Exit 2: what was in it is missing, with the reason; the rest is compared, and repaired."""
    cloud.client("eks").delete_cluster(name="one")
    name, _ = one_role(cloud, "engine-role")
    iam.update_role(RoleName=name, Description="theirs")
    trust = one_role(cloud, "cross-account-role")[1]["trust"]
    trust["Statement"][0]["Principal"] = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    iam.update_assume_role_policy(RoleName=one_role(cloud, "cross-account-role")[0], PolicyDocument=json.dumps(trust))
    for command in COMMANDS:
        seen = created.expect(2, *command)
        assert seen.of("issuer")[0]["now"] is None and seen.actions["cross-account-role"] == "update"
        rows = {e["id"]: e for e in seen.of("compared")}
        gone = [row for row in rows.values() if row["kind"] == "cluster-access"]
        assert gone and all(row["verdict"] == "no" and "there is no EKS cluster 'one'" in row["error"]["message"] for row in gone)
        assert rows["provider"]["verdict"] == "yes"
    result = created.expect(2, "verify", "e6data", "--no-probe")
    assert "there is no EKS cluster 'one'" in result.out
    left = created.expect(2, "repair", "e6data", "--yes")
    assert "not repaired: cluster-access" in left.out and "there is no EKS cluster 'one'" in left.out
    assert one_role(cloud, "cross-account-role")[1]["trust"] != trust
    cloud.forget_calls()
    refused = set_up(created, 64)
    assert "there is no EKS cluster 'one' any more" in refused.err and not cloud.changes()
    Kube(cloud, "one", "API")
    created.expect(0, "repair", "e6data", "--yes", "--json")
    created.expect(0, *COMMANDS[0])


def test_remove_with_a_deleted_cluster(created, cloud, iam):
    cloud.client("eks").delete_cluster(name="one")
    created.expect(0, "remove", "e6data", "--yes", "--json")
    assert providers(iam) == [] and created.listed("e6data") is None


SPELLINGS = [pytest.param(lambda u: u + "/", id="slash"), pytest.param(lambda u: u.replace("oidc.eks", "OIDC.EKS"), id="capitals"),
             pytest.param(lambda u: u[:-32] + u[-32:].lower(), id="lowercase")]


@pytest.mark.parametrize("respell", SPELLINGS)
def test_provider_with_another_spelling(bucket_pack, cloud, iam, respell):
    """STS compares a token's issuer exactly: the other provider is reported and kept, and the right one is created."""
    other = iam.create_open_id_connect_provider(Url=respell("https://" + ISSUER), ClientIDList=["theirs"], ThumbprintList=["a" * 40])["OpenIDConnectProviderArn"]
    before = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=other)
    result = bucket_pack.expect(0, *SETUP)
    told, = result.of("lookalike")
    assert told["arn"] == other and told["name"] == ISSUER and PROVIDER in providers(iam)
    assert not bucket_pack.expect(0, "verify", "lake", "--no-probe", "--json").of("lookalike")
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)
    for command in (("verify", "lake", "--no-probe"), ("verify", "--all", "--no-probe"), ("repair", "lake", "--plan"), (*SETUP, "--plan")):
        seen = bucket_pack.expect(2, *command, *(() if command[0] == "setup" else ("--json",)))
        assert seen.actions["provider"] == "create" and seen.of("lookalike")[0]["other"] == respell(ISSUER), command
    assert "accepts no token of that issuer" in bucket_pack.expect(2, "verify", "lake", "--no-probe").out
    bucket_pack.expect(0, "repair", "lake", "--yes", "--json")
    bucket_pack.expect(0, "verify", "lake", "--no-probe", "--json")
    bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    after = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=other)
    assert providers(iam) == [other] and all(before[k] == after[k] for k in ("Url", "ClientIDList", "ThumbprintList"))


def test_spellings_that_aws_treats_as_equal(bucket_pack, cloud, iam):
    """The other one is a conflict: it is named with its ARN, and the suggested command deletes it."""
    other = iam.create_open_id_connect_provider(Url="https://" + ISSUER + "/", ClientIDList=["theirs"], ThumbprintList=["a" * 40])["OpenIDConnectProviderArn"]
    cloud.faults(error=["CreateOpenIDConnectProvider=EntityAlreadyExists:409"])
    failed = bucket_pack.run(*SETUP)
    cloud.clear_faults()
    assert failed.code == 3 and other in failed.failed["provider.create"]["remedy"], failed
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=other)
    bucket_pack.expect(0, "resume", "lake", "--yes", "--json")
    assert providers(iam) == [PROVIDER]


@pytest.mark.parametrize("of_others", [False, True])
def test_thumbprint_of_zeros_is_no_difference(bucket_pack, cloud, iam, of_others):
    """AWS uses a thumbprint only for authorities that it does not know, so none is compared or overwritten."""
    zeros = ["0" * 40]
    if of_others:
        iam.create_open_id_connect_provider(Url="https://" + ISSUER, ClientIDList=["sts.amazonaws.com"], ThumbprintList=zeros)
    bucket_pack.expect(0, *SETUP)
    if not of_others:
        iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=PROVIDER, ThumbprintList=zeros)
    cloud.forget_calls()
    for words in (("verify", "lake", "--no-probe", "--json"), ("verify", "--all", "--no-probe", "--json"), ("repair", "lake", "--yes", "--json"), SETUP):
        assert set(bucket_pack.expect(0, *words).actions.values()) == {"none"}
    assert not cloud.changes() and iam.get_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)["ThumbprintList"] == zeros


@pytest.mark.parametrize("answer", ["DATA_BUCKETS", "UNLOAD_BUCKET"])
def test_deleted_bucket_of_others(home, cloud, answer):
    """No resource of the setup differs, yet it does not work: the bucket is named, and not created."""
    Kube(cloud, "one", "API")
    s3 = cloud.client("s3")
    for name in ("lake-one", "lake-two", "results"):
        s3.create_bucket(Bucket=name)
    words = [w for k, v in {**NAMES, "PARTS": "engine,unload", "DATA_BUCKETS": "lake-one, lake-two", "UNLOAD_BUCKET": "results", "BUCKET": "kept"}.items()
             for w in ("--set", f"{k}={v}")]
    home.expect(0, "setup", "e6data", "--yes", "--no-probe", "--json", *words)
    home.expect(0, *COMMANDS[0])
    gone = {"DATA_BUCKETS": "lake-two", "UNLOAD_BUCKET": "results"}[answer]
    s3.delete_bucket(Bucket=gone)
    for command in (*COMMANDS, ("repair", "e6data", "--yes", "--json")):
        seen = home.expect(2, *command)
        assert [(e["of"], e["name"]) for e in seen.of("missing")] == [(answer, gone)] and set(seen.actions.values()) == {"none"}, command
    assert f"the bucket '{gone}' ({answer}) does not exist" in home.expect(2, "verify", "e6data", "--no-probe").out
    s3.create_bucket(Bucket=gone)
    home.expect(0, *COMMANDS[0])


def test_deleted_bucket_of_the_setup(bucket_pack, cloud):
    bucket_pack.expect(0, *SETUP)
    cloud.client("s3").delete_bucket(Bucket="the-lake")
    gone = dict.fromkeys(("bucket", "bucket-policy", "log"), "create")
    for command in (("verify", "lake", "--no-probe", "--json"), ("verify", "--all", "--no-probe", "--json"), ("repair", "lake", "--plan", "--json"), (*SETUP, "--plan")):
        seen = bucket_pack.expect(2, *command)
        assert {k: v for k, v in seen.actions.items() if v != "none"} == gone and not seen.of("missing")
    bucket_pack.expect(0, "repair", "lake", "--yes", "--json")
    bucket_pack.expect(0, "verify", "lake", "--no-probe", "--json")


# The access key

KEY_COMMANDS = [("verify", "essentia", "--no-probe"), ("verify", "--all", "--no-probe"), ("repair", "essentia", "--plan")]


def test_inactive_key(key_home, cloud, iam):
    """Each command says that the key is inactive, and what can be done; repair activates it, rotate replaces it."""
    key_home.key_setup("command", "--no-probe")
    key, _ = key_home.csv()
    iam.update_access_key(UserName="Essentia", AccessKeyId=key, Status="Inactive")
    for command in KEY_COMMANDS:
        result = key_home.expect(2, *command)
        assert "- status: Inactive" in result.out, command
        assert command[0] == "repair" or "'accredit repair essentia' reactivates it, 'accredit rotate essentia' replaces it" in result.out
    assert key_home.expect(2, *key_home.words("command", "--policy", "workers", "--no-probe", "--plan")).actions["key"] == "update"
    key_home.expect(0, "repair", "essentia", "--yes", "--json")
    assert keys_of(cloud, "Essentia") == {key: "Active"}
    iam.update_access_key(UserName="Essentia", AccessKeyId=key, Status="Inactive")
    key_home.rotate("essentia", "--no-probe")
    assert key_home.csv()[0] != key and keys_of(cloud, "Essentia")[key] == "Inactive"
    key_home.expect(0, *KEY_COMMANDS[0])


def test_deleted_key(key_home, cloud, iam):
    """repair or setup creates a new one, which is never named by the old one's ID; rotate says so."""
    key_home.key_setup("command", "--no-probe")
    for way in (["repair", "essentia", "--yes", "--json"], key_home.words("command", "--policy", "workers", "--no-probe")):
        key, _ = key_home.csv()
        iam.delete_access_key(UserName="Essentia", AccessKeyId=key)
        for command in KEY_COMMANDS:
            result = key_home.expect(2, *command)
            told = "access key of user 'Essentia' is missing" if command[0] == "verify" else "create access key of user 'Essentia'"
            assert told in result.out and f"+ key_id: {key}" not in result.out, command
        assert "'accredit repair essentia' creates a new one" in key_home.rotate("essentia", code=64).err
        key_home.expect(0, *way)
        assert key_home.csv()[0] != key and keys_of(cloud, "Essentia") == {key_home.csv()[0]: "Active"}
        key_home.expect(0, *KEY_COMMANDS[0])


@pytest.mark.parametrize("way", ["deleted", "used"])
def test_deleted_key_and_an_unknown_key(key_home, cloud, iam, way, tmp_path):
    """The owner of the other key is unknown: both ways to continue are named, and both work."""
    key_home.key_setup("command", "--no-probe")
    iam.delete_access_key(UserName="Essentia", AccessKeyId=key_home.csv()[0])
    other = iam.create_access_key(UserName="Essentia")["AccessKey"]
    key = other["AccessKeyId"], other["SecretAccessKey"]
    key_home.read_secrets()
    cloud.control("POST", "age")
    setup = key_home.words("command", "--policy", "workers", "--no-probe")
    cloud.forget_calls()
    said = [key_home.expect(2, *KEY_COMMANDS[0]).out, key_home.expect(2, "repair", "essentia", "--yes").out, key_home.expect(64, *setup).err]
    for text in said:
        assert f"aws iam delete-access-key --user-name Essentia --access-key-id {key[0]}" in text and f"--set ACCESS_KEY_ID={key[0]} --secret SECRET_ACCESS_KEY=@FILE" in text
    assert "accredit repair essentia --plan" in key_home.rotate("essentia", code=64).err and not cloud.changes()
    if way == "deleted":
        iam.delete_access_key(UserName="Essentia", AccessKeyId=key[0])
        key_home.expect(0, "repair", "essentia", "--yes", "--json")
        assert key_home.csv()[0] not in (None, key[0])
    else:
        key_home.expect(0, *setup, *supplied(key_home, key))
        assert key_home.csv() == key
    key_home.expect(0, *KEY_COMMANDS[0])
    key_home.expect(0, "remove", "essentia", "--yes", "--json")


def test_no_wait_for_roles_that_this_run_does_not_create(home, cloud, iam):
    """The access of a role that does not exist: EKS rejects it, and the program reports it without waiting."""
    Kube(cloud, "one", "API")
    iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    home.environment["ACCREDIT_TEMPLATES"] = template_with_mapping(home, "nobody")
    result = home.expect(3, "setup", "mapped", "--yes", "--no-probe", "--json")
    assert not [e for e in result.of("step") if e["status"] == "waiting"], result
    failed = result.failed["access.create"]
    assert "does not exist" in failed["remedy"] and "accredit resume mapped" in failed["remedy"]
    home.expect(0, "resume", "mapped", "--undo", "--yes", "--json")
    home.environment["ACCREDIT_TEMPLATES"] = template_with_mapping(home, "theirs")
    home.expect(0, "setup", "mapped", "--yes", "--no-probe", "--json")


def template_with_mapping(home, role):
    """A template of one access entry."""
    folder = os.path.join(home.folder, role, "mapped")
    os.makedirs(os.path.join(folder, "documents"))
    with open(os.path.join(folder, "pack.json"), "w", encoding="utf-8") as file:
        json.dump({"pack": "1", "name": "mapped", "title": "Mapped", "methods": [{"name": "all", "title": "All", "gives": "Access.", "recommended": True}],
                   "values": [], "resources": [{"id": "access", "kind": "cluster-access", "name": role, "cluster": "one", "username": "them",
                                                "principal": "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/" + role, "groups": ["viewers"]}]}, file)
    return os.path.dirname(folder)
