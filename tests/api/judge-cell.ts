import type { Operation } from "#tests/api/api-document.ts";
import { membersOf, type ApiWorld, type TeamId } from "#tests/api/api-world.ts";
import { askAs, type AskedAnswer } from "#tests/api/ask-as.ts";
import { authorisationTable, type Outcome, type Role } from "#tests/api/authorisation-table.ts";
import { findCapability } from "#tests/api/find-capability.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";
import type { MatrixCaller, ScopeKind } from "#tests/api/matrix-callers.ts";
import type { WorldThings } from "#tests/api/world-things.ts";

/** One call of the matrix: who, about whose, with what. */
export interface MatrixCell {
  readonly operation: Operation;
  readonly team: TeamId;
  readonly caller: MatrixCaller;
  readonly kind: ScopeKind;
  readonly token: string | null;
  readonly call: GoodCall;
}

/** What became of a cell. */
export interface Judgement {
  readonly outcome: string;
  /** Sentences about what is not as the table says. */
  readonly unexpected: readonly string[];
  /** Whether its answer was held against that about what is not there. */
  readonly isCompared: boolean;
}

/** Makes the call, and tells what of the answer the table does not say, and what it tells of others. */
export async function judgeCell(world: ApiWorld, things: WorldThings, cell: MatrixCell): Promise<Judgement> {
  const { operation, team, caller, kind, token } = cell;
  const role = caller.role(team);
  const call = asCalledBy(cell, role);
  const answer = await askAs(world, operation, { call, token });
  const told = `${operation.id} by ${caller.name} (${role}) of ${team}, ${kind} scope`;
  const expected = expectedOf(operation, role, kind);
  const wrong =
    answer.outcome === expected
      ? []
      : [`${told}: ${answer.outcome} in place of ${expected}: ${answer.text.slice(0, 200)}`];
  const foreign =
    caller.team === null
      ? []
      : things.placed.foreignTo(caller.team, answer.text).filter((id) => !JSON.stringify(call).includes(id));
  const granted = isGrantedToStranger(operation, role, answer) ? [`${told}: is granted what another team holds`] : [];
  const capability = findCapability(world.planted, operation, answer.text);
  const isCompared =
    answer.outcome !== "ok" &&
    isUnknowing(operation, role) &&
    kind !== "none" &&
    kind !== "wrong" &&
    things.placed.isAboutThing(call);
  const nowhere = isCompared
    ? await askAs(world, operation, { call: things.placed.aboutNothing(call), token })
    : answer;
  const differs = withoutCall(nowhere.text) !== withoutCall(answer.text);
  return {
    outcome: answer.outcome,
    unexpected: [
      ...wrong,
      ...granted,
      ...(isSealedToOther(role, answer) ? [`${told}: is given what is sealed to somebody else`] : []),
      ...(capability === null ? [] : [`${told}: ${capability}`]),
      ...foreign.map((id) => `${told}: tells of ${id}`),
      ...(differs ? [`${told}: ${answer.text.slice(0, 200)} is not ${nowhere.text.slice(0, 200)}`] : []),
    ],
    isCompared,
  };
}

function expectedOf({ id, scope }: Operation, role: Role | null, kind: ScopeKind): Outcome {
  if (role === null) return "unauthenticated";
  if (isBot(role) && scope?.endsWith(":approve") === true) return "not_an_approver";
  if (kind === "none" || kind === "wrong") return "insufficient_scope";
  return authorisationTable[id]?.roles[role] ?? "internal";
}

/** A service account says whom it asks for. */
function asCalledBy({ operation, team, call }: MatrixCell, role: Role | null): GoodCall {
  if (!isBot(role) || !asksFor(operation)) return call;
  return { ...call, body: { ...call.body, onBehalfOf: `${membersOf[team].owner}@latchkey.test` } };
}

function isBot(role: Role | null): boolean {
  return role === "bot" || role === "otherBot";
}

function asksFor({ id }: Operation): boolean {
  return id === "previewPolicy" || id === "submitRequest";
}

const mayAsk: readonly (Role | null)[] = ["owner", "mate", "lead", "bot", "platform", "named"];

/** Everybody is answered, and only the team and the platform team are granted anything for it. */
function isGrantedToStranger(operation: Operation, role: Role | null, { outcome, text }: AskedAnswer): boolean {
  if (!asksFor(operation) || outcome !== "ok" || mayAsk.includes(role)) return false;
  const { state, outcome: decided } = JSON.parse(text) as { state?: string; outcome?: string };
  return state !== "denied" && decided !== "deny";
}

/** The seeded leases are the owner's: what is sealed is theirs alone. */
function isSealedToOther(role: Role | null, { text }: AskedAnswer): boolean {
  return role !== "owner" && /"(enc|ciphertext)":"/.test(text);
}

/** Who is to learn nothing of what is there. */
function isUnknowing({ id }: Operation, role: Role | null): boolean {
  if (role === "stranger" || role === "otherLead" || role === "otherBot") return true;
  return role !== null && authorisationTable[id]?.roles[role] === "not_found";
}

/** Each call has a path and an id of its own, and its problem names them. */
function withoutCall(text: string): string {
  return text.replaceAll(/"(instance|requestId)":"[^"]*"/g, "");
}
