import { z } from "zod";

/** How many devices a person may have enrolled at once. */
export const devicesMax = 10;

/** A key of a recipient's own that credentials to restricted data are sealed to. */
export const deviceSchema = z.object({
  id: z.string(),
  name: z.string().meta({ description: "What its owner calls it." }),
  publicKey: z.string().meta({ description: "base64url of the 65 bytes of an uncompressed P-256 point (SEC1)." }),
  enrolledAt: z.iso.datetime(),
  chosen: z.boolean().meta({ description: "True for the one that the next credential is sealed to." }),
});
export type DeviceView = z.infer<typeof deviceSchema>;

/** Body of `POST /v1/devices` on the reveal origin. */
export const enrolBodySchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{C}]+$/u),
  publicKey: z.string().max(200),
});

/** Body of `POST /v1/devices/{id}/choose` and `…/remove`: the path says which, the token who. */
export const deviceActionBodySchema = z.strictObject({});
