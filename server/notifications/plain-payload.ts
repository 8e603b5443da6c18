const nameCharacters = 100;
const sentenceCharacters = 500;
/** What is longer is cut before it is looked at. */
const readCharacters = 4000;
/** What people write or a back end says; everything else in a payload is a name. */
const sentences: readonly string[] = ["comment", "reason", "changes", "why", "rules"];

/**
 * Takes from a payload what could be more than words, wherever they are shown: line breaks, control characters and those
 * that turn the direction of text, angle brackets (a mention or a link in chat, a tag in mail), and in names the scheme
 * that makes a link of them. At most 100 characters a name, 500 a sentence.
 */
export function plainPayload(payload: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload).map(([key, value]) => [
      key,
      sentences.includes(key) ? plainSentence(value) : plainName(value),
    ]),
  );
}

function plainName(text: string): string {
  return cut(oneLine(text).replace(/[a-z][a-z0-9+.-]{0,20}:\/\//giu, ""), nameCharacters);
}

function plainSentence(text: string): string {
  return cut(oneLine(text), sentenceCharacters);
}

function oneLine(text: string): string {
  return text
    .slice(0, readCharacters)
    .replace(/[\s\p{C}]+/gu, " ")
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .trim();
}

/** By characters, so that none is cut in half. */
function cut(text: string, charactersMax: number): string {
  const characters = Array.from(text);
  return characters.length > charactersMax ? `${characters.slice(0, charactersMax - 1).join("")}…` : text;
}
