import { createHash, randomBytes } from "node:crypto";
import { requestSchema } from "#domain/contracts/request.ts";
import { differenceDigest, driftDigest } from "#domain/reconcile/drift-digest.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { serviceAccountIssuer } from "#domain/service-accounts/service-account-issuer.ts";
import { newServiceAccountToken } from "#domain/service-accounts/service-account-token.ts";
import { hashLinkCode, newLinkCode } from "#server/chat/link-code.ts";
import { newGrantId, newId } from "#server/ids/new-id.ts";
import { goodDrafts, sampleTokens } from "#tests/factories/trust-rules.ts";
import { draftOf, membersOf, teams, type ApiWorld, type TeamId } from "#tests/api/api-world.ts";
import { PlacedIds } from "#tests/api/placed-ids.ts";

type Row = Readonly<Record<string, unknown>>;

const difference = { what: "login connection limit", expected: 10, found: 99 };

/** The digest of the drift of what `drifting` puts. */
export const driftOf = driftDigest([difference]);

/** Puts things of one team into the ledger, as workers and people would have left them. */
export class WorldThings {
  readonly #world: ApiWorld;
  /** The ids of all that was put. */
  readonly placed = new PlacedIds();
  #count = 0;

  constructor(world: ApiWorld) {
    this.#world = world;
  }

  name(team: TeamId): string {
    this.#count += 1;
    return `${team.slice(0, 3)}-t${this.#count.toString(36)}`;
  }

  ownerId(team: TeamId): string {
    return this.#world.ids[membersOf[team].owner] ?? "";
  }

  async insert(table: string, row: Row): Promise<void> {
    const names = Object.keys(row);
    const places = names.map((_, index) => `$${index + 1}`);
    const values = Object.values(row).map((value) => (isPlain(value) ? JSON.stringify(value) : value));
    await this.#world.rows(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")})`, ...values);
  }

