import { Composer, Lexer, Parser, type Document, type LineCounter, type ParsedNode } from "yaml";

/** A document of a catalog is five or six deep; deeper ones cost the parser its stack, and seconds. */
const depthMax = 100;
/** Scalars, signs, spaces and line ends: a full file of the longest lists has fewer. */
const partsMax = 100_000;

/** A document, or why there is none. */
type Composed =
  | { readonly document: Document.Parsed<ParsedNode>; readonly second: number | null }
  | { readonly reason: string; readonly offset: number };

/**
 * Composes the first document of a text, and says where a second one begins; what is wrong with it is in its errors.
 * Takes bounded time and stack.
 *
 * Keys that stand twice are left to the caller: here every key would be compared with every other.
 */
export function composeYaml(text: string, lines: LineCounter): Composed {
  // There is an error for each fault, a hundred thousand in a hostile file: their stacks would take seconds.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const composer = new Composer({ lineCounter: lines, strict: true, uniqueKeys: false, prettyErrors: false });
    const [document, second] = composer.compose(tokensOf(text, lines), true, text.length);
    if (document === undefined) return { reason: "there is no document", offset: 0 };
    return { document, second: second?.range[0] ?? null };
  } catch (error) {
    if (error instanceof TooMuch) return { reason: error.message, offset: error.offset };
    throw error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

class TooMuch extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function* tokensOf(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let parts = 0;
  for (const part of new Lexer().lex(text)) {
    parts += 1;
    if (parts > partsMax) throw new TooMuch(`it is made of more than ${partsMax} parts`, parser.offset);
    yield* parser.next(part);
    if (parser.stack.length > depthMax) throw new TooMuch("the nesting is too deep", parser.offset);
  }
  yield* parser.end();
}
