"""The condition keys for the metadata options of an instance."""

import pytest
from conftest import error_of, policy

INSTANCE = "arn:aws:ec2:*:*:instance/*"
FREE = {"Effect": "Allow", "Action": ["ec2:RunInstances", "ec2:ModifyInstanceMetadataOptions"], "Resource": "*"}
SAFE, HOPS = {"HttpTokens": "required"}, {"NumericGreaterThan": {"ec2:MetadataHttpPutResponseHopLimit": "1"}}


def deny(condition, action="ec2:RunInstances"):
    return {"Effect": "Deny", "Action": action, "Resource": INSTANCE, "Condition": condition}


TOKENS = deny({"StringNotEquals": {"ec2:MetadataHttpTokens": "required"}})


@pytest.fixture
def launch_as(cloud, make_user, image):
    """Attempts a launch as a user with these statements; returns the error code."""
    keys, ident = make_user("one"), image()

    def run(statements, **options):
        cloud.client("iam").put_user_policy(UserName="one", PolicyName="own", PolicyDocument=policy(*statements))
        more = {"MetadataOptions": options} if options else {}
        return error_of(cloud.client("ec2", **keys).run_instances, ImageId=ident, InstanceType="t3.micro", MinCount=1, MaxCount=1,
                        DryRun=True, **more)["Error"]["Code"]
    return run


@pytest.mark.parametrize("statements, options, code", [
    ([FREE, TOKENS], SAFE, "DryRunOperation"), ([FREE, TOKENS], {}, "UnauthorizedOperation"),
    ([FREE, TOKENS], {"HttpTokens": "optional"}, "UnauthorizedOperation"),
    ([FREE, deny(HOPS)], {"HttpPutResponseHopLimit": 2}, "UnauthorizedOperation"),
    ([FREE, deny(HOPS)], {"HttpPutResponseHopLimit": 1}, "DryRunOperation"), ([FREE, deny(HOPS)], {}, "DryRunOperation"),
    ([FREE, deny({"StringEquals": {"ec2:MetadataHttpEndpoint": "disabled"}})], {"HttpEndpoint": "disabled"}, "UnauthorizedOperation"),
    ([{**FREE, "Condition": {"StringEquals": {"ec2:MetadataHttpTokens": "required"}}}], SAFE, "UnauthorizedOperation"),
    ([{**FREE, "Condition": {"StringEqualsIfExists": {"ec2:MetadataHttpTokens": "required"}}}], SAFE, "DryRunOperation")], ids=str)
def test_conditions_of_a_launch(launch_as, statements, options, code):
    assert launch_as(statements, **options) == code


def test_conditions_of_a_change_have_the_current_and_the_requested_values(cloud, ec2, launch, make_user):
    safe, plain = launch(MetadataOptions=SAFE)["InstanceId"], launch()["InstanceId"]
    one = cloud.client("ec2", **make_user("one", policy(
        FREE, deny({"StringEquals": {"ec2:MetadataHttpTokens": "required"}}, "ec2:ModifyInstanceMetadataOptions"),
        deny({"NumericGreaterThan": {"ec2:Attribute/HttpPutResponseHopLimit": "2"}}, "ec2:ModifyInstanceMetadataOptions"))))
    ask = one.modify_instance_metadata_options
    assert error_of(ask, InstanceId=safe, HttpTokens="optional", DryRun=True)["Error"]["Code"] == "UnauthorizedOperation"
    assert error_of(ask, InstanceId=plain, HttpPutResponseHopLimit=3, DryRun=True)["Error"]["Code"] == "UnauthorizedOperation"
    assert error_of(ask, InstanceId=plain, HttpPutResponseHopLimit=2, DryRun=True)["Error"]["Code"] == "DryRunOperation"
