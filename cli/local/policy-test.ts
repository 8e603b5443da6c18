import type { Command } from "#cli/command.ts";
import { localSettings } from "#cli/local/local-settings.ts";
import { readInstance } from "#cli/local/read-instance.ts";
import { optionalText } from "#cli/options.ts";
import { escapeLine } from "#cli/escape-controls.ts";
import { spellJson } from "#cli/spell-json.ts";
import type { PolicyTest } from "#server/policies/test-policies.ts";

/** `latchkey policy test`: runs the examples of every rule in a catalog folder. */
export const policyTest: Command = {
  name: "policy test",
  about: "Run the examples of every pack and every own rule of the catalog.",
  positionals: [],
  options: [
    { name: "catalog", value: "DIR", about: "Folder of the catalog; default the one that this home runs on." },
    { name: "json", about: "Print {ok, tests} as JSON." },
  ],
  notes: [
    "Needs no server: run it where the files are reviewed. Exit codes: 0 every example came out as expected;",
    "1 otherwise, also when the catalog itself is not valid.",
  ],
  async run(given, terminal) {
    const settings = localSettings(await readInstance(terminal), terminal);
    const { testPolicies } = await import("#server/policies/test-policies.ts");
    const dir = optionalText(given, "catalog") ?? settings.CATALOG_DIR;
    const tests = await testPolicies(dir, { adminGroup: settings.LATCHKEY_ADMIN_GROUP });
    const ok = tests.every(({ failures }) => failures.length === 0);
    if (given.values.json === true) terminal.out(spellJson({ ok, tests }));
    else
      terminal.out(tests.length === 0 ? "The catalog has no own rule and no pack.\n" : tests.map(spellTest).join(""));
    return ok ? 0 : 1;
  },
};

function spellTest({ kind, id, rules, examples, failures }: PolicyTest): string {
  const name = kind === "pack" ? `pack ${id}` : id;
  const [first, ...more] = failures;
  if (first === undefined) {
    const what = kind === "pack" ? `${spellCount(rules, "rule")}, ` : "";
    return `ok      ${name}  ${what}${spellCount(examples, "example")}\n`;
  }
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return `${escapeLine(`FAILED  ${name}  ${first.file}:${first.line}: ${first.reason}${others}`)}\n`;
}

function spellCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
