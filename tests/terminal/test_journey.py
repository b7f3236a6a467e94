"""The main journey by keys: from the menu to a verified setup, and back from every screen."""
import pytest

from wizard import DOWN, ENTER, ESC, F1, LONG, UP

STEPS = ["Platform", "Method", "Names", "Policy", "Settings", "Review"]


@pytest.mark.parametrize("rows, cols", [(24, 80), (40, 120), (16, 60)])
def test_from_the_menu_to_a_verified_setup(wizard, cloud, rows, cols):
    t = wizard(rows=rows, cols=cols)
    t.summary()
    assert cloud.roles()["EssentiaMaster"]["tags"] == {"accredit:setup": "essentia"}
    assert not cloud.instances(("pending", "running"))
    t.go(ENTER, "What do you want to do?")
    t.wait("1: essentia")
    assert t.quit() == 0
    t.assert_terminal_restored()


def test_arns_and_command_are_on_the_summary(wizard):
    t = wizard(rows=60, cols=120)
    t.summary()
    for text in ("arn:aws:iam::123456789012:role/EssentiaMaster", "To repeat this from a script", "--method role",
                 "answers.json", "IAM Role"):
        t.wait(text)


def test_saved_to_a_file_once(wizard, cloud, tmp_path):
    t = wizard("setup", "essentia", "--no-probe")
    t.wait("How will the platform", LONG)
    t.wait("123456789012", LONG)
    t.go(ENTER, "Policy name")
    t.go("\r\r\r", "What should the platform be")
    t.go(ENTER, "S3 bucket")
    t.go("\r\r\r", "to create")
    t.go("a", "All resources have been created.")
    t.go(ENTER, "Not tested")
    for key, name, text in (("s", "a.txt", "Not tested"), ("w", "b.json", '"method": "role"')):
        t.go(key, "Save to file")
        t.wait_gone("Saved to")
        t.send("\x15" + str(tmp_path / name) + ENTER)
        t.until((tmp_path / name).exists, f"{name} to be there")
        t.wait("Saved to")
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert '"method": "role"' in (tmp_path / "b.json").read_text()
    before = (tmp_path / "a.txt").read_text()
    t.go("s", "Save to file")
    t.send("\x15" + str(tmp_path / "a.txt") + ENTER)
    t.wait("exists")
    assert (tmp_path / "a.txt").read_text() == before
    t.go(ESC, "Not tested")


def test_back_from_every_screen_keeps_what_was_typed(wizard):
    t = wizard()
    t.names()
    t.go("\x15one-more", "one-more")
    t.go(DOWN + "\x15MyRole", "MyRole")
    t.go("\r\r", "What should the platform be")
    t.go(DOWN + ENTER, "S3 bucket")
    t.go("\t\x15practice-data", "practice-data")
    t.go("\r\r", "to create", LONG)
    for step in reversed(STEPS[:-1]):
        t.go(ESC, f"▸ {step} ")
    t.go(ESC, "What do you want to do?")
    t.go(ENTER, "Which platform")
    t.go(ENTER, "How will the platform")
    t.go(ENTER, "one-more")
    t.wait("MyRole")
    t.go("\r\r\r", "What should the platform be")
    t.wait("Workers and S3, scoped")
    t.go(ENTER, "practice-data")


def test_nothing_to_change_leads_on_to_the_probe(wizard):
    t = wizard()
    t.applied()
    t.go(ENTER, "Test the access now?")
    t.names_after_apply()
    t.go("\r\r\r", "What should the platform be")
    t.go(ENTER, "S3 bucket")
    t.go("\r\r\r", "Nothing to change")
    t.go("a", "Press Enter to continue")
    t.go(ENTER, "Test the access now?")


def test_each_field_is_explained(wizard):
    t = wizard()
    t.names()
    t.go(DOWN + F1, "redraw the screen")
    for text in ("─ Role name ─", "In the vendor's guide", "EssentiaMaster; any name"):
        t.wait(text)
    t.go_away(ENTER, "redraw the screen")
    t.wait("▸ Role name")


def test_answers_are_picked_and_looked_up(wizard):
    """The buckets of the account in a list that typing filters; a bucket that does not exist is told below its field."""
    t = wizard()
    t.values()
    t.go("\t" + DOWN, "▸ practice-data")
    t.go("no-such-bucket", "no match")
    t.go(ESC, "[ no-such-bucket")
    t.go("\t", "✗")
    t.go(UP + "\x15" + DOWN, "▸ practice-data")
    t.go(ENTER + "\t", "✓ exists")
    t.go(UP + "\x15s3://practice-data/logs\t", "taken as practice-data")


