import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

type Entries = Map<string, { readonly payload: AdapterPayload; readonly expiresAt: number }>;

/** Keeps an issuer's sessions, codes and grants until they expire, and no longer than this process lives. */
export function createMemoryStore(): AdapterFactory {
  const models = new Map<string, Entries>();
  return (model) => {
    const entries = models.get(model) ?? new Map();
    models.set(model, entries);
    return adapterOf(entries, models);
  };
}

function adapterOf(entries: Entries, models: ReadonlyMap<string, Entries>): Adapter {
  const find = (id: string) => livePayload(entries.get(id));
  const findBy = (matches: (payload: AdapterPayload) => boolean) =>
    Array.from(entries.values(), livePayload).find((payload) => payload !== undefined && matches(payload));
  return {
    upsert: async (id, payload, expiresInSeconds) => {
      for (const [key, entry] of entries) if (livePayload(entry) === undefined) entries.delete(key);
      entries.set(id, { payload, expiresAt: Date.now() + (expiresInSeconds ?? Infinity) * 1000 });
    },
    find: async (id) => find(id),
    findByUid: async (uid) => findBy((payload) => payload.uid === uid),
    findByUserCode: async (userCode) => findBy((payload) => payload.userCode === userCode),
    consume: async (id) => {
      const payload = find(id);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => {
      entries.delete(id);
    },
    revokeByGrantId: async (grantId) => {
      for (const other of models.values()) {
        for (const [key, { payload }] of other) if (payload.grantId === grantId) other.delete(key);
      }
    },
  };
}

function livePayload(entry: { payload: AdapterPayload; expiresAt: number } | undefined): AdapterPayload | undefined {
  return entry !== undefined && entry.expiresAt > Date.now() ? entry.payload : undefined;
}
