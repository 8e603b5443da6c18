import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";

/** Somebody was turned away before it was known who they are. */
export interface AnonymousDenial {
  /** `noun.verb_past`, e.g. `sign_in.failed`. */
  readonly action: string;
  /** What was refused, as a sentence. */
  readonly message: string;
  /** Where the call came from; null where the process cannot tell. */
  readonly address: string | null;
  readonly reason: string;
}

const talliesMax = 10_000;
const tallies = new Map<string, { more: number }>();

/**
 * Records a denial without a principal: the first of an address and minute at once, the others of that minute as one
 * event with their count when it ends. So a flood of them is seen and cannot flood the record.
 *
 * Never fails: the answer was no already.
 * @param windowMilliseconds a minute; tests wait less
 */
export async function recordDenial(
  ctx: Pick<ServerContext, "db" | "log">,
  denial: AnonymousDenial,
  windowMilliseconds = 60_000,
): Promise<void> {
  const key = `${denial.action} ${denial.address ?? "unknown"}`;
  const tally = tallies.get(key);
  if (tally !== undefined) {
    tally.more += 1;
    return;
  }
  if (tallies.size >= talliesMax) return;
  const fresh = { more: 0 };
  tallies.set(key, fresh);
  setTimeout(
    () => {
      tallies.delete(key);
      if (fresh.more > 0) void append(ctx, denial, fresh.more);
    },
    windowMilliseconds - (Date.now() % windowMilliseconds),
  ).unref();
  await append(ctx, denial, 1);
}

async function append(ctx: Pick<ServerContext, "db" | "log">, denial: AnonymousDenial, count: number): Promise<void> {
  const { action, message, address, reason } = denial;
  const month = new Date().toISOString().slice(0, 7);
  try {
    await ctx.db.transaction((tx) =>
      appendAudit(tx, {
        stream: `anonymous:${month}`,
        requestId: null,
        actor: null,
        action,
        object: "sign-in",
        message: count === 1 ? message : `${message} ${count} more in the same minute.`,
        details: { address, reason, count },
      }),
    );
  } catch (error) {
    ctx.log.error({ err: error }, "a denial could not be recorded");
  }
}
