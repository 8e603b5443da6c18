/** What the tokens of an issuer say, and how they are looked at. */
export const workloadIssuerKinds = ["github", "gitlab", "kubernetes", "oidc"] as const;
export type WorkloadIssuerKind = (typeof workloadIssuerKinds)[number];

/** Signature algorithms that an issuer may be configured for: asymmetric ones, so that a public key makes no token. */
export const workloadAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;
export type WorkloadAlgorithm = (typeof workloadAlgorithms)[number];

/** Of `catalog/issuers.yaml`: a platform whose signed word about a workload is taken, and for what. */
export interface WorkloadIssuer {
  /** What trust rules call it. */
  readonly name: string;
  readonly kind: WorkloadIssuerKind;
  /** `iss` of its tokens, byte for byte. */
  readonly issuer: string;
  /** The one `aud` of its tokens that counts here; null: `LATCHKEY_PUBLIC_URL`. */
  readonly audience: string | null;
  readonly algorithms: readonly WorkloadAlgorithm[];
  /** Where its keys are; null: where its discovery document says, or the API server of `reviewer`. */
  readonly jwksUri: string | null;
  /** Its claims whose values it never gives twice, for rules to bind; of kind `oidc` alone, of the others it is known. */
  readonly idClaims: readonly string[];
  /** File of the kubeconfig that may ask the API server about tokens; of kind `kubernetes` alone. */
  readonly reviewer: string | null;
}
