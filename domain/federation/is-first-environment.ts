import type { Environment } from "#domain/catalog/environment.ts";

/**
 * Tells whether an environment is where promotion begins and nobody is asked: the one place where a rule may trust what
 * outsiders can start. Every other one, and one that is not known, is not.
 *
 * @param environments in the order of promotion, as the catalog has them
 */
export function isFirstEnvironment(
  environments: ReadonlyMap<string, Pick<Environment, "id" | "approval">>,
  id: string,
): boolean {
  const [first] = environments.values();
  return first !== undefined && first.id === id && first.approval === null;
}
