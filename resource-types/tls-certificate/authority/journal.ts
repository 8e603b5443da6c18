import { createHash } from "node:crypto";
import { open, readFile, rename, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { AuthorityError } from "./authority-error.ts";
import { readRecord, type JournalRecord } from "./records.ts";

/** What the authority remembers: records in order, appended and never changed. */
export interface Journal {
  /** Everything written so far. */
  readonly records: readonly JournalRecord[];
  /** Returns when the records are on the disk; a failure ends the journal, since it may have written half. */
  append(records: readonly JournalRecord[]): Promise<void>;
  /** @throws AuthorityError journal_lost when the file on the disk is not what was written into it, e.g. removed or cut */
  assertThere(): Promise<void>;
  close(): Promise<void>;
}

/** How many lines there are, and a digest over all of them, each with what came before. */
interface Anchor {
  readonly lines: number;
  readonly digest: string;
}

const beginning: Anchor = { lines: 0, digest: "" };

/**
 * Opens the journal of a folder; a ceremony made it, so one that is missing was lost.
 *
 * Every line carries the digest of what it says, and the anchor beside the journal how far it went: a journal that was cut,
 * emptied or replaced by an older copy refuses the start, since what it forgot would be issued or numbered again. An
 * unfinished last line is what a crash leaves of records that nobody was told of: it is cut off.
 * @throws Error for a line that is not what was written, and for a journal that ends before its anchor
 */
export async function openJournal(path: string): Promise<Journal> {
  const anchorPath = `${path}.anchor`;
  const known = await readAnchor(anchorPath);
  const file = await open(path, "r+").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw lost(path);
    throw error;
  });
  const text = (await file.readFile()).toString("utf8");
  const end = text.lastIndexOf("\n") + 1;
  const lines = text.slice(0, end).split("\n").slice(0, -1);
  const records = lines.map((line, index) => readLine(line, `${path}:${index + 1}`));
  if (known !== null && !holds(lines, known)) throw lost(path);
  let bytes = Buffer.byteLength(text.slice(0, end));
  if (end < text.length) await file.truncate(bytes);
  await file.sync();
  await syncDirectory(dirname(path));
  let anchor = lines.reduce(follow, beginning);
  await writeAnchor(anchorPath, anchor);
  const { ino } = await file.stat();
  const assertThere = async () => {
    const found = await stat(path).catch(() => null);
    if (found?.ino !== ino || found.size !== bytes) {
      throw new AuthorityError("journal_lost", "The journal on the disk is not what was written into it.");
    }
  };
  const write = async (added: readonly JournalRecord[]) => {
    const text = added.map(writeLine);
    await appendTo(file, { text: text.join(""), at: bytes });
    bytes += Buffer.byteLength(text.join(""));
    anchor = text.map((line) => line.slice(0, -1)).reduce(follow, anchor);
    await writeAnchor(anchorPath, anchor);
  };
  return { records, append: untilFailure(write, assertThere), assertThere, close: () => file.close() };
}

function untilFailure(write: Journal["append"], assertThere: Journal["assertThere"]): Journal["append"] {
  let failure: unknown;
  return async (records) => {
    if (failure !== undefined) throw new Error("The journal failed before: start the authority again.");
    await assertThere();
    try {
      await write(records);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
}

async function appendTo(file: FileHandle, { text, at }: { readonly text: string; readonly at: number }): Promise<void> {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
  }
  await file.datasync();
}

function follow({ lines, digest }: Anchor, line: string): Anchor {
  return { lines: lines + 1, digest: createHash("sha256").update(`${digest} ${line}`).digest("hex") };
}

function holds(lines: readonly string[], anchor: Anchor): boolean {
  return (
    lines.length >= anchor.lines && lines.slice(0, anchor.lines).reduce(follow, beginning).digest === anchor.digest
  );
}

/** Null: the journal is from before there were anchors. */
async function readAnchor(path: string): Promise<Anchor | null> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const [, lines, digest = ""] = /^(\d{1,15}) ([0-9a-f]{64}|)\n$/.exec(text) ?? [];
  if (lines === undefined) throw new Error(`${path} is damaged: restore it with the journal.`);
  return { lines: Number(lines), digest };
}

/** Behind the journal, never before it: whatever the anchor names is on the disk. */
async function writeAnchor(path: string, { lines, digest }: Anchor): Promise<void> {
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(`${lines} ${digest}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

function lost(path: string): Error {
  return new Error(
    `${path} is lost, or older than its anchor. Restore the newest copy: without it certificates that were issued are unknown, and numbers would be given twice.`,
  );
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
