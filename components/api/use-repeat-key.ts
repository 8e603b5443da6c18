import { useRef } from "react";
import { newIdempotencyKey } from "#components/api/new-idempotency-key.ts";

/** Gives the `Idempotency-Key` of a body: the same one however often the same body is sent, a new one for another. */
export function useRepeatKey(): (body: unknown) => string {
  const last = useRef<{ text: string; key: string } | null>(null);
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current?.text !== text) last.current = { text, key: newIdempotencyKey() };
    return last.current.key;
  };
}
