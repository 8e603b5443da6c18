import type { Operation } from "#tests/api/api-document.ts";
import type { PlantedValues } from "#tests/api/planted-values.ts";

/** Operations whose very purpose is to tell a secret once, and the form of what they tell. */
const tellers: Readonly<Record<string, RegExp>> = {
  createToken: /latchkey_sa_[0-9A-Za-z]{49}/g,
  exchangeToken: /latchkey_sa_[0-9A-Za-z]{49}/g,
  createWebhook: /whsec_[\w+/=-]+/g,
  rotateWebhookKey: /whsec_[\w+/=-]+/g,
};

/** What a secret looks like, whoever it is of. */
const forms: readonly RegExp[] = [
  /latchkey_sa_[0-9A-Za-z]{20,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /SCRAM-SHA-256\$/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/,
  /\bpostgres(?:ql)?:\/\/[^"\s]+:[^"\s<]+@/,
  /\bwhsec_[\w+/=-]{16,}/,
];

/** Tells what of an answer is a token, a hash, a sealed payload or a key; null: nothing. */
export function findCapability(planted: PlantedValues, operation: Operation, text: string): string | null {
  const told = tellers[operation.id];
  const rest = told === undefined ? text : text.replaceAll(told, "");
  const [value] = planted.findIn(rest);
  if (value !== undefined) return `tells ${value}…, which was planted`;
  // The document is the same for everybody: what looks like a secret in it is an example.
  if (operation.id === "showOpenapi") return null;
  const form = forms.find((one) => one.test(rest));
  return form === undefined ? null : `tells what looks like ${form.source}`;
}
