import type { Json } from "#scripts/contract/read-schema.ts";

/**
 * Tells problems that many operations share once, under `components.responses`, and refers to them: the same contract in a
 * file a third as long.
 */
export function hoistAnswers(document: Json): Json {
  const paths = document.paths as Record<string, Record<string, Json>>;
  const responses: Record<string, Json> = {};
  const lean = mapValues(paths, (item) =>
    mapValues(item, (operation) => {
      if (operation.responses === undefined) return operation;
      return { ...operation, responses: mapEntries(operation.responses as Record<string, Json>, hoist) };
    }),
  );
  function hoist(status: string, answer: Json): Json {
    const codes = codesOf(answer);
    if (codes === null) return answer;
    const name = [status, ...codes].join(".");
    responses[name] = answer;
    return { $ref: `#/components/responses/${name}` };
  }
  const sorted = Object.fromEntries(Object.entries(responses).sort(([one], [other]) => (one < other ? -1 : 1)));
  return { ...document, paths: lean, components: { ...(document.components as Json), responses: sorted } };
}

/** The codes of a problem; null for an answer of another kind. */
function codesOf({ content }: Json): readonly string[] | null {
  const problem = (content as Record<string, Json> | undefined)?.["application/problem+json"];
  if (problem === undefined) return null;
  const { allOf = [] } = problem.schema as { readonly allOf?: readonly Json[] };
  const { code } = (allOf[1]?.properties ?? {}) as { readonly code?: { readonly enum: readonly string[] } };
  return code?.enum ?? null;
}

function mapValues<T, U>(of: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return mapEntries(of, (_, value) => map(value));
}

function mapEntries<T, U>(of: Record<string, T>, map: (key: string, value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(key, value)]));
}
