"""The first commands of the fault square: the state before each, its arguments, and the commands that can follow it."""

import json
import os

from cloud import ACCOUNT, EC2_TRUST, allow, policy
from key_home import create_user

ROLE = {"RoleName": "EssentiaMaster"}
PROFILE = {"InstanceProfileName": "EssentiaMaster"}
LAX = json.dumps(EC2_TRUST).replace("ec2", "lambda")
E6DATA = {"WORKSPACE_NAME": "sales", "CLUSTER_NAME": "one", "NAMESPACE": "e6", "BUCKET": "workspace-of-sales", "DATA_BUCKETS": "rehearsal",
          "UNLOAD_BUCKET": "rehearsal", "E6DATA_PRINCIPAL_ARN": "arn:aws:iam::210987654321:root", "EXTERNAL_ID": "ours", "PARTS": "engine,unload"}


def sets(**values):
    return tuple(w for k, v in values.items() for w in ("--set", f"{k}={v}"))


class Platform:
    """One way to set up: its arguments, its setup's name and its IAM user (None: no key)."""

    def __init__(self, name, method, user=None, policy_=None, values=None, remove=()):
        self.name, self.method, self.user, self.policy, self.values, self.remove = name, method, user, policy_, values or (lambda home: {}), remove
        self.setup = name

    def answers(self, home):
        return ("--method", self.method, *(("--policy", self.policy) if self.policy else ()), *sets(**self.values(home)))

    def words(self, home, *more):
        return ("setup", self.name, "--no-probe", *self.answers(home), *more)

    def adopt(self, home):
        return ("adopt", self.name, *self.answers(home))


def in_home(**names):
    return lambda home: {k: os.path.join(home.folder, v) for k, v in names.items()}


CONFIGURE = Platform("essentia", "configure", "Essentia", "workers")
COMMAND = Platform("essentia", "command", "Essentia", "workers", in_home(KEY_FILE="key.csv"))
ESSENTIA_ROLE = Platform("essentia", "role")
IGUAZIO = Platform("iguazio", "user", "Provazio", values=in_home(KEY_FILE="key.csv"), remove=("--with-kept",))
DEADLINE = Platform("deadline", "user", "DeadlineSpotEventPluginAdmin", values=in_home(KEY_FILE="key.csv"))
CARRIED = Platform("deadline", "profile", "DeadlineSpotEventPluginAdmin", values=in_home(CARRY_FILE="carry"))
LAKE = Platform("e6data", "irsa", values=lambda home: E6DATA)


class UserWithoutSetup(Platform):
    """The key of a user that was created manually, without a setup; the next command can be a setup of that user."""

    def __init__(self):
        super().__init__("essentia", "configure", "ann", "workers", lambda home: {"USER_NAME": "ann", "PROFILE": "ann"})
        self.setup = "user-ann"


ANN = UserWithoutSetup()


class Scene:
    """
    A first command. world: what the operator created; base: what accredit did before; first: the arguments of the command
    that is interrupted; at: how it is interrupted ("call": killed at its changing calls, "file": at its file calls,
    otherwise only by these faults); refused: each of its changing calls is also refused; sends_to: it can name this command
    instead, and do nothing; verified_after: after it is resumed to its end, verify finds no difference.
    """

    def __init__(self, name, platform, first, base=None, world=None, at="call", refused=False, sends_to=None, verified_after=True):
        self.name, self.platform, self.first, self.base, self.world, self.at = name, platform, first, base, world, at
        self.refused, self.sends_to, self.verified_after = refused, sends_to, verified_after

    @property
    def family(self):
        """The command of its name."""
        return self.name.partition("-")[0]

    def __repr__(self):
        return self.name


# The state before

def set_up(cell):
    cell.must(*cell.platform.words(cell.home))


def rotated(cell):
    set_up(cell)
    cell.must("rotate", cell.platform.setup, "--no-probe")


def killed(at, words):
    """A run that was killed at this point, after the commands that it needs."""
    def base(cell):
        if words(cell)[0] in ("rotate", "remove"):
            set_up(cell)
        cell.before = cell.account()
        assert cell.kill(at, *words(cell)), f"{words(cell)} ended before the kill"
    return base


def drifted(cell):
    set_up(cell)
    iam = cell.cloud.client("iam")
    iam.create_role(RoleName="Stranger", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    cell.note_foreign("role", "Stranger")
    iam.update_assume_role_policy(**ROLE, PolicyDocument=LAX)
    iam.put_role_policy(**ROLE, PolicyName="EssentiaAccess", PolicyDocument=policy(allow("iam:*")))
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)
    iam.add_role_to_instance_profile(**PROFILE, RoleName="Stranger")


def key_gone(cell):
    """The key was deleted in AWS and its section in the credentials file; the policy was changed."""
    set_up(cell)
    iam = cell.cloud.client("iam")
    for key in iam.list_access_keys(UserName=cell.platform.user)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=cell.platform.user, AccessKeyId=key["AccessKeyId"])
    os.remove(cell.home.credentials)
    iam.put_user_policy(UserName=cell.platform.user, PolicyName="EssentiaAccess", PolicyDocument=policy(allow("iam:*")))


def location_gone(cell):
    """The section with the only copy of the secret was deleted; the key is still active."""
    set_up(cell)
    os.remove(cell.home.credentials)


def cluster(cell):
    cell.cloud.client("eks").create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                            accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})


