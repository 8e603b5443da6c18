import { devicesMax, type DeviceView } from "#domain/contracts/device.ts";
import { encodeBase64url } from "#domain/credentials/base64url.ts";
import { enrolmentText } from "#domain/credentials/device-enrolment.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { newId } from "#server/ids/new-id.ts";
import { assertFreshForDevices, deviceText } from "#reveal/device-change.ts";
import { listDevices, ownDevices } from "#reveal/list-devices.ts";
import { parsePublicKey } from "#domain/credentials/parse-public-key.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

/**
 * Enrols a key as a device of its owner, signed so that workers believe it, and makes it the one that the next credential
 * is sealed to. A key that is enrolled already gives the device it is. Its owner is told by mail.
 *
 * @throws invalid_key, reauthentication_required, forbidden, limit_reached, kek_unavailable, unavailable
 */
export async function enrolDevice(
  ctx: RevealContext,
  caller: Caller,
  { name, publicKey }: { readonly name: string; readonly publicKey: string },
): Promise<DeviceView> {
  const { bytes } = await parsePublicKey(publicKey);
  assertFreshForDevices(ctx, caller);
  const { owner } = await ownDevices(ctx, caller);
  const id = newId("dev");
  const status = await ctx.devices.enrol(
    caller,
    {
      id,
      name,
      publicKey: bytes,
      ...signEnrolment(ctx, caller, { id, publicKey: encodeBase64url(bytes) }),
      auditText: deviceText({ caller, owner, id, action: "device.enrolled", what: `enrolled the device “${name}”` }),
    },
    devicesMax,
  );
  if (status === "full") {
    throw new AppError("limit_reached", `You have ${devicesMax} devices: remove one that you no longer use.`);
  }
  const device = (await listDevices(ctx, caller)).find((each) => each.publicKey === encodeBase64url(bytes));
  if (device === undefined) throw new AppError("unavailable", "The device was removed at the same moment. Try again.");
  return device;
}

function signEnrolment(
  { deviceSigner }: RevealContext,
  { issuer, subject }: Caller,
  device: { readonly id: string; readonly publicKey: string },
): { readonly enrolment: string; readonly enrolledAt: Date } {
  if (deviceSigner === null) throw new AppError("kek_unavailable", "There is no key that enrolments are signed with.");
  const enrolledAt = new Date();
  const enrolment = deviceSigner.sign(enrolmentText({ ...device, owner: { issuer, subject }, enrolledAt }));
  return { enrolment, enrolledAt };
}
