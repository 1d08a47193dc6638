#!/bin/bash
# Moves the files of past quarters of an hour into the archive, where nobody can change or delete them for 400 days. A
# timer calls it every five minutes; what can't be moved stays for the next time. Call: archive <bucket> <key> <host>
set -euo pipefail
bucket=$1 key=$2 host=$3
directory=${CORDON_RECORDS:-/var/log/cordon/records}
now=$(date -u +%FT%H)-$(printf %02d $((10#$(date -u +%M) / 15)))

shopt -s nullglob
for file in "$directory"/*.log; do
  name=$(basename "$file" .log)
  # The present quarter is being written, and the last one may be for a minute.
  if [[ $name == "$now" || -n $(find "$file" -newermt '-1 minute') ]]; then continue; fi
  gzip -c "$file" >"$file.gz"
  aws s3api put-object --bucket "$bucket" --key "syslog/${name%%T*}/$host/$name.log.gz" --body "$file.gz" \
    --server-side-encryption aws:kms --ssekms-key-id "$key" --checksum-algorithm SHA256 >/dev/null
  rm -f "$file" "$file.gz"
done
