import type { TeamId } from "#tests/api/api-world.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";

const idForm = /\b[a-z]{2,4}_[\w-]{20,40}/g;

/** Ids of things, and whose they are. */
export class PlacedIds {
  /** Null: no team's. */
  readonly #teams = new Map<string, TeamId | null>();

  put(id: string, team: TeamId | null): string {
    this.#teams.set(id, team);
    return id;
  }

  teamOf(id: string): TeamId | null {
    return this.#teams.get(id) ?? null;
  }

  /** Ids of another team's that a text tells. */
  foreignTo(team: TeamId, text: string): readonly string[] {
    const told = [...text.matchAll(idForm)].map(([id]) => id);
    return [...new Set(told)].filter((id) => (this.#teams.get(id) ?? team) !== team);
  }

  /** Whether a call names something that was put for it. */
  isAboutThing(call: GoodCall): boolean {
    return this.#knownIn(call).length > 0;
  }

  /** The same call about what nobody has. */
  aboutNothing(call: GoodCall): GoodCall {
    const text = this.#knownIn(call).reduce(
      (changed, id) => changed.replaceAll(id, `${id.slice(0, -8)}00000000`),
      JSON.stringify(call),
    );
    return JSON.parse(text) as GoodCall;
  }

  #knownIn(call: GoodCall): readonly string[] {
    const ids = [...JSON.stringify(call).matchAll(idForm)].map(([id]) => id);
    return ids.filter((id) => this.#teams.has(id));
  }
}
