/** Five minutes: what a step is. Wings hand in their own; `start/` collects them. */
import type { City } from '#platform/city.ts';
import type { Html } from '#web/html.ts';
import type { Page } from '#web/page.ts';

/** REAL: the city's own directive and law. PRACTICE: Practice City, nothing real. WHAT-IF: a question of the reader's own. */
export type StepTag = 'REAL' | 'PRACTICE' | 'WHAT-IF';

export type StepContext = {
  page: Page;
  /** The first real city that this installation serves, and Practice City; null where there is none. */
  real: City | null;
  practice: City | null;
  /** The address of a path in a city, in the reader's language. */
  at(city: City, path: string): string;
};

export type StepAction =
  | { kind: 'link'; href: string }
  /** A POST with its fields; the form's token is put in for it. */
  | { kind: 'form'; action: string; fields: Readonly<Record<string, string>> };

export type Step = {
  id: string;
  tag: StepTag;
  order: number;
  /** Sentences without values, in any wing's locale file. */
  titleKey: string;
  textKey: string;
  buttonKey: string;
  /** Null where this installation lacks what the step needs: the step says so. */
  action(context: StepContext): Promise<StepAction | null>;
  /** What the step would show, shown beside it at once. */
  result?(context: StepContext): Promise<Html | null>;
};
