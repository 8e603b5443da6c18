import { basename } from "node:path";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import type { YamlFile } from "#server/catalog/yaml-file.ts";

/** A file that holds one thing is named after its id, so that no id can stand in two files of a folder. */
export function checkFileName(source: YamlFile, id: string): CatalogProblem[] {
  const expected = `${id}.yaml`;
  return basename(source.file) === expected ? [] : [source.problem(["id"], `the file of ${id} is named ${expected}`)];
}
