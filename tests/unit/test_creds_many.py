"""Random combinations of credentials, config and environment: accredit finds the identity that botocore finds, or both
fail.

Runs tests/unit/creds_many. The seed is printed; CREDS_SEED=N repeats it. STS, the portal, containers and instances are
stand-ins on both sides, which reject what AWS rejects; the requests to them are also compared. Deliberate differences of
accredit are in DELIBERATE and in the manual.
"""

import hashlib
import json
import logging
import os
import pathlib
import random
import re
import subprocess

import pytest
from tools import find

botocore = pytest.importorskip("botocore")
import botocore.configloader  # noqa: E402
import botocore.credentials  # noqa: E402
import botocore.exceptions  # noqa: E402
import botocore.session  # noqa: E402
import botocore.tokens  # noqa: E402
import botocore.utils  # noqa: E402
from botocore.validate import ParamValidator  # noqa: E402

COUNT = int(os.environ.get("CREDS_COUNT", "700"))
REGION = re.compile("[a-z0-9-]{9,25}")
NAMES = ["default", "prod", "Data Team", "a.b", "jump", "Ops 'x'", "team"]
ENDS = ["2090-01-01T00:00:00Z", "2090-01-01T02:00:00+02:00", "2090-01-01 00:00:00 UTC", "Sun, 01 Jan 2090 00:00:00 GMT", "20900101T000000Z",
        "2090-01-01T00:00:00", "2020-01-01T00:00:00Z", "next week", "Sun Jan  1 00:00:00 UTC 2090", "2090-01-01T00:00:00.123-0330"]


class Refused(Exception):
    """An error as AWS would answer it."""


def is_key(key, secret, token):
    """Whether AWS can accept the key: AWS rejects a malformed key, and accredit rejects it at once."""
    quoted = any(len(s) > 1 and s[0] in "\"'" and s[-1] == s[0] for s in (key, secret, token))
    shape = re.compile("A[KS]IA[A-Z0-9]{12,}")
    swapped = shape.fullmatch(secret) and not shape.fullmatch(key)
    return bool(re.fullmatch("[A-Za-z0-9_-]+", key) and re.fullmatch("[!-~]+", secret) and re.fullmatch("[!-~]*", token)) and not (quoted or swapped)


# --- a case ------------------------------------------------------------------------------------------------------------------------


