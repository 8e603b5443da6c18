import { generateKeyPairSync, randomBytes, randomUUID, sign, verify } from "node:crypto";
import { asObject, asString, asStrings, type JsonObject, type KubeObject } from "#tests/kubernetes-double/json.ts";
import { kindNamed } from "#tests/kubernetes-double/kinds.ts";
import { unauthorized } from "#tests/kubernetes-double/status.ts";
import type { Store } from "#tests/kubernetes-double/store.ts";
import type { User } from "#tests/kubernetes-double/users.ts";

/** Audience of the API server itself. */
export const apiAudience = "https://kubernetes.default.svc.cluster.local";

/** Issues tokens and tells whose a token is. */
export interface Tokens {
  /** A token that stands in a file or comes from another issuer: it is known until the double ends. */
  addUser(user: User): string;
  /** A token bound to the account's uid, and to a pod where one is named (`TokenRequest`). */
  issue(account: KubeObject, options: IssueOptions): IssuedToken;
  /** Whose token it is and which of the audiences it is for (`TokenReview`); null: it is not let in. */
  review(
    token: string,
    audiences: readonly string[],
  ): { readonly user: User; readonly audiences: readonly string[] } | null;
  /** The public keys, as `/openid/v1/jwks` tells them. */
  readonly keySet: JsonObject;
  /** @throws the 401 refusal */
  authenticate(authorization: string | undefined): User;
}

/** What a token is asked for with. */
export interface IssueOptions {
  readonly audiences: readonly string[];
  readonly seconds: number;
  readonly pod?: KubeObject;
}

/** A token of a service account and its end. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

interface TokenOptions {
  readonly store: Store;
  readonly now: () => number;
  /** How long a token that was let in is let in without another look, as the real server caches for up to 10 s. */
  readonly cacheMs: number;
}

/** Opens the token desk of one double; tokens are JWTs signed with a key of its own (ES256). */
export function createTokens({ store, now, cacheMs }: TokenOptions): Tokens {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const users = new Map<string, User>();
  const cache = new Map<string, { readonly user: User; readonly until: number }>();
  const claimsOf = (token: string): JsonObject => {
    const [header = "", body = "", signature = ""] = token.split(".");
    const key = { key: keys.publicKey, dsaEncoding: "ieee-p1363" as const };
    if (!verify("sha256", Buffer.from(`${header}.${body}`), key, Buffer.from(signature, "base64url")))
      throw unauthorized();
    return JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as JsonObject;
  };
  const check = (token: string): User => {
    const known = users.get(token);
    if (known !== undefined) return known;
    const claims = claimsOf(token);
    if (!asStrings(claims.aud).includes(apiAudience)) throw unauthorized();
    return readAccountUser(store, claims, now());
  };
  return {
    addUser: (user) => {
      const token = randomBytes(24).toString("base64url");
      users.set(token, { ...user, groups: [...user.groups, "system:authenticated"] });
      return token;
    },
    review: (token, audiences) => {
      try {
        const claims = claimsOf(token);
        const shared = audiences.filter((audience) => asStrings(claims.aud).includes(audience));
        return shared.length === 0 ? null : { user: readAccountUser(store, claims, now()), audiences: shared };
      } catch {
        return null;
      }
    },
    keySet: { keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid: "double", alg: "ES256", use: "sig" }] },
    issue: (account, { audiences, seconds, pod }) => {
      const issuedAt = Math.floor(now() / 1000);
      const { name, namespace, uid } = account.metadata;
      const claims = {
        aud: audiences,
        exp: issuedAt + seconds,
        iat: issuedAt,
        iss: apiAudience,
        jti: randomUUID(),
        "kubernetes.io": {
          namespace,
          ...(pod && { pod: { name: pod.metadata.name, uid: pod.metadata.uid } }),
          serviceaccount: { name, uid },
        },
        nbf: issuedAt,
        sub: `system:serviceaccount:${namespace}:${name}`,
      };
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const text = `${encode({ alg: "ES256", kid: "double" })}.${encode(claims)}`;
      const signature = sign("sha256", Buffer.from(text), { key: keys.privateKey, dsaEncoding: "ieee-p1363" });
      return { token: `${text}.${signature.toString("base64url")}`, expiresAt: new Date((issuedAt + seconds) * 1000) };
    },
    authenticate: (authorization) => {
      const token = /^Bearer ([\w.~+/=-]+)$/.exec(authorization ?? "")?.[1];
      if (token === undefined) throw unauthorized();
      const cached = cache.get(token);
      if (cached !== undefined && cached.until > now()) return cached.user;
      const user = check(token);
      if (cacheMs > 0) cache.set(token, { user, until: now() + cacheMs });
      return user;
    },
  };
}

function readAccountUser(store: Store, claims: JsonObject, now: number): User {
  const { namespace: space, serviceaccount, pod } = asObject(claims["kubernetes.io"]);
  const [namespace, name, uid] = [
    asString(space),
    asString(asObject(serviceaccount).name),
    asString(asObject(serviceaccount).uid),
  ];
  const account = store.get({ kind: kindNamed("ServiceAccount"), namespace, name });
  const isLive = Number(claims.exp) * 1000 > now;
  if (!isLive || account?.object.metadata.uid !== uid || account.object.metadata.deletionTimestamp !== undefined) {
    throw unauthorized();
  }
  const bound = asObject(pod);
  const podUid = asString(bound.uid);
  const place = { kind: kindNamed("Pod"), namespace, name: asString(bound.name) };
  if (podUid !== "" && store.get(place)?.object.metadata.uid !== podUid) throw unauthorized();
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
    extra: {
      "authentication.kubernetes.io/credential-id": [`JTI=${asString(claims.jti)}`],
      ...(podUid !== "" && {
        "authentication.kubernetes.io/pod-name": [asString(bound.name)],
        "authentication.kubernetes.io/pod-uid": [podUid],
      }),
    },
  };
}
