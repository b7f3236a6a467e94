"""e6data with EKS Pod Identity: from an empty account to verified, with a changed association, and removed."""

import json

import pytest

from cloud import ACCOUNT
from kube_client import Kube
from text_session import PipeSession
from test_e6data import one_role, account_snapshot, words

AGENT = "eks-pod-identity-agent"
METHOD = ("--method", "pod-identity")
SETUP = ("setup", "e6data", *METHOD, "--yes", "--json")
TRUST = {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
LONG = 300  # a pod makes seven checks, each a program of its own
OF_PODS = ("engine-identity", "data-list", "data-put", "workspace-canary", "unload-canary")


@pytest.fixture
def pod_cluster(cloud):
    """A cluster with the agent, and a second data bucket."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    kube = Kube(cloud, "one")
    kube.eks.create_addon(clusterName="one", addonName=AGENT)
    return kube


@pytest.fixture
def eks(pod_cluster):
    return pod_cluster.eks


def association(eks, namespace="e6", account="salesdata"):
    """The association of a service account, or None."""
    found = eks.list_pod_identity_associations(clusterName="one", namespace=namespace, serviceAccount=account)["associations"]
    return found and eks.describe_pod_identity_association(clusterName="one", associationId=found[0]["associationId"])["association"] or None


def snapshot(cloud, eks):
    return {**account_snapshot(cloud), "associations": eks.list_pod_identity_associations(clusterName="one")["associations"]}


def verdicts(result):
    return {e["id"]: e["verdict"] for e in result.of("check")}


def another_role(cloud, name="another"):
    created = cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [TRUST]}))
    return created["Role"]["Arn"]


@pytest.mark.parametrize("policy", ["documented", "scoped"])
def test_setup_verify_and_remove(home, cloud, pod_cluster, eks, policy):
    before = snapshot(cloud, eks)
    created = home.expect(0, *SETUP, "--policy", policy, *words(), limit=LONG)
    checks = verdicts(created)
    assert set(checks.values()) == {"yes"} and set(OF_PODS) <= set(checks), created.of("check")
    assert "provider" not in created.actions and created.actions["engine-association"] == "create"
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
    assert snapshot(cloud, eks) == before


@pytest.fixture
def setup_without_probe(home, eks):
    """A setup without its probe."""
    home.expect(0, *SETUP, "--no-probe", *words())
    return home


def change_role(cloud, eks, **to):
    eks.update_pod_identity_association(clusterName="one", associationId=association(eks)["associationId"], **to)


def delete_association(cloud, eks):
    eks.delete_pod_identity_association(clusterName="one", associationId=association(eks)["associationId"])


@pytest.mark.parametrize("spoil, differs", [
    (lambda cloud, eks: change_role(cloud, eks, roleArn=another_role(cloud)), {"engine-association": ["principal"]}),
    (lambda cloud, eks: change_role(cloud, eks, disableSessionTags=True), {"engine-association": ["session_tags"]}),
    (lambda cloud, eks: eks.untag_resource(resourceArn=association(eks)["associationArn"], tagKeys=["accredit:setup"]),
     {"engine-association": ["tags.accredit:setup"]}),
    (delete_association, None)])
def test_changed_association_is_reported_and_repaired(setup_without_probe, cloud, eks, spoil, differs):
    role = association(eks)["roleArn"]
    spoil(cloud, eks)
    seen = setup_without_probe.expect(2, "verify", "e6data", "--no-probe", "--json")
    assert seen.actions["engine-association"] == ("update" if differs else "create") and (not differs or seen.diffs == differs)
    setup_without_probe.expect(0, "repair", "e6data", "--yes", "--json")
    there = association(eks)
    assert (there["roleArn"], there["disableSessionTags"], there["tags"]) == (role, False, {"accredit:setup": "e6data"})
    setup_without_probe.expect(0, "verify", "e6data", "--no-probe", "--json")


@pytest.mark.parametrize("more, says", [({"targetRoleArn": "arn:aws:iam::210987654321:role/target"}, "target role"),
                                        ({"disableSessionTags": True, "policy": "{}"}, "restricts the role")])
def test_difference_that_an_update_cannot_remove(setup_without_probe, cloud, eks, more, says):
    """It is reported with the command that helps, and nothing is changed."""
    change_role(cloud, eks, **more)
    seen = setup_without_probe.expect(2, "verify", "e6data", "--no-probe")
    assert says in seen.out + seen.err and "delete-pod-identity-association --cluster-name one --association-id a-" in seen.out + seen.err
    cloud.forget_calls()
    setup_without_probe.run("repair", "e6data", "--yes", "--json")
    assert not [c for c in cloud.changes() if "PodIdentity" in c["operation"]]


def test_association_of_another_role_is_a_conflict(home, cloud, eks):
    """It gives the service account another role: reported before anything is created, and not changed."""
    eks.create_pod_identity_association(clusterName="one", namespace="e6", serviceAccount="salesdata", roleArn=another_role(cloud))
    cloud.forget_calls()
    assert "differs in principal" in home.expect(64, *SETUP, "--no-probe", *words()).err and not cloud.changes()


def test_manually_created_association(home, cloud, pod_cluster, eks):
    """As the console creates it: compared, verified by a pod, adopted; what others changed is reported."""
    home.expect(0, *SETUP, "--no-probe", *words())
    created, name = association(eks), one_role(cloud, "engine-role")[0]
    eks.untag_resource(resourceArn=created["associationArn"], tagKeys=["accredit:setup"])
    known = ("--method", "pod-identity", *words(ENGINE_ROLE_NAME=name))
    home.delete_state()
    seen = home.expect(0, "verify", "--platform", "e6data", *known, "--no-probe", "--json")
    assert seen.actions["engine-association"] in ("none", "adopt"), seen
    home.expect(0, "adopt", "e6data", *known, "--json")
    change_role(cloud, eks, roleArn=another_role(cloud))
    assert "engine-association" in home.expect(2, "verify", "e6data", "--no-probe", "--json").diffs


def test_repaired_association_of_others_is_restored(home, cloud, pod_cluster, eks):
    """A removal gives an adopted association the role that it had before the repair, in a step with the template's ID."""
    home.expect(0, *SETUP, "--no-probe", *words())
    created, name = association(eks), one_role(cloud, "engine-role")[0]
    eks.untag_resource(resourceArn=created["associationArn"], tagKeys=["accredit:setup"])
    home.delete_state()
    home.expect(0, "adopt", "e6data", "--method", "pod-identity", *words(ENGINE_ROLE_NAME=name), "--json")
    theirs = another_role(cloud)
    change_role(cloud, eks, roleArn=theirs)
    home.expect(0, "repair", "e6data", "--yes", "--json")
    assert association(eks)["roleArn"] == created["roleArn"]
    removed = home.expect(0, "remove", "e6data", "--yes", "--json")
    there = association(eks)
    assert removed.actions["engine-association"] == "update", removed.actions
    assert (there["associationId"], there["roleArn"]) == (created["associationId"], theirs)


def test_another_service_account_with_the_role(setup_without_probe, cloud, eks):
    """Another service account that gets the role is an extra; one that gets another role does not matter."""
    role = association(eks)["roleArn"]
    eks.create_pod_identity_association(clusterName="one", namespace="e6", serviceAccount="other", roleArn=another_role(cloud))
    setup_without_probe.expect(0, "verify", "e6data", "--no-probe", "--json")
    eks.create_pod_identity_association(clusterName="one", namespace="pirates", serviceAccount="mate", roleArn=role)
    extra, = setup_without_probe.expect(2, "verify", "e6data", "--no-probe", "--json").of("extra")
    assert (extra["kind"], extra["name"], extra["namespace"]) == ("pod-identity-association", "mate", "pirates")
    assert "get the role" in extra["text"]
    setup_without_probe.expect(0, "accept", "e6data", "--yes", "--json")
    setup_without_probe.expect(0, "verify", "e6data", "--no-probe", "--json")


AGENTS = [
    ({}, "does not run in the cluster 'one'", "aws eks create-addon --cluster-name one --addon-name eks-pod-identity-agent"),
    ({AGENT: "DEGRADED"}, "does not work", "aws eks describe-addon"),
    ({AGENT: "CREATE_FAILED"}, "CREATE_FAILED", "aws eks describe-addon"),
]


@pytest.mark.parametrize("addons, says, remedy", AGENTS)
def test_nothing_is_created_without_the_agent(home, cloud, addons, says, remedy):
    kube = Kube(cloud, "one")
    cloud.client("s3").create_bucket(Bucket="second-data")
    cloud.control("POST", "cluster", {"name": "one", "addons": addons})
    cloud.forget_calls()
    message = home.expect(64, *SETUP, *words()).err
    assert says in message and remedy in message and not cloud.changes()
    assert kube.eks.list_pod_identity_associations(clusterName="one")["associations"] == []


def test_agent_deleted_after_setup(setup_without_probe, cloud, eks):
    eks.delete_addon(clusterName="one", addonName=AGENT)
    seen = setup_without_probe.expect(2, "verify", "e6data", "--no-probe", "--json")
    missing, = seen.of("missing")
    assert missing["name"] == AGENT and "create-addon" in missing["remedy"]
    result = setup_without_probe.expect(2, "verify", "e6data", "--no-probe")
    assert "does not run in the cluster 'one'" in result.out and "create-addon" in result.out


AGENT_STATES = [("auto", None), ("daemonset", None), ("creating", "its status"), ("denied", "could not be told"), ("unknown", "could not be told")]


@pytest.mark.parametrize("state, note", AGENT_STATES, ids=[w for w, _ in AGENT_STATES])
def test_agent_in_other_forms(home, cloud, state, note):
    """EKS Auto Mode and a DaemonSet count; what cannot be determined is reported, and the setup continues."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    eks = cloud.client("eks")
    kube = Kube(cloud, "one") if state != "auto" else None
    if state == "auto":
        eks.create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                           accessConfig={"authenticationMode": "API"}, computeConfig={"enabled": True})
    elif state == "daemonset":
        kube.ask("POST", "/apis/apps/v1/namespaces/kube-system/daemonsets", {"metadata": {"name": AGENT}})
    elif state == "creating":
        cloud.control("POST", "cluster", {"name": "one", "addons": {AGENT: "CREATING"}})
    else:
        error = "AccessDeniedException" if state == "denied" else "UnknownOperationException"
        cloud.faults(error=[f"DescribeAddon={error}", "GetDaemonSet=Forbidden"])
    created = home.expect(0, *SETUP, "--no-probe", *words())
    notes = " ".join(n["text"] for e in created.of("preflight") for n in e.get("notes", []))
    assert ("Pod Identity Agent" in notes) == bool(note), notes
    cloud.clear_faults()
    assert association(eks)


@pytest.mark.parametrize("die", ["before:1", "after:1", "before:2", "after:2", "after:3"])
def test_killed_at_each_change(home, cloud, eks, die):
    """After a kill around each change, resume ends with the same state, and undo restores the first one."""
    some = words(PARTS="service-account", ENGINE_ROLE_NAME="another")
    another_role(cloud)
    before = snapshot(cloud, eks)
    for ending in ("resume", "undo"):
        cloud.faults(die=die)
        assert home.run(*SETUP, "--no-probe", *some).code < 0
        cloud.clear_faults()
        home.expect(0, "resume", "e6data", *(["--undo"] if ending == "undo" else []), "--yes", "--json")
        if ending == "resume":
            assert association(eks)["tags"] == {"accredit:setup": "e6data"}
            home.expect(0, "remove", "e6data", "--yes", "--json")
        assert snapshot(cloud, eks) == before


def test_all_parts(home, cloud, eks):
    """Karpenter and the load balancer controller get their roles the same way, with no OIDC provider or annotation."""
    more = {"PARTS": "bucket,engine,unload,cross-account,karpenter,alb,queue,mapping,service-account"}
    home.expect(0, *SETUP, "--no-probe", "--policy", "scoped", *words(**more))
    for namespace, account, role in (("kube-system", "karpenter", "one-karpenter-oidc-role"), ("kube-system", "alb-ingress-controller", "one-alb-controller-oidc-role")):
        assert association(eks, namespace, account)["roleArn"].endswith("/" + role)
        statement, = cloud.roles()[role]["trust"]["Statement"]
        assert statement["Condition"]["StringEquals"]["aws:RequestTag/kubernetes-service-account"] == account
    assert not cloud.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]


def test_trust_without_tag_session(home, cloud, pod_cluster, eks):
    """A pod reports what is wrong, and what the trust policy needs."""
    home.expect(0, *SETUP, "--no-probe", *words(PARTS="engine"))
    name = one_role(cloud, "engine-role")[0]
    cloud.client("iam").update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{**TRUST, "Action": "sts:AssumeRole"}]}))
    result = home.expect(2, "verify", "e6data", "--yes", "--json", limit=LONG)
    who = {e["id"]: e for e in result.of("check")}["engine-identity"]
    assert (who["verdict"], who["layer"]) == ("no", "trust") and "sts:TagSession" in who["evidence"]["text"]


def test_pod_identity_in_plain_text(home, cloud, pod_cluster, eks):
    """There are two methods to choose from; the review names the one chosen, and the program reports each step."""
    session = PipeSession(home, "setup", "e6data", "--text", "--no-probe", "--policy", "documented", *words(PARTS="engine,mapping,cross-account"))
    session.until("Method")
    assert "EKS Pod Identity, and a role for the vendor" in session.last
    shown = session.say("2")
    for _ in range(60):
        if "Apply these changes?" in shown:
            break
        shown = session.say("")
    shown = " ".join(shown.split())
    assert "access through access entries, and aws-auth is not edited" in shown, shown
    assert "create Pod Identity association of service account 'salesdata'" in shown, shown
    session.say("y")
    assert association(eks)


def test_lost_response(home, cloud, eks):
    """The association was created nevertheless: it is found, and recorded as created."""
    cloud.faults(lose="CreatePodIdentityAssociationx1")
    home.expect(0, *SETUP, "--no-probe", *words(PARTS="engine"))
    assert association(eks)["tags"] == {"accredit:setup": "e6data"}
    assert len(cloud.calls("CreatePodIdentityAssociation")) == 1
    assert set(home.expect(0, *SETUP, "--no-probe", *words(PARTS="engine")).actions.values()) == {"none"}


def test_pod_waits_for_its_association(home, cloud, pod_cluster, eks):
    """EKS gives a pod its role at creation alone: the pod is started once new pods get the role."""
    cloud.faults(delay=10)
    created = home.expect(0, *SETUP, *words(PARTS="engine", DATA_BUCKETS="rehearsal", BUCKET="kept"), limit=LONG)
    assert verdicts(created)["engine-identity"] == "yes"
    waits = [e["text"] for e in created.of("step") if e["id"] == "pod.launch" and e["status"] == "waiting"]
    assert any("the Pod Identity association is not active yet" in text for text in waits), waits
    assert len([c for c in cloud.calls("CreateJob")]) == 1
