#!/bin/bash
# Run by the image at the first start of an empty volume: roles and database of the ledger.
set -euo pipefail
variables=()
for name in migrator web worker reveal auditor; do
  variables+=(-v "$name=$(cat "/run/secrets/$name")")
done
psql --username postgres --no-psqlrc --quiet "${variables[@]}" --file /latchkey/ledger-roles.sql
