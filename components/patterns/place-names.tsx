"use client";

import { createContext, useContext, type ReactNode } from "react";

/** What the catalog calls its teams and environments, by id. */
export interface PlaceNames {
  readonly teams: Readonly<Record<string, string>>;
  readonly environments: Readonly<Record<string, string>>;
}

const Names = createContext<PlaceNames>({ teams: {}, environments: {} });

/** Gives every part of the page the names of teams and environments. */
export function PlaceNamesProvider({ names, children }: { names: PlaceNames; children: ReactNode }) {
  return <Names value={names}>{children}</Names>;
}

/** The names, for texts that are no elements; what the catalog no longer has goes by its id. */
export function usePlaceNames(): { team(id: string): string; environment(id: string): string } {
  const { teams, environments } = useContext(Names);
  return { team: (id) => teams[id] ?? id, environment: (id) => environments[id] ?? id };
}

/** A team by its name; its id, as API and command line take it, is the title. */
export function TeamName({ id }: { id: string }) {
  return <span title={id}>{usePlaceNames().team(id)}</span>;
}

/** An environment by its name; its id, as API and command line take it, is the title. */
export function EnvironmentName({ id }: { id: string }) {
  return <span title={id}>{usePlaceNames().environment(id)}</span>;
}
