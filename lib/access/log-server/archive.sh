#!/bin/bash
# Moves the files of past quarters of an hour into the archive, where nobody can change or delete them for 400 days. A
# timer calls it every five minutes; what can't be moved stays for the next time. It says what it has moved, on the way
# that all messages take: an alarm counts that. Call: archive <bucket> <key> <host> [all, when the server stops]
set -euo pipefail
bucket=$1 key=$2 host=$3 which=${4:-past}
directory=${CORDON_RECORDS:-/var/log/cordon/records}
now=$(date -u +%FT%H)-$(printf %02d $((10#$(date -u +%M) / 15)))

shopt -s nullglob
for file in "$directory"/*.log; do
  name=$(basename "$file" .log)
  # The present quarter is being written, and the last one may be for a minute.
  if [[ $which != all && ($name == "$now" || -n $(find "$file" -newermt '-1 minute')) ]]; then continue; fi
  gzip -nc "$file" >"$file.gz"
  # What a server writes once it has stopped and started again is another object, and the same one twice is one.
  digest=$(sha256sum "$file.gz" | cut -c1-12)
  aws s3api put-object --bucket "$bucket" --key "syslog/${name%%T*}/$host/$name-$digest.log.gz" --body "$file.gz" \
    --server-side-encryption aws:kms --ssekms-key-id "$key" --checksum-algorithm SHA256 >/dev/null
  rm -f "$file" "$file.gz"
  logger -t cordon-archive "moved $name into the archive"
done
