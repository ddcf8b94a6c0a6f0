import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import type { IsoDate } from '#kit/dates.ts';
import { wrapText } from '#kit/wrap.ts';
import { createFormats, readCatalog, translator } from '#i18n/translate.ts';
import { localeOf } from '#i18n/locales.ts';
import type { NoticeItem } from '#rules/reminders.ts';
import { type Act, may, type Role, roles } from '#rules/permissions.ts';
import { aBody, fakePage } from '#test/fake-page.ts';
import { digestMail } from './notice-digest.ts';
import type { Reader } from './notice-questions.ts';
import { type Planned, plannedFor, readersFor } from './notice-recipients.ts';
import { itemsInDigest, noticeKinds, type NoticeKind } from './notice-terms.ts';

const catalog = readCatalog('locales');
const seenBy: Act = {
  id: 'duties.read',
  who: { chief_of_staff: 'city', reviewer: 'city', general_manager: 'own', liaison: 'own', staff: 'own' },
};
const today: IsoDate = '2025-07-31';

function anItem(fields: Partial<NoticeItem> = {}): NoticeItem {
  return {
    id: 'task-1',
    title: { en: 'Preparedness plan', es: 'Plan de preparación' },
    ask: { en: 'Hand in the plan.', es: 'Entregue el plan.' },
    bodyId: 'rap',
    path: `/tasks/${fields.id ?? 'task-1'}`,
    dueOn: '2025-07-25',
    isBinding: true,
    turn: 'body',
    waitsSince: null,
    answered: null,
    officeRoles: [],
    handedTo: null,
    seenBy,
    ...fields,
  };
}

function aReader(role: Role, bodyId: string | null = null, personId = `${role}-${bodyId}`): Reader {
  return { personId, name: `The ${role}`, email: `${personId}@example.org`, locale: 'en', grants: [{ role, bodyId }] };
}
const of = (kind: NoticeKind) => ({ kind, step: 0, aboutOn: '2025-07-25' as IsoDate });
const names = (readers: readonly Reader[]) => readers.map((one) => one.personId);

describe('whoever is reminded', () => {
  const liaison = aReader('liaison', 'rap');
  const manager = aReader('general_manager', 'rap');
  const other = aReader('liaison', 'library');
  const chief = aReader('chief_of_staff');
  const reviewer = aReader('reviewer');
  const staff = aReader('staff', 'rap');
  const all = [other, manager, liaison, chief, reviewer, staff];

  const cases: [
    who: string,
    item: Partial<NoticeItem>,
    kind: NoticeKind,
    readers: readonly Reader[],
    expected: string[],
  ][] = [
    ['the liaison', {}, 'due', all, ['liaison-rap']],
    ['the general manager where there is no liaison', {}, 'due', [manager, chief], ['general_manager-rap']],
    ['the colleague to whom it was handed', { handedTo: 'staff-rap' }, 'due', all, ['staff-rap']],
    [
      'the liaison, where that colleague has left the department',
      { handedTo: 'liaison-library' },
      'due',
      all,
      ['liaison-rap'],
    ],
    ['nobody, where nobody is there', {}, 'due', [other, chief], []],
    ['the general manager of the department', {}, 'late_general_manager', all, ['general_manager-rap']],
    ['the chief of staff', {}, 'late_chief_of_staff', all, ['chief_of_staff-null']],
    ['the reviewers', { turn: 'office', officeRoles: ['reviewer'] }, 'review', all, ['reviewer-null']],
    ['nobody who may not see it', { seenBy: { id: 'x', who: { administrator: 'city' } } }, 'due', all, []],
  ];
  for (const [who, item, kind, readers, expected] of cases) {
    it(`is ${who} (${kind})`, () => assert.deepEqual(names(readersFor(anItem(item), of(kind), readers)), expected));
  }

  it('may always see what the reminder is about', () => {
    const grant = fc.record({ role: fc.constantFrom(...roles), bodyId: fc.constantFrom(null, 'rap', 'library') });
    const reader = fc.record({ personId: fc.uuid(), grants: fc.array(grant, { maxLength: 3 }) });
    const scope = fc.constantFrom('city', 'own', undefined);
    const who = fc.tuple(...roles.map(() => scope)).map((scopes) => {
      return Object.fromEntries(roles.flatMap((role, at) => (scopes[at] ? [[role, scopes[at]]] : []))) as Act['who'];
    });
    const kinds = fc.constantFrom(...(Object.keys(noticeKinds) as NoticeKind[]));
    fc.assert(
      fc.property(fc.array(reader, { maxLength: 8 }), who, kinds, (people, allowed, kind) => {
        const readers = people.map((one) => ({ ...aReader('auditor'), ...one }));
        const item = anItem({
          seenBy: { id: 'x', who: allowed },
          officeRoles: ['reviewer'],
          handedTo: people[0]?.personId ?? null,
        });
        for (const found of readersFor(item, of(kind), readers)) assert.ok(may(found, item.seenBy, item.bodyId));
      }),
    );
  });
});

