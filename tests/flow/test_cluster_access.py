"""A role let into a cluster: by an access entry where the cluster knows them, else by its line in aws-auth."""

import glob
import json
import os
import stat

import pytest

from pack_managed import value
from cloud import EC2_TRUST
from kube_client import Kube

ROLE = "arn:aws:iam::123456789012:role/Skipper"
PACK = {
    "pack": "1", "name": "docks", "title": "Docks",
    "methods": [{"name": "role", "title": "Role", "gives": "Access.", "recommended": True}],
    "values": [value("CLUSTER_NAME", kind="text"), value("USERNAME", kind="text", default="dock-user"), value("GROUP", kind="text", default="dockers"),
               value("TYPE", kind="text", default="STANDARD"), value("THEIRS", kind="choice", check=["keep", "change"], default="keep")],
    "resources": [{"id": "role", "kind": "role", "name": "Skipper", "document": "trust.json"},
                  {"id": "node-role", "kind": "role", "name": "Oars", "document": "trust.json"},
                  {"id": "access", "kind": "cluster-access", "name": "Skipper", "cluster": "${CLUSTER_NAME}",
                   "principal": "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/Skipper", "username": "${USERNAME}", "groups": ["${GROUP}"],
                   "type": "${TYPE}", "needs": ["role"]},
                  {"id": "nodes", "kind": "cluster-access", "name": "Oars", "cluster": "${CLUSTER_NAME}",
                   "principal": "arn:${PARTITION}:iam::${ACCOUNT_ID}:role/Oars", "type": "EC2_LINUX", "needs": ["node-role"]}],
}
SETUP = ("setup", "docks", "--set", "CLUSTER_NAME=dock", "--yes", "--json")


@pytest.fixture
def docks(home, tmp_path):
    documents = tmp_path / "templates" / "docks" / "documents"
    documents.mkdir(parents=True)
    (documents.parent / "pack.json").write_text(json.dumps(PACK))
    (documents / "trust.json").write_text(json.dumps(EC2_TRUST))
    home.environment["ACCREDIT_TEMPLATES"] = str(tmp_path / "templates")
    return home


@pytest.fixture
def eks(cloud):
    return Kube(cloud, mode="API").eks


@pytest.fixture
def old(cloud):
    """A cluster that knows aws-auth alone."""
    return Kube(cloud, mode="CONFIG_MAP")


def entry(eks, role=ROLE):
    return eks.describe_access_entry(clusterName="dock", principalArn=role)["accessEntry"]


def test_from_nothing_to_nothing(docks, cloud, eks):
    docks.expect(0, "templates", "check", str(docks.environment["ACCREDIT_TEMPLATES"]) + "/docks")
    before = sorted(eks.list_access_entries(clusterName="dock")["accessEntries"])
    planned = docks.expect(2, *[w for w in SETUP if w != "--yes"], "--plan")
    assert "access entry" in json.dumps(planned.of("plan")), "the way is said before anything is made"
    assert [c["operation"] for c in cloud.changes()] == ["CreateCluster"]
    docks.expect(0, *SETUP)
    made = entry(eks)
    assert (made["username"], made["kubernetesGroups"], made["type"]) == ("dock-user", ["dockers"], "STANDARD")
    assert made["tags"] == {"accredit:setup": "docks"}
    assert entry(eks, ROLE.replace("Skipper", "Oars"))["type"] == "EC2_LINUX"
    assert docks.expect(0, *SETUP).actions == {r["id"]: "none" for r in PACK["resources"]}
    eks.update_access_entry(clusterName="dock", principalArn=ROLE, kubernetesGroups=["pirates"])
    assert docks.expect(2, "verify", "docks", "--json").diffs["access"] == ["groups"]
    assert docks.expect(0, *SETUP).actions["access"] == "update"
    assert entry(eks)["kubernetesGroups"] == ["dockers"]
    docks.expect(0, "remove", "docks", "--yes", "--json")
    assert sorted(eks.list_access_entries(clusterName="dock")["accessEntries"]) == before


