"""A home whose program works with keys: the operator's in the environment, everybody else's where the program puts them."""

import configparser
import csv
import os

import botocore.exceptions

from cloud import allow, policy
from program import Program

PARALLEL = 6  # homes at work at once: they mostly wait for AWS to believe a new key


class KeyProgram(Program):
    """accredit with a credentials file of its own. No secret is said, and each lies where it may, for its owner alone."""

    def __init__(self, cloud, folder):
        super().__init__(cloud, folder)
        self.credentials = os.path.join(self.folder, ".aws", "credentials")
        self.key_file = os.path.join(self.folder, "key.csv")
        self.locations = [self.credentials, self.key_file]
        self.known = {}
        os.makedirs(os.path.dirname(self.credentials), mode=0o700)
        self.environment.update(
            AWS_SHARED_CREDENTIALS_FILE=self.credentials, AWS_CONFIG_FILE=os.path.join(self.folder, ".aws", "config"),
            AWS_ACCESS_KEY_ID=cloud.operator["access_key_id"], AWS_SECRET_ACCESS_KEY=cloud.operator["secret_access_key"])

    # Setting up

    def words(self, method, *more):
        """The words of an unattended set-up by a key."""
        key_file = ["--set", f"KEY_FILE={self.key_file}"] if method == "command" else []
        return ["setup", "essentia", "--yes", "--json", "--method", method, *key_file, *more]

    def key_setup(self, method="configure", *more, code=0, **how):
        return self.expect(code, *self.words(method, "--policy", "workers", *more), **how)

    def rotate(self, *words, code=0, **how):
        return self.expect(code, "rotate", *words, "--yes", "--json", **how)

    def sign_in_by_profile(self):
        """The operator's key goes out of the environment and into the file."""
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            self.environment.pop(name)
        self.store_key("default", self.cloud.operator["access_key_id"], self.cloud.operator["secret_access_key"])

    def store_key(self, profile, key, secret):
        """A section as `aws configure` writes it."""
        with open(os.open(self.credentials, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            file.write(f"[{profile}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")
        self.known[key] = secret

    # What is kept where

    def profile(self, name="default"):
        """(id, secret) of a section, or None."""
        parser = configparser.RawConfigParser()
        parser.read(self.credentials, encoding="utf-8")
        if not parser.has_option(name, "aws_access_key_id"):
            return None
        return parser.get(name, "aws_access_key_id"), parser.get(name, "aws_secret_access_key")

    def csv(self):
        """(id, secret) of the key file, whose form is checked; or None."""
        if not os.path.exists(self.key_file):
            return None
        with open(self.key_file, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == ["User Name", "Access Key Id", "Secret Access Key"] and len(rows) == 2 and len(rows[1]) == 3, rows
        return rows[1][1], rows[1][2]

    def temporary_keys(self):
        """What lies in the folder of keys on their way: "SETUP/RESOURCE.new" -> (id, secret), None for what is torn."""
        found, top = {}, self.file("keys")
        for folder, _, names in os.walk(top):
            assert os.stat(folder).st_mode & 0o777 == 0o700, folder
            for name in names:
                path = os.path.join(folder, name)
                assert os.stat(path).st_mode & 0o777 == 0o600, path
                with open(path, encoding="utf-8") as file:
                    lines = file.read().splitlines()
                whole = len(lines) == 4 and lines[0] == "accredit-key 1"
                found[os.path.relpath(path, top)] = (lines[1], lines[2]) if whole else None
        return found

    def all_keys(self):
        """Every key that lies anywhere here."""
        kept = [self.csv(), *(key for name, key in self.temporary_keys().items() if not name.endswith(".tmp"))]
        parser = configparser.RawConfigParser()
        parser.read(self.credentials, encoding="utf-8")
        kept += [self.profile(name) for name in parser.sections()]
        return {key for key in kept if key}

    # No secret where it does not belong

    def read_secrets(self):
        for key in self.cloud.control("GET", "keys"):
            self.known[key["id"]] = key["secret"]
        self.secrets = sorted({*self.cloud.secrets, *self.known.values()})

    def _judge(self, result):
        self.read_secrets()
        super()._judge(result)

    def _may_hold(self, path):
        keys = self.file("keys") + os.sep
        if os.path.basename(path).startswith(".credentials.") and os.path.dirname(path) == os.path.dirname(self.credentials):
            return True  # of a run that was killed while it wrote
        return path.startswith((keys, *self.locations)) or path.startswith(os.path.join(self.folder, "given"))

    def search_secrets(self):
        """A secret lies in the places for keys alone, 0600; anywhere else there is none."""
        self.read_secrets()
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.isfile(path) or os.path.islink(path):
                    continue
                with open(path, "rb") as file:
                    data = file.read()
                if any(secret.encode() in data for secret in self.secrets) and self._may_hold(path):
                    assert os.stat(path).st_mode & 0o777 == 0o600, f"{path} may be read by others"
                    assert os.stat(path).st_uid == os.geteuid()
                else:
                    self._search(data, path)


# The account's side

def keys_of(cloud, user):
    """id -> status, as IAM lists them."""
    return {k["id"]: k["status"] for k in cloud.control("GET", "keys") if k["user"] == user}


def key_works(cloud, key):
    """Whether STS accepts it, really asked."""
    try:
        cloud.client("sts", *key).get_caller_identity()
        return True
    except botocore.exceptions.ClientError:
        return False


def create_user(cloud, name, keys=1, *, may=("ec2:*",)):
    """A user made by hand: its keys, as (id, secret)."""
    iam = cloud.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=policy(allow(*may)))
    made = [iam.create_access_key(UserName=name)["AccessKey"] for _ in range(keys)]
    return [(k["AccessKeyId"], k["SecretAccessKey"]) for k in made]


def users(cloud):
    """All of the users that a set-up by a key may touch."""
    iam, found = cloud.client("iam"), {}
    for user in iam.list_users()["Users"]:
        name = user["UserName"]
        found[name] = {"inline": iam.list_user_policies(UserName=name)["PolicyNames"], "keys": keys_of(cloud, name),
                       "tags": {t["Key"]: t["Value"] for t in iam.list_user_tags(UserName=name)["Tags"]}}
    return found
