"""Journeys of an operator who has exactly the printed policies, or all but one of their statements."""

import json
import re

from cloud import ACCOUNT, REGION
from test_e6data import VENDOR, WHOLE, words

OPERATOR = "exact"
SETUPS = {
    "essentia role": ["essentia"], "essentia s3": ["essentia", "--policy", "s3-scoped", "--set", "BUCKET=rehearsal"],
    "essentia configure": ["essentia", "--method", "configure", "--set", "CARRY_FILE={folder}/carry"],
    "essentia command": ["essentia", "--method", "command", "--set", "KEY_FILE={folder}/key.csv"],
    "iguazio user": ["iguazio", "--set", "KEY_FILE={folder}/key.csv"], "iguazio role": ["iguazio", "--method", "role"],
    "deadline user": ["deadline", "--method", "user", "--set", "KEY_FILE={folder}/key.csv"],
    "deadline source-ip": ["deadline", "--method", "user", "--policy", "source-ip", "--set", "PUBLIC_IPS=192.0.2.7", "--set", "KEY_FILE={folder}/key.csv"],
    "deadline instance-role": ["deadline", "--method", "instance-role"],
    "e6data default": ["e6data", *words()],
    "e6data irsa": ["e6data", *words(PARTS=WHOLE, E6DATA_PRINCIPAL_ARN=VENDOR)],
    "e6data pod-identity": ["e6data", *words(PARTS=WHOLE, E6DATA_PRINCIPAL_ARN=VENDOR), "--method", "pod-identity"],
}
WITH_KEYS = [n for n in SETUPS if any(word in n for word in ("configure", "command", "user", "source-ip"))]
PURPOSES = ("setup", "verify", "rotate", "remove")
# A policy for setup also serves the second setup, over what the first created.
JOURNEYS = {"setup": ("setup", "setup again")}
CELLS = [(n, p) for n in SETUPS for p in PURPOSES if p != "rotate" or n in WITH_KEYS]
TELLS = re.compile(r"could not|cannot-tell|not checked|not allowed")


