/** The words of the privacy check: its rules, what each finding says, and how much an adversary may learn. */
import type { LocalText } from '#kit/text.ts';

/** Counts of persons from 1 to this are not shown; zero is. */
export const largestSmall = 4;

/**
 * What is promised of each small count that was taken out: from all published numbers, knowing that counts are whole and
 * not negative, the possible values span at least this much, so that no sum of hidden counts below 5 is given away; and
 * at least two of the values 1 to 4 stay possible.
 */
export const leastSpan = 5;

/** `blocking`: nothing is approved until it is gone or counsel has overridden it with a reason. */
export const privacyRules = {
  /** Small counts were taken out. */
  small_count: 'advice',
  /** Other numbers were taken out, from which small counts could be worked out. */
  complementary: 'advice',
  /** No number is left that could be taken out, and a small count can still be worked out. */
  derivable: 'blocking',
  email: 'blocking',
  phone: 'blocking',
  alien_number: 'blocking',
  social_security: 'blocking',
  birth_date: 'blocking',
  plate: 'blocking',
  maybe_plate: 'advice',
  coordinates: 'blocking',
  street_number: 'blocking',
  time_and_place: 'blocking',
  person_name: 'blocking',
  /** Figures of persons that say not whom they count cannot be checked. */
  uncounted: 'blocking',
} as const satisfies Record<string, 'blocking' | 'advice'>;
export type PrivacyRule = keyof typeof privacyRules;

/**
 * `id` is the same for the same words under the same rule, wherever they stand. `match` is what was found: shown to
 * staff, never stored.
 */
export type Finding = {
  id: string;
  rule: PrivacyRule;
  /** Path in the document, such as `sections.clause-1.paragraphs.2.en`. */
  place: string;
  /** The title of the part of the document where it stands. */
  heading: LocalText | null;
  match: string;
  count: number;
};

export function isBlocking(finding: Pick<Finding, 'rule'>): boolean {
  return privacyRules[finding.rule] === 'blocking';
}

/** A number that was taken out: where, and why. Never the number. */
export type HiddenCell = { key: string; place: string; why: 'small' | 'complementary' };
