import type { Catalog } from "#domain/catalog/catalog.ts";
import { attaches } from "#domain/catalog/pack.ts";

/** Gives how many have to agree to emergency access in a place: as the catalog says, or more where a pack is attached. */
export function personsNeeded(
  { breakGlass, packs, attachments }: Pick<Catalog, "breakGlass" | "packs" | "attachments">,
  place: Parameters<typeof attaches>[1],
): 1 | 2 {
  const byPack = attachments.some(
    (attachment) => attaches(attachment, place) && (packs.get(attachment.pack)?.breakGlassPersons ?? 1) === 2,
  );
  return byPack ? 2 : breakGlass.persons;
}
