import type { Answer } from "./call-api.ts";

const pausesMs = [300, 1000, 2000, 4000] as const;

/**
 * Repeats a call while its answer is lost, and while an earlier try of it may still be under way.
 *
 * Only for calls that do no harm when they arrive twice.
 * @param onLost told before each repetition after a lost answer
 */
export async function askAgain<T>(
  call: () => Promise<Answer<T>>,
  onLost: () => void = () => undefined,
): Promise<Answer<T>> {
  let wasLost = false;
  for (const pauseMs of pausesMs) {
    const answer = await call();
    const mayBeOurs = wasLost && answer.kind === "problem" && answer.problem.code === "claiming";
    if (answer.kind !== "lost" && !mayBeOurs) return answer;
    if (answer.kind === "lost") {
      wasLost = true;
      onLost();
      // The page says so at once, and asks again when the browser is back.
      if (!navigator.onLine) return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return call();
}
