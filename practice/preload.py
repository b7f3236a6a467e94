"""The first calls load models and build tables: done early, so that no operator waits and no benchmark counts it."""

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from call import Call

FORM = "application/x-www-form-urlencoded; charset=utf-8"
CALLS = [
    ("sts", "POST", FORM, b"Action=GetCallerIdentity&Version=2011-06-15", {}),
    ("iam", "POST", FORM, b"Action=ListUsers&Version=2010-05-08", {}),
    ("iam", "POST", FORM, b"Action=GetUser&Version=2010-05-08&UserName=operator", {}),
    ("ec2", "POST", FORM, b"Action=DescribeInstances&Version=2016-11-15", {}),
    ("s3", "GET", "", b"", {}),
    ("ssm", "POST", "application/x-amz-json-1.1",
     b'{"Name": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"}', {"X-Amz-Target": "AmazonSSM.GetParameter"}),
]


class Nowhere:
    """A connection without a client."""

    def answer(self, call, answer, now, truncate=False):
        if answer.status >= 400 and call.service != "ssm":  # not every Region has the public images
            raise OSError(f"the practice cloud does not work: {call.name} ended with {answer.status}: {answer.body!r}")


def warm(gateway, region):
    for service, method, kind, body, more in CALLS:
        headers = {"Host": "127.0.0.1", **({"Content-Type": kind} if kind else {}), **more}
        request = AWSRequest(method, "http://127.0.0.1/", headers, body)
        signer = S3SigV4Auth if service == "s3" else SigV4Auth
        signer(Credentials(*gateway.account.operator_key), service, region).add_auth(request)
        gateway.serve(Call(method, "/", {k.lower(): str(v) for k, v in request.headers.items()}, body), Nowhere())
