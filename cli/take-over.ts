import { actionCommand } from "#cli/action-command.ts";
import { spellResource } from "#cli/spell-resource.ts";
import { takeOverResourceRoute } from "#domain/contracts/routes/take-over-resource.ts";

/** `latchkey take-over`: a person of the team becomes the owner of what a leaver owned. */
export const takeOver = actionCommand({
  name: "take-over",
  about: "Take over what somebody of your team owned who has left.",
  positional: "ID",
  route: takeOverResourceRoute,
  say: spellResource,
  notes: ["A new credential is made for you; the old one works until you have it. Exit codes: 0 yours, 1 refused."],
});
