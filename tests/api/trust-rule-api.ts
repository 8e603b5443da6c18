import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect } from "vitest";
import { problemSchema, type Problem } from "#domain/contracts/problem.ts";
import type { ErrorCode } from "#domain/errors/error-table.ts";
import { serviceAccountSchema } from "#domain/contracts/service-account.ts";
import { trustRuleViewSchema, type CreateTrustRuleBody, type TrustRuleView } from "#domain/contracts/trust-rule.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { goodDrafts, sampleTokens } from "#tests/factories/trust-rules.ts";
import { issuerCatalog } from "#tests/harness/issuer-catalog.ts";
import { startTestIssuer, type TestIssuer } from "#tests/reveal/test-issuer.ts";

interface Answer {
  readonly status: number;
  readonly document: unknown;
  readonly problem: Problem | null;
  readonly code: ErrorCode | null;
  readonly headers: Headers;
}

/** The API with three workload issuers, of which one signs, and what tests of trust rules do all the time. */
export class TrustRuleApi {
  readonly api: TestApi;
  readonly github: TestIssuer;
  #numbers = 0;

  private constructor(api: TestApi, github: TestIssuer) {
    this.api = api;
    this.github = github;
  }

  static async start(): Promise<TrustRuleApi> {
    const github = await startTestIssuer();
    const CATALOG_DIR = await issuerCatalog([
      { name: "github", kind: "github", issuer: github.url },
      { name: "gitlab", kind: "gitlab", issuer: "https://gitlab.test" },
      { name: "oidc", kind: "oidc", issuer: "https://idp.test", idClaims: ["tenant_uid"] },
    ]);
    const api = await startApi({ CATALOG_DIR });
    await Promise.all(["dana", "lee", "noor", "priya"].map((as) => api.call("GET /api/v1/templates", { as })));
    return new TrustRuleApi(api, github);
  }

  async call(
    as: string | undefined,
    target: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    const response = await this.api.call(target, { as, body, headers });
    const document: unknown = await response.json();
    const problem = response.ok ? null : problemSchema.parse(document);
    return { status: response.status, document, problem, code: problem?.code ?? null, headers: response.headers };
  }

  async newAccount(team = "payments", as = "lee"): Promise<string> {
    const name = `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
    return serviceAccountSchema.parse((await this.call(as, "POST /api/v1/service-accounts", { team, name })).document)
      .id;
  }

  /** A body that may be saved, about a repository of its own. */
  bodyFor(serviceAccount: string, change: Partial<CreateTrustRuleBody> = {}): CreateTrustRuleBody {
    const { issuer, environments, claims } = goodDrafts.github;
    const own = { ...claims, repository_id: String(50_000 + ++this.#numbers) };
    return {
      serviceAccount,
      issuer,
      environments: [...environments],
      claims: own,
      scopes: ["requests:write"],
      ...change,
    };
  }

  async newRule(serviceAccount: string, change: Partial<CreateTrustRuleBody> = {}, as = "lee"): Promise<TrustRuleView> {
    const body = this.bodyFor(serviceAccount, change);
    const { status, document } = await this.call(as, "POST /api/v1/trust-rules", body);
    expect([status, document]).toEqual([201, expect.anything()]);
    return trustRuleViewSchema.parse(document);
  }

  /** A token of a run at the test's issuer, as GitHub makes one. */
  runToken(change: Record<string, unknown> = {}, times = { ago: 0 }): Promise<string> {
    const iat = Math.floor(Date.now() / 1000) - times.ago;
    const own = { iss: this.github.url, aud: this.api.publicUrl, iat, nbf: iat, exp: iat + 300, jti: randomUUID() };
    return this.github.sign({ ...sampleTokens.github, ...own, ...change }, { typ: "JWT" });
  }

  /** What the ledger has, as its superuser sees it. */
  async ledger<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.api.ledger.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}
