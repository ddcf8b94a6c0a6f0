/** Writes what people are reminded of: one mail a person and day, each reminder once, whatever happens to the process. */
import type { IsoDate } from '#kit/dates.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import { type City, todayIn } from '#platform/city.ts';
import { type OutboxTable, writeMail } from '#platform/mail.ts';
import type { NoticeItem } from '#rules/reminders.ts';
import { may } from '#rules/permissions.ts';
import { noticeActs } from './notice-acts.ts';
import {
  comesOn,
  isFirstWorkingDayOfWeek,
  noticesOn,
  stillStands,
  weekBegunOn,
  workingDaysOf,
} from './notice-clock.ts';
import { digestMail, linksIn, sectionsOf } from './notice-digest.ts';
import type { NoticeQuestions, Reader } from './notice-questions.ts';
import { type Planned, plannedFor, readersFor } from './notice-recipients.ts';
import { choices, insertNotice, noticesOfMail, tieNotices, writeChoice } from './notice-store.ts';
import { noticeKinds, type Rhythm, usualRhythm } from './notice-terms.ts';

const asSystem: Acting = { actor: null, requestId: null };

async function itemsOf(city: City, { sources }: NoticeQuestions, today: IsoDate, ids?: readonly string[]) {
  return (await Promise.all(sources.map((source) => source(city, today, ids)))).flat();
}

/**
 * Writes the digests of today, on working days; answers how many mails. Run it as often as you like: what was written is
 * not written again.
 */
export function writeDigests(city: City, ask: NoticeQuestions): Promise<number> {
  const isWorkingDay = workingDaysOf(city.profile.calendars);
  return isWorkingDay(todayIn(city)) ? writeRound(city, ask, 'digest') : Promise.resolve(0);
}

/** Tells departments at once, at any hour, what the office returned or answered. */
export function writeAnswers(city: City, ask: NoticeQuestions): Promise<number> {
  return writeRound(city, ask, 'answer');
}

async function writeRound(city: City, ask: NoticeQuestions, kind: 'digest' | 'answer'): Promise<number> {
  const today = todayIn(city);
  const { calendars, reminders } = city.profile;
  const isWorkingDay = workingDaysOf(calendars);
  const isFirstOfWeek = isFirstWorkingDayOfWeek(today, isWorkingDay);
  const [items, readers, chosen] = await Promise.all([
    itemsOf(city, ask, today),
    ask.readersOf(city),
    choices(city.db),
  ]);
  const isOfThisRound = (one: keyof typeof noticeKinds) => noticeKinds[one].isPrompt === (kind === 'answer');
  const planned = plannedFor(items, readers, (item) =>
    noticesOn(item, today, reminders, isWorkingDay).filter((notice) => isOfThisRound(notice.kind)),
  );
  let written = 0;
  for (const [personId, own] of planned) {
    const reader = readers.find((one) => one.personId === personId) as Reader;
    const rhythm = chosen.get(personId) ?? usualRhythm;
    const wanted = own.filter(({ notice }) => comesOn(notice.kind, rhythm, isFirstOfWeek));
    if (await writeOne(city, ask, reader, wanted, today, kind)) written += 1;
  }
  return written;
}

/** One mail, its reminders and its audit row, or nothing: another process may have been quicker. */
function writeOne(
  city: City,
  ask: NoticeQuestions,
  reader: Reader,
  wanted: readonly Planned[],
  today: IsoDate,
  kind: 'digest' | 'answer',
): Promise<boolean> {
  if (wanted.length === 0) return Promise.resolve(false);
  return auditedChange<boolean>(city, asSystem, async (tx) => {
    const { personId, email, locale } = reader;
    const at = city.clock.now();
    const fresh: Planned[] = [];
    for (const { item, notice } of wanted) {
      if (await insertNotice(tx, { ...notice, itemId: item.id, personId, at })) fresh.push({ item, notice });
    }
    if (fresh.length === 0) return { value: false, note: [] };
    const words = ask.wordsOf(city, locale);
    const mail = digestMail({
      city,
      reader,
      planned: fresh,
      today,
      words,
      linkFor: linksIn(city, ask.linkFor, words.tag),
    });
    const about = { kind: 'person', id: personId } as const;
    const mailId = await writeMail(city, tx, { ...mail, toPersonId: personId, toAddress: email, about, kind });
    await tieNotices(tx, personId, at, mailId);
    const bySection = sectionsOf(fresh, today);
    const late = (bySection.get('late')?.length ?? 0) + (bySection.get('escalated')?.length ?? 0);
    const details = { mail: mailId, items: fresh.length, late, kind };
    return { value: true, note: { event: 'notice.digest_written', subject: about, details } };
  });
}

