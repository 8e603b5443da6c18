import { actionCommand } from "#cli/action-command.ts";
import { CliError } from "#cli/cli-error.ts";
import { listCommand } from "#cli/list-command.ts";
import { requiredText } from "#cli/options.ts";
import { spellEmergency } from "#cli/spell-emergency.ts";
import { emergencyStates, reviewBodySchema } from "#domain/contracts/break-glass.ts";
import { endBreakGlassRoute } from "#domain/contracts/routes/end-break-glass.ts";
import { listEmergenciesRoute } from "#domain/contracts/routes/list-emergencies.ts";
import { reviewBreakGlassRoute } from "#domain/contracts/routes/review-break-glass.ts";

const verdicts = reviewBodySchema.shape.verdict.options;

/** `latchkey break-glass list`: uses of emergency access. */
export const breakGlassList = listCommand({
  name: "break-glass list",
  about: "List uses of emergency access, newest first.",
  route: listEmergenciesRoute,
  filters: [
    { name: "state", value: "STATE", about: "Only in this state.", choices: emergencyStates },
    { name: "resource", value: "ID", about: "Only of this resource." },
  ],
  columns: [
    { title: "ID", value: ({ id }) => id },
    { title: "STATE", value: ({ state }) => state },
    { title: "RESOURCE", value: ({ resource }) => resource.name, charactersMin: 10 },
    { title: "BY", value: ({ by }) => by.name ?? by.email ?? by.id, charactersMin: 8 },
    { title: "INCIDENT", value: ({ incident }) => incident, charactersMin: 8 },
    { title: "UNTIL", value: ({ until }) => until ?? "" },
    {
      title: "REVIEW",
      value: ({ review }) => review?.verdict ?? (review?.overdue ? "overdue" : (review?.dueAt ?? "")),
    },
  ],
  empty: "Nobody used emergency access.",
  notes: ["Exit code 0."],
});

/** `latchkey break-glass end`: ends a use before its time. */
export const breakGlassEnd = actionCommand({
  name: "break-glass end",
  about: "End emergency access now.",
  positional: "USE",
  route: endBreakGlassRoute,
  say: spellEmergency,
  notes: ["Exit codes: 0 its login ends, 1 not yours to end or over already."],
});

/** `latchkey break-glass review`: says whether a use was justified. */
export const breakGlassReview = actionCommand({
  name: "break-glass review",
  about: "Say whether a use of emergency access was justified.",
  positional: "USE",
  route: reviewBreakGlassRoute,
  options: [
    { name: "verdict", value: "VERDICT", about: "justified or not_justified.", isRequired: true, choices: verdicts },
    { name: "comment", value: "TEXT", about: "Why.", isRequired: true },
  ],
  body: (given) => {
    const verdict = verdicts.find((one) => one === requiredText(given, "verdict"));
    if (verdict === undefined) throw new CliError(`--verdict is ${verdicts.join(" or ")}.`);
    return { verdict, comment: requiredText(given, "comment") };
  },
  say: spellEmergency,
  notes: ["For those who would have decided, never for who had a part in it. Exit codes: 0 taken down, 1 refused."],
});
