const absolute = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** Says when something is: the reader's own time and how far away. */
export function sayWhen(iso: string, now = Date.now()): string {
  const time = new Date(iso);
  const seconds = (time.getTime() - now) / 1000;
  const [unit, size] = units.find(([, one]) => Math.abs(seconds) >= one * 0.99) ?? [null, 1];
  const moment = seconds > 0 ? "in a moment" : "just now";
  const away = unit === null ? moment : relative.format(Math.round(seconds / size), unit);
  return `${absolute.format(time)} (${away})`;
}

/** Says a length of time in days or hours. */
export function sayHours(hours: number): string {
  const [count, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** Says a rest of time as `m:ss`. */
export function sayRest(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
