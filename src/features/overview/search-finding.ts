/** Asks each list of things that can be found, and finds departments itself. */
import { localText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import type { Actor } from '#rules/permissions.ts';
import type { Searchable } from './overview-questions.ts';
import type { HitGroup } from './search-pages.ts';
import { holdsWords } from './search-words.ts';

export const hitsPerKind = 20;

export async function findHits(
  searchables: readonly Searchable[],
  asked: { city: City; actor: Actor; words: readonly string[] },
): Promise<HitGroup[]> {
  const { city, actor, words } = asked;
  if (words.length === 0) return [];
  return Promise.all(
    searchables.map(async ({ kind, find }) => {
      const hits = await find(city, actor, words, hitsPerKind + 1);
      return { kind, hits: hits.slice(0, hitsPerKind), isCut: hits.length > hitsPerKind };
    }),
  );
}

/** Departments by name in any language, acronym or id. The directory of departments is open to every reader. */
export function departmentSearchable(tag: string): Searchable {
  return {
    kind: 'department',
    async find(city, _actor, words, limit) {
      return city.profile.bodies
        .filter((body) => holdsWords([...Object.values(body.name), body.acronym ?? '', body.id].join(' '), words))
        .slice(0, limit)
        .map((body) => ({
          link: { kind: 'department', id: body.id } as const,
          title: localText(body.name, tag),
          text: body.acronym ?? '',
          bodyId: body.id,
        }));
    },
  };
}
