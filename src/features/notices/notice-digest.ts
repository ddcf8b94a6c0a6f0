/** The words of a digest: what one person is reminded of on one day, in sections, with a link for each item. Pure. */
import type { IsoDate } from '#kit/dates.ts';
import { localText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import type { NoticeItem } from '#rules/reminders.ts';
import { sectionOn } from './notice-clock.ts';
import { choicePath } from './notice-paths.ts';
import type { LinkFor, Reader, Words } from './notice-questions.ts';
import type { Planned } from './notice-recipients.ts';
import { itemsInDigest, type Section, sections } from './notice-terms.ts';

export type DigestParts = {
  city: Pick<City, 'slug' | 'host' | 'profile'>;
  reader: Reader;
  planned: readonly Planned[];
  today: IsoDate;
  words: Words;
  linkFor(path: string): string;
};

/** An item that stands in several sections is named once, in the first. */
export function sectionsOf(planned: readonly Planned[], today: IsoDate): Map<Section, NoticeItem[]> {
  const bySection = new Map<Section, NoticeItem[]>(sections.map((section) => [section, []]));
  const named = new Set<string>();
  for (const section of sections) {
    for (const { item, notice } of planned) {
      if (sectionOn(item, notice, today) !== section || named.has(item.id)) continue;
      named.add(item.id);
      bySection.get(section)?.push(item);
    }
    bySection.get(section)?.sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0));
  }
  return bySection;
}

const dayOf = (item: NoticeItem) => (item.turn === 'office' ? item.waitsSince : item.dueOn) ?? '9999';

export function digestMail(parts: DigestParts): { subject: string; body: string } {
  const { city, reader, planned, today, words, linkFor } = parts;
  const { t, formats, tag } = words;
  const bySection = [...sectionsOf(planned, today)].filter(([, items]) => items.length > 0);
  const counts = bySection.map(([section, items]) => t(`notice.subject.${section}`, { count: items.length }));
  const name = localText(city.profile.name, tag);
  let room = itemsInDigest;
  const blocks = bySection.flatMap(([section, items]) => {
    const shown = items.slice(0, room);
    room -= shown.length;
    const heading = t(`notice.section.${section}`, { count: items.length });
    const lines = shown.map((item) => itemText(parts, section, item));
    const left = items.length - shown.length;
    const more = left > 0 ? [`${t('notice.digest.more', { count: left })}\n  ${linkFor(listPath(section))}`] : [];
    return [`${heading}\n${'-'.repeat(Math.min(72, heading.length))}`, ...lines, ...more];
  });
  const body = [
    t('notice.digest.greeting', { name: reader.name, day: formats.date(today) }),
    ...blocks,
    t(bySection.every(([section]) => section === 'review') ? 'notice.digest.how-office' : 'notice.digest.how'),
    `${t('notice.digest.choose')}\n  ${linkFor(choicePath.to({}))}`,
    ...(city.profile.practice ? [t('notice.digest.practice')] : []),
  ];
  return {
    subject: t('notice.digest.subject', { city: name, what: formats.list(counts) }),
    body: `${body.join('\n\n')}\n`,
  };
}

/** Where all of a section's items are found. */
function listPath(section: Section): string {
  return section === 'review' ? '/review' : section === 'escalated' ? '/overview' : '/my-work';
}

function itemText({ city, today, words, linkFor }: DigestParts, section: Section, item: NoticeItem): string {
  const { t, formats, tag } = words;
  const body = city.profile.bodies.find((one) => one.id === item.bodyId);
  const values = {
    title: localText(item.title, tag),
    department: body ? localText(body.name, tag) : item.bodyId,
  };
  const line = `* ${t('notice.item.title', values)}`;
  const day = item.turn === 'office' ? item.waitsSince : item.dueOn;
  const when = day
    ? `  ${t(`notice.item.${section}`, { day: formats.date(day), distance: formats.daysFrom(today, day) })}`
    : null;
  const answer = section === 'answered' && item.answered ? `  ${t(`notice.answer.${item.answered.what}`)}` : null;
  const ask = section === 'review' || section === 'escalated' ? null : `  ${localText(item.ask, tag)}`;
  return [line, answer, section === 'answered' && !day ? null : when, ask, `  ${linkFor(item.path)}`]
    .filter((one) => one !== null)
    .join('\n');
}

/** The address of a path in the language of the reader. */
export function linksIn(city: City, linkFor: LinkFor, tag: string): (path: string) => string {
  return (path) => linkFor(city, path, tag);
}
