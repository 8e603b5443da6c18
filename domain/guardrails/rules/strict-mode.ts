import { sealingMode } from "#domain/credentials/sealing-mode.ts";
import type { Rule } from "#domain/guardrails/rule.ts";

/** Restricted data is only sealed to a device key of the recipient; without one nothing is filed for building. */
export const strictMode: Rule = {
  id: "classification.strict_mode",
  version: "2",
  rank: "hard",
  evaluate: ({ draft: { classification }, requester, state }) => {
    if (sealingMode(classification) === "standard") {
      return { result: "pass", message: `${classification} data needs no enrolled device.` };
    }
    const sealed = `Credentials to ${classification} data are sealed to the recipient's own device`;
    if (state.recipientDevices > 0) {
      return { result: "pass", message: `${sealed}, and one is enrolled: no server can open them.` };
    }
    const who = requester.onBehalfOf === null ? "you have" : "they have";
    return {
      result: "deny",
      message: `${sealed}, and ${who} none enrolled.`,
      remedy: { path: "/device", op: "=", value: "enrol_device" },
    };
  },
};
