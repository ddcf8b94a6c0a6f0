/** What this wing is handed by `start/`: what all wings have together, and how the installation is reached. */
import type { Translate } from '#i18n/translate.ts';
import type { Act } from '#rules/permissions.ts';
import type { Route } from '#web/route.ts';
import type { LanguageReviews } from './city-languages.ts';
import type { CityIdentity } from './city-oidc-client.ts';

export type CityDeps = {
  /** The acts of every wing, in the order in which the table shows them. */
  acts: readonly Act[];
  /** The routes of every wing; asked when the page is drawn, for these routes are among them. */
  routes(): readonly Route[];
  languages: LanguageReviews;
  /** The address of the installation, without a slash at the end. */
  baseUrl: string;
  /** The city's own sign-in; null where none is set. */
  identity: CityIdentity | null;
  /** The sentences of a language, for mail in the reader's own; English for a language that we do not have. */
  sentences(tag: string): Translate;
  /** The real clock in milliseconds: sessions and links do not follow a practice city's clock. */
  now(): number;
};
