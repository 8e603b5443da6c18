import { createHash } from "node:crypto";
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { catalogLayout, type CatalogFolder } from "#server/catalog/catalog-layout.ts";
import { catalogLimits } from "#server/catalog/catalog-limits.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { displayPath } from "#server/catalog/display-path.ts";

/** One file that was seen. */
interface SurveyedFile {
  readonly name: string;
  readonly bytes: number;
}

/** What lies in a catalog folder, without a look into the files. */
export interface CatalogSurvey {
  /** The files of each folder, sorted by name. */
  readonly files: Readonly<Record<CatalogFolder, readonly SurveyedFile[]>>;
  /** Names of the files at the top. */
  readonly topFiles: readonly string[];
  readonly problems: readonly CatalogProblem[];
  /** Changes when a file is added, removed, renamed or written to. Cheap: names, sizes and times alone. */
  readonly fingerprint: string;
}

/**
 * Lists a catalog folder in bounded time and memory, and finds what would be passed over or is too much to be read.
 *
 * Names with a dot in front are not looked at: they are how editors, git and mounts keep their own files.
 */
export async function surveyCatalog(dir: string): Promise<CatalogSurvey> {
  const folders = Object.keys(catalogLayout.folders) as CatalogFolder[];
  const top = await list(dir, topProblem);
  const inside = await Promise.all(folders.map((folder) => listKind(dir, folder)));
  const all = [top, ...inside];
  const bytes = all.reduce((sum, listed) => sum + listed.bytes, 0);
  const hash = createHash("sha256");
  for (const { marks } of all) hash.update(JSON.stringify(marks));
  return {
    files: Object.fromEntries(folders.map((folder, index) => [folder, inside[index]?.files ?? []])) as {
      readonly [Folder in CatalogFolder]: readonly SurveyedFile[];
    },
    topFiles: top.files.map(({ name }) => name),
    problems: [
      ...all.flatMap(({ problems }) => problems),
      ...(bytes > catalogLimits.totalBytes
        ? [at(dir, `the files have ${bytes} bytes together; at most ${catalogLimits.totalBytes} are read`)]
        : []),
    ],
    fingerprint: hash.digest("base64url"),
  };
}

interface Listing {
  readonly files: readonly SurveyedFile[];
  readonly problems: readonly CatalogProblem[];
  readonly bytes: number;
  /** What shows a change, name by name. */
  readonly marks: readonly string[];
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Tells why an entry may not lie where it lies; null: it may. */
type Objection = (entry: Entry) => string | null;

function topProblem({ name, isFolder }: Entry): string | null {
  if (isFolder && !name.endsWith(".yaml")) {
    return Object.hasOwn(catalogLayout.folders, name) || name === "lost+found" ? null : "no catalog has such a folder";
  }
  if (name.endsWith(".yml")) return "the name of a catalog file ends in .yaml";
  const files: readonly string[] = [...catalogLayout.files, ...catalogLayout.optionalFiles];
  const isKnown = !name.endsWith(".yaml") || files.includes(name);
  return isKnown ? null : "no catalog has such a file";
}

function insideProblem({ name, isFolder }: Entry): string | null {
  if (name.endsWith(".yml")) return "the name of a catalog file ends in .yaml";
  return isFolder && !name.endsWith(".yaml") ? "a folder in here is not read" : null;
}

async function listKind(dir: string, folder: CatalogFolder): Promise<Listing> {
  const { noun, needsOne } = catalogLayout.folders[folder];
  const listed = await list(join(dir, folder), insideProblem, needsOne);
  if (!needsOne || listed.files.length > 0 || listed.problems.length > 0) return listed;
  return { ...listed, problems: [at(join(dir, folder), `there is no ${noun}`)] };
}

async function list(folder: string, objection: Objection, needed = true): Promise<Listing> {
  const none = { files: [], bytes: 0 };
  const names: string[] = [];
  try {
    const opened = await opendir(folder);
    for await (const entry of opened) {
      if (entry.name.startsWith(".")) continue;
      names.push(entry.name);
      if (names.length > catalogLimits.folderFiles) {
        const reason = `there are more than ${catalogLimits.folderFiles} files`;
        return { ...none, problems: [at(folder, reason)], marks: [reason] };
      }
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown reason";
    if (code === "ENOENT" && !needed) return { ...none, problems: [], marks: [code] };
    return { ...none, problems: [at(folder, `the folder cannot be read (${code})`)], marks: [code] };
  }
  const seen = await Promise.all(names.toSorted().map((name) => look(folder, name)));
  return {
    files: seen.filter(({ name }) => name.endsWith(".yaml")),
    problems: seen.flatMap((entry) => {
      const reason = objection(entry);
      return reason === null ? [] : [at(join(folder, entry.name), reason)];
    }),
    bytes: seen.reduce((sum, { bytes }) => sum + bytes, 0),
    marks: seen.map(({ mark }) => mark),
  };
}

/** The time of the last change of its state as well: a copy that keeps the time of its content is a change too. */
async function look(folder: string, name: string): Promise<SurveyedFile & Entry & { readonly mark: string }> {
  try {
    const found = await stat(join(folder, name), { bigint: true });
    const isFolder = found.isDirectory();
    if (!found.isFile() || !name.endsWith(".yaml")) return { name, isFolder, mark: `${name} -`, bytes: 0 };
    const mark = `${name} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
    return { name, isFolder, mark, bytes: Number(found.size) };
  } catch (error) {
    return { name, isFolder: false, mark: `${name} ${(error as NodeJS.ErrnoException).code}`, bytes: 0 };
  }
}

function at(path: string, reason: string): CatalogProblem {
  return { file: displayPath(path), line: 1, reason };
}
