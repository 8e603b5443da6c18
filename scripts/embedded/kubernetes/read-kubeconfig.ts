import { readFile } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { StartError } from "#scripts/embedded/start-error.ts";

const fields = z.record(z.string(), z.unknown());
const schema = z.looseObject({
  clusters: z.array(z.looseObject({ name: z.string(), cluster: fields })).nullish(),
  users: z.array(z.looseObject({ name: z.string(), user: fields })).nullish(),
  contexts: z.array(z.looseObject({ name: z.string(), context: fields })).nullish(),
  "current-context": z.string().nullish(),
});

/** A part of a kubeconfig and the folder that its relative paths start from. */
export interface KubeconfigPart {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly folder: string;
}

/** What one or several kubeconfigs say together; the first that names a thing wins. */
export interface Kubeconfig {
  readonly currentContext: string;
  readonly clusters: readonly KubeconfigPart[];
  readonly users: readonly KubeconfigPart[];
  readonly contexts: readonly KubeconfigPart[];
}

/**
 * Reads what `KUBECONFIG` names: one path or several, as kubectl takes them.
 *
 * @throws StartError with one sentence that quotes nothing of a file
 */
export async function readKubeconfig(setting: string): Promise<Kubeconfig> {
  const paths = setting.split(delimiter).filter((path) => path !== "");
  const files = await Promise.all(paths.map(readOne));
  return {
    currentContext: files.map((file) => file.currentContext).find((name) => name !== "") ?? "",
    clusters: files.flatMap(({ clusters }) => clusters),
    users: files.flatMap(({ users }) => users),
    contexts: files.flatMap(({ contexts }) => contexts),
  };
}

/** Reads a file that a kubeconfig refers to, relative to the kubeconfig's own folder. */
export async function readReferred(folder: string, path: string): Promise<Buffer> {
  const place = isAbsolute(path) ? path : join(folder, path);
  return readFile(place).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`The kubeconfig names ${place}, which cannot be read (${error.code}).`);
  });
}

async function readOne(path: string): Promise<Kubeconfig> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`KUBECONFIG names ${path}, which cannot be read (${error.code}).`);
  });
  const file = parseText(text, path);
  const folder = resolve(dirname(path));
  return {
    currentContext: file["current-context"] ?? "",
    clusters: (file.clusters ?? []).map(({ name, cluster }) => ({ name, fields: cluster, folder })),
    users: (file.users ?? []).map(({ name, user }) => ({ name, fields: user, folder })),
    contexts: (file.contexts ?? []).map(({ name, context }) => ({ name, fields: context, folder })),
  };
}

function parseText(text: string, path: string): z.output<typeof schema> {
  try {
    return schema.parse(parse(text));
  } catch {
    // The parser's message may quote a secret of the file.
    throw new StartError(`KUBECONFIG names ${path}, which is not a kubeconfig.`);
  }
}
