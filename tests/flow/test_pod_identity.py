"""e6data by EKS Pod Identity: from nothing to verified, after the association changed, and back to nothing."""

import json

import pytest

from cloud import ACCOUNT
from kube_client import Kube
from text_session import Pipe
from test_e6data import one_role, account_snapshot, words

AGENT = "eks-pod-identity-agent"
METHOD = ("--method", "pod-identity")
SETUP = ("setup", "e6data", *METHOD, "--yes", "--json")
TRUST = {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
LONG = 300  # a pod makes seven checks, each a program of its own
OF_PODS = ("engine-identity", "data-list", "data-put", "workspace-canary", "unload-canary")


@pytest.fixture
def one(cloud):
    """A cluster with the agent, and a second data bucket."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    made = Kube(cloud, "one")
    made.eks.create_addon(clusterName="one", addonName=AGENT)
    return made


@pytest.fixture
def eks(one):
    return one.eks


def association(eks, namespace="e6", account="salesdata"):
    """The association of a service account, or None."""
    found = eks.list_pod_identity_associations(clusterName="one", namespace=namespace, serviceAccount=account)["associations"]
    return found and eks.describe_pod_identity_association(clusterName="one", associationId=found[0]["associationId"])["association"] or None


def everything(cloud, eks):
    return {**account_snapshot(cloud), "associations": eks.list_pod_identity_associations(clusterName="one")["associations"]}


def verdicts(result):
    return {e["id"]: e["verdict"] for e in result.of("check")}


def another_role(cloud, name="another"):
    made = cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [TRUST]}))
    return made["Role"]["Arn"]


@pytest.mark.parametrize("policy", ["documented", "scoped"])
def test_from_nothing_to_verified_and_back(home, cloud, one, eks, policy):
    before = everything(cloud, eks)
    made = home.expect(0, *SETUP, "--policy", policy, *words(), limit=LONG)
    checks = verdicts(made)
    assert set(checks.values()) == {"yes"} and set(OF_PODS) <= set(checks), made.of("check")
    assert "provider" not in made.actions and made.actions["engine-association"] == "create"
    assert not cloud.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]
    name, role = one_role(cloud, "engine-role")
    statement, = role["trust"]["Statement"]
    assert statement["Principal"] == TRUST["Principal"] and statement["Action"] == TRUST["Action"]
    tags = statement.get("Condition", {}).get("StringEquals", {})
    assert tags == ({} if policy == "documented" else {
        "aws:RequestTag/eks-cluster-arn": f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/one", "aws:RequestTag/kubernetes-namespace": "e6",
        "aws:RequestTag/kubernetes-service-account": "salesdata"})
    there = association(eks)
    assert there["roleArn"].endswith("/" + name) and there["tags"] == {"accredit:setup": "e6data"}
    cloud.forget_calls()
    assert set(home.expect(0, *SETUP, "--policy", policy, "--no-probe", *words()).actions.values()) == {"none"} and not cloud.changes()
    home.expect(0, "remove", "e6data", "--yes", "--json")
    assert everything(cloud, eks) == before


@pytest.fixture
def made(home, eks):
    """A setup without its probe."""
    home.expect(0, *SETUP, "--no-probe", *words())
    return home


def move(cloud, eks, **to):
    eks.update_pod_identity_association(clusterName="one", associationId=association(eks)["associationId"], **to)


def drop(cloud, eks):
    eks.delete_pod_identity_association(clusterName="one", associationId=association(eks)["associationId"])


@pytest.mark.parametrize("spoil, differs", [
    (lambda cloud, eks: move(cloud, eks, roleArn=another_role(cloud)), {"engine-association": ["principal"]}),
    (lambda cloud, eks: move(cloud, eks, disableSessionTags=True), {"engine-association": ["session_tags"]}),
    (lambda cloud, eks: eks.untag_resource(resourceArn=association(eks)["associationArn"], tagKeys=["accredit:setup"]),
     {"engine-association": ["tags.accredit:setup"]}),
    (drop, None)])
def test_a_change_is_seen_and_repaired(made, cloud, eks, spoil, differs):
    role = association(eks)["roleArn"]
    spoil(cloud, eks)
    seen = made.expect(2, "verify", "e6data", "--no-probe", "--json")
    assert seen.actions["engine-association"] == ("update" if differs else "create") and (not differs or seen.diffs == differs)
    made.expect(0, "repair", "e6data", "--yes", "--json")
    there = association(eks)
    assert (there["roleArn"], there["disableSessionTags"], there["tags"]) == (role, False, {"accredit:setup": "e6data"})
    made.expect(0, "verify", "e6data", "--no-probe", "--json")


@pytest.mark.parametrize("more, says", [({"targetRoleArn": "arn:aws:iam::210987654321:role/target"}, "target role"),
                                        ({"disableSessionTags": True, "policy": "{}"}, "narrows the role")])
def test_what_an_update_cannot_take_away(made, cloud, eks, more, says):
    """It is told with the command that helps, and nothing is changed."""
    move(cloud, eks, **more)
    seen = made.expect(2, "verify", "e6data", "--no-probe")
    assert says in seen.out + seen.err and "delete-pod-identity-association --cluster-name one --association-id a-" in seen.out + seen.err
    cloud.forget_calls()
    made.run("repair", "e6data", "--yes", "--json")
    assert not [c for c in cloud.changes() if "PodIdentity" in c["operation"]]


def test_an_association_of_others_is_in_the_way(home, cloud, eks):
    """It gives the service account another role: told before anything is created, and not touched."""
    eks.create_pod_identity_association(clusterName="one", namespace="e6", serviceAccount="salesdata", roleArn=another_role(cloud))
    cloud.forget_calls()
    assert "differs in principal" in home.expect(64, *SETUP, "--no-probe", *words()).err and not cloud.changes()


def test_one_made_by_hand(home, cloud, one, eks):
    """As a console makes it: compared, verified by a pod, adopted; what another did is told."""
    home.expect(0, *SETUP, "--no-probe", *words())
    made, name = association(eks), one_role(cloud, "engine-role")[0]
    eks.untag_resource(resourceArn=made["associationArn"], tagKeys=["accredit:setup"])
    known = ("--method", "pod-identity", *words(ENGINE_ROLE_NAME=name))
    home.forget()
    seen = home.expect(0, "verify", "--platform", "e6data", *known, "--no-probe", "--json")
    assert seen.actions["engine-association"] in ("none", "adopt"), seen
    home.expect(0, "adopt", "e6data", *known, "--json")
    move(cloud, eks, roleArn=another_role(cloud))
    assert "engine-association" in home.expect(2, "verify", "e6data", "--no-probe", "--json").diffs


def test_another_service_account_gets_the_role(made, cloud, eks):
    """It is more than is wanted; one that gets another role is nobody's business."""
    role = association(eks)["roleArn"]
    eks.create_pod_identity_association(clusterName="one", namespace="e6", serviceAccount="other", roleArn=another_role(cloud))
    made.expect(0, "verify", "e6data", "--no-probe", "--json")
    eks.create_pod_identity_association(clusterName="one", namespace="pirates", serviceAccount="mate", roleArn=role)
    extra, = made.expect(2, "verify", "e6data", "--no-probe", "--json").of("extra")
    assert (extra["kind"], extra["name"], extra["namespace"]) == ("pod-identity-association", "mate", "pirates")
    assert "get the role" in extra["text"]
    made.expect(0, "accept", "e6data", "--yes", "--json")
    made.expect(0, "verify", "e6data", "--no-probe", "--json")


AGENTS = [
    ({}, "does not run in the cluster 'one'", "aws eks create-addon --cluster-name one --addon-name eks-pod-identity-agent"),
    ({AGENT: "DEGRADED"}, "does not work", "aws eks describe-addon"),
    ({AGENT: "CREATE_FAILED"}, "CREATE_FAILED", "aws eks describe-addon"),
]


@pytest.mark.parametrize("addons, says, remedy", AGENTS)
def test_without_the_agent_nothing_is_created(home, cloud, addons, says, remedy):
    one = Kube(cloud, "one")
    cloud.client("s3").create_bucket(Bucket="second-data")
    cloud.control("POST", "cluster", {"name": "one", "addons": addons})
    cloud.forget_calls()
    said = home.expect(64, *SETUP, *words()).err
    assert says in said and remedy in said and not cloud.changes()
    assert one.eks.list_pod_identity_associations(clusterName="one")["associations"] == []


def test_the_agent_goes(made, cloud, eks):
    eks.delete_addon(clusterName="one", addonName=AGENT)
    seen = made.expect(2, "verify", "e6data", "--no-probe", "--json")
    missing, = seen.of("missing")
    assert missing["name"] == AGENT and "create-addon" in missing["remedy"]
    said = made.expect(2, "verify", "e6data", "--no-probe")
    assert "does not run in the cluster 'one'" in said.out and "create-addon" in said.out


WAYS = [("auto", None), ("daemonset", None), ("creating", "its status"), ("denied", "could not be told"), ("unknown", "could not be told")]


@pytest.mark.parametrize("way, note", WAYS, ids=[w for w, _ in WAYS])
def test_other_ways_to_have_the_agent(home, cloud, way, note):
    """EKS Auto Mode and a DaemonSet count; what cannot be told is said, and the setup goes on."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    eks = cloud.client("eks")
    one = Kube(cloud, "one") if way != "auto" else None
    if way == "auto":
        eks.create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                           accessConfig={"authenticationMode": "API"}, computeConfig={"enabled": True})
    elif way == "daemonset":
        one.ask("POST", "/apis/apps/v1/namespaces/kube-system/daemonsets", {"metadata": {"name": AGENT}})
    elif way == "creating":
        cloud.control("POST", "cluster", {"name": "one", "addons": {AGENT: "CREATING"}})
    else:
        error = "AccessDeniedException" if way == "denied" else "UnknownOperationException"
        cloud.faults(error=[f"DescribeAddon={error}", "GetDaemonSet=Forbidden"])
    made = home.expect(0, *SETUP, "--no-probe", *words())
    notes = " ".join(n["text"] for e in made.of("preflight") for n in e.get("notes", []))
    assert ("Pod Identity Agent" in notes) == bool(note), notes
    cloud.mend()
    assert association(eks)


@pytest.mark.parametrize("die", ["before:1", "after:1", "before:2", "after:2", "after:3"])
def test_killed(home, cloud, eks, die):
    """Killed around each change: resume comes to the same end, undo to the beginning."""
    some = words(PARTS="service-account", ENGINE_ROLE_NAME="another")
    another_role(cloud)
    before = everything(cloud, eks)
    for how in ("on", "undo"):
        cloud.faults(die=die)
        assert home.run(*SETUP, "--no-probe", *some).code < 0
        cloud.mend()
        home.expect(0, "resume", "e6data", *(["--undo"] if how == "undo" else []), "--yes", "--json")
        if how == "on":
            assert association(eks)["tags"] == {"accredit:setup": "e6data"}
            home.expect(0, "remove", "e6data", "--yes", "--json")
        assert everything(cloud, eks) == before


def test_all_parts(home, cloud, eks):
    """Karpenter and the load balancer controller get their roles the same way; no OIDC provider, no annotation."""
    more = {"PARTS": "bucket,engine,unload,cross-account,karpenter,alb,queue,mapping,service-account"}
    home.expect(0, *SETUP, "--no-probe", "--policy", "scoped", *words(**more))
    for namespace, account, role in (("kube-system", "karpenter", "one-karpenter-oidc-role"), ("kube-system", "alb-ingress-controller", "one-alb-controller-oidc-role")):
        assert association(eks, namespace, account)["roleArn"].endswith("/" + role)
        statement, = cloud.roles()[role]["trust"]["Statement"]
        assert statement["Condition"]["StringEquals"]["aws:RequestTag/kubernetes-service-account"] == account
    assert not cloud.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]


def test_a_trust_without_tag_session(home, cloud, one, eks):
    """A pod says what is wrong, and what the trust needs."""
    home.expect(0, *SETUP, "--no-probe", *words(PARTS="engine"))
    name = one_role(cloud, "engine-role")[0]
    cloud.client("iam").update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{**TRUST, "Action": "sts:AssumeRole"}]}))
    told = home.expect(2, "verify", "e6data", "--yes", "--json", limit=LONG)
    who = {e["id"]: e for e in told.of("check")}["engine-identity"]
    assert (who["verdict"], who["layer"]) == ("no", "trust") and "sts:TagSession" in who["evidence"]["text"]


def test_in_plain_text(home, cloud, one, eks):
    """The method is a choice among two; the review names the way in, and what is done is said."""
    talk = Pipe(home, "setup", "e6data", "--text", "--no-probe", "--policy", "documented", *words(PARTS="engine,mapping,cross-account"))
    talk.until("Method")
    assert "EKS Pod Identity, and a role for the vendor" in talk.last
    shown = talk.say("2")
    for _ in range(60):
        if "Make these changes?" in shown:
            break
        shown = talk.say("")
    shown = " ".join(shown.split())
    assert "get access by access entries, and aws-auth is not edited" in shown, shown
    assert "create the Pod Identity association of the service account 'salesdata'" in shown, shown
    talk.say("y")
    assert association(eks)


def test_an_answer_that_is_lost(home, cloud, eks):
    """The association was created all the same: it is found, and taken for our own."""
    cloud.faults(lose="CreatePodIdentityAssociationx1")
    home.expect(0, *SETUP, "--no-probe", *words(PARTS="engine"))
    assert association(eks)["tags"] == {"accredit:setup": "e6data"}
    assert len(cloud.calls("CreatePodIdentityAssociation")) == 1
    assert set(home.expect(0, *SETUP, "--no-probe", *words(PARTS="engine")).actions.values()) == {"none"}


def test_the_pod_waits_for_its_association(home, cloud, one, eks):
    """What EKS gives a pod at its creation stays as it is: the pod starts once new pods get the role."""
    cloud.faults(delay=10)
    made = home.expect(0, *SETUP, *words(PARTS="engine", DATA_BUCKETS="rehearsal", BUCKET="kept"), limit=LONG)
    assert verdicts(made)["engine-identity"] == "yes"
    waits = [e["text"] for e in made.of("step") if e["id"] == "pod.launch" and e["status"] == "waiting"]
    assert any("EKS does not give the association's role to new pods yet" in text for text in waits), waits
    assert len([c for c in cloud.calls("CreateJob")]) == 1
