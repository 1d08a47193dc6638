#!/bin/bash
# Fetches from Secrets Manager the certificate by which this machine sends or takes messages of servers, and has rsyslog
# use it where it is a new one. A timer calls it every hour. Call: fetch-certificate <region> <secret>
set -euo pipefail
umask 077
region=$1 secret=$2
directory=${CORDON_CERTIFICATES:-/etc/cordon/records}

mkdir -p "$directory"
fetched=$(mktemp -d "$directory/.fetched.XXXXXX")
trap 'rm -rf "$fetched"' EXIT
aws secretsmanager get-secret-value --region "$region" --secret-id "$secret" --query SecretString --output text |
  python3 -c '
import json, sys
secret, directory = json.load(sys.stdin), sys.argv[1]
for part in ("ca", "certificate", "key"):
    with open(f"{directory}/{part}.pem", "w") as file:
        file.write(secret[part])
' "$fetched"
if diff -rq "$fetched" "$directory" --exclude '.fetched.*' >/dev/null 2>&1; then exit 0; fi
mv -f "$fetched"/*.pem "$directory/"
systemctl try-restart rsyslog
