import { listCommand } from "#cli/list-command.ts";
import { listCheckpointsRoute } from "#domain/contracts/routes/list-checkpoints.ts";

/** `latchkey audit checkpoints`: signed heads of the audit record, to be kept elsewhere. */
export const auditCheckpoints = listCommand({
  name: "audit checkpoints",
  about: "List signed checkpoints of the audit record.",
  route: listCheckpointsRoute,
  columns: [
    { title: "SEQ", value: ({ seq }) => String(seq) },
    { title: "AT", value: ({ at }) => at },
    { title: "SIZE", value: ({ treeSize }) => String(treeSize) },
    { title: "KEY", value: ({ keyId }) => keyId },
    { title: "ROOT", value: ({ root }) => root },
  ],
  empty: "There is none yet.",
  notes: [
    "For auditors, over the API; --json has the signed notes. latchkey audit verify proves the record. Exit code 0.",
  ],
});
