import { element } from "../element.ts";
import type { DrawnView } from "../render-page.ts";

/** Draws the moment before anything is known; its words appear only when it lasts. */
export function renderOpening(): DrawnView {
  const heading = element("h1", { class: "quiet" }, "Opening…");
  return {
    title: "Reveal",
    heading,
    card: element("section", { class: "card bare soon", "aria-busy": "true" }, heading),
  };
}
