import { expect, it } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { expectChange, openCase, performAll, type ContractCase } from "#tests/contract-suite/contract-case.ts";
import { openFaultProxy } from "#tests/contract-suite/fault-proxy.ts";
import { hostileNames } from "#tests/contract-suite/hostile-names.ts";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { say } from "#tests/contract-suite/say.ts";
import { perform, provisionActs } from "#tests/contract-suite/perform.ts";
import { fullCount } from "#tests/harness/full-count.ts";

const rule = /^[a-z][a-z0-9-]{2,24}$/;
const atOnce = 4;
const retriesMax = 10;

/** What holds for names that somebody chose to do harm. */
export function describeNames(contract: ContractCase): void {
  const { type, parameters, target } = contract;
  const names = hostileNames.map(({ name }) => name);
  const [allowed, forbidden] = [names.filter((name) => rule.test(name)), names.filter((name) => !rule.test(name))];
  // Without FULL_COUNTS=1 a part of those that are built, spread over all kinds: each takes a back end some time.
  const built = allowed.filter((_, index) => index % fullCount(1, 8) === 0);

  it(`refuses ${forbidden.length} of ${names.length} hostile names before it reaches the back end`, async () => {
    const watched = await openFaultProxy(target().upstream);
    await expectChange(contract, async () => {
      for (const name of forbidden) await expectRefusal(newResource(name), watched.port);
    });
    expect(watched.connections).toBe(0);
    // The same calls with a name that is none of them do reach it: the watch is no blind one.
    const call = openCase(contract);
    await type.inspect(call.context({ backend: target().openBackend(watched.port) }));
    expect(watched.connections).toBeGreaterThan(0);
    await watched.close();
  });

  it(`takes ${built.length} of the other ${allowed.length} literally, each as exactly its own objects`, async () => {
    const resources = built.map((name) => newResource(name));
    const own = resources.flatMap((resource) => target().expectedObjects(resource));
    // No two names lead to one thing.
    expect(new Set(own).size).toBe(own.length);
    const buildOne = (resource: ResourceIdentity) =>
      performAll(contract, openCase(contract, resource), appliesTo(resource));
    await expectChange(
      contract,
      () => each(resources, buildOne),
      () => own,
    );
    await each(resources, (resource) => type.destroy(openCase(contract, resource).context()));
    const part =
      built.length === allowed.length ? "" : ` (of ${allowed.length} that are permitted; FULL_COUNTS=1: all)`;
    say(
      `N1/N2 ${target().label}: ${names.length} names: ${forbidden.length} refused before any call, ` +
        `${built.length} created as one object${part}.`,
    );
  });

  it.each(["", "res_1'", 'res_1"', "res_1; DROP", "res_1\0", "res\n1", "ä", "r".repeat(65)])(
    "refuses the resource id %j before it reaches the back end",
    async (resourceId) => {
      const watched = await openFaultProxy(target().upstream);
      await expectChange(contract, () => expectRefusal({ ...newResource(), resourceId }, watched.port));
      expect(watched.connections).toBe(0);
      await watched.close();
    },
  );

  function appliesTo(resource: ResourceIdentity) {
    return provisionActs(type, resource, parameters).filter(({ method }) => method === "apply");
  }

  /** Every call on the resource is refused as invalid input. */
  async function expectRefusal(resource: ResourceIdentity, port: number): Promise<void> {
    const call = openCase(contract, resource);
    const backend = target().openBackend(port);
    const steps = appliesTo(newResource());
    const rest = [{ method: "verify" }, { method: "revoke" }, { method: "destroy" }, { method: "inspect" }] as const;
    const undos = steps.map((act) => ("step" in act ? { ...act, method: "undo" as const } : act));
    const answers = await Promise.all(
      [...steps, ...undos, ...rest].map((act) =>
        perform(type, act, call.context({ backend })).then(
          () => "done",
          (error: unknown) => (isAppError(error) ? error.code : String(error)),
        ),
      ),
    );
    expect(new Set(answers), JSON.stringify(resource.name.slice(0, 80))).toEqual(new Set(["invalid_input"]));
  }
}

/** Does the work for all of them, a few at a time. */
async function each(
  resources: readonly ResourceIdentity[],
  work: (resource: ResourceIdentity) => Promise<unknown>,
): Promise<void> {
  const queue = [...resources];
  const drain = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await withRetries(next, work);
  };
  await Promise.all(Array.from({ length: atOnce }, drain));
}

/** A back end under load may say that it cannot now; the engine would come again, so this does. */
async function withRetries(
  resource: ResourceIdentity,
  work: (resource: ResourceIdentity) => Promise<unknown>,
): Promise<void> {
  for (let left = retriesMax; ; left -= 1) {
    try {
      return void (await work(resource));
    } catch (error) {
      if (!isAppError(error) || !error.retryable || left === 0) throw error;
    }
  }
}
