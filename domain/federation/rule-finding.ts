/** Where a draft of a trust rule is wrong, as the path of its member, and what to write instead. */
export interface RuleFinding {
  readonly path: readonly string[];
  readonly message: string;
}
