import { attributeWords } from "#domain/access/attribute-words.ts";
import type { BuiltInRule, SettledFacts } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Whoever asks, and whoever it is for, is what the rules demand, by the word of the identity provider. */
export const personAttributes: BuiltInRule<SettledFacts> = {
  id: "requester.attributes",
  version: "1",
  rank: "hard",
  evaluate: ({ attributes, requester }) => {
    if (attributes.length === 0) return { result: "pass", message: "No rule demands an attribute of the requester." };
    const people = [
      ...(requester.kind === "user" ? [requester] : []),
      ...(requester.onBehalfOf ? [requester.onBehalfOf] : []),
    ];
    const missing = attributes.filter(
      (attribute) => people.length === 0 || people.some((person) => !person.attributes.includes(attribute)),
    );
    const demanded = spellList(
      attributes.map((attribute) => attributeWords[attribute]),
      "and",
    );
    if (missing.length === 0) {
      return { result: "pass", message: `The identity provider says that the requester is ${demanded}.` };
    }
    return {
      result: "deny",
      message: `Only somebody of whom the identity provider says that they are ${demanded} may ask for this and receive it.`,
    };
  },
};
