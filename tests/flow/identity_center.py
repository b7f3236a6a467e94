"""A loopback stand-in for AWS's sign-in services that follows their API models: IAM Identity Center's OIDC service and
portal, and the service that refreshes the credentials of `aws login`. Its keys are those of a practice cloud.
"""

import base64
import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
import traceback
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from cloud import ACCOUNT, TOP, allow, policy, until
from program import Program

DEVICE, REFRESH = "urn:ietf:params:oauth:grant-type:device_code", "refresh_token"
URL = "https://acme.awsapps.com/start"
LOGIN = f"arn:aws:iam::{ACCOUNT}:user/ann"
SESSION = ("[profile ops]\nregion = us-east-1\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
           f"[sso-session acme]\nsso_region = us-east-1\nsso_start_url = {URL}\nsso_registration_scopes = sso:account:access\n")
LEGACY = ("[profile ops]\nregion = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Admin\nsso_region = us-east-1\n"
          f"sso_start_url = {URL}\n")
BY_LOGIN = f"[profile ops]\nregion = us-east-1\nlogin_session = {LOGIN}\n"
EXCEPTIONS = {"authorization_pending": "AuthorizationPendingException", "slow_down": "SlowDownException",
              "expired_token": "ExpiredTokenException", "access_denied": "AccessDeniedException",
              "invalid_grant": "InvalidGrantException", "invalid_client": "InvalidClientException",
              "invalid_request": "InvalidRequestException"}


class Refused(Exception):
    """An error response: OAuth's error code, the exception's name, the status, a message."""

    def __init__(self, error, exception=None, status=400, message=None):
        super().__init__(error)
        self.error, self.exception = error, exception or EXCEPTIONS[error]
        self.status, self.message = 401 if error == "invalid_client" else status, message


def _secret(center, prefix):
    made = f"{prefix}-{uuid.uuid4().hex}{uuid.uuid4().hex}"
    center.secrets.append(made)
    return made


