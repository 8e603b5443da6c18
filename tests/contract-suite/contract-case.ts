import { expect } from "vitest";
import type { ResourceIdentity, ResourceType } from "#domain/provisioning/resource-type.ts";
import type { ContractTarget } from "#tests/contract-suite/contract-target.ts";
import { newResource, openCall, type Call } from "#tests/contract-suite/open-call.ts";
import { perform, provisionActs, type Act } from "#tests/contract-suite/perform.ts";

/** One resource type on one back end. */
export interface ContractCase {
  readonly type: ResourceType;
  readonly parameters: Record<string, unknown>;
  /** What a person chooses in its template's form; null: those of the parameters that the template has. */
  readonly asked: Readonly<Record<string, unknown>> | null;
  /** Names of the fields that are delivered, in their order. */
  readonly delivers: readonly string[];
  /** Available from `beforeAll` on. */
  readonly target: () => ContractTarget;
}

/** Opens calls on a new resource of this case. */
export function openCase({ target, parameters }: ContractCase, resource: ResourceIdentity = newResource()): Call {
  return openCall(target(), parameters, resource);
}

/** Everything that happens to a resource in its life, in order. */
export function lifeActs({ type, parameters }: ContractCase): readonly Act[] {
  return [...provisionActs(type, newResource(), parameters), { method: "revoke" }, { method: "destroy" }];
}

/** Performs the acts one after the other and gives their receipts. */
export async function performAll({ type }: ContractCase, call: Call, acts: readonly Act[]): Promise<unknown[]> {
  const receipts: unknown[] = [];
  for (const act of acts) receipts.push(await perform(type, act, call.context()));
  return receipts;
}

/** Builds a new resource to the end. */
export async function build(contract: ContractCase, call: Call = openCase(contract)): Promise<Call> {
  await performAll(contract, call, provisionActs(contract.type, call.resource, contract.parameters));
  return call;
}

/** Opens a session with what was delivered last. */
export async function connectLast({ target }: ContractCase, call: Call) {
  const fields = call.delivered.at(-1);
  if (fields === undefined) throw new Error("Nothing was delivered.");
  return target().connect(fields);
}

/** Runs `work` and expects that it takes exactly these lines from what the back end holds. */
export async function expectRemoval(
  { target }: ContractCase,
  work: () => Promise<unknown>,
  removed: readonly string[],
): Promise<void> {
  const before = await target().listObjects();
  await work();
  const left = before.filter((line) => !removed.includes(line));
  expect((await target().listObjects()).toSorted()).toEqual(left.toSorted());
}

/** Runs `work` and expects that it leaves the back end exactly as it found it, plus `added`. */
export async function expectChange(
  { target }: ContractCase,
  work: () => Promise<unknown>,
  added: () => readonly string[] = () => [],
): Promise<void> {
  const before = await target().listObjects();
  await work();
  expect((await target().listObjects()).toSorted()).toEqual([...before, ...added()].toSorted());
}
