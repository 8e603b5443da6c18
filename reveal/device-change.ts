import { auditText } from "#domain/audit/audit-event.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { assertFresh } from "#reveal/assert-fresh.ts";
import type { OwnDevices } from "#reveal/device-store.ts";
import { ownDevices } from "#reveal/list-devices.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import { strictestNeed } from "#reveal/sign-in-need.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

const words = { choose: "chose for new credentials the device", remove: "removed the device" } as const;
const actions = { choose: "device.chosen", remove: "device.removed" } as const;

/**
 * Makes a device the one that the next credential is sealed to, or removes it: what waits for it can then no longer be
 * opened.
 *
 * @throws reauthentication_required, forbidden, not_found, unavailable
 */
export async function changeDevice(
  ctx: RevealContext,
  caller: Caller,
  { id, kind }: { readonly id: string; readonly kind: "choose" | "remove" },
): Promise<void> {
  assertFreshForDevices(ctx, caller);
  const { owner, items } = await ownDevices(ctx, caller);
  const device = items.find((each) => each.id === id);
  const what = `${words[kind]} “${device?.name}”`;
  const text = deviceText({ caller, owner, id, action: actions[kind], what });
  const isDone = device !== undefined && (await ctx.devices.change(caller, id, { kind, auditText: text }));
  if (!isDone) throw new AppError("not_found", "You have no such device.");
}

/** Devices decide who can open: a sign-in as fresh as for the strictest credential. @throws reauthentication_required */
export function assertFreshForDevices({ settings }: RevealContext, caller: Caller): void {
  assertFresh(caller, strictestNeed(settings), new Date());
}

interface DeviceEvent {
  readonly caller: Caller;
  readonly owner: OwnDevices["owner"];
  readonly id: string;
  readonly action: string;
  readonly what: string;
}

/** Gives the event of a change of somebody's devices, for their own stream. */
export function deviceText({ caller, owner, id, action, what }: DeviceEvent): string {
  const event = {
    stream: `principal:${owner.id}`,
    requestId: null,
    actor: { id: owner.id, name: owner.name, channel: caller.channel, act: caller.act },
    action,
    object: `device:${id}`,
    message: `${owner.name} ${what}.`,
  };
  return auditText(event, new Date());
}
