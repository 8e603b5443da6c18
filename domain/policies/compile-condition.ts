import { Environment, type ASTNode } from "@marcbachmann/cel-js";
import { conditionSchema, type ConditionFacts } from "#domain/policies/condition-facts.ts";

/** A checked condition: what was written, and whether it holds for some facts. */
export interface Condition {
  readonly source: string;
  /** @throws Error when it cannot be evaluated on these facts, or would take longer than its budget */
  readonly holds: (facts: ConditionFacts) => boolean;
}

/** Lists longer than this are not walked: with `macroDepthMax` it bounds the steps of one evaluation. */
const listLengthMax = 200;
/** Macros inside macros: 200 × 200 steps at most, some milliseconds. */
const macroDepthMax = 2;
const sourceLengthMax = 2000;

const macros = new Set(["all", "exists", "exists_one", "filter", "map"]);
/** JavaScript's own regular expressions: a catastrophic pattern would hold up every decision. */
const refusedFunctions = new Set(["matches"]);

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  enableOptionalTypes: true,
  limits: { maxAstNodes: 400, maxDepth: 40, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
});
for (const [name, schema] of Object.entries(conditionSchema)) environment.registerVariable({ name, schema });

/**
 * Compiles a condition in CEL, and refuses what could not be evaluated, names what is not there, or has no bounded cost.
 *
 * The bound holds for every input: nesting of macros is limited here, the length of lists at evaluation.
 * @throws Error with a reason of one line
 */
export function compileCondition(source: string): Condition {
  if (source.length > sourceLengthMax) throw new Error(`the condition is longer than ${sourceLengthMax} characters`);
  const parsed = parse(source);
  refuseUnbounded(parsed.ast, 0);
  const { valid, type, error } = parsed.check();
  if (!valid) throw new Error(firstLine(error));
  if (type !== "bool") throw new Error(`the condition gives ${type ?? "nothing"}, not true or false`);
  return {
    source,
    holds: (facts) => {
      assertBounded(facts);
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

function refuseUnbounded(node: ASTNode, depth: number): void {
  const name = node.op === "call" || node.op === "rcall" ? String(node.args[0]) : "";
  if (refusedFunctions.has(name)) throw new Error(`${name}() is not offered: use startsWith, endsWith, contains or in`);
  const inner = macros.has(name) ? depth + 1 : depth;
  if (inner > macroDepthMax) throw new Error(`macros stand more than ${macroDepthMax} deep in each other`);
  for (const child of childrenOf(node.args)) refuseUnbounded(child, inner);
}

function childrenOf(args: unknown): ASTNode[] {
  if (!Array.isArray(args)) return isNode(args) ? [args] : [];
  return args.flatMap((item: unknown) => childrenOf(item));
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

function assertBounded(value: unknown): void {
  if (Array.isArray(value) && value.length > listLengthMax) {
    throw new Error(`a list has ${value.length} entries; conditions walk at most ${listLengthMax}`);
  }
  if (typeof value !== "object" || value === null) return;
  const entries = Object.values(value);
  if (entries.length > listLengthMax) throw new Error("a map has too many entries");
  for (const entry of entries) assertBounded(entry);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "it is not CEL";
}
