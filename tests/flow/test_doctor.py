"""Causes on this computer are reported first: its clock, its proxy, a proxy that intercepts TLS, its Region."""

import pytest

from fake_aws import tls_server
from text_session import PipeSession


def find(result):
    """The findings of a failed whoami."""
    assert result.result["ok"] is False
    return result.of("whoami")[0]["doctor"]


@pytest.mark.parametrize("seconds, said", [(3600, "60 minutes behind"), (-3 * 86400, "3 days ahead of")])
def test_wrong_clock(home, cloud, seconds, said):
    """Calls are then signed with AWS's time, and the finding is reported."""
    cloud.faults(clock=seconds)
    found = home.expect(0, "whoami", "--json").of("whoami")[0]["doctor"]
    assert [f["cause"] for f in found] == ["clock"] and said in found[0]["text"] and "AWS says" in found[0]["remedy"]
    assert f"Problem        this computer's clock is {said}" in home.expect(0, "whoami").out
    assert said in home.expect(2, "setup", "essentia", "--plan", "--no-probe").err


def test_correct_clock(home):
    assert home.expect(0, "whoami", "--json").of("whoami")[0]["doctor"] == []
    assert "Problem" not in home.expect(0, "whoami").out


def test_wrong_key_with_a_wrong_clock(home, cloud):
    cloud.faults(clock=7200, error="GetCallerIdentity=InvalidClientTokenId")
    result = home.expect(1, "whoami", "--json")
    assert [f["cause"] for f in find(result)] == ["clock"]
    assert result.err.startswith("accredit: this computer's clock is 2 hours behind AWS's clock (") and "InvalidClientTokenId" in result.err


def test_wrong_key_alone(home, cloud):
    """No finding about this computer; the key is named, and AWS's message is shown."""
    cloud.faults(error="GetCallerIdentity=InvalidClientTokenId")
    result = home.expect(1, "whoami", "--json")
    assert not result.of("whoami") and result.err.startswith("accredit: AWS does not know the key 'AKIA")
    assert "or it is inactive: cannot see who is signed in: InvalidClientTokenId" in result.err and "it is from the profile 'default'" in result.err


@pytest.mark.parametrize("words", [["whoami"], ["setup", "essentia", "--plan"], ["rotate", "--user", "ann", "--yes"], ["adopt", "essentia"]])
def test_unreachable_proxy_in_every_command(home, words):
    home.environment.update(AWS_ENDPOINT_URL="https://sts.example.invalid", HTTPS_PROXY="http://ann:hunter2@127.0.0.1:1",
                            AWS_MAX_ATTEMPTS="1")
    result = home.expect(1, *words)
    assert "the proxy http://127.0.0.1:1 (from HTTPS_PROXY) does not answer" in result.err.splitlines()[0], result
    assert "NO_PROXY" in result.err and "hunter2" not in result.err + result.out


def test_endpoint_that_does_not_answer(home):
    result = home.expect(1, "whoami", "--json", env={"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"})
    assert [f["cause"] for f in find(result)] == ["endpoint"]
    assert result.err.startswith("accredit: AWS_ENDPOINT_URL points to 127.0.0.1:1, where nothing is listening")


def test_proxy_that_intercepts_tls(home, tmp_path):
    """A server with its own certificate: the certificate's issuer is named, and no request reaches the server."""
    with tls_server(tmp_path) as server:
        result = home.expect(1, "whoami", "--json", env={"AWS_ENDPOINT_URL": server.url})
    assert [f["cause"] for f in find(result)] == ["certificate"] and server.asked == 0
    assert f"{server.url.partition('//')[2]} presents a certificate issued by 'Example Gate'" in result.err and "AWS_CA_BUNDLE" in result.err


@pytest.mark.parametrize("code", ["OptInRequired", "InvalidClientTokenId"])
def test_region_that_is_not_enabled(home, cloud, code):
    cloud.faults(error=f"GetCallerIdentity={code}")
    result = home.expect(1, "whoami", "--json", env={"AWS_REGION": "ap-east-1"})
    assert [f["cause"] for f in find(result)] == ["region"]
    assert result.err.startswith("accredit: the account has not enabled the Region ap-east-1 (Hong Kong)")


