"""The account: moto's state, the operator, and when each resource was created."""

import json
import logging
import os
import re
import secrets
import threading
import time

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

import botocore_cache  # noqa: E402, F401  (before moto, which loads much)
import moto.backends  # noqa: E402
from moto.utilities.utils import get_partition  # noqa: E402

import moto_reset  # noqa: E402
import moto_patches  # noqa: E402, F401
from keys import Keys  # noqa: E402
from quotas import standard  # noqa: E402

ACCOUNT_ID = "123456789012"
OPERATOR = "operator"
# Easy to recognize: CANARY in a log, a record or a command line is a leak.
OPERATOR_KEY = "AKIAPRACTICE00CANARY"
OPERATOR_SECRET = "practiceCANARYsecretCANARYpractice000000"
BUCKET_NAME = re.compile(r"(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
ADMINISTRATOR = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})

logging.getLogger("botocore").setLevel(logging.ERROR)


class Session:
    """Credentials of an assumed role (or of GetSessionToken) and what limits them."""

    def __init__(self, key, secret, token, expires, role_arn=None, name=None, policies=None, source_instance=None,
                 user=None, extra=None, issued=None, mfa=None):
        self.key = key
        self.secret = secret
        self.token = token
        self.expires = expires
        self.role_arn = role_arn
        self.name = name
        self.policies = policies
        self.source_instance = source_instance
        self.user = user
        self.extra = extra or {}
        self.issued = time.time() if issued is None else issued
        self.pod = None  # the name of the pod it was given to, if it was a pod
        self.mfa = mfa  # when a code of an MFA device was given, or None


class Account:
    """The state of the cloud. Callers hold `lock` to read or change it: moto is not thread-safe."""

    def __init__(self, region, buckets=(), scp=None, operator_key=(OPERATOR_KEY, OPERATOR_SECRET), number=ACCOUNT_ID, lock=None):
        self.id = number
        self.lock = lock or threading.RLock()
        self.region = region
        self.partition = get_partition(region)
        self.buckets = list(buckets)
        self.scp = scp
        self.operator_key = operator_key
        self.fill()

    def fill(self):
        """A new account."""
        self.sessions = {}
        self.born = {}
        self.history = {}
        self.sealing = secrets.token_bytes(16)
        self.launch_tokens = {}
        self.keys = Keys()
        self.codes_used = set()
        self.quotas = standard()
        self.foreign = set()  # names of buckets that other accounts have
        if self.operator_key is None:
            return  # a member account has no user
        iam = self.iam
        iam.create_user(region_name=self.region, user_name=OPERATOR, path="/", tags=[])
        self._give_key(*self.operator_key)
        iam.put_user_policy(OPERATOR, "administrator", ADMINISTRATOR)
        iam.create_account_alias("practice")
        for bucket in self.buckets:
            self.make_bucket(*bucket.partition(":")[::2])

    def _give_key(self, key_id, secret):
        key = self.iam.create_access_key(user_name=OPERATOR)
        del self.iam.access_keys[key.access_key_id]
        key.access_key_id, key.secret_access_key = key_id, secret
        self.iam.access_keys[key_id] = key

    def reset(self):
        with self.lock:
            moto_reset.forget_everything()
            self.fill()

    def make_bucket(self, name, how=""):
        if how not in ("", "versioned", "foreign"):
            raise ValueError(f"--bucket {name}:{how}: a bucket can be versioned or foreign, nothing else")
        if not BUCKET_NAME.fullmatch(name):
            raise ValueError(f"--bucket {name}: S3 takes no such name")
        if how == "foreign":
            self.foreign.add(name)
            return
        self.s3.create_bucket(name, self.region)
        if how == "versioned":
            self.s3.put_bucket_versioning(name, "Enabled")

    @property
    def iam(self):
        return moto.backends.get_backend("iam")[self.id][self.partition]

    @property
    def sts(self):
        return moto.backends.get_backend("sts")[self.id][self.partition]

    @property
    def s3(self):
        return moto.backends.get_backend("s3")[self.id][self.partition]

    def ec2(self, region):
        return moto.backends.get_backend("ec2")[self.id][region]

    def arn(self, service, rest, region=""):
        return f"arn:{self.partition}:{service}:{region}:{self.id}:{rest}"

    # What exists, by name; None when it does not.

    def user(self, name):
        return self.iam.users.get(name)

    def role(self, name):
        return next((r for r in self.iam.roles.values() if r.name == name), None)

    def role_by_arn(self, arn):
        return next((r for r in self.iam.roles.values() if r.arn == arn), None)

    def profile(self, name):
        return self.iam.instance_profiles.get(name)

    def policy(self, arn):
        return self.iam.managed_policies.get(arn)

    def groups_of(self, user_name):
        return [g for g in self.iam.groups.values() if any(u.name == user_name for u in g.users)]

    def key(self, key_id):
        """An access key of a user: (user, key), or None."""
        for user in self.iam.users.values():
            for key in user.access_keys:
                if key.access_key_id == key_id:
                    return user, key
        return None

    # Replication: each replica of AWS's state sees a change a little later.

    def note_birth(self, kind, name):
        self.born[kind, name] = time.time()

    def age(self, kind, name):
        """Seconds since a resource was created; what existed at the start is old."""
        born = self.born.get((kind, name))
        return float("inf") if born is None else time.time() - born


def default_version(policy):
    return next(v.document for v in policy.versions if v.is_default)
