import type { Answer } from "./call-api.ts";
import { troubleOf } from "./next-state.ts";
import type { PageMemory } from "./page-memory.ts";
import { pathOf, placeOf, type PagePlace } from "./page-place.ts";
import type { PageState } from "./page-state.ts";
import { renderPage, type PageActions } from "./render-page.ts";
import { changeDevices, lookAtDevices } from "./run-devices.ts";
import { endAccess, lookAtGrant, reveal } from "./run-grant.ts";
import { finishSignIn, startSignIn, type SignInOptions } from "./sign-in-flow.ts";

const newTokenMs = 30_000;

/**
 * Runs the page: signs its reader in, says what the grant is, and claims it when they press the button, never before;
 * or shows their devices.
 */
export async function startPage(root: HTMLElement): Promise<void> {
  const page: PageMemory = {
    place: placeOf(location.pathname),
    person: null,
    signedInAtMs: 0,
    key: null,
    answerWasLost: false,
    shown: "opening",
    retry: () => look(page),
    show: (state) => {
      page.shown = state.kind;
      renderPage(root, { state, person: page.person, actions: actionsOf(page) });
    },
    leave: (options) => leaveForSignIn(page, options),
    stop: (answer) => stopAt(page, answer),
  };
  addEventListener("pageshow", (event) => {
    // A page that comes back from the browser's cache must not bring a credential back.
    if (event.persisted) location.reload();
  });
  addEventListener("popstate", () => comeByHistory(page));
  page.show({ kind: "opening" });
  await (location.pathname === "/callback" ? comeBack(page) : leaveForSignIn(page, { silent: true }));
}

function actionsOf(page: PageMemory): PageActions {
  return {
    signIn: (options) => void leaveForSignIn(page, options ?? {}),
    reveal: (grant) => void reveal(page, grant),
    retry: () => void page.retry(),
    hide: (grant) => page.show({ kind: "hidden", grant }),
    notMe: (grant, step) => (step === "ask" ? page.show({ kind: "not_me", grant, step }) : void endAccess(page, grant)),
    goTo: (kind) => {
      const { grantId } = page.place;
      const place = kind === "devices" ? { kind, grantId, unfinished: null } : { kind, grantId: grantId ?? "" };
      history.pushState(null, "", pathOf(place));
      goTo(page, place);
    },
    changeDevices: (devices, change) => void changeDevices(page, devices, change),
    askDevices: (devices, step) => page.show({ kind: "devices", ...devices, step }),
  };
}

function look(page: PageMemory): Promise<void> {
  return page.place.kind === "devices" ? lookAtDevices(page) : lookAtGrant(page);
}

/** Moves within this document: the sign-in stays. */
function goTo(page: PageMemory, place: PagePlace): void {
  page.place = place;
  page.show({ kind: "opening" });
  void look(page);
}

function comeByHistory(page: PageMemory): void {
  // What is in view stays in view: a slip on the way back must not be what hides it.
  if (page.shown === "revealing" || page.shown === "revealed") {
    return history.pushState(null, "", pathOf(page.place));
  }
  const place = placeOf(location.pathname);
  goTo(page, place.kind === "devices" ? { ...place, grantId: page.place.grantId } : place);
}

/** Returns only when the issuer cannot be reached. */
async function leaveForSignIn(page: PageMemory, options: SignInOptions): Promise<void> {
  page.retry = () => leaveForSignIn(page, options);
  const answer = await startSignIn(page.place, options);
  page.show({ kind: "trouble", trouble: answer.kind === "problem" ? troubleOf(answer.problem) : "offline" });
}

async function comeBack(page: PageMemory): Promise<void> {
  const result = await finishSignIn(new URL(location.href));
  page.place = result.place ?? page.place;
  // The code is used up; it leaves the address bar and the history all the same.
  history.replaceState(null, "", pathOf(page.place));
  if (result.kind === "signed_in") {
    page.person = result.person;
    page.signedInAtMs = performance.now();
    return look(page);
  }
  // What was to be done by a sign-in that did not come about is not done by the next one.
  if (page.place.kind === "devices") page.place = { ...page.place, unfinished: null };
  if (result.kind === "failed" && result.answer?.kind === "lost") {
    page.retry = () => leaveForSignIn(page, { silent: true });
    return page.show({ kind: "trouble", trouble: "offline" });
  }
  page.show(signInAt(page, result.kind === "failed"));
}

async function stopAt(page: PageMemory, answer: Exclude<Answer<never>, { kind: "ok" }>): Promise<void> {
  if (answer.kind === "lost") return page.show({ kind: "trouble", trouble: "offline" });
  const { problem } = answer;
  if (problem.status === 410) return look(page);
  if (problem.status === 404) return page.show({ kind: "not_found", recipient: problem.recipient });
  if (problem.code === "reauthentication_required") {
    return leaveForSignIn(page, { maxAgeSeconds: problem.maxAgeSeconds ?? 0, acrValues: problem.acrValues });
  }
  if (problem.status === 401) {
    // A token that is refused while it is new will be refused again: leaving at once would never end.
    const isNew = performance.now() - page.signedInAtMs < newTokenMs;
    return isNew ? page.show(signInAt(page, true)) : leaveForSignIn(page, { silent: true });
  }
  page.show({ kind: "trouble", trouble: troubleOf(problem) });
}

function signInAt(page: PageMemory, failed: boolean): PageState {
  return { kind: "sign_in", failed, to: page.place.kind };
}
