import type { TemplateView } from "#domain/contracts/template.ts";

/** What a template's connections say to a reader. */
export interface MissingSteps {
  /** True while a back end is connected somewhere. */
  readonly connectedSomewhere: boolean;
  /** True while it can be built somewhere now. */
  readonly isReadySomewhere: boolean;
  /** Since when and why it is paused, each sentence once, in the environments' order. */
  readonly pauses: readonly string[];
  /** The steps that would connect the rest, each once, in the environments' order. */
  readonly steps: readonly string[];
}

/** Reads from a template where it is not connected or paused, and what would connect it. */
export function missingSteps({ connections }: Pick<TemplateView, "connections">): MissingSteps {
  const steps = connections.flatMap(({ connect }) => (connect === null ? [] : [connect]));
  const pauses = connections.flatMap(({ paused }) => (paused === null ? [] : [paused]));
  return {
    connectedSomewhere: connections.some(({ connected }) => connected),
    isReadySomewhere: connections.some(({ connected, paused }) => connected && paused === null),
    pauses: [...new Set(pauses)],
    steps: [...new Set(steps)],
  };
}
