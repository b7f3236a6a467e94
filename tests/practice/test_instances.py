"""RunInstances and related calls: client tokens, states, what is rejected."""

import gzip

import pytest
from conftest import code_of, error_of, until


def state_of(ec2, ident):
    return ec2.describe_instances(InstanceIds=[ident])["Reservations"][0]["Instances"][0]["State"]["Name"]


def test_states_of_an_instance(cloud, ec2, launch):
    one = launch()
    assert one["State"]["Name"] == "pending"
    until(lambda: state_of(ec2, one["InstanceId"]) == "running")
    ended = ec2.terminate_instances(InstanceIds=[one["InstanceId"]])["TerminatingInstances"][0]
    assert (ended["PreviousState"]["Name"], ended["CurrentState"]["Name"]) == ("running", "shutting-down")
    until(lambda: state_of(ec2, one["InstanceId"]) == "terminated")
    again = ec2.terminate_instances(InstanceIds=[one["InstanceId"]])["TerminatingInstances"][0]
    assert again["CurrentState"]["Name"] == "terminated"


def test_same_token_returns_the_same_instance(ec2, launch):
    one, two = launch(ClientToken="token"), launch(ClientToken="token")
    assert one["InstanceId"] == two["InstanceId"]
    assert launch(ClientToken="other")["InstanceId"] != one["InstanceId"]
    assert len(ec2.describe_instances()["Reservations"]) == 2


def test_same_token_with_other_parameters_is_rejected(launch):
    launch(ClientToken="token")
    answer = error_of(launch, ClientToken="token", InstanceType="t3.small")
    assert answer["Error"]["Code"] == "IdempotentParameterMismatch" and answer["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_each_call_without_a_token_launches_an_instance(ec2, launch):

    assert launch()["InstanceId"] != launch()["InstanceId"]


@pytest.mark.parametrize("more, code", [
    ({"ImageId": "ami-0123456789abcdef0"}, "InvalidAMIID.NotFound"), ({"ImageId": "ami-nonsense"}, "InvalidAMIID.Malformed"),
    ({"InstanceType": "t4g.micro"}, "InvalidParameterValue"), ({"SubnetId": "subnet-0123456789abcdef0"}, "InvalidSubnetID.NotFound"),
    ({"SecurityGroupIds": ["sg-0123456789abcdef0"]}, "InvalidGroup.NotFound"), ({"InstanceType": "t3.nano-ish"}, "InvalidParameterValue"),
    ({"KeyName": "none"}, "InvalidKeyPair.NotFound"),
    ({"IamInstanceProfile": {"Name": "none"}}, "InvalidParameterValue"), ({"UserData": "x" * 16385}, "InvalidParameterValue")])
def test_what_cannot_be_launched(ec2, launch, more, code):
    assert code_of(launch, **more) == code
    assert ec2.describe_instances()["Reservations"] == []


def test_image_and_type_must_have_the_same_architecture(launch, image):
    launch(ImageId=image("arm64"), InstanceType="t4g.micro")
    assert "architecture" in error_of(launch, ImageId=image("arm64"))["Error"]["Message"]


def test_filters_and_tags(ec2, launch):
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "accredit:setup", "Value": "a"}]}]
    one = launch(TagSpecifications=tags)["InstanceId"]
    launch()
    found = ec2.describe_instances(Filters=[{"Name": "tag:accredit:setup", "Values": ["a"]},
                                            {"Name": "instance-state-name", "Values": ["pending", "running"]}])
    assert [i["InstanceId"] for r in found["Reservations"] for i in r["Instances"]] == [one]
    ec2.terminate_instances(InstanceIds=[one])
    gone = [{"Name": "instance-state-name", "Values": ["terminated"]}]
    until(lambda: ec2.describe_instances(Filters=gone)["Reservations"])


def test_pages(ec2, launch):
    for _ in range(7):
        launch()
    first = ec2.describe_instances(MaxResults=5)
    second = ec2.describe_instances(MaxResults=5, NextToken=first["NextToken"])
    assert len(first["Reservations"]) == 5 and len(second["Reservations"]) == 2 and "NextToken" not in second
    assert code_of(ec2.describe_instances, MaxResults=4) == "InvalidParameterValue"


def test_not_found(ec2):
    assert code_of(ec2.describe_instances, InstanceIds=["i-0123456789abcdef0"]) == "InvalidInstanceID.NotFound"
    assert code_of(ec2.get_console_output, InstanceId="i-0123456789abcdef0") == "InvalidInstanceID.NotFound"
    assert code_of(ec2.terminate_instances, InstanceIds=["nonsense"]) == "InvalidInstanceID.Malformed"


def test_compressed_user_data(cloud, ec2, launch):
    packed = gzip.compress(b"#!/bin/bash\necho from the inside\n")
    one = launch(UserData=packed)["InstanceId"]
    until(lambda: b"from the inside" in console(ec2, one))


def console(ec2, ident, **more):
    answer = ec2.get_console_output(InstanceId=ident, **more)
    return answer.get("Output", "").encode()


def test_console_output_is_base64_with_serial_lines(cloud, ec2, launch):
    one = launch("#!/bin/bash\necho one\necho two >&2\n")["InstanceId"]
    text = until(lambda: (lambda t: t if b"two" in t else None)(console(ec2, one, Latest=True)))
    assert b"\r\n" in text and b"Linux version" in text
    line = next(piece for piece in text.split(b"\r\n") if piece.endswith(b": two"))
    assert line.startswith(b"[") and b"cloud-init[" in line


def test_latest_console_output_is_for_nitro_only(ec2, launch):
    one = launch(InstanceType="t2.micro")["InstanceId"]
    assert code_of(ec2.get_console_output, InstanceId=one, Latest=True) == "UnsupportedOperation"
    ec2.get_console_output(InstanceId=one)


def test_console_output_keeps_64_kib(ec2, launch):
    one = launch("#!/bin/bash\nfor n in $(seq 1 3000); do echo line $n of many, all of them rather long; done; echo the end\n")["InstanceId"]
    text = until(lambda: (lambda t: t if b"the end" in t else None)(console(ec2, one)))
    assert len(text) <= 65536 and b"Linux version" not in text and b"line 2999 of" in text


def test_termination_protection(ec2, launch):
    one = launch(DisableApiTermination=True)["InstanceId"]
    assert code_of(ec2.terminate_instances, InstanceIds=[one]) == "OperationNotPermitted"


def test_stop_ends_the_processes(cloud, ec2, launch):
    one = launch("#!/bin/bash\nsleep 600\n")["InstanceId"]
    until(lambda: cloud.control("GET", "workers")[0]["alive"])
    ec2.stop_instances(InstanceIds=[one])
    until(lambda: state_of(ec2, one) == "stopped" and not cloud.control("GET", "workers")[0]["alive"])


def test_dry_run_of_a_fleet(ec2, iam, image, make_profile):
    role = make_profile("fleet", trust={"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "spotfleet.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
    arn = iam.get_role(RoleName=role)["Role"]["Arn"]
    params = {"IamFleetRole": arn, "TargetCapacity": 1, "LaunchSpecifications": [{"ImageId": image(), "InstanceType": "t3.micro"}]}
    assert code_of(ec2.request_spot_fleet, DryRun=True, SpotFleetRequestConfig=params) == "DryRunOperation"
