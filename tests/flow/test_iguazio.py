"""Iguazio's template: each method from an empty account to verified and removed, and the mistakes that the vendor's guide invites."""

import csv
import json
import os
import shutil
import signal

import pytest

from cloud import ACCOUNT, EC2_TRUST, TOP, allow, document, policy, until

ROLE, USER = "IguazioDataScienceNode", "Provazio"
MAIN, NODE = "ManageIguazioSystems", "AssignPrivateIPAddresses"
RESOURCES = {"user": ["policy", "node-policy", "role", "role-node-policy", "instance-profile", "profile-role", "user", "user-policy", "key", "key-file"],
          "role": ["policy", "node-policy", "role", "role-policy", "role-node-policy", "instance-profile", "profile-role"]}
CHECKS = {"user": {"user-identity", "user-describe-instances", "user-run-instances", "user-list-clusters", "user-list-stacks", "identity",
                   "describe-instances", "run-instances", "may-move-address"},
          "role": {"identity", "describe-instances", "run-instances", "list-clusters", "list-stacks", "may-move-address"}}


def arn(name):
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}"


def vendor_document(name, role=ROLE):
    """The template's document, filled in without the program."""
    with open(os.path.join(TOP, "templates", "iguazio", "documents", name + ".json"), encoding="utf-8") as file:
        text = file.read()
    for key, value in {"ACCOUNT_ID": ACCOUNT, "PARTITION": "aws", "ROLE_NAME": role, "DNS_SUFFIX": "amazonaws.com"}.items():
        text = text.replace("${" + key + "}", value)
    assert "$" not in text
    return json.loads(text)


def policy_in_force(iam, name):
    one = iam.get_policy(PolicyArn=arn(name))["Policy"]
    return document(iam.get_policy_version(PolicyArn=arn(name), VersionId=one["DefaultVersionId"])["PolicyVersion"]["Document"])



@pytest.fixture
def setup(home, tmp_path):
    """Runs setup; the key file is outside the home that is searched for secrets."""
    home.key_file = str(tmp_path / "key.csv")

    def run(method, *words, code=0, file=True):
        given = ["--set", f"KEY_FILE={home.key_file}"] if method == "user" and file else []
        return home.expect(code, "setup", "iguazio", "--method", method, "--yes", "--json", *given, *words)
    return run


def steps(result):
    """The plan's action for each resource, without steps that are not resources, such as the key check."""
    return {s["id"].partition(".")[0]: s["action"] for s in result.of("plan")[0]["steps"] if s["id"].partition(".")[2] in
            ("create", "none", "update", "adopt", "remove")}


@pytest.mark.parametrize("method, policy_name, role", [("user", "eks", "Other"), ("role", "eks", ROLE), ("user", "vanilla", ROLE)])
def test_setup_verify_and_remove(home, cloud, iam, setup, method, policy_name, role):
    """With another role name, too: the policy follows it, so that the installer can pass the role."""
    before = cloud.snapshot()
    words = ["--policy", policy_name, "--set", f"ROLE_NAME={role}"]
    made = setup(method, *words)
    assert steps(made) == dict.fromkeys(RESOURCES[method], "create")
    assert {e["id"]: e["verdict"] for e in made.of("check")} == dict.fromkeys(CHECKS[method], "yes")
    found = cloud.roles()[role]
    assert found["trust"] == EC2_TRUST and not found["inline"] and found["path"] == "/"
    assert set(found["attached"]) == ({arn(NODE), arn(MAIN)} if method == "role" else {arn(NODE)})
    assert cloud.profiles()[role]["roles"] == [role]
    assert policy_in_force(iam, MAIN) == vendor_document(policy_name, role) and policy_in_force(iam, NODE) == vendor_document("assign-private-ip-addresses")
    if method == "user":
        assert [p["PolicyArn"] for p in iam.list_attached_user_policies(UserName=USER)["AttachedPolicies"]] == [arn(MAIN)]
        with open(home.key_file, encoding="utf-8") as file:
            (_, key_id, secret), = list(csv.reader(file))[1:]
        assert [k["AccessKeyId"] for k in iam.list_access_keys(UserName=USER)["AccessKeyMetadata"]] == [key_id]
        home.secrets.append(secret)     # and nowhere else: the home is searched for it
        assert os.stat(home.key_file).st_mode & 0o777 == 0o600
    cloud.forget_calls()
    again = setup(method, "--no-probe", *words)
    assert steps(again) == dict.fromkeys(RESOURCES[method], "none") and not cloud.changes()
    left = home.expect(0, "remove", "iguazio", "--yes", "--json").of("left")
    if method == "user":
        assert [(e["kind"], e["name"], e["reason"]) for e in left] == 2 * [("user", USER, "stays")]
        assert not os.path.exists(home.key_file) and not iam.list_access_keys(UserName=USER)["AccessKeyMetadata"]
        assert not iam.list_attached_user_policies(UserName=USER)["AttachedPolicies"] and home.listed("iguazio")
        home.expect(0, "remove", "iguazio", "--with-kept", "--yes", "--json")
    assert cloud.snapshot() == before and not os.path.exists(home.key_file) and not home.listed("iguazio")


