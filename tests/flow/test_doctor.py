"""What is this machine's own doing is told first: its clock, its proxy, who answers in AWS's place, its region."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from talk import Pipe


def find(result):
    """The findings of a failed whoami."""
    assert result.result["ok"] is False
    return result.of("whoami")[0]["doctor"]


@pytest.mark.parametrize("seconds, said", [(3600, "60 minutes behind"), (-3 * 86400, "3 days ahead of")])
def test_a_clock_that_is_off(home, cloud, seconds, said):
    """Calls are signed by AWS's time then, and the finding is told."""
    cloud.faults(clock=seconds)
    found = home.expect(0, "whoami", "--json").of("whoami")[0]["doctor"]
    assert [f["cause"] for f in found] == ["clock"] and said in found[0]["text"] and "AWS says" in found[0]["remedy"]
    assert f"doctor         this machine's clock is {said}" in home.expect(0, "whoami").out
    assert said in home.expect(2, "setup", "essentia", "--plan", "--no-probe").err


def test_a_clock_that_is_right(home):
    assert home.expect(0, "whoami", "--json").of("whoami")[0]["doctor"] == []
    assert "doctor" not in home.expect(0, "whoami").out


def test_a_wrong_key_at_a_wrong_time(home, cloud):
    cloud.faults(clock=7200, error="GetCallerIdentity=InvalidClientTokenId")
    result = home.expect(1, "whoami", "--json")
    assert [f["cause"] for f in find(result)] == ["clock"]
    assert result.err.startswith("accredit: this machine's clock is 2 hours behind AWS's (") and "InvalidClientTokenId" in result.err


def test_a_wrong_key_alone(home, cloud):
    """The doctor says nothing, and AWS's words stand."""
    cloud.faults(error="GetCallerIdentity=InvalidClientTokenId")
    result = home.expect(1, "whoami", "--json")
    assert not result.of("whoami") and result.err.startswith("accredit: cannot see who is signed in: InvalidClientTokenId")


@pytest.mark.parametrize("words", [["whoami"], ["setup", "essentia", "--plan"], ["rotate", "--user", "ann", "--yes"], ["adopt", "essentia"]])
def test_a_dead_proxy_in_every_command(home, words):
    home.environment.update(AWS_ENDPOINT_URL="https://sts.example.invalid", HTTPS_PROXY="http://ann:hunter2@127.0.0.1:1",
                            AWS_MAX_ATTEMPTS="1")
    result = home.expect(1, *words)
    assert "the proxy http://127.0.0.1:1 of HTTPS_PROXY does not answer" in result.err.splitlines()[0], result
    assert "NO_PROXY" in result.err and "hunter2" not in result.err + result.out


def test_an_address_that_leads_nowhere(home):
    result = home.expect(1, "whoami", "--json", env={"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"})
    assert [f["cause"] for f in find(result)] == ["endpoint"]
    assert result.err.startswith("accredit: AWS_ENDPOINT_URL leads to 127.0.0.1:1, where nobody listens")


class Front(BaseHTTPRequestHandler):
    """Answers in AWS's place; it must never be asked anything."""

    def do_POST(self):
        self.server.asked += 1
        self.send_error(500)

    def log_message(self, *words):
        pass


def test_somebody_reads_along(home, tmp_path):
    """A front with a certificate of its own: its maker is named, and no request reaches it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    import datetime
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Example Gate")])
    now = datetime.datetime.now(datetime.timezone.utc)
    cert = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
            .not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
            .sign(key, hashes.SHA256()))
    path = tmp_path / "front.pem"
    path.write_bytes(cert.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    front = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    front.asked = 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    front.socket = context.wrap_socket(front.socket, server_side=True, do_handshake_on_connect=False)
    front.handle_error = lambda *_: None
    thread = threading.Thread(target=front.serve_forever)
    thread.start()
    try:
        result = home.expect(1, "whoami", "--json", env={"AWS_ENDPOINT_URL": f"https://127.0.0.1:{front.server_port}"})
    finally:
        front.shutdown()
        thread.join()
        front.server_close()
    assert [f["cause"] for f in find(result)] == ["certificate"] and front.asked == 0
    assert f"127.0.0.1:{front.server_port} shows a certificate of 'Example Gate'" in result.err and "AWS_CA_BUNDLE" in result.err


@pytest.mark.parametrize("code", ["OptInRequired", "InvalidClientTokenId"])
def test_a_region_that_is_off(home, cloud, code):
    cloud.faults(error=f"GetCallerIdentity={code}")
    result = home.expect(1, "whoami", "--json", env={"AWS_REGION": "ap-east-1"})
    assert [f["cause"] for f in find(result)] == ["region"]
    assert result.err.startswith("accredit: the account has not enabled the region ap-east-1 (Hong Kong)")


def test_a_region_misspelt(home):
    for spelt, meant in ("us-east1", "us-east-1"), ("eu-west", "eu-west-1"), ("US-EAST-1", "us-east-1"):
        assert f"did you mean {meant}" in home.expect(64, "whoami", env={"AWS_REGION": spelt}).err
        assert f"did you mean {meant}" in home.expect(64, "setup", "essentia", "--plan", "--set", f"REGION={spelt}").err


def test_a_web_page_in_between(home, cloud):
    cloud.faults(answer=[{"operation": "GetCallerIdentity", "body": "<html><body>Welcome, sign in</body></html>",
                          "headers": {"Content-Type": "text/html"}}])
    result = home.expect(1, "whoami", "--json")
    assert [f["cause"] for f in find(result)] == ["portal"], result


def test_a_reset_is_no_cause(home, cloud):
    """Nothing speaks against this machine: what happened is told as it is."""
    cloud.faults(reset="GetCallerIdentity")
    result = home.expect(1, "whoami", "--json")
    assert not result.of("whoami") and result.err.startswith("accredit: cannot see who is signed in: the connection to")


def test_the_first_call_after_the_sign_in(home, cloud):
    """IAM has an address of its own, where nobody listens."""
    result = home.run("setup", "essentia", "--plan", env={"AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"})
    assert result.code == 1 and "AWS_ENDPOINT_URL_<SERVICE> leads to 127.0.0.1:1" in result.err.splitlines()[0], result


def test_in_plain_text(home):
    home.environment.update(AWS_ENDPOINT_URL="http://127.0.0.1:1", AWS_MAX_ATTEMPTS="1")
    talk = Pipe(home, "setup", "essentia", "--text")
    assert "AWS_ENDPOINT_URL leads to 127.0.0.1:1" in talk.all.replace("\n", " ")
    talk.end()
