import { stringify } from "yaml";

/** What a kubeconfig is made of. */
export interface KubeconfigParts {
  readonly server: string;
  readonly caCertificate: string;
  readonly token: string;
}

/** A self-contained kubeconfig with one context. */
export function writeKubeconfig({ server, caCertificate, token }: KubeconfigParts): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "double",
        cluster: { server, "certificate-authority-data": Buffer.from(caCertificate).toString("base64") },
      },
    ],
    users: [{ name: "double", user: { token } }],
    contexts: [{ name: "double", context: { cluster: "double", user: "double" } }],
    "current-context": "double",
  });
}
