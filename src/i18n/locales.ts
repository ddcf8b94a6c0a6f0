/** The languages of the screens. A row here, `locales/<tag>/` and the pack's own texts make a language. */
export type Locale = {
  tag: string;
  /** The language's own name for itself. */
  autonym: string;
  direction: 'ltr' | 'rtl';
};

export const locales = [
  { tag: 'en', autonym: 'English', direction: 'ltr' },
  { tag: 'es', autonym: 'Español', direction: 'ltr' },
] as const satisfies readonly Locale[];

export const defaultLocale: Locale = locales[0];

export function localeOf(tag: string): Locale | null {
  return locales.find((locale) => locale.tag === tag) ?? null;
}
