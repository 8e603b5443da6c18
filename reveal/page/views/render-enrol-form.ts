import { element } from "../element.ts";
import type { PageView } from "../render-page.ts";
import { suggestDeviceName } from "../suggest-device-name.ts";
import { describeFailure } from "./describe-failure.ts";
import type { DevicesState } from "./render-devices.ts";

const nameCharactersMax = 60;
const freshSeconds = 300;

/** Draws the form that makes this browser a device; its name is a suggestion that its reader may change. */
export function renderEnrolForm({ state, person, actions }: PageView<DevicesState>): HTMLElement {
  const { step } = state;
  const isSending = step.kind === "sending" && step.change.kind === "enrol";
  const error = element("p", { class: "error", id: "name-error" });
  const input = element("input", {
    id: "device-name",
    type: "text",
    maxlength: nameCharactersMax,
    autocomplete: "off",
    spellcheck: "false",
    readonly: isSending,
    "aria-describedby": "name-error",
    "data-1p-ignore": true,
    "data-lpignore": "true",
  });
  input.value = nameOf(state);
  const refuseName = () => {
    input.setAttribute("aria-invalid", "true");
    error.textContent = describeFailure("name", 0);
    input.focus();
  };
  if (step.kind === "failed" && step.why === "name") refuseName();
  const enrol = (event: Event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (name === "") return refuseName();
    if (!isSending) actions.changeDevices(state, { kind: "enrol", name });
  };
  const button = element(
    "button",
    {
      class: "primary",
      type: "submit",
      "aria-disabled": isSending ? "true" : null,
      "aria-busy": isSending ? "true" : null,
    },
    isSending ? element("span", { role: "status" }, "Enrolling…") : "Enrol this browser",
  );
  return element(
    "form",
    { class: "enrol", on: { submit: enrol }, novalidate: true },
    element("p", { class: "strong" }, "This browser is not enrolled"),
    element("label", { for: "device-name" }, "Call it"),
    input,
    error,
    button,
    element("p", { class: "small" }, sayWhatComes(person?.authTime ?? null)),
  );
}

function nameOf({ step }: DevicesState): string {
  const tried = step.kind === "sending" || step.kind === "failed" ? step.change : null;
  return tried?.kind === "enrol" ? tried.name : suggestDeviceName(navigator.userAgent);
}

function sayWhatComes(authTime: number | null): string {
  const own = "Only on a browser that is yours alone.";
  const isFresh = authTime !== null && Date.now() / 1000 - authTime <= freshSeconds;
  return isFresh ? own : `${own} You are asked to sign in once more; then it is done.`;
}
