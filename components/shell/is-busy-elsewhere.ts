/** Tells whether a key belongs to what has the focus, a text field or something that moves by keys itself, and to nothing else. */
export function isBusyElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("input, textarea, select")) return true;
  return target.closest("[role=dialog], [role=listbox], [role=menu], [role=radiogroup], [role=combobox]") !== null;
}
