"""A restricted operator, by keys: the review names what AWS may deny, and can still be applied."""
import json
import re

import pytest

from wizard import ENTER, ESC, LONG, PGDN

ROLE = "arn:aws:iam::123456789012:role/EssentiaMaster"
ALLOWED = ["iam:Get*", "iam:List*", "iam:Simulate*", "ec2:Describe*", "sts:*", "ssm:Get*", "s3:*", "iam:CreateRole", "iam:TagRole",
       "iam:CreateInstanceProfile", "iam:TagInstanceProfile", "iam:AddRoleToInstanceProfile", "iam:PassRole"]


def restricted(cloud, *actions):
    """The environment of a user who is allowed only this."""
    iam = cloud.client("iam")
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="may", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}))
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    cloud.control("POST", "age")        # the cloud treats the key and the policy as old
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def shown_lines(t):
    """Which lines are shown, as the last line says: "lines 1-12 of 140"."""
    found = re.search(r"lines \d+-(\d+) of (\d+)", t.text())
    return found.groups() if found else ("0", "0")


def scroll_to(t, text):
    """Scrolls down page by page until the text is shown."""
    t.until(lambda: text in t.text() or shown_lines(t)[0] != "0", "a text that scrolls", LONG)
    while text not in t.text():
        before = shown_lines(t)
        assert before[0] != before[1], f"{text} is not there:\n{t.text()}"
        t.send(PGDN)
        t.until(lambda: shown_lines(t) != before, "the next page")


@pytest.mark.parametrize("rows, cols", [(24, 80), (16, 60)])
def test_review_names_missing_permissions_and_can_be_applied(wizard, cloud, rows, cols):
    t = wizard(rows=rows, cols=cols, env=restricted(cloud, *ALLOWED))
    t.review()
    t.wait("4 steps may be denied", LONG)
    for text in ("You may not have permission for", "iam:PutRolePolicy on", "identity policy", "Permission to request", '"Action": "iam:PutRolePolicy"'):
        scroll_to(t, text)
    scroll_to(t, "ec2:RunInstances")
    assert not cloud.roles()
    t.go("a", "Stopped after", LONG)       # the advice does not block: the call is made, and AWS denies it
    assert set(cloud.roles()) == {"EssentiaMaster"} and not cloud.instances()


def test_removal_names_missing_permissions(wizard, cloud, tmp_path):
    t = wizard(home=tmp_path)
    t.applied()
    t.quit()
    t = wizard("remove", "essentia", home=tmp_path, env=restricted(cloud, *ALLOWED, "iam:DeleteRolePolicy", "iam:RemoveRoleFromInstanceProfile"))
    t.wait("2 may be denied", LONG)
    scroll_to(t, "iam:DeleteRole on")
    scroll_to(t, "iam:DeleteInstanceProfile")
    t.go("d", "Remove this setup?")
    t.go_away(ESC, "Remove this setup?")


def test_repair_names_missing_permissions(wizard, cloud, tmp_path):
    t = wizard(home=tmp_path)
    t.applied()
    t.quit()
    cloud.client("iam").delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    t = wizard("repair", "essentia", home=tmp_path, env=restricted(cloud, *ALLOWED))
    t.wait("(1 of 1 selected)", LONG)
    t.wait("You may not have permission for")
    t.wait("iam:PutRolePolicy on")
    t.go(ENTER, "Stopped after", LONG)      # nothing is removed, so nothing else is asked: the call is made, and AWS denies it
    t.wait("not authorized to perform")
