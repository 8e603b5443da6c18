import type { Actor } from "#domain/access/actor.ts";
import type { AnswerOf, PartOf, RouteContract } from "#domain/contracts/routes/route-contract.ts";
import type { ServerContext } from "#server/context.ts";

/** One call of a route that needs no sign-in, its parts parsed. */
export interface OpenCall<C extends RouteContract> {
  readonly params: PartOf<C, "params">;
  readonly query: PartOf<C, "query">;
  readonly body: PartOf<C, "body">;
  readonly request: Request;
}

/** One call whose actor is known and has the route's scope. What the actor may see is the use case's to say. */
export interface SignedInCall<C extends RouteContract> extends OpenCall<C> {
  readonly ctx: ServerContext;
  readonly actor: Actor;
  /** The `Idempotency-Key` of a route that takes one; null without one. */
  readonly idempotencyKey: string | null;
}

/** What a route's handler receives: with the actor, unless the route is open to all. */
export type CallOf<C extends RouteContract> = C["scope"] extends null ? OpenCall<C> : SignedInCall<C>;

/**
 * What a use case's adapter gives back: the document and headers beside it, or a stream as it is. `isAccepted`: the work
 * goes on, the contract's `accepted` status says so. `isReplayed`: an earlier call with the same key had done it.
 */
export type Reply<C extends RouteContract> =
  | {
      readonly document: ReadonlyDeep<AnswerOf<C>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly isAccepted?: boolean;
      readonly isReplayed?: boolean;
    }
  | { readonly stream: ReadableStream<Uint8Array> };

type ReadonlyDeep<T> = T extends readonly (infer Item)[]
  ? readonly ReadonlyDeep<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }
    : T;

/** A contract with the use case that answers it. */
export interface Route<C extends RouteContract = RouteContract> {
  readonly contract: C;
  answer(call: CallOf<C>): Promise<Reply<C>>;
}

/** Binds a use case to its contract; `serveRoutes` turns the routes of one path into handlers. */
export function defineRoute<const C extends RouteContract>(
  contract: C,
  answer: (call: CallOf<C>) => Promise<Reply<C>>,
): Route<C> {
  return { contract, answer };
}
