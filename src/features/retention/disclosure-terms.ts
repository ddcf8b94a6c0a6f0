/** The words of the disclosure desk: kinds of demands, what can become of a text, and the facts that a demand gathers. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';

export const demandKinds = ['records_request', 'subpoena', 'court_order', 'other_agency'] as const;
export type DemandKind = (typeof demandKinds)[number];

export const demandChannels = ['letter', 'email', 'web_form', 'in_person', 'served'] as const;
export type DemandChannel = (typeof demandChannels)[number];

/** What becomes of one text. `part`: it goes out without the passages that were marked. */
export const decisions = ['release', 'part', 'withhold', 'privileged', 'not_responsive'] as const;
export type Decision = (typeof decisions)[number];

export const privileges = ['attorney_client', 'attorney_work_product'] as const;
export type Privilege = (typeof privileges)[number];

/** Half-open, in UTF-16 units of the text. */
export type Span = readonly [from: number, until: number];

export type TextMark = {
  field: string;
  decision: Decision;
  /** With `withhold` and `part`. */
  ground: string | null;
  /** With `privileged`. */
  privilege: Privilege | null;
  /** With `part`, in order and apart from one another. */
  spans: readonly Span[];
};
/** Files go out whole or stay back whole. */
export type FileMark = {
  sha256: string;
  decision: Exclude<Decision, 'part'>;
  ground: string | null;
  privilege: Privilege | null;
};
/** In the order of the record's own texts and files. */
export type Marks = { texts: readonly TextMark[]; files: readonly FileMark[] };

/** What becomes of the record as a whole. */
export const outcomes = ['released', 'in_part', 'withheld', 'not_responsive'] as const;
export type Outcome = (typeof outcomes)[number];

export const demandActKinds = [
  'extended',
  'sent',
  'taken_back',
  'returned',
  'approved',
  'produced',
  'closing_asked',
  'closed',
] as const;
export type DemandActKind = (typeof demandActKinds)[number];

export type DemandFact = {
  kind: DemandActKind;
  actedAt: IsoInstant;
  actedBy: string;
  newDueOn: IsoDate | null;
  marksRevision: number | null;
};
