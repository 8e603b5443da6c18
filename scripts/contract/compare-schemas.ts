import { change, join, type Changes } from "#scripts/contract/changes.ts";
import { compareBounds } from "#scripts/contract/compare-bounds.ts";
import { readSchema, type Form, type Json } from "#scripts/contract/read-schema.ts";

/** A schema where it is told: which document, and whether we take such a value or give it. */
export interface Place {
  readonly documents: readonly [old: Json, fresh: Json];
  readonly direction: "taken" | "given";
  /** Words for where it is, as `GET /requests 200, items[].state`. */
  readonly where: string;
  /** Names of the schemas that are being compared further up: a schema may hold itself. */
  readonly above?: ReadonlySet<string>;
}

/**
 * Compares one schema with what it was.
 *
 * What we take may only come to allow more, what we give may only come to say more: a new field, never a new value in the
 * place of the ones that were told. Problem codes alone may grow.
 */
export function compareSchemas(place: Place, old: Json, fresh: Json): Changes {
  const names = [old.$ref, fresh.$ref].filter((name) => typeof name === "string");
  const pair = names.join(" ");
  if (pair !== "" && place.above?.has(pair) === true) return join();
  const here = pair === "" ? place : { ...place, above: new Set(place.above).add(pair) };
  const [was, is] = [readSchema(here.documents[0], old), readSchema(here.documents[1], fresh)];
  const nullable = compareNull(here, was.isNullable, is.isNullable);
  const forms = compareCount(here, was.forms.length, is.forms.length);
  const pairs = was.forms.slice(0, is.forms.length).map((form, index) => [form, is.forms[index]] as [Form, Form]);
  return join(nullable, forms, ...pairs.map(([one, other]) => compareForms(here, one, other)));
}

function compareNull({ direction, where }: Place, was: boolean, is: boolean): Changes {
  if (was === is) return join();
  if (is) return change(direction === "given", `${where} may be null now.`);
  return change(direction === "taken", `${where} may not be null any more.`);
}

function compareCount({ direction, where }: Place, was: number, is: number): Changes {
  if (was === is) return join();
  if (is > was) return change(direction === "given", `${where} has ${is - was} more forms.`);
  return change(direction === "taken", `${where} has ${was - is} fewer forms.`);
}

function compareForms(place: Place, was: Form, is: Form): Changes {
  return join(
    compareTypes(place, was, is),
    compareValues(place, was, is),
    compareProperties(place, was, is),
    compareItems(place, was, is),
    compareBounds(place, was.rest, is.rest),
  );
}

function compareTypes({ direction, where }: Place, was: Form, is: Form): Changes {
  const [one, other] = [typesOf(was), typesOf(is)];
  if (one.join() === other.join()) return join();
  const [wide, narrow] = direction === "taken" ? [other, one] : [one, other];
  const fits = narrow.every((type) => wide.includes(type) || wide.includes("anything") || isNumber(type, wide));
  return change(!fits, `${where} was ${one.join(" or ")} and is ${other.join(" or ")}.`);
}

function typesOf({ types }: Form): readonly string[] {
  return (types ?? ["anything"]).filter((type) => type !== "null");
}

function isNumber(type: string, wide: readonly string[]): boolean {
  return type === "integer" && wide.includes("number");
}

function compareValues({ direction, where }: Place, was: Form, is: Form): Changes {
  if (was.values === null && is.values === null) return join();
  if (was.values === null) return change(direction === "taken", `${where} takes fixed values alone now.`);
  if (is.values === null) return change(direction === "given", `${where} has no fixed values any more.`);
  const lost = was.values.filter((value) => !is.values?.includes(value));
  const found = is.values.filter((value) => !was.values?.includes(value));
  const mayGrow = direction === "taken" || where.endsWith("problem.code");
  return join(
    ...lost.map((value) => change(true, `${where} is never ${value} any more.`)),
    ...found.map((value) => change(!mayGrow, `${where} can be ${value} now.`)),
  );
}

function compareProperties(place: Place, was: Form, is: Form): Changes {
  const isTaken = place.direction === "taken";
  const nameOf = (name: string) => `${place.where}${place.where.endsWith(" ") ? "" : "."}${name}`;
  const gone = Object.keys(was.properties).filter((name) => !(name in is.properties));
  const added = Object.keys(is.properties).filter((name) => !(name in was.properties));
  const kept = Object.keys(was.properties).filter((name) => name in is.properties);
  const closed = isTaken && was.isOpen && !is.isOpen;
  return join(
    ...gone.map((name) => change(true, `${nameOf(name)} is gone.`)),
    ...added.map((name) => {
      const isNeeded = isTaken && is.required.has(name);
      return change(isNeeded, `${nameOf(name)} is new${isNeeded ? " and required" : ""}.`);
    }),
    ...kept.map((name) => {
      const inner = { ...place, where: nameOf(name) };
      return compareSchemas(inner, was.properties[name] ?? {}, is.properties[name] ?? {});
    }),
    ...kept
      .filter((name) => was.required.has(name) !== is.required.has(name))
      .map((name) => {
        return is.required.has(name)
          ? change(isTaken, `${nameOf(name)} is required now.`)
          : change(!isTaken, `${nameOf(name)} may be left out now.`);
      }),
    closed ? change(true, `${place.where} refuses fields that it does not name now.`) : join(),
  );
}

function compareItems(place: Place, was: Form, is: Form): Changes {
  const { where } = place;
  return join(
    was.items && is.items ? compareSchemas({ ...place, where: `${where}[]` }, was.items, is.items) : join(),
    was.entries && is.entries ? compareSchemas({ ...place, where: `${where}.*` }, was.entries, is.entries) : join(),
  );
}
