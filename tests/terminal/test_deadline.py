"""Deadline by keys: each method from the names to the probe; mistakes are shown in the field where they are typed."""
import re

from wizard import DOWN, ENTER, LONG, TOP

ALL = {"ACCREDIT_TEMPLATES": str(TOP / "templates")}
STEPS = {"Platform", "Method", "Names", "Policy", "Settings", "Review"}
THREE = "192.0.2.17/32,198.51.100.7/32,203.0.113.9/32"


def marked(t):
    """The step that is marked in the list of steps, and the group and the field next to it. A turning spinner does not count."""
    lists, fields = [[row[:20] for row in t.screen.display], [row[21:] for row in t.screen.display]]
    return [re.findall(r"▸ (.*?)(?:  |$|\[)", "\n".join(part), re.M) for part in (lists, fields)]


def enter_until(t, step, text, tries=20):
    """Presses Enter from field to field until the list marks this step."""
    for _ in range(tries):
        before = marked(t)
        if step in before[0]:
            return t.wait(text, LONG)
        t.send(ENTER)
        t.until(lambda: marked(t) != before and marked(t)[0] and marked(t)[0][0].strip() in STEPS, f"a step after {before}", LONG)
        if step in marked(t)[0]:
            return t.wait(text, LONG)
    raise AssertionError(f"never at {step}:\n{t.text()}")


def to_values(t):
    t.wait("Names for the new resources", LONG)
    t.wait("Worker role", LONG)
    enter_until(t, "Policy", "What should the platform be")
    t.go(ENTER, "[ Continue ]")


def apply_and_probe(t, cloud, count):
    enter_until(t, "Review", "to create")
    t.go("a", "All resources have been created.", LONG)
    t.go(ENTER, "Test the access now?")
    t.go("y", f"All {count} checks passed", 120)
    t.go(ENTER, "Tested: all")
    assert {"DeadlineSpotWorker", "aws-ec2-spot-fleet-tagging-role"} <= set(cloud.roles())


def test_user_from_the_menu_to_the_probe(wizard, cloud, tmp_path):
    """A role name that the AWS policy does not allow to be passed is rejected in its field."""
    t = wizard("setup", "deadline", "--method", "user", "--set", f"KEY_FILE={tmp_path / 'key.csv'}", env=ALL)
    t.wait("Names for the new resources", LONG)
    t.wait("Worker role", LONG)
    t.go(ENTER + ENTER + "\x15deadlinespotWorker" + ENTER, "starts with DeadlineSpot")
    t.send("\x15DeadlineSpotWorker")
    t.wait_gone("✗")
    to_values(t)
    apply_and_probe(t, cloud, 19)
    assert (tmp_path / "key.csv").stat().st_mode & 0o777 == 0o600


def test_profile_from_the_menu_to_the_probe(wizard, cloud, tmp_path):
    t = wizard("setup", "deadline", "--method", "profile", "--set", f"CARRY_FILE={tmp_path / 'carry'}", env=ALL)
    to_values(t)
    apply_and_probe(t, cloud, 19)
    assert "[default]" in (tmp_path / "carry").read_text()


def test_instance_role_from_known_addresses(wizard, cloud):
    """The fourth address does not fit in the policy of the Resource Tracker: the field says so, and how many fit."""
    t = wizard("setup", "deadline", "--method", "instance-role", "--policy", "source-ip", "--set", "TRACKER=yes", "--set", f"PUBLIC_IPS={THREE}",
               env=ALL)
    to_values(t)
    t.go(DOWN + ",203.0.113.10/32" + ENTER, "6144")
    t.send("\x15" + THREE)
    t.wait_gone("6144")
    apply_and_probe(t, cloud, 12)



def test_an_instance_that_does_not_exist(wizard, cloud):
    """It is said when the field is left and asked about once more; the answer is optional, so it can be cleared later."""
    t = wizard("setup", "deadline", "--method", "instance-role", "--set", "INSTANCE_ID=i-00000000000000001", env=ALL)
    to_values(t)
    t.go(ENTER + ENTER + ENTER, "there is no instance 'i-00000000000000001'")
    t.wait("Existing instance • optional")
    t.go(ENTER, "Continue although it does not exist?")
    t.wait("create it first, or name another.")
    t.go_away("n", "Continue although it does not exist?")
    t.go(ENTER, "Continue although it does not exist?")
    t.go("y", "or leave it empty")
    t.go(ENTER, "Existing instance • optional")
    t.send("\x15")
    t.wait_gone("i-00000000000000001")
    enter_until(t, "Review", "to create")
