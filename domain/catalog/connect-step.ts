import type { Backend } from "#domain/catalog/backend.ts";

/**
 * Gives the one step that connects one of `backends`, as a sentence.
 *
 * @param backends those that serve the same, none of them connected
 */
export function connectStep(backends: readonly Pick<Backend, "name" | "connect">[]): string {
  const told = backends.find(({ connect }) => connect !== null)?.connect;
  if (told) return told;
  const [first] = backends;
  if (first === undefined) return "Add a back end that serves it to catalog/backends.yaml.";
  return `Put the admin secret of the back end ${first.name} where catalog/backends.yaml says.`;
}
