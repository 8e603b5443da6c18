/** An expected failure of the launcher: its message is shown without a stack trace. */
export class LaunchError extends Error {
  /** @param {string} message one sentence, and after it what a tool printed */
  constructor(message) {
    super(message);
    this.name = "LaunchError";
  }
}
