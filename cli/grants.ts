import { actionCommand } from "#cli/action-command.ts";
import { spellRows } from "#cli/spell-rows.ts";
import type { GrantView } from "#domain/contracts/grant.ts";
import { reportNotMeRoute } from "#domain/contracts/routes/report-not-me.ts";
import { showGrantRoute } from "#domain/contracts/routes/show-grant.ts";

/** `latchkey grants show`: what is known of a grant; opens nothing. */
export const grantsShow = actionCommand({
  name: "grants show",
  about: "Show whom a credential waits for and until when; opens nothing.",
  positional: "GRANT",
  route: showGrantRoute,
  say: spellGrant,
  notes: ["Exit code 0. latchkey reveal GRANT opens it."],
});

/** `latchkey not-me`: the recipient says that somebody else opened it. */
export const notMe = actionCommand({
  name: "not-me",
  about: "Say that it was not you who opened a credential: every access by it ends.",
  positional: "GRANT",
  route: reportNotMeRoute,
  say: () => "Taken down: the access ends now, security is told, and a new credential is made.\n",
  notes: ["The token needs the scope grants:reveal. Exit codes: 0 taken down, 1 refused."],
});

function spellGrant(grant: GrantView): string {
  return spellRows([
    ["Grant", grant.id],
    ["State", grant.state],
    ["For", grant.recipient.email ?? grant.recipient.subject],
    ["Resource", grant.resourceId],
    ["Access", grant.access],
    ["Open until", grant.expiresAt],
    ["Opened", grant.revealedAt],
    ["Ended", grant.endedAt],
    ["Old one until", grant.draining?.until ?? null],
    ["Page", grant.url],
  ]);
}
