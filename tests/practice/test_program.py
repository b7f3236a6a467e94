"""The program itself: its command, its terminal, its options, its end. Each test starts its own cloud, so there are few tests."""

import json
import os
import signal
import subprocess
import sys

import pexpect
import pytest
from conftest import CLOUD, Cloud, code_of, policy, until

ASK = """
import boto3, json, os, stat, sys
mode = lambda path: stat.S_IMODE(os.stat(path).st_mode)
e = dict(os.environ)
print(json.dumps({"environment": e, "who": boto3.client("sts").get_caller_identity()["Arn"],
                  "buckets": [b["Name"] for b in boto3.client("s3").list_buckets()["Buckets"]],
                  "modes": [mode(e["HOME"]), mode(e["AWS_SHARED_CREDENTIALS_FILE"]), mode(e["AWS_CONFIG_FILE"]), mode(e["XDG_STATE_HOME"]),
                            mode(os.path.dirname(e["XDG_STATE_HOME"]))]}))
sys.exit(7)
"""


def run(*arguments, **more):
    return subprocess.run([sys.executable, CLOUD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, **more)


def test_command_sees_only_the_practice_cloud(tmp_path):
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    mine = {**os.environ, "AWS_ACCESS_KEY_ID": "AKIAMINE", "AWS_PROFILE": "work", "AWS_SESSION_TOKEN": "t", "https_proxy": "http://p",
            "HOME": str(home), "TMPDIR": str(temporary), "AWS_ENDPOINT_URL_IAM": "http://elsewhere",
            "AWS_ENDPOINT_URL_REDSHIFT": "http://elsewhere"}
    done = run("--", sys.executable, "-c", ASK, env=mine)
    assert done.returncode == 7, done.stderr
    reported = json.loads(done.stdout)
    found = reported["environment"]
    assert not {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_SESSION_TOKEN", "https_proxy", "AWS_ENDPOINT_URL_IAM",
                "AWS_ENDPOINT_URL_REDSHIFT"} & set(found)
    assert (found["ACCREDIT_PRACTICE"], found["AWS_REGION"], found["AWS_EC2_METADATA_DISABLED"]) == ("1", "us-east-1", "true")
    assert found["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert found["ACCREDIT_PRACTICE_CONTROL"] == found["AWS_ENDPOINT_URL"] + "/_practice"
    assert reported["buckets"] == ["my-data"], "README's examples name it"
    assert reported["who"].endswith("user/operator") and reported["modes"] == [0o700, 0o600, 0o600, 0o700, 0o700]
    assert os.path.dirname(found["HOME"]) == os.path.dirname(found["XDG_STATE_HOME"]), "files of the user are not read"
    # Nothing is left behind, and nothing was written to the user's own home.
    assert os.listdir(home) == [] and os.listdir(temporary) == []


def test_invalid_options_are_rejected_at_once():
    assert run("--no-such-option").returncode == 2
    done = run("--", "no-such-program")
    assert done.returncode == 127 and "cannot start no-such-program" in done.stderr
    done = run("--error", "CreateRole", "--", "true")
    assert done.returncode == 64 and "which error?" in done.stderr
    assert run("--die", "sometime:1", "--", "true").returncode == 64
    assert run("--bucket", "A", "--", "true").returncode == 64


def test_state_can_be_kept_and_a_killed_command_is_reported(tmp_path):
    kept = tmp_path / "kept"
    (kept / "state").mkdir(parents=True)
    (kept / "state" / "mark").write_text("here\n")
    # A key that was rotated in one run is the operator's key in the next.
    (kept / "credentials").write_text("[default]\naws_access_key_id = AKIAIOSFODNN7ROTATED\naws_secret_access_key = " + "r" * 40 + "\n")
    script = "cat $XDG_STATE_HOME/mark; \"$0\" -c 'import boto3; print(boto3.client(\"sts\").get_caller_identity()[\"Arn\"])'; kill -9 $$"
    done = run("--keep-state", str(kept), "--", "sh", "-c", script, sys.executable)
    assert (done.stdout, done.returncode) == ("here\narn:aws:iam::123456789012:user/operator\n", 137), done.stderr


def test_command_gets_the_terminal():
    script = "tty; trap 'echo caught; exit 5' INT; echo ready; read line; echo got $line; sleep 60 & wait"
    child = pexpect.spawn(sys.executable, [CLOUD, "--", "sh", "-c", script], timeout=60)
    child.expect("/dev/pts/")
    child.expect("ready")
    child.sendline("words")
    child.expect("got words")
    child.sendintr()
    child.expect("caught")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 5


def test_signal_is_forwarded_to_the_command(tmp_path):
    mark = tmp_path / "mark"
    process = subprocess.Popen([sys.executable, CLOUD, "--", "sh", "-c", f"trap 'exit 9' TERM; echo x > {mark}; while :; do sleep 1; done"])
    until(mark.exists, 60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 9


def test_without_a_command_it_prints_lines_for_a_shell():
    process = subprocess.Popen([sys.executable, CLOUD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "AWS_ENDPOINT_URL_EKS": "http://elsewhere"})
    lines = []
    while not lines or not lines[-1].startswith("export ACCREDIT_PRACTICE_CONTROL="):
        lines.append(process.stdout.readline())
        assert lines[-1]
    assert {"unset AWS_ACCESS_KEY_ID\n", "unset AWS_ROLE_ARN\n", "unset AWS_ENDPOINT_URL_EKS\n"} <= set(lines)
    assert any(line.startswith("export AWS_ENDPOINT_URL=http://127.0.0.1:") for line in lines)
    assert "shell you rehearse in" in process.stderr.readline()
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_cloud(tmp_path, number):
    cloud = Cloud(tmp_path, "--delay", "0", "--boot", "0")
    pid = start_worker(cloud)
    cloud.process.send_signal(number)
    cloud.process.wait(30)
    until(lambda: not alive(pid))
    cloud.process.stdin.close()
    cloud.process.stderr.close()


def start_worker(cloud):
    image = cloud.client("ssm").get_parameter(Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
    cloud.client("ec2").run_instances(ImageId=image["Parameter"]["Value"], InstanceType="t3.micro", MinCount=1, MaxCount=1,
                                      UserData="#!/bin/bash\necho pid $$\nsleep 600\n")
    text = until(lambda: (lambda w: w[0]["console"] if w and "pid " in w[0]["console"] else None)(cloud.control("GET", "workers")))
    return int(text.rpartition("pid ")[2].split()[0])


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_cloud_ends_with_its_parent_process(tmp_path):
    path = tmp_path / "environment.json"
    starter = subprocess.Popen(["sh", "-c", f"'{sys.executable}' '{CLOUD}' --env-file '{path}' </dev/null >/dev/null 2>&1 & echo $!; wait"],
                               stdout=subprocess.PIPE, text=True)
    pid = int(starter.stdout.readline())
    until(path.exists, 60)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    until(lambda: not alive(pid))


def test_options(tmp_path):
    """Options for faults, a policy over the account, and the caller's address."""
    path = tmp_path / "scp.json"
    path.write_text(policy({"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}))
    cloud = Cloud(tmp_path, "--latency", "20", "--throttle", "1", "--error", "ListRoles=ServiceUnavailable:503x2", "--clock", "100",
                  "--delay", "9", "--die", "before:7", "--scp", str(path), "--source-ip", "203.0.113.7")
    try:
        iam = cloud.client("iam")
        assert [code_of(iam.list_users), code_of(iam.list_roles)] == ["Throttling", "Throttling"]
        found = cloud.control("GET", "faults")
        assert (found["latency"], found["clock"], found["delay"], found["die"]["at"]) == (20, 100, 9, 7)
        iam.list_users()
        code_of(iam.create_user, UserName="one")
        with pytest.raises(iam.exceptions.ClientError, match="with an explicit deny in a service control policy"):
            iam.create_user(UserName="one")
        cloud.faults(delay=0, error=[], clock=0)
        address = {"StringEquals": {"aws:username": "operator"}, "NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
        code_of(iam.put_user_policy, UserName="operator", PolicyName="p", PolicyDocument="{}")
        iam.put_user_policy(UserName="operator", PolicyName="p", PolicyDocument=policy(
            {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": address}))
        iam.list_users()
        cloud.control("POST", "settings", {"source_ip": "198.51.100.7"})
        assert code_of(iam.list_users) == "AccessDenied"
    finally:
        cloud.end()


def test_another_partition(tmp_path):
    cloud = Cloud(tmp_path, "--region", "cn-north-1", "--delay", "0")
    try:
        assert cloud.environment["AWS_REGION"] == "cn-north-1"
        iam = cloud.client("iam", region="cn-north-1")
        assert iam.get_user()["User"]["Arn"] == "arn:aws-cn:iam::123456789012:user/operator"
        assert code_of(iam.put_user_policy, UserName="operator", PolicyName="p", PolicyDocument=policy(
            Action="s3:*", Resource="arn:aws:s3:::a")) == "MalformedPolicyDocument"
        assert code_of(cloud.client("sts").get_caller_identity) == "InvalidClientTokenId"
    finally:
        cloud.end()
