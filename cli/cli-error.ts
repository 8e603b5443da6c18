import type { Problem } from "#domain/contracts/problem.ts";

/** A failure told in one sentence; the process ends with exit code 1. */
export class CliError extends Error {
  /** The problem document that the API answered with, if it did. */
  readonly problem: Problem | null;

  constructor(message: string, options: { problem?: Problem; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "CliError";
    this.problem = options.problem ?? null;
  }
}
