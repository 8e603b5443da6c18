import type { Command } from "#cli/command.ts";
import type { Finding } from "#cli/local/doctor/finding.ts";

/** `latchkey doctor`: looks at every part of this home and says what to do about what is not well. */
export const doctor: Command = {
  name: "doctor",
  about: "Check settings, home, databases, keys, issuer, catalog; say what to do.",
  positionals: [],
  options: [{ name: "json", about: "Print the findings as JSON." }],
  notes: ["Exit codes: 0 nothing fails, 1 something does."],
  async run({ values }, terminal) {
    const { examine } = await import("#cli/local/doctor/examine.ts");
    const findings = await examine(terminal);
    if (values.json === true) terminal.out(`${JSON.stringify(findings, null, 2)}\n`);
    else findings.forEach((finding) => terminal.out(spell(finding)));
    return findings.some(({ level }) => level === "fail") ? 1 : 0;
  },
};

function spell({ level, subject, message, cure }: Finding): string {
  const line = `${level.padEnd(4)}  ${subject}: ${message}.\n`;
  return level === "ok" || cure === undefined ? line : `${line}      ${cure}\n`;
}