/** The digest as it reads when it goes: without what was done meanwhile; null where nothing is left. Other mails stay as they are. */
export async function freshDigest(
  city: City,
  mail: OutboxTable,
  ask: NoticeQuestions,
): Promise<{ subject: string; body: string } | null> {
  if (mail.kind !== 'digest' && mail.kind !== 'answer') return mail;
  const rows = await noticesOfMail(city.db, mail.id);
  if (rows.length === 0) return mail;
  const today = todayIn(city);
  const [items, readers] = await Promise.all([
    itemsOf(city, ask, today, [...new Set(rows.map((row) => row.itemId))]),
    ask.readersOf(city),
  ]);
  const reader = readers.find((one) => one.personId === mail.to_person_id);
  if (!reader) return null;
  const byId = new Map<string, NoticeItem>(items.map((item) => [item.id, item]));
  const planned = rows.flatMap((notice): Planned[] => {
    const item = byId.get(notice.itemId);
    if (!item || !stillStands(item, notice)) return [];
    return readersFor(item, notice, [reader]).length > 0 ? [{ item, notice }] : [];
  });
  if (planned.length === 0) return null;
  const words = ask.wordsOf(city, reader.locale);
  return digestMail({ city, reader, planned, today, words, linkFor: linksIn(city, ask.linkFor, words.tag) });
}

/** The week for each chief of staff, once a week, on its first working day. */
export async function writeWeeklies(city: City, ask: NoticeQuestions): Promise<number> {
  const today = todayIn(city);
  const week = weekBegunOn(today, workingDaysOf(city.profile.calendars));
  if (!week) return 0;
  const readers = (await ask.readersOf(city)).filter((one) =>
    one.grants.some((grant) => grant.role === 'chief_of_staff'),
  );
  let written = 0;
  for (const reader of readers) {
    const mail = await ask.weeklyMailOf(city, reader, today, ask.wordsOf(city, reader.locale));
    if (mail && (await writeWeekly(city, reader, week, mail))) written += 1;
  }
  return written;
}

function writeWeekly(
  city: City,
  { personId, email }: Reader,
  week: IsoDate,
  mail: { subject: string; body: string },
): Promise<boolean> {
  return auditedChange<boolean>(city, asSystem, async (tx) => {
    const at = city.clock.now();
    const notice = { itemId: 'weekly', kind: 'weekly', step: 0, aboutOn: week, personId, at } as const;
    if (!(await insertNotice(tx, notice))) return { value: false, note: [] };
    const about = { kind: 'person', id: personId } as const;
    const mailId = await writeMail(city, tx, {
      ...mail,
      toPersonId: personId,
      toAddress: email,
      about,
      kind: 'weekly',
    });
    await tieNotices(tx, personId, at, mailId);
    return { value: true, note: { event: 'notice.weekly_written', subject: about, details: { mail: mailId, week } } };
  });
}

/** Each for themselves. */
export async function chooseRhythm(city: City, acting: Acting, rhythm: Rhythm): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor) return refuse('notice.refused.not-allowed');
  await auditedChange(city, acting, async (tx) => {
    await writeChoice(tx, actor.personId, rhythm, city.clock.now());
    const subject = { kind: 'person', id: actor.personId } as const;
    return { value: null, note: { event: 'notice.choice_made', subject, details: { rhythm } } };
  });
  return ok(null);
}

/** A mail to oneself: it goes the way of every mail, so that its fate says how the others fare. */
export async function testMail(
  city: City,
  acting: Acting,
  ask: Pick<NoticeQuestions, 'readersOf' | 'wordsOf'>,
): Promise<Result<null>> {
  const { actor } = acting;
  if (!actor || !may(actor, noticeActs.testMail)) return refuse('notice.refused.not-allowed');
  const reader = (await ask.readersOf(city)).find((one) => one.personId === actor.personId);
  if (!reader) return refuse('notice.refused.no-address');
  const { t, formats } = ask.wordsOf(city, reader.locale);
  const body = [t('notice.test.body', { at: formats.instant(city.clock.now()) }), t('notice.test.arrived')].join(
    '\n\n',
  );
  await auditedChange(city, acting, async (tx) => {
    const about = { kind: 'person', id: actor.personId } as const;
    const to = { toPersonId: actor.personId, toAddress: reader.email, about, kind: 'test' } as const;
    const mailId = await writeMail(city, tx, { ...to, subject: t('notice.test.subject'), body: `${body}\n` });
    return { value: null, note: { event: 'mail.tested', subject: { kind: 'outbox_mail', id: mailId } } };
  });
  return ok(null);
}
