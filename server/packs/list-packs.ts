import type { Catalog } from "#domain/catalog/catalog.ts";
import { coverageOf } from "#domain/catalog/pack-coverage.ts";
import { rulesView, type PackRulesView } from "#domain/policies/rules-view.ts";

/** A pack as the list shows it. */
interface PackSummary extends Pick<PackRulesView, "id" | "title" | "version" | "attachedTo"> {
  readonly summary: string;
  readonly rules: number;
  readonly controls: number;
  /** Controls that a rule enforces or the product itself does something for. */
  readonly covered: number;
  /** Controls that leave something to the organisation. */
  readonly withGaps: number;
}

/** Lists the packs of the catalog, attached or not, for everybody who is signed in. */
export function listPacks({ catalog }: { readonly catalog: Catalog }): PackSummary[] {
  return rulesView(catalog).packs.map(({ id, title, version, attachedTo, rules }) => {
    const { summary = "", controls = [] } = catalog.packs.get(id) ?? {};
    return {
      ...{ id, title, version, attachedTo, summary },
      rules: rules.length,
      controls: controls.length,
      covered: controls.filter((control) => coverageOf(control) !== "open").length,
      withGaps: controls.filter(({ gap }) => gap !== null).length,
    };
  });
}
