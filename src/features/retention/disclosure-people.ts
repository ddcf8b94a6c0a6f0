/** People as the public may read of them: by role and department, never by name. */
import { localText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { DeskPerson } from './disclosure-questions.ts';

type Words = { t(key: string): string; tag: string };

export type Named = {
  /** Names and addresses, each with the word that takes its place. */
  words: readonly { name: string; word: string }[];
  /** Empty for nobody. */
  roleOf(personId: string | null): string;
  /** Empty for none. */
  bodyName(bodyId: BodyId | null): string;
};

export function namesFor(city: City, people: readonly DeskPerson[], { t, tag }: Words): Named {
  const bodyName = (bodyId: BodyId | null) => {
    const body = city.profile.bodies.find((one) => one.id === bodyId);
    return body ? localText(body.name, tag) : '';
  };
  const wordFor = ({ role, bodyId }: DeskPerson) => {
    const word = role ? t(`city.role.${role}`) : t('disclosure.export.somebody');
    return bodyId ? `${word}, ${bodyName(bodyId)}` : word;
  };
  const byId = new Map(people.map((person) => [person.personId, wordFor(person)]));
  return {
    words: people.flatMap((person) => [
      { name: person.name, word: wordFor(person) },
      { name: person.email, word: wordFor(person) },
    ]),
    roleOf: (personId) => (personId === null ? '' : (byId.get(personId) ?? t('disclosure.export.somebody'))),
    bodyName,
  };
}
