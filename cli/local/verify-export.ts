import { createReadStream } from "node:fs";
import { createInterface } from "node:readline/promises";
import { CliError } from "#cli/cli-error.ts";
import { parseExportLine } from "#domain/audit/export-line.ts";
import { verifyRecord, type RecordProof, type RecordVerification } from "#domain/audit/verify-record.ts";

/**
 * Verifies an export in the order its lines stand.
 *
 * @throws CliError for a file that cannot be read or is none of ours
 */
export async function verifyExport(path: string, proof: RecordProof): Promise<RecordVerification> {
  const check = verifyRecord(proof);
  let number = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      number += 1;
      const item = parseExportLine(text);
      if (item === null || !check.add(item)) throw new CliError(`${path}:${number} is no line of an audit export.`);
    }
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  if (number === 0) throw new CliError(`${path} is empty.`);
  return check.end();
}
