import { ProblemError } from "#components/api/problem-error.ts";

/** Says an error of a call in one or two plain sentences; the id is there when the server gave one. */
export function describeProblem(error: unknown): { message: string; requestId: string | null } {
  if (error instanceof ProblemError) {
    return { message: describe(error), requestId: error.problem.requestId ?? null };
  }
  if (error instanceof TypeError) {
    return { message: "The server could not be reached. Nothing was lost; try again in a moment.", requestId: null };
  }
  return { message: "Something went wrong in this page. Nothing was lost; try again.", requestId: null };
}

function describe({ problem, message }: ProblemError): string {
  switch (problem.code) {
    case "unauthenticated":
      return "Your session has ended. Sign in again in another tab, then try again here: nothing is lost.";
    case "digest_stale":
      return "The request changed since you opened it. Reload to see what it says now.";
    case "internal":
      return "Something went wrong on the server. Nothing was lost; try again in a moment.";
    default:
      return message;
  }
}
