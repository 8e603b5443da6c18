/** Members of a header that would let a token bring or point to its own key, or change what is signed. */
export const foreignMembers = [
  "jwk",
  "jku",
  "x5u",
  "x5c",
  "x5t",
  "x5t#S256",
  "crit",
  "b64",
  "zip",
  "enc",
  "cty",
] as const;

/** Claims that are looked at whatever the issuer. */
export const verifiedClaims = ["iss", "sub", "aud", "exp", "nbf", "iat"] as const;

/**
 * Why a workload gets no token, as a clause for whoever reads the record: one of a fixed set, so that nothing a caller sent
 * stands in it and the record can count by it.
 */
export type WorkloadRefusal =
  | "the token is too long"
  | "what was sent is no JWT"
  | "the token names no issuer"
  | "its issuer is not one of the catalog's"
  | `its header has ${(typeof foreignMembers)[number]}`
  | "its header names no key"
  | "its algorithm is not one of the issuer's"
  | "its type is not JWT"
  | "its issuer has no such key"
  | "its signature is not right"
  | "it cannot be verified"
  | `its claim ${(typeof verifiedClaims)[number]} is not as it must be`
  | "it is too old"
  | "its time is over"
  | "it names no subject"
  | "it does not say its time"
  | "a claim of it is no text that can be kept"
  | "it is meant for somebody else as well"
  | "it has no id of its own"
  | "it is bound to no service account"
  | "its subject is not the service account that it is bound to"
  | "no trust rule names it"
  | "the trust rule or service account that it asks for is not one it may have"
  | "no scope that it asks for is one of its trust rule"
  | "it meets several trust rules and does not say which"
  | "there is nobody to ask about it"
  | "its cluster does not let it in"
  | "its cluster does not know our audience"
  | "its cluster says that it is of another service account"
  | "its cluster knows no such pod of it"
  | "it was exchanged before"
  | "its trust rule was revoked";
