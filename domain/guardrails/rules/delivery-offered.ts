import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** The credential leaves by a way that template and environment both offer, to somebody who can receive it. */
export const deliveryOffered: BuiltInRule = {
  id: "delivery.offered",
  version: "1",
  rank: "template",
  evaluate: ({ draft, requester, template, environment }) => {
    const deliveries = template.deliveries.filter((delivery) => environment.deliveries.includes(delivery));
    const tightens = {
      deliveries,
      claimWindowHours: Math.min(template.claimWindowHours, environment.claimWindowHours),
    };
    if (!deliveries.includes(draft.delivery)) {
      const message = `The delivery ${draft.delivery} is not offered in ${environment.id}; offered: ${spellList(deliveries, "and")}.`;
      if (deliveries.length === 0) return { result: "deny", message, tightens };
      return { result: "deny", message, remedy: { path: "/delivery", op: "in", value: deliveries }, tightens };
    }
    if (draft.delivery === "reveal" && requester.kind !== "user" && requester.onBehalfOf === null) {
      return {
        result: "deny",
        message: "A reveal opens in a person's browser: a service account names that person in onBehalfOf.",
        tightens,
      };
    }
    return { result: "pass", message: `The credential is delivered by ${draft.delivery}.`, tightens };
  },
};