class Maker:
    """Makes the files and the environment of one case in a folder."""

    def __init__(self, rnd, folder):
        self.rnd, self.folder, self.count = rnd, folder, 0
        self.env = {"HOME": str(folder), "DIR": str(folder / "other"), "AWS_EC2_METADATA_DISABLED": "true"}

    def maybe(self, share):
        return self.rnd.random() < share

    def number(self):
        self.count += 1
        return self.count

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def key_id(self):
        key = f"{self.rnd.choice(['AKIA', 'AKIA', 'ASIA'])}{self.number():016d}"
        return self.rnd.choice([f'"{key}"', key + " # mine", key + "\u00a0", key[:9] + " " + key[9:], ""]) if self.maybe(0.04) else key

    def secret(self):
        secret = f"s3cr3t/{self.number()}"
        return self.rnd.choice([f"'{secret}'", secret + " ; mine", "\u00a0" + secret, f"AKIA{self.number():016d}", "", secret + "\u200b"]) \
            if self.maybe(0.04) else secret

    def program(self):
        answer = {"Version": 1, "AccessKeyId": f"ASIAPROC{self.number()}", "SecretAccessKey": "p", "SessionToken": "pt"}
        if self.maybe(0.5):
            answer["Expiration"] = self.rnd.choice(ENDS)
        if self.maybe(0.15):
            answer.pop(self.rnd.choice(list(answer)))
        if self.maybe(0.05):
            answer["Version"] = 2
        path = self.file(f"answer {self.number()}", "no" if self.maybe(0.04) else json.dumps(answer))
        return self.rnd.choice([f"cat '{path}'", f'/bin/cat  "{path}"', "cat " + path.replace(" ", "\\ "), f"cat '{path}", "/bin/false", ""]
                               if self.maybe(0.3) else [f"cat '{path}'"])

    def role(self, names):
        n = self.number()
        out = [("role_arn", "" if self.maybe(0.03) else f"arn:aws:iam::{n:012d}:role/r{n}")]
        if self.maybe(0.85):
            out.append(("source_profile", "" if self.maybe(0.02) else self.rnd.choice(names + (["nosuch"] if self.maybe(0.1) else []))))
        if self.maybe(0.12 if len(out) > 1 else 0.8):
            out.append(("credential_source", self.rnd.choice(["Environment", "Ec2InstanceMetadata", "EcsContainer", "environment", "Moon"])))
        more = [("external_id", ["ext-1", "ext-2", ""]), ("role_session_name", ["ann", "", "x"]), ("duration_seconds", ["3600", "1h", "900", "60"]),
                ("mfa_serial", ["arn:aws:iam::1:mfa/ann", "arn:aws:iam::1:u2f/user/ann/k", "", "GAHT12345678"])]
        return out + [(key, self.rnd.choice(values)) for key, values in more if self.maybe(0.15)]

    def sso(self):
        url = f"https://s{self.number()}.awsapps.com/start"
        out = [("sso_start_url", url), ("sso_region", "us-east-1"), ("sso_account_id", "1" * 12), ("sso_role_name", "Admin")]
        if self.maybe(0.8):
            self.sign_in(url)
        return [pair for pair in out if not self.maybe(0.1)]

    def sign_in(self, name):
        self.file(f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json",
                  json.dumps({"startUrl": name, "region": "us-east-1", "accessToken": "tok", "expiresAt": "2090-01-01T00:00:00Z"}))

    def settings(self, names):
        """The settings of one section, as pairs."""
        out = []
        if self.maybe(0.7):
            out += [("aws_access_key_id", self.key_id()), ("aws_secret_access_key", self.secret())]
            if self.maybe(0.08):
                out.pop(self.rnd.randrange(2))
        if self.maybe(0.15):
            out.append((self.rnd.choice(["aws_session_token", "aws_security_token"]), self.rnd.choice(["tok1", "tok2", ""])))
        if self.maybe(0.25):
            out += self.role(names)
        if self.maybe(0.08):
            path = self.file("web token", "web-token") if self.maybe(0.8) else "/nowhere/token"
            out.append(("web_identity_token_file", path))
        if self.maybe(0.12):
            out.append(("credential_process", self.program()))
        if self.maybe(0.06):
            out += self.sso()
        if self.maybe(0.02):
            out.append(("login_session", "arn:aws:iam::1:user/ann"))
        if self.maybe(0.5):
            out.append(("region", self.rnd.choice(["us-east-1", "eu-west-1", "cn-north-1"])))
        if self.maybe(0.5):
            self.rnd.shuffle(out)
        return list(dict(out).items())

    def noise(self):
        return self.rnd.choice(["", "  ", "# a comment", "  # an indented one", "\t; another = one", "    # [not a section]", ";x"])

    def more(self):
        """Settings that do not matter, nested or over several lines, or lines that cannot be parsed."""
        return self.rnd.choice([
            ["s3 =", "    # tuned", "    max_concurrent_requests = 20", "", "    ; for minio", "    addressing_style = path"],
            ["s3=", "  a = 1", "    b = 2"], ["cli_pager ="], ["output = json", "   more", " # c", "  and more"], ["x_note: a = b"],
            ["cli_pager =", "    less"] if self.maybe(0.15) else ["output : text"], ["guid"] if self.maybe(0.15) else ["guid ="],
            ["= 1"] if self.maybe(0.1) else ["a b = 1"], ["Cli_History = on"]])

    def body(self, names):
        indent, lines = self.rnd.choice([""] * 8 + ["  ", "\t"]), []
        for key, value in self.settings(names):
            key = key.upper() if self.maybe(0.03) else key
            lines += [indent + key + self.rnd.choice([" = "] * 6 + ["=", " : ", "\t=\t", ":"]) + value]
            if self.maybe(0.03):
                lines[-1] = " " + lines[-1]
            lines += [self.noise()] * self.maybe(0.2)
            lines += self.more() if self.maybe(0.05) else []
            lines += [lines[-1]] * self.maybe(0.003)
        return lines

    def head(self, name, config):
        quote = self.rnd.choice(["'", '"']) if "'" not in name else '"'
        plain = name if re.fullmatch(r"[\w.-]+", name) and self.maybe(0.8) else f"{quote}{name}{quote}"
        if config:
            usual = "[default]" if name == "default" and self.maybe(0.8) else f"[profile {plain}]"
            odd = [f"[{name}]", f"[profile {name}]", f"[ profile {plain} ]", f"[profile\t{plain} ]", f"[profile {plain}] # [x", f"[profilex {plain}]", f"[Profile {plain}]"]
        else:
            usual, odd = f"[{name}]", [f"[profile {name}]", f'["{name}"]', f"[ {name} ]", f"[{name}] ; c", f"[{name}"]
        return self.rnd.choice(odd) if self.maybe(0.08) else usual

    def text(self, config, names):
        lines = [self.noise()] * self.maybe(0.2)
        if self.maybe(0.03):
            lines += ["[DEFAULT]"] + self.body(names)[:3]
        for name in [n for n in names if self.maybe(0.8)] + [self.rnd.choice(names)] * self.maybe(0.01):
            lines += [self.head(name, config)] + self.body(names) + [self.noise()] * self.maybe(0.4)
        if config and self.maybe(0.1):
            lines += ["[sso-session acme]", "sso_region = us-east-1", "sso_start_url = https://acme.awsapps.com/start"]
        text = "".join(line + end for line in lines for end in [self.rnd.choice(self.ends)])
        return self.encode(text)

    def encode(self, text):
        if self.maybe(0.005):
            return text.encode("utf-16")
        data = text.encode()
        return self.rnd.choice([b"\xef\xbb\xbf" + data, b"# caf\xe9\n" + data, "# caf\u00e9\n".encode() + data]) if self.maybe(0.02) else data

    def put_file(self, variable, name, text):
        """Chooses where the file is, and sets the variable accordingly."""
        forms = {"$HOME/x/": "x/", "~/x/": "x/", "${DIR}/": "other/", "$DIR/": "other/", str(self.folder) + "/x/": "x/", "$NOSUCH/": None}
        if self.maybe(0.7):
            self.file(".aws/" + name, text)
        else:
            form = self.rnd.choice(list(forms))
            self.env[variable] = form + name
            if forms[form]:
                self.file(forms[form] + name, text)
            if self.maybe(0.05):
                self.env[variable] = ""

    def variables(self, names):
        env = self.env
        for name, share in ("AWS_PROFILE", 0.5), ("AWS_DEFAULT_PROFILE", 0.15):
            if self.maybe(share):
                env[name] = self.rnd.choice(names * 2 + ["nosuch"] * self.maybe(0.2) + [""] * self.maybe(0.1))
        if self.maybe(0.2):
            env.update(AWS_ACCESS_KEY_ID=self.key_id(), AWS_SECRET_ACCESS_KEY=self.secret())
            if self.maybe(0.15):
                env.pop(self.rnd.choice(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]))
            if self.maybe(0.15):
                env["AWS_CREDENTIAL_EXPIRATION"] = self.rnd.choice(ENDS + [""])
        for name in "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN":
            if self.maybe(0.1):
                env[name] = self.rnd.choice(["env1", "env2", ""])
        if self.maybe(0.12):
            env["AWS_WEB_IDENTITY_TOKEN_FILE"] = self.rnd.choice([self.file("env token", "env-token"), "/nowhere", ""])
        if self.maybe(0.8 if env.get("AWS_WEB_IDENTITY_TOKEN_FILE") else 0.05):
            env["AWS_ROLE_ARN"] = self.rnd.choice(["arn:aws:iam::999999999999:role/env"] * 5 + [""])
        if self.maybe(0.05):
            env["AWS_ROLE_SESSION_NAME"] = self.rnd.choice(["envname", ""])
        if self.maybe(0.05):
            env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1/box"
        if self.maybe(0.2):
            env.pop("AWS_EC2_METADATA_DISABLED")
        if self.maybe(0.2):
            env["AWS_DEFAULT_REGION"] = self.rnd.choice(["us-east-2", "eu-central-1"])

    def older(self):
        if self.maybe(0.03):
            self.env["AWS_CREDENTIAL_FILE"] = self.file("ec2", f"# c\nAWSAccessKeyId = {self.key_id()}\nAWSSecretKey={self.secret()}\n")
        if self.maybe(0.03):
            self.env["BOTO_CONFIG"] = self.file("boto", f"[Credentials]\naws_access_key_id = {self.key_id()}\naws_secret_access_key: {self.secret()}\n")

    def make(self):
        names = ["default"] + self.rnd.sample(NAMES[1:], self.rnd.randint(1, 3))
        self.ends = self.rnd.choice([["\n"]] * 6 + [["\r\n"], ["\n", "\r\n"], ["\r"]])
        for config, variable, name in (True, "AWS_CONFIG_FILE", "config"), (False, "AWS_SHARED_CREDENTIALS_FILE", "credentials"):
            if self.maybe(0.9):
                self.put_file(variable, name, self.text(config, names))
        self.variables(names)
        self.older()
        return self.env


