import { z } from "zod";
import { slugSchema } from "#domain/catalog/slug.ts";
import { workloadAlgorithms, type WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { isLoopbackUrl } from "#server/identity/oidc-issuer.ts";

/** Https, or plain http of this very machine; nothing in it that a log or a comparison could trip over. */
const address = z
  .string()
  .max(500)
  .superRefine((value, ctx) => {
    if (!URL.canParse(value)) return ctx.addIssue("it is no URL");
    const { protocol, username, password, search, hash } = new URL(value);
    if (protocol !== "https:" && !isLoopbackUrl(value)) return ctx.addIssue("it must be an https URL");
    if (username + password + search + hash !== "") ctx.addIssue("it has no user, no query and no fragment");
  });

const shared = {
  name: slugSchema,
  issuer: address,
  audience: z.string().trim().min(1).max(500).nullable().default(null),
  algorithms: z
    .array(z.enum(workloadAlgorithms, { error: `use ${workloadAlgorithms.join(", ")}` }))
    .min(1)
    .max(workloadAlgorithms.length)
    .default(["RS256"]),
  jwksUri: address.nullable().default(null),
};

/** Claims whose values the issuer never gives twice: a rule about it has to bind one beside the subject. */
const idClaims = z
  .array(z.string().regex(/^[A-Za-z][\w./:-]{0,99}$/, "name a claim as the tokens have it"))
  .max(5)
  .default([]);

/** GitHub puts the address of the owner into every token that asks for no audience: it says nothing of whom it is meant for. */
const isOwnerUrl = (audience: string | null) => audience !== null && /^https?:\/\/github\.com(\/|$)/i.test(audience);

/** One issuer of `issuers.yaml`. */
const issuerSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("github"), ...shared })
    .refine(({ audience }) => !isOwnerUrl(audience), {
      path: ["audience"],
      error: "github.com/OWNER is what every token of the owner says: name this installation",
    })
    .transform((value): WorkloadIssuer => ({ ...value, reviewer: null, idClaims: [] })),
  z
    .strictObject({ kind: z.literal("gitlab"), ...shared })
    .transform((value): WorkloadIssuer => ({ ...value, reviewer: null, idClaims: [] })),
  z
    .strictObject({ kind: z.literal("oidc"), ...shared, idClaims })
    .transform((value): WorkloadIssuer => ({ ...value, reviewer: null })),
  z
    .strictObject({ kind: z.literal("kubernetes"), ...shared, reviewer: z.string().min(1).max(500) })
    .transform((value): WorkloadIssuer => ({ ...value, idClaims: [] })),
]);

/** `issuers.yaml`: whose tokens workloads exchange. An empty file, or none, names nobody. */
export const issuersFileSchema = z.preprocess(
  (value) => value ?? {},
  z.strictObject({ issuers: z.array(issuerSchema).max(100).default([]) }),
);
