const paletteEvent = "latchkey:palette";
const helpEvent = "latchkey:shortcuts";

/** Opens the command palette from anywhere. */
export function openPalette(): void {
  window.dispatchEvent(new Event(paletteEvent));
}

/** Opens the list of keyboard shortcuts from anywhere. */
export function openShortcutHelp(): void {
  window.dispatchEvent(new Event(helpEvent));
}

/** Calls `open` when the palette is asked for; gives the unsubscribe. */
export function onPalette(open: () => void): () => void {
  return listenTo(paletteEvent, open);
}

/** Calls `open` when the shortcuts are asked for; gives the unsubscribe. */
export function onShortcutHelp(open: () => void): () => void {
  return listenTo(helpEvent, open);
}

function listenTo(name: string, listener: () => void): () => void {
  window.addEventListener(name, listener);
  return () => window.removeEventListener(name, listener);
}
