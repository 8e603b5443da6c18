import { Environment, type ASTNode } from "@marcbachmann/cel-js";
import { conditionSchema, type ConditionFacts } from "#domain/policies/condition-facts.ts";
import { assertPlain, calledName, isMacro, isNode, receiverOf } from "#domain/policies/plain-range.ts";

/** A checked condition: what was written, and whether it holds for some facts. */
export interface Condition {
  readonly source: string;
  /** @throws Error when it cannot be evaluated on these facts, or would take longer than its budget */
  readonly holds: (facts: ConditionFacts) => boolean;
}

/** Macros inside macros; the range that a macro walks counts as inside it. */
const macroDepthMax = 2;
/**
 * Lists longer than this are not walked, by the depth of the condition's macros: at most 50 × 50 steps of one macro. Without
 * a macro only `in` looks through a list, once.
 */
const listLengthMax = [10_000, 200, 50] as const;
const sourceLengthMax = 2000;

/** What is refused by name, with what to write instead. */
const refusedFunctions = new Map([
  // JavaScript's own regular expressions: a catastrophic pattern would hold up every decision.
  ["matches", "use startsWith, endsWith, contains or in"],
  // A value bound to twice itself, some tens of times over, fills the memory.
  ["bind", "write the value out"],
]);

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  enableOptionalTypes: true,
  limits: { maxAstNodes: 400, maxDepth: 40, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
});
for (const [name, schema] of Object.entries(conditionSchema)) environment.registerVariable({ name, schema });

/**
 * Compiles a condition in CEL, and refuses what could not be evaluated, names what is not there, or has no bounded cost.
 *
 * The bound holds for every input: nesting of macros and what they walk are limited here, the length of lists at evaluation.
 * @throws Error with a reason of one line
 */
export function compileCondition(source: string): Condition {
  if (source.length > sourceLengthMax) throw new Error(`the condition is longer than ${sourceLengthMax} characters`);
  const parsed = parse(source);
  const depth = boundedDepth(parsed.ast, 0);
  const { valid, type, error } = parsed.check();
  if (!valid) throw new Error(firstLine(error));
  if (type !== "bool") throw new Error(`the condition gives ${type ?? "nothing"}, not true or false`);
  return {
    source,
    holds: (facts) => {
      assertBounded(facts, listLengthMax[depth] ?? 0);
      const answer: unknown = parsed(facts);
      if (typeof answer !== "boolean") throw new Error("the condition gave neither true nor false");
      return answer;
    },
  };
}

function parse(source: string) {
  try {
    return environment.parse(source);
  } catch (error) {
    throw new Error(firstLine(error), { cause: error });
  }
}

/** The depth of the macros of a condition; throws where its cost has no bound. */
function boundedDepth(node: ASTNode, outer: number): number {
  const name = calledName(node);
  const instead = refusedFunctions.get(name);
  if (instead !== undefined) throw new Error(`${name}() is not offered: ${instead}`);
  if (isMacro(node)) assertPlain(receiverOf(node), name);
  const depth = isMacro(node) ? outer + 1 : outer;
  if (depth > macroDepthMax) throw new Error(`macros stand more than ${macroDepthMax} deep in each other`);
  return Math.max(depth, ...childrenOf(node.args).map((child) => boundedDepth(child, depth)));
}

function childrenOf(args: unknown): ASTNode[] {
  if (!Array.isArray(args)) return isNode(args) ? [args] : [];
  return args.flatMap((item: unknown) => childrenOf(item));
}

function assertBounded(facts: ConditionFacts, lengthMax: number): void {
  const longest = measured.get(facts) ?? longestIn(facts);
  measured.set(facts, longest);
  if (longest <= lengthMax) return;
  throw new Error(`a list or map of the facts has ${longest} entries; this condition walks at most ${lengthMax}`);
}

/** All conditions of one decision look at the same facts. */
const measured = new WeakMap<ConditionFacts, number>();

function longestIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const entries: readonly unknown[] = Object.values(value);
  return entries.reduce<number>((longest, entry) => Math.max(longest, longestIn(entry)), entries.length);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "it is not CEL";
}
