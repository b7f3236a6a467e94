"""EKS Pod Identity: which pods get a role by an association, and the errors when something is missing."""

import json

import pytest
from conftest import QUICK, Cloud, policy, until
from kube import Kube
from test_pods import ACCOUNTS

ROLE = "arn:aws:iam::123456789012:role/engine"
AGENT = "eks-pod-identity-agent"
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"},
                                                 "Action": ["sts:AssumeRole", "sts:TagSession"]}]}
CLUSTER = {"name": "one", "roleArn": "arn:aws:iam::123456789012:role/Cluster", "resourcesVpcConfig": {"subnetIds": []},
           "accessConfig": {"authenticationMode": "API"}}
PODS = {"clusterName": "one", "namespace": "default", "serviceAccount": "engine"}
SHOWN = "aws sts get-caller-identity --query Arn --output text 2>&1"


def trust(**more):
    return json.dumps({**TRUST, "Statement": [{**TRUST["Statement"][0], **more}]})


def tagged(**tags):
    return {"Condition": {"StringEquals": {f"aws:RequestTag/{k.replace('_', '-')}": v for k, v in tags.items()}}}


@pytest.fixture
def eks(cloud):
    return cloud.client("eks")


@pytest.fixture
def kube(cloud, eks):
    eks.create_cluster(**CLUSTER)
    eks.create_addon(clusterName="one", addonName=AGENT)
    return Kube(cloud, "one")


@pytest.fixture
def engine(kube, iam, eks):
    iam.create_role(RoleName="engine", AssumeRolePolicyDocument=trust())
    kube.good("POST", ACCOUNTS, {"metadata": {"name": "engine"}})
    return eks.create_pod_identity_association(**PODS, roleArn=ROLE)["association"]


def test_pod_gets_the_role_of_its_association(cloud, kube, engine, iam):
    kube.run(SHOWN + "; env | grep -c '^AWS_ROLE_ARN\\|^AWS_WEB'; cat $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE | wc -w", account="engine")
    kube.ended()
    who, annotated, words = kube.log()[1].split()
    assert who.startswith("arn:aws:sts::123456789012:assumed-role/engine/eks-one-probe-") and (annotated, words) == ("0", "1")
    env = {e["name"]: e["value"] for e in kube.pods()[0]["spec"]["containers"][0]["env"]}
    assert env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] == "http://169.254.170.23/v1/credentials"
    assert env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] == "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token"
    reported = cloud.calls("GetCallerIdentity")[-1]
    assert reported["worker"] and ":assumed-role/engine/" in reported["caller"]


@pytest.mark.parametrize("tag, value, good", [
    ("eks-cluster-name", "one", True), ("eks-cluster-arn", "arn:aws:eks:us-east-1:123456789012:cluster/one", True),
    ("kubernetes-namespace", "default", True), ("kubernetes-service-account", "engine", True), ("kubernetes-namespace", "other", False)])
def test_session_tags(kube, engine, iam, tag, value, good):
    """The session's tags are principal tags, in the role's policies and in resource policies."""
    iam.put_role_policy(RoleName="engine", PolicyName="own", PolicyDocument=policy({
        "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringEquals": {f"aws:PrincipalTag/{tag}": value}}}))
    kube.run("aws s3api list-objects-v2 --bucket rehearsal >/dev/null 2>said && echo yes || grep -o AccessDenied said", account="engine")
    kube.ended()
    assert kube.log()[1].split()[0] == ("yes" if good else "AccessDenied")


NOT_ALLOWED = "EKS does not have permissions to assume the associated role"


@pytest.mark.parametrize("document, says", [
    (trust(**tagged(kubernetes_namespace="default", kubernetes_service_account="engine")), ":assumed-role/engine/"),
    (trust(**tagged(eks_cluster_arn="arn:aws:eks:us-east-1:123456789012:cluster/one")), ":assumed-role/engine/"),
    (trust(Condition={"ArnEquals": {"aws:SourceArn": "arn:aws:eks:us-east-1:123456789012:cluster/one"}}), ":assumed-role/engine/"),
    (trust(**tagged(kubernetes_namespace="other")), NOT_ALLOWED), (trust(Action="sts:AssumeRole"), NOT_ALLOWED),
    (trust(Principal={"Service": "ec2.amazonaws.com"}), NOT_ALLOWED)])
def test_trust_policy_decides(kube, engine, iam, document, says):
    iam.update_assume_role_policy(RoleName="engine", PolicyDocument=document)
    kube.run(SHOWN, account="engine")
    kube.ended()
    assert says in kube.log()[1]


@pytest.mark.parametrize("damage, says", [
    (lambda eks, created: eks.delete_pod_identity_association(clusterName="one", associationId=created["associationId"]), "Unable to locate credentials"),
    (lambda eks, created: eks.delete_addon(clusterName="one", addonName=AGENT), "Connection refused")])
