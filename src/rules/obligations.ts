/** A directive as data: clauses, and the duties that each clause lays on bodies. Law as the pack states it, nothing computed. */
import type { IsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { BodyId, BodyKind, VerbStrength } from './bodies.ts';

export const textStatuses = ['reconstructed', 'verified'] as const;
export type TextStatus = (typeof textStatuses)[number];

export const legalStatuses = ['in_force', 'contested', 'enjoined', 'stayed', 'expired'] as const;
export type LegalStatus = (typeof legalStatuses)[number];

export const instrumentTypes = ['directive', 'order', 'ordinance', 'motion', 'policy'] as const;
export type InstrumentType = (typeof instrumentTypes)[number];

/** Who holds a duty: all bodies of the city, kinds of body, or bodies by name; minus those excluded. */
export type Holders = {
  all?: true;
  kinds?: readonly BodyKind[];
  named?: readonly BodyId[];
  excluded?: readonly BodyId[];
  /** True when the bodies hold the duty together and one answer serves for all. */
  isJoint?: boolean;
};

/** What sets the clock going. */
export type Trigger =
  | { kind: 'signing' }
  | { kind: 'date'; on: IsoDate }
  /** Something that happens at a city place or in a department; each event opens its own occurrence. */
  | { kind: 'event'; event: string; text: LocalText }
  /** Something outside the city, such as a court's ruling; no date until it is recorded. */
  | { kind: 'external_condition'; condition: string; text: LocalText; metOn?: IsoDate };

export type Deadline =
  | { kind: 'calendar_days'; days: number }
  | { kind: 'working_days'; days: number; calendar: string }
  | { kind: 'hours'; hours: number }
  | { kind: 'at_once' }
  | { kind: 'date'; on: IsoDate }
  /** RFC 5545 RRULE without DTSTART; occurrences begin at `from` (else at the trigger). `period` names what is reported. */
  | { kind: 'recurrence'; rrule: string; from?: IsoDate; period?: 'month' | 'quarter' | 'year' }
  | { kind: 'none_stated' };

/** What is handed in. `duty-terms.ts` says for each how it is entered and shown. */
export const deliverables = [
  'statement',
  'plan',
  'designation',
  'inventory',
  'notice',
  'training',
  'report',
  'policy',
  'record',
  'service',
] as const;
export type Deliverable = (typeof deliverables)[number];

/** What counts as proof. */
export const proofKinds = ['signed_statement', 'file', 'link', 'form', 'record'] as const;
export type ProofKind = (typeof proofKinds)[number];

export const publicities = ['public', 'on_request', 'restricted'] as const;
export type Publicity = (typeof publicities)[number];

export type Duty = {
  /** Unique in its clause, such as `plan`; stable for ever. */
  id: string;
  title: LocalText;
  /** What is asked, in one plain sentence. */
  ask: LocalText;
  holders: Holders;
  verb: VerbStrength;
  trigger: Trigger;
  deadline: Deadline;
  deliverable: Deliverable;
  /** Any one of these is enough. */
  proof: readonly ProofKind[];
  /** What counts as proof, in words. */
  proofText: LocalText;
  reviewer: { role: 'reviewer' | 'city_attorney' | 'none'; text: LocalText };
  publicity: Publicity;
  /** A fair guess of the minutes that it takes to hand in. */
  minutes: number;
  consequence?: LocalText;
};

export type SourceSpan = { source: string; quote?: string; note?: string };

/** What a clause does to a clause of an earlier directive. */
export type Effect = {
  directive: string;
  clause: string;
  kind: 'adds' | 'changes' | 'supersedes' | 'reaffirms';
  text: LocalText;
};

export type Clause = {
  /** Such as `ED12-2`; unique in the city, stable for ever. */
  id: string;
  title: LocalText;
  text: LocalText;
  sources: readonly SourceSpan[];
  textStatus: TextStatus;
  legalStatus: LegalStatus;
  legalStatusNote?: LocalText;
  effects: readonly Effect[];
  duties: readonly Duty[];
};

export type Source = {
  id: string;
  title: string;
  publisher: string;
  url: string | null;
  kind: 'official' | 'press' | 'secondary';
  /** True when a person compared the clause with this source's full text. */
  isVerified: boolean;
};

export type Directive = {
  id: string;
  /** Such as `Executive Directive 12`. */
  title: LocalText;
  /** Such as `ED 12`. */
  shortTitle: string;
  summary: LocalText;
  instrument: InstrumentType;
  issuer: LocalText;
  signedOn: IsoDate;
  effectiveOn: IsoDate;
  buildsOn: readonly string[];
  supersededBy: string | null;
  legalBasis: readonly { citation: string; note?: LocalText; textStatus: TextStatus }[];
  sources: readonly Source[];
  clauses: readonly Clause[];
};

/**
 * One step of the reason for a computed date, with the citation it rests on. `key` is a sentence of the locales, `values`
 * what it names (days as ISO dates), `texts` what it names in the pack's own languages; `step` is the sentence in English.
 */
export type Reason = {
  step: string;
  key: string;
  values: Record<string, string | number>;
  texts?: Record<string, LocalText>;
  citation: string;
};
