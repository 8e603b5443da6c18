import { afterAll, beforeAll, describe } from "vitest";
import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import type { ContractTarget } from "#tests/contract-suite/contract-target.ts";
import { say } from "#tests/contract-suite/say.ts";
import { describeFaults } from "#tests/contract-suite/describe-faults.ts";
import { describeLife } from "#tests/contract-suite/describe-life.ts";
import { describeRotation } from "#tests/contract-suite/describe-rotation.ts";
import { describeUpkeep } from "#tests/contract-suite/describe-upkeep.ts";
import { describeNames } from "#tests/contract-suite/describe-names.ts";

const parts = {
  life: describeLife,
  names: describeNames,
  faults: describeFaults,
  rotation: describeRotation,
  upkeep: describeUpkeep,
};

/** A back end to run on, and which parts of the suite; a second target of one type may leave some to the first. */
export interface ContractRun {
  readonly variant: string;
  readonly parts?: readonly (keyof typeof parts)[];
  /** Other than the type's defaults. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What a person chooses in its template's form; those of the parameters that the template has, unless it says otherwise. */
  readonly asked?: Readonly<Record<string, unknown>>;
  /** Names of the fields that these parameters deliver; all of the type's unless it says otherwise. */
  readonly delivers?: readonly string[];
  /** What this machine lacks for the run, in words, or null; the run is then skipped and says so. */
  readonly missing?: string | null;
  open(): Promise<ContractTarget>;
}

/** The one suite that every resource type passes on its real back end; it prints which back end that was. */
export function describeContract<P extends Record<string, unknown>>(type: ResourceType<P>, run: ContractRun): void {
  const missing = run.missing ?? null;
  if (missing !== null) say(`Contract suite of ${type.id}, ${run.variant}, was not run: ${missing}.`);
  describe.skipIf(missing !== null)(`${type.id}, ${run.variant}`, { timeout: 300_000 }, () => {
    let target: ContractTarget | undefined;
    beforeAll(async () => {
      target = await run.open();
      say(`Contract suite of ${type.id} on ${target.label}`);
    });
    afterAll(() => target?.close());
    const contract = {
      type: type as unknown as ResourceType,
      parameters: type.parameters.parse(run.parameters ?? {}),
      asked: run.asked ?? null,
      delivers: run.delivers ?? type.credentialFields.map(({ name }) => name),
      target: () => {
        if (target === undefined) throw new Error("The back end is not open.");
        return target;
      },
    };
    describe.each(run.parts ?? (["life", "names", "faults", "rotation", "upkeep"] as const))("%s", (part) => {
      parts[part](contract);
    });
  });
}