@pytest.mark.parametrize("words, says", [
    (["GROUP=system: nodes"], "blank"), (["USERNAME=system:node: {{EC2PrivateDNSName}}"], "blank"),
    (["GROUP=system:masters"], "system:"), (["TYPE=EC2_LINUX"], "neither"), (["CLUSTER_NAME=other"], "no EKS cluster 'other'")])
def test_refused_before_anything(docks, cloud, eks, words, says):
    cloud.forget_calls()
    assert says in docks.expect(64, *SETUP, *[part for w in words for part in ("--set", w)]).err
    assert not cloud.changes()


def test_entries_of_others(docks, cloud, eks, iam):
    """Another's entry is in the way where making it ours would take something from it, and added to where not."""
    iam.create_role(RoleName="Skipper", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    eks.create_access_entry(clusterName="dock", principalArn=ROLE, username="dock-user", kubernetesGroups=["pirates"])
    assert "differs in groups" in docks.expect(64, *SETUP).err
    eks.update_access_entry(clusterName="dock", principalArn=ROLE, username="dock-user", kubernetesGroups=[])
    assert docks.expect(0, *SETUP).actions["access"] == "update"
    assert entry(eks)["kubernetesGroups"] == ["dockers"]
    eks.delete_access_entry(clusterName="dock", principalArn=ROLE)
    eks.create_access_entry(clusterName="dock", principalArn=ROLE, type="EC2_LINUX")
    assert "type EC2_LINUX" in docks.expect(64, *SETUP).err


@pytest.mark.parametrize("die", ["before:3", "after:3", "after:4"])
def test_killed(docks, cloud, die):
    """Killed at a change: resume comes to the same end, or undo to the beginning."""
    kube = Kube(cloud, mode="API_AND_CONFIG_MAP")
    eks = kube.eks
    before = cloud.snapshot()
    cloud.faults(die=die)
    assert docks.run(*SETUP).code < 0
    docks.expect(0, "resume", "docks", *([] if die == "after:3" else ["--undo"]), "--yes", "--json")
    if die == "after:3":
        assert len(eks.list_access_entries(clusterName="dock")["accessEntries"]) == 3
        docks.expect(0, "remove", "docks", "--yes", "--json")
    assert cloud.snapshot() == before and len(eks.list_access_entries(clusterName="dock")["accessEntries"]) == 1
    assert kube.roles is None, "where both are known the entry is taken"


OTHERS = """# ours since 2019
- groups:
  - "system:bootstrappers"
  - system:nodes      # do not touch
  rolearn: 'arn:aws:iam::123456789012:role/NodeInstanceRole'
  username: system:node:{{EC2PrivateDNSName}}

# end
"""
OURS = """- rolearn: arn:aws:iam::123456789012:role/Skipper
  username: dock-user
  groups:
  - dockers
"""
NODES = """- rolearn: arn:aws:iam::123456789012:role/Oars
  username: system:node:{{EC2PrivateDNSName}}
  groups:
  - system:bootstrappers
  - system:nodes
"""


def backups(home):
    return sorted(glob.glob(os.path.join(home.state, "accredit/setups/docks/aws-auth-dock-*.json")))


def test_aws_auth_from_nothing(docks, cloud, old):
    """No ConfigMap at all: it is made, and goes when nothing of others is in it."""
    assert old.roles is None
    planned = docks.expect(2, *[w for w in SETUP if w != "--yes"], "--plan")
    assert "aws-auth" in json.dumps(planned.of("plan")) and "rolearn: arn:aws" in json.dumps(planned.of("plan"))
    docks.expect(0, *SETUP)
    assert sorted([OURS, NODES]) == sorted("- rolearn" + part for part in old.roles.split("- rolearn")[1:])
    assert docks.expect(0, *SETUP).actions == {r["id"]: "none" for r in PACK["resources"]}
    docks.expect(0, "verify", "docks", "--json")
    docks.expect(0, "remove", "docks", "--yes", "--json")
    assert old.roles is None


def test_aws_auth_of_others(docks, cloud, old):
    """Every byte of others stays; what was there is saved; a misspelt line of ours is told and mended."""
    old.put_map(OTHERS)
    docks.expect(0, *SETUP)
    assert old.roles.startswith(OTHERS.partition("\n\n")[0] + "\n- rolearn") and old.roles.endswith("\n\n# end\n")
    assert OURS in old.roles and NODES in old.roles
    saved = backups(docks)
    assert json.load(open(saved[0]))["data"]["mapRoles"] == OTHERS
    assert all(stat.S_IMODE(os.stat(path).st_mode) == 0o600 for path in saved)
    old.put_map(old.roles.replace("  - system:nodes\n", '  - "system: nodes"\n'))
    assert docks.expect(2, "verify", "docks", "--json").diffs["nodes"] == ["groups", "line"]
    docks.expect(0, *SETUP)
    assert NODES in old.roles
    docks.expect(0, "remove", "docks", "--yes", "--json")
    assert old.roles == OTHERS


def test_aws_auth_misspelt_by_others(docks, cloud, old):
    """The blanks that are printed in places: mended, with consent; a line that says something else stays."""
    wrong = NODES.replace("system:node:{{", '"system:node: {{').replace("}}", '}}"').replace("- system:nodes", '- "system: nodes"')
    old.put_map(OTHERS + wrong)
    planned = docks.expect(2, *[w for w in SETUP if w != "--yes"], "--plan")
    assert planned.actions["nodes"] == "update" and "system: nodes" in json.dumps(planned.of("plan"))
    docks.expect(0, *SETUP)
    assert old.roles == OTHERS + NODES + OURS
    old.put_map(OTHERS + wrong.replace("node: {{", "pirate: {{"))
    assert "take that out" in docks.expect(64, *SETUP, "--name", "other").err


@pytest.mark.parametrize("text", ["null", "~\n", "# kept\nNULL\n"])
def test_aws_auth_of_null(docks, cloud, old, text):
    """An empty list, however it is written."""
    old.put_map(text)
    docks.expect(0, *SETUP)
    kept = "# kept\n" if "#" in text else ""
    assert old.roles in (kept + NODES + OURS, kept + OURS + NODES)
    docks.expect(0, "verify", "docks", "--no-probe", "--json")


@pytest.mark.parametrize("text", ["- rolearn: [", "a: b\n", "- &one {rolearn: x}\n- *one\n"])
def test_aws_auth_that_is_not_edited(docks, cloud, old, text):
    old.put_map(text)
    cloud.forget_calls()
    assert "nothing was changed" in docks.run(*SETUP).err
    assert old.roles == text and not [c for c in cloud.changes() if c["service"] == "iam"]


def test_aws_auth_beside_another_writer(docks, cloud, old):
    """Others write between every reading and our writing, and one answer is lost: nothing of either is."""
    old.put_map(OTHERS)
    cloud.control("POST", "kube_conflict", {"cluster": "dock", "times": 7, "patch": {"data": {"mapUsers": "- userarn: theirs\n"}}})
    cloud.faults(lose="UpdateConfigMapx1")
    docks.expect(0, *SETUP)
    data = old.get("/api/v1/namespaces/kube-system/configmaps/aws-auth")["data"]
    assert data["mapUsers"] == "- userarn: theirs\n" and OURS in data["mapRoles"] and NODES in data["mapRoles"]
    assert all(line in data["mapRoles"] for line in OTHERS.splitlines())


@pytest.mark.parametrize("die, how", [("after:3", "on"), ("before:4", "undo")])
def test_aws_auth_killed(docks, cloud, old, die, how):
    """Killed behind a write: the line is there once, or not at all; the rest is as it was."""
    old.put_map(OTHERS)
    cloud.faults(die=die)
    assert docks.run(*SETUP).code < 0
    docks.expect(0, "resume", "docks", *(["--undo"] if how == "undo" else []), "--yes", "--json")
    if how == "on":
        assert old.roles.count("role/Skipper") == 1 and OURS in old.roles and NODES in old.roles
        docks.expect(0, "remove", "docks", "--yes", "--json")
    assert old.roles == OTHERS


def notes(result):
    return " ".join(n["text"] for e in result.of("preflight") for n in e.get("notes", []))


WAYS = [("API", "by access entries, and aws-auth is not edited"), ("API_AND_CONFIG_MAP", "by access entries, and aws-auth is not edited"),
        ("CONFIG_MAP", "by lines of aws-auth")]


@pytest.mark.parametrize("mode, says", WAYS)
def test_the_way_is_the_modes(docks, cloud, mode, says):
    """An access entry wherever the mode has them; which way it is stands in the review and in the answer."""
    kube = Kube(cloud, mode=mode)
    planned = docks.expect(2, *[w for w in SETUP if w != "--yes"], "--plan")
    assert says in notes(planned) and mode in notes(planned)
    assert says in docks.expect(2, *[w for w in SETUP if w not in ("--yes", "--json")], "--plan").out
    docks.expect(0, *SETUP)
    entries = kube.eks.list_access_entries(clusterName="dock")["accessEntries"] if mode != "CONFIG_MAP" else []
    assert (ROLE in entries) == (mode != "CONFIG_MAP") and (kube.roles is None) == (mode != "CONFIG_MAP")


def test_both_ways_and_a_line_that_suffices(docks, cloud):
    """A line that gives the access already is recognized: nothing is created; without it an access entry is."""
    kube = Kube(cloud, mode="API_AND_CONFIG_MAP")
    made = docks.expect(0, *SETUP)
    assert made.actions["access"] == "create"
    docks.expect(0, "remove", "docks", "--yes", "--json")
    iam = cloud.client("iam")
    for name in ("Skipper", "Oars"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    kube.put_map(OTHERS + OURS + NODES)
    said = docks.expect(0, *[w for w in SETUP if w not in ("--yes", "--json")], "--plan").out
    assert "gives the role Skipper this access already" in said
    planned = docks.expect(0, *SETUP)
    assert (planned.actions["access"], planned.actions["nodes"]) == ("adopt", "adopt")
    assert len(kube.eks.list_access_entries(clusterName="dock")["accessEntries"]) == 1, "the creator's alone"
    docks.expect(0, "verify", "docks", "--json")
    docks.expect(0, "remove", "docks", "--yes", "--json")
    assert kube.roles == OTHERS + OURS + NODES, "lines of others stay"


def test_both_ways_and_a_line_that_says_something_else(docks, cloud):
    """The access entry takes precedence over it, which is said."""
    kube = Kube(cloud, mode="API_AND_CONFIG_MAP")
    kube.put_map(OURS.replace("dock-user", "pirate"))
    made = docks.expect(0, *SETUP)
    assert made.actions["access"] == "create" and "maps the role Skipper to the user 'pirate': the access entry takes precedence" in notes(made)
    assert entry(kube.eks)["username"] == "dock-user" and "pirate" in kube.roles


def test_the_user_name_of_nodes_is_named(docks, old):
    """What differs is what is said to differ: not the groups, which are the same."""
    docks.expect(0, *SETUP)
    old.put_map(old.roles.replace("{{EC2PrivateDNSName}}", "{{SessionName}}"))
    assert docks.expect(2, "verify", "docks", "--json").diffs["nodes"] == ["user", "line"]
    docks.forget()
    refused = docks.expect(64, *SETUP)
    assert "differs in user" in refused.err, refused.err