def test_what_does_not_exist_is_corrected_first(wizard):
    """Continue goes to the field that names nothing; the lookup of the last field is waited for."""
    t = wizard()
    t.values()
    t.go("\t" + "no-such-bucket", "[ no-such-bucket")
    t.send(ESC)
    t.go(ENTER + ENTER + ENTER, "S3 bucket: there is no bucket 'no-such-bucket'")
    t.wait("▸ S3 bucket")
    t.send("\x15practice-data")
    t.wait("[ practice-data")
    t.send(ESC)
    t.go(ENTER + ENTER + ENTER, "to create")


def test_names_are_looked_up_again_after_a_run(wizard):
    """The role did not exist before; the run created it."""
    t = wizard()
    t.names()
    t.go(ENTER + ENTER, "▸ Policy name")
    t.wait_gone("checking")
    assert "exists" not in t.text()
    t.go(ENTER, "What should the platform be")
    t.go(ENTER, "S3 bucket")
    t.go(ENTER + ENTER + ENTER, "to create")
    t.go("a", "All resources have been created.")
    t.go(ENTER, "Test the access now?")
    t.names_after_apply()
    t.go(ENTER + ENTER, "✓ exists")


def test_keys_typed_ahead_do_not_apply(wizard, cloud):
    t = wizard()
    t.values()
    cloud.forget_calls()
    t.send("\r\r\ra")
    t.wait("to create", LONG)
    t.wait("Nothing has been changed yet")
    t.go(F1, "(green) is created")     # the help of the review, not of a later screen
    assert not cloud.changes()


def test_what_is_not_built_is_not_listed(wizard):
    t = wizard()
    t.menu()
    t.go("/schedule", 'no match for "schedule"')
    t.go(ESC, "Set up ")


def test_practice_mode_says_so(wizard):
    t = wizard()
    t.menu()
    t.until(lambda: "PRACTICE" in t.row(0), "PRACTICE in the header")
    t.go("/prac" + ENTER, "You are in practice mode")


def test_account_error_leads_to_its_field(wizard, cloud):
    cloud.client("iam").create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},'
        '"Action":"sts:AssumeRole"}]}'))
    t = wizard()
    t.values()
    t.go("\r\r\r", "exists, was not created by", LONG)
    t.go(ENTER, "Names for the new resources")
    t.wait("exists")
    t.go("\x15Another" + ENTER, "Another")


def test_setup_opens_with_values_of_the_command_line(wizard):
    t = wizard("setup", "essentia", "--name", "mine", "--method", "role", "--policy", "s3-scoped",
               "--set", "ROLE_NAME=Given", "--set", "BUCKET=practice-data")
    t.wait("Names for the new resources", LONG)
    for text in ("mine", "Given"):
        t.wait(text)
    t.go("\r\r\r", "▸ S3 only, scoped")
    t.go(ENTER, "[ practice-data")
    t.go("\t", "▸ S3 bucket")
    t.wait("S3 bucket • required")
    t.go("\r\r", "4 to create", LONG)


def test_wrong_flag_is_reported_before_any_screen(wizard):
    t = wizard("setup", "essentia", "--set", "ROLE_NAME=bad name", "--method", "configure")
    assert t.ended() == 64
    assert b"\033[?1049h" not in t.stream


@pytest.mark.parametrize("command, text", [("verify", "Which setup do you want to verify?"), ("resume", "Nothing to resume"),
                                           ("remove", "to remove")])
def test_other_commands_open_their_screens(wizard, tmp_path, command, text):
    t = wizard("setup", "essentia", "--no-probe", home=tmp_path)
    t.wait("How will the platform", LONG)
    t.wait("123456789012", LONG)
    t.go(ENTER, "Policy name")
    t.go("\r\r\r", "What should the platform be")
    t.go(ENTER, "S3 bucket")
    t.go("\r\r\r", "to create")
    t.go("a", "All resources have been created.")
    t.go(ENTER, "Not tested")
    t.go(ENTER, "What do you want to do?")
    assert t.quit() == 0
    again = wizard(command, *(["essentia"] if command == "remove" else []), home=tmp_path)
    again.wait(text, LONG)
