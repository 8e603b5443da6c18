type ElementAttribute = string | number | boolean | null | undefined;
type ElementListeners = Readonly<Record<string, (event: Event) => void>>;

/** What an element may carry: attributes, and listeners under `on`. */
export interface ElementProperties {
  readonly on?: ElementListeners;
  readonly [attribute: string]: ElementAttribute | ElementListeners;
}

/** What an element may hold; null holds nothing. */
export type ElementChild = Node | string | null;

/** Makes an element from attributes and children. Text stays text: nothing is ever parsed as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: ElementProperties = {},
  ...children: readonly ElementChild[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  const { on = {}, ...attributes } = properties;
  for (const [name, value] of Object.entries(attributes as Readonly<Record<string, ElementAttribute>>)) {
    setAttribute(made, name, value);
  }
  for (const [name, listener] of Object.entries(on)) made.addEventListener(name, listener);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Makes a drawing of 24 by 24 from path data, hidden from screen readers. */
export function icon(paths: string, className = "icon"): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", className);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths);
  svg.append(path);
  return svg;
}

function setAttribute(on: Element, name: string, value: ElementAttribute): void {
  if (value === undefined || value === null || value === false) return;
  on.setAttribute(name, value === true ? "" : String(value));
}
