/** One invented person of embedded mode. */
export interface Persona {
  /** Subject at the embedded issuer. */
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** What the sign-in page says about them. */
  readonly role: string;
  readonly about: string;
}

/** Who can sign in while embedded mode's own issuer runs, in the order its sign-in page lists them. */
export const personas = [
  persona("dana", ["team-payments", "us-persons"], {
    name: "Dana Okafor",
    role: "Developer, Payments",
    about: "Asks for databases and opens what she was granted.",
  }),
  persona("lee", ["team-payments", "team-payments-leads"], {
    name: "Lee Lindqvist",
    role: "Lead, Payments",
    about: "Sees what the team holds and what is about to expire.",
  }),
  persona("noor", ["team-search"], {
    name: "Noor Haddad",
    role: "Developer, Search",
    about: "Works on another team: what Payments holds does not exist for her.",
  }),
  persona("priya", ["platform", "us-persons"], {
    name: "Priya Raman",
    role: "Platform engineer",
    about: "Decides the requests that need a human.",
  }),
  persona("omar", ["platform"], {
    name: "Omar Benali",
    role: "Platform engineer",
    about: "The second pair of eyes when Priya is the one who asks.",
  }),
  persona("sam", ["security", "us-persons"], {
    name: "Sam Whitfield",
    role: "Security",
    about: "Wants to know who had what, when and why.",
  }),
  persona("ava", ["auditors"], {
    name: "Ava Moreau",
    role: "Auditor",
    about: "Reads the record and proves that nobody edited it.",
  }),
  persona("rae", ["latchkey-admins"], {
    name: "Rae Castellanos",
    role: "Administrator",
    about: "Runs Latchkey itself. Even she cannot open what is not hers.",
  }),
] as const satisfies readonly Persona[];

/** The `acr` of a sign-in at the embedded issuer: somebody clicked a card, nothing was proven. */
export const personaAcr = "urn:latchkey:acr:demo-persona";

/** Claims about a persona, the same in ID tokens and in access tokens. */
export function personaClaims(persona: Persona) {
  return { email: persona.email, email_verified: true, name: persona.name, groups: [...persona.groups] };
}

function persona(subject: string, groups: readonly string[], words: Pick<Persona, "name" | "role" | "about">) {
  return { subject, email: `${subject}@latchkey.test`, groups, ...words } satisfies Persona;
}
