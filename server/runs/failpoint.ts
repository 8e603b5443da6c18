type Failpoint = (point: string) => Promise<void>;

/** Where the fault harness puts its hook before the process's modules load. */
const hook = Symbol.for("latchkey.failpoint");

/** Marks a point at which the fault harness may kill, throw or delay; without the harness it does nothing. */
export async function failpoint(point: string): Promise<void> {
  await (globalThis as { [hook]?: Failpoint })[hook]?.(point);
}
