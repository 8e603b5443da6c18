import type { Actor } from "#domain/access/actor.ts";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";
import { canReadAudit } from "#domain/access/can-read-audit.ts";
import type { Pack } from "#domain/catalog/pack.ts";
import type { EvidenceResult } from "#domain/contracts/evidence.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { rulesView, type PackRulesView } from "#domain/policies/rules-view.ts";
import type { ServerContext } from "#server/context.ts";
import { allEvidence } from "#server/packs/evidence/all-evidence.ts";

/** A pack as its page shows it. */
interface PackPage {
  readonly pack: Pick<
    Pack,
    "id" | "title" | "version" | "summary" | "maintainers" | "controls" | "sessionIdleMinutes" | "breakGlassPersons"
  >;
  /** Its rules, and where it is attached. */
  readonly rules: PackRulesView;
  /** Null for whoever may not see evidence. */
  readonly evidence: readonly EvidenceResult[] | null;
  /** When the evidence was read. */
  readonly readAt: Date;
}

/**
 * Shows a pack to everybody, and to those who keep the guardrails what its evidence queries find now; what comes out of
 * the audit record only to those who may read it.
 *
 * @throws not_found
 */
export async function showPack(
  ctx: Pick<ServerContext, "db" | "catalog" | "settings" | "log">,
  actor: Actor,
  id: string,
): Promise<PackPage> {
  const pack = ctx.catalog.packs.get(id);
  const rules = rulesView(ctx.catalog).packs.find((view) => view.id === id);
  if (pack === undefined || rules === undefined) throw new AppError("not_found", "There is no such pack.");
  const evidence = canKeepGuardrails(actor) ? await readEvidence(ctx, actor, pack) : null;
  const { title, version, summary, maintainers, controls, sessionIdleMinutes, breakGlassPersons } = pack;
  return {
    pack: { id, title, version, summary, maintainers, controls, sessionIdleMinutes, breakGlassPersons },
    rules,
    evidence,
    readAt: new Date(),
  };
}

async function readEvidence(
  ctx: Pick<ServerContext, "db" | "catalog" | "settings" | "log">,
  actor: Actor,
  { controls }: Pack,
): Promise<EvidenceResult[]> {
  const asked = new Set(controls.map(({ evidence }) => evidence).filter((id) => id !== null));
  const results: EvidenceResult[] = [];
  for (const id of asked) {
    const query = allEvidence.get(id);
    const named = controls.filter(({ evidence }) => evidence === id).map((control) => control.id);
    if (query === undefined) {
      const withheld = "There is no evidence query of this name.";
      results.push({ id, title: id, shows: "", controls: named, table: null, withheld });
      continue;
    }
    const { title, shows, ofRecord, read } = query;
    const permission = ofRecord ? canReadAudit(actor) : null;
    const known = { id, title, shows, controls: named };
    if (permission?.allowed === false) {
      results.push({ ...known, table: null, withheld: permission.reason });
      continue;
    }
    try {
      results.push({ ...known, table: await read(ctx), withheld: null });
    } catch (error) {
      ctx.log.error({ err: error, evidence: id }, "an evidence query failed");
      results.push({ ...known, table: null, withheld: "It could not be read now. Try again." });
    }
  }
  return results;
}