def ann(cell):
    key, = create_user(cell.cloud, "ann")
    cell.home.store_key("ann", *key)
    cell.cloud.control("POST", "age")


def created_manually(cell):
    iam = cell.cloud.client("iam")
    iam.create_role(**ROLE, AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Description="Lets an Essentia master use this account")
    iam.create_instance_profile(**PROFILE)
    iam.add_role_to_instance_profile(**PROFILE, **ROLE)


# The first commands

def again(cell):
    return cell.platform.words(cell.home)


def updated(cell):
    """The same setup with another policy and another tag."""
    more = ("--policy", "workers-scoped") if cell.platform.policy else ()
    return (*cell.platform.words(cell.home), *more, *sets(TAGS="team=red"))


def repair(cell):
    return "repair", cell.platform.setup


def rotate(cell):
    return "rotate", cell.platform.setup, "--no-probe"


def rotate_checked(cell):
    return "rotate", cell.platform.setup


def rotate_user(cell):
    return "rotate", "--user", cell.platform.user, "--no-probe"


def rotate_ann(cell):
    return "rotate", "--user", "ann", "--profile", "ann"


def finish(cell):
    return "rotate", cell.platform.setup, "--finish", "--now"


def revert(cell):
    return "rotate", cell.platform.setup, "--revert"


def remove(cell):
    return "remove", cell.platform.setup, *cell.platform.remove


def adopt(cell):
    return cell.platform.adopt(cell.home)


def resume(cell):
    """Resumes the open run: a rotation of a user can have its own record."""
    opened = [r.setup for r in cell.runs.values() if r.open]
    return "resume", cell.platform.setup if not opened or cell.platform.setup in opened else opened[0]


def undo(cell):
    return *resume(cell), "--undo"


SCENES = [
    Scene("setup-configure", CONFIGURE, again),
    Scene("setup-command", COMMAND, again),
    Scene("setup-role", ESSENTIA_ROLE, again),
    Scene("setup-iguazio", IGUAZIO, again),
    Scene("setup-deadline", DEADLINE, again),
    Scene("setup-carried", CARRIED, again),
    Scene("setup-e6data", LAKE, again, world=cluster),
    Scene("update-configure", CONFIGURE, updated, set_up),
    Scene("update-role", ESSENTIA_ROLE, updated, set_up),
    Scene("repair-role", ESSENTIA_ROLE, repair, drifted),
    Scene("repair-key", CONFIGURE, repair, key_gone),
    Scene("rotate-configure", CONFIGURE, rotate, set_up),
    Scene("rotate-iguazio", IGUAZIO, rotate, set_up),
    Scene("rotate-place-gone", CONFIGURE, rotate, location_gone),
    Scene("rotate-user-of-setup", CONFIGURE, rotate_user, set_up, sends_to="rotate essentia"),
    Scene("rotate-user", ANN, rotate_ann, world=ann, verified_after=False),
    Scene("finish", CONFIGURE, finish, rotated),
    Scene("revert", CONFIGURE, revert, rotated),
    Scene("remove-configure", CONFIGURE, remove, set_up, refused=True),
    Scene("remove-command", COMMAND, remove, set_up, refused=True),
    Scene("remove-role", ESSENTIA_ROLE, remove, set_up, refused=True),
    Scene("remove-iguazio", IGUAZIO, remove, set_up, refused=True),
    Scene("remove-deadline", DEADLINE, remove, set_up, refused=True),
    Scene("setup-key-refused", COMMAND, again, at=("error:GetCallerIdentity=InvalidClientTokenId:403+1",)),
    Scene("rotate-key-refused", CONFIGURE, rotate, set_up, at=("error:GetCallerIdentity=InvalidClientTokenId:403+1",)),
    Scene("rotate-check-fails", CONFIGURE, rotate_checked, set_up, at=("error:DescribeInstances=UnauthorizedOperation",)),
    Scene("adopt-role", ESSENTIA_ROLE, adopt, world=created_manually, at="file", verified_after=False),
    Scene("undo-setup", CONFIGURE, undo, killed("before:3", again)),
    Scene("undo-made-key", CONFIGURE, undo, killed("after:3", again)),
    Scene("undo-rotate", CONFIGURE, undo, killed("after:2", rotate)),
    Scene("undo-remove", CONFIGURE, undo, killed("after:1", remove)),
    Scene("resume-setup", CONFIGURE, resume, killed("after:3", again)),
    Scene("resume-rotate", CONFIGURE, resume, killed("after:1", rotate)),
    Scene("resume-remove", CONFIGURE, resume, killed("after:2", remove)),
]

# The next commands: name -> arguments; the last ones are for setups with a key.
NEXTS = {
    "resume": resume, "undo": undo, "setup": again, "repair": repair, "rotate": rotate, "remove": remove, "adopt": adopt,
    "verify": lambda cell: ("verify", cell.platform.setup, "--no-probe"),
    "verify-all": lambda cell: ("verify", "--all", "--no-probe"),
    "rotate-user": rotate_user, "finish": finish, "revert": revert, "rotate-all": lambda cell: ("rotate", "--all"),
}
OF_KEYS = ("rotate-user", "finish", "revert", "rotate-all")


def pairs():
    return [(scene, name) for scene in SCENES for name in NEXTS if scene.platform.user or name not in OF_KEYS]
