import { AppError } from "#domain/errors/app-error.ts";

/** Lets `limit` calls per address through in every window; keeps addresses of the current window only. */
export function addressLimiter(limit: number, windowSeconds: number): (address: string, now?: number) => void {
  let counts = new Map<string, number>();
  let window = -1;
  return (address, now = Date.now()) => {
    const current = Math.floor(now / (windowSeconds * 1000));
    if (current !== window) {
      window = current;
      counts = new Map();
    }
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    if (count <= limit) return;
    throw new AppError("rate_limited", "Too many sign-ins from this address. Try again in a moment.", {
      details: { retryAfterSeconds: windowSeconds },
    });
  };
}
