import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  override: { theme: { text: ["xs", "sm", "md", "lg", "xl", "2xl", "3xl"] } },
});

/** Joins class names; of two utilities that set the same property the later one stays. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
