import { z } from "zod";

/** `grant_type` of a token exchange (RFC 8693, section 2.1). */
export const tokenExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
/** The types of token that are taken (RFC 8693, section 3). */
export const subjectTokenTypes = [
  "urn:ietf:params:oauth:token-type:jwt",
  "urn:ietf:params:oauth:token-type:id_token",
] as const;
/** The type of the token that is given. */
export const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";

/** A target may be named more than once; every other field once (RFC 6749, section 3.2). */
const target = z.union([z.string().max(1000), z.array(z.string().max(1000)).max(10)]).optional();

/** Body of `POST /oauth/token`, a form. What it does not name is left alone, as RFC 6749 section 3.2 has it. */
export const exchangeBodySchema = z.object({
  grant_type: z
    .literal(tokenExchangeGrant, { error: `Use ${tokenExchangeGrant}: there is no other grant here.` })
    .meta({ description: "A token exchange (RFC 8693): the only grant." }),
  subject_token: z.string().min(1).meta({ description: "The token that the platform gave to the workload." }),
  subject_token_type: z.enum(subjectTokenTypes).meta({ description: "What the platform calls it: either is a JWT." }),
  requested_token_type: z
    .literal(accessTokenType)
    .optional()
    .meta({ description: "An access token is what is given, asked for or not." }),
  scope: z
    .string()
    .max(1000)
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, "Write scopes with one space between them.")
    .optional()
    .meta({ description: "Scopes with a space between them; every one that the trust rule gives when left out." }),
  audience: target.meta({ description: "`LATCHKEY_PUBLIC_URL`, where it is given." }),
  resource: target.meta({ description: "The same." }),
  service_account: z.string().max(200).optional().meta({
    description: "Id of the service account to act as, or `team/name`: needed where rules of several are met.",
  }),
  trust_rule: z.string().max(200).optional().meta({
    description: "Id of the trust rule to act by: needed where several of one service account are met.",
  }),
  actor_token: z
    .never({ error: "Nobody acts for another here: leave it out." })
    .optional()
    .meta({ description: "Never taken." }),
});

/** Answer of `POST /oauth/token`. */
export const exchangedTokenSchema = z.object({
  access_token: z.string().meta({ description: "Send it as a Bearer. It is told this once." }),
  issued_token_type: z.literal(accessTokenType),
  token_type: z.literal("Bearer"),
  expires_in: z.number().int().meta({ description: "Seconds; 900 at most." }),
  scope: z.string().meta({ description: "What it may do: of what was asked for, what the rule gives." }),
});
