#!/bin/bash
# Reads the secrets from their files and starts the issuer with the realm of this folder.
set -euo pipefail
export KC_BOOTSTRAP_ADMIN_USERNAME=admin
KC_BOOTSTRAP_ADMIN_PASSWORD=$(cat /run/secrets/keycloak-admin)
LATCHKEY_WEB_SECRET=$(cat /run/secrets/oidc-client-secret)
LATCHKEY_REVEAL_SECRET=$(cat /run/secrets/reveal-oidc-client-secret)
export KC_BOOTSTRAP_ADMIN_PASSWORD LATCHKEY_WEB_SECRET LATCHKEY_REVEAL_SECRET
exec /opt/keycloak/bin/kc.sh start --import-realm
