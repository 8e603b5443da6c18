import type { CredentialLayout, LayoutSnippet } from "#domain/credentials/credential-layout.ts";
import type { ResourceType } from "#domain/provisioning/resource-type.ts";

type Shown = Pick<ResourceType, "credentialFields" | "connection">;

/**
 * Gives how credentials of a resource type are shown; it is sealed with the fields. Every type gets the Kubernetes Secret.
 *
 * @param resourceName `^[a-z][a-z0-9-]{2,24}$`; names the Secret
 * @param present names of the fields that this credential has, where a kind does not always have all of them: what names
 * another is left out
 */
export function layoutOf(type: Shown, resourceName = "latchkey", present?: readonly string[]): CredentialLayout {
  const shown = present === undefined ? type : withFields(type, present);
  const snippets = [...(shown.connection?.snippets ?? []), kubernetesSecret(shown, resourceName)];
  return { fields: shown.credentialFields, ...shown.connection, snippets };
}

function withFields({ credentialFields, connection = {} }: Shown, present: readonly string[]): Shown {
  const absent = credentialFields.flatMap(({ name }) => (present.includes(name) ? [] : [name]));
  if (absent.length === 0) return { credentialFields, connection };
  const mention = new RegExp(`(?<!\\{)\\{(${absent.join("|")})(\\||\\})`);
  const { url, file, snippets = [] } = connection;
  return {
    credentialFields: credentialFields.filter(({ name }) => !absent.includes(name)),
    connection: {
      ...(url !== undefined && !mention.test(url) && { url }),
      ...(file !== undefined && !mention.test(file.template) && { file }),
      snippets: snippets.filter(({ template }) => !mention.test(template)),
    },
  };
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
