#!/bin/bash
# Run by the image at the first start of an empty volume: the login by which workers build.
set -euo pipefail
psql --username postgres --no-psqlrc --quiet -v "password=$(cat /run/secrets/target-admin)" --file /latchkey/target-admin.sql
