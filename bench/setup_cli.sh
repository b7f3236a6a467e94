#!/bin/sh
# The calls of the Essentia set-up, by the AWS CLI named first: as boto3's.
aws=$1 documents=$2
set -e
"$aws" sts get-caller-identity >/dev/null
! "$aws" iam get-role --role-name EssentiaMaster >/dev/null 2>&1
! "$aws" iam get-role-policy --role-name EssentiaMaster --policy-name EssentiaAccess >/dev/null 2>&1
! "$aws" iam get-instance-profile --instance-profile-name EssentiaMaster >/dev/null 2>&1
"$aws" iam create-role --role-name EssentiaMaster \
	--assume-role-policy-document "file://$documents/trust.json" \
	--description "Lets an Essentia master use this account" \
	--tags Key=accredit:setup,Value=essentia >/dev/null
"$aws" iam put-role-policy --role-name EssentiaMaster --policy-name EssentiaAccess \
	--policy-document "file://$documents/workers-and-s3.json"
"$aws" iam create-instance-profile --instance-profile-name EssentiaMaster \
	--tags Key=accredit:setup,Value=essentia >/dev/null
"$aws" iam add-role-to-instance-profile --instance-profile-name EssentiaMaster \
	--role-name EssentiaMaster
