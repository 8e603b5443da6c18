import { readFile } from "node:fs/promises";

const runbook = new URL("../../resource-types/redis-cache/README.md", import.meta.url);

/** Gives the rules that the runbook tells operators to give the admin of a cache server, as arguments of ACL SETUSER. */
export async function adminRules(): Promise<readonly string[]> {
  const text = await readFile(runbook, "utf8");
  const rules = /^ *ACL SETUSER latchkey-admin on >… (.*)$/m.exec(text)?.[1];
  if (rules === undefined) throw new Error("The runbook of redis-cache no longer says what its admin may do.");
  return rules.split(" ");
}
