import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { readInstance } from "#cli/local/read-instance.ts";
import { optionalText, requiredText } from "#cli/options.ts";

const secondsOf = { s: 1, m: 60, h: 3600 } as const;

/** `latchkey token create`: signs a token as the embedded issuer would; the token alone goes to stdout. */
export const tokenCreate: Command = {
  name: "token create",
  about: "Embedded mode: sign an access token for a demo persona.",
  positionals: [],
  options: [
    { name: "as", value: "EMAIL", about: "Whose token, e.g. dana@latchkey.test.", isRequired: true },
    {
      name: "scope",
      value: "SCOPES",
      about: "Comma-separated: all, or requests:write, grants:reveal, …",
      isRequired: true,
    },
    { name: "ttl", value: "TIME", about: "How long it lives, at most 1h: 90s, 30m, 1h (default)." },
  ],
  notes: [
    "Prints the token and nothing else. It is good for the API and for reveal, and audit shows that a local operator made it.",
    "Example: export LATCHKEY_TOKEN=$(latchkey token create --as dana@latchkey.test --scope all)",
  ],
  async run(given, terminal) {
    const email = requiredText(given, "as");
    const scopes = requiredText(given, "scope")
      .split(/[\s,]+/)
      .filter(Boolean);
    const ttlSeconds = parseTtl(optionalText(given, "ttl") ?? "1h");
    const instance = await readInstance(terminal);
    if (instance === null) throw new CliError("This home has never run: start Latchkey with npm start first.");
    if (!instance.embeddedIssuer) {
      throw new CliError("Tokens are created here in embedded mode only: your OIDC issuer issues them.");
    }
    const settings = {
      IDP_PORT: instance.ports.idp,
      LATCHKEY_HOME: instance.home,
      LATCHKEY_PUBLIC_URL: instance.publicUrl,
      LATCHKEY_REVEAL_URL: instance.revealUrl,
      OIDC_ISSUER: undefined,
    };
    // Loaded when needed: the commands that only call the API start without the server's modules.
    const { createLocalToken } = await import("#server/identity/create-local-token.ts");
    terminal.out(`${await createLocalToken(settings, { email, scopes, ttlSeconds })}\n`);
    return 0;
  },
};

function parseTtl(text: string): number {
  const [, amount, unit = "s"] = /^(\d{1,6})(s|m|h)?$/.exec(text) ?? [];
  if (amount === undefined) throw new CliError("--ttl is written 90s, 30m or 1h.");
  return Number(amount) * secondsOf[unit as keyof typeof secondsOf];
}
