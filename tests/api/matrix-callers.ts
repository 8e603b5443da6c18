import { scopes } from "#domain/contracts/routes/route-contract.ts";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";
import type { ApiWorld, TeamId } from "#tests/api/api-world.ts";
import type { Role } from "#tests/api/authorisation-table.ts";
import type { WorldThings } from "#tests/api/world-things.ts";

/** What a token may be good for, of an operation's scope. */
export type ScopeKind = "none" | "right" | "wrong" | "all";

/** Somebody who calls, with tokens of every kind that they can have. */
export interface MatrixCaller {
  readonly name: string;
  /** Null: nobody is signed in. */
  role(team: TeamId): Role | null;
  /** The team that they belong to, if they have no role over all of them. */
  readonly team: TeamId | null;
  /** Kinds of tokens that they can have for a scope; null: no token. */
  tokens(scope: string): Promise<readonly { readonly kind: ScopeKind; readonly token: string | null }[]>;
}

/** Every persona, a service account of each team, and nobody. */
export async function matrixCallers(world: ApiWorld, things: WorldThings): Promise<readonly MatrixCaller[]> {
  const person = (name: string, team: TeamId | null, role: (of: TeamId) => Role): MatrixCaller => ({
    name,
    team,
    role,
    tokens: async (scope) => [
      { kind: "none", token: await world.bearer(name, "") },
      { kind: "wrong", token: await world.bearer(name, wrongScope(scope)) },
      { kind: "right", token: await world.bearer(name, scope) },
      { kind: "all", token: await world.bearer(name, "all") },
    ],
  });
  const member = (name: string, team: TeamId, own: Role, other: Role) =>
    person(name, team, (of) => (of === team ? own : other));
  const overAll = (name: string, role: Role) => person(name, null, () => role);
  return [
    member("dana", "payments", "owner", "stranger"),
    member("mia", "payments", "mate", "stranger"),
    member("lee", "payments", "lead", "otherLead"),
    member("noor", "search", "owner", "stranger"),
    member("sol", "search", "lead", "otherLead"),
    overAll("priya", "platform"),
    overAll("omar", "named"),
    overAll("sam", "security"),
    overAll("ava", "auditor"),
    overAll("rae", "admin"),
    await bot(things, "payments"),
    await bot(things, "search"),
    { name: "nobody", team: null, role: () => null, tokens: async () => [{ kind: "none", token: null }] },
  ];
}

/** What it can have: no token of a service account carries all scopes, or one that it may not have. */
async function bot(things: WorldThings, team: TeamId): Promise<MatrixCaller> {
  const account = await things.account(team);
  const kept = new Map<string, string>();
  const token = async (...some: readonly string[]) => {
    const key = some.join(" ");
    const text = kept.get(key) ?? (await things.token(account, some)).text;
    kept.set(key, text);
    return text;
  };
  const mayHave = (scope: string) => serviceAccountScopes.some((one) => one === scope);
  return {
    name: `the bot of ${team}`,
    team,
    role: (of) => (of === team ? "bot" : "otherBot"),
    tokens: async (scope) => [
      { kind: "wrong", token: await token(serviceAccountScopes.find((one) => one !== scope) ?? "") },
      ...(mayHave(scope) ? [{ kind: "right", token: await token(scope) } as const] : []),
      { kind: mayHave(scope) ? "all" : "wrong", token: await token(...serviceAccountScopes) },
    ],
  };
}

/** Another scope, of the same noun where there is one: none implies another. */
function wrongScope(scope: string): string {
  const noun = scope.split(":")[0] ?? "";
  const others = scopes.filter((one) => one !== scope);
  return others.find((one) => one.startsWith(`${noun}:`)) ?? others[0] ?? "";
}
