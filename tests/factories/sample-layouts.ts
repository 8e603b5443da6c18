import type { ResourceType } from "#domain/provisioning/resource-type.ts";

type Shown = Pick<ResourceType, "credentialFields" | "connection">;

/** A credential with a connection string, as a cache has it. */
export const urlLayout: Shown = {
  credentialFields: [
    { name: "host", label: "Host", secret: false },
    { name: "port", label: "Port", secret: false },
    { name: "username", label: "User name", secret: false },
    { name: "password", label: "Password", secret: true },
    { name: "keyPrefix", label: "Key prefix", secret: false },
  ],
  connection: {
    url: "redis://{username|uri}:{password|uri}@{host}:{port}",
    snippets: [
      { id: "cli", title: "redis-cli", template: "REDISCLI_AUTH={password|shell} redis-cli -u {url|shell}" },
      { id: "env", title: ".env", template: "REDIS_URL={url|json}" },
    ],
  },
};

/** A credential that is a file with a secret of several lines and no connection string, as a namespace has it. */
export const fileLayout: Shown = {
  credentialFields: [
    { name: "server", label: "API server", secret: false },
    { name: "namespace", label: "Namespace", secret: false },
    { name: "token", label: "Token", secret: true },
  ],
  connection: {
    file: {
      name: "kubeconfig.yaml",
      template: "clusters:\n  - cluster: {{ server: {server|json} }}\nusers:\n  - user: {{ token: {token|json} }}\n",
    },
    snippets: [
      {
        id: "kubectl",
        title: "kubectl",
        template: "kubectl --kubeconfig kubeconfig.yaml -n {namespace|shell} get pods",
      },
      { id: "ci", title: "CI variable", template: "KUBECONFIG_CONTENT={file|json}" },
    ],
  },
};

/** A credential that is nothing but its fields. */
export const bareLayout: Shown = {
  credentialFields: [
    { name: "endpoint", label: "Endpoint", secret: false },
    { name: "apiKey", label: "API key", secret: true },
  ],
};
