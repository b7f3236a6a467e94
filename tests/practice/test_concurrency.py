"""Many callers at once, and the speed of one."""

import json
import threading
import urllib.request

from conftest import EC2_TRUST, code_of


def at_once(*calls):
    """Runs all calls at the same time; returns their results or errors in order."""
    found = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def one(number, call):
        gate.wait()
        try:
            found[number] = call()
        except Exception as error:
            found[number] = error
    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_one_of_many_creations_of_a_name_succeeds(cloud):
    clients = [cloud.client("iam") for _ in range(12)]
    found = at_once(*[lambda c=c, n=n: c.create_user(UserName="same" if n % 2 else "SAME") for n, c in enumerate(clients)])
    assert sum(isinstance(f, dict) for f in found) == 1
    assert all(f.response["Error"]["Code"] == "EntityAlreadyExists" for f in found if not isinstance(f, dict))


def test_launches_with_one_token_all_return_one_instance(cloud, image):
    clients, ident = [cloud.client("ec2") for _ in range(8)], image()
    found = at_once(*[lambda c=c: c.run_instances(ImageId=ident, InstanceType="t3.micro", MinCount=1, MaxCount=1, ClientToken="one")
                      for c in clients])
    assert len({f["Instances"][0]["InstanceId"] for f in found}) == 1


def test_no_call_is_lost_or_logged_twice(cloud):
    clients = [cloud.client("iam") for _ in range(8)]
    at_once(*[lambda c=c, n=n: [c.create_user(UserName=f"u{n}-{m}") for m in range(10)] for n, c in enumerate(clients)])
    calls = cloud.calls("CreateUser")
    assert len(calls) == 80 and sorted(c["change"] for c in calls) == list(range(1, 81))
    assert code_of(clients[0].create_user, UserName="u0-0") == "EntityAlreadyExists"


def test_list_of_more_than_one_page(cloud):
    iam = cloud.client("iam")
    for number in range(105):
        iam.create_role(RoleName=f"many-{number}", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    pages = [[r["RoleName"] for r in page["Roles"]] for page in iam.get_paginator("list_roles").paginate()]
    assert len(pages[0]) == 100 and len({name for page in pages for name in page if name.startswith("many-")}) == 105


def test_connection_is_kept_open(cloud, sts):
    for _ in range(5):
        sts.get_caller_identity()
    assert len({c["peer"] for c in cloud.calls("GetCallerIdentity")}) == 1


def test_regions_are_separate(cloud, launch):
    launch()
    west = cloud.client("ec2", region="eu-west-1")
    assert west.describe_instances()["Reservations"] == [] and len(west.describe_subnets()["Subnets"]) >= 3


def test_expect_continue(cloud):
    """curl and boto3 send Expect: 100-continue before a large body."""
    request = urllib.request.Request(f"{cloud.url}/_practice/faults", data=b"{}", method="POST", headers={"Expect": "100-continue"})
    assert urllib.request.urlopen(request, timeout=10).status == 200


def test_endpoint_is_loopback_only(cloud):
    assert cloud.url.startswith("http://127.0.0.1:")
    with open(f"/proc/{cloud.process.pid}/net/tcp", encoding="ascii") as table:
        port = f":{int(cloud.url.rpartition(':')[2]):04X}"
        listening = [line.split()[1] for line in table if f"{port} " in line.split()[1] + " " and line.split()[3] == "0A"]
    assert listening == [f"0100007F{port}"]


