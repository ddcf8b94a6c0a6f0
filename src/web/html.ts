/** An auto-escaping template tag: what is put into a page is text, unless it is Html already. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

export type HtmlPart = Html | string | number | null | undefined | false | readonly HtmlPart[];

const special = /[&<>"']/;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return special.test(text) ? text.replace(/[&<>"']/g, (character) => entities[character] as string) : text;
}

function render(part: HtmlPart): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if (part === null || part === undefined || part === false) return '';
  let text = '';
  for (const item of part) text += render(item);
  return text;
}

/** `html\`<p>${text}</p>\``: strings and numbers are escaped, arrays joined, null, undefined and false leave nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let text = strings[0] as string;
  for (let index = 0; index < parts.length; index += 1) text += render(parts[index]) + strings[index + 1];
  return new Html(text);
}

/** For text that is markup already and was made by this code, never by a person. */
export function trustedHtml(text: string): Html {
  return new Html(text);
}

/** ` name="value"` when there is a value, nothing otherwise: for optional attributes. */
export function attribute(name: string, value: string | number | boolean | null | undefined): Html {
  if (value === null || value === undefined || value === false) return new Html('');
  return new Html(value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`);
}
