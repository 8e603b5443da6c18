import { actionCommand } from "#cli/action-command.ts";
import { requiredText } from "#cli/options.ts";
import type { BackendHealthView } from "#domain/contracts/operation.ts";
import { confirmClosureRoute } from "#domain/contracts/routes/confirm-closure.ts";
import { handOverOperationRoute } from "#domain/contracts/routes/hand-over-operation.ts";
import { pauseBackendRoute } from "#domain/contracts/routes/pause-backend.ts";
import { proposeClosureRoute } from "#domain/contracts/routes/propose-closure.ts";
import { resumeBackendRoute } from "#domain/contracts/routes/resume-backend.ts";
import { undoOperationRoute } from "#domain/contracts/routes/undo-operation.ts";

const reason = { name: "reason", value: "TEXT", about: "Why; it is kept on record.", isRequired: true } as const;
const notes = ["For platform and administrators. Exit codes: 0 done, 1 refused."] as const;

/** `latchkey operations undo`: takes back what is being made. */
export const operationsUndo = actionCommand({
  name: "operations undo",
  about: "Take back what is being made.",
  positional: "ID",
  route: undoOperationRoute,
  say: ({ id }) => `${id} is taken back.\n`,
  notes,
});

/** `latchkey operations hand-over`: gives one to a colleague, with a note. */
export const operationsHandOver = actionCommand({
  name: "operations hand-over",
  about: "Hand an operation over to a colleague.",
  positional: "ID",
  route: handOverOperationRoute,
  options: [
    { name: "to", value: "EMAIL", about: "A person with a platform role.", isRequired: true },
    { name: "note", value: "TEXT", about: "What they should know.", isRequired: true },
  ],
  body: (given) => ({ to: requiredText(given, "to"), note: requiredText(given, "note") }),
  say: ({ id, handover }) => `${id} is ${handover?.to.name ?? handover?.to.email ?? "somebody else"}'s now.\n`,
  notes,
});

/** `latchkey operations close`: proposes to close one without proof. */
export const operationsClose = actionCommand({
  name: "operations close",
  about: "Propose to close an operation without proof; a second person confirms.",
  positional: "ID",
  route: proposeClosureRoute,
  options: [reason],
  body: (given) => ({ reason: requiredText(given, "reason") }),
  say: ({ id, closure }) =>
    `Somebody else has to agree until ${closure?.until}:\nlatchkey operations close confirm ${id} --closure ${closure?.id} --reason TEXT\n`,
  notes,
});

/** `latchkey operations close confirm`: the second person closes it. */
export const operationsCloseConfirm = actionCommand({
  name: "operations close confirm",
  about: "Close an operation without proof, as the second person.",
  positional: "ID",
  route: confirmClosureRoute,
  options: [{ name: "closure", value: "ID", about: "The proposal that you read.", isRequired: true }, reason],
  body: (given) => ({ closure: requiredText(given, "closure"), reason: requiredText(given, "reason") }),
  say: ({ id }) => `${id} is closed without proof.\n`,
  notes,
});

const spellBackend = ({ name, pause }: BackendHealthView) =>
  pause === null ? `${name} takes new work.\n` : `Nothing new is put on ${name} since ${pause.since}.\n`;

/** `latchkey operations backends pause`: nothing new is put on it. */
export const backendsPause = actionCommand({
  name: "operations backends pause",
  about: "Put nothing new on a back end.",
  positional: "NAME",
  route: pauseBackendRoute,
  options: [reason],
  body: (given) => ({ reason: requiredText(given, "reason") }),
  say: spellBackend,
  notes,
});

/** `latchkey operations backends resume`: it takes new work again. */
export const backendsResume = actionCommand({
  name: "operations backends resume",
  about: "Let a back end take new work again.",
  positional: "NAME",
  route: resumeBackendRoute,
  options: [reason],
  body: (given) => ({ reason: requiredText(given, "reason") }),
  say: spellBackend,
  notes,
});
