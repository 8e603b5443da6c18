import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import type { PageView } from "../render-page.ts";
import { renderPlaceLink } from "./place-link.ts";

/** Draws the top of the page: the product, who is signed in, and the way to their devices. */
export function renderHeader({ state, person, actions }: PageView): HTMLElement {
  const brand = element("p", { class: "brand" }, icon(icons.key, "mark"), element("span", {}, "Latchkey"));
  if (person === null) return element("header", {}, brand);
  const words = element("span", {}, element("span", { class: "sr-only" }, "Signed in as "), person.name);
  const who = element("p", { class: "person" }, icon(icons.person), words);
  // Where a credential is in view there is no way past it by mistake.
  const isInView = state.kind === "revealing" || state.kind === "revealed";
  const link = renderPlaceLink({ to: "devices", words: "Devices", isHere: state.kind === "devices" }, actions);
  return element("header", {}, brand, element("div", { class: "who" }, isInView ? null : link, who));
}
