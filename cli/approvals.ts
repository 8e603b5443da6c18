import { actionCommand } from "#cli/action-command.ts";
import { listCommand } from "#cli/list-command.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { spellRows } from "#cli/spell-rows.ts";
import type { QueueItem } from "#domain/contracts/queue.ts";
import { listQueueEntriesRoute } from "#domain/contracts/routes/list-queue-entries.ts";
import { showQueueItemRoute } from "#domain/contracts/routes/show-queue-item.ts";

/** `latchkey approvals`: what waits for the caller's decision, the riskiest first. */
export const approvals = listCommand({
  name: "approvals",
  about: "List what waits for your decision, the riskiest first.",
  route: listQueueEntriesRoute,
  columns: [
    { title: "ID", value: ({ id }) => id },
    { title: "RISK", value: ({ risk }) => risk.level },
    { title: "NAME", value: ({ name }) => name, charactersMin: 10 },
    { title: "TEAM", value: ({ team }) => team, charactersMin: 6 },
    { title: "ENV", value: ({ environment }) => environment, charactersMin: 4 },
    {
      title: "REQUESTER",
      value: ({ requester }) => requester.name ?? requester.email ?? requester.id,
      charactersMin: 9,
    },
    { title: "DUE", value: ({ dueAt }) => dueAt ?? "" },
    { title: "WHY", value: ({ risk }) => risk.reasons.join("; "), charactersMin: 20 },
  ],
  empty: "Nothing waits for you.",
  notes: ["Decide with latchkey approve ID, reject ID or counter ID. Exit code 0."],
});

/** `latchkey approvals show`: what somebody should know before they decide. */
export const approvalsShow = actionCommand({
  name: "approvals show",
  about: "Show what to know before deciding on a request.",
  positional: "ID",
  route: showQueueItemRoute,
  say: spellItem,
  notes: ["What would be built, what is unusual about it, and whether you may decide. Exit code 0."],
});

function spellItem({ entry, request, plan, fromTemplate, similar, decide }: QueueItem): string {
  const changes = (list: QueueItem["fromTemplate"]) =>
    list.map(({ path, from, to }) => `${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`).join("; ");
  const rows = spellRows([
    ["Risk", `${entry.risk.level}: ${entry.risk.reasons.join("; ")}`],
    ["Builds", plan?.summary.join("; ") ?? "this installation cannot build it any more"],
    ["Unlike the template", changes(fromTemplate)],
    ["Unlike the last one", similar === null ? null : `${similar.id} ${changes(similar.changes)}`],
    ["You may decide", decide === null ? "nothing waits any more" : (decide.reason ?? "yes")],
  ]);
  return `${spellRequest(request)}\n${rows}`;
}