class IdentityCenter:
    """The state of the services. A test can change everything here while they run."""

    def __init__(self, cloud):
        self.cloud, self.secrets, self.calls, self.lock, self.role = cloud, [], [], threading.RLock(), None
        self.clients, self.devices, self.refresh, self.access = {}, {}, {}, {}
        self.interval, self.life, self.token_life, self.slow = 1, 600, 3600, 0
        self.login_life, self.login_refusal = 900, None
        self.login_refresh, self.login_key, self.proofs = None, None, set()
        self.before = lambda operation, body: None      # runs before a response is decided
        self.after = lambda operation, body: None       # runs after it is decided, before it is sent

    # --- for tests

    def of(self, operation, grant=None):
        return [c for c in self.calls if c["operation"] == operation and grant in (None, c["body"].get("grantType"))]

    def device(self, seconds=30):
        """The newest device authorization; waits for one."""
        end = time.monotonic() + seconds
        while not self.devices:
            assert time.monotonic() < end, f"no device authorization was started: {self.calls}"
            time.sleep(0.01)
        return list(self.devices.values())[-1]

    def answer_person(self, state):
        self.device()["state"] = state

    def token(self, left, **more):
        """A cached sign-in as the AWS CLI writes it, which expires in so many seconds."""
        client, secret = self.register(["sso:account:access"])
        access = _secret(self, "access")
        self.access[access] = time.time() + left
        refresh = self._refresh_token(client)
        return {"startUrl": URL, "region": "us-east-1", "accessToken": access, "expiresAt": iso(left), "clientId": client,
                "clientSecret": secret, "registrationExpiresAt": iso(80000), "refreshToken": refresh, **more}

    def login_token(self, left, **more):
        """The same for `aws login`."""
        key = ec.generate_private_key(ec.SECP256R1())
        self.login_key = key.public_key().public_numbers()
        self.login_refresh = _secret(self, "login-refresh")
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                                serialization.NoEncryption()).decode()
        self.secrets.append("".join(pem.splitlines()[1:-1]))
        return {"accessToken": {**self.keys(), "accountId": ACCOUNT, "expiresAt": iso(left)}, "tokenType": "aws_sigv4",
                "refreshToken": self.login_refresh, "idToken": "id.of.ann", "clientId": "arn:aws:signin:::devtools/same-device",
                "dpopKey": pem, "signInRegion": "us-east-1", **more}

    def keys(self):
        iam = self.cloud.client("iam")
        with self.lock:
            if not self.role:
                statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
                self.role = iam.create_role(RoleName="Admin", AssumeRolePolicyDocument=policy(statement))["Role"]["Arn"]
                iam.put_role_policy(RoleName="Admin", PolicyName="all", PolicyDocument=policy(allow("*")))
        made = until(self._assume, 30, "the role never became usable")
        self.secrets += [made["SecretAccessKey"], made["SessionToken"]]
        return {"accessKeyId": made["AccessKeyId"], "secretAccessKey": made["SecretAccessKey"], "sessionToken": made["SessionToken"]}

    def _assume(self):
        """A new role is not visible at once."""
        try:
            return self.cloud.client("sts").assume_role(RoleArn=self.role, RoleSessionName="ann")["Credentials"]
        except ClientError:
            return None

    # --- RegisterClient, StartDeviceAuthorization, CreateToken

    def register(self, scopes):
        client = f"client-{uuid.uuid4().hex}"
        self.clients[client] = {"secret": _secret(self, "client-secret"), "scopes": scopes or []}
        return client, self.clients[client]["secret"]

    def RegisterClient(self, body):
        if not body.get("clientName") or body.get("clientType") != "public":
            raise Refused("invalid_request")
        client, secret = self.register(body.get("scopes"))
        return {"clientId": client, "clientSecret": secret, "clientIdIssuedAt": int(time.time()),
                "clientSecretExpiresAt": int(time.time()) + 90 * 86400}

    def _client(self, body):
        known = self.clients.get(body.get("clientId"))
        if not known or known["secret"] != body.get("clientSecret"):
            raise Refused("invalid_client")
        return known

    def StartDeviceAuthorization(self, body):
        self._client(body)
        if body.get("startUrl") != URL:
            raise Refused("invalid_request")
        code, number = _secret(self, "device"), len(self.devices) + 1
        user = f"WXYZ-{number:04d}"
        self.devices[code] = {"client": body["clientId"], "state": "pending", "interval": self.interval, "seen": time.monotonic(),
                              "until": time.monotonic() + self.life, "user": user}
        where = "https://device.sso.us-east-1.amazonaws.com/"
        return {"deviceCode": code, "userCode": user, "verificationUri": where, "verificationUriComplete": f"{where}?user_code={user}",
                "expiresIn": self.life, "interval": self.interval}

    def _poll(self, body):
        device = self.devices.get(body.get("deviceCode"))
        if not device or device["client"] != body["clientId"]:
            raise Refused("invalid_grant")
        early, device["seen"] = time.monotonic() - device["seen"] < device["interval"] - 0.3, time.monotonic()
        if early or self.slow > 0:
            self.slow -= 1
            device["interval"] += 5
            raise Refused("slow_down")
        if time.monotonic() > device["until"] or device["state"] == "expired":
            raise Refused("expired_token")
        if device["state"] == "denied":
            raise Refused("access_denied")
        if device["state"] != "allowed":
            raise Refused("authorization_pending")
        device["state"] = "expired"

    def _refresh_token(self, client):
        made = _secret(self, "refresh")
        self.refresh[made] = client
        return made

    def CreateToken(self, body):
        client = self._client(body)
        if body.get("grantType") == DEVICE:
            self._poll(body)
        elif body.get("grantType") != REFRESH:
            raise Refused("unsupported_grant_type", "UnsupportedGrantTypeException")
        elif self.refresh.pop(body.get("refreshToken"), None) != body["clientId"]:
            raise Refused("invalid_grant")
        access = _secret(self, "access")
        self.access[access] = time.time() + self.token_life
        made = {"accessToken": access, "tokenType": "Bearer", "expiresIn": self.token_life}
        if "sso:account:access" in client["scopes"]:    # otherwise none is issued
            made["refreshToken"] = self._refresh_token(body["clientId"])
        return made

    # --- the portal

    def GetRoleCredentials(self, body):
        if self.access.get(body["bearer"], 0) < time.time():
            raise Refused(None, "UnauthorizedException", 401, "Session token not found or invalid")
        if (body.get("role_name"), body.get("account_id")) != ("Admin", ACCOUNT):
            raise Refused(None, "ForbiddenException", 403, "No access")
        return {"roleCredentials": {**self.keys(), "expiration": int((time.time() + 3600) * 1000)}}

    # --- `aws login`

    def _proof(self, proof, url):
        """RFC 9449, section 4.3: the proof is signed by the holder's key, for this request and time, and used once."""
        def part(text):
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        head, claims, signature = proof.split(".")
        said, about, sig = json.loads(part(head)), json.loads(part(claims)), part(signature)
        numbers = ec.EllipticCurvePublicNumbers(*(int.from_bytes(part(said["jwk"][c])) for c in "xy"), ec.SECP256R1())
        der = encode_dss_signature(int.from_bytes(sig[:32]), int.from_bytes(sig[32:]))
        numbers.public_key().verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        assert len(sig) == 64 and said["typ"] == "dpop+jwt" and said["alg"] == "ES256", said
        assert set(said["jwk"]) == {"kty", "x", "y", "crv"} and said["jwk"]["crv"] == "P-256", said
        assert about["htm"] == "POST" and about["htu"] == url and abs(about["iat"] - time.time()) < 60, about
        assert about["jti"] not in self.proofs, "a proof was used twice"
        self.proofs.add(about["jti"])
        return numbers

    def CreateOAuth2Token(self, body):
        try:
            holder = self._proof(body["proof"], body["url"])
        except (InvalidSignature, AssertionError, ValueError, KeyError) as wrong:
            raise Refused("INVALID_REQUEST", "ValidationException", 400, f"the proof is none: {wrong}") from wrong
        if self.login_refusal:
            raise Refused(self.login_refusal, "AccessDeniedException", 400, "no")
        if holder != self.login_key or body.get("refreshToken") != self.login_refresh or body.get("grantType") != REFRESH:
            raise Refused("TOKEN_EXPIRED", "AccessDeniedException", 400, "The refresh token is not valid")
        self.login_refresh = _secret(self, "login-refresh")
        return {"accessToken": self.keys(), "tokenType": "aws_sigv4", "expiresIn": self.login_life, "refreshToken": self.login_refresh}


