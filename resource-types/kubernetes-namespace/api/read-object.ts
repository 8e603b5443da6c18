import { z } from "zod";
import type { Send } from "./open-cluster.ts";
import { expectCode } from "./map-api-error.ts";
import { objectPath, type Manifest } from "./object-path.ts";

const schema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    uid: z.string(),
    deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).default({}),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  status: z.unknown().optional(),
});

/** An object as the API server shows it. */
export type LiveObject = z.output<typeof schema>;

/** The object of the manifest's place, whoever made it; null when there is none. */
export async function readObject(send: Send, manifest: Manifest): Promise<LiveObject | null> {
  const answer = await send({ method: "GET", path: objectPath(manifest) });
  expectCode(answer, `read ${nameOf(manifest)}`, [200, 404]);
  return answer.code === 404 ? null : parseObject(answer.body);
}

/** @throws when the server's answer is no object */
export function parseObject(body: unknown): LiveObject {
  return schema.parse(body);
}

/** `resourcequota latchkey`, for messages. */
export function nameOf({ kind, metadata }: Manifest): string {
  return `${kind.toLowerCase()} ${metadata.name}`;
}
