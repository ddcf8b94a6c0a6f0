/** The words of the week's mail: plain text that reads well in 72 columns, each figure with the way to its list. */
import type { IsoDate } from '#kit/dates.ts';
import { localText } from '#kit/text.ts';
import { wrapText } from '#kit/wrap.ts';
import type { Formats, Translate } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import { listPath, matrixPath, overviewPath } from './overview-paths.ts';
import { type Asking, readOverview, readSince, type Reading } from './overview-reading.ts';
import type { OverviewQuestions } from './overview-questions.ts';
import { type Weekly, weeklyOf } from './overview-weekly.ts';

export type WeeklyWords = { t: Translate; formats: Formats; tag: string };
type Links = (path: string) => string;
type Ask = Pick<OverviewQuestions, 'tasksAsOf' | 'directivesAsOf' | 'actsSince'>;

export const weeklyWidth = 72;

/** The mail as this reader may read it; null where no task is before them. */
export async function weeklyMail(
  asking: Asking,
  ask: Ask,
  words: WeeklyWords,
  linkFor: (city: City, path: string, tag: string) => string,
): Promise<{ subject: string; body: string } | null> {
  // All directives, since the Monday before: what the overview shows for that day to whoever has not looked yet.
  const reading = await readOverview(asking, ask, { directive: 'all' });
  if (reading.tasks.length === 0) return null;
  const since = await readSince({ ...asking, isPast: true }, ask, reading.byId);
  const weekly = weeklyOf(reading, since);
  const links: Links = (path) => linkFor(asking.city, path, words.tag);
  return weeklyText(asking, reading, weekly, { ...words, links, sinceOn: since.monday ?? asking.asOf });
}

function weeklyText(
  { city, asOf }: Asking,
  reading: Reading,
  weekly: Weekly,
  { t, formats, tag, links, sinceOn }: WeeklyWords & { links: Links; sinceOn: IsoDate },
): { subject: string; body: string } {
  const name = localText(city.profile.name, tag);
  const day = formats.date(asOf);
  const query = { directive: 'all', asOf };
  const figure = ({ figure: id, count }: Weekly['heads'][number]) =>
    `${formats.number(count).padStart(4)}  ${t(`overview.word.${id}`)}\n      ${links(listPath.to({ figure: id }, query))}`;
  const clause = (one: Weekly['clauses'][number]) => {
    const known = reading.clauses.get(one.clauseId);
    const title = known ? localText(known.clause.title, tag) : one.clauseId;
    const share = t(`overview.share.${one.noun}`, { met: one.met, total: one.counted });
    const line = t(one.late > 0 ? 'overview.weekly.clause-late' : 'overview.weekly.clause', {
      title,
      share,
      ...(one.late > 0 ? { count: one.late } : {}),
    });
    return `* ${wrapText(line, weeklyWidth - 2).replaceAll('\n', '\n  ')}\n  ${links(listPath.to({ figure: 'all' }, { ...query, clause: one.clauseId }))}`;
  };
  const news = weekly.since.map(({ kind, count }) => t(`overview.since.${kind}`, { count }));
  const more =
    weekly.otherClauses > 0
      ? [`${t('overview.weekly.more', { count: weekly.otherClauses })}\n  ${links(matrixPath.to({}, query))}`]
      : [];
  const heading = t('overview.weekly.clauses');
  const blocks = [
    t('overview.weekly.lead', { city: name, day, met: weekly.met, counted: weekly.counted }),
    [...weekly.heads, ...weekly.asides].map(figure).join('\n'),
    t('overview.weekly.since', {
      day: formats.date(sinceOn),
      news: news.length > 0 ? formats.list(news) : t('overview.since.nothing'),
    }),
    [heading, '-'.repeat(heading.length), ...weekly.clauses.map(clause), ...more].join('\n'),
    `${t('overview.weekly.whole')}\n  ${links(overviewPath.to({}, query))}`,
    ...(city.profile.practice ? [t('overview.weekly.practice')] : []),
  ];
  const late = weekly.heads[0]?.count ?? 0;
  return {
    subject: t('overview.weekly.subject', { city: name, day, late, counted: weekly.counted, met: weekly.met }),
    body: `${blocks.map((block) => wrapText(block, weeklyWidth)).join('\n\n')}\n`,
  };
}
