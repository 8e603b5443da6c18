import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { addressKey } from "#server/http/address-key.ts";

/** Somebody was turned away before it was known who they are. */
export interface AnonymousDenial {
  /** `noun.verb_past`, e.g. `sign_in.failed`. */
  readonly action: string;
  /** What was refused, as a sentence. */
  readonly message: string;
  /** Where the call came from; null where the process cannot tell. */
  readonly address: string | null;
  readonly reason: string;
  /** What else it is counted by: of few values, or of such as a caller cannot make up. */
  readonly countedBy?: string;
  /** What more is known, as names and ids. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Whose stream it belongs in, and what it is about there; left out: that of the month's strangers. */
  readonly concerns?: { readonly stream: string; readonly object: string };
}

type Recorder = Pick<ServerContext, "db" | "log">;

/** What a test changes: how long denials are counted together, and how many tallies of strangers there may be. */
interface TallyLimits {
  readonly windowMilliseconds?: number;
  readonly talliesMax?: number;
}

const tallies = new Map<string, { more: number }>();

/**
 * Records a denial without a principal: the first of an address and minute at once, the others of that minute as one
 * event with their count when it ends. So a flood of them is seen and cannot flood the record. An address counts as the
 * limiter counts it, an IPv6 address as its /64; from more than 10,000 of them in a minute the rest count together.
 *
 * Never fails: the answer was no already.
 */
export async function recordDenial(
  ctx: Recorder,
  denial: AnonymousDenial,
  { windowMilliseconds = 60_000, talliesMax = 10_000 }: TallyLimits = {},
): Promise<void> {
  const own = keyOf(denial);
  // What concerns somebody is no stranger's flood: it took a token that was right.
  const isCrowded = denial.concerns === undefined && !tallies.has(own) && tallies.size >= talliesMax;
  const counted = isCrowded ? ofOthers(denial) : denial;
  const key = isCrowded ? keyOf(counted) : own;
  const tally = tallies.get(key);
  if (tally !== undefined) {
    tally.more += 1;
    return;
  }
  const fresh = { more: 0 };
  tallies.set(key, fresh);
  setTimeout(
    () => {
      tallies.delete(key);
      if (fresh.more > 0) void append(ctx, { ...counted, address: networkOf(counted) }, fresh.more);
    },
    windowMilliseconds - (Date.now() % windowMilliseconds),
  ).unref();
  await append(ctx, counted, 1);
}

function keyOf(denial: AnonymousDenial): string {
  return JSON.stringify([denial.action, networkOf(denial), denial.countedBy ?? ""]);
}

function networkOf({ address }: AnonymousDenial): string | null {
  return address === null ? null : addressKey(address);
}

/** The tally of all whose address has none any more. */
function ofOthers({ action, message }: AnonymousDenial): AnonymousDenial {
  return { action, message, address: "other addresses", reason: "too many addresses at once to be counted apart" };
}

async function append(ctx: Recorder, denial: AnonymousDenial, count: number): Promise<void> {
  const { action, message, address, reason, details, concerns } = denial;
  const month = new Date().toISOString().slice(0, 7);
  try {
    await ctx.db.transaction((tx) =>
      appendAudit(tx, {
        ...(concerns ?? { stream: `anonymous:${month}`, object: "sign-in" }),
        requestId: null,
        actor: null,
        action,
        message: count === 1 ? message : `${message} ${count} more in the same minute.`,
        details: { ...details, address, reason, count },
      }),
    );
  } catch (error) {
    ctx.log.error({ err: error }, "a denial could not be recorded");
  }
}
