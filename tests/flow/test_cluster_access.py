"""A role's access to a cluster: by an access entry where the cluster supports them, otherwise by a line in aws-auth."""

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
def cluster_template(home, tmp_path):
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
def old_cluster(cloud):
    """A cluster that supports aws-auth alone."""
    return Kube(cloud, mode="CONFIG_MAP")


def access_entry(eks, role=ROLE):
    return eks.describe_access_entry(clusterName="dock", principalArn=role)["accessEntry"]


def test_access_entry_is_created_and_removed(cluster_template, cloud, eks):
    cluster_template.expect(0, "templates", "check", str(cluster_template.environment["ACCREDIT_TEMPLATES"]) + "/docks")
    before = sorted(eks.list_access_entries(clusterName="dock")["accessEntries"])
    planned = cluster_template.expect(2, *[w for w in SETUP if w != "--yes"], "--plan")
    assert "access entry" in json.dumps(planned.of("plan")), "the method is shown before anything is created"
    assert [c["operation"] for c in cloud.changes()] == ["CreateCluster"]
    cluster_template.expect(0, *SETUP)
    made = access_entry(eks)
    assert (made["username"], made["kubernetesGroups"], made["type"]) == ("dock-user", ["dockers"], "STANDARD")
    assert made["tags"] == {"accredit:setup": "docks"}
    assert access_entry(eks, ROLE.replace("Skipper", "Oars"))["type"] == "EC2_LINUX"
    assert cluster_template.expect(0, *SETUP).actions == {r["id"]: "none" for r in PACK["resources"]}
    eks.update_access_entry(clusterName="dock", principalArn=ROLE, kubernetesGroups=["pirates"])
    assert cluster_template.expect(2, "verify", "docks", "--json").diffs["access"] == ["groups"]
    assert cluster_template.expect(0, *SETUP).actions["access"] == "update"
    assert access_entry(eks)["kubernetesGroups"] == ["dockers"]
    cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    assert sorted(eks.list_access_entries(clusterName="dock")["accessEntries"]) == before


@pytest.mark.parametrize("words, says", [
    (["GROUP=system: nodes"], "contains a space"), (["USERNAME=system:node: {{EC2PrivateDNSName}}"], "contains a space"),
    (["GROUP=system:masters"], "system:"), (["TYPE=EC2_LINUX"], "neither"), (["CLUSTER_NAME=other"], "no EKS cluster 'other'")])
def test_errors_before_any_change(cluster_template, cloud, eks, words, says):
    cloud.forget_calls()
    assert says in cluster_template.expect(64, *SETUP, *[part for w in words for part in ("--set", w)]).err
    assert not cloud.changes()


