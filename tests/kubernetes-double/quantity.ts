const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** The number that a quantity such as `500m`, `2` or `1Gi` stands for; null when it is none. */
export function readQuantity(value: unknown): number | null {
  const parts = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti|)$/.exec(String(value));
  if (parts === null) return null;
  return Number(parts[1]) * (factors[parts[2] ?? ""] ?? 1);
}
