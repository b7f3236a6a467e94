"""ministack, the second cloud: started on loopback with signatures and IAM enforced, and the state of its account."""

import os
import signal
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request

import boto3
from botocore.config import Config

from cloud import ACCOUNT, PYTHON, REGION, allow, plain_environment, policy, until

NEXT_TO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(PYTHON))))
PROGRAM = os.path.join(os.environ.get("ACCREDIT_SECOND") or os.path.join(NEXT_TO, "second-venv"), "bin", "ministack")
OPERATOR = "operator"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Second:
    """A running ministack with a user who is allowed everything."""

    def __init__(self, folder):
        folder = str(folder)
        self.url = f"http://127.0.0.1:{free_port()}"
        self.output_file = open(os.path.join(folder, "said"), "a+", encoding="utf-8")
        home = tempfile.mkdtemp(dir=folder)
        environment = {**plain_environment(), "AUTH": "true", "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1", "LOG_LEVEL": "WARNING",
                       "GATEWAY_PORT": self.url.rpartition(":")[2], "MINISTACK_ACCOUNT_ID": ACCOUNT, "MINISTACK_REGION": REGION, "HOME": home,
                       "TMPDIR": home, "S3_DATA_DIR": os.path.join(home, "s3"), "DOCKER_HOST": "unix://" + os.path.join(home, "no-docker")}
        self.process = subprocess.Popen([PROGRAM], stdin=subprocess.DEVNULL, stdout=self.output_file, stderr=self.output_file, env=environment,
                                        start_new_session=True, cwd=home)
        until(lambda: self.is_ready() or self.process.poll() is not None, 120, "ministack does not start")
        assert self.process.poll() is None, self.output()

    def output(self):
        self.output_file.seek(0)
        return self.output_file.read()

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def reset(self):
        """A fresh account with an operator, as accredit's users have one: the first key is root's."""
        request = urllib.request.Request(f"{self.url}/_ministack/reset", method="POST", data=b"")
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200
        self.clients, self.keys = {}, ("test", "test")
        iam = self.client("iam")
        iam.create_user(UserName=OPERATOR)
        iam.put_user_policy(UserName=OPERATOR, PolicyName="all", PolicyDocument=policy(allow("*")))
        made = iam.create_access_key(UserName=OPERATOR)["AccessKey"]
        self.clients, self.keys = {}, (made["AccessKeyId"], made["SecretAccessKey"])
        self.secrets = [made["SecretAccessKey"]]
        self.environment = {"AWS_ENDPOINT_URL": self.url, "AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": made["AccessKeyId"],
                            "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"], "AWS_EC2_METADATA_DISABLED": "true"}

    def client(self, service):
        if service not in self.clients:
            config = Config(retries={"max_attempts": 2}, read_timeout=20, connect_timeout=5)
            session = boto3.session.Session(*self.keys, region_name=REGION)
            self.clients[service] = session.client(service, endpoint_url=self.url, config=config)
        return self.clients[service]

    def launch_instance(self):
        """Launches an instance; returns its ID."""
        ec2 = self.client("ec2")
        made = ec2.run_instances(ImageId="ami-0123456789abcdef0", InstanceType="t3.micro", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
        until(lambda: self.state(made) == "running", 60, "the instance never started")
        return made

    def state(self, instance):
        return self.client("ec2").describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["State"]["Name"]

    # The account's state

    def snapshot(self):
        """Everything that a setup can change, by name, without what AWS's services created for themselves."""
        iam, s3, sqs, events, eks = (self.client(s) for s in ("iam", "s3", "sqs", "events", "eks"))
        roles = {r["RoleName"] for r in iam.list_roles()["Roles"] if not r["Path"].startswith("/aws-service-role/")}
        users = {u["UserName"] for u in iam.list_users()["Users"]}
        return {
            "roles": {r: self._of_role(iam, r) for r in sorted(roles)}, "users": {u: self._of_user(iam, u) for u in sorted(users)},
            "profiles": {p["InstanceProfileName"]: [r["RoleName"] for r in p["Roles"]] for p in iam.list_instance_profiles()["InstanceProfiles"]},
            "policies": sorted(p["Arn"] for p in iam.list_policies(Scope="Local")["Policies"]),
            "providers": sorted(p["Arn"] for p in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]),
            "buckets": sorted(b["Name"] for b in s3.list_buckets()["Buckets"]), "queues": sorted(sqs.list_queues().get("QueueUrls", [])),
            "rules": sorted(r["Name"] for r in events.list_rules()["Rules"]), "machines": self._instances(),
            "entries": {c: sorted(eks.list_access_entries(clusterName=c)["accessEntries"]) for c in eks.list_clusters()["clusters"]},
        }

    def _of_role(self, iam, name):
        return {"inline": sorted(iam.list_role_policies(RoleName=name)["PolicyNames"]),
                "attached": sorted(p["PolicyArn"] for p in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"])}

    def _of_user(self, iam, name):
        return {"inline": sorted(iam.list_user_policies(UserName=name)["PolicyNames"]),
                "attached": sorted(p["PolicyArn"] for p in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]),
                "keys": sorted((k["AccessKeyId"], k["Status"]) for k in iam.list_access_keys(UserName=name)["AccessKeyMetadata"])}

    def _instances(self):
        """Running instances, with the profile of each."""
        pages = self.client("ec2").describe_instances()["Reservations"]
        return {i["InstanceId"]: i.get("IamInstanceProfile", {}).get("Arn") for r in pages for i in r["Instances"]
                if i["State"]["Name"] not in ("shutting-down", "terminated")}

    def end(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)
        told = self.output()
        self.output_file.close()
        return told
