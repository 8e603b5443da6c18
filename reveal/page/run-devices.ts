import type { DeviceView } from "#domain/contracts/device.ts";
import { askAgain } from "./ask-again.ts";
import { callApi, type Answer, type Problem } from "./call-api.ts";
import { forgetDeviceKey, readDeviceKey } from "./device-key-store.ts";
import { enrolBrowser } from "./enrol-browser.ts";
import type { PageMemory } from "./page-memory.ts";
import {
  isThisBrowser,
  type DeviceChange,
  type DeviceFailure,
  type DevicesPage,
  type DevicesStep,
  type OwnKey,
} from "./page-state.ts";
import type { SignedIn } from "./sign-in-flow.ts";

const resting: DevicesStep = { kind: "resting" };

/** Asks which devices there are, and shows them; then makes the change that a sign-in came in between of. */
export async function lookAtDevices(page: PageMemory, step: DevicesStep = resting): Promise<void> {
  page.retry = () => lookAtDevices(page);
  const { person, place } = page;
  if (person === null) return page.show({ kind: "sign_in", failed: false, to: "devices" });
  const [answer, own] = await Promise.all([
    callApi<{ items: readonly DeviceView[] }>("/v1/devices", { token: person.token }),
    findOwnKey(person),
  ]);
  if (page.place !== place) return;
  if (answer.kind === "problem" && answer.problem.status === 403) {
    return page.show({ kind: "trouble", trouble: "not_known" });
  }
  if (answer.kind !== "ok") return page.stop(answer);
  const devices = { devices: answer.value.items, own, grantId: place.grantId };
  const change = takeUnfinished(page, person);
  if (change !== null) return makeChange(page, devices, { change, isSecondTry: true });
  page.show({ kind: "devices", ...devices, step });
}

/** Makes a change, after a fresh sign-in where the last one is too old, and shows the devices as they are then. */
export function changeDevices(page: PageMemory, devices: DevicesPage, change: DeviceChange): Promise<void> {
  return makeChange(page, devices, { change, isSecondTry: false });
}

async function makeChange(
  page: PageMemory,
  devices: DevicesPage,
  { change, isSecondTry }: { change: DeviceChange; isSecondTry: boolean },
): Promise<void> {
  const { person, place } = page;
  if (person === null) return page.leave({});
  page.show({ kind: "devices", ...devices, step: { kind: "sending", change } });
  const answer = await send(person, devices, change);
  if (page.place !== place) return;
  if (answer === "no_storage") return fail("no_storage");
  if (answer.kind === "ok") return lookAtDevices(page, { kind: "done", change, name: nameOf(devices, change) });
  if (answer.kind === "lost") return fail("offline");
  const { problem } = answer;
  // Somebody removed it meanwhile: there is nothing left to change.
  if (problem.status === 404 && change.kind !== "enrol") return lookAtDevices(page);
  if (problem.status !== 401) return fail(failureOf(problem));
  // It was for this that they signed in: once more would be no different.
  if (isSecondTry) return fail("sign_in");
  page.place = { kind: "devices", grantId: place.grantId, unfinished: { change, subject: person.subject } };
  return page.stop(answer);

  function fail(why: DeviceFailure): void {
    page.show({ kind: "devices", ...devices, step: { kind: "failed", change, why } });
  }
}

/** Each may arrive twice: a lost answer is asked for again. */
async function send(
  person: SignedIn,
  devices: DevicesPage,
  change: DeviceChange,
): Promise<Answer<unknown> | "no_storage"> {
  if (change.kind === "enrol") return enrolBrowser(person, change.name).catch(() => "no_storage" as const);
  const path = `/v1/devices/${encodeURIComponent(change.id)}/${change.kind}`;
  const answer = await askAgain(() => callApi<null>(path, { token: person.token, body: {} }));
  const isGone = answer.kind === "ok" || (answer.kind === "problem" && answer.problem.status === 404);
  const isHere = devices.devices.some((device) => device.id === change.id && isThisBrowser(device, devices.own));
  // What nothing is sealed to any more is not worth keeping; a browser that keeps it all the same does no harm.
  if (change.kind === "remove" && isGone && isHere) await forgetDeviceKey(person).catch(() => undefined);
  return answer;
}

async function findOwnKey(person: SignedIn): Promise<OwnKey> {
  try {
    const key = await readDeviceKey(person);
    return key === null ? { kind: "none" } : { kind: "kept", publicKey: key.publicKey };
  } catch {
    return { kind: "no_storage" };
  }
}

function takeUnfinished(page: PageMemory, person: SignedIn): DeviceChange | null {
  const { place } = page;
  if (place.kind !== "devices" || place.unfinished === null) return null;
  page.place = { ...place, unfinished: null };
  return place.unfinished.subject === person.subject ? place.unfinished.change : null;
}

function failureOf({ code }: Problem): DeviceFailure {
  if (code === "limit_reached") return "limit";
  return code === "invalid_input" ? "name" : "unavailable";
}

function nameOf({ devices }: DevicesPage, change: DeviceChange): string {
  if (change.kind === "enrol") return change.name;
  return devices.find(({ id }) => id === change.id)?.name ?? "The device";
}
