import { element } from "../element.ts";
import type { GrantPage } from "../page-state.ts";
import { sayHours, sayWhen } from "../page-time.ts";

/** Draws the head of a card: what the grant is for. */
export function renderGrantHead(grant: GrantPage, eyebrow: string): { head: HTMLElement; heading: HTMLElement } {
  const heading = element("h1", { class: "name" }, grant.resource.name);
  const where = element("p", { class: "where" }, `${grant.template} · ${grant.team.name} · ${grant.environment.title}`);
  const head = element("div", { class: "head" }, element("p", { class: "eyebrow" }, eyebrow), heading, where);
  return { head, heading };
}

/** Draws who asked, what for and until when. */
export function renderGrantFacts(grant: GrantPage): HTMLElement {
  const { requester, recipient } = grant;
  const self = requester.email === recipient.email && requester.name === recipient.name;
  const facts: readonly (readonly [string, string])[] = [
    ["For", recipient.email === null ? recipient.name : `${recipient.name}, ${recipient.email}`],
    ["Asked for by", `${self ? "you" : requester.name}, ${sayWhen(grant.requestedAt)}`],
    ["Purpose", grant.purpose],
    ["Data class", grant.classification],
    ...(grant.goodFor === "read-only" ? [["What it may do", "read everything, write nothing"] as const] : []),
    ["Open it until", sayWhen(grant.expiresAt)],
    grant.emergencyUntil === null
      ? ["Then it lives for", sayHours(grant.lifetimeHours)]
      : ["Emergency access ends", sayWhen(grant.emergencyUntil)],
  ];
  return element(
    "dl",
    { class: "facts" },
    ...facts.map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, value))),
  );
}