def test_notes_after_a_setup(home, tmp_path):
    output = home.expect(0, "setup", "iguazio", "--no-probe", "--yes", "--set", f"KEY_FILE={tmp_path / 'key.csv'}").out
    assert "do not delete it after the installation" in output and f"{ROLE}: the installer asks for this name" in output
    assert "must not be deleted" in home.text("setups", "iguazio", "journal.jsonl"), "recorded, too"
    says = "the vendor's current page says that this user must not be deleted"
    told = home.expect(0, "remove", "iguazio", "--yes").out
    assert told.count(f"user 'Provazio': {says}") == 2, "before confirmation, and at the end"
    assert f"Caution: {says}" in home.expect(0, "remove", "iguazio", "--with-kept", "--yes").out


def test_reconstructed_documents_are_labeled(home):
    output = home.expect(2, "setup", "iguazio", "--method", "role", "--plan").out
    assert "does not publish this trust policy" in output and "publishes only the first steps" in output


def refused(setup, cloud, before, *words, **how):
    cloud.forget_calls()
    result = setup("user", "--no-probe", *words, code=64, **how)
    assert not cloud.changes() and cloud.snapshot() == before
    return result.err


def test_wrong_answers_are_rejected_before_any_change(cloud, iam, setup, home):
    before = cloud.snapshot()
    assert "--set KEY_FILE=" in refused(setup, cloud, before, file=False)
    assert "IAM names are not case-sensitive" in refused(setup, cloud, before, "--set", f"NODE_POLICY_NAME={MAIN.upper()}")
    with open(home.key_file, "w", encoding="utf-8") as file:
        file.write("somebody's own\n")
    assert home.key_file in refused(setup, cloud, before)
    os.unlink(home.key_file)
    iam.create_policy(PolicyName=MAIN.lower(), PolicyDocument=policy(allow("a:b")))
    before = cloud.snapshot()
    assert f"the name '{MAIN}' is taken" in refused(setup, cloud, before)
    assert "POLICY_NAME=" in refused(setup, cloud, before)


