import { isAppError } from "#domain/errors/app-error.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

const reasons: Record<string, string> = {
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "this user lacks the permission",
  EPERM: "this user lacks the permission",
  ENOTDIR: "a part of that path is a file",
  ENAMETOOLONG: "the path is too long",
  EIO: "the disk does not work",
};

/** Gives the one sentence that tells an operator why a start failed, or null for what nobody foresaw. */
export function explainFailure(error: unknown): string | null {
  if (error instanceof StartError || isAppError(error)) return error.message;
  if (!(error instanceof Error)) return null;
  const { code, path, address } = error as NodeJS.ErrnoException & { address?: string };
  const reason = code === undefined ? undefined : reasons[code];
  const place = path ?? address;
  if (reason === undefined || place === undefined) return null;
  return `Latchkey cannot use ${place}: ${reason} (${code}). Set LATCHKEY_HOME to a directory that can be written.`;
}
