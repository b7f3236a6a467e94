"""Jobs and their pods: they run as processes with their service account's role, and are deleted in time."""

import json
import os

import pytest
from conftest import QUICK, Cloud, policy, until
from kube import Kube

ROLE = "arn:aws:iam::123456789012:role/engine"
ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts"
JOBS = "/apis/batch/v1/namespaces/default/jobs"


@pytest.fixture
def kube(cloud):
    cloud.client("eks").create_cluster(name="one", roleArn="arn:aws:iam::123456789012:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                       accessConfig={"authenticationMode": "API"})
    return Kube(cloud, "one")


@pytest.fixture
def engine(kube, iam):
    """A role for a service account, the OIDC provider it trusts, and the account with its annotation."""
    host = kube.description["identity"]["oidc"]["issuer"].removeprefix("https://")
    provider = iam.create_open_id_connect_provider(Url="https://" + host, ClientIDList=["sts.amazonaws.com"])["OpenIDConnectProviderArn"]
    trust = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{host}:sub": "system:serviceaccount:default:engine", f"{host}:aud": "sts.amazonaws.com"}}}]}
    iam.create_role(RoleName="engine", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName="engine", PolicyName="own", PolicyDocument=policy(
        {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": ["arn:aws:s3:::rehearsal", "arn:aws:s3:::rehearsal/*"]}))
    kube.good("POST", ACCOUNTS, {"metadata": {"name": "engine", "annotations": {"eks.amazonaws.com/role-arn": ROLE}}})
    return {"provider": provider, "host": host, "trust": trust}


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_pod_has_the_permissions_of_its_role(cloud, kube, engine, s3):
    s3.put_object(Bucket="rehearsal", Key="a", Body=b"x")
    kube.run("aws sts get-caller-identity --query Arn --output text; aws s3api list-objects-v2 --bucket rehearsal --query 'Contents[0].Key'"
             " --output text; aws s3api put-object --bucket rehearsal --key b 2>&1 | grep -o AccessDenied", account="engine")
    assert kube.ended()["type"] == "Complete"
    status, text = kube.log()
    who, *rest = text.splitlines()
    assert status == 200 and who.startswith("arn:aws:sts::123456789012:assumed-role/engine/") and rest == ["a", "AccessDenied"]
    assert all(c["worker"] and not c["change"] for c in cloud.calls("PutObject") if c["code"])
    created = kube.pods()[0]
    assert created["status"]["phase"] == "Succeeded" and created["spec"]["serviceAccountName"] == "engine"
    assert created["metadata"]["ownerReferences"][0]["uid"] == kube.job()["metadata"]["uid"] and kube.job()["status"]["succeeded"] == 1


def test_pod_has_none_of_the_operators_environment(kube, engine):
    kube.run("env; pwd; ls -A; cat $AWS_WEB_IDENTITY_TOKEN_FILE; echo", account="engine")
    kube.ended()
    lines = kube.log()[1].splitlines()
    names = dict(line.partition("=")[::2] for line in lines if "=" in line)
    assert names["AWS_ROLE_ARN"] == ROLE and names["AWS_STS_REGIONAL_ENDPOINTS"] == "regional" and names["AWS_REGION"] == "us-east-1"
    assert not set(names) & {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "XDG_STATE_HOME"}
    assert not any("CANARY" in line for line in lines) and names["AWS_EC2_METADATA_DISABLED"] == "true"
    assert lines[-1].count(".") == 2 and lines[-3].endswith("/home")


def test_pod_without_an_annotation_has_no_role(kube):
    kube.run("env | grep -c ^AWS_ROLE; aws --region us-east-1 sts get-caller-identity 2>&1 | grep -io 'unable to locate credentials'")
    kube.ended()
    assert kube.log()[1].lower().split("\n")[:2] == ["0", "unable to locate credentials"]


@pytest.mark.parametrize("damage, code", [
    (lambda iam, engine: iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=engine["provider"]), "InvalidIdentityToken"),
    (lambda iam, engine: iam.remove_client_id_from_open_id_connect_provider(
        OpenIDConnectProviderArn=engine["provider"], ClientID="sts.amazonaws.com"), "InvalidIdentityToken"),
    (lambda iam, engine: iam.update_assume_role_policy(RoleName="engine", PolicyDocument=json.dumps(engine["trust"]).replace(
        "default:engine", "other:engine")), "AccessDenied")])
def test_errors_when_something_is_missing(cloud, kube, engine, iam, damage, code):
    damage(iam, engine)
    kube.run("aws sts get-caller-identity", account="engine")
    assert kube.ended()["reason"] == "BackoffLimitExceeded"
    assert f"({code})" in kube.log()[1]
    assert cloud.calls("AssumeRoleWithWebIdentity")[-1]["code"] == code


def test_aws_cli_keeps_its_cache_in_the_pod(kube, engine):
    """Each command has the home of its pod, although one process has the AWS CLI loaded for all."""
    kube.run("cd; until [ -S $(dirname $(command -v aws))/.aws ]; do sleep 0.1; done; aws sts get-caller-identity >$TMPDIR/one; "
             "ls .aws/cli/cache | wc -l; HOME=$HOME/other aws sts get-caller-identity >$TMPDIR/two; ls other/.aws/cli/cache | wc -l", account="engine")
    kube.ended()
    assert kube.log()[1].split() == ["1", "1"]


def test_token_must_be_signed_by_its_issuer(cloud, kube, engine, sts):
    token = kube.good("POST", ACCOUNTS + "/engine/token", {"spec": {"audiences": ["sts.amazonaws.com"]}})["status"]["token"]
    ask = {"RoleArn": ROLE, "RoleSessionName": "me"}
    assert sts.assume_role_with_web_identity(**ask, WebIdentityToken=token)["AssumedRoleUser"]
    head, claims, signature = token.split(".")
    with pytest.raises(sts.exceptions.InvalidIdentityTokenException):
        sts.assume_role_with_web_identity(**ask, WebIdentityToken=f"{head}.{claims}.{'A' * len(signature)}")
    assert token not in json.dumps(cloud.calls())


def test_arguments_variables_and_images(kube):
    kube.run("", container={"command": ["echo"], "args": ["$(NAME)", "$$(NAME)", "$(NONE)", "$(POD)"], "env": [
        {"name": "NAME", "value": "x y"}, {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}]})
    kube.ended()
    assert kube.log()[1] == "x y $(NAME) $(NONE) default\n"
    kube.run("", name="none", container={"command": ["/no/such/program"]})
    kube.ended("none")
    assert kube.pods("none")[0]["status"]["containerStatuses"][0]["state"]["terminated"]["reason"] == "StartError"
    kube.run("", name="far", image="registry.invalid/x")
    until(lambda: kube.pods("far")[0]["status"]["containerStatuses"][0]["state"]["waiting"]["reason"] == "ImagePullBackOff")
    status, text = kube.log("far")
    assert status == 400 and "waiting to start: trying and failing to pull image" in text


def test_log_of_a_running_and_an_ended_pod(kube):
    kube.run("echo one; echo two; while [ ! -e go ]; do sleep 0.02; done; echo three")
    until(lambda: kube.pods() and kube.pods()[0]["status"]["phase"] == "Running" and kube.log()[1] == "one\ntwo\n")
    assert kube.log(query="?tailLines=1&container=probe")[1] == "two\n"
    assert kube.log(query="?container=other")[0] == 400
    folder = next(p for p in kube.cloud.control("GET", "pods") if p["alive"])["folder"]
    with open(os.path.join(folder, "home", "go"), "w", encoding="ascii"):
        pass
    assert kube.log(query="?follow=true")[1] == "one\ntwo\nthree\n"
    kube.ended()
    assert kube.log(query="?limitBytes=3")[1] == "one"


def test_failures_are_counted(kube):
    kube.run("exit 3", backoffLimit=1)
    assert kube.ended()["reason"] == "BackoffLimitExceeded" and kube.job()["status"]["failed"] == 2
    assert [p["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"] for p in kube.pods()] == [3, 3]


def test_job_waits_for_its_service_account(kube):
    kube.run("true", account="late")
    until(lambda: any(e["reason"] == "FailedCreate" and 'serviceaccount "late" not found' in e["message"]
                      for e in kube.good("GET", "/api/v1/namespaces/default/events")["items"]))
    kube.good("POST", ACCOUNTS, {"metadata": {"name": "late"}})
    assert kube.ended()["type"] == "Complete"


def running_pids(kube):
    """The process IDs of the shell and of the child that it prints."""
    status, text = until(lambda: kube.pods() and (lambda log: log if log[0] == 200 and log[1].endswith("\n") else None)(kube.log()))
    return [int(pid) for pid in text.split()]


FLEEING = "setsid sleep 600 & echo $BASHPID $!; sleep 600"


def test_job_has_a_deadline(kube):
    kube.run(FLEEING, activeDeadlineSeconds=2)
    pids = running_pids(kube)
    assert kube.ended()["reason"] == "DeadlineExceeded"
    assert not any(alive(p) for p in pids) and kube.pods() == []


@pytest.mark.parametrize("policy_name", ["Background", "Foreground", None])
def test_deleting_a_job(kube, policy_name):
    kube.run(FLEEING)
    pids = running_pids(kube)
    options = {"propagationPolicy": policy_name} if policy_name else None
    answer = kube.good("DELETE", JOBS + "/probe", options)
    assert (answer["kind"] == "Job") == (policy_name == "Foreground") and kube.job() is None
    if policy_name:
        assert not any(alive(p) for p in pids) and kube.pods() == []
    else:  # the default of batch/v1
        assert all(alive(p) for p in pids)
        kube.good("DELETE", f"/api/v1/namespaces/default/pods/{kube.pods()[0]['metadata']['name']}")
        assert not any(alive(p) for p in pids)


def test_finished_job_is_deleted(kube):
    kube.run("true", ttlSecondsAfterFinished=0)
    until(lambda: kube.job() is None and kube.pods() == [])


def test_deleting_the_namespace_ends_the_jobs(kube):
    kube.good("POST", "/api/v1/namespaces", {"metadata": {"name": "work"}})
    kube.run("echo on; sleep 600", namespace="work")
    until(lambda: kube.pods(namespace="work") and kube.log(namespace="work") == (200, "on\n"))
    pids = [p["pid"] for p in kube.cloud.control("GET", "pods")]
    assert kube.good("DELETE", "/api/v1/namespaces/work")["status"]["phase"] == "Terminating"
    assert pids and not any(alive(p) for p in pids) and kube.cloud.control("GET", "pods") == []


def test_deleting_the_cluster_ends_the_jobs(cloud, kube):
    kube.run(FLEEING)
    pids = running_pids(kube)
    folder = cloud.control("GET", "pods")[0]["folder"]
    cloud.client("eks").delete_cluster(name="one")
    assert not any(alive(p) for p in pids) and not os.path.exists(folder)


def test_no_process_outlives_a_killed_cloud(tmp_path):
    cloud = Cloud(tmp_path, *QUICK, "--cluster")
    kube = Kube(cloud, "practice")
    kube.run(FLEEING)
    pids = running_pids(kube)
    cloud.process.kill()
    cloud.process.wait()
    cloud.process.stdin.close()
    cloud.process.stderr.close()
    until(lambda: not any(alive(p) for p in pids))


def test_eks_get_token_in_a_pod(cloud, kube, engine):
    """The token of the pinned AWS CLI, created in a pod with its role."""
    cloud.client("eks").create_access_entry(clusterName="one", principalArn=ROLE, username="pods")
    kube.run(f"""token=$(aws eks get-token --cluster-name one --query status.token --output text)
curl -sk -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{{}}' \\
  {kube.description["endpoint"]}/apis/authentication.k8s.io/v1/selfsubjectreviews""", account="engine")
    kube.ended()
    assert '"username":"pods"' in kube.log()[1]
