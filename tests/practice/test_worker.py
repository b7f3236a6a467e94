"""A worker from inside: its commands, its metadata, its credentials, its end."""

import os
import re

import pytest
from conftest import policy, until

TOKEN = """#!/bin/bash
endpoint=$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest
token=$(curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $endpoint/api/token)
get() { curl -s -H "X-aws-ec2-metadata-token: $token" "$endpoint/$1"; }
"""


@pytest.fixture
def inside(cloud, ec2, launch):
    """Runs a script in a worker until it prints END; returns its lines without prefixes."""
    def run(script, **more):
        one = launch(script + "\necho END\n", **more)["InstanceId"]
        text = until(lambda: (lambda t: t if ": END\r\n" in t else None)(ec2.get_console_output(InstanceId=one).get("Output", "")))
        return one, re.findall(r"cloud-init\[\d+\]: (.*)\r\n", text)[3:-1]
    return run


def state_of(ec2, ident):
    return ec2.describe_instances(InstanceIds=[ident])["Reservations"][0]["Instances"][0]["State"]["Name"]


def report(cloud, ident):
    return next(w for w in cloud.control("GET", "workers") if w["id"] == ident)


def test_environment_is_minimal(inside):
    _, lines = inside("#!/bin/bash\nenv; ls -A; pwd")
    names = {line.partition("=")[0] for line in lines if "=" in line}
    assert {"AWS_ENDPOINT_URL", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "PATH", "HOME"} <= names
    assert not names & {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION",
                        "AWS_SHARED_CREDENTIALS_FILE", "XDG_STATE_HOME"}
    assert not any("CANARY" in line for line in lines) and lines[-1].endswith("/home")


def test_files_of_a_worker_are_deleted_with_it(cloud, ec2, launch):
    """A temporary folder of the script is inside the worker's folder, so that nothing is left on this computer."""
    one = launch('#!/bin/bash\nread x < <(mktemp -d); echo "IN $x"; shutdown -h now\n')["InstanceId"]
    until(lambda: state_of(ec2, one) == "terminated")
    inside = re.search(r"IN (\S+)", ec2.get_console_output(InstanceId=one)["Output"])[1]
    assert inside.startswith(report(cloud, one)["folder"]) and not os.path.exists(inside)


def test_metadata_requires_a_token(inside):
    _, lines = inside(TOKEN + """
curl -s -o /dev/null -w '%{http_code}\\n' $endpoint/meta-data/instance-id
curl -s -o /dev/null -w '%{http_code}\\n' -H 'X-aws-ec2-metadata-token: wrong' $endpoint/meta-data/instance-id
curl -s -o /dev/null -w '%{http_code}\\n' -X PUT $endpoint/api/token
curl -s -o /dev/null -w '%{http_code}\\n' -H "X-aws-ec2-metadata-token: $token" $endpoint/meta-data/none""")
    assert lines == ["401", "401", "400", "404"]


def test_metadata(inside, make_profile):
    make_profile("machine")
    ident, lines = inside(TOKEN + "for path in instance-id placement/region placement/availability-zone iam/security-credentials/; do "
                          "get meta-data/$path; echo; done; get meta-data/iam/info; get dynamic/instance-identity/document; echo",
                          IamInstanceProfile={"Name": "machine"})
    assert lines[:4] == [ident, "us-east-1", "us-east-1a", "machine"]
    assert '  "InstanceProfileArn": "arn:aws:iam::123456789012:instance-profile/machine",' in lines
    assert f'  "instanceId": "{ident}",' in lines


def test_worker_without_a_profile_has_no_credentials(inside):
    _, lines = inside(TOKEN + "curl -s -o /dev/null -w '%{http_code}\\n' -H \"X-aws-ec2-metadata-token: $token\" "
                      "$endpoint/meta-data/iam/security-credentials/")
    assert lines == ["404"]


CLI = """#!/bin/bash
aws --region us-east-1 sts get-caller-identity --query Arn --output text
aws --region us-east-1 ec2 describe-instances --query 'Reservations[0].Instances[0].InstanceId' --output text
aws --region us-east-1 s3 ls 2>&1 | grep -o AccessDenied"""


def test_aws_cli_has_the_permissions_of_the_role(cloud, inside, make_profile):
    make_profile("machine", policy(Action="ec2:Describe*"))
    ident, lines = inside(CLI, IamInstanceProfile={"Name": "machine"})
    assert lines == [f"arn:aws:sts::123456789012:assumed-role/machine/{ident}", ident, "AccessDenied"]
    assert all(c["worker"] for c in cloud.calls("DescribeInstances") if "aws-cli" in c["user_agent"])