def test_misspelled_region(home):
    for spelt, meant in ("us-east1", "us-east-1"), ("eu-west", "eu-west-1"), ("US-EAST-1", "us-east-1"):
        assert f"did you mean {meant}" in home.expect(64, "whoami", env={"AWS_REGION": spelt}).err
        assert f"did you mean {meant}" in home.expect(64, "setup", "essentia", "--plan", "--set", f"REGION={spelt}").err


def test_web_page_in_place_of_an_answer(home, cloud):
    cloud.faults(answer=[{"operation": "GetCallerIdentity", "body": "<html><body>Welcome, sign in</body></html>",
                          "headers": {"Content-Type": "text/html"}}])
    result = home.expect(1, "whoami", "--json")
    assert [f["cause"] for f in find(result)] == ["portal"], result


def test_connection_reset_has_no_cause_here(home, cloud):
    """Nothing on this computer is at fault: the error is reported as it is."""
    cloud.faults(reset="GetCallerIdentity")
    result = home.expect(1, "whoami", "--json")
    assert not result.of("whoami") and result.err.startswith("accredit: cannot see who is signed in: the connection to")


def test_first_call_after_signing_in(home, cloud):
    """IAM has another address, where no server listens."""
    result = home.run("setup", "essentia", "--plan", env={"AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"})
    assert result.code == 1 and "AWS_ENDPOINT_URL_<SERVICE> points to 127.0.0.1:1" in result.err.splitlines()[0], result


def plain_text(home, **environment):
    """What text mode prints when signing in fails."""
    home.environment.update(AWS_MAX_ATTEMPTS="1", **environment)
    session = PipeSession(home, "setup", "essentia", "--text")
    said = " ".join(session.all.split())
    session.end()
    return said


def test_endpoint_in_plain_text(home):
    assert "AWS_ENDPOINT_URL points to 127.0.0.1:1" in plain_text(home, AWS_ENDPOINT_URL="http://127.0.0.1:1")


def test_a_proxy_in_plain_text(home):
    said = plain_text(home, AWS_ENDPOINT_URL="https://sts.example.invalid", HTTPS_PROXY="http://127.0.0.1:1")
    assert "the proxy http://127.0.0.1:1 (from HTTPS_PROXY) does not answer" in said and "NO_PROXY" in said


def test_a_certificate_in_plain_text(home, tmp_path):
    with tls_server(tmp_path) as server:
        said = plain_text(home, AWS_ENDPOINT_URL=server.url)
    assert "presents a certificate issued by 'Example Gate'" in said and "AWS_CA_BUNDLE" in said and server.asked == 0


def test_region_that_looks_misspelled(home):
    """Where every name resolves nothing fails, and the Region is reported all the same; names of other clouds are accepted."""
    def told(region):
        event, = home.expect(0, "whoami", "--json", env={"AWS_REGION": region}).of("whoami")
        return [(f["cause"], f["remedy"]) for f in event["doctor"]]
    (cause, remedy), = told("us-eats-1")
    assert cause == "region" and "did you mean us-east-1" in remedy
    assert "did you mean us-east-1" in home.expect(0, "whoami", env={"AWS_REGION": "us-eats-1"}).out
    assert told("us-east-1") == [] and told("zz-practice-9") == []


def test_a_region_in_plain_text(home):
    assert "Did you mean us-east-1" in plain_text(home, AWS_REGION="us-east1")


def test_a_clock_in_plain_text(home, cloud):
    cloud.faults(clock=7200, error="GetCallerIdentity=InvalidClientTokenId")
    said = plain_text(home)
    assert said.index("this computer's clock is 2 hours behind AWS's") < said.index("InvalidClientTokenId")


def test_step_that_fails_because_of_this_computer(home, cloud):
    """The cause comes first, in the middle of a setup as at its start."""
    cloud.faults(answer=[{"operation": "CreateInstanceProfile", "body": "<html><body>Welcome, sign in</body></html>",
                          "headers": {"Content-Type": "text/html"}}])
    result = home.run("setup", "essentia", "--no-probe", "--yes", "--json")
    assert result.code == 3 and "answered with a web page" in result.err, result
    cloud.clear_faults()
    home.expect(0, "resume", "--yes", "--json")
