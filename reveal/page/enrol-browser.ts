import type { DeviceView } from "#domain/contracts/device.ts";
import { createClaimKey, type ClaimKey } from "#domain/credentials/create-claim-key.ts";
import { askAgain } from "./ask-again.ts";
import { callApi, type Answer } from "./call-api.ts";
import { forgetDeviceKey, keepDeviceKey, readDeviceKey } from "./device-key-store.ts";
import type { SignedIn } from "./sign-in-flow.ts";

/**
 * Makes this browser a device of who is signed in: with the key that it has, else with a new one that is kept first and
 * removed again when the server refuses it. A key whose answer stays lost is kept: the same one asks again.
 *
 * @throws DOMException where the browser keeps nothing
 */
export async function enrolBrowser(person: SignedIn, name: string): Promise<Answer<DeviceView>> {
  const { key, isNew } = await findOrMakeKey(person);
  const body = { name, publicKey: key.publicKey };
  const answer = await askAgain(() => callApi<DeviceView>("/v1/devices", { token: person.token, body }));
  if (answer.kind === "problem" && isNew) await forgetDeviceKey(person);
  if (answer.kind === "ok") askToStay();
  return answer;
}

async function findOrMakeKey(person: SignedIn): Promise<{ key: ClaimKey; isNew: boolean }> {
  const kept = await readDeviceKey(person);
  if (kept !== null) return { key: kept, isNew: false };
  const key = await createClaimKey();
  try {
    await keepDeviceKey(person, key);
    return { key, isNew: true };
  } catch (error) {
    // Another tab was faster: its key is this browser's.
    const other = await readDeviceKey(person);
    if (other === null) throw error;
    return { key: other, isNew: false };
  }
}

/** Browsers clear what they keep when space gets short, unless they were asked; some ask their user, in their own time. */
function askToStay(): void {
  if ("storage" in navigator) void navigator.storage.persist().catch(() => false);
}
