import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";

/** What a verified token says about its subject, reduced to what Latchkey believes. */
export interface PrincipalClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly kind: "user" | "service_account";
  /** Null: the token does not say, or not believably. */
  readonly email: string | null;
  readonly name: string | null;
  /** Null: the token says nothing about groups, what is known stays. */
  readonly groups: readonly string[] | null;
  /** `iat`; a time in the future counts as now. */
  readonly statedAt: Date;
  /** Null: the issuer does not say when the person signed in, so no step-up accepts it. */
  readonly authTime: Date | null;
  readonly acr: string | null;
}

const text = z.string().min(1).max(320);
const groupsSchema = z.union([z.array(text).max(2_000), text.transform((one) => [one])]);

const payloadSchema = z.object({
  iss: text,
  sub: z.string().min(1).max(255),
  iat: z.number().int().nonnegative(),
  auth_time: z.number().int().nonnegative().optional(),
  acr: z.string().max(255).optional(),
  client_id: z.string().optional(),
});

/**
 * Reads the claims of a verified token.
 *
 * @param from where groups stand, and what the time is
 * @throws unauthenticated when a claim has not the form that its standard gives it
 */
export function principalClaims(
  payload: Readonly<Record<string, unknown>>,
  from: { readonly groupsClaim: string; readonly now: Date },
): PrincipalClaims {
  const parsed = payloadSchema.safeParse(payload);
  const groups = groupsSchema.optional().safeParse(payload[from.groupsClaim]);
  if (!parsed.success || !groups.success) {
    throw new AppError("unauthenticated", "A claim of the token is not valid.", {
      cause: parsed.error ?? groups.error,
    });
  }
  const { iss, sub, iat, auth_time, acr, client_id } = parsed.data;
  return {
    issuer: iss,
    subject: sub,
    // A token that a client got for itself has the client as its subject (RFC 9068, section 2.2).
    kind: sub === client_id ? "service_account" : "user",
    email: believedEmail(payload),
    name: believedName(payload.name),
    groups: groups.data === undefined ? null : [...new Set(groups.data)],
    statedAt: new Date(Math.min(iat * 1000, from.now.getTime())),
    authTime: auth_time === undefined ? null : new Date(auth_time * 1000),
    acr: acr ?? null,
  };
}

/**
 * Gives the e-mail address in lower case, unless the issuer calls it unverified or it is not plain ASCII: a full-width
 * `＠` or a Cyrillic `а` makes an address that only looks like somebody's.
 */
export function believedEmail(claims: Readonly<Record<string, unknown>>): string | null {
  const { email, email_verified: verified } = claims;
  if (typeof email !== "string" || verified === false || verified === "false") return null;
  return /^[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}@[A-Za-z0-9.-]{1,255}$/.test(email) ? email.toLowerCase() : null;
}

/** Names are shown beside decisions: control and bidirectional characters could make one read as another. */
function believedName(name: unknown): string | null {
  if (typeof name !== "string") return null;
  const plain = name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .trim()
    .slice(0, 200);
  return plain === "" ? null : plain;
}