# --- botocore ----------------------------------------------------------------------------------------------------------------------


class Sts:
    """Answers as tests/unit/creds_many.c does, and rejects what AWS would reject."""

    def __init__(self, oracle, signs):
        self.oracle, self.signs = oracle, signs

    def call(self, operation, given):
        report = ParamValidator().validate(given, self.oracle.sts.operation_model(operation).input_shape)
        odd = [k for k in ("RoleArn", "RoleSessionName", "ExternalId", "SerialNumber") if not re.fullmatch(r"[\w+=,.@:/-]*", str(given.get(k, "")))]
        if report.has_errors() or odd or ":u2f/" in given.get("SerialNumber", ""):
            raise Refused(report.generate_report() or odd or "a security key shows no code")
        name = given["RoleSessionName"]
        key, token = self.signs.get("aws_access_key_id", ""), self.signs.get("aws_session_token") or ""
        if key and not is_key(key, self.signs["aws_secret_access_key"], token):
            raise Refused("this is no key")
        self.oracle.calls.append([operation, given["RoleArn"], "" if name.startswith("botocore-session-") else name, given.get("ExternalId", ""),
                                  given.get("SerialNumber", ""), str(given.get("DurationSeconds", "")), given.get("WebIdentityToken", ""), key, token])
        return {"Credentials": {"AccessKeyId": f"ASIAHOP{len(self.oracle.calls)}", "SecretAccessKey": "hop", "SessionToken": "t",
                                "Expiration": "2090-01-01T00:00:00Z"}}

    def assume_role(self, **given):
        if "aws_access_key_id" not in self.signs or not self.signs["aws_access_key_id"]:
            raise Refused("signed with no key")
        return self.call("AssumeRole", given)

    def assume_role_with_web_identity(self, **given):
        self.signs = {}
        return self.call("AssumeRoleWithWebIdentity", given)


