import { beforeAll, expect, test } from "vitest";
import { serviceAccountListSchema, serviceAccountSchema, tokenListSchema } from "#domain/contracts/service-account.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
let env: Record<string, string>;
beforeAll(async () => {
  api = await startApi();
  env = { LATCHKEY_URL: await api.listen(), LATCHKEY_HOME: "/nonexistent" };
});

const run = async (who: string, ...argv: string[]) =>
  runCli(["service-account", ...argv], { ...env, LATCHKEY_TOKEN: await api.token(who) });

async function create(name: string) {
  const { code, out, err } = await run("lee", "create", "--team", "payments", "--name", name, "--json");
  expect([code, err]).toEqual([0, ""]);
  return serviceAccountSchema.parse(JSON.parse(out));
}

test("makes an account and a token that stands alone on stdout, works, and is listed without its end", async () => {
  const account = await create("orders-bot");
  const made = await run(
    "lee",
    "token",
    "create",
    account.id,
    "--scope",
    "requests:read, templates:read",
    "--days",
    "7",
  );
  expect(made.code).toBe(0);
  expect(made.out).toMatch(/^latchkey_sa_\w{49}\n$/);
  expect(made.err).toMatch(/^tok_\w+ for payments\/orders-bot until /);
  const token = made.out.trim();
  const listed = await runCli(["request", "list"], { ...env, LATCHKEY_TOKEN: token });
  expect([listed.code, listed.err]).toEqual([0, "No request fits.\n"]);
  const tokens = await run("dana", "token", "list", account.id);
  expect(tokens.out).toMatch(/^tok_\w+ +active +latchkey_sa_\w{4} /m);
  expect(tokens.out + made.err).not.toContain(token.slice(17));
  const page = serviceAccountListSchema.parse(JSON.parse((await run("dana", "list", "--json")).out));
  expect(page.items.map(({ name, liveTokens }) => [name, liveTokens])).toEqual([["orders-bot", 1]]);
  expect((await run("dana", "list", "--team", "payments")).out).toContain("payments");
});

test("lets a bot ask at the command line for the person who receives it", async () => {
  await api.call("GET /api/v1/templates", { as: "dana" });
  const account = await create("cli-bot");
  const made = await run("lee", "token", "create", account.id, "--scope", "requests:read,requests:write");
  const body = [
    "--template",
    "postgres-small",
    "--team",
    "payments",
    "--classification",
    "internal",
    "--purpose",
    "CI",
  ];
  const ask = (...more: string[]) =>
    runCli(["request", "create", ...body, ...more], { ...env, LATCHKEY_TOKEN: made.out.trim() });
  const forDana = ["--on-behalf-of", "dana@latchkey.test"];
  const waiting = await ask("--name", "cli-asked", "--environment", "production", "--wait", "5", ...forDana);
  expect(waiting.code).toBe(10);
  expect(waiting.out).toContain("for dana, asked by payments/cli-bot");
  expect((await ask("--name", "cli-nobody", "--environment", "dev")).err).toContain("/onBehalfOf");
});

test("revokes a token, then the account, each once and for good", async () => {
  const account = await create("deploy-bot");
  const token = (await run("lee", "token", "create", account.id, "--scope", "requests:read")).out.trim();
  const listed = await run("lee", "token", "list", account.id, "--json");
  const [known] = tokenListSchema.parse(JSON.parse(listed.out)).items;
  const revoked = await run("lee", "token", "revoke", String(known?.id));
  expect(revoked.out).toMatch(/^tok_\w+ {2}revoked {2}latchkey_sa_\w{4}…\n$/);
  const refused = await runCli(["request", "list"], { ...env, LATCHKEY_TOKEN: token });
  expect([refused.code, refused.out]).toEqual([1, ""]);
  expect(refused.err).not.toContain(token);
  for (const _ of [1, 2]) expect((await run("lee", "revoke", account.id)).out).toContain("revoked");
});

test("refuses what no service account may have, and who may not, with one sentence and exit code 1", async () => {
  const account = await create("quiet-bot");
  const scoped = (scope: string) => run("lee", "token", "create", account.id, "--scope", scope);
  for (const scope of ["all", "requests:approve", "requests:read,grants:reveal"]) {
    const { code, out, err } = await scoped(scope);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("never approves, never reveals");
  }
  expect((await run("lee", "token", "create", account.id, "--scope", "requests:read", "--days", "91")).err).toContain(
    "1 to 90",
  );
  expect((await run("dana", "revoke", account.id)).err).toContain("Only leads of payments");
  expect((await run("noor", "revoke", account.id)).err).toContain("not yours to see");
  expect((await run("lee", "create", "--team", "payments", "--name", "quiet-bot")).err).toContain(
    "Choose another name",
  );
  const bot = (await scoped("requests:write")).out.trim();
  const list = await runCli(["service-account", "list"], { ...env, LATCHKEY_TOKEN: bot });
  expect([list.code, list.out]).toEqual([1, ""]);
});
