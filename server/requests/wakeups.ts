/** Remembers a wake-up that came while nobody waited, so that none is lost between a read and a wait. */
export class Wakeups {
  #pending = false;
  #resolve: (() => void) | null = null;

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.wake(), { once: true });
  }

  /** Wakes whoever waits, or the next who would. */
  wake(): void {
    this.#pending = true;
    this.#resolve?.();
  }

  /** Ends at the next wake-up, or after `timeoutMs`. */
  async next(timeoutMs: number): Promise<void> {
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#resolve = null;
    this.#pending = false;
  }
}