class Sso:
    """The IAM Identity Center portal."""

    class exceptions:
        UnauthorizedException = Refused

    def __init__(self, oracle, region):
        self.oracle = oracle
        if not REGION.fullmatch(region):
            raise Refused("this is no Region")

    def get_role_credentials(self, roleName, accountId, accessToken):
        self.oracle.calls.append(["GetRoleCredentials", accountId, roleName, accessToken])
        return {"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "sso", "sessionToken": "t", "expiration": 3786912000000}}


class Oracle:
    """botocore, with all its services replaced by stand-ins."""

    def __init__(self, patch):
        self.calls = []
        self.sts = botocore.session.Session().get_service_model("sts")
        key = {"SecretAccessKey": "s", "Token": "t", "Expiration": "2090-01-01T00:00:00Z"}
        patch.setattr(botocore.credentials, "_get_client_creator", lambda *a: lambda service, **signs: Sts(self, signs))
        patch.setattr(botocore.session.Session, "create_client", lambda *a, config, **k: Sso(self, config.region_name))
        patch.setattr(botocore.utils.ContainerMetadataFetcher, "retrieve_full_uri", lambda *a, **k: {"AccessKeyId": "ASIABOX", **key})
        patch.setattr(botocore.credentials.InstanceMetadataFetcher, "retrieve_iam_role_credentials", lambda _: {} if os.environ.get(
            "AWS_EC2_METADATA_DISABLED") == "true" else {"role_name": "role", "access_key": "ASIAEC2", "secret_key": "s", "token": "t",
                                                         "expiry_time": key["Expiration"]})
        self.patch = patch

    def find(self, env):
        self.calls = []
        saved = dict(os.environ)
        cache = os.path.join(env["HOME"], ".aws", "sso", "cache")
        for cls in botocore.credentials.SSOProvider, botocore.tokens.SSOTokenProvider:
            self.patch.setattr(cls, "_SSO_TOKEN_CACHE_DIR", cache)
        try:
            os.environ.clear()
            os.environ.update(env, PATH=saved["PATH"])
            return self.resolve()
        except Exception as why:  # noqa: BLE001: whatever it is, it is a refusal
            return {"error": f"{type(why).__name__}: {why}"}
        finally:
            os.environ.clear()
            os.environ.update(saved)

    def resolve(self):
        session = botocore.session.Session(include_builtin_handlers=False)  # these concern calls, and are slow
        resolver = session.get_component("credential_provider")
        for provider in resolver.providers:
            if provider.METHOD == "assume-role":
                provider._prompter = lambda prompt: "123456"
        region = session.get_config_variable("region") or ""
        if region and not REGION.fullmatch(region):
            return {"error": "this is no Region"}
        found = resolver.load_credentials()
        if found is None:
            return {"error": "none"}
        key = found.get_frozen_credentials()
        if not is_key(key.access_key, key.secret_key, key.token or ""):
            return {"error": "what was found is no key"}
        return {"id": key.access_key, "secret": key.secret_key, "token": key.token or "", "region": region, "calls": self.calls}


# --- parsing of files -----------------------------------------------------------------------------------------------------------------

PARTS = [
    "[a]", "[profile a]", '[profile "b c"]', "[profile 'd]", "[default]", "[DEFAULT]", "[profile default]", "[ a ]", "[services s]", "[sso-session t]", "[x]y]",
    "[]", "[", "[a] ; [b]", " [c]", "  [profile e]", "[profile a\\ b]", "[profilex a]", '[profile "a]', "profile", "[profile\u00a0z]", "[profile y z]", "[profile ]",
    '[profile ""]', "k = v", "k: v", "K=V # c", "k =", "l = 1", "m=2", "n : 3", "  o = 4", "\tp = 5", "    q = 6", "\u00a0r = 7", "\u3000\u3000s = 8", " # c", ";",
    "  ; x = 1", "", " ", "\t", "\u00a0", "= 1", ": 1", "junk", "  junk", "a=b:c", "a:b=c", "\x0b", "t\x0c= 9", "u = \x1c9", "v\u2003=\u200310\u2003", "w=\u200b1", "\x85"]


def read_by_botocore(path, file):
    try:
        botocore.configloader.load_config(path)
        raw = botocore.configloader.raw_config_parse(path, parse_subsections=False)
    except botocore.exceptions.ConfigParseError:
        return None
    if file == "credentials":
        return {"profiles": raw, "sso-session": {}, "services": {}}
    meant = botocore.configloader.build_profile_map(raw)
    return {"profiles": meant["profiles"], "sso-session": meant["sso_sessions"], "services": meant["services"]}


def test_files_are_read_as_by_botocore(tmp_path, record_property):
    """Random lines, in any order: both read the same settings in the same sections, or neither can read the file."""
    seed = int(os.environ.get("CREDS_SEED") or 2026)
    rnd, path, refused = random.Random(seed), tmp_path / "file", 0
    with subprocess.Popen([find("creds_many"), "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as tool:
        for _ in range(2 * COUNT):
            text = "".join(rnd.choice(PARTS) + rnd.choice(["\n"] * 8 + ["\r\n", "\r", "\n\n", ""]) for _ in range(rnd.randint(1, 8)))
            path.write_bytes(text.encode())
            file = rnd.choice(["config", "credentials"])
            theirs = read_by_botocore(str(path), file)
            tool.stdin.write(json.dumps({"": text, "file": file}, ensure_ascii=False) + "\n")
            tool.stdin.flush()
            ours = json.loads(tool.stdout.readline())
            ours = None if "error" in ours else {k: ours.get(k, {}) for k in ("profiles", "sso-session", "services")}
            assert ours == theirs, f"CREDS_SEED={seed}, as {file}: {text!r}"
            refused += theirs is None
        tool.stdin.close()
    record_property(f"config and credentials texts read as botocore reads them, CREDS_SEED={seed}", 2 * COUNT)
    print(f"{2 * COUNT} texts: the same in all, {refused} of them refused by both (CREDS_SEED={seed})")
    assert COUNT / 10 < refused < 2 * COUNT - COUNT / 10


# --- the test ----------------------------------------------------------------------------------------------------------------------


def show(env):
    parts = [f"{name}={value!r}" for name, value in sorted(env.items())]
    for path in sorted(p for p in pathlib.Path(env["HOME"]).rglob("*") if p.is_file() and p.name in ("config", "credentials")):
        parts.append(f"--- {path}\n{path.read_bytes()!r}".replace("\\n", "\n"))
    return "\n".join(parts)


def by_whoami(program, env, ours):
    """The program itself finds the same identity: it prints it, or gets as far as GetCallerIdentity."""
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    result = subprocess.run([program, "whoami"], env={**env, **nowhere}, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    said = ours.get("error", "127.0.0.1:1" if ours.get("region") else "no Region is chosen")
    assert result.returncode in (1, 64) and said[:100] in result.stderr, f"{said}\n{result.stderr}\n{show(env)}"


def test_identity_is_found_as_by_botocore(tmp_path, monkeypatch, record_property):
    seed = int(os.environ.get("CREDS_SEED") or 2026)
    print(f"CREDS_SEED={seed}")
    logging.getLogger("botocore").setLevel(logging.CRITICAL)
    oracle, rnd = Oracle(monkeypatch), random.Random(seed)
    path = find("creds_many")
    tool = subprocess.Popen([path, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    same = refused = asked = 0
    wrong = []
    for n in range(COUNT):
        env = Maker(rnd, tmp_path / str(n)).make()
        (tmp_path / str(n)).mkdir(exist_ok=True)
        theirs = oracle.find(env)
        tool.stdin.write(json.dumps(env) + "\n")
        tool.stdin.flush()
        ours = json.loads(tool.stdout.readline())
        if "error" in theirs and "error" in ours:
            assert ours["error"] and ours["hint"], show(env)
            refused += 1
        elif all(theirs.get(k) == ours.get(k) for k in ("id", "secret", "token", "region", "calls")):
            same += 1
        else:
            wrong.append(f"case {n}\n{show(env)}\nbotocore {theirs}\naccredit {ours}\n")
        if n % 40 == 0 and not wrong and not ours["calls"] and "AWS_EC2_METADATA_DISABLED" in env:
            by_whoami(str(pathlib.Path(path).parents[2] / "accredit"), env, ours)
            asked += 1
    tool.stdin.close()
    assert tool.wait() == 0
    print(f"{COUNT} combinations: {same} the same identity, {refused} refused by both, {len(wrong)} different (CREDS_SEED={seed}); {asked} of them by whoami")
    record_property(f"credential combinations as botocore has them, CREDS_SEED={seed}", COUNT - len(wrong))
    assert not wrong, f"CREDS_SEED={seed}, {len(wrong)} of {COUNT} differ\n" + "\n".join(wrong[:3])
    assert same > COUNT / 5 and refused > COUNT / 5
