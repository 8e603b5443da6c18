const columnsDefault = 80;

/** Where the line is drawn. */
export interface LineStream {
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * Makes one line at the foot of a terminal that each call writes over, cut to the terminal's width; null wipes it.
 *
 * Needs a carriage return and nothing else: no colour, no escape sequence.
 */
export function createStatusLine(stream: LineStream): (line: string | null) => void {
  let shown = 0;
  return (line) => {
    const text = (line ?? "").slice(0, Math.max(0, (stream.columns ?? columnsDefault) - 1));
    if (text === "" && shown === 0) return;
    stream.write(`\r${text.padEnd(shown)}${text === "" ? "\r" : ""}`);
    shown = text.length;
  };
}
