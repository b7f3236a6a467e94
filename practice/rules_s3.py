"""S3's rules that moto leaves out."""

from account import BUCKET_NAME
from errors import AwsError


def check(call, gateway):
    name = call.params.get("Bucket", "")
    if call.operation == "CreateBucket" and not BUCKET_NAME.fullmatch(name):
        raise AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, {"BucketName": name})
