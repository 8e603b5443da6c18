import type { PersonAttribute } from "#domain/contracts/decision.ts";

/** What the identity provider says of somebody, as the end of "they are …". */
export const attributeWords = { us_person: "a U.S. person" } as const satisfies Record<PersonAttribute, string>;
