import { expect, it } from "vitest";
import { runCanary } from "#server/health/run-canary.ts";
import { decideOrphan } from "#server/reconcile/decide-orphan.ts";
import { tendOrphans } from "#server/reconcile/tend-orphans.ts";
import { build, connectLast, openCase, type ContractCase } from "#tests/contract-suite/contract-case.ts";
import { openUpkeep, upkeepBackend } from "#tests/contract-suite/open-upkeep.ts";

/** The hourly check of a back end, and what happens to things on it that nobody owns. */
export function describeUpkeep(contract: ContractCase): void {
  const { type } = contract;
  const objects = async () => (await contract.target().listObjects()).toSorted();

  it("is checked by a build that leaves nothing, and so is what a check left whose worker died", async () => {
    const upkeep = await openUpkeep(contract);
    const before = await objects();
    const died = new Error("power cut");
    const dying = {
      ...type,
      verify: async (...args: Parameters<typeof type.verify>) => {
        await type.verify(...args);
        throw died;
      },
      destroy: () => Promise.reject(died),
    };
    const dead = await runCanary({ ...upkeep.worker, resourceType: () => dying }, upkeepBackend);
    expect(dead?.failure?.phase).toBe("verify");
    expect(await objects()).not.toEqual(before);
    const result = await runCanary(upkeep.worker, upkeepBackend);
    expect(result?.failure).toBeNull();
    expect(result?.phases.map(({ phase }) => phase)).toEqual(["clean", "build", "verify", "revoke", "destroy"]);
    expect(await objects()).toEqual(before);
  });

  it("tells of what bears our mark and no ledger knows, blocks it and deletes it as somebody asks", async () => {
    const upkeep = await openUpkeep(contract);
    const before = await objects();
    const call = await build(contract);
    const { resourceId } = call.resource;
    const next = openCase(contract, { ...call.resource, generation: 2 });
    await build(contract, next);
    await upkeep.survey();
    const [found] = await upkeep.orphansOf(resourceId);
    expect(found).toMatchObject({ why: "unknown", state: "found" });
    await tendOrphans(upkeep.worker);
    for (const each of [call, next]) await (await connectLast(contract, each)).close();
    const decide = (action: "quarantine" | "delete") =>
      decideOrphan(upkeep.web, upkeep.priya, { id: found?.id ?? "", action, reason: "Nobody knows it." });
    await decide("quarantine");
    await tendOrphans(upkeep.worker);
    expect(await upkeep.orphansOf(resourceId)).toMatchObject([{ state: "quarantined", failure: null }]);
    for (const each of [call, next]) {
      await expect(connectLast(contract, each)).rejects.toThrow(contract.target().refusal);
    }
    await decide("delete");
    await tendOrphans(upkeep.worker);
    expect(await upkeep.orphansOf(resourceId)).toEqual([]);
    expect(await objects()).toEqual(before);
  });

  it("blocks at once what the ledger knows to be destroyed, and deletes it when its time is over", async () => {
    const upkeep = await openUpkeep(contract);
    const before = await objects();
    const resourceId = await upkeep.build();
    await upkeep.survey();
    expect(await upkeep.orphansOf(resourceId)).toEqual([]);
    await upkeep.forget(resourceId);
    await upkeep.survey();
    expect(await upkeep.orphansOf(resourceId)).toMatchObject([{ why: "destroyed", state: "found" }]);
    await tendOrphans(upkeep.worker);
    expect(await upkeep.orphansOf(resourceId)).toMatchObject([{ state: "quarantined", failure: null }]);
    expect(await objects()).not.toEqual(before);
    await upkeep.passQuarantine();
    await tendOrphans(upkeep.worker);
    expect(await upkeep.orphansOf(resourceId)).toEqual([]);
    expect(await objects()).toEqual(before);
  });

  it("is ended again by the look that finds it opened by somebody's hand although it is frozen", async () => {
    const upkeep = await openUpkeep(contract);
    const resourceId = await upkeep.build();
    const { identity, parameters } = await upkeep.subjectOf(resourceId);
    const built = { ...contract, parameters };
    const call = openCase(built, identity);
    const openByHand = async () => {
      if (contract.target().openByHand === undefined) return void (await build(built, call));
      await contract.target().openByHand?.(identity);
    };
    expect((await type.inspect(call.context())).letsIn).toBe(true);
    await upkeep.freeze(resourceId);
    expect((await type.inspect(call.context())).letsIn).toBe(false);
    await upkeep.look(resourceId);
    expect(await upkeep.actionsOf(resourceId)).not.toContain("credential.reopened");
    await openByHand();
    expect((await type.inspect(call.context())).letsIn).toBe(true);
    await upkeep.look(resourceId);
    expect((await upkeep.actionsOf(resourceId)).slice(-4)).toEqual([
      "credential.reopened",
      "resource.freeze_started",
      "step.done",
      "resource.frozen",
    ]);
    expect((await type.inspect(call.context())).letsIn).toBe(false);
    if (call.delivered.length > 0) {
      await expect(connectLast(contract, call)).rejects.toThrow(contract.target().refusal);
    }
    await type.destroy(call.context());
  });
}
