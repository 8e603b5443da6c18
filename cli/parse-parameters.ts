import { CliError } from "#cli/cli-error.ts";

/**
 * Reads `--param key=value` options: a value that is JSON counts as such (`5`, `true`, `"5"`), any other as text.
 *
 * @throws CliError for one without `=` or a key given twice
 */
export function parseParameters(texts: readonly string[]): Record<string, unknown> | undefined {
  const parameters = new Map<string, unknown>();
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) throw new CliError(`--param is written key=value, not ${text}.`);
    const key = text.slice(0, at);
    if (parameters.has(key)) throw new CliError(`--param ${key} is given twice.`);
    parameters.set(key, parseValue(text.slice(at + 1)));
  }
  return parameters.size === 0 ? undefined : Object.fromEntries(parameters);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
