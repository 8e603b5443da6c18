import type { RoleSources } from "#server/identity/actor-from-principal.ts";

/** Teams and roles by the groups that the personas have. */
export const roleCatalog: RoleSources["catalog"] = {
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
