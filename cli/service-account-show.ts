import { actionCommand } from "#cli/action-command.ts";
import { spellServiceAccount } from "#cli/spell-service-account.ts";
import { showServiceAccountRoute } from "#domain/contracts/routes/show-service-account.ts";

/** `latchkey service-account show`: one service account. */
export const serviceAccountShow = actionCommand({
  name: "service-account show",
  about: "Show a service account.",
  positional: "ID",
  route: showServiceAccountRoute,
  say: spellServiceAccount,
  notes: ["Exit code 0."],
});
