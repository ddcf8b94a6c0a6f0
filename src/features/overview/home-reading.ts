/** What the public home page reads: published documents, through the role that reads those and nothing else. */
import { z } from 'zod';
import { isIsoDate } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { PublishedDocument, PublishedDocuments } from '#platform/publishable.ts';

const text = z.object({ en: z.string() }).catchall(z.string()) as unknown as z.ZodType<LocalText>;
const day = z.string().refine(isIsoDate);
/** As much of a published directive as the first page says. */
const publicDirective = z.object({
  id: z.string(),
  title: text,
  issuer: text,
  summary: text,
  signedOn: day,
  effectiveOn: day,
  supersededBy: z.string().nullable(),
  clauses: z.array(z.object({ title: text })).readonly(),
});
const publicText = z.object({ directive: publicDirective });
export type PublicDirective = z.output<typeof publicDirective>;

/** `scoreboard`: how far its tasks are, where the city has published that. */
export type HomeDirective = { directive: PublicDirective; scoreboard: PublishedDocument | null };

const kinds = { text: 'directives.text', scoreboard: 'duties.scoreboard' } as const;

/** The published directives in force today and not superseded by one that is, the newest first. */
export async function readHome(city: City, { published }: { published: PublishedDocuments }): Promise<HomeDirective[]> {
  const today = todayIn(city);
  const [texts, scoreboards] = await Promise.all([published(city, kinds.text), published(city, kinds.scoreboard)]);
  const begun = texts
    .map(({ document }) => publicText.parse(document.data).directive)
    .filter((directive) => directive.effectiveOn <= today);
  const ids = new Set(begun.map((directive) => directive.id));
  return begun
    .filter(({ supersededBy }) => supersededBy === null || !ids.has(supersededBy))
    .toSorted((a, b) => b.signedOn.localeCompare(a.signedOn))
    .map((directive) => ({
      directive,
      scoreboard: scoreboards.find(({ subjectId }) => subjectId === directive.id) ?? null,
    }));
}

/** With the seconds for which a page is kept, half of the ten within which a withdrawal reaches everybody. */
export const keptMilliseconds = 5_000;

/**
 * Many readers in the same moments cost the database one reading: an answer serves for some seconds, and who comes
 * while it is being read waits for that one. A failure is not kept. `now`: the real clock in milliseconds.
 */
export function keptForMoments<T>(read: (city: City) => Promise<T>, now: () => number): (city: City) => Promise<T> {
  const kept = new Map<string, { answer: Promise<T>; until: number }>();
  return (city) => {
    const key = `${city.slug} ${todayIn(city)}`;
    const known = kept.get(key);
    if (known && known.until > now()) return known.answer;
    const answer = read(city);
    // Yesterday's answers go with the next reading of the city.
    for (const other of kept.keys()) if (other.startsWith(`${city.slug} `)) kept.delete(other);
    kept.set(key, { answer, until: now() + keptMilliseconds });
    answer.catch(() => kept.delete(key));
    return answer;
  };
}
