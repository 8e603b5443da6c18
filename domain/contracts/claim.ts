import { z } from "zod";

/** Body of a claim: the key that the answer is to be sealed to. */
export const claimBodySchema = z.strictObject({
  publicKey: z
    .string()
    .max(200)
    .meta({ description: "base64url of the 65 bytes of an uncompressed P-256 point (SEC1)." }),
});

/** Body of an acknowledgement: proof that the answer of a claim was opened. */
export const ackBodySchema = z.strictObject({
  mac: z.string().max(200).meta({
    description: 'base64url of HMAC-SHA256(key = HPKE export("latchkey/ack", 32), message = the grant\'s id).',
  }),
});

/** Answer of a claim: HPKE (RFC 9180) to the body's key, `info` = `latchkey/reveal/v1\0` and the grant's id. */
export const claimAnswerSchema = z.object({
  enc: z.string().meta({ description: "base64url of the encapsulated key." }),
  ciphertext: z.string().meta({ description: "base64url; the plaintext is UTF-8 JSON with `fields`." }),
  generation: z.number().int(),
  refetchUntil: z.iso.datetime(),
});

/** Body of "that was not me": the path says which grant, the token who says so. */
export const notMeBodySchema = z.strictObject({});
