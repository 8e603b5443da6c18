import { change, join, type Changes } from "#scripts/contract/changes.ts";
import { compareSchemas } from "#scripts/contract/compare-schemas.ts";
import { follow, type Json } from "#scripts/contract/read-schema.ts";

interface Whose {
  readonly documents: readonly [Json, Json];
  readonly name: string;
}

/** Compares what an operation answers with: its statuses, their media types, their headers and what they hold. */
export function compareAnswers({ documents, name }: Whose, was: Json, is: Json): Changes {
  const [one, other] = [was.responses, is.responses] as [Record<string, Json>, Record<string, Json>];
  return join(
    ...Object.entries(one).map(([status, answer]) => {
      const now = other[status];
      if (now === undefined) return change(true, `${name}: it does not answer ${status} any more.`);
      return compareAnswer(
        { documents, name: `${name} ${status}` },
        follow(documents[0], answer),
        follow(documents[1], now),
      );
    }),
    ...Object.keys(other)
      .filter((status) => !(status in one))
      .map((status) => change(status.startsWith("2"), `${name}: it can answer ${status} now.`)),
  );
}

function compareAnswer({ documents, name }: Whose, was: Json, is: Json): Changes {
  const [one, other] = [partsOf(was, "content"), partsOf(is, "content")];
  return join(
    ...Object.entries(one).map(([type, { schema }]) => {
      const now = other[type];
      if (now === undefined) return change(true, `${name}: the answer is no ${type} any more.`);
      const where = `${name}, ${type === "application/problem+json" ? "problem" : "answer"}`;
      return compareSchemas({ documents, direction: "given", where }, schema as Json, now.schema as Json);
    }),
    compareHeaders(name, partsOf(was, "headers"), partsOf(is, "headers")),
  );
}

function compareHeaders(name: string, was: Record<string, Json>, is: Record<string, Json>): Changes {
  return join(
    ...Object.keys(was)
      .filter((header) => !(header in is))
      .map((header) => change(true, `${name}: the header ${header} is gone.`)),
    ...Object.keys(is)
      .filter((header) => !(header in was))
      .map((header) => change(false, `${name}: the header ${header} is new.`)),
  );
}

function partsOf(answer: Json, part: "content" | "headers"): Record<string, Json> {
  return (answer[part] ?? {}) as Record<string, Json>;
}
