import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import { sayRest } from "../page-time.ts";

const announcedAt = [60, 15];

/** A running countdown with its bar, which offers more time. */
export interface Countdown {
  readonly bar: HTMLElement;
  stop(): void;
}

/** Counts `seconds` down by the clock, not by ticks, and calls `onEnd` once, also when the tab slept meanwhile. */
export function startCountdown(seconds: number, onEnd: () => void): Countdown {
  let endsAt = Date.now() + seconds * 1000;
  let announced = Number.POSITIVE_INFINITY;
  const rest = element("span", { class: "rest" }, sayRest(seconds));
  const meter = element("progress", { max: seconds, value: seconds, "aria-label": "Time left until it is hidden" });
  const status = element("span", { class: "sr-only", role: "status" });
  const more = () => {
    endsAt = Date.now() + seconds * 1000;
    announced = Number.POSITIVE_INFINITY;
    status.textContent = "It stays for five more minutes.";
    tick();
  };
  const bar = element(
    "div",
    { class: "countdown" },
    icon(icons.clock),
    element("p", {}, "Hides itself in ", rest),
    meter,
    element("button", { class: "plain", type: "button", on: { click: more } }, "Keep five more minutes"),
    status,
  );
  const timer = setInterval(tick, 500);
  return { bar, stop: () => clearInterval(timer) };

  function tick() {
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    rest.textContent = sayRest(left);
    meter.value = left;
    bar.classList.toggle("ending", left <= 60);
    const due = announcedAt.find((at) => left <= at && announced > at);
    if (due !== undefined && left > 0) {
      announced = due;
      status.textContent = `It hides itself in ${left} seconds.`;
    }
    if (left === 0) {
      clearInterval(timer);
      onEnd();
    }
  }
}