class Operators:
    """The journeys of one setup, in one account, by the administrator and by the operator with the printed policies."""

    def __init__(self, cloud, make_home, name, folder):
        self.cloud, self.make_home, self.name, self.folder = cloud, make_home, name, folder
        self.count = 0
        self.words = []
        self.home = None
        self.key = {}

    def begin(self):
        """An empty account with what the template needs, and a home without records."""
        self.count += 1
        place = self.folder / f"{self.count}"
        place.mkdir()
        self.cloud.reset()
        self._close_default_group()
        if self.home:
            self.home.end()
        self.home = self.make_home(self.cloud, place / "home")
        self.words = [w.replace("{folder}", str(place)) for w in SETUPS[self.name]]
        iam = self.cloud.client("iam")
        iam.create_user(UserName=OPERATOR)
        key = iam.create_access_key(UserName=OPERATOR)["AccessKey"]
        self.home.secrets.append(key["SecretAccessKey"])
        self.key = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"], "AWS_REGION": REGION}
        if self.words[0] == "e6data":
            self._cluster()

    def _close_default_group(self):
        """As security baselines ask for: then the probe's worker needs a group of its own."""
        ec2 = self.cloud.client("ec2")
        for group in ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"]:
            if group["IpPermissionsEgress"]:
                ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])

    def _cluster(self):
        """A cluster whose RBAC lets the operator do everything: IAM alone is in question."""
        eks = self.cloud.client("eks")
        eks.create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                           accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})
        eks.create_addon(clusterName="one", addonName="eks-pod-identity-agent")
        eks.create_nodegroup(clusterName="one", nodegroupName="main", nodeRole=f"arn:aws:iam::{ACCOUNT}:role/Nodes", subnets=["subnet-1"])
        self.cloud.client("s3").create_bucket(Bucket="second-data")
        arn = f"arn:aws:iam::{ACCOUNT}:user/{OPERATOR}"
        eks.create_access_entry(clusterName="one", principalArn=arn)
        eks.associate_access_policy(clusterName="one", principalArn=arn, accessScope={"type": "cluster"},
                                    policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy")

    def documents(self, purpose):
        """The printed policies, made without credentials."""
        given = [w for name in ("ACCOUNT_ID=" + ACCOUNT, "REGION=" + REGION) for w in ("--set", name)]
        if self.words[0] == "e6data":
            issuer = self.cloud.client("eks").describe_cluster(name="one")["cluster"]["identity"]["oidc"]["issuer"]
            given += ["--set", "OIDC_PROVIDER_SUFFIX=" + issuer.removeprefix("https://")]
        none = {k: None for k in self.home.environment if k.startswith("AWS_")}
        event, = self.home.expect(0, "permissions", *self.words, *given, "--for", purpose, "--json", env=none).of("permissions")
        return event["documents"]

    def allow(self, documents):
        """Attaches these policies to the operator, and no others."""
        iam = self.cloud.client("iam")
        for policy in iam.list_attached_user_policies(UserName=OPERATOR)["AttachedPolicies"]:
            iam.detach_user_policy(UserName=OPERATOR, PolicyArn=policy["PolicyArn"])
            iam.delete_policy(PolicyArn=policy["PolicyArn"])
        for n, document in enumerate(documents):
            if document["Statement"]:
                arn = iam.create_policy(PolicyName=f"exact-{n}", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
                iam.attach_user_policy(UserName=OPERATOR, PolicyArn=arn)

    def prepare_again(self, purpose, last):
        """The same before the next journey; a verification or a second setup that went well, or only differed, changed nothing."""
        if purpose not in ("verify", "setup again") or last.code not in (0, 2) or self.home.listed(self.words[0])["half_way"]:
            self.prepare(purpose)

    def prepare(self, purpose):
        """What the administrator does before the journey."""
        self.begin()
        if purpose != "setup":
            self.home.expect(0, "setup", *self.words, "--no-probe", "--yes", "--json", limit=120)

    def run(self, purpose):
        """The journey, by the operator."""
        lines = {"setup": ["setup", *self.words], "verify": ["verify", self.words[0]], "rotate": ["rotate", self.words[0]],
                 "remove": ["remove", self.words[0]]}
        result = self.home.run(*lines[purpose], "--yes", "--json", env=self.key, limit=240)
        if purpose == "rotate" and result.code == 0:
            begun = result
            result = self.home.run("rotate", self.words[0], "--finish", "--now", "--yes", "--json", env=self.key)
            result.out, result.err = begun.out + result.out, begun.err + result.err
        return result

    def operator_calls(self):
        return [c for c in self.cloud.calls() if c.get("caller", "").endswith(f"user/{OPERATOR}")]


def statements(documents):
    return [s for d in documents for s in d["Statement"]]


def without(documents, sid):
    """The documents without this one statement."""
    return [{**d, "Statement": [s for s in d["Statement"] if s["Sid"] != sid]} for d in documents]


def tells(result):
    """Lines that say what could not be checked."""
    return {line for line in (result.out + result.err).splitlines() if TELLS.search(line)}


# --- a journey's calls against the policies ---

# Actions that the policies have and no call of these tests needs: why they are there all the same.
WITHOUT_CALL = {
    "ec2:DescribeNatGateways": "asked only where a route leads to one",
    "ec2:DescribeVpcEndpoints": "asked only where the VPC has no way to the internet",
    "iam:DeletePolicyVersion": "of a policy that was changed since",
    "iam:DeleteUser": "of a removal with --with-kept",
    "iam:UpdateAccessKey": "of a removal of a key that is active",
    "iam:DeleteAccessKey": "of the end of a rotation",
    "iam:ListPolicyVersions": "of a policy that is removed",
    "iam:GetRolePolicy": "of inline policies that others added",
    "iam:GetUserPolicy": "of inline policies that others added",
    "ec2:DescribeSecurityGroups": "what a probe left behind",
    "ec2:DescribeInstances": "what a probe left behind",
}


def matches(pattern, text):
    """IAM's wildcards; the policy variable stands for any name."""
    pattern = pattern.replace("${aws:username}", "*")
    return re.fullmatch("".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern), text, re.S) is not None


def listed(value):
    return value if isinstance(value, list) else [value]


def uncovered(calls, documents):
    """What the calls needed, as the cloud decided it, and no statement allows; conditions apart."""
    grants = [(a, r) for s in statements(documents) for a in listed(s["Action"]) for r in listed(s["Resource"])]
    needs = {(n["action"], n["resource"]) for c in calls for n in c.get("needs", ())}
    return {(a, r) for a, r in needs if not any(a == action and matches(on, r) for action, on in grants)}


def unused(calls, documents):
    """Actions of the policies that no call needed, except those with a reason."""
    needed = {n["action"] for c in calls for n in c.get("needs", ())}
    return {a for s in statements(documents) for a in listed(s["Action"])} - needed - set(WITHOUT_CALL)
