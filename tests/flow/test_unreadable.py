"""If one resource cannot be read, the others are still reported, and that one is inconclusive."""

from cloud import allow
from text_session import PipeSession
from test_drift import allow_more
from test_preflight import READS, as_user
from test_setup_lifecycle import KEPT

VERIFY_ARGS = ["verify", "essentia", "--no-probe", "--json"]
HIDDEN = allow("iam:GetInstanceProfile", "iam:ListInstanceProfiles*", effect="Deny")


def compared(result):
    return {e["id"]: e["verdict"] for e in result.of("compared")}


def test_one_unreadable_resource(home, cloud, iam):
    home.setup()
    as_user(home, iam, allow(*READS), HIDDEN)
    result = home.expect(2, *VERIFY_ARGS)
    assert result.actions == KEPT and not result.result["ok"]
    unread = {e["id"]: e["error"] for e in result.of("compared") if "error" in e}
    assert set(unread) == {"instance-profile", "profile-role"} and all(e["code"] == "AccessDenied" and e["remedy"] for e in unread.values())
    assert compared(result) == {"role": "yes", "policy": "yes", "instance-profile": "cannot-tell", "profile-role": "cannot-tell"}
    words = home.expect(2, *VERIFY_ARGS[:-1]).out
    assert "? instance profile 'EssentiaMaster' could not be read" in words and "= role" in words
    assert "'accredit repair" not in words, "nothing that was read differs"


def test_differences_next_to_it_are_reported_and_repaired(home, cloud, iam):
    home.setup()
    as_user(home, iam, allow(*READS, "iam:PutRolePolicy"), HIDDEN)
    allow_more(iam)
    result = home.expect(2, *VERIFY_ARGS)
    assert set(result.diffs) == {"policy"} and compared(result)["profile-role"] == "cannot-tell"
    cloud.forget_calls()
    repaired = home.expect(2, "repair", "essentia", "--yes", "--json")
    assert [c["operation"] for c in cloud.changes()] == ["PutRolePolicy"] and "not repaired: instance-profile" in repaired.err
    assert home.expect(2, *VERIFY_ARGS).actions == KEPT
    chosen = home.expect(1, "repair", "essentia", "--only", "instance-profile", "--yes")
    assert "may not" in chosen.err or "not authorized" in chosen.err


def test_verify_all_counts_it_as_unreadable(home, iam):
    home.setup()
    home.setup("--name", "two", "--set", "ROLE_NAME=Two", "--set", "POLICY_NAME=Two")
    as_user(home, iam, allow(*READS), HIDDEN)
    output = home.expect(2, "verify", "--all", "--no-probe").out
    assert "0 OK, 2 could not be read" in output and "not read: essentia, two" in output


def test_nothing_is_readable(home, iam):
    home.setup()
    as_user(home, iam, allow("sts:*"))
    assert "GetRole" in home.expect(1, *VERIFY_ARGS).err


def test_unreadable_in_plain_text(home, iam):
    home.setup()
    as_user(home, iam, allow(*READS), HIDDEN)
    session = PipeSession(home, "verify", "essentia", "--text", "--no-probe")
    output = session.end(2).out
    assert "2 resources could not be read" in output and "? instance profile 'EssentiaMaster' could not be read" in output
