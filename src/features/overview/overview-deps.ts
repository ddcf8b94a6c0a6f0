/** What `start/` hands to this wing. */
import type { City } from '#platform/city.ts';
import type { PublishedDocuments } from '#platform/publishable.ts';
import type { OverviewQuestions, Searchable } from './overview-questions.ts';
import type { Step } from './steps.ts';

export type OverviewDeps = OverviewQuestions & {
  /** What the public reads. */
  published: PublishedDocuments;
  /** Without departments: this wing finds those itself. */
  searchables: readonly Searchable[];
  /** All steps of the five minutes, `ownSteps(…)` of this wing among them. */
  steps: readonly Step[];
  /** The whole address of a path inside the city, in a language: for mail. */
  linkFor(city: City, path: string, localeTag: string): string;
  cities(): readonly City[];
  /** What stands before a path of that city: `/practice`, or its own address where it has a host name. */
  cityPath(slug: string): string | null;
};
