import type { TemplateView } from "#domain/contracts/template.ts";

/** What a template's connections say to a reader. */
export interface MissingSteps {
  /** True while it can be built somewhere. */
  readonly connectedSomewhere: boolean;
  /** The steps that would connect the rest, each once, in the environments' order. */
  readonly steps: readonly string[];
}

/** Reads from a template where it is not connected and what would connect it. */
export function missingSteps({ connections }: Pick<TemplateView, "connections">): MissingSteps {
  const steps = connections.flatMap(({ connect }) => (connect === null ? [] : [connect]));
  return { connectedSomewhere: connections.some(({ connected }) => connected), steps: [...new Set(steps)] };
}