  /** A request that is like the team's first one but for what is given. */
  async request(team: TeamId, change: Row = {}): Promise<string> {
    const id = this.placed.put(newId("req"), team);
    const row = { id, name: this.name(team), state: "approved", holding: false, ...change };
    await this.#world.rows(
      "INSERT INTO requests SELECT (jsonb_populate_record(r, $2::jsonb)).* FROM requests r WHERE id = $1",
      this.#world.requests[team],
      JSON.stringify(row),
    );
    return id;
  }

  /** A request that waits for the platform team. */
  async pending(team: TeamId): Promise<{ readonly id: string; readonly digest: string }> {
    const body = draftOf(team, { name: this.name(team), environment: "production" });
    const response = await this.#world.call("POST /api/v1/requests", { as: membersOf[team].owner, body });
    const { id, digest } = requestSchema.parse(await response.json());
    return { id: this.placed.put(id, team), digest };
  }

  /** One of a request of its own, which has its name, place and template. */
  async resource(team: TeamId, change: Row = {}): Promise<string> {
    const id = this.placed.put(newId("res"), team);
    const shared = Object.entries(change).filter(([column]) => ["name", "environment", "template_id"].includes(column));
    const requestId = await this.request(team, { state: "fulfilled", ...Object.fromEntries(shared) });
    await this.#world.rows(
      `INSERT INTO resources SELECT (jsonb_populate_record(NULL::resources, to_jsonb(base) || $3::jsonb)).* FROM (
         SELECT $1 AS id, id AS request_id, resource_type AS type, team, environment, classification, name,
           'active' AS state, 'embedded-postgres' AS backend, '{}'::jsonb AS parameters, '{}'::jsonb AS facts,
           48 AS lifetime_hours, 72 AS claim_window_hours, now() - interval '1 hour' AS ready_at,
           now() + interval '1 hour' AS expires_at, 'owner' AS reissue_access, false AS reissue_acknowledged,
           ARRAY['owner'] AS accesses, 0 AS extensions, now() AS created_at, now() AS updated_at
         FROM requests WHERE id = $2) base`,
      id,
      requestId,
      JSON.stringify(change),
    );
    return id;
  }

  /** One that differs from what was granted. */
  async drifting(team: TeamId): Promise<string> {
    const id = await this.resource(team);
    const seen = { ...difference, digest: differenceDigest(difference), since: "2026-01-01T00:00:00.000Z", looks: 2 };
    await this.#world.rows(
      "INSERT INTO inspections (resource_id, looked_at, drift) VALUES ($1, now(), $2)",
      id,
      JSON.stringify([seen]),
    );
    return id;
  }

  /** A credential of the owner's, sealed to nobody. */
  async grant(team: TeamId, change: Row = {}): Promise<string> {
    const id = this.placed.put(newGrantId(), team);
    const resourceId = change.resource_id ?? (await this.resource(team));
    await this.insert("grants", {
      id,
      resource_id: resourceId,
      generation: 1,
      recipient_id: this.ownerId(team),
      recipient_issuer: "https://issuer.example",
      recipient_subject: membersOf[team].owner,
      classification: "internal",
      environment: "dev",
      expires_at: new Date(Date.now() + 3_600_000),
      ...change,
    });
    const sealed = {
      wrapped_dek: this.#plant(48),
      iv: this.#plant(12),
      ciphertext: this.#plant(64),
      tag: this.#plant(16),
    };
    await this.insert("sealed_payloads", {
      grant_id: id,
      version: 1,
      alg: "hpke",
      key_id: `canary-key-${id}`,
      ...sealed,
      ack_hash: this.#plant(32),
    });
    return id;
  }

  async lease(team: TeamId, by: string, resourceId?: string): Promise<string> {
    const id = this.placed.put(newId("ls"), team);
    const [now, soon, late] = [0, 300, 3600].map((seconds) => new Date(Date.now() + seconds * 1000));
    await this.insert("leases", {
      id,
      resource_id: resourceId ?? (await this.resource(team)),
      principal_id: by,
      public_key: randomBytes(65),
      ttl_seconds: 300,
      state: "active",
      generation: 2,
      enc: Buffer.from(`enc-${id}`),
      ciphertext: Buffer.from(`ciphertext-${id}`),
      made_at: now,
      sealed_until: soon,
      expires_at: soon,
      until_max: late,
    });
    return id;
  }

  async emergency(team: TeamId, change: Row = {}): Promise<string> {
    const id = this.placed.put(newId("bg"), team);
    const resourceId = await this.resource(team);
    const [now, soon] = [0, 600].map((seconds) => new Date(Date.now() + seconds * 1000));
    const isWaiting = change.state === "waiting";
    await this.insert("emergencies", {
      id,
      resource_id: resourceId,
      principal_id: this.#world.ids.omar,
      reason: "It is down.",
      incident: "INC-1",
      ttl_minutes: 10,
      persons: isWaiting ? 2 : 1,
      state: "active",
      confirm_by: isWaiting ? soon : null,
      activated_at: isWaiting ? null : now,
      until: isWaiting ? null : soon,
      review_due_at: isWaiting ? null : soon,
      reviewers: isWaiting ? [] : [this.#world.ids.priya],
      ...change,
    });
    return id;
  }

  async orphan(): Promise<string> {
    const id = this.placed.put(newId("orp"), null);
    const objects = JSON.stringify([]);
    await this.insert("orphans", {
      id,
      backend: "embedded-postgres",
      resource_type: "postgres-database",
      resource_id: newId("res"),
      why: "unknown",
      objects,
    });
    return id;
  }

  /** A run that is not over; with a reason its resource is blocked. */
  async run(team: TeamId, kind = "provision", blockedReason: string | null = null): Promise<string> {
    const id = this.placed.put(newId("run"), team);
    const state = kind === "provision" ? "creating" : "destroying";
    const resourceId = await this.resource(team, { state, blocked_reason: blockedReason });
    await this.#world.rows(
      `INSERT INTO runs (id, kind, resource_type, state, request_id, resource_id)
       SELECT $1, $2, type, 'running', request_id, id FROM resources WHERE id = $3`,
      id,
      kind,
      resourceId,
    );
    await this.insert("steps", { run_id: id, position: 1, name: "role", title: "Make the role", attempt: 1 });
    return id;
  }

  /** A blocked release that somebody has proposed to close. */
  async closure(team: TeamId, by = "priya"): Promise<{ readonly id: string; readonly closure: string }> {
    const id = await this.run(team, "release", "revocation_unverified");
    const closure = this.placed.put(newId("clo"), team);
    await this.#world.rows(
      `INSERT INTO closures (id, run_id, resource_id, what, proposed_by, reason)
       SELECT $1, id, resource_id, 'revocation_unverified', $3, 'The cluster was given up.' FROM runs WHERE id = $2`,
      closure,
      id,
      this.#world.ids[by],
    );
    return { id, closure };
  }

  async notification(recipient: string): Promise<string> {
    const id = this.placed.put(newId("ntf"), teamOf(recipient));
    await this.insert("notifications", {
      id,
      dedupe_key: id,
      recipient_id: this.#world.ids[recipient],
      template: "request.fulfilled",
      payload: { name: "orders", requestId: this.#world.requests.payments },
    });
    return id;
  }

  /** A message that could not be delivered by mail. */
  async failedDelivery(): Promise<string> {
    const id = await this.notification("dana");
    await this.#world.rows(
      `INSERT INTO deliveries (notification_id, channel, state, attempts, next_at, give_up_at, reason)
       VALUES ($1, 'email', 'failed', 3, NULL, now(), 'The mail server refused it.')`,
      id,
    );
    return id;
  }

  /** Somebody who is in no team; with `left`, deactivated. */
  async person(left = false): Promise<string> {
    const id = this.placed.put(newId("prn"), null);
    await this.insert("principals", {
      id,
      issuer: "https://issuer.example",
      subject: id,
      email: `${id}@latchkey.test`,
      name: "Somebody",
      groups: [],
      disabled_at: left ? new Date() : null,
    });
    return id;
  }

  async account(team: TeamId): Promise<string> {
    const id = this.placed.put(newId("sa"), team);
    const name = this.name(team);
    const groups: string[] = [];
    await this.insert("principals", {
      id,
      kind: "service_account",
      issuer: serviceAccountIssuer,
      subject: id,
      name,
      groups,
    });
    await this.insert("service_accounts", { id, team, name, description: "A bot.", created_by: this.#world.ids.priya });
    return id;
  }

  /** A token of an account, as its one answer told it. */
  async token(account: string, scopes: readonly string[]): Promise<{ readonly id: string; readonly text: string }> {
    const id = this.placed.put(newId("tok"), this.placed.teamOf(account));
    const text = newServiceAccountToken().use((bytes) => bytes.toString("ascii"));
    const hash = createHash("sha256").update(text, "ascii").digest();
    this.#world.planted.text(text);
    this.#world.planted.bytes(hash);
    await this.insert("service_account_tokens", {
      id,
      service_account_id: account,
      token_hash: hash,
      hint: text.slice(0, 16),
      scopes,
      created_by: this.#world.ids.priya,
      expires_at: new Date(Date.now() + 86_400_000),
    });
    return { id, text };
  }

  /** The code of a link that a chat user asked for. */
  async linkCode(): Promise<string> {
    const code = newLinkCode();
    await this.insert("chat_link_codes", {
      code_hash: this.#world.planted.bytes(hashLinkCode(code) ?? Buffer.alloc(0)),
      workspace_id: "T1",
      chat_user_id: newId("prn"),
      workspace_name: "Acme",
      chat_name: "somebody",
      expires_at: new Date(Date.now() + 600_000),
    });
    return code;
  }

  /** A rule for jobs of one repository. */
  async trustRule(team: TeamId): Promise<string> {
    const id = this.placed.put(newId("tr"), team);
    await this.insert("trust_rules", {
      id,
      service_account_id: await this.account(team),
      issuer: "github",
      issuer_url: this.#world.workloads.url,
      issuer_kind: "github",
      claims: goodDrafts.github.claims,
      claims_digest: this.#plant(32),
      environments: ["dev"],
      scopes: ["requests:read"],
      created_by: this.#world.ids.priya,
    });
    return id;
  }

  /** A token of a job of that repository, as its platform signs it. */
  workloadToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, nbf: now, exp: now + 300, jti: randomBytes(16).toString("hex") };
    const issued = { iss: this.#world.workloads.url, aud: this.#world.api.publicUrl };
    return this.#world.workloads.sign({ ...sampleTokens.github, ...issued, ...times }, { typ: "JWT" });
  }

  /** An endpoint of a team, with a key that nobody here can open. */
  async webhook(team: TeamId, state = "active"): Promise<string> {
    const id = this.placed.put(newId("wh"), team);
    await this.opener();
    const url = `https://${team.slice(0, 3)}-hook.example.com/latchkey`;
    const created = { created_by: this.#world.ids.priya, disabled_reason: state === "active" ? null : "by_hand" };
    await this.insert("webhooks", { id, team, url, events: ["request.fulfilled"], state, ...created });
    const sealed = this.#plant(113);
    await this.insert("webhook_keys", { id: newId("whk"), webhook_id: id, opener_id: "wk-test", sealed });
    return id;
  }

  /** What a worker publishes: without it nobody can make an endpoint. */
  async opener(): Promise<void> {
    const publicKey = Buffer.from((await createClaimKey()).publicKey, "base64url");
    await this.#world.rows(
      "INSERT INTO webhook_openers (id, public_key) VALUES ('wk-test', $1) ON CONFLICT DO NOTHING",
      publicKey,
    );
  }

  /** A message to an endpoint that was not taken. */
  async webhookDelivery(team: TeamId): Promise<{ readonly id: string; readonly delivery: string }> {
    const id = await this.webhook(team);
    const event = `evt_${newId("wh").slice(3)}`;
    const delivery = this.placed.put(`whd_${newId("wh").slice(3)}`, team);
    await this.insert("webhook_events", { id: event, type: "ping", at: new Date(), team, body: "{}" });
    const row = { id: delivery, event_id: event, webhook_id: id, state: "failed", tries: 3, attempts: 3 };
    await this.insert("webhook_deliveries", { ...row, next_at: null });
    return { id, delivery };
  }

  async pausedBackend(isPaused: boolean): Promise<string> {
    const [at, by, reason] = isPaused ? [new Date(), this.#world.ids.priya, "Moves."] : [null, null, null];
    await this.#world.rows(
      `INSERT INTO backend_health (name, canary_at, paused_at, paused_by, pause_reason) VALUES ('embedded-cache', now(), $1, $2, $3)
       ON CONFLICT (name) DO UPDATE SET paused_at = $1, paused_by = $2, pause_reason = $3`,
      at,
      by,
      reason,
    );
    return "embedded-cache";
  }

  #plant(length: number): Buffer {
    return this.#world.planted.bytes(randomBytes(length));
  }
}

function teamOf(person: string): TeamId | null {
  return teams.find((team) => Object.values(membersOf[team]).includes(person as never)) ?? null;
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !Buffer.isBuffer(value) &&
    !(value instanceof Date)
  );
}
