/** A text of the city's own in several languages, keyed by BCP 47 tag. English is always there. */
export type LocalText = { readonly en: string } & { readonly [tag: string]: string };

/** The text in the reader's language, or in English where no translation was given. */
export function localText(text: LocalText, tag: string): string {
  return text[tag] ?? text.en;
}

/** Cuts at a word, with an ellipsis, to at most `length` characters. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  // A character outside the basic plane is two units: half of one is left out.
  const cut = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  const lastSpace = cut.lastIndexOf(' ');
  return `${lastSpace > length / 2 ? cut.slice(0, lastSpace) : cut}…`;
}
