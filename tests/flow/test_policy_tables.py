"""Policies as people read them: the plan, the questions in plain text and a comparison show tables of statements; JSON on request."""

import json

from text_session import PipeSession

SCOPED = ("setup", "essentia", "--policy", "workers-and-s3-scoped", "--set", "BUCKET=rehearsal", "--no-probe")


def lines_of(text):
    return [" ".join(line.split()) for line in text.splitlines()]


def test_plan_shows_statements(home):
    plan = home.expect(2, *SCOPED, "--plan")
    lines = lines_of(plan.out)
    for line in ("1 Allow SeeInstances", "Actions ec2: Describe*", "Resources all resources", "4 Allow PassOwnRole",
                 "Only if iam:PassedToService = ec2.amazonaws.com", "Resources objects in bucket rehearsal",
                 "Principals service ec2.amazonaws.com", "20 actions, 1 wildcard, 11 of them on all resources"):
        assert line in lines, plan
    assert '"Statement"' not in plan.out
    # the finding stands beside the statement that causes it, and in the list of risks
    at = lines.index("Only if iam:PassedToService = ec2.amazonaws.com")
    assert lines[at + 1].startswith("! low: Can launch an EC2 instance with a role that it passes"), plan
    assert sum("Can launch an EC2 instance" in line for line in lines) == 2
    steps = home.expect(2, *SCOPED, "--plan", "--json").of("plan")[0]["steps"]
    documents = [row["wanted"] for step in steps for row in step["diff"] if row["path"] == "document"]
    assert len(documents) == 2 and all("Statement" in d for d in documents), "JSON events keep the documents"


def test_plan_names_the_principal(home, tmp_path):
    plan = home.expect(2, "setup", "iguazio", "--set", f"KEY_FILE={tmp_path / 'key.csv'}", "--no-probe", "--plan")
    assert "+ attach policy 'ManageIguazioSystems' to user 'Provazio'" in plan.out, plan
    assert "Broad: all actions of ec2, " in plan.out


def test_verify_shows_what_differs_in_a_statement(home, iam):
    home.expect(0, *SCOPED, "--yes")
    name = {"RoleName": "EssentiaMaster", "PolicyName": "EssentiaAccess"}
    document = iam.get_role_policy(**name)["PolicyDocument"]
    for statement in document["Statement"]:
        if statement["Sid"] == "PassOwnRole":
            statement["Condition"]["StringEquals"]["iam:PassedToService"] = "lambda.amazonaws.com"
        if statement["Sid"] == "UseObjects":
            statement["Action"].remove("s3:DeleteObject")
    document["Statement"].append({"Sid": "More", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"})
    iam.put_role_policy(**name, PolicyDocument=json.dumps(document))
    verified = home.expect(2, "verify", "essentia", "--no-probe")
    lines = lines_of(verified.out)
    for line in ("~ 4 Allow PassOwnRole", "Only if - iam:PassedToService = lambda.amazonaws.com", "+ iam:PassedToService = ec2.amazonaws.com",
                 "~ 6 Allow UseObjects", "Actions + s3: DeleteObject", "- 8 Deny More", "Actions s3: DeleteBucket", "5 statements unchanged"):
        assert line in lines, verified
    assert "SeeInstances" not in verified.out, "what is the same is counted, not shown"


def test_text_mode_shows_table_and_json(home, cloud):
    session = PipeSession(home, "setup", "essentia", "--text", "--no-probe")
    session.until("Policy (number or name)")
    table = lines_of(session.say("v workers-and-s3-scoped"))
    assert "6 Allow UseObjects" in table and "Resources objects in bucket <S3 bucket>" in table
    shown = session.say("J workers-and-s3-scoped")
    assert '"Sid": "UseObjects"' in shown and "6 Allow" not in shown
    assert "There is no 'v 99' here." in session.say("v 99")
    session.until("Apply these changes? (y/N/J)")
    assert "3 Allow" in session.last and '"Statement"' not in session.last
    shown = session.say("J")
    assert '"Statement"' in shown and "Policy document of inline policy 'EssentiaAccess'" in shown or "Policy of inline policy" in shown
    assert "Nothing has been changed." in session.say("n") and not cloud.changes()
