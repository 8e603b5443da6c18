import { randomUUID } from "node:crypto";
import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Command, Given } from "#cli/command.ts";
import { optionalInteger, requiredText } from "#cli/options.ts";
import { createTokenRoute } from "#domain/contracts/routes/create-token.ts";
import { createTokenBodySchema, type CreateTokenBody } from "#domain/contracts/service-account.ts";
import { tokenDaysMax } from "#domain/service-accounts/service-account-limits.ts";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";

const daysDefault = 30;

/** `latchkey service-account token create`: makes a token and prints it, alone and this once, on stdout. */
export const serviceAccountTokenCreate: Command = {
  name: "service-account token create",
  about: "Make a token for a service account; it is shown once.",
  positionals: ["ID"],
  options: [
    { name: "scope", value: "SCOPES", about: "Comma-separated, see below.", isRequired: true },
    { name: "days", value: "N", about: `Days it lives, 1 to ${tokenDaysMax}; default ${daysDefault}.` },
  ],
  notes: [
    `Scopes: ${serviceAccountScopes.slice(0, 3).join(", ")},`,
    `${serviceAccountScopes.slice(3).join(", ")}. None approves, none reveals.`,
    "Prints the token and nothing else on stdout, what is known of it on stderr. Keep it where your secrets are kept.",
  ],
  async run(given, terminal) {
    const headers = { "idempotency-key": randomUUID() };
    const made = await callRoute(createTokenRoute, { body: bodyOf(given), headers }, terminal);
    if (made.token === null) {
      throw new CliError(
        `The answer that held the token was lost: latchkey service-account token revoke ${made.id}, then make another.`,
      );
    }
    terminal.err(`${made.id} for ${made.serviceAccount.team}/${made.serviceAccount.name} until ${made.expiresAt}\n`);
    terminal.out(`${made.token}\n`);
    return 0;
  },
};

function bodyOf(given: Given): CreateTokenBody {
  const scopes = requiredText(given, "scope")
    .split(/[\s,]+/)
    .filter(Boolean);
  const expiresInDays = optionalInteger(given, "days", { min: 1, max: tokenDaysMax }) ?? daysDefault;
  const body = { serviceAccount: given.positionals[0] ?? "", scopes, expiresInDays };
  const parsed = createTokenBodySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CliError(parsed.error.issues[0]?.message ?? "The options do not fit.");
}