def test_names_that_differ_in_case(cloud, iam, setup):
    """With the fixed document the role must have exactly the vendor's name; IAM would reject a second name that differs in case."""
    before = cloud.snapshot()
    for name, says in (("iguaziodatasciencenode", "case-sensitive"), ("Other", "must be 'IguazioDataScienceNode'")):
        assert says in refused(setup, cloud, before, "--set", "PASS_ROLE=fixed", "--set", f"ROLE_NAME={name}")
    iam.create_user(UserName=USER.lower())
    assert "--set USER_NAME=" in refused(setup, cloud, cloud.snapshot())
    iam.create_role(RoleName=ROLE.lower(), AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    said = refused(setup, cloud, cloud.snapshot(), "--set", "USER_NAME=Other", "--set", "PASS_ROLE=fixed")
    assert f"taken by the role '{ROLE.lower()}'" in said and "--set ROLE_NAME=" in said


@pytest.mark.parametrize("change, says, remedy", [
    (lambda text: text.replace("${ROLE_NAME}", "${NODE_ROLE}"), "${NODE_ROLE} is not a value of this template", "templates check"),
    (lambda text: text.replace('"ec2:*"', json.dumps([f"ec2:{'x' * 60}{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(99)]), 1), "IAM takes at most 6144",
     "choose a smaller policy")])
def test_damaged_document(cloud, setup, home, tmp_path, change, says, remedy):
    """A placeholder that nothing fills, and a policy that is too large."""
    shutil.copytree(os.path.join(TOP, "templates"), tmp_path / "templates")
    file = tmp_path / "templates" / "iguazio" / "documents" / "eks.json"
    file.write_text(change(file.read_text()))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    told = refused(setup, cloud, cloud.snapshot())
    listed = home.run("templates", "check", str(file.parents[1]))
    assert remedy in told and says in listed.out + listed.err and "eks" in listed.out + listed.err


def test_existing_role_of_another_service(cloud, iam, setup):
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(EC2_TRUST).replace("ec2", "lambda"))
    assert "--set ROLE_NAME=" in refused(setup, cloud, cloud.snapshot())


def test_placeholder_left_in_the_vendors_policy(home, cloud, iam, setup):
    """Someone pastes the vendor's file with its placeholder: this is reported, and fixed."""
    setup("user", "--no-probe")
    text = json.dumps(vendor_document("eks")).replace(ACCOUNT, "999999999999")
    iam.create_policy_version(PolicyArn=arn(MAIN), PolicyDocument=text, SetAsDefault=True)
    result = home.expect(2, "verify", "iguazio", "--no-probe", "--json")
    assert result.actions["policy"] == "update" and result.diffs["policy"]
    setup("user", "--no-probe")
    assert policy_in_force(iam, MAIN) == vendor_document("eks")


# The shared address

def test_private_address_is_moved_after_confirmation(cloud, setup):
    """The worker moves an address on the network interface that was named; addresses that it had are kept."""
    ec2 = cloud.client("ec2")
    eni = ec2.create_network_interface(SubnetId=ec2.describe_subnets()["Subnets"][0]["SubnetId"], SecondaryPrivateIpAddressCount=1)["NetworkInterface"]

    def addresses():
        found = ec2.describe_network_interfaces(NetworkInterfaceIds=[eni["NetworkInterfaceId"]])["NetworkInterfaces"][0]
        return sorted(a["PrivateIpAddress"] for a in found["PrivateIpAddresses"])

    before = addresses()
    cloud.forget_calls()
    made = setup("role", "--set", f"TEST_INTERFACE={eni['NetworkInterfaceId']}")
    assert {e["id"]: e["verdict"] for e in made.of("check")} == dict.fromkeys(CHECKS["role"] | {"move-address"}, "yes")
    assert [c["operation"] for c in cloud.calls() if "PrivateIp" in c["operation"] and c["status"] == 200] == ["AssignPrivateIpAddresses", "UnassignPrivateIpAddresses"]
    assert addresses() == before


# The environment file

def test_environment_file_over_a_key_rotation(key_home, cloud):
    """Written with the key, readable by its owner alone, updated by a rotation, keeps the operator's lines, and is removed with the setup."""
    env = os.path.join(key_home.folder, "installer", "env.yaml")
    os.mkdir(os.path.dirname(env))
    key_home.locations.append(env)
    words = ["iguazio", "--no-probe", "--yes", "--json", "--set", f"KEY_FILE={key_home.key_file}", "--set", f"ENV_FILE={env}"]
    made = key_home.expect(0, "setup", *words, "--set", "PROVAZIO_VAULT_URL=https://vault.example.com")
    assert made.actions["env-file"] == "create"
    with open(env, encoding="utf-8") as file:
        text = json.load(file)
    first, ec2, vault = key_home.csv(), text["client"]["infrastructure"]["ec2"], text["client"]["vault"]
    assert (ec2["access_key_id"], ec2["secret_access_key"]) == first and ec2["app_cluster_instance_profile"] == ROLE
    assert vault == {"api_key": "FILL-IN", "url": "https://vault.example.com"} and os.stat(env).st_mode & 0o777 == 0o600
    vault["api_key"] = "by hand"
    with open(env, "w", encoding="utf-8") as file:
        json.dump(text, file)
    assert set(key_home.expect(0, "setup", *words).actions.values()) == {"none"}
    key_home.rotate("iguazio", "--no-probe")
    assert {e["id"] for e in key_home.seen[-1].of("step")} >= {"env-file.update", "key-file.update"}
    with open(env, encoding="utf-8") as file:
        rotated = json.load(file)
    ec2.update(zip(("access_key_id", "secret_access_key"), key_home.csv()))
    assert rotated == text and key_home.csv() != first
    key_home.rotate("iguazio", "--finish", "--now")
    key_home.expect(0, "remove", "iguazio", "--with-kept", "--yes", "--json")
    assert not os.path.exists(env) and USER not in str(cloud.snapshot())


API_KEY = "pvz-CANARY-9c1e/api+key=="


@pytest.fixture
def with_api_key(home, tmp_path):
    """A setup with the vendor's API key, which is allowed in the environment file and nowhere else."""
    (tmp_path / "api-key").write_text(API_KEY + "\n")
    home.secrets.append(API_KEY)
    home.env_file = tmp_path / "env.yaml"       # outside the home that is searched for secrets
    return ["setup", "iguazio", "--no-probe", "--yes", "--json", "--set", f"KEY_FILE={tmp_path / 'key.csv'}", "--set",
            f"ENV_FILE={home.env_file}", "--secret", f"PROVAZIO_API_KEY=@{tmp_path / 'api-key'}"]


def vault(home):
    return json.loads(home.env_file.read_text())["client"]["vault"]


def staged(home):
    return home.file("keys", "iguazio", "env-file.new")


def test_placeholders_of_the_environment_file(home, with_api_key):
    """The API key and the vault's address are optional: given, they are written to the file."""
    home.expect(0, *with_api_key, "--set", "PROVAZIO_VAULT_URL=https://vault.example.com")
    assert vault(home) == {"api_key": API_KEY, "url": "https://vault.example.com"} and os.stat(home.env_file).st_mode & 0o777 == 0o600
    assert not os.path.exists(staged(home))
    home.expect(0, "remove", "iguazio", "--with-kept", "--yes", "--json")
    assert not home.env_file.exists()


@pytest.mark.parametrize("undo", [False, True])
def test_api_key_of_an_interrupted_setup(home, cloud, with_api_key, undo):
    """It is stored with the user's key until the file is written, and removed with it."""
    run = home.start_stopped(*with_api_key)
    cloud.faults(die=f"after:3,{run.pid}")
    run.send_signal(signal.SIGCONT)
    assert home.wait(run).code == -signal.SIGKILL
    cloud.clear_faults()
    assert os.stat(staged(home)).st_mode & 0o777 == 0o600 and not home.env_file.exists()
    home.expect(0, "resume", "iguazio", *(["--undo"] if undo else []), "--yes", "--json")
    assert not os.path.exists(staged(home)) and home.env_file.exists() != undo
    assert undo or vault(home) == {"api_key": API_KEY, "url": "FILL-IN"}


@pytest.mark.parametrize("file, words, says, remedy", [
    (False, ["--secret", "PROVAZIO_API_KEY=@{key}"], "PROVAZIO_API_KEY is given, but no file that takes it is created", "--set ENV_FILE=FILE"),
    (True, ["--set", "PROVAZIO_API_KEY=x"], "never taken from a command line", "--secret PROVAZIO_API_KEY=@FILE"),
    (True, ["--secret", "PROVAZIO_API_KEY=@{empty}"], "PROVAZIO_API_KEY is empty", "leave it out"),
    (True, ["--secret", "PROVAZIO_API_KEY=@{long}"], "is not one line of 1 to 512 printable", "as the vendor gave it")])
def test_wrong_api_key(home, cloud, setup, tmp_path, file, words, says, remedy):
    for name, text in (("key", API_KEY), ("empty", ""), ("long", "x" * 513)):
        (tmp_path / name).write_text(text)
    given = [w.format(key=tmp_path / "key", empty=tmp_path / "empty", long=tmp_path / "long") for w in words]
    said = refused(setup, cloud, cloud.snapshot(), *(["--set", f"ENV_FILE={tmp_path / 'env.yaml'}"] if file else []), *given)
    assert says in said and remedy in said and "xxx" not in said, said
    assert not (tmp_path / "env.yaml").exists() and not os.path.exists(staged(home))


def test_environment_file_of_another_owner(setup, cloud, tmp_path):
    env, before = tmp_path / "env.yaml", cloud.snapshot()
    env.write_text("client: {}\n")
    said = refused(setup, cloud, before, "--set", f"ENV_FILE={env}")
    assert str(env) in said and "ENV_FILE" in said and env.read_text() == "client: {}\n"


# The installer's own instance

def machine(cloud, profile=None, **options):
    """A running instance that was launched manually."""
    ec2 = cloud.client("ec2")
    image = cloud.image()
    more = {"IamInstanceProfile": {"Name": profile}} if profile else {}
    return ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1, **more, **options)["Instances"][0]["InstanceId"]


def profile_and_hops(cloud, ident):
    """The instance profile's name and the hop limit of an instance."""
    one = cloud.client("ec2").describe_instances(InstanceIds=[ident])["Reservations"][0]["Instances"][0]
    return one.get("IamInstanceProfile", {}).get("Arn", "").rpartition("/")[2], one["MetadataOptions"]["HttpPutResponseHopLimit"]


def test_instance_gets_role_and_hop_limit(home, cloud, setup):
    ident = machine(cloud, MetadataOptions={"HttpTokens": "required"})
    assert profile_and_hops(cloud, ident) == ("", 1)
    made = setup("role", "--no-probe", "--set", f"INSTANCE_ID={ident}")
    assert (made.actions["installer"], made.actions["installer-metadata"]) == ("create", "update")
    assert made.diffs["installer-metadata"] == ["hop_limit"] and profile_and_hops(cloud, ident) == (ROLE, 2)
    assert cloud.client("ec2").describe_instances(InstanceIds=[ident])["Reservations"][0]["Instances"][0]["MetadataOptions"]["HttpTokens"] == "required"
    cloud.client("ec2").modify_instance_metadata_options(InstanceId=ident, HttpPutResponseHopLimit=3)
    assert set(setup("role", "--no-probe", "--set", f"INSTANCE_ID={ident}").actions.values()) == {"none"}, "a higher limit is accepted"
    home.expect(0, "remove", "iguazio", "--yes", "--json")
    assert profile_and_hops(cloud, ident) == ("", 3) and ROLE not in cloud.profiles()


def test_undo_restores_the_instance(home, cloud):
    ident = machine(cloud)
    run = home.start_stopped("setup", "iguazio", "--method", "role", "--no-probe", "--yes", "--set", f"INSTANCE_ID={ident}")
    cloud.faults(die=f"after:9,{run.pid}")      # the last call that changes anything
    run.send_signal(signal.SIGCONT)
    assert home.wait(run).code == -signal.SIGKILL
    cloud.clear_faults()
    until(lambda: profile_and_hops(cloud, ident) == (ROLE, 2))
    home.expect(0, "resume", "--undo", "--yes", "--json")
    assert profile_and_hops(cloud, ident) == ("", 1)


def test_unusable_instances(cloud, setup, iam):
    iam.create_instance_profile(InstanceProfileName="Theirs")
    iam.create_role(RoleName="Theirs", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.add_role_to_instance_profile(InstanceProfileName="Theirs", RoleName="Theirs")
    other, gone = machine(cloud, "Theirs"), machine(cloud)
    cloud.client("ec2").terminate_instances(InstanceIds=[gone])
    for ident, says in ((other, "already has another instance profile attached: 'Theirs'"), (gone, "has been terminated"),
                        ("i-0123456789abcdef0", "there is no instance 'i-0123456789abcdef0'"), ("my-machine", "i-0123456789abcdef0")):
        cloud.forget_calls()
        message = setup("role", "--no-probe", "--set", f"INSTANCE_ID={ident}", code=64).err
        assert says in message and not cloud.changes()
    assert profile_and_hops(cloud, other)[0] == "Theirs"


# Resources created manually in the console

def test_resources_of_the_console_are_adopted_and_kept(home, cloud, iam, setup):
    """Role, profile, user and both policies as in the vendor's guide, without tags: only missing resources are created, and only those are removed."""
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Description="Runs the nodes of an Iguazio system")
    iam.create_instance_profile(InstanceProfileName=ROLE)
    iam.add_role_to_instance_profile(InstanceProfileName=ROLE, RoleName=ROLE)
    iam.create_user(UserName=USER, Tags=[{"Key": "team", "Value": "blue"}])
    for name, file in ((MAIN, "eks"), (NODE, "assign-private-ip-addresses")):
        iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(vendor_document(file)))
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=arn(NODE))
    iam.attach_user_policy(UserName=USER, PolicyArn=arn(MAIN))
    before = cloud.snapshot()
    cloud.forget_calls()
    made = setup("user", "--no-probe", "--set", "TAGS=team=red")
    assert steps(made) == {**dict.fromkeys(RESOURCES["user"], "adopt"), "key": "create", "key-file": "create"}
    assert [c["operation"] for c in cloud.changes()] == ["CreateAccessKey"]
    home.expect(0, "remove", "iguazio", "--yes", "--json")
    assert cloud.snapshot() == before
