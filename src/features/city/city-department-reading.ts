/** The bodies with everything that an administrator asks of them: reach, people, contact, tasks. */
import type { City } from '#platform/city.ts';
import type { IsoDate } from '#kit/dates.ts';
import { type Body, type VerbStrength, verbFor } from '#rules/bodies.ts';
import type { TaskCounts } from './city-admin-questions.ts';
import { bodyContacts, type RecordedContact } from './city-department-store.ts';
import { type Contact, peopleOfBodies } from './city-people-store.ts';

export type DepartmentRow = {
  body: Body;
  /** The strongest verb that the issuer may use, null where nothing is addressed to it. */
  reach: VerbStrength | null;
  heads: readonly Contact[];
  liaisons: readonly Contact[];
  contact: RecordedContact | null;
  open: number;
  late: number;
  /** False before its first and after its last day. */
  isThere: boolean;
};

export async function readDepartments(city: City, today: IsoDate, taskCounts: TaskCounts): Promise<DepartmentRow[]> {
  const [people, contacts, counts] = await Promise.all([
    peopleOfBodies(city.db),
    bodyContacts(city.db),
    taskCounts(city, today),
  ]);
  return city.profile.bodies.map((body) => {
    const own = people.filter((one) => one.bodyId === body.id);
    return {
      body,
      reach: verbFor('order', body.kind, city.profile.reach),
      heads: own.filter((one) => one.role === 'general_manager'),
      liaisons: own.filter((one) => one.role === 'liaison'),
      contact: contacts.get(body.id) ?? null,
      open: counts.get(body.id)?.open ?? 0,
      late: counts.get(body.id)?.late ?? 0,
      isThere: (body.validFrom ?? '') <= today && (body.validTo ?? '9999-12-31') >= today,
    };
  });
}

/** Bodies that are addressed now and have nobody to write to. */
export function withoutLiaison(rows: readonly DepartmentRow[]): DepartmentRow[] {
  return rows.filter((row) => row.isThere && row.reach !== null && row.liaisons.length === 0);
}
