import type { z } from "zod";
import type { TemplateDocument } from "#domain/catalog/template-document.ts";
import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import type {
  attachmentsFileSchema,
  backendsFileSchema,
  breakGlassFileSchema,
  classificationsFileSchema,
  environmentsFileSchema,
  matrixFileSchema,
  quotasFileSchema,
  teamsFileSchema,
} from "#server/catalog/catalog-files.ts";
import type { issuersFileSchema } from "#server/catalog/issuer-schema.ts";
import type { packFileSchema, policyFileSchema } from "#server/catalog/policy-files.ts";
import type { YamlFile } from "#server/catalog/yaml-file.ts";

/** A file whose shape is right. */
export interface ParsedFile<T> {
  /** Relative to the catalog folder. */
  readonly path: string;
  readonly source: YamlFile;
  readonly value: T;
}

/** What the loader needs to know about a resource type. */
export type KnownResourceType = Pick<ResourceType, "id" | "parameters" | "accesses">;

type FileOf<Schema extends z.ZodType> = ParsedFile<z.output<Schema>>;

/** All files of a catalog, each right by itself, and the resource types they may name. */
export interface ParsedCatalog {
  readonly environments: FileOf<typeof environmentsFileSchema>;
  readonly classifications: FileOf<typeof classificationsFileSchema>;
  readonly teams: FileOf<typeof teamsFileSchema>;
  readonly backends: FileOf<typeof backendsFileSchema>;
  readonly quotas: FileOf<typeof quotasFileSchema>;
  readonly attachments: FileOf<typeof attachmentsFileSchema>;
  /** None where the catalog says nothing of it. */
  readonly breakGlass: readonly FileOf<typeof breakGlassFileSchema>[];
  /** None where the catalog names no workload issuer. */
  readonly issuers: readonly FileOf<typeof issuersFileSchema>[];
  readonly templates: readonly ParsedFile<TemplateDocument>[];
  readonly matrices: readonly FileOf<typeof matrixFileSchema>[];
  readonly policies: readonly FileOf<typeof policyFileSchema>[];
  readonly packs: readonly FileOf<typeof packFileSchema>[];
  readonly resourceTypes: ReadonlyMap<string, KnownResourceType>;
}
