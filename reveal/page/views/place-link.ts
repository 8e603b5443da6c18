import { element, type ElementChild } from "../element.ts";
import type { PageActions } from "../render-page.ts";

/** A link within this page. */
export interface PlaceLink {
  readonly to: "devices" | { readonly grantId: string };
  readonly words: ElementChild;
  readonly className?: string;
  readonly isHere?: boolean;
}

/** Draws a link that moves within this document, so that the sign-in stays; opened elsewhere it is an ordinary one. */
export function renderPlaceLink(link: PlaceLink, actions: PageActions): HTMLAnchorElement {
  const { to, words, className, isHere = false } = link;
  const href = to === "devices" ? "/devices" : `/g/${encodeURIComponent(to.grantId)}`;
  const go = (event: Event) => {
    const { ctrlKey, metaKey, shiftKey, button } = event as MouseEvent;
    if (ctrlKey || metaKey || shiftKey || button !== 0) return;
    event.preventDefault();
    actions.goTo(to === "devices" ? to : "grant");
  };
  return element("a", { href, class: className, "aria-current": isHere ? "page" : null, on: { click: go } }, words);
}
