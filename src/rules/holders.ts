/** Which bodies a duty falls on, and with which verb each is addressed. */
import type { IsoDate } from '#kit/dates.ts';
import { type Body, type Reach, verbFor, type VerbStrength } from './bodies.ts';
import type { Duty } from './obligations.ts';

export type Holder = { body: Body; verbStrength: VerbStrength };

/**
 * The holders of a duty in the order of the city's list: those selected, minus those excluded, minus those that the
 * issuer's reach does not touch (partners never). With `on`, only bodies that exist on that day.
 */
export function holdersOf(
  duty: Duty,
  city: { bodies: readonly Body[]; reach: Reach },
  on: IsoDate | null = null,
): Holder[] {
  const { all, kinds = [], named = [], excluded = [] } = duty.holders;
  return city.bodies.flatMap((body) => {
    const isSelected = all === true || kinds.includes(body.kind) || named.includes(body.id);
    if (!isSelected || excluded.includes(body.id) || body.kind === 'partner') return [];
    if (
      on !== null &&
      ((body.validFrom !== null && on < body.validFrom) || (body.validTo !== null && on > body.validTo))
    )
      return [];
    const verbStrength = verbFor(duty.verb, body.kind, city.reach);
    return verbStrength === null ? [] : [{ body, verbStrength }];
  });
}
