import type { Problem } from "#domain/contracts/problem.ts";

/** What is known of a refusal: the whole problem document, or at least a code. */
type KnownProblem = Partial<Problem> & Pick<Problem, "code">;

/** The API refused a call; `problem` says why in words fit to be shown. */
export class ProblemError extends Error {
  readonly problem: KnownProblem;

  constructor(problem: KnownProblem) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.name = "ProblemError";
    this.problem = problem;
  }
}
