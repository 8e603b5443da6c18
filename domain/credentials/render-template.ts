/** Values that a template may name. */
export type TemplateValues = Readonly<Record<string, string | number>>;

/** What JSON lets stand as it is and a YAML reader refuses or folds. */
const notInYaml = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const hexOf = (char: string) => char.charCodeAt(0).toString(16);

const filters: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  uri: (text) => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${hexOf(char)}`),
  json: (text) => JSON.stringify(text).replace(notInYaml, (char) => `\\u${hexOf(char).padStart(4, "0")}`),
  shell: (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`),
};

/**
 * Fills `{name}` and `{name|filter}` from `values`; a doubled brace stands for itself.
 *
 * Filters: `uri` percent-encodes a URL component, `json` gives a quoted JSON string (also valid in JavaScript,
 * Python and YAML), `shell` one POSIX shell word.
 * @throws RangeError for a name without a value or an unknown filter, so that no half-filled text is ever shown
 */
export function renderTemplate(template: string, values: TemplateValues): string {
  return template.replace(/\{\{|\}\}|\{(\w+)(?:\|(\w+))?\}/g, (match, name?: string, filterName = "raw") => {
    if (name === undefined) return match.slice(1);
    const filter = Object.hasOwn(filters, filterName) ? filters[filterName] : undefined;
    if (!Object.hasOwn(values, name) || filter === undefined) {
      throw new RangeError(`The template names ${match}, which is not there.`);
    }
    return filter(String(values[name]));
  });
}
