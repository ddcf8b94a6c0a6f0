/** What the disclosure desk asks of others: the sources of records, the city's law of records, and people. */
import type { City } from '#platform/city.ts';
import type { RecordSource } from '#platform/record-source.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { RecordsClock, WithholdingGround } from '#rules/record-classes.ts';
import type { Role } from '#rules/permissions.ts';

/** `clock` null: the pack states none, and a demand has no date until the paper names one. */
export type DeskLaw = { grounds: readonly WithholdingGround[]; clock: RecordsClock | null };

export function lawOf({ profile: { records } }: City): DeskLaw {
  return { grounds: records?.grounds ?? [], clock: records?.answerClock ?? null };
}

export type DeskPerson = { personId: string; name: string; email: string; role: Role | null; bodyId: BodyId | null };

export type DeskQuestions = {
  sources: readonly RecordSource[];
  /** Everybody who is known to the system, also those who left. */
  peopleOf(city: City): Promise<readonly DeskPerson[]>;
};
