import { z } from "zod";
import { createTrustRuleBodySchema, trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import { tokenCharactersMax } from "#domain/federation/rule-limits.ts";
import { workloadIssuerKinds } from "#domain/federation/workload-issuer.ts";

/** Body of `POST /trust-rules/test`: a token, or the claims of one. */
export const testTrustRuleBodySchema = z
  .strictObject({
    token: z
      .string()
      .trim()
      .min(1)
      .max(tokenCharactersMax)
      .optional()
      .meta({ description: "The token of a workload. It is read, not used up, and kept nowhere." }),
    claims: z
      .record(z.string().max(200), z.unknown())
      .optional()
      .meta({ description: "The claims of a token, in its place. Nothing says that they are true." }),
    issuer: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .meta({ description: "Name of the issuer that the claims are of; found by the token's `iss` where left out." }),
  })
  .refine(({ token, claims }) => (token === undefined) !== (claims === undefined), {
    error: "Send a token or claims, one of the two.",
  });
export type TestTrustRuleBody = z.infer<typeof testTrustRuleBodySchema>;

const differingClaim = z.object({
  name: z.string(),
  wanted: z.string().meta({ description: "The value that the rule binds." }),
  given: z.string().nullable().meta({ description: "What the token has; null: no such claim, or no text." }),
});

const freeClaim = z.object({
  name: z.string(),
  given: z.string(),
  why: z.string().meta({ description: "Who else is let in while it is free." }),
});

/** Answer of `POST /trust-rules/test`. Of the token it tells the claims that rules know of, and nothing else. */
export const testedTokenSchema = z.object({
  issuer: z
    .object({ name: z.string(), kind: z.enum(workloadIssuerKinds) })
    .nullable()
    .meta({ description: "Null: the catalog knows no such issuer, so no rule is met." }),
  verification: z.object({
    state: z.enum(["valid", "refused", "not_checked"]).meta({
      description:
        "`valid`: signature, issuer, audience and times hold, and it would be taken unless it was exchanged already. `not_checked`: claims were sent, or the issuer could not be asked.",
    }),
    message: z.string().meta({ description: "Why, in a sentence." }),
  }),
  claims: z
    .array(z.object({ name: z.string(), value: z.string(), help: z.string(), isBindable: z.boolean() }))
    .meta({ description: "Those that rules about this issuer know of." }),
  subject: z.string().nullable().meta({ description: "What the `sub` means, where its form says so." }),
  met: z
    .array(z.object({ rule: trustRuleViewSchema, free: z.array(freeClaim) }))
    .meta({ description: "Rules of the teams that the caller may see, the newest first, with what each leaves free." }),
  near: z
    .array(
      z.object({
        rule: trustRuleViewSchema,
        differs: z.array(differingClaim),
        refusal: z.string().nullable().meta({ description: "Why it is not met although every claim is." }),
      }),
    )
    .meta({ description: "Rules that are not met, at most 5, those with the fewest differences first." }),
  proposal: createTrustRuleBodySchema
    .omit({ serviceAccount: true })
    .nullable()
    .meta({ description: "A rule that exactly this workload meets, and that may be saved; null: there is none." }),
  obstacles: z
    .array(z.object({ claim: z.string(), message: z.string() }))
    .meta({ description: "Why there is no proposal, and what to change at the issuer." }),
});
export type TestedToken = z.infer<typeof testedTokenSchema>;
