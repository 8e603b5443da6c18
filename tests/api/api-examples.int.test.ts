import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { readReference } from "#components/api-reference/read-reference.ts";
import { problemSchema } from "#domain/contracts/problem.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { routes } from "#domain/contracts/routes/routes.ts";
import { matchPath } from "#server/http/match-path.ts";
import { apiDocument } from "#tests/api/api-document.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

const hasCurl = await promisify(execFile)("curl", ["--version"]).then(
  () => true,
  () => false,
);
if (!hasCurl) process.stdout.write("the curl examples are not run: this machine has no curl\n");

let api: TestApi;
let origin = "";
let env: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  api = await startApi();
  origin = await api.listen();
  const body = { team: "payments", name: "docs-bot" };
  const account = await api.call("POST /api/v1/service-accounts", { as: "lee", body });
  const filed = await api.call("GET /api/v1/templates/postgres-small", { as: "dana" });
  expect([account.status, filed.status]).toEqual([201, 200]);
  env = { ACCOUNT: String((await account.json()).id), PATH: String(process.env.PATH) };
});

interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

/** Runs one `curl` command in a shell, as its reader would, against the API of this test. */
async function runCurl(command: string, token: string, id = "req_00000000000000000000000000"): Promise<Answer> {
  const prelude = 'uuidgen() { echo "key-$$"; }\n';
  const told = command.replace(/^curl/, "curl -sS --max-time 60 -w '\\n%{http_code} %{content_type}'");
  const variables = {
    NODE_ENV: "test" as const,
    ...env,
    LATCHKEY_URL: origin,
    LATCHKEY_TOKEN: token,
    ID: id,
    DELIVERY: id,
  };
  const { stdout } = await promisify(execFile)("sh", ["-c", prelude + told], { env: variables });
  const at = stdout.lastIndexOf("\n");
  const [status = "", ...mediaType] = stdout.slice(at + 1).split(" ");
  return { status: Number(status), mediaType: mediaType.join(" "), text: stdout.slice(0, at) };
}

/** The route of a call of ours. */
function routeOf(command: string): RouteContract {
  const method = / -X (\w+)/.exec(command)?.[1] ?? "GET";
  const path = new URL(/https?:\/\/[^\s"']+/.exec(command)?.[0] ?? "").pathname;
  const route = routes.find((one) => one.method === method && matchPath(`/api/v1${one.path}`, path) !== null);
  if (route === undefined) throw new Error(`${method} ${path} is no route`);
  return route;
}

test.skipIf(!hasCurl)(
  "every curl command of docs/api.md does what it says: its first answer is the one that is promised",
  async () => {
    const blocks = [...(await readFile("docs/api.md", "utf8")).matchAll(/```sh\n(.*?)```/gs)].map(
      ([, block]) => block ?? "",
    );
    const commands = blocks.flatMap(
      (block) => block.replaceAll(/\\\n\s*/g, " ").match(/^ *curl .*(?:\n[ {].*)*/gm) ?? [],
    );
    expect(commands.length).toBeGreaterThanOrEqual(3);
    for (const command of commands.map((one) => one.trim())) {
      const route = routeOf(command.replaceAll("$LATCHKEY_URL", "http://127.0.0.1:3000"));
      const token = await api.token(route.id === "createToken" || route.tag === "Webhooks" ? "lee" : "dana");
      // No worker builds anything here: the wait is cut short.
      const own = command.replace("sa_…", env.ACCOUNT ?? "").replace("wait=30", "wait=1");
      const here = own.replaceAll("http://127.0.0.1:3000", origin);
      const answer = await runCurl(here, token);
      expect(answer.status, `${command}\n${answer.text}`).toBe(route.answer.status);
      route.answer.schema.parse(JSON.parse(answer.text));
    }
  },
);

const operations = readReference(apiDocument, {}).tags.flatMap((tag) => tag.operations);

test.skipIf(!hasCurl)(
  "every curl command of the reference is a call that the API takes, and what it answers fits the contract",
  async () => {
    let answered = 0;
    let tried = 0;
    for (const { id, curl, problems } of operations) {
      const route = routes.find((one) => one.id === id);
      if (route === undefined || route.base === "reveal") continue;
      const as = ["People", "Operations", "Audit"].includes(route.tag) ? "rae" : "lee";
      const { status, mediaType, text } = await runCurl(curl, await api.token(as));
      tried += 1;
      if (status < 300) {
        answered += 1;
        if (mediaType.startsWith("application/json")) route.answer.schema.parse(JSON.parse(text));
      } else {
        const { code } = problemSchema.parse(JSON.parse(text));
        const told = problems.find((problem) => problem.status === String(status))?.codes;
        expect(told, `${curl}\n${text}`).toContain(code);
        // No worker has made a key here.
        if (code !== "kek_unavailable") expect([401, 403, 404, 409, 422], `${curl}\n${text}`).toContain(status);
        // What is exchanged is a token that nobody signed.
        const wrong =
          id === "exchangeToken" ? ["invalid_input"] : ["invalid_input", "unauthenticated", "insufficient_scope"];
        expect(wrong, `${curl}\n${text}`).not.toContain(code);
      }
    }
    process.stdout.write(`${tried} curl examples of the reference run, ${answered} of them answered with success\n`);
    expect(tried).toBeGreaterThan(60);
    expect(answered).toBeGreaterThan(15);
  },
);
