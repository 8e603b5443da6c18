import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import { isThisBrowser } from "../page-state.ts";
import type { PageView } from "../render-page.ts";
import type { DevicesState } from "./render-devices.ts";
import { renderEnrolForm } from "./render-enrol-form.ts";

/** Draws what this browser is: a device, one that can be enrolled, or one that keeps nothing. */
export function renderThisBrowser(view: PageView<DevicesState>): HTMLElement {
  const { state } = view;
  if (state.own.kind === "no_storage") {
    return draw(
      icons.lock,
      "This browser cannot be enrolled",
      "It keeps nothing here, as private windows do. Open this page in an ordinary window.",
    );
  }
  const here = state.devices.find((device) => isThisBrowser(device, state.own));
  if (here === undefined) return renderEnrolForm(view);
  const words = here.chosen
    ? "New credentials to restricted data are sealed to it. Its key goes when this site's data is cleared."
    : "It opens what was sealed to it; new credentials go to another device.";
  return draw(icons.key, `This browser is enrolled as ${here.name}`, words);
}

function draw(drawing: string, strong: string, words: string): HTMLElement {
  return element(
    "div",
    { class: "seal" },
    icon(drawing, "mark"),
    element("div", {}, element("p", { class: "strong" }, strong), element("p", {}, words)),
  );
}
