import { expect, it } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { expectChange, openCase, performAll, type ContractCase } from "#tests/contract-suite/contract-case.ts";
import { hostileNames } from "#tests/contract-suite/hostile-names.ts";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { say } from "#tests/contract-suite/say.ts";
import { provisionActs } from "#tests/contract-suite/perform.ts";

const rule = /^[a-z][a-z0-9-]{2,24}$/;
const atOnce = 4;

/** What holds for names that somebody chose to do harm. */
export function describeNames(contract: ContractCase): void {
  const { type, parameters, target } = contract;

  it(`refuses or takes literally each of ${hostileNames.length} hostile names`, async () => {
    expect(new Set(hostileNames.map(({ name }) => name)).size).toBe(500);
    const added: string[] = [];
    const built: ResourceIdentity[] = [];
    const refused: string[] = [];
    const tryOne = async (name: string) => {
      const resource = newResource(name);
      if (await isBuilt(resource)) {
        built.push(resource);
        added.push(...target().expectedObjects(resource));
      } else {
        refused.push(name);
      }
    };
    await expectChange(
      contract,
      async () => {
        const queue = hostileNames.map(({ name }) => name);
        const drain = async () => {
          for (let name = queue.pop(); name !== undefined; name = queue.pop()) await tryOne(name);
        };
        await Promise.all(Array.from({ length: atOnce }, drain));
      },
      () => added,
    );
    expect(refused.filter((name) => rule.test(name))).toEqual([]);
    expect(built.filter(({ name }) => !rule.test(name))).toEqual([]);
    for (const resource of built) await type.destroy(openCase(contract, resource).context());
    say(`${target().label}: ${refused.length} names refused, ${built.length} taken literally.`);
  });

  it.each(["", "res_1'", 'res_1"', "res_1; DROP", "res_1\0", "res\n1", "ä", "r".repeat(65)])(
    "refuses the resource id %j before it reaches the back end",
    async (resourceId) => {
      const resource = { ...newResource(), resourceId };
      await expectChange(contract, async () => expect(await isBuilt(resource)).toBe(false));
    },
  );

  /** Applies all steps; false when that and every other call refuses the resource as invalid input. */
  async function isBuilt(resource: ResourceIdentity): Promise<boolean> {
    const call = openCase(contract, resource);
    const applies = provisionActs(type, newResource(), parameters).filter(({ method }) => method === "apply");
    const others = [{ method: "verify" }, { method: "revoke" }, { method: "destroy" }, { method: "inspect" }] as const;
    let refused = 0;
    for (const act of [...applies, ...others]) {
      if (act.method === "verify" && refused === 0) return true;
      await performAll(contract, call, [act]).catch((error: unknown) => {
        if (!isAppError(error, "invalid_input")) throw error;
        refused += 1;
      });
    }
    expect(refused).toBe(applies.length + others.length);
    return false;
  }
}
