import { encodeBase64url } from "#domain/credentials/base64url.ts";
import type { ClaimKey } from "#domain/credentials/create-claim-key.ts";

const database = "latchkey";
const store = "device-keys";

/** Whose key it is: people who share a browser do not share a key. */
export interface KeyOwner {
  readonly issuer: string;
  readonly subject: string;
}

/**
 * Gives the key pair by which this browser is a device of `owner`; null when it has none.
 *
 * @throws DOMException where the browser keeps nothing, as some private windows do
 */
export async function readDeviceKey(owner: KeyOwner): Promise<ClaimKey | null> {
  const kept: unknown = await inStore("readonly", (keys) => keys.get(placeOf(owner)));
  if (!isKeyPair(kept)) return null;
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", kept.publicKey));
  return { keyPair: kept, publicKey: encodeBase64url(point) };
}

/**
 * Keeps a new key pair. Its private half stays one that cannot be exported; the pair is all that is kept.
 *
 * @throws DOMException where the browser keeps nothing, and when there is a key of `owner` already
 */
export async function keepDeviceKey(owner: KeyOwner, { keyPair }: ClaimKey): Promise<void> {
  const { privateKey, publicKey } = keyPair;
  await inStore("readwrite", (keys) => keys.add({ privateKey, publicKey }, placeOf(owner)));
}

/** Removes the key pair: what is sealed to it stays closed for good. */
export async function forgetDeviceKey(owner: KeyOwner): Promise<void> {
  await inStore("readwrite", (keys) => keys.delete(placeOf(owner)));
}

async function inStore<T>(mode: IDBTransactionMode, work: (keys: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await openDatabase();
  try {
    const transaction = opened.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new DOMException("Nothing was kept.", "AbortError"));
    });
    return request.result;
  } finally {
    opened.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException("Nothing can be kept.", "UnknownError"));
  });
}

function placeOf({ issuer, subject }: KeyOwner): string[] {
  return [issuer, subject];
}

function isKeyPair(value: unknown): value is CryptoKeyPair {
  return typeof value === "object" && value !== null && "privateKey" in value && "publicKey" in value;
}
