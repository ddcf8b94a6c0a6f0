/** What this wing is handed by `start/`: what all wings have together, and how the installation is reached. */
import type { Act } from '#rules/permissions.ts';
import type { Route } from '#web/route.ts';
import type { LanguageReviews } from './city-languages.ts';

export type CityDeps = {
  /** The acts of every wing, in the order in which the table shows them. */
  acts: readonly Act[];
  /** The routes of every wing; asked when the page is drawn, for these routes are among them. */
  routes(): readonly Route[];
  languages: LanguageReviews;
  /** The address of the installation, without a slash at the end. */
  baseUrl: string;
  /** The real clock in milliseconds: sessions and links do not follow a practice city's clock. */
  now(): number;
};
