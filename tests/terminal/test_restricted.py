"""A restricted operator, by keys: the review names what may be refused, and goes on all the same."""
import json
import re

import pytest

from wizard import ENTER, ESC, LONG, PGDN

ROLE = "arn:aws:iam::123456789012:role/EssentiaMaster"
MAY = ["iam:Get*", "iam:List*", "iam:Simulate*", "ec2:Describe*", "sts:*", "ssm:Get*", "s3:*", "iam:CreateRole", "iam:TagRole",
       "iam:CreateInstanceProfile", "iam:TagInstanceProfile", "iam:AddRoleToInstanceProfile", "iam:PassRole"]


def restricted(cloud, *actions):
    """The environment of a user who may do this and no more."""
    iam = cloud.client("iam")
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="may", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}))
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    cloud.control("POST", "age")        # nothing of it is too new to be seen
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def place(t):
    """Which lines are shown, as the last of them says: "lines 1-12 of 140"."""
    found = re.search(r"lines \d+-(\d+) of (\d+)", t.text())
    return found.groups() if found else ("0", "0")


def scroll_to(t, text):
    """Down, a page at a time, each seen before the next."""
    t.until(lambda: text in t.text() or place(t)[0] != "0", "a text that scrolls", LONG)
    while text not in t.text():
        before = place(t)
        assert before[0] != before[1], f"{text} is not there:\n{t.text()}"
        t.send(PGDN)
        t.until(lambda: place(t) != before, "the next page")


@pytest.mark.parametrize("rows, cols", [(24, 80), (16, 60)])
def test_the_review_names_it_and_goes_on(wizard, cloud, rows, cols):
    t = wizard(rows=rows, cols=cols, env=restricted(cloud, *MAY))
    t.review()
    t.wait("4 steps may be refused", LONG)
    for text in ("You may lack the rights", "iam:PutRolePolicy on", "identity policy", "What would mend it", '"Action": "iam:PutRolePolicy"'):
        scroll_to(t, text)
    scroll_to(t, "ec2:RunInstances")
    assert not cloud.roles()
    t.go("a", "It stopped", LONG)       # advice is no wall: it is tried, and AWS says the same
    assert set(cloud.roles()) == {"EssentiaMaster"} and not cloud.instances()


def test_the_removal_names_it(wizard, cloud, tmp_path):
    t = wizard(home=tmp_path)
    t.applied()
    t.leave()
    t = wizard("remove", "essentia", home=tmp_path, env=restricted(cloud, *MAY, "iam:DeleteRolePolicy", "iam:RemoveRoleFromInstanceProfile"))
    t.wait("2 may be refused", LONG)
    scroll_to(t, "iam:DeleteRole on")
    scroll_to(t, "iam:DeleteInstanceProfile")
    t.go("d", "Remove all this?")
    t.close_by(ESC, "Remove all this?")


def test_the_repair_names_it(wizard, cloud, tmp_path):
    t = wizard(home=tmp_path)
    t.applied()
    t.leave()
    cloud.client("iam").delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    t = wizard("repair", "essentia", home=tmp_path, env=restricted(cloud, *MAY))
    t.wait("1 of 1 ticked", LONG)
    t.wait("You may lack the right to it")
    t.wait("iam:PutRolePolicy on")
    t.go(ENTER, "Mend what is ticked?")
