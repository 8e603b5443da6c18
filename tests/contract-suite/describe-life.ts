import { expect, it } from "vitest";
import {
  build,
  connectLast,
  expectChange,
  expectRemoval,
  openCase,
  performAll,
  type ContractCase,
} from "#tests/contract-suite/contract-case.ts";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { perform, provisionActs, undoActs } from "#tests/contract-suite/perform.ts";

/** What holds in a life without faults. */
export function describeLife(contract: ContractCase): void {
  const { type, parameters, target } = contract;
  const resource = newResource();
  const acts = provisionActs(type, resource, parameters);
  const steps = type.plan(resource, parameters).steps;

  it("plans the same steps with unique names, and says in sentences what will be", () => {
    const { summary } = type.plan(resource, parameters);
    expect(type.plan(resource, parameters)).toEqual({ steps, summary });
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
    expect(summary.length).toBeGreaterThan(0);
    for (const sentence of summary) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it("refuses parameters and steps that it does not know", async () => {
    expect(type.parameters.safeParse({ surprise: 1 }).success).toBe(false);
    const call = openCase(contract);
    await expect(type.apply("surprise", call.context())).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("adds exactly its own objects, and nothing more when every step is applied twice", async () => {
    const call = openCase(contract);
    const added = () => target().expectedObjects(call.resource);
    await expectChange(contract, () => performAll(contract, call, acts), added);
    await expectChange(contract, () => performAll(contract, call, acts.slice(0, -1)));
    await expectChange(contract, () => performAll(contract, openCase(contract, call.resource), acts));
    await type.destroy(call.context());
  });

  it("delivers the declared fields and a credential that works, and puts no secret into a receipt", async () => {
    const call = openCase(contract);
    const receipts = await performAll(contract, call, acts);
    expect(call.delivered).toHaveLength(1);
    expect(Object.keys(call.delivered[0] ?? {})).toEqual(contract.delivers);
    const session = await connectLast(contract, call);
    expect(await session.isAlive()).toBe(true);
    receipts.push(
      await type.inspect(call.context()),
      await type.revoke(call.context()),
      await type.destroy(call.context()),
    );
    const secrets = type.credentialFields.flatMap(({ name, secret }) => (secret && call.delivered[0]?.[name]) || []);
    for (const secret of secrets) expect(JSON.stringify(receipts)).not.toContain(secret);
  });

  it("replaces the credential of an earlier attempt when it verifies again", async () => {
    const call = await build(contract);
    await type.verify(call.context());
    const [first, second] = call.delivered;
    if (first === undefined || second === undefined) throw new Error("Two deliveries were expected.");
    await expect(target().connect(first)).rejects.toThrow(target().refusal);
    await (await target().connect(second)).close();
    await type.destroy(call.context());
  });

  it("revokes: ends the open session, refuses the credential, leaves the neighbour's alone, also the second time", async () => {
    const [call, neighbour] = [await build(contract), await build(contract)];
    const session = await connectLast(contract, call);
    const other = await connectLast(contract, neighbour);
    const removed = target().removedByRevoke?.(call.resource) ?? [];
    await expectRemoval(contract, () => type.revoke(call.context()), removed);
    expect(await session.isAlive()).toBe(false);
    expect(await other.isAlive()).toBe(true);
    await expect(connectLast(contract, call)).rejects.toThrow(target().refusal);
    await type.revoke(call.context());
    await expect(connectLast(contract, call)).rejects.toThrow(target().refusal);
    expect((await type.inspect(call.context())).exists).toBe(true);
    await type.destroy(call.context());
    await type.destroy(neighbour.context());
  });

  it("destroys everything, also with an open session, also the second time", async () => {
    await expectChange(contract, async () => {
      const call = await build(contract);
      const session = await connectLast(contract, call);
      expect(await type.inspect(call.context())).toMatchObject({ exists: true });
      await type.destroy(call.context());
      expect(await session.isAlive()).toBe(false);
      await type.destroy(call.context());
      expect(await type.inspect(call.context())).toMatchObject({ exists: false });
    });
  });

  it("counts what was removed by hand as revoked and as destroyed", async () => {
    await expectChange(contract, async () => {
      const call = await build(contract);
      await target().removeByHand(call.resource);
      await type.revoke(call.context());
      await type.destroy(call.context());
    });
  });

  it.each(steps.map((_, index) => index + 1))("takes back its first %i steps, also the second time", async (count) => {
    await expectChange(contract, async () => {
      const call = openCase(contract);
      await performAll(contract, call, acts.slice(0, count));
      const undos = undoActs(type, call.resource, parameters);
      await performAll(contract, call, undos);
      await performAll(contract, call, undos);
    });
  });

  it.each(steps.map(({ name }) => name))(
    "leaves a thing alone that stands in the way of %s and is not ours",
    async (step) => {
      const call = openCase(contract);
      const before = acts.findIndex((act) => act.method === "apply" && act.step === step);
      let planted: readonly string[] = [];
      await expectChange(
        contract,
        async () => {
          await performAll(contract, call, acts.slice(0, before));
          planted = await target().plantForeign(step, call.resource);
          const conflict = { code: "backend_conflict" };
          await expect(type.apply(step, call.context())).rejects.toMatchObject(conflict);
          const isNested = target().nestedSteps?.includes(step) === true;
          if (!isNested) await expect(type.destroy(call.context())).rejects.toMatchObject(conflict);
          await performAll(contract, call, undoActs(type, call.resource, parameters));
          if (isNested) planted = [];
          expect(await perform(type, { method: "inspect" }, call.context())).toMatchObject({ exists: false });
        },
        () => planted,
      );
      await target().removeByHand(call.resource);
    },
  );

  it("builds and destroys eight resources at the same time", async () => {
    await expectChange(contract, async () => {
      const calls = await Promise.all(Array.from({ length: 8 }, () => build(contract)));
      await Promise.all(calls.map((call) => connectLast(contract, call).then((session) => session.close())));
      await Promise.all(calls.map((call) => type.revoke(call.context())));
      await Promise.all(calls.map((call) => type.destroy(call.context())));
    });
  });
}
