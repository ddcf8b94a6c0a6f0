/** The bodies on which a directive lays duties, and how far the issuer's word reaches into each. */
import type { LocalText } from '#kit/text.ts';
import type { IsoDate } from '#kit/dates.ts';

/** What kind of body it is; the pack's `reach` says with which verb the issuer may address it. */
export const bodyKinds = [
  /** A department led by a general manager who answers to the mayor. */
  'mayor_led_department',
  /** A bureau that answers to the mayor through a board office. */
  'mayor_led_bureau',
  /** A department whose head answers to a board or commission. */
  'board_led',
  /** A department that owns its revenue, with a board of its own (airports, harbor, water and power). */
  'proprietary',
  /** An elected officer and the office under them, or the council and what it controls. */
  'elected_office',
  /** Not a body of the city; in the directory only. */
  'partner',
] as const;
export type BodyKind = (typeof bodyKinds)[number];

/** Strongest first. A body is addressed with the weaker of the clause's verb and what its kind allows. */
export const verbStrengths = ['order', 'direct', 'expect', 'request', 'urge'] as const;
export type VerbStrength = (typeof verbStrengths)[number];

/** Verbs that bind: only these can become late. The others can stay unanswered. */
export const bindingVerbs: ReadonlySet<VerbStrength> = new Set(['order', 'direct', 'expect']);

/** For each kind of body the strongest verb that the issuer may use, or null where nothing is addressed to it. */
export type Reach = Readonly<Record<BodyKind, VerbStrength | null>>;

export type BodyId = string;
export type Body = {
  /** Lower-case id in the pack, such as `rap`; stable for ever. */
  id: BodyId;
  name: LocalText;
  acronym: string | null;
  kind: BodyKind;
  validFrom: IsoDate | null;
  validTo: IsoDate | null;
};

/** The verb with which a body is addressed, or null when the issuer's reach ends before it. */
export function verbFor(clauseVerb: VerbStrength, kind: BodyKind, reach: Reach): VerbStrength | null {
  const limit = reach[kind];
  if (limit === null) return null;
  return verbStrengths.indexOf(clauseVerb) >= verbStrengths.indexOf(limit) ? clauseVerb : limit;
}
