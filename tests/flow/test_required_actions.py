"""The actions that a complete setup and its removal need: the table of permissions compared with the practice cloud's decisions and AWS's own tables."""

import json
import os

import pytest

from cloud import ACCOUNT, TOP
from test_e6data import VENDOR, WHOLE, words

with open(os.path.join(TOP, "tests", "permissions.json"), encoding="utf-8") as file:
    FACTS = json.load(file)["services"]
E6DATA = ["e6data", *words(PARTS=WHOLE, BUCKET="workspace-of-sales", E6DATA_PRINCIPAL_ARN=VENDOR)]
SETUPS = {
    "essentia role": ["essentia"], "essentia configure": ["essentia", "--method", "configure", "--set", "CARRY_FILE={folder}/carry"],
    "essentia command": ["essentia", "--method", "command", "--set", "KEY_FILE={folder}/key.csv"],
    "iguazio user": ["iguazio", "--method", "user", "--set", "KEY_FILE={folder}/key.csv"], "iguazio role": ["iguazio", "--method", "role"],
    "deadline user": ["deadline", "--method", "user", "--set", "KEY_FILE={folder}/key.csv"],
    "deadline profile": ["deadline", "--method", "profile", "--set", "CARRY_FILE={folder}/carry", "--policy", "source-ip", "--set", "PUBLIC_IPS=192.0.2.7"],
    "deadline instance-role": ["deadline", "--method", "instance-role"], "e6data irsa": E6DATA, "e6data pod-identity": [*E6DATA, "--method", "pod-identity"],
}


def documented_actions(call):
    """The actions that AWS's tables list for this call."""
    service, operation, params = call["service"], call["operation"], call["params"]
    of = FACTS[service]
    found = {of.get("other", {}).get(operation) or f"{service}:{operation}"}
    assert operation in of["same"] or operation in of["other"], f"no fact of {service} {operation}"
    tagged = any(k.lower().startswith("tag") and v for k, v in params.items()) or (operation == "CreateBucket")
    if tagged and operation in of.get("tags", {}):
        found.add(of["tags"][operation])
    if operation in of.get("passes", ()) and (service, params.get("type", "")) != ("eks", "STANDARD"):
        found.add("iam:PassRole")
    if operation in of.get("reads", {}):
        found.add(of["reads"][operation])
    return found


def simulated(calls):
    """(action, resource) of everything that the simulator was asked."""
    return {(a, r) for c in calls if c["operation"] == "SimulatePrincipalPolicy" for a in c["params"]["ActionNames"] for r in c["params"]["ResourceArns"]}


def program_calls(calls):
    """The program's changing calls, and the one reading call of a removal."""
    return [c for c in calls if (c["change"] or c["operation"] == "GetServiceLinkedRoleDeletionStatus") and c["user_agent"].startswith("accredit") and c["service"] in FACTS]


def compare(calls):
    questions = simulated(calls)
    names = {a for a, _ in questions}
    judged = {(n["action"], n["resource"]) for c in program_calls(calls) for n in c.get("needs", ())}
    facts = set().union(*(documented_actions(c) for c in program_calls(calls)))
    assert questions and judged
    missing = {(a, r) for a, r in judged if (a, r) not in questions and not r.endswith("*")}
    assert not missing, f"the practice cloud checked actions that the simulator was not asked about: {sorted(missing)}"
    assert facts - names == set(), f"AWS's tables name actions that the simulator was not asked about: {sorted(facts - names)}"
    assert names - facts == set(), f"the simulator was asked unnecessarily about: {sorted(names - facts)}"


@pytest.mark.parametrize("name", SETUPS)
def test_permissions_of_all_steps(home, cloud, name, tmp_path):
    if "e6data" in name:
        cloud.client("eks").create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                           accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})
        cloud.client("eks").create_addon(clusterName="one", addonName="eks-pod-identity-agent")
        cloud.client("s3").create_bucket(Bucket="second-data")
    cloud.forget_calls()
    given = [w.replace("{folder}", str(tmp_path)) for w in SETUPS[name]]
    made = home.expect(0, "setup", *given, "--yes", "--no-probe", "--json")
    preflight, = made.of("preflight")
    assert {s["verdict"] for s in preflight["steps"]} == {"yes"}, [s for s in preflight["steps"] if s["verdict"] != "yes"]
    compare(cloud.calls())
    cloud.forget_calls()
    gone = home.expect(0, "remove", given[0], "--yes", "--json")
    preflight, = gone.of("preflight")
    assert {s["verdict"] for s in preflight["steps"]} == {"yes"}, [s for s in preflight["steps"] if s["verdict"] != "yes"]
    compare(cloud.calls())