def test_access_entries_of_others(cluster_template, cloud, eks, iam):
    """An existing entry is a conflict if changing it would take access away; otherwise it is added to."""
    iam.create_role(RoleName="Skipper", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    eks.create_access_entry(clusterName="dock", principalArn=ROLE, username="dock-user", kubernetesGroups=["pirates"])
    assert "differs in groups" in cluster_template.expect(64, *SETUP).err
    eks.update_access_entry(clusterName="dock", principalArn=ROLE, username="dock-user", kubernetesGroups=[])
    assert cluster_template.expect(0, *SETUP).actions["access"] == "update"
    assert access_entry(eks)["kubernetesGroups"] == ["dockers"]
    eks.delete_access_entry(clusterName="dock", principalArn=ROLE)
    eks.create_access_entry(clusterName="dock", principalArn=ROLE, type="EC2_LINUX")
    assert "type EC2_LINUX" in cluster_template.expect(64, *SETUP).err


@pytest.mark.parametrize("die", ["before:3", "after:3", "after:4"])
def test_killed_at_a_change(cluster_template, cloud, die):
    """After a kill, resume ends with the same state, and undo restores the first one."""
    kube = Kube(cloud, mode="API_AND_CONFIG_MAP")
    eks = kube.eks
    before = cloud.snapshot()
    cloud.faults(die=die)
    assert cluster_template.run(*SETUP).code < 0
    cluster_template.expect(0, "resume", "docks", *([] if die == "after:3" else ["--undo"]), "--yes", "--json")
    if die == "after:3":
        assert len(eks.list_access_entries(clusterName="dock")["accessEntries"]) == 3
        cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    assert cloud.snapshot() == before and len(eks.list_access_entries(clusterName="dock")["accessEntries"]) == 1
    assert kube.roles is None, "in mixed mode the entry is used"


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


def test_aws_auth_is_created_and_removed(cluster_template, cloud, old_cluster):
    """Without a ConfigMap it is created; removal deletes it unless it contains other entries."""
    assert old_cluster.roles is None
    planned = cluster_template.expect(2, *[w for w in SETUP if w != "--yes"], "--plan")
    assert "aws-auth" in json.dumps(planned.of("plan")) and "rolearn: arn:aws" in json.dumps(planned.of("plan"))
    cluster_template.expect(0, *SETUP)
    assert sorted([OURS, NODES]) == sorted("- rolearn" + part for part in old_cluster.roles.split("- rolearn")[1:])
    assert cluster_template.expect(0, *SETUP).actions == {r["id"]: "none" for r in PACK["resources"]}
    cluster_template.expect(0, "verify", "docks", "--json")
    cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    assert old_cluster.roles is None


def test_aws_auth_keeps_entries_of_others(cluster_template, cloud, old_cluster):
    """Every byte of others' entries is kept, the old content is backed up, and a damaged line of the setup is reported and fixed."""
    old_cluster.put_map(OTHERS)
    cluster_template.expect(0, *SETUP)
    assert old_cluster.roles.startswith(OTHERS.partition("\n\n")[0] + "\n- rolearn") and old_cluster.roles.endswith("\n\n# end\n")
    assert OURS in old_cluster.roles and NODES in old_cluster.roles
    saved = backups(cluster_template)
    assert json.load(open(saved[0]))["data"]["mapRoles"] == OTHERS
    assert all(stat.S_IMODE(os.stat(path).st_mode) == 0o600 for path in saved)
    old_cluster.put_map(old_cluster.roles.replace("  - system:nodes\n", '  - "system: nodes"\n'))
    assert cluster_template.expect(2, "verify", "docks", "--json").diffs["nodes"] == ["groups", "line"]
    cluster_template.expect(0, *SETUP)
    assert NODES in old_cluster.roles
    cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    assert old_cluster.roles == OTHERS


def test_aws_auth_with_misspelled_entries(cluster_template, cloud, old_cluster):
    """Spaces inside names as some guides print them are fixed after confirmation; a line that says something else is kept."""
    wrong = NODES.replace("system:node:{{", '"system:node: {{').replace("}}", '}}"').replace("- system:nodes", '- "system: nodes"')
    old_cluster.put_map(OTHERS + wrong)
    planned = cluster_template.expect(2, *[w for w in SETUP if w != "--yes"], "--plan")
    assert planned.actions["nodes"] == "update" and "system: nodes" in json.dumps(planned.of("plan"))
    cluster_template.expect(0, *SETUP)
    assert old_cluster.roles == OTHERS + NODES + OURS
    old_cluster.put_map(OTHERS + wrong.replace("node: {{", "pirate: {{"))
    assert "remove that if it is no longer needed" in cluster_template.expect(64, *SETUP, "--name", "other").err


@pytest.mark.parametrize("text", ["null", "~\n", "# kept\nNULL\n"])
def test_aws_auth_with_an_empty_list(cluster_template, cloud, old_cluster, text):
    """An empty list in each of its notations."""
    old_cluster.put_map(text)
    cluster_template.expect(0, *SETUP)
    kept = "# kept\n" if "#" in text else ""
    assert old_cluster.roles in (kept + NODES + OURS, kept + OURS + NODES)
    cluster_template.expect(0, "verify", "docks", "--no-probe", "--json")


@pytest.mark.parametrize("text", ["- rolearn: [", "a: b\n", "- &one {rolearn: x}\n- *one\n"])
def test_aws_auth_that_cannot_be_edited(cluster_template, cloud, old_cluster, text):
    old_cluster.put_map(text)
    cloud.forget_calls()
    assert "nothing was changed" in cluster_template.run(*SETUP).err
    assert old_cluster.roles == text and not [c for c in cloud.changes() if c["service"] == "iam"]


def test_aws_auth_with_a_concurrent_writer(cluster_template, cloud, old_cluster):
    """Others write between each read and write, and one response is lost: no entry of either side is lost."""
    old_cluster.put_map(OTHERS)
    cloud.control("POST", "kube_conflict", {"cluster": "dock", "times": 7, "patch": {"data": {"mapUsers": "- userarn: theirs\n"}}})
    cloud.faults(lose="UpdateConfigMapx1")
    cluster_template.expect(0, *SETUP)
    data = old_cluster.get("/api/v1/namespaces/kube-system/configmaps/aws-auth")["data"]
    assert data["mapUsers"] == "- userarn: theirs\n" and OURS in data["mapRoles"] and NODES in data["mapRoles"]
    assert all(line in data["mapRoles"] for line in OTHERS.splitlines())


@pytest.mark.parametrize("die, ending", [("after:3", "resume"), ("before:4", "undo")])
def test_aws_auth_killed_after_a_write(cluster_template, cloud, old_cluster, die, ending):
    """After a kill behind the write, the line exists once or not at all; all other content is unchanged."""
    old_cluster.put_map(OTHERS)
    cloud.faults(die=die)
    assert cluster_template.run(*SETUP).code < 0
    cluster_template.expect(0, "resume", "docks", *(["--undo"] if ending == "undo" else []), "--yes", "--json")
    if ending == "resume":
        assert old_cluster.roles.count("role/Skipper") == 1 and OURS in old_cluster.roles and NODES in old_cluster.roles
        cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    assert old_cluster.roles == OTHERS


def notes(result):
    return " ".join(n["text"] for e in result.of("preflight") for n in e.get("notes", []))


MODES = [("API", "through access entries, and aws-auth is not edited"), ("API_AND_CONFIG_MAP", "through access entries, and aws-auth is not edited"),
        ("CONFIG_MAP", "through lines in aws-auth")]


@pytest.mark.parametrize("mode, says", MODES)
def test_access_method_follows_the_clusters_mode(cluster_template, cloud, mode, says):
    """An access entry wherever the mode supports them; the review and the answer name the method."""
    kube = Kube(cloud, mode=mode)
    planned = cluster_template.expect(2, *[w for w in SETUP if w != "--yes"], "--plan")
    assert says in notes(planned) and mode in notes(planned)
    assert says in cluster_template.expect(2, *[w for w in SETUP if w not in ("--yes", "--json")], "--plan").out
    cluster_template.expect(0, *SETUP)
    entries = kube.eks.list_access_entries(clusterName="dock")["accessEntries"] if mode != "CONFIG_MAP" else []
    assert (ROLE in entries) == (mode != "CONFIG_MAP") and (kube.roles is None) == (mode != "CONFIG_MAP")


def test_sufficient_aws_auth_line_in_mixed_mode(cluster_template, cloud):
    """A line that already grants the access is recognized and nothing is created; without it an access entry is created."""
    kube = Kube(cloud, mode="API_AND_CONFIG_MAP")
    made = cluster_template.expect(0, *SETUP)
    assert made.actions["access"] == "create"
    cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    iam = cloud.client("iam")
    for name in ("Skipper", "Oars"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    kube.put_map(OTHERS + OURS + NODES)
    output = cluster_template.expect(0, *[w for w in SETUP if w not in ("--yes", "--json")], "--plan").out
    assert "already gives the role Skipper this access" in output
    planned = cluster_template.expect(0, *SETUP)
    assert (planned.actions["access"], planned.actions["nodes"]) == ("adopt", "adopt")
    assert len(kube.eks.list_access_entries(clusterName="dock")["accessEntries"]) == 1, "only the creator's entry is left"
    cluster_template.expect(0, "verify", "docks", "--json")
    cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    assert kube.roles == OTHERS + OURS + NODES, "lines of others are kept"


def test_different_aws_auth_line_in_mixed_mode(cluster_template, cloud):
    """The access entry takes precedence over the line, and the program says so."""
    kube = Kube(cloud, mode="API_AND_CONFIG_MAP")
    kube.put_map(OURS.replace("dock-user", "pirate"))
    made = cluster_template.expect(0, *SETUP)
    assert made.actions["access"] == "create" and "maps the role Skipper to the user 'pirate': the access entry takes precedence" in notes(made)
    assert access_entry(kube.eks)["username"] == "dock-user" and "pirate" in kube.roles


def test_user_name_of_nodes_is_reported(cluster_template, old_cluster):
    """Only the user name differs and is reported, not the groups."""
    cluster_template.expect(0, *SETUP)
    old_cluster.put_map(old_cluster.roles.replace("{{EC2PrivateDNSName}}", "{{SessionName}}"))
    assert cluster_template.expect(2, "verify", "docks", "--json").diffs["nodes"] == ["user", "line"]
    cluster_template.delete_state()
    refused = cluster_template.expect(64, *SETUP)
    assert "differs in user" in refused.err, refused.err
