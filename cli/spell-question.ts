import { escapeLine } from "#cli/escape-controls.ts";
import { spellRequest } from "#cli/spell-request.ts";
import type { RequestView } from "#domain/contracts/request.ts";

/** Tells an approver everything that the digest of a request binds: who asks, why, with what, and the limits. */
export function spellQuestion(request: RequestView): string {
  const { requester, onBehalfOf, purpose, parameters, delivery, decision, digest } = request;
  const { lifetimeHours, size, region, backend } = decision.effective;
  const lines = [
    `  asked by ${nameOf(requester)}${onBehalfOf === null ? "" : ` for ${nameOf(onBehalfOf)}`}: ${purpose}`,
    `  template version ${request.template.version}; delivery ${delivery}; parameters ${JSON.stringify(parameters)}`,
    `  granted would be: ${lifetimeHours} h, size ${size ?? "-"}, region ${region ?? "-"}, back end ${backend ?? "-"}`,
    `  revision ${request.revision}, ${digest}`,
  ];
  return `${spellRequest(request)}${lines.map(escapeLine).join("\n")}\n`;
}

function nameOf({ name, email, id }: RequestView["requester"]): string {
  return [name ?? id, email === null ? "" : `<${email}>`].filter((part) => part !== "").join(" ");
}
