import type { DeviceView } from "#domain/contracts/device.ts";
import { encodeBase64url } from "#domain/credentials/base64url.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { OwnDevices } from "#reveal/device-store.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

/** Lists the caller's devices, the chosen one first. @throws forbidden, unavailable */
export async function listDevices(ctx: RevealContext, caller: Caller): Promise<DeviceView[]> {
  const { items } = await ownDevices(ctx, caller);
  return items.map(({ id, name, publicKey, enrolledAt }, place) => ({
    id,
    name,
    publicKey: encodeBase64url(publicKey),
    enrolledAt: enrolledAt.toISOString(),
    chosen: place === 0,
  }));
}

/** Reads the caller's devices. @throws forbidden for somebody whom the portal has never seen, or who was disabled */
export async function ownDevices(ctx: RevealContext, caller: Caller): Promise<OwnDevices> {
  const found = await ctx.devices.list(caller);
  if (found === null) throw new AppError("forbidden", "Sign in to the portal once, then enrol your devices here.");
  return found;
}
