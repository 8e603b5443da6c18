import { scramVerifier } from "#domain/credentials/scram-verifier.ts";
import type { Secret } from "#domain/credentials/secret.ts";
import { quoteIdentifier, quoteLiteral } from "./sql-quote.ts";

/**
 * The one statement that gives a login its password, for probe and delivered passwords alike.
 *
 * It holds the SCRAM verifier only, so the server's log and statistics never see the password.
 * @param until ISO 8601, when the server itself lets it in no more
 */
export function passwordStatement(role: string, password: Secret, until = "infinity"): string {
  const verifier = password.use((bytes) => scramVerifier(bytes));
  return `ALTER ROLE ${quoteIdentifier(role)} LOGIN PASSWORD ${quoteLiteral(verifier)} VALID UNTIL ${quoteLiteral(until)}`;
}
