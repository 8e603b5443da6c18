import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { rules as presetRules } from "@secretlint/secretlint-rule-preset-recommend";
import type { FoundSecret } from "#domain/secret-text/found-secret.ts";

/** It marks every rule of every call, and keeps the marks for the life of the process. */
secretLintProfiler.setEnabled(false);

const prefix = "@secretlint/secretlint-rule-";
const left = new Set([
  // By a comment such as `secretlint-disable` a text could excuse itself.
  "filter-comments",
  // They take `<password>` for one; our own pattern finds an address with a password of any scheme.
  "basicauth",
  "database-connection-string",
]);

const rules = presetRules
  .filter(({ meta }) => !left.has(meta.id.replace(prefix, "")))
  .map((rule) => ({ id: rule.meta.id, rule, options: {} }));

/** No form that the set knows is shorter; most texts of a request are. */
const shortestCharacters = 16;

/** Rules whose id does not say it well. */
const kinds: Readonly<Record<string, string>> = {
  aws: "AWS key",
  gcp: "Google service account key",
  npm: "npm token",
  openai: "OpenAI key",
  huggingface: "Hugging Face token",
  privatekey: "private key",
  sendgrid: "SendGrid key",
  github: "GitHub token",
  gitlab: "GitLab token",
  "hashicorp-vault": "Vault token",
};

/**
 * Finds the first secret in a text that the kept set of detectors knows; null: none.
 *
 * Reads no file and calls nobody: the text is given no path, and each detector is a pattern.
 */
export async function findKnownSecret(text: string): Promise<FoundSecret | null> {
  if (text.length < shortestCharacters) return null;
  const { messages } = await lintSource({
    source: { content: text, filePath: "text", contentType: "text" },
    options: { config: { rules }, noPhysicFilePath: true, maskSecrets: true, locale: "en" },
  });
  const found = messages.filter(({ type }) => type === "message").toSorted((a, b) => a.range[0] - b.range[0])[0];
  if (found === undefined) return null;
  const name = found.ruleId.replace(prefix, "");
  return { kind: kinds[name] ?? `${name} secret`, from: found.range[0], until: found.range[1] };
}
