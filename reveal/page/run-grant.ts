import type { DeviceView } from "#domain/contracts/device.ts";
import { createClaimKey, type ClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";
import { askAgain } from "./ask-again.ts";
import { callApi } from "./call-api.ts";
import { deviceAad } from "./device-aad.ts";
import { readDeviceKey } from "./device-key-store.ts";
import { stateOfDeviceGrant, stateOfGrant } from "./next-state.ts";
import type { PageMemory } from "./page-memory.ts";
import { isDeviceGrant, type DeviceGrant, type GrantPage } from "./page-state.ts";
import type { SignedIn } from "./sign-in-flow.ts";

/** Asks what the grant is now, and shows it. Uses nothing up. */
export async function lookAtGrant(page: PageMemory): Promise<void> {
  page.retry = () => lookAtGrant(page);
  const { place, person, answerWasLost } = page;
  if (person === null) return page.show({ kind: "sign_in", failed: false, to: "grant" });
  const answer = await callApi<GrantPage>(pathOf(place.grantId ?? ""), { token: person.token });
  if (page.place !== place) return;
  if (answer.kind !== "ok") return page.stop(answer);
  const state = stateOfGrant(answer.value, { person, answerWasLost });
  if (state.kind === "ready" && isDeviceGrant(state.grant)) return lookForDevice(page, person, state.grant);
  page.show(state);
}

/** Shows the grant as one that this browser can open, or where else. */
async function lookForDevice(page: PageMemory, person: SignedIn, grant: DeviceGrant): Promise<void> {
  const { place } = page;
  const [answer, own] = await Promise.all([
    callApi<{ items: readonly DeviceView[] }>("/v1/devices", { token: person.token }),
    readDeviceKey(person).catch(() => null),
  ]);
  if (page.place !== place) return;
  if (answer.kind !== "ok") return page.stop(answer);
  const here = answer.value.items.find(({ publicKey }) => publicKey === own?.publicKey) ?? null;
  page.show(stateOfDeviceGrant(grant, { person, here }));
}

/** Claims the grant, opens what comes, shows it, and says so to the server. */
export async function reveal(page: PageMemory, grant: GrantPage): Promise<void> {
  const { person } = page;
  if (person === null) return page.leave({});
  page.retry = () => reveal(page, grant);
  page.show({ kind: "revealing", grant });
  const key = await claimKeyOf(page, person, grant);
  if (key === null) return isDeviceGrant(grant) ? page.show({ kind: "key_gone", grant }) : undefined;
  const { token } = person;
  const claim = () => callApi<ClaimAnswer>(`${pathOf(grant.id)}/claim`, { token, body: { publicKey: key.publicKey } });
  const answer = await askAgain(claim, () => {
    page.answerWasLost = true;
  });
  if (answer.kind === "problem") {
    const { status, state, code } = answer.problem;
    // Who may not receive it any more, or not here, is told why by the page itself.
    if (status === 403 || code === "invalid_key") return lookAtGrant(page);
    if (state === "key_destroyed") return page.show({ kind: "key_destroyed", grant });
  }
  if (answer.kind !== "ok") return page.stop(answer);
  page.key = null;
  const aad = isDeviceGrant(grant) ? { aad: deviceAad(grant, person) } : {};
  const opened = await openClaim(key, grant.id, { ...answer.value, ...aad }).catch(() => null);
  if (opened === null) return page.show({ kind: "unreadable", grant });
  page.show({ kind: "revealed", grant, credential: opened });
  await askAgain(() => callApi(`${pathOf(grant.id)}/ack`, { token, body: { mac: opened.ack } }));
}

/** The device's own key where it is sealed to one, null when that is gone; else one made for this claim. */
async function claimKeyOf(page: PageMemory, person: SignedIn, grant: GrantPage): Promise<ClaimKey | null> {
  if (isDeviceGrant(grant)) return readDeviceKey(person).catch(() => null);
  page.key ??= await createClaimKey();
  return page.key;
}

/** Says that it was somebody else, until the server has it: saying it twice does no harm. */
export async function endAccess(page: PageMemory, grant: GrantPage): Promise<void> {
  if (page.person === null) return page.leave({});
  page.retry = () => endAccess(page, grant);
  page.show({ kind: "not_me", grant, step: "sending" });
  const { token } = page.person;
  const answer = await askAgain(() => callApi<null>(`${pathOf(grant.id)}/not-me`, { token, body: {} }));
  if (answer.kind !== "ok") return page.stop(answer);
  page.show({ kind: "not_me", grant, step: "said" });
}

function pathOf(grantId: string): string {
  return `/v1/grants/${encodeURIComponent(grantId)}`;
}
