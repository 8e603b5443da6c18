import { parseArgs } from "node:util";
import { expect, test } from "vitest";
import { parseArgsOptions } from "#cli/command.ts";
import { commands } from "#cli/commands.ts";
import { cutRest } from "#cli/cut-rest.ts";
import { commandExamples } from "#domain/contracts/examples/command-examples.ts";
import { routes } from "#domain/contracts/routes/routes.ts";

test.for(Object.entries(commandExamples))("the example for %s is a command with all that it needs", ([id, example]) => {
  expect(routes.map((route) => route.id)).toContain(id);
  const [program, ...argv] = (example.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ""));
  expect(program).toBe("latchkey");
  const named = commands.filter(({ name }) => name.split(" ").every((word, at) => argv[at] === word));
  const command = named.toSorted((one, other) => other.name.length - one.name.length)[0];
  if (command === undefined) throw new Error(`No command is called as in: ${example}`);
  const words = argv.slice(command.name.split(" ").length);
  const { own } = cutRest(command, words);
  const { values, positionals } = parseArgs({
    args: [...own],
    options: parseArgsOptions(command),
    allowPositionals: true,
  });
  expect(positionals).toHaveLength(command.positionals.length);
  for (const { name, isRequired, takesRest } of command.options) {
    if (isRequired === true && takesRest !== true) expect(values, example).toHaveProperty(name);
  }
});