function digest(planned: readonly Planned[], tag = 'en', practice = true): { subject: string; body: string } {
  const locale = localeOf(tag);
  if (!locale) throw new Error(tag);
  const { city } = fakePage({
    profile: {
      name: { en: 'Practice City', es: 'Ciudad de Práctica' },
      bodies: [aBody({ id: 'rap', name: { en: 'Recreation and Parks', es: 'Recreación y Parques' } })],
      ...(practice ? { practice: { seed: 1, clock: today } } : {}),
    },
  });
  return digestMail({
    city,
    reader: aReader('liaison', 'rap'),
    planned,
    today,
    words: { t: translator(catalog, tag), formats: createFormats(locale, 'America/Los_Angeles'), tag },
    linkFor: (path) => `https://steward.example.org/practice${tag === 'en' ? '' : `/${tag}`}${path}`,
  });
}

test('a digest reads as it should, in sections, with a link for each item', () => {
  const mail = digest([
    { item: anItem({ id: 'b', dueOn: '2025-08-04' }), notice: { kind: 'before', step: 2, aboutOn: '2025-08-04' } },
    { item: anItem({ id: 'a' }), notice: of('late') },
    { item: anItem({ id: 'a' }), notice: of('late_general_manager') },
    {
      item: anItem({ id: 'c', isBinding: false, dueOn: '2025-07-28' }),
      notice: { kind: 'no_answer', step: 0, aboutOn: '2025-07-28' },
    },
  ]);
  assert.equal(mail.subject, 'Practice City: 1 late for days, 1 without an answer yet, and 1 coming');
  assert.equal(
    mail.body,
    `To The liaison
Thu 31 July 2025

LATE FOR DAYS (1)
-----------------

* Preparedness plan, Recreation and Parks
  was due Fri 25 July 2025 (6 days ago), not yet received
  https://steward.example.org/practice/tasks/a

NO ANSWER YET (1)
-----------------

* Preparedness plan, Recreation and Parks
  asked for by Mon 28 July 2025 (3 days ago), no answer yet
  Hand in the plan.
  https://steward.example.org/practice/tasks/c

COMING (1)
----------

* Preparedness plan, Recreation and Parks
  due Mon 4 August 2025 (in 4 days)
  Hand in the plan.
  https://steward.example.org/practice/tasks/b

Open the link, look at what counts as proof, press Hand in. On the same page you can ask a question, ask for more time, or say that it does not apply.

How to change what you get:
  https://steward.example.org/practice/me/mail

PRACTICE. Practice City does not exist; nothing is asked of anybody.
`,
  );
});

test('a request is never called late, in either language', () => {
  for (const tag of ['en', 'es']) {
    const item = anItem({ isBinding: false });
    const { subject, body } = digest([{ item, notice: of('no_answer') }], tag);
    assert.doesNotMatch(`${subject}\n${body}`, /\blate\b|retraso|overdue|vencid/i);
  }
});

test('in Spanish every sentence and every link is Spanish', () => {
  const { subject, body } = digest([{ item: anItem(), notice: of('late') }], 'es');
  assert.equal(subject, 'Ciudad de Práctica: 1 con retraso');
  assert.match(
    body,
    /Plan de preparación, Recreación y Parques\n {2}venció el vie 25 de julio de 2025 \(hace 6 días\)/,
  );
  assert.match(body, /\/practice\/es\/tasks\/task-1/);
});

test('more than fit are counted, and every item is named or counted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 0, max: 60 }), (late, coming) => {
      const make = (count: number, kind: NoticeKind) =>
        Array.from(
          { length: count },
          (_, at): Planned => ({ item: anItem({ id: `${kind}-${at}` }), notice: of(kind) }),
        );
      const { body } = digest([...make(late, 'late'), ...make(coming, 'before')]);
      const named = [...body.matchAll(/^\* /gm)].length;
      const more = [...body.matchAll(/^and (\d+) more:/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
      assert.equal(named, Math.min(itemsInDigest, late + coming));
      assert.equal(named + more, late + coming);
    }),
    { numRuns: 30 },
  );
});

test('no line is longer than a mail may have, but for addresses', () => {
  const long = {
    en: 'A very long title of a duty that goes on and on until nobody can remember how it began, or why',
    es: 'x',
  };
  const { body } = digest([{ item: anItem({ title: long, ask: long }), notice: of('late') }]);
  for (const line of wrapText(body, 78).split('\n')) assert.ok(line.length <= 78 || line.includes('https://'), line);
});

test('each person has one plan a day, with everything in it', () => {
  const items = ['a', 'b', 'c'].map((id) => anItem({ id }));
  const planned = plannedFor(items, [aReader('liaison', 'rap'), aReader('general_manager', 'rap')], () => [
    of('late'),
    of('late_general_manager'),
  ]);
  assert.deepEqual(
    [...planned].map(([person, own]) => [person, own.length]),
    [
      ['liaison-rap', 3],
      ['general_manager-rap', 3],
    ],
  );
});
