import { expect, it } from "vitest";
import { AppError, isAppError } from "#domain/errors/app-error.ts";
import {
  build,
  connectLast,
  expectChange,
  lifeActs,
  openCase,
  performAll,
  type ContractCase,
} from "#tests/contract-suite/contract-case.ts";
import { dieAt } from "#tests/contract-suite/die-at.ts";
import { openFaultProxy } from "#tests/contract-suite/fault-proxy.ts";
import type { Call } from "#tests/contract-suite/open-call.ts";
import { perform, undoActs, type Act } from "#tests/contract-suite/perform.ts";

const abortMilliseconds = 400;

/** Every fifth answer is cut in an ordinary run, every single one when the fault run asks for it. */
const cutStride = process.env.CONTRACT_EVERY_ANSWER === "1" ? 1 : 5;

/** What holds when something goes wrong in the middle. */
export function describeFaults(contract: ContractCase): void {
  const { type, parameters, target } = contract;
  const acts = lifeActs(contract);
  const named = acts.map((act) => [nameOf(act), act] as const);
  const before = (act: Act) => acts.slice(0, acts.indexOf(act));
  const after = (act: Act) => acts.slice(acts.indexOf(act) + 1);
  const isBuilding = (act: Act) => act.method === "apply" || act.method === "verify";

  /** Repeats the act and goes on: to a working credential and then to the end, or back by undo. */
  async function converge(call: Call, act: Act, direction: "on" | "back"): Promise<void> {
    if (direction === "back" && isBuilding(act)) {
      return void (await performAll(contract, call, undoActs(type, call.resource, parameters)));
    }
    await performAll(contract, call, [act]);
    for (const next of after(act)) {
      if (next.method === "revoke" && isBuilding(act)) await (await connectLast(contract, call)).close();
      await performAll(contract, call, [next]);
    }
  }

  it.each(named)("changes nothing in %s without the fence", async (_name, act) => {
    const call = openCase(contract);
    await performAll(contract, call, before(act));
    const assertFence = () => Promise.reject(new AppError("fence_lost", "A newer worker holds this step."));
    const delivered = call.delivered.at(-1);
    await expectChange(contract, async () => {
      await expect(perform(type, act, call.context({ assertFence }))).rejects.toMatchObject({ code: "fence_lost" });
    });
    if (delivered !== undefined && act.method !== "destroy") await (await target().connect(delivered)).close();
    await type.destroy(call.context());
  });

  it.each(named)(
    "ends %s at once when the back end falls silent and the signal aborts, and resumes",
    async (_name, act) => {
      const answers = await countAnswers(contract, act);
      for (const at of [1, answers / 4, answers / 2, (answers * 3) / 4].map(Math.ceil)) {
        await expectChange(contract, async () => {
          const call = openCase(contract);
          await performAll(contract, call, before(act));
          const silent = await openFaultProxy(target().upstream, { kind: "silence", at });
          const signal = AbortSignal.timeout(abortMilliseconds);
          const context = call.context({ backend: target().openBackend(silent.port), signal });
          const started = performance.now();
          await expect(perform(type, act, context)).rejects.toMatchObject({ code: "aborted" });
          expect(performance.now() - started).toBeLessThan(abortMilliseconds + 1000);
          await silent.close();
          await converge(call, act, "on");
        });
      }
    },
  );

  it.each(named)("does nothing in %s when the signal has aborted before", async (_name, act) => {
    await expectChange(contract, async () => {
      const context = openCase(contract).context({ signal: AbortSignal.abort() });
      await expect(perform(type, act, context)).rejects.toMatchObject({ code: "aborted" });
    });
  });

  it.each(named)("resumes %s after an abort at each of its failpoints", async (_name, act) => {
    for (const failpoint of await findFailpoints(contract, act)) {
      await expectChange(contract, async () => {
        const call = openCase(contract);
        await performAll(contract, call, before(act));
        const controller = new AbortController();
        const abortThere = async (point: string) => void (point === failpoint && controller.abort());
        const context = call.context({ signal: controller.signal, failpoint: abortThere });
        // An abort behind the last effect may come too late to be noticed.
        const outcome = await perform(type, act, context).catch((error: unknown) => error);
        expect(isAppError(outcome) ? outcome.code : "aborted").toBe("aborted");
        expect(controller.signal.aborted).toBe(true);
        await converge(call, act, "on");
      });
    }
  });

  it.each(named)("ends ready or clean after kill -9 at each failpoint of %s", async (_name, act) => {
    const failpoints = await findFailpoints(contract, act);
    expect(failpoints.length).toBeGreaterThan(0);
    for (const [failpoint, direction] of failpoints.flatMap(
      (point) =>
        [
          [point, "on"],
          [point, "back"],
        ] as const,
    )) {
      await expectChange(contract, async () => {
        const call = openCase(contract);
        await performAll(contract, call, before(act));
        const { name, adminSecret, settings } = target().openBackend();
        const secret = adminSecret.use((bytes) => bytes.toString("utf8"));
        const backend = { name, settings, adminSecret: secret };
        const order = { typeId: type.id, act, failpoint, resource: call.resource, parameters, backend };
        expect(await dieAt(order)).toBe("SIGKILL");
        await converge(call, act, direction);
      });
    }
  });

  it.each(named)("converges when the connection is cut before an answer to %s", async (_name, act) => {
    for (let cutAt = 1; ; cutAt += cutStride) {
      const proxy = await openFaultProxy(target().upstream, { kind: "cut", at: cutAt });
      let survived = false;
      await expectChange(contract, async () => {
        const call = openCase(contract);
        await performAll(contract, call, before(act));
        const cut = call.context({ backend: target().openBackend(proxy.port) });
        await perform(type, act, cut).then(
          () => (survived = true),
          (error: unknown) => expect(isAppError(error) && error.retryable, String(error)).toBe(true),
        );
        await converge(call, act, cutAt % 2 === 0 ? "back" : "on");
      });
      await proxy.close();
      if (survived && proxy.answers < cutAt) break;
    }
  });

  it("lets a worker that wakes up late change nothing that a newer one has set", async () => {
    const call = await build(contract);
    const [asleep, resume] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = openCase(contract, call.resource);
    const failpoint = async () => {
      asleep.resolve();
      await resume.promise;
    };
    const lateVerify = type.verify(late.context({ failpoint })).catch((error: unknown) => error);
    await asleep.promise;
    await type.verify(call.context());
    resume.resolve();
    expect(await lateVerify).toMatchObject({ retryable: true });
    expect(late.delivered).toEqual([]);
    await (await connectLast(contract, call)).close();
    await type.destroy(call.context());
  });
}

function nameOf(act: Act): string {
  return "step" in act ? `${act.method} ${act.step}` : act.method;
}

/** Performs a whole life and gives the failpoints that the act comes by. */
async function findFailpoints(contract: ContractCase, act: Act): Promise<readonly string[]> {
  const call = openCase(contract);
  const found = new Set<string>();
  for (const each of lifeActs(contract)) {
    const failpoint = async (point: string) => void (nameOf(each) === nameOf(act) && found.add(point));
    await perform(contract.type, each, call.context({ failpoint }));
  }
  return [...found];
}

/** How many answers of the back end the act hears when nothing goes wrong. */
async function countAnswers(contract: ContractCase, act: Act): Promise<number> {
  const { type, target } = contract;
  const call = openCase(contract);
  let answers = 0;
  for (const each of lifeActs(contract)) {
    const proxy = await openFaultProxy(target().upstream);
    await perform(type, each, call.context({ backend: target().openBackend(proxy.port) }));
    if (nameOf(each) === nameOf(act)) answers = proxy.answers;
    await proxy.close();
  }
  return answers;
}
