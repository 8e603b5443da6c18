// Preloaded with `node --import` before a process of the product, by tests only: reads FAULT=<point>:<kill|throw|delay|block>
// and acts when the process passes that point. The product holds no code that reads FAULT.
import { appendFileSync, existsSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { setTimeout } from "node:timers/promises";

const delayMs = 3000;
/** Ten leases of the workers that the harness starts. */
const blockMs = 10_000;

/** What the environment orders, or null. Each fault lands once: its evidence is the file that says so. */
function readOrder(): { point: string; act: string; evidence: string } | null {
  const { FAULT, FAULT_EVIDENCE } = process.env;
  if (FAULT === undefined || FAULT_EVIDENCE === undefined) return null;
  const cut = FAULT.lastIndexOf(":");
  return { point: FAULT.slice(0, cut), act: FAULT.slice(cut + 1), evidence: FAULT_EVIDENCE };
}

const order = readOrder();

async function failpoint(point: string): Promise<void> {
  if (order === null || point !== order.point || existsSync(order.evidence)) return;
  appendFileSync(order.evidence, `${order.act} at ${point}\n`);
  if (order.act === "kill") {
    // Node writes it down at an exit, and this is none.
    flushCompileCache();
    process.kill(process.pid, "SIGKILL");
  }
  if (order.act === "throw") throw new Error(`fault at ${point}`);
  // Nothing else of the process runs meanwhile: no timer, no renewal, no answer.
  if (order.act === "block") for (const end = performance.now() + blockMs; performance.now() < end;);
  else await setTimeout(delayMs);
}

(globalThis as Record<symbol, unknown>)[Symbol.for("latchkey.failpoint")] = failpoint;
