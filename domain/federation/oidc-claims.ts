import { bindable, type ClaimTable } from "#domain/federation/claim-entry.ts";
import { registeredClaims } from "#domain/federation/registered-claims.ts";

/**
 * What rules about an issuer of no known kind bind: its subject, and a claim of which the catalog says that its values
 * are never given twice.
 *
 * @param idClaims of `catalog/issuers.yaml`
 */
export function oidcClaims(idClaims: readonly string[]): ClaimTable {
  const ids = idClaims.filter((name) => name !== "sub" && registeredClaims.every((entry) => entry.name !== name));
  return {
    entries: [
      bindable("sub", "whom the token is about"),
      ...ids.map((name) => bindable(name, "an id that is never given twice")),
      ...["azp", "client_id"]
        .filter((name) => !ids.includes(name))
        .map((name) => bindable(name, "the client that got the token", { whenFree: "Any client of it is let in." })),
      ...registeredClaims,
    ],
    requirements: [
      { alternatives: [["sub"]], says: "Bind sub: without it every token of the issuer with that id is let in." },
      {
        alternatives: ids.length === 0 ? [[]] : ids.map((name) => [name]),
        says:
          ids.length === 0
            ? "The platform team names in catalog/issuers.yaml, as idClaims, which claims of this issuer are never given twice; bind one of them then."
            : `Bind ${ids.join(" or ")}: a subject can be given to somebody else, such an id cannot.`,
      },
    ],
  };
}
