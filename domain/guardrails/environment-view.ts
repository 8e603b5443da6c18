import type { Backend } from "#domain/catalog/backend.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { connectStep } from "#domain/catalog/connect-step.ts";
import type { Environment, FreezeWindow } from "#domain/catalog/environment.ts";

/** A freeze window, and how it stands to now. */
export interface FreezeView extends Pick<FreezeWindow, "id" | "title" | "approval"> {
  readonly from: string;
  readonly until: string;
  readonly when: "past" | "now" | "next";
}

/** A back end of an environment, with why it is the one that is built on, or not. */
export interface PreferredBackend {
  readonly name: string;
  readonly regions: readonly string[];
  readonly isPicked: boolean;
  readonly why: string;
}

/** An environment as its page shows it. */
export interface EnvironmentView {
  readonly environment: Omit<Environment, "freezeWindows">;
  /** In order of time. */
  readonly freezes: readonly FreezeView[];
  /** The environment after it in the order of promotion; null: it is the last. */
  readonly promotesTo: string | null;
  /** Back ends in order of preference, by what they build. */
  readonly builds: readonly { readonly resourceType: string; readonly backends: readonly PreferredBackend[] }[];
}

interface Now {
  readonly at: Date;
  /** Names of the back ends that are not connected. */
  readonly disconnected: readonly string[];
  /** What is said of each that takes nothing new, by name. */
  readonly paused: Readonly<Record<string, string>>;
}

/** Gives every environment in the order of promotion, with what is frozen and what is built where, at a time. */
export function environmentViews(
  { environments, backends, templates }: Pick<Catalog, "environments" | "backends" | "templates">,
  now: Now,
): readonly EnvironmentView[] {
  const order = [...environments.values()];
  const types = [...new Set([...templates.values()].map(({ resourceType }) => resourceType))];
  return order.map(({ freezeWindows, ...environment }, index) => ({
    environment,
    freezes: freezeWindows
      .toSorted((a, b) => a.from.getTime() - b.from.getTime())
      .map((freeze) => freezeView(freeze, now.at)),
    promotesTo: order[index + 1]?.title ?? null,
    builds: types.map((resourceType) => {
      const serving = [...backends.values()].filter(
        (backend) => backend.type === resourceType && backend.environments.includes(environment.id),
      );
      return { resourceType, backends: preferred(serving, environment.regions, now) };
    }),
  }));
}

function freezeView({ id, title, from, until, approval }: FreezeWindow, at: Date): FreezeView {
  const begun = from <= at ? "now" : "next";
  const when = until <= at ? "past" : begun;
  return { id, title, approval, from: from.toISOString(), until: until.toISOString(), when };
}

function preferred(
  serving: readonly Backend[],
  allowed: readonly string[] | null,
  { disconnected, paused }: Now,
): readonly PreferredBackend[] {
  const regionsOf = ({ regions }: Backend) => regions.filter((region) => allowed === null || allowed.includes(region));
  const pauseOf = ({ name }: Backend) => (Object.hasOwn(paused, name) ? paused[name] : undefined);
  const isConnected = ({ name }: Backend) => !disconnected.includes(name);
  const isFit = (backend: Backend) =>
    regionsOf(backend).length > 0 && isConnected(backend) && pauseOf(backend) === undefined;
  const picked = serving.find(isFit);
  return serving.map((backend) => {
    const { name } = backend;
    const regions = regionsOf(backend);
    if (backend === picked) return { name, regions, isPicked: true, why: whyPicked(serving, backend) };
    if (regions.length === 0) {
      return { name, regions: backend.regions, isPicked: false, why: "None of its regions is allowed here." };
    }
    const ready = pauseOf(backend) ?? "Used where those before it may not be.";
    const why = isConnected(backend) ? ready : `Not connected. ${connectStep([backend])}`;
    return { name, regions, isPicked: false, why };
  });
}

function whyPicked(serving: readonly Backend[], backend: Backend): string {
  if (serving.length === 1) return "The only one that serves it here.";
  return serving[0] === backend
    ? "The first in the catalog's order."
    : "The first in the catalog's order that can be used.";
}
