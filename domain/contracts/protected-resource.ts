import { z } from "zod";

/** Where tokens for this installation come from (RFC 9728, section 2), with the origin of its reveal process. */
export const protectedResourceSchema = z.object({
  resource: z.url().describe("The API's origin, which the audience of an access token names."),
  resource_name: z.string(),
  authorization_servers: z.array(z.url()).min(1).describe("Issuers whose access tokens are accepted."),
  scopes_supported: z.array(z.string()),
  bearer_methods_supported: z.array(z.literal("header")),
  latchkey_reveal_resource: z.url().describe("The reveal origin, which takes tokens of its own audience."),
});
