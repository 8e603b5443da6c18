import { z } from "zod";

/** Text of a key file that holds exactly so many bytes, in base64url. */
export function base64urlOf(bytes: number) {
  return z
    .base64url()
    .transform((text) => Buffer.from(text, "base64url"))
    .refine((buffer) => buffer.length === bytes, `must have ${bytes} bytes`);
}
