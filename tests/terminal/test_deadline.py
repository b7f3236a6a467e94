"""Deadline by keys: each method from its names to a proof, and the mistakes told where they are typed."""
import re

from wizard import DOWN, ENTER, LONG, TOP

ALL = {"ACCREDIT_TEMPLATES": str(TOP / "templates")}
PLACES = {"Platform", "Method", "Names", "Policy", "Values", "Review"}
THREE = "192.0.2.17/32,198.51.100.7/32,203.0.113.9/32"


def marked(t):
    """What the marks stand at: the place in the list, and the field. A spinner that turns is no move."""
    return re.findall(r"▸ ([^│]*?)  ", t.text() + "  ")


def moved(t, place, before):
    """A row that is not painted yet is no move: the marks begin with a place, and go on with a field."""
    marks = marked(t)
    return place in marks or (marks != before and len(marks) > 1 and marks[0] in PLACES)


def through(t, place, text, tries=12):
    """Enter from field to field until the place is reached that the list of places marks."""
    for _ in range(tries):
        before = marked(t)
        if place in before:
            return t.wait(text, LONG)
        t.send(ENTER)
        t.until(lambda: moved(t, place, before), f"something beyond {before}", LONG)
        if place in marked(t):
            return t.wait(text, LONG)
    raise AssertionError(f"never at {place}:\n{t.text()}")


def to_values(t):
    t.wait("What shall things be called?", LONG)
    t.wait("Worker role", LONG)
    through(t, "Policy", "What may it do")
    t.go(ENTER, "Account 1234")


def to_the_end(t, cloud, count):
    through(t, "Review", "to create")
    t.go("a", "All of it is made.", LONG)
    t.go(ENTER, "Shall a worker prove it?")
    t.go("y", f"works: all {count} checks passed", 120)
    t.go(ENTER, "Verified: all")
    assert {"DeadlineSpotWorker", "aws-ec2-spot-fleet-tagging-role"} <= set(cloud.roles())


def test_user(wizard, cloud, tmp_path):
    """A name that AWS's policy would not hand over is told in its field."""
    t = wizard("setup", "deadline", "--method", "user", "--set", f"KEY_FILE={tmp_path / 'key.csv'}", env=ALL)
    t.wait("What shall things be called?", LONG)
    t.wait("Worker role", LONG)
    t.go(ENTER + ENTER + "\x15deadlinespotWorker" + ENTER, "begins with DeadlineSpot")
    t.send("\x15DeadlineSpotWorker")
    t.wait_gone("✗")
    to_values(t)
    to_the_end(t, cloud, 19)
    assert (tmp_path / "key.csv").stat().st_mode & 0o777 == 0o600


def test_profile(wizard, cloud, tmp_path):
    t = wizard("setup", "deadline", "--method", "profile", "--set", f"CARRY_FILE={tmp_path / 'carry'}", env=ALL)
    to_values(t)
    to_the_end(t, cloud, 19)
    assert "[default]" in (tmp_path / "carry").read_text()


def test_instance_role_from_known_addresses(wizard, cloud):
    """The fourth address does not fit any more beside the Resource Tracker: told where it is typed, with what would fit."""
    t = wizard("setup", "deadline", "--method", "instance-role", "--policy", "source-ip", "--set", "TRACKER=yes", "--set", f"PUBLIC_IPS={THREE}",
               env=ALL)
    to_values(t)
    t.go(DOWN + ",203.0.113.10/32" + ENTER, "6144")
    t.send("\x15" + THREE)
    t.wait_gone("6144")
    to_the_end(t, cloud, 12)

