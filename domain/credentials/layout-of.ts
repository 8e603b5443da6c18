import type { CredentialLayout, LayoutSnippet } from "#domain/credentials/credential-layout.ts";
import type { ResourceType } from "#domain/provisioning/resource-type.ts";

type Shown = Pick<ResourceType, "credentialFields" | "connection">;

/**
 * Gives how credentials of a resource type are shown; it is sealed with the fields. Every type gets the Kubernetes Secret.
 *
 * @param resourceName `^[a-z][a-z0-9-]{2,24}$`; names the Secret
 */
export function layoutOf(type: Shown, resourceName = "latchkey"): CredentialLayout {
  const snippets = [...(type.connection?.snippets ?? []), kubernetesSecret(type, resourceName)];
  return { fields: type.credentialFields, ...type.connection, snippets };
}

/** JSON strings are YAML scalars too, whatever they hold. */
function kubernetesSecret({ credentialFields, connection }: Shown, resourceName: string): LayoutSnippet {
  const names = credentialFields.map(({ name }) => name);
  const data = [
    ...names.map((name) => [name, name]),
    ...(connection?.url !== undefined && !names.includes("url") ? [["url", "url"]] : []),
    ...(connection?.file === undefined ? [] : [[connection.file.name, "file"]]),
  ];
  const lines = [
    "apiVersion: v1",
    "kind: Secret",
    "metadata:",
    // A name may end in a hyphen, which Kubernetes refuses; this end never does.
    `  name: ${resourceName}-credentials`,
    "type: Opaque",
    "stringData:",
    ...data.map(([key, value]) => `  ${key}: {${value}|json}`),
  ];
  return { id: "kubernetes-secret", title: "Kubernetes Secret", template: lines.join("\n") };
}
