import type { IdentityContext } from "#server/identity/actor-from-session.ts";

/** Teams and roles by the groups that the personas have. */
export const roleCatalog: IdentityContext["catalog"] = {
  packs: new Map(),
  attachments: [],
  issuers: new Map(),
  teams: new Map([
    ["payments", { id: "payments", name: "Payments", group: "team-payments", leadGroup: "team-payments-leads" }],
    ["search", { id: "search", name: "Search", group: "team-search", leadGroup: null }],
  ]),
  personAttributes: { us_person: ["us-persons"] },
  platformRoles: {
    platform: ["platform"],
    security: ["security"],
    auditor: ["auditors"],
    admin: ["latchkey-admins"],
  },
};
