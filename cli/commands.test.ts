import { glob, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { commands } from "#cli/commands.ts";
import { commandHelp } from "#cli/help.ts";
import { routes } from "#domain/contracts/routes/routes.ts";

/** Operations without a command, and why. */
const without: Readonly<Record<string, string>> = {
  watchRequest: "a stream for pages; request wait asks for the state instead",
  confirmChatLink: "for a browser session alone: no token says who somebody is in chat",
  showOpenapi: "needs no sign-in: curl",
  showHealth: "needs no sign-in: curl",
  showReadiness: "needs no sign-in: curl",
};

/** Commands that print no document of the API: where a secret, a token or a script is what they are for. */
const withoutJson = [
  "logout",
  "reveal",
  "lease",
  "completion bash",
  "completion zsh",
  "completion fish",
  "service-account token create",
  "token create",
  "token exchange",
  "db grants",
  "doctor",
  "kek rotate",
  "kek destroy",
  "pki init",
  "pki show",
  "pki renew-intermediate",
  "policy test",
  "policy replay",
  "audit verify",
  "audit export",
];

test("has a command for every operation of the API, but those with a reason", async () => {
  const called = new Set<string>();
  for await (const file of glob("cli/**/*.ts", {
    exclude: (name) => name.includes(".test.") || name === "github-action",
  })) {
    for (const [, route] of (await readFile(file, "utf8")).matchAll(/contracts\/routes\/([\w-]+)\.ts/g))
      called.add(String(route));
  }
  const fileOf = (id: string) => id.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const missing = routes.map(({ id }) => id).filter((id) => !called.has(fileOf(id)) && !(id in without));
  expect(missing).toEqual([]);
  expect(Object.keys(without).filter((id) => called.has(fileOf(id)) || !routes.some((one) => one.id === id))).toEqual(
    [],
  );
});

test("prints the API's documents wherever there are some", () => {
  const silent = commands.filter(({ options }) => !options.some(({ name }) => name === "json")).map(({ name }) => name);
  expect(silent.filter((name) => !withoutJson.includes(name))).toEqual([]);
});

test("tells the exit codes of every command", () => {
  const untold = commands.filter((command) => !/exit codes?:? /i.test(commandHelp(command).replaceAll("\n", " ")));
  expect(untold.map(({ name }) => name)).toEqual([]);
});

test("names every command once, in words that a shell needs not quote", () => {
  const names = commands.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z-]+( [a-z-]+){0,2}$/.test(name))).toEqual([]);
});

test("has a row in docs/cli.md for each command, and no other", async () => {
  const text = await readFile("docs/cli.md", "utf8");
  const table = text.slice(text.indexOf("## Every command"));
  const rows = [...table.matchAll(/^\| `(.+?)` +\| (.+?) +\|$/gm)].map(([, name, about]) => `${name}: ${about}`);
  expect(rows).toEqual(commands.map(({ name, positionals, about }) => `${[name, ...positionals].join(" ")}: ${about}`));
});
