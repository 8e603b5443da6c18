/** True when this browser can make a key, keep it to itself, and draw the page. */
export function isSupported(): boolean {
  return (
    globalThis.isSecureContext &&
    typeof globalThis.crypto?.subtle?.generateKey === "function" &&
    typeof Object.hasOwn === "function" &&
    CSS.supports("color", "light-dark(red, blue)")
  );
}