sys.path.append(os.path.join(TOP, "practice"))
import request_summary  # noqa: E402
from call import Call  # noqa: E402

SERVICES = {"/federation/credentials": "sso", "/v1/token": "signin"}  # all others are sso-oidc's
PATHS = {"/client/register": "RegisterClient", "/device_authorization": "StartDeviceAuthorization", "/token": "CreateToken",
         "/federation/credentials": "GetRoleCredentials", "/v1/token": "CreateOAuth2Token"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _body(self, operation):
        path = urllib.parse.urlsplit(self.path)
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._check(path.path, text)
        if self.command == "GET":
            return {**dict(urllib.parse.parse_qsl(path.query)), "bearer": self.headers.get("x-amz-sso_bearer_token", "")}
        body = json.loads(text)
        assert "Authorization" not in self.headers, "these calls are unsigned"
        if operation == "CreateOAuth2Token":
            body.update(proof=self.headers.get("DPoP", ""), url=f"http://{self.headers['Host']}{self.path}")
        return body

    def _check(self, path, text):
        """Checks the request against the service's API model, as the practice cloud does."""
        call = Call(self.command, self.path, {n.lower(): v for n, v in self.headers.items()}, text)
        call.service = SERVICES.get(path, "sso-oidc")
        if self.server.asked is not None and self.server.asked.is_ours(call):
            self.server.asked.check(call, None)

    def _answer(self):
        center = self.server.center
        operation = PATHS[urllib.parse.urlsplit(self.path).path]
        body = self._body(operation)
        center.before(operation, body)
        with center.lock:
            center.calls.append({"operation": operation, "body": body, "at": time.monotonic()})
            try:
                status, kind, made = 200, None, getattr(center, operation)(body)
            except Refused as no:
                status, kind = no.status, no.exception
                words = {"message": no.message} if no.message else {"error_description": None}
                made = {**({"error": no.error} if no.error else {}), **words}
        center.after(operation, body)
        self._send(status, kind, made)

    def do_POST(self):
        """An exception in this stand-in is printed, except when a test closes the connection."""
        try:
            self._answer()
        except OSError:
            raise
        except Exception:
            traceback.print_exc()
            raise

    def _send(self, status, kind, made):
        text = json.dumps(made).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        if kind:
            self.send_header("x-amzn-ErrorType", kind + ":")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST

    def log_message(self, *words):
        pass


@contextlib.contextmanager
def running_identity_center(cloud):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.handle_error = True, lambda *_: None
    server.center, server.asked = IdentityCenter(cloud), request_summary.from_environment()
    center = server.center
    url = f"http://127.0.0.1:{server.server_port}"
    center.environment = {f"AWS_ENDPOINT_URL_{name}": url for name in ("SSO", "SSO_OIDC", "SIGNIN")}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield center
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        if server.asked is not None:
            server.asked.write()


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


class SsoProgram(Program):
    """The program in a home whose profile `ops` signs in here; secrets may be in the AWS CLI's caches and nowhere else."""

    def __init__(self, cloud, folder, center):
        super().__init__(cloud, folder)
        self.center, self.secrets = center, center.secrets
        center.secrets += cloud.secrets
        self.environment = {k: v for k, v in self.environment.items() if k not in (
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SHARED_CREDENTIALS_FILE")}
        self.environment.update(center.environment, AWS_CONFIG_FILE=os.path.join(self.folder, "config"), AWS_PROFILE="ops",
                                AWS_MAX_ATTEMPTS="2")

    def profile(self, text):
        with open(self.environment["AWS_CONFIG_FILE"], "w", encoding="utf-8") as file:
            file.write(text)

    def cache(self, name="acme"):
        return os.path.join(self.folder, ".aws/sso/cache", hashlib.sha1(name.encode()).hexdigest() + ".json")

    def login_path(self):
        return os.path.join(self.folder, ".aws/login/cache", hashlib.sha256(LOGIN.encode()).hexdigest() + ".json")

    def put(self, path, token):
        """Replaces a cache file as the AWS CLI does."""
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path + ".tmp", "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            json.dump(token, file)
        os.replace(path + ".tmp", path)

    def get(self, path):
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def search_secrets(self):
        for folder, _, names in os.walk(self.folder):
            for name in names if "/.aws/" not in folder + "/" else ():
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        self.search_for_secrets_in(file.read(), path)

    def botocore(self):
        """What botocore, which can refresh them, finds with the same files: the reference. Its curve is cryptography's."""
        done = subprocess.run([sys.executable, "-B", os.path.join(os.path.dirname(__file__), "oracle_sign_in.py")],
                              env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
