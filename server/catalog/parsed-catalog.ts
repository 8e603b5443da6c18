import type { z } from "zod";
import type { TemplateDocument } from "#domain/catalog/template-document.ts";
import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import type { backendsFileSchema, environmentsFileSchema, teamsFileSchema } from "#server/catalog/catalog-files.ts";
import type { YamlFile } from "#server/catalog/yaml-file.ts";

/** A file whose shape is right. */
export interface ParsedFile<T> {
  readonly source: YamlFile;
  readonly value: T;
}

/** What the loader needs to know about a resource type. */
export type KnownResourceType = Pick<ResourceType, "id" | "parameters">;

/** All files of a catalog, each right by itself, and the resource types they may name. */
export interface ParsedCatalog {
  readonly environments: ParsedFile<z.output<typeof environmentsFileSchema>>;
  readonly teams: ParsedFile<z.output<typeof teamsFileSchema>>;
  readonly backends: ParsedFile<z.output<typeof backendsFileSchema>>;
  readonly templates: readonly ParsedFile<TemplateDocument>[];
  readonly resourceTypes: ReadonlyMap<string, KnownResourceType>;
}
