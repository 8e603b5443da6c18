import { createLocalJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { issuerUnavailable } from "#domain/federation/issuer-unavailable.ts";

const freshSeconds = 600;
/** How long keys count that could not be fetched again. */
const staleSecondsMax = 3600;
const refetchSeconds = 30;
/** The same while there is none at all. */
const retrySeconds = 5;
const keysMax = 100;

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(keysMax) });

/**
 * The signing keys of one issuer, kept for ten minutes.
 *
 * A token with an unknown `kid` has them fetched again, at most once in 30 s whatever the tokens name; any number of
 * callers share one fetch. While the issuer does not answer, known keys count for up to an hour since they were fetched.
 */
export class IssuerKeys {
  readonly #load: () => Promise<unknown>;
  readonly #now: () => number;
  #known: { readonly find: JWTVerifyGetKey; readonly fetchedAt: number } | null = null;
  #failure: unknown;
  #triedAt = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | null = null;

  /**
   * @param load fetches the JWK Set
   * @param now milliseconds of a clock that never runs back
   */
  constructor(load: () => Promise<unknown>, now: () => number = () => performance.now()) {
    this.#load = load;
    this.#now = now;
  }

  /**
   * Gives the key of that `kid` that fits the header's algorithm.
   *
   * @throws JWKSNoMatchingKey when the issuer has none; unavailable when its keys cannot be had
   */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.#secondsSince(this.#known?.fetchedAt) > freshSeconds) await this.#refetch();
    try {
      return await this.#usable()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const before = this.#known;
      await this.#refetch();
      if (this.#known === before) throw error;
      return this.#usable()(header, token);
    }
  };

  #usable(): JWTVerifyGetKey {
    if (this.#known !== null && this.#secondsSince(this.#known.fetchedAt) <= staleSecondsMax) return this.#known.find;
    throw issuerUnavailable(new Error("The keys of the workload issuer cannot be read.", { cause: this.#failure }));
  }

  async #refetch(): Promise<void> {
    const quiet = this.#known === null ? retrySeconds : refetchSeconds;
    if (this.#underWay === null && this.#secondsSince(this.#triedAt) < quiet) return;
    this.#underWay ??= this.#fetch().finally(() => {
      this.#underWay = null;
    });
    await this.#underWay;
  }

  async #fetch(): Promise<void> {
    this.#triedAt = this.#now();
    try {
      const keys = keySetSchema.parse(await this.#load());
      this.#known = { find: createLocalJWKSet(keys), fetchedAt: this.#now() };
    } catch (error) {
      // What was known before counts on for its time.
      this.#failure = error;
    }
  }

  #secondsSince(at: number | undefined): number {
    return at === undefined ? Number.POSITIVE_INFINITY : (this.#now() - at) / 1000;
  }
}
