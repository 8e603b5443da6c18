// Health check of a container: `node deploy/probe.ts URL` ends with 0 when the URL answers 2xx within three seconds.
const [, , url = ""] = process.argv;
const { ok } = await fetch(url, { signal: AbortSignal.timeout(3000) }).catch(() => ({ ok: false }));
process.exitCode = ok ? 0 : 1;

export {};
