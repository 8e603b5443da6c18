import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const shipped = join(import.meta.dirname, "../../catalog");

/** An issuer as `issuers.yaml` has it. */
export interface ListedIssuer {
  readonly name: string;
  readonly kind: "github" | "gitlab" | "oidc";
  readonly issuer: string;
  readonly idClaims?: readonly string[];
}

/** Copies the shipped catalog with these workload issuers, whose tokens are signed with ES256; gives the folder. */
export async function issuerCatalog(issuers: readonly ListedIssuer[]): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-issuers-"));
  await cp(shipped, dir, { recursive: true });
  const listed = issuers.map((issuer) => ({ ...issuer, algorithms: ["ES256"] }));
  await writeFile(join(dir, "issuers.yaml"), JSON.stringify({ issuers: listed }));
  return dir;
}