def test_errors_when_something_is_missing(kube, engine, eks, damage, says):
    damage(eks, engine)
    kube.run(f"{SHOWN} --region us-east-1", account="engine")
    kube.ended()
    said = kube.log()[1]
    assert says.lower() in said.lower() or "error when retrieving credentials" in said.lower()
    assert ":assumed-role/" not in said


def test_association_takes_precedence_over_annotation(kube, iam, eks, engine):
    kube.good("PATCH", ACCOUNTS + "/engine", {"metadata": {"annotations": {"eks.amazonaws.com/role-arn": ROLE.replace("engine", "other")}}},
              kind="application/merge-patch+json")
    kube.run(SHOWN, account="engine")
    kube.ended()
    assert ":assumed-role/engine/" in kube.log()[1]


def test_calls_on_associations(eks, kube, iam, engine):
    """The answers of EKS, with its error codes and messages."""
    found = eks.list_pod_identity_associations(clusterName="one", namespace="default", serviceAccount="engine")["associations"]
    assert [a["associationId"] for a in found] == [engine["associationId"]] and "roleArn" not in found[0]
    assert not eks.list_pod_identity_associations(clusterName="one", namespace="other")["associations"]
    with pytest.raises(eks.exceptions.ResourceInUseException, match="Association already exists: a-"):
        eks.create_pod_identity_association(**PODS, roleArn=ROLE)
    with pytest.raises(eks.exceptions.InvalidParameterException, match="Role provided in the request does not exist"):
        eks.create_pod_identity_association(**{**PODS, "namespace": "x"}, roleArn=ROLE + "x")
    iam.create_role(RoleName="other", AssumeRolePolicyDocument=trust(Principal={"Service": "ec2.amazonaws.com"}))
    other = {"clusterName": "one", "associationId": engine["associationId"], "roleArn": ROLE.replace("engine", "other")}
    with pytest.raises(eks.exceptions.InvalidParameterException, match="Trust policy of the role provided is invalid"):
        eks.update_pod_identity_association(**other)
    iam.update_assume_role_policy(RoleName="other", PolicyDocument=trust())
    assert eks.update_pod_identity_association(**other)["association"]["roleArn"].endswith("/other")
    eks.tag_resource(resourceArn=engine["associationArn"], tags={"a": "b"})
    shown = eks.describe_pod_identity_association(clusterName="one", associationId=engine["associationId"])["association"]
    assert shown["tags"] == {"a": "b"} and shown["disableSessionTags"] is False
    eks.delete_pod_identity_association(clusterName="one", associationId=engine["associationId"])
    with pytest.raises(eks.exceptions.ResourceNotFoundException):
        eks.describe_pod_identity_association(clusterName="one", associationId=engine["associationId"])


