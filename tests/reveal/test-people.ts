import type { JWTPayload } from "jose";
import type pg from "pg";

const people = ["dana", "lee", "noor", "priya"] as const;
/** Who stands in the ledger of a fixture, each with a subject of the same name. */
export type PersonName = (typeof people)[number];

const groups: Readonly<Record<PersonName, string[]>> = {
  dana: ["team-payments"],
  lee: ["team-payments", "team-payments-leads"],
  noor: ["team-search"],
  priya: ["platform"],
};

/** The team that a resource of theirs belongs to. */
export const teamOf: Readonly<Record<PersonName, string>> = {
  dana: "payments",
  lee: "payments",
  noor: "search",
  priya: "platform",
};

/** The claims that the issuer makes about somebody who has just signed in, for an hour. */
export function claimsOf(name: PersonName, issuer: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    sub: name,
    iat: now,
    exp: now + 3600,
    auth_time: now,
    name: capitalised(name),
    email: `${name}@latchkey.test`,
    groups: groups[name],
  };
}

/** Puts them into an empty ledger, and the template that their grants are of. */
export async function putPeople(admin: pg.Pool, issuer: string): Promise<void> {
  for (const name of people) {
    await admin.query(
      "INSERT INTO principals(id, issuer, subject, email, name, groups) VALUES ($1, $2, $3, $4, $5, $6)",
      [`prn_${name}`, issuer, name, `${name}@latchkey.test`, capitalised(name), groups[name]],
    );
  }
  await admin.query(
    `INSERT INTO template_versions(id, template_id, digest, document)
     VALUES ('postgres-small@sha256:00', 'postgres-small', 'sha256:00', '{"title":"Small PostgreSQL database"}')`,
  );
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
