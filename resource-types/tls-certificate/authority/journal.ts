import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { readRecord, type JournalRecord } from "./records.ts";

/** What the authority remembers: records in order, appended and never changed. */
export interface Journal {
  /** Everything written so far. */
  readonly records: readonly JournalRecord[];
  /** Returns when the records are on the disk; a failure ends the journal, since it may have written half. */
  append(records: readonly JournalRecord[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the journal of a folder, making it where there is none.
 *
 * Every line carries the digest of what it says. An unfinished last line is what a crash leaves of records that nobody
 * was told of: it is cut off. Any other damage refuses the start.
 * @throws Error for a line that is not what was written
 */
export async function openJournal(path: string): Promise<Journal> {
  const file = await open(path, "a+", 0o600);
  const text = (await file.readFile()).toString("utf8");
  const end = text.lastIndexOf("\n") + 1;
  if (end < text.length) await file.truncate(Buffer.byteLength(text.slice(0, end)));
  await file.sync();
  await syncDirectory(dirname(path));
  const lines = text.slice(0, end).split("\n").slice(0, -1);
  const records = lines.map((line, index) => readLine(line, `${path}:${index + 1}`));
  return { records, append: appender(file), close: () => file.close() };
}

function appender(file: FileHandle): Journal["append"] {
  let failure: unknown;
  return async (records) => {
    if (failure !== undefined) throw new Error("The journal failed before: start the authority again.");
    try {
      await file.appendFile(records.map(writeLine).join(""));
      await file.datasync();
    } catch (error) {
      failure = error;
      throw error;
    }
  };
}

function writeLine(record: JournalRecord): string {
  const text = JSON.stringify(record);
  return `${digestOf(text)} ${text}\n`;
}

function readLine(line: string, place: string): JournalRecord {
  const text = line.slice(17);
  if (line.slice(0, 17) !== `${digestOf(text)} `) throw new Error(`${place} is damaged: restore the journal.`);
  return readRecord(text);
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  await directory.sync().catch(() => undefined);
  await directory.close();
}
