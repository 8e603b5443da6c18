interface RevokeStep {
  readonly name: string;
  readonly title: string;
}

/** The step that ends the run's own generation; with a number behind it, another one. */
const verb = "revoke";

/** Plans the end of some generations, one step each, the run's own first. */
export function revokeSteps(generations: readonly number[], own: number): readonly RevokeStep[] {
  const others = generations.filter((generation) => generation !== own).toSorted((a, b) => b - a);
  return [own, ...others].map((generation) => ({
    name: generation === own ? verb : `${verb}:${generation}`,
    title: `Revoke the access of generation ${generation} and prove it`,
  }));
}

/** Gives the generation that a step of this name ends; null for any other step. */
export function revokedGeneration(step: string, own: number): number | null {
  if (step === verb) return own;
  const number = /^revoke:([1-9]\d{0,8})$/.exec(step)?.[1];
  return number === undefined ? null : Number(number);
}
