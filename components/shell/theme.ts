/** The name under which the chosen theme is kept in this browser. */
const themeKey = "latchkey.theme";

/** What a person chose; `system` follows their device. */
export type Theme = "system" | "light" | "dark";

/** Sets the kept theme before the first paint; runs inline in the document's head. */
export const themeScript = `try{var t=localStorage.getItem("${themeKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;

/** Gives the kept theme; `system` where nothing is kept or storage is closed. */
export function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(themeKey);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

/** Shows a theme now and keeps it for the next visit where storage allows. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(themeKey);
    else localStorage.setItem(themeKey, theme);
  } catch {
    // Storage is closed in this browser: the choice holds until the page is left.
  }
}
