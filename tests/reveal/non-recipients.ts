import { newServiceAccountToken } from "#domain/service-accounts/service-account-token.ts";
import type { RevealFixture } from "#tests/reveal/reveal-fixture.ts";

/** Somebody who is not dana, or holds a token of dana's that was not made for opening anything. */
export interface NonRecipient {
  readonly who: string;
  /** What every attempt is answered with that is not limited before. */
  readonly expected: 401 | 403 | 404;
  /** A token of this kind; of another person for every `person` where the kind has more than one. */
  token(person: number): Promise<string>;
}

const teamGroups = ["team-payments", "team-payments-leads"];
const everyGroup = [...teamGroups, "team-search", "platform", "security", "auditors", "latchkey-admins"];

/** Rows of the authorisation matrix for a grant of dana's, in the team payments. */
export function nonRecipients(fixture: RevealFixture): readonly NonRecipient[] {
  return [...signedIn(fixture), ...alike(fixture), ...withoutRight(fixture)];
}

/** People whose sign-in is good, with what they are in the catalog; each person has an own limit. */
function signedIn(fixture: RevealFixture): readonly NonRecipient[] {
  const person = (who: string, groups: readonly string[]): NonRecipient => {
    const claims = (n: number) => ({ sub: `${who}-${n}`, name: who, email: `${who}-${n}@latchkey.test`, groups });
    const token = (n: number) => fixture[n % 2 === 0 ? "idToken" : "accessToken"]("dana", claims(n));
    return { who, expected: 404, token };
  };
  return [
    person("administrator", ["latchkey-admins"]),
    person("administrator-of-the-team", [...teamGroups, "latchkey-admins"]),
    person("requesters-manager", teamGroups),
    person("team-mate", ["team-payments"]),
    person("approver-of-the-platform", ["platform"]),
    person("security", ["security"]),
    person("auditor", ["auditors"]),
    person("other-team", ["team-search"]),
    person("other-teams-lead", ["team-search", "team-search-leads"]),
    person("everything-at-once", everyGroup),
    person("newcomer", []),
  ];
}

/** Whoever looks like dana in all but the subject that the payload is sealed to, or acts for her. */
function alike(fixture: RevealFixture): readonly NonRecipient[] {
  const subject = (who: string, sub: (n: number) => string, change: object = {}): NonRecipient => ({
    who,
    expected: 404,
    token: (n) => fixture[n % 2 === 0 ? "accessToken" : "idToken"]("dana", { sub: sub(n), ...change }),
  });
  const spaces = ["\u00a0", "\u200b", " ", "\t"];
  return [
    subject("namesake", (n) => `namesake-${n}`),
    subject("almost-the-subject", (n) => `dana${spaces[n % spaces.length]}${n}`),
    subject("subject-in-capitals", () => "DANA"),
    subject("subject-of-other-letters", () => "d\u0430n\u0430"),
    subject("wildcard", (n) => ["%", "dan_", "dana%", "' OR true --", "{dana}"][n % 5] ?? "%"),
    subject("bot-that-acts-for-her", (n) => `bot-${n}`, { act: { sub: "dana" }, may_act: { sub: "dana" } }),
    subject("id-in-the-ledger", () => "prn_dana"),
  ];
}

/** Tokens, dana's own among them, that say nothing here. */
function withoutRight(fixture: RevealFixture): readonly NonRecipient[] {
  const { LATCHKEY_PUBLIC_URL: web, OIDC_CLIENT_ID: webClient } = fixture.settings;
  const now = () => Math.floor(Date.now() / 1000);
  const refused = (who: string, token: NonRecipient["token"], expected: 401 | 403 = 401) => ({ who, expected, token });
  return [
    refused("her-token-for-the-portal", () => fixture.accessToken("dana", { aud: web })),
    refused("her-id-token-of-the-portal", () => fixture.idToken("dana", { aud: webClient })),
    refused("her-token-that-ended", () => fixture.accessToken("dana", { iat: now() - 900, exp: now() - 300 })),
    refused("her-subject-at-another-issuer", () => fixture.idToken("dana", { iss: "https://issuer.example" })),
    refused("her-token-without-scope", () => fixture.accessToken("dana", { scope: "requests:write" }), 403),
    refused("service-account", async () => newServiceAccountToken().use((bytes) => bytes.toString("ascii")), 403),
    refused("client-of-its-own", (n) => fixture.accessToken("dana", { sub: `bot-${n}`, client_id: `bot-${n}` }), 403),
    refused("nobody", async () => ""),
  ];
}
