import { noBreakGlass } from "#domain/catalog/break-glass.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { contentDigest } from "#domain/catalog/content-digest.ts";
import type { Pack } from "#domain/catalog/pack.ts";
import type { Policy } from "#domain/catalog/policy.ts";
import { templateFromDocument } from "#domain/catalog/template-from-document.ts";
import type { ParsedCatalog, ParsedFile } from "#server/catalog/parsed-catalog.ts";

/** Makes one catalog of files that were checked. */
export function assembleCatalog(files: ParsedCatalog, adminGroup: string | undefined): Catalog {
  const { environments, sizeScale, reservedNames, onEvaluatorError, onWildcardName } = files.environments.value;
  const { teams, platformRoles, personAttributes } = files.teams.value;
  const { rates, quotas } = files.quotas.value;
  const documents = files.templates
    .map((file) => file.value)
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  return {
    digest: contentDigest(documentsOf(files)),
    templates: new Map(documents.map((document) => [document.id, templateFromDocument(document)])),
    environments: byId(environments),
    tiers: byId(files.classifications.value.classifications),
    matrices: byId(files.matrices.map((file) => file.value)),
    teams: byId(teams),
    backends: new Map(files.backends.value.backends.map((backend) => [backend.name, backend])),
    policies: byId(files.policies.map(policyOf)),
    packs: byId(files.packs.map(packOf)),
    attachments: files.attachments.value.attachments,
    quotas: quotas.map(({ id, team, environment, template, measure, limit, raise }) => ({
      id,
      scope: { team, environment, template },
      measure,
      limit,
      raise,
    })),
    rates,
    breakGlass: files.breakGlass[0]?.value ?? noBreakGlass,
    issuers: new Map((files.issuers[0]?.value.issuers ?? []).map((issuer) => [issuer.name, issuer])),
    platformRoles: { ...platformRoles, admin: [...platformRoles.admin, ...(adminGroup ? [adminGroup] : [])] },
    personAttributes,
    settings: { sizeScale, reservedNames, onEvaluatorError, ...(onWildcardName && { onWildcardName }) },
  };
}

function byId<Id extends string, T extends { readonly id: Id }>(items: readonly T[]): ReadonlyMap<Id, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** What the files say, however they are laid out: moving a comment is no new set. */
function documentsOf({ resourceTypes: _, ...files }: ParsedCatalog): unknown {
  return Object.values(files)
    .flat()
    .map(({ source }) => source.value);
}

function policyOf({ source, value }: ParsedCatalog["policies"][number]): Policy {
  return { ...value, version: versionOf(source.value), pack: null };
}

function packOf({ source, value }: ParsedCatalog["packs"][number]): Pack {
  const documents = rulesIn(source);
  const rules = value.rules.map((rule, index): Policy => ({
    ...rule,
    version: versionOf(documents[index]),
    rank: "pack",
    pack: value.id,
    mode: "enforce",
    owner: value.maintainers[0] ?? value.id,
    maintainers: value.maintainers,
  }));
  const { breakGlass, ...rest } = value;
  return { ...rest, breakGlassPersons: breakGlass?.persons ?? null, rules };
}

function rulesIn({ value }: ParsedFile<unknown>["source"]): readonly unknown[] {
  const rules = (value as { readonly rules?: unknown }).rules;
  return Array.isArray(rules) ? rules : [];
}

/** The first characters of the digest of what the file says. */
function versionOf(document: unknown): string {
  return contentDigest(document).slice("sha256:".length, "sha256:".length + 12);
}
