/** An expected failure of a start or stop: its message is one sentence for the operator, shown without a stack trace. */
export class StartError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "StartError";
  }
}
