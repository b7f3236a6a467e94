"""A home for keys: the operator's is in the environment, all others where the program stores them."""

import configparser
import csv
import os

import botocore.exceptions

from cloud import allow, policy
from program import Program

PARALLEL = 6  # concurrent homes: they mostly wait until AWS accepts a new key


class KeyProgram(Program):
    """accredit with its own credentials file. No secret is printed, and files with one are readable by their owner alone."""

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

    # Setups

    def words(self, method, *more):
        """The arguments of an unattended setup with a key."""
        key_file = ["--set", f"KEY_FILE={self.key_file}"] if method == "command" else []
        return ["setup", "essentia", "--yes", "--json", "--method", method, *key_file, *more]

    def key_setup(self, method="configure", *more, code=0, **options):
        return self.expect(code, *self.words(method, "--policy", "workers", *more), **options)

    def rotate(self, *words, code=0, **options):
        return self.expect(code, "rotate", *words, "--yes", "--json", **options)

    def sign_in_by_profile(self):
        """Moves the operator's key from the environment into the file."""
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            self.environment.pop(name)
        self.store_key("default", self.cloud.operator["access_key_id"], self.cloud.operator["secret_access_key"])

    def store_key(self, profile, key, secret):
        """Appends a section as `aws configure` writes it."""
        with open(os.open(self.credentials, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            file.write(f"[{profile}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")
        self.known[key] = secret

    # Stored keys

    def profile(self, name="default"):
        """(id, secret) of a section, or None."""
        parser = configparser.RawConfigParser()
        parser.read(self.credentials, encoding="utf-8")
        if not parser.has_option(name, "aws_access_key_id"):
            return None
        return parser.get(name, "aws_access_key_id"), parser.get(name, "aws_secret_access_key")

    def csv(self):
        """(id, secret) of the key file, whose format is checked; or None."""
        if not os.path.exists(self.key_file):
            return None
        with open(self.key_file, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == ["User Name", "Access Key Id", "Secret Access Key"] and len(rows) == 2 and len(rows[1]) == 3, rows
        return rows[1][1], rows[1][2]

    def temporary_keys(self):
        """The temporary copies of keys: "SETUP/RESOURCE.new" -> (id, secret), None for an incomplete file."""
        found, top = {}, self.file("keys")
        for folder, _, names in os.walk(top):
            assert os.stat(folder).st_mode & 0o777 == 0o700, folder
            for name in names:
                path = os.path.join(folder, name)
                assert os.stat(path).st_mode & 0o777 == 0o600, path
                with open(path, encoding="utf-8") as file:
                    lines = file.read().splitlines()
                complete = len(lines) == 4 and lines[0] == "accredit-key 1"
                found[os.path.relpath(path, top)] = (lines[1], lines[2]) if complete else None
        return found

    def all_keys(self):
        """Every key that is stored anywhere in this home."""
        kept = [self.csv(), *(key for name, key in self.temporary_keys().items() if not name.endswith(".tmp"))]
        parser = configparser.RawConfigParser()
        parser.read(self.credentials, encoding="utf-8")
        kept += [self.profile(name) for name in parser.sections()]
        return {key for key in kept if key}

    # Secrets in other files

    def read_secrets(self):
        for key in self.cloud.control("GET", "keys"):
            self.known[key["id"]] = key["secret"]
        self.secrets = sorted({*self.cloud.secrets, *self.known.values()})

    def _check_result(self, result):
        self.read_secrets()
        super()._check_result(result)

    def _may_contain_keys(self, path):
        keys = self.file("keys") + os.sep
        if os.path.basename(path).startswith(".credentials.") and os.path.dirname(path) == os.path.dirname(self.credentials):
            return True  # left by a run that was killed while writing
        return path.startswith((keys, *self.locations)) or path.startswith(os.path.join(self.folder, "given"))

    def search_secrets(self):
        """Secrets may be in the locations of keys alone, with mode 0600; no other file contains one."""
        self.read_secrets()
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.isfile(path) or os.path.islink(path):
                    continue
                with open(path, "rb") as file:
                    data = file.read()
                if any(secret.encode() in data for secret in self.secrets) and self._may_contain_keys(path):
                    assert os.stat(path).st_mode & 0o777 == 0o600, f"{path} is readable by others"
                    assert os.stat(path).st_uid == os.geteuid()
                else:
                    self.search_for_secrets_in(data, path)


# The account

def keys_of(cloud, user):
    """id -> status, as IAM lists them."""
    return {k["id"]: k["status"] for k in cloud.control("GET", "keys") if k["user"] == user}


def key_works(cloud, key):
    """Whether STS accepts the key in a real call."""
    try:
        cloud.client("sts", *key).get_caller_identity()
        return True
    except botocore.exceptions.ClientError:
        return False


def create_user(cloud, name, keys=1, *, may=("ec2:*",)):
    """Creates a user as an administrator would; returns its keys as (id, secret)."""
    iam = cloud.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=policy(allow(*may)))
    made = [iam.create_access_key(UserName=name)["AccessKey"] for _ in range(keys)]
    return [(k["AccessKeyId"], k["SecretAccessKey"]) for k in made]


def users(cloud):
    """All users that a setup with a key can change."""
    iam, found = cloud.client("iam"), {}
    for user in iam.list_users()["Users"]:
        name = user["UserName"]
        found[name] = {"inline": iam.list_user_policies(UserName=name)["PolicyNames"], "keys": keys_of(cloud, name),
                       "tags": {t["Key"]: t["Value"] for t in iam.list_user_tags(UserName=name)["Tags"]}}
    return found
