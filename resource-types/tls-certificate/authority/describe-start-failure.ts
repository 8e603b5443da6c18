import { z } from "zod";

/** Says in one sentence why the authority cannot start; no file's content is in it. */
export function describeStartFailure(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `The authority cannot start: ${issue?.path.join(".")} ${issue?.message}.`;
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") return "The port of the certificate authority is in use: set PKI_PORT to a free one.";
  if (code === "ENOENT") return "PKI_DIRECTORY lacks a file: run latchkey pki init, or restore the directory.";
  return `The authority cannot start: ${error instanceof Error ? error.message : "the reason is unknown."}`;
}
