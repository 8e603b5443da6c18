import { people } from "#domain/contracts/examples/request-example.ts";
import { serviceAccountExample } from "#domain/contracts/examples/upkeep-example.ts";
import type { TestedToken } from "#domain/contracts/trust-rule-test.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";

const claims = {
  repository_id: "724519",
  repository_owner_id: "81302",
  environment: "production",
  job_workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/main",
};

/** A body that makes a trust rule. */
export const newTrustRuleExample = {
  serviceAccount: serviceAccountExample.id,
  description: "Deploys orders.",
  issuer: "github",
  claims,
  environments: ["production"],
  templates: ["postgres-small"],
  scopes: ["requests:read", "requests:write"],
};

/** The rule that it makes. */
export const trustRuleExample: TrustRuleView = {
  ...newTrustRuleExample,
  id: "tr_01m8fbj2xk4s7n9q3v5w8y0ab1",
  serviceAccount: { id: serviceAccountExample.id, name: serviceAccountExample.name, team: serviceAccountExample.team },
  issuerUrl: "https://token.actions.githubusercontent.com",
  issuerState: "current",
  state: "active",
  createdBy: people.lee,
  createdAt: "2026-11-27T20:40:12.000Z",
  lastUsedAt: null,
  revokedAt: null,
  revokedBy: null,
};

/** How the token of a job that meets it stands. */
export const testedTokenExample: TestedToken = {
  issuer: { name: "github", kind: "github" },
  verification: {
    state: "valid",
    message:
      "Signature, issuer, audience and times are right. It would be taken unless it was exchanged already. Testing did not use it up.",
  },
  claims: [
    {
      name: "repository_id",
      value: "724519",
      help: "the repository, by the number that is never given twice",
      isBindable: true,
    },
  ],
  subject: null,
  met: [
    {
      rule: trustRuleExample,
      free: [{ name: "actor_id", given: "5001", why: "Whoever may start the workflow is let in." }],
    },
  ],
  near: [],
  proposal: { issuer: "github", claims, environments: ["production"], templates: null, scopes: ["requests:write"] },
  obstacles: [],
};
