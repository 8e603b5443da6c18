import type { Actor } from "#domain/access/actor.ts";

/** Who asks for what nobody but the clock asks for: it belongs nowhere and may approve nothing. */
export const clockActor: Actor = {
  principalId: "system",
  kind: "system",
  issuer: "",
  subject: "system",
  email: null,
  name: "Latchkey",
  groups: [],
  memberships: [],
  platformRoles: [],
  attributes: [],
  scopes: [],
  authTime: null,
  acr: null,
  channel: "system",
  act: null,
  workload: null,
};
