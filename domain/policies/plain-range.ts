import type { ASTNode } from "@marcbachmann/cel-js";

const macros = new Set(["all", "exists", "exists_one", "filter", "map"]);
/** Reading a field or an entry, and writing a list out: none of it is longer than what stands in facts or condition. */
const plainOps = new Set(["id", "value", ".", ".?", "[]", "[?]", "list"]);

/**
 * Refuses a range of a macro that could be longer than the facts: one that is added up, split off, or chosen.
 *
 * @throws Error with a reason of one line
 */
export function assertPlain(range: ASTNode | undefined, macro: string): void {
  if (range !== undefined && isPlain(range)) return;
  throw new Error(
    `${macro}() walks a list of the facts or one that is written out, filtered or mapped, nothing made by + or a call`,
  );
}

/** The name of the function or macro that a node calls; empty for any other node. */
export function calledName(node: ASTNode): string {
  return node.op === "call" || node.op === "rcall" ? String(node.args[0]) : "";
}

/** Tells whether a node walks a list. */
export function isMacro(node: ASTNode): boolean {
  return node.op === "rcall" && macros.has(calledName(node));
}

/** What a node calls its function on. */
export function receiverOf(node: ASTNode): ASTNode | undefined {
  return node.op === "rcall" ? nodesOf(node.args[1])[0] : undefined;
}

/** Tells a node of a syntax tree from what else stands in its arguments. */
export function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

/** A filter's predicate changes no length; what a map gives may be walked again, so that it must be plain itself. */
function isPlain(node: ASTNode): boolean {
  if (plainOps.has(node.op)) return nodesOf(node.args).every(isPlain);
  if (node.op !== "rcall") return false;
  const receiver = receiverOf(node);
  if (receiver === undefined || !isPlain(receiver)) return false;
  const given = nodesOf(node.args[2]);
  const name = calledName(node);
  if (name === "filter") return true;
  if (name === "map") return given.slice(-1).every(isPlain);
  return name === "orValue" && given.every(isPlain);
}

function nodesOf(args: unknown): ASTNode[] {
  if (isNode(args)) return [args];
  return Array.isArray(args) ? args.flatMap((item: unknown) => nodesOf(item)) : [];
}
