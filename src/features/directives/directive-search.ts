/** Directives, clauses and duties as a search finds them. Their texts are public, so every reader finds the same. */
import type { LocalText } from '#kit/text.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { Link } from '#rules/links.ts';
import type { Directive } from '#rules/obligations.ts';
import type { Actor } from '#rules/permissions.ts';
import { directivesAsOf } from './directive-store.ts';

export type DirectiveHit = { link: Link; title: string; text: string; bodyId: null };
export type DirectiveSearchable = {
  kind: Link['kind'];
  /** `words` are folded; each must begin a word of the text in one language, which is then the language of the hit. */
  find(city: City, actor: Actor, words: readonly string[], limit: number): Promise<DirectiveHit[]>;
};

type Findable = { id: string; title: LocalText; text: LocalText; mark: string };

export const directiveSearchables: readonly DirectiveSearchable[] = [
  searchable('directive', (directive) => [
    { id: directive.id, title: directive.title, text: directive.summary, mark: directive.shortTitle },
  ]),
  searchable('clause', (directive) => {
    return directive.clauses.map(({ id, title, text }) => ({
      id: `${directive.id}/${id}`,
      title,
      text,
      mark: `${directive.shortTitle}, ${id}`,
    }));
  }),
  searchable('duty', (directive) => {
    return directive.clauses.flatMap((clause) => {
      return clause.duties.map(({ id, title, ask }) => ({
        id: `${directive.id}/${clause.id}/${id}`,
        title,
        text: ask,
        mark: `${directive.shortTitle}, ${clause.id}`,
      }));
    });
  }),
];

function searchable(kind: Link['kind'], findables: (directive: Directive) => Findable[]): DirectiveSearchable {
  return {
    kind,
    async find(city, _actor, words, limit) {
      const directives = (await directivesAsOf(city, todayIn(city))).map((one) => one.directive);
      const hits = directives.flatMap(findables).flatMap((one) => hitOf(kind, one, words) ?? []);
      return hits.slice(0, limit);
    },
  };
}

function hitOf(kind: Link['kind'], { id, title, text, mark }: Findable, words: readonly string[]): DirectiveHit | null {
  const tags = [...new Set(['en', ...Object.keys(title), ...Object.keys(text)])];
  const tag = tags.find((one) => holdsWords(`${mark} ${title[one] ?? title.en} ${text[one] ?? text.en}`, words));
  if (tag === undefined) return null;
  return { link: { kind, id }, title: `${mark}: ${title[tag] ?? title.en}`, text: text[tag] ?? text.en, bodyId: null };
}

function holdsWords(text: string, words: readonly string[]): boolean {
  const folded = ` ${text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')}`;
  return words.every((word) => folded.includes(` ${word}`));
}
