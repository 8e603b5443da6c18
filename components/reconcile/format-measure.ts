const units = ["B", "kB", "MB", "GB", "TB"] as const;

interface Measure {
  readonly value: number;
  readonly unit: "bytes" | "count";
  readonly limit?: number | undefined;
}

/** Writes a figure with what was granted of it: `12.3 MB of 1 GB`. Bytes are counted in thousands, as limits are. */
export function formatMeasure({ value, unit, limit }: Measure): string {
  const write = unit === "bytes" ? formatBytes : formatCount;
  return limit === undefined ? write(value) : `${write(value)} of ${write(limit)}`;
}

function formatBytes(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${formatCount(bytes / 1000 ** step)} ${units[step] ?? "B"}`;
}

function formatCount(value: number): string {
  return new Intl.NumberFormat("en", { maximumSignificantDigits: value < 1000 ? 3 : 15 }).format(value);
}
