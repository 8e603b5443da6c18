import type { DeviceView } from "#domain/contracts/device.ts";
import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import { isThisBrowser, type DeviceChange, type DevicesStep } from "../page-state.ts";
import { sayWhen } from "../page-time.ts";
import type { PageView } from "../render-page.ts";
import type { DevicesState } from "./render-devices.ts";

/** Draws one device: its name, since when, what it is, and what can be done with it. */
export function renderDevice(view: PageView<DevicesState>, device: DeviceView): HTMLElement {
  const { state } = view;
  const isHere = isThisBrowser(device, state.own);
  const about = element(
    "div",
    { class: "about" },
    element("p", { class: "name", id: `name-${device.id}` }, device.name),
    element("p", { class: "small" }, `Enrolled ${sayWhen(device.enrolledAt)}`),
    element(
      "p",
      { class: "badges" },
      isHere ? element("span", { class: "badge" }, "This browser") : null,
      device.chosen ? element("span", { class: "badge brass" }, "New credentials are sealed to this") : null,
    ),
  );
  const isAsked = isRemoval(state.step, device.id);
  return element(
    "li",
    {},
    icon(icons.device),
    about,
    isAsked ? null : renderActions(view, device),
    isAsked ? renderQuestion(view, device, isHere) : null,
  );
}

function renderActions({ state, actions }: PageView<DevicesState>, device: DeviceView): HTMLElement {
  const choose: DeviceChange = { kind: "choose", id: device.id };
  const isChoosing = isSending(state.step, choose);
  return element(
    "div",
    { class: "actions" },
    device.chosen
      ? null
      : element(
          "button",
          {
            type: "button",
            "aria-describedby": `name-${device.id}`,
            "aria-busy": isChoosing ? "true" : null,
            on: { click: () => actions.changeDevices(state, choose) },
          },
          isChoosing ? element("span", { role: "status" }, "Choosing…") : "Use for new credentials",
        ),
    element(
      "button",
      {
        type: "button",
        "aria-label": `Remove ${device.name}`,
        "data-remove": device.id,
        on: { click: () => actions.askDevices(state, { kind: "asking", id: device.id }) },
      },
      "Remove",
    ),
  );
}

function renderQuestion({ state, actions }: PageView<DevicesState>, device: DeviceView, isHere: boolean): HTMLElement {
  const remove: DeviceChange = { kind: "remove", id: device.id };
  const isRemoving = isSending(state.step, remove);
  const key = isHere ? " The key in this browser is deleted." : "";
  const words = `Credentials that wait for it can then be opened by nobody and have to be issued again.${key}`;
  const id = `question-${device.id}`;
  return element(
    "div",
    { class: "question", role: "group", "aria-labelledby": id },
    element("p", { id }, element("strong", {}, `Remove ${device.name}?`), ` ${words}`),
    element(
      "div",
      { class: "actions" },
      element(
        "button",
        {
          class: "danger",
          type: "button",
          "aria-busy": isRemoving ? "true" : null,
          on: { click: () => actions.changeDevices(state, remove) },
        },
        isRemoving ? element("span", { role: "status" }, "Removing…") : "Remove it",
      ),
      isRemoving
        ? null
        : element(
            "button",
            {
              type: "button",
              "data-focus": "keep",
              on: { click: () => actions.askDevices(state, { kind: "kept", id: device.id }) },
            },
            "Keep it",
          ),
    ),
  );
}

function isRemoval(step: DevicesStep, id: string): boolean {
  if (step.kind === "asking") return step.id === id;
  return isSending(step, { kind: "remove", id });
}

function isSending(step: DevicesStep, change: Exclude<DeviceChange, { kind: "enrol" }>): boolean {
  return step.kind === "sending" && step.change.kind === change.kind && step.change.id === change.id;
}
