const key = "latchkey.shortcuts";

/** Tells whether single-key shortcuts are on in this browser; they are unless switched off (WCAG 2.1.4). */
export function readShortcutSetting(): boolean {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true;
  }
}

/** Switches single-key shortcuts on or off for this browser. */
export function writeShortcutSetting(on: boolean): void {
  try {
    if (on) localStorage.removeItem(key);
    else localStorage.setItem(key, "off");
  } catch {
    // Storage is closed in this browser: the shortcuts stay as they are.
  }
}