def test_permissions_to_create_an_association(cloud, kube, iam, engine, eks):
    """The caller needs permission to read and to pass the role."""
    iam.create_user(UserName="clerk")
    key = iam.create_access_key(UserName="clerk")["AccessKey"]
    theirs = cloud.client("eks", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    allowed = [{"Effect": "Allow", "Action": "eks:CreatePodIdentityAssociation", "Resource": "*"},
               {"Effect": "Allow", "Action": "iam:PassRole", "Resource": ROLE, "Condition": {"StringEquals": {
                   "iam:PassedToService": "pods.eks.amazonaws.com"}}},
               {"Effect": "Allow", "Action": "iam:GetRole", "Resource": ROLE},
               {"Effect": "Allow", "Action": "eks:TagResource", "Resource": "arn:aws:eks:us-east-1:123456789012:podidentityassociation/one/*"}]
    for n, missing in enumerate(("CreatePodIdentityAssociation", "PassRole", "GetRole", "TagResource")):
        iam.put_user_policy(UserName="clerk", PolicyName="own", PolicyDocument=policy(*allowed[:n], *allowed[n + 1:]))
        with pytest.raises(theirs.exceptions.ClientError, match=missing):
            theirs.create_pod_identity_association(**{**PODS, "namespace": "x"}, roleArn=ROLE, tags={"a": "b"})
    iam.put_user_policy(UserName="clerk", PolicyName="own", PolicyDocument=policy(*allowed))
    theirs.create_pod_identity_association(**{**PODS, "namespace": "x"}, roleArn=ROLE, tags={"a": "b"})


def test_eks_auth_itself(cloud, kube, engine):
    """The operation that the agent calls requires a pod's token for its audience; no call log contains the token."""
    kube.run("cat $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", account="engine")
    kube.ended()
    token, auth = kube.log()[1].strip(), cloud.client("eks-auth")
    reported = auth.assume_role_for_pod_identity(clusterName="one", token=token)
    assert reported["podIdentityAssociation"]["associationId"] == engine["associationId"] and reported["audience"] == "pods.eks.amazonaws.com"
    who = cloud.client("sts", aws_access_key_id=reported["credentials"]["accessKeyId"], aws_session_token=reported["credentials"]["sessionToken"],
                       aws_secret_access_key=reported["credentials"]["secretAccessKey"]).get_caller_identity()["Arn"]
    assert who == reported["assumedRoleUser"]["arn"]
    other = kube.good("POST", ACCOUNTS + "/engine/token", {"spec": {"audiences": ["sts.amazonaws.com"]}})["status"]["token"]
    for bad in (other, token[:-8] + "AAAAAAAA"):
        with pytest.raises(auth.exceptions.InvalidTokenException):
            auth.assume_role_for_pod_identity(clusterName="one", token=bad)
    assert token not in json.dumps(cloud.calls())


def test_dry_run_shows_what_a_pod_would_get(kube, engine):
    pod = {"metadata": {"generateName": "x-"}, "spec": {"serviceAccountName": "engine", "containers": [{"name": "c", "image": "x"}]}}
    created = kube.good("POST", "/api/v1/namespaces/default/pods?dryRun=All", pod)
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" in [e["name"] for e in created["spec"]["containers"][0]["env"]]
    assert not kube.good("GET", "/api/v1/namespaces/default/pods")["items"]


def test_auto_mode_and_daemon_set_provide_the_agent(cloud, eks, iam):
    """Both give credentials without the add-on."""
    iam.create_role(RoleName="engine", AssumeRolePolicyDocument=trust())
    for name, config in (("auto", {"computeConfig": {"enabled": True}}), ("own", {})):
        created = eks.create_cluster(**{**CLUSTER, "name": name, **config})["cluster"]
        assert created.get("computeConfig", {}).get("enabled", False) is bool(config)
        kube = Kube(cloud, name)
        if not config:
            kube.good("POST", "/apis/apps/v1/namespaces/kube-system/daemonsets", {"metadata": {"name": AGENT}})
        with pytest.raises(eks.exceptions.ResourceNotFoundException, match=f"No addon: {AGENT} found in cluster: {name}"):
            eks.describe_addon(clusterName=name, addonName=AGENT)
        kube.good("POST", ACCOUNTS, {"metadata": {"name": "engine"}})
        eks.create_pod_identity_association(**{**PODS, "clusterName": name}, roleArn=ROLE)
        kube.run(SHOWN, account="engine")
        kube.ended()
        assert ":assumed-role/engine/" in kube.log()[1]


def test_association_takes_effect_later(tmp_path):
    """A pod that starts at once gets no credentials, even later; a pod that starts later gets them."""
    cloud = Cloud(tmp_path, *[w for w in QUICK if w != "--delay" and w != "0"], "--delay", "1.5")
    try:
        eks, iam = cloud.client("eks"), cloud.client("iam")
        eks.create_cluster(**CLUSTER)
        eks.create_addon(clusterName="one", addonName=AGENT)
        iam.create_role(RoleName="engine", AssumeRolePolicyDocument=trust())
        with pytest.raises(eks.exceptions.InvalidParameterException, match="does not exist"):
            eks.create_pod_identity_association(**PODS, roleArn=ROLE)
        until(lambda: _created(eks))
        kube = Kube(cloud, "one")
        kube.good("POST", ACCOUNTS, {"metadata": {"name": "engine"}})
        pod = {"metadata": {"generateName": "x-"}, "spec": {"serviceAccountName": "engine", "containers": [{"name": "c", "image": "x"}]}}
        ask = lambda: kube.good("POST", "/api/v1/namespaces/default/pods?dryRun=All", pod)["spec"]["containers"][0].get("env")  # noqa: E731
        assert not ask()
        until(ask)
    finally:
        cloud.end()


def _created(eks):
    try:
        return eks.create_pod_identity_association(**PODS, roleArn=ROLE)
    except eks.exceptions.InvalidParameterException:
        return None


def test_managed_node_group_creates_its_access_entry(eks, iam, cloud):
    eks.create_cluster(**CLUSTER)
    iam.create_role(RoleName="nodes", AssumeRolePolicyDocument=trust(Principal={"Service": "ec2.amazonaws.com"}))
    role = ROLE.replace("engine", "nodes")
    eks.create_nodegroup(clusterName="one", nodegroupName="main", nodeRole=role, subnets=["subnet-1"])
    assert eks.describe_access_entry(clusterName="one", principalArn=role)["accessEntry"]["type"] == "EC2_LINUX"
    assert eks.list_nodegroups(clusterName="one")["nodegroups"] == ["main"]
