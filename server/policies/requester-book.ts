import type { RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { actorFromPrincipal, type RoleSources } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import { serviceAccountActor } from "#server/identity/service-account-actor.ts";
import { requesterFacts } from "#server/requests/requester-facts.ts";
import type { RecordedRow } from "#server/policies/read-recorded.ts";

type Party = PrincipalRow & { readonly team: string | null };
type Asked = Pick<RecordedRow, "requesterId" | "onBehalfOfId">;

/** More people than this are not remembered at a time. */
const peopleMax = 20_000;
const facts = { channel: "system", scopes: [], authTime: null, acr: null, act: null } as const;

/** Knows who asked, as they are today: their groups of the last sign-in, by the teams and roles of a catalog. */
export class RequesterBook {
  private readonly people = new Map<string, Party>();
  private readonly known = new Map<RoleSources, Map<string, RequesterFacts>>();
  private readonly db: Queryable;

  constructor(db: Queryable) {
    this.db = db;
  }

  /** Reads the people of some requests who are not known yet. */
  async learn(rows: readonly Asked[]): Promise<void> {
    if (this.people.size > peopleMax) this.forget();
    const ids = new Set(rows.flatMap(({ requesterId, onBehalfOfId }) => [requesterId, onBehalfOfId]));
    const missing = [...ids].filter((id) => id !== null).filter((id) => !this.people.has(id));
    if (missing.length === 0) return;
    const found = await this.db.query<Party>(sql`
      SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups, a.team
      FROM principals p LEFT JOIN service_accounts a ON a.id = p.id WHERE p.id = ANY(${missing})`);
    for (const person of found) this.people.set(person.id, person);
  }

  /** The requester of a request, as guardrails know them; null when the ledger does not know them. */
  of(sources: RoleSources, { requesterId, onBehalfOfId }: Asked): RequesterFacts | null {
    const bySources = this.known.get(sources) ?? new Map<string, RequesterFacts>();
    this.known.set(sources, bySources);
    const key = `${requesterId} ${onBehalfOfId ?? ""}`;
    const remembered = bySources.get(key) ?? this.make(sources, { requesterId, onBehalfOfId });
    if (remembered !== null) bySources.set(key, remembered);
    return remembered;
  }

  private make(sources: RoleSources, { requesterId, onBehalfOfId }: Asked): RequesterFacts | null {
    const requester = this.people.get(requesterId);
    const recipient = onBehalfOfId === null ? null : this.people.get(onBehalfOfId);
    if (requester === undefined || recipient === undefined) return null;
    const { team, ...principal } = requester;
    const actor =
      team === null
        ? actorFromPrincipal(sources, principal, facts)
        : serviceAccountActor(sources, { ...principal, team }, facts);
    if (recipient === null) return requesterFacts(actor, null);
    const { principalId: id, memberships, attributes } = actorFromPrincipal(sources, recipient, facts);
    return requesterFacts(actor, { id, teams: memberships.map((membership) => membership.team), attributes });
  }

  private forget(): void {
    this.people.clear();
    this.known.clear();
  }
}
