/** What the disclosure desk asks, answered: every kind of record, and everybody whom the system knows. */
import { listPeople } from '#features/city/city-people-store.ts';
import type { DeskQuestions } from '#features/retention/disclosure-questions.ts';
import { recordSources } from './wings-records.ts';

export const disclosureAnswers: DeskQuestions = {
  sources: recordSources,
  async peopleOf(city) {
    const people = await listPeople(city.db);
    return people.map(({ id, name, email, grants }) => ({
      personId: id,
      name,
      email,
      role: grants[0]?.role ?? null,
      bodyId: grants[0]?.bodyId ?? null,
    }));
  },
};