def test_trust_policy_without_ec2_gives_no_credentials(inside, make_profile):
    make_profile("machine", policy(Action="*"), trust={"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
    _, lines = inside(CLI.split("\n")[0] + "\naws --region us-east-1 sts get-caller-identity 2>&1 | grep -io 'unable to locate credentials'",
                      IamInstanceProfile={"Name": "machine"})
    assert [line.lower() for line in lines] == ["unable to locate credentials"]


def test_new_profile_has_no_credentials_at_first(cloud, inside, make_profile):
    make_profile("machine")
    loop = TOKEN + """
first=$(get meta-data/iam/security-credentials/)
for n in $(seq 200); do now=$(get meta-data/iam/security-credentials/); [ "$now" = machine ] && break; sleep 0.05; done
echo "first=$first now=$now" """
    # EC2 knows the profile already; the instance metadata service learns of the role a little later.
    cloud.faults(delay=4.0)
    for kind, age in (("profile", 60), ("role", 60), ("profile-role", 4.5)):
        cloud.control("POST", "born", {"kind": kind, "name": "machine", "age": age})
    assert inside(loop, IamInstanceProfile={"Name": "machine"})[1] == ["first= now=machine"]


def test_worker_can_terminate_itself_by_its_tag(cloud, ec2, inside, make_profile):
    make_profile("machine", policy(Action="ec2:TerminateInstances", Condition={"StringEquals": {"ec2:ResourceTag/owner": "me"}}))
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "owner", "Value": "me"}]}]
    script = TOKEN + "aws --region us-east-1 ec2 terminate-instances --instance-ids $(get meta-data/instance-id) --query " \
        "'TerminatingInstances[0].CurrentState.Name' --output text 2>&1 | grep -oE 'shutting-down|UnauthorizedOperation'; sleep 0.01"
    _, lines = inside(script, IamInstanceProfile={"Name": "machine"})
    assert lines == ["UnauthorizedOperation"]
    one = ec2.run_instances(ImageId=cloud.client("ssm").get_parameter(
        Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")["Parameter"]["Value"], MinCount=1, MaxCount=1,
        InstanceType="t3.micro", UserData=script, IamInstanceProfile={"Name": "machine"}, TagSpecifications=tags)["Instances"][0]["InstanceId"]
    until(lambda: state_of(ec2, one) == "terminated")


def test_source_instance_arn_is_a_condition_key(inside, make_profile):
    make_profile("machine", policy({"Effect": "Allow", "Action": "ec2:DescribeVpcs", "Resource": "*", "Condition": {
        "ArnLike": {"ec2:SourceInstanceARN": "arn:aws:ec2:us-east-1:123456789012:instance/*"}}}))
    _, lines = inside("#!/bin/bash\naws --region us-east-1 ec2 describe-vpcs --query 'Vpcs[0].IsDefault' --output text",
                      IamInstanceProfile={"Name": "machine"})
    assert lines == ["True"]


# The end

def test_shutdown_now_terminates(cloud, ec2, launch):
    one = launch("#!/bin/bash\nshutdown -h now\nsleep 600\n")["InstanceId"]
    until(lambda: state_of(ec2, one) == "terminated")
    found = ec2.describe_instances(InstanceIds=[one])["Reservations"][0]["Instances"][0]
    assert found["StateReason"]["Code"] == "Client.InstanceInitiatedShutdown"
    assert not report(cloud, one)["alive"] and not os.path.exists(report(cloud, one)["folder"])
    assert "Powering off" in ec2.get_console_output(InstanceId=one)["Output"]


def test_shutdown_now_stops_when_that_behavior_is_set(ec2, launch):
    one = launch("#!/bin/bash\nshutdown -h now\n", InstanceInitiatedShutdownBehavior="stop")["InstanceId"]
    until(lambda: state_of(ec2, one) == "stopped")


def test_timer_waits_and_can_be_canceled(cloud, ec2, inside):
    one, lines = inside("#!/bin/bash\nshutdown -h +15; shutdown -c")
    assert lines[0].startswith("Shutdown scheduled for ") and lines[1] == "Shutdown cancelled."
    assert state_of(ec2, one) == "running" and report(cloud, one)["alive"]


def test_timer_terminates_the_instance(cloud, ec2, launch):
    cloud.control("POST", "settings", {"minute": 0.02})
    try:
        one = launch("#!/bin/bash\nshutdown -h +15\nsleep 600\n")["InstanceId"]
        until(lambda: state_of(ec2, one) == "terminated")
    finally:
        cloud.control("POST", "settings", {"minute": 60})


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_termination_ends_all_processes(cloud, ec2, inside):
    one, lines = inside("#!/bin/bash\nsleep 600 &\necho $!\nsetsid sh -c 'echo $$ >own; exec sleep 600' &\nuntil [ -s own ]; do sleep 0.1; done; cat own; echo $$")
    pids = [int(line) for line in lines]
    assert all(alive(p) for p in pids[:2])
    ec2.terminate_instances(InstanceIds=[one])
    until(lambda: state_of(ec2, one) == "terminated")
    assert not any(alive(p) for p in pids)


def test_reset_ends_the_workers(cloud, ec2, inside):
    one, lines = inside("#!/bin/bash\nsleep 600 & echo $!")
    assert alive(int(lines[0]))
    cloud.control("POST", "reset")
    assert not alive(int(lines[0])) and cloud.control("GET", "workers") == []


@pytest.mark.parametrize("error, reported", [(BrokenPipeError(), False), (ConnectionResetError(), False), (KeyError("x"), True)])
def test_worker_terminated_during_a_request_is_no_error(capsys, monkeypatch, error, reported):
    monkeypatch.syspath_prepend(os.path.join(os.path.dirname(__file__), "..", "..", "practice"))
    import imds
    server = imds.serve(None)
    try:
        raise error
    except Exception:
        server.handle_error(None, ("127.0.0.1", 1))
    server.shutdown()
    server.server_close()
    assert ("Traceback" in capsys.readouterr().err) == reported
