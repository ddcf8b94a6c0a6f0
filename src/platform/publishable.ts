/**
 * What can be made public: a document that stands for itself, and what a wing brings so that the publication gate can
 * draft, check, show and withdraw it without knowing the wing. Each wing exports a list; `start/` collects them.
 */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { Formats, Values } from '#i18n/translate.ts';
import type { Act } from '#rules/permissions.ts';
import type { City } from './city.ts';

export const units = ['persons', 'things', 'money_cents', 'days'] as const;
export type Unit = (typeof units)[number];

/** A number; null where none is recorded; `hidden` where the privacy check keeps it back. Never write `hidden` into a draft. */
export type Cell = number | null | 'hidden';

/**
 * Which persons a number counts: a population, such as `custody.booked`, narrowed to one category of each dimension named.
 * Two numbers with the same set and the same as-of day are the same number, in whatever document they stand.
 */
export type PersonSet = {
  population: string;
  where: Readonly<Record<string, string>>;
  /** True where a later day's set contains an earlier day's (a running total), so that their difference counts persons too. */
  accrues: boolean;
};

/** `counted` is required where the unit is persons, of the value and of the denominator. */
export type PublicFigure = {
  id: string;
  label: LocalText;
  unit: Unit;
  value: Cell;
  counted: PersonSet | null;
  of: { label: LocalText; value: Cell; counted: PersonSet | null } | null;
  /** How we know: rule, source, caveat, in a sentence or two. */
  how: LocalText;
};

/** `isComplete`: every member of the population falls into exactly one of the categories, so that they add up to the total. */
export type Dimension = {
  id: string;
  label: LocalText;
  categories: readonly { id: string; label: LocalText }[];
  isComplete: boolean;
};

export type Measure = {
  id: string;
  label: LocalText;
  unit: Unit;
  /** Where the unit is persons: which population is counted. */
  population: string | null;
  /** As in `PersonSet`. */
  accrues: boolean;
  /** A measure of persons in the same table on which this one rests (an average, a sum): hidden wherever that one is. */
  basis: string | null;
};

/** `at` names one category of each dimension; a dimension left out is its total. `cells` by measure. */
export type TableRow = { at: Readonly<Record<string, string>>; cells: Readonly<Record<string, Cell>> };

export type PublicTable = {
  id: string;
  caption: LocalText;
  how: LocalText;
  /** What the whole table is narrowed to. */
  where: Readonly<Record<string, string>>;
  dimensions: readonly Dimension[];
  measures: readonly Measure[];
  rows: readonly TableRow[];
};

export type PublicSection = { id: string; title: LocalText | null } & (
  | { kind: 'text'; paragraphs: readonly LocalText[] }
  | { kind: 'figures'; figures: readonly PublicFigure[] }
  | { kind: 'table'; table: PublicTable }
);

export type PublicDocument = {
  title: LocalText;
  summary: LocalText;
  asOf: IsoDate;
  sections: readonly PublicSection[];
  links: readonly { label: LocalText; url: string }[];
  /** The same thing for machines, where the document is a text with a structure of its own. Holds no counts. */
  data: Readonly<Record<string, unknown>> | null;
};

/** One kind of document that the city can publish, one document for each subject. */
export type Publishable = {
  /** `<wing>.<what>`; its name is the sentence `publication.kind.<wing>-<what>`. */
  kind: string;
  /** Who may draft it; who may approve is the gate's own matter. */
  draftAct: Act;
  /** The pack's own public texts: published as they are when a city is loaded for the first time. */
  isInstalled: boolean;
  subjects(city: City): Promise<readonly { id: string; title: LocalText }[]>;
  /** What is known at the end of the day, unpublished numbers and all; null for an unknown subject. Reads only. */
  draft(city: City, subjectId: string, asOf: IsoDate): Promise<PublicDocument | null>;
};

/** A document as anybody may read it now. */
export type PublishedDocument = {
  kind: string;
  subjectId: string;
  number: number;
  publishedAt: IsoInstant;
  hash: string;
  document: PublicDocument;
};

/** Read through the role that sees published documents and nothing else. */
export type PublishedDocuments = (city: City, kind: string) => Promise<PublishedDocument[]>;

/** A sentence of the locales in every language of the city's screens, for the texts of a document. */
export type Tell = (key: string, values?: Values | ((formats: Formats) => Values)) => LocalText;
