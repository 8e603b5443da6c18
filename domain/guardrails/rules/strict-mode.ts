import type { BuiltInRule, SettledFacts } from "#domain/guardrails/rule.ts";

/** What is sealed strictly is only sealed to a device key of the recipient; without one nothing is filed for building. */
export const strictMode: BuiltInRule<SettledFacts> = {
  id: "classification.strict_mode",
  version: "3",
  rank: "hard",
  evaluate: ({ draft: { classification }, sealing, requester, state }) => {
    if (sealing === "standard") {
      return { result: "pass", message: "No enrolled device is needed." };
    }
    const sealed = `Credentials to this ${classification} data are sealed to the recipient's own device`;
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
