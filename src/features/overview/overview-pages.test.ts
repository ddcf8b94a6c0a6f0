import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IsoInstant } from '#kit/dates.ts';
import type { Clause, Directive } from '#rules/obligations.ts';
import type { TaskView } from '#rules/task-progress.ts';
import type { Page } from '#web/page.ts';
import { aBody, anActor, fakePage } from '#test/fake-page.ts';
import { aTask } from '#test/task-builder.ts';
import { departmentPage, departmentsPage } from './department-pages.ts';
import { homePage } from './home-pages.ts';
import { calendarText, fold } from './overview-calendar.ts';
import { dueCalendar, tasksCsv } from './overview-downloads.ts';
import { readOverviewQuery } from './overview-forms.ts';
import { listPage } from './overview-list-pages.ts';
import { matrixHtml } from './overview-matrix-page.ts';
import { overviewPage } from './overview-pages.ts';
import { bar } from './overview-parts.ts';
import type { RecordedDirective } from './overview-questions.ts';
import { readOverview, type Since } from './overview-reading.ts';
import { actKinds } from './overview-terms.ts';
import { searchPage } from './search-pages.ts';
import { holdsWords, searchWords } from './search-words.ts';

const clause = (id: string, title: string): Clause => ({
  id,
  title: { en: title, es: title },
  text: { en: '', es: '' },
  sources: [],
  textStatus: 'reconstructed',
  legalStatus: 'in_force',
  effects: [],
  duties: [],
});
const directive: Directive = {
  id: 'ed-12',
  title: { en: 'Executive Directive 12', es: 'Directiva Ejecutiva 12' },
  shortTitle: 'ED 12',
  summary: { en: 'Departments prepare.', es: 'Los departamentos se preparan.' },
  instrument: 'directive',
  issuer: { en: 'The mayor', es: 'La alcaldía' },
  signedOn: '2025-07-11',
  effectiveOn: '2025-07-11',
  buildsOn: [],
  supersededBy: null,
  legalBasis: [],
  sources: [],
  clauses: [clause('ED12-2', 'Preparedness plan'), clause('ED12-6', 'Liaison')],
};
const recorded: RecordedDirective = { directive, version: 'v1', recordedAt: '2025-07-11T20:00:00.000Z' };
const nudge = { path: '/nudges', act: { id: 'duties.nudge', who: { chief_of_staff: 'city' } } } as const;
const bodies = [
  aBody({ id: 'parks', name: { en: 'Parks <b>', es: 'Parques' } }),
  aBody({ id: 'airport', kind: 'proprietary' }),
  aBody({ id: 'aid', kind: 'partner' }),
];
const noNews: Since = {
  at: '2026-03-09T07:00:00.000Z',
  monday: '2026-03-09',
  byKind: new Map(actKinds.map((kind) => [kind, []])),
};

const tasks = [
  aTask({ taskId: 'a', outcome: 'late', dueOn: '2026-03-08', daysLate: 2 }),
  aTask({ taskId: 'b', outcome: 'met', stage: 'accepted', bodyId: 'airport', verb: 'request' }),
  aTask({
    taskId: 'c',
    clauseId: 'ED12-6',
    dutyId: 'liaison',
    deliverable: 'designation',
    outcome: 'no_record',
    dueOn: '2025-07-25',
  }),
];

function reading(page: Page, of: readonly TaskView[] = tasks) {
  const ask = { tasksAsOf: async () => [...of], directivesAsOf: async () => [recorded] };
  return readOverview(page, ask, readOverviewQuery(page.query));
}

test('the overview says who is late, counts no unrecorded task, and escapes what the pack says', async () => {
  const page = fakePage({ profile: { bodies } });
  const parts = {
    reading: await reading(page),
    since: noNews,
    receipts: { asked: 2, confirmed: 1, missing: new Set(['parks']) },
    nudge,
  };
  const { text } = overviewPage(page, parts);
  assert.match(text, /2 bodies<\/a>: <a [^>]*>1 ordered<\/a> .*<a [^>]*>1 requested/);
  assert.match(text, /1 of 2 receipts confirmed/);
  assert.match(
    text,
    /late\?directive=ed-12"><span class="st-figure__label">Late<\/span> <span class="st-figure__number">1</,
  );
  assert.match(text, /1 of 2 plans/);
  assert.match(text, /ED12-6">no record in this copy</);
  assert.match(text, /late 2 days/);
  assert.match(text, /no record in this copy/);
  assert.match(text, /<input type="hidden" name="taskId" value="a"><button[^>]*>Nudge 1 late/);
  assert.ok(text.includes('Parks &lt;b&gt;') && !text.includes('Parks <b>'));
  assert.ok(!/ style=|<script/.test(text));
});

test('nobody nudges on a page about the past, nor without the right to', async () => {
  const receipts = { asked: 0, confirmed: 0, missing: new Set<string>() };
  for (const page of [
    fakePage({ profile: { bodies }, isPast: true, asOf: '2026-03-09' }),
    fakePage({ profile: { bodies }, actor: anActor('auditor') }),
  ]) {
    const { text } = overviewPage(page, { reading: await reading(page), since: noNews, receipts, nudge });
    assert.ok(!text.includes('/nudges'));
  }
});

test('a liaison is asked about for the own department only', async () => {
  const page = fakePage({ profile: { bodies }, actor: anActor('liaison', 'parks') });
  let asked: unknown;
  await readOverview(
    page,
    { tasksAsOf: async (_city, _asOf, filter) => ((asked = filter), []), directivesAsOf: async () => [recorded] },
    {},
  );
  assert.deepEqual(asked, { bodyIds: ['parks'] });
});

test('the overview is complete in Spanish', async () => {
  const page = fakePage({ profile: { bodies }, tag: 'es' });
  const { text } = overviewPage(page, {
    reading: await reading(page),
    since: noNews,
    receipts: { asked: 2, confirmed: 1, missing: new Set() },
    nudge,
  });
  assert.match(text, /2 días de retraso/);
  assert.match(text, /1 de 2 planes/);
});

test('a list shows its rule, sorts by links, and narrows by a form', async () => {
  const page = fakePage({ profile: { bodies } });
  const query = readOverviewQuery({ sort: 'state', department: 'parks' });
  const { text } = listPage(page, {
    reading: await reading(page),
    figure: 'late',
    query,
    tasks: tasks.slice(0, 1),
    nudge,
  });
  assert.match(text, /How we know:/);
  assert.match(text, /aria-sort="ascending"><a [^>]*>State/);
  assert.match(text, /<option value="parks" selected>/);
  assert.match(text, /href="\/test\/task\/a"/);
  assert.match(text, /Sun 8 March 2026 \(2 days ago\)/);
});

test('the address of a list takes nothing that is not a name, a number or a known order', () => {
  const query = readOverviewQuery({ department: '"><script>', sort: 'drop table', page: '-3', clause: 'ED12-2' });
  assert.deepEqual([query.department, query.sort, query.page, query.clause], [undefined, 'due', 1, 'ED12-2']);
});

test('a matrix of 450 departments is built in time linear to its size', async () => {
  const time = async (count: number) => {
    const many = Array.from({ length: count }, (_one, index) => aBody({ id: `body-${index}` }));
    const page = fakePage({ profile: { bodies: many } });
    const all = many.flatMap(({ id }) =>
      ['ED12-2', 'ED12-6'].map((clauseId) => aTask({ taskId: `${id}-${clauseId}`, bodyId: id, clauseId })),
    );
    const read = await reading(page, all);
    matrixHtml(page, read);
    const start = performance.now();
    for (let round = 0; round < 20; round += 1) matrixHtml(page, read);
    return performance.now() - start;
  };
  const [small, large] = [await time(45), await time(450)];
  assert.ok(large < small * 10 * 3 + 50, `45 departments ${small} ms, 450 departments ${large} ms`);
});

test('a bar never shows something as nothing, nor something open as all', () => {
  assert.match(bar(1, 400).text, /--5"/);
  assert.match(bar(399, 400).text, /--95"/);
  assert.match(bar(0, 0).text, /--0"/);
  assert.match(bar(8, 8).text, /--100"/);
});

test('a CSV cell that a spreadsheet would compute is made plain text, and the practice mark comes first', async () => {
  const page = fakePage({ profile: { bodies: [aBody({ id: 'parks', name: { en: '=HYPERLINK("x")', es: 'x' } })] } });
  const text = tasksCsv(page, await reading(page), [aTask({ title: { en: '@sum, "so"', es: '' } })], ['PRACTICE']);
  const lines = text.split('\r\n');
  assert.equal(lines[0], '\ufeffPRACTICE');
  assert.match(lines[3] ?? '', /"'=HYPERLINK\(""x""\)"/);
  assert.match(lines[3] ?? '', /"'@sum, ""so"""/);
});

/** Unfolds and reads an iCalendar back into the properties of its events. */
function parseCalendar(text: string): Map<string, string>[] {
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  const events: Map<string, string>[] = [];
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') events.push(new Map());
    const at = line.indexOf(':');
    events.at(-1)?.set(
      line.slice(0, at),
      line.slice(at + 1).replace(/\\([\\;,nN])/g, (_all, c: string) => (c.toLowerCase() === 'n' ? '\n' : c)),
    );
  }
  return events;
}

test('a calendar reads back as it was meant: one event for each duty and date, whole days, stable names', async () => {
  const page = fakePage({ profile: { bodies } });
  const of = [...tasks, aTask({ taskId: 'd', bodyId: 'airport', dueOn: '2026-03-08' })];
  const text = dueCalendar(page, await reading(page, of), []);
  assert.equal(text, dueCalendar(page, await reading(page, of), []));
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75);
  const [first, ...others] = parseCalendar(text);
  assert.equal(others.length, 1);
  assert.equal(first?.get('DTSTART;VALUE=DATE'), '20260308');
  assert.equal(first?.get('DTEND;VALUE=DATE'), '20260309');
  assert.equal(first?.get('DTSTAMP'), '20260310T180000Z');
  assert.equal(first?.get('UID'), 'ed-12.ED12-2.plan.once.2026-03-08@test.steward');
  assert.equal(first?.get('SUMMARY'), 'Due: Preparedness plan (2 departments)');
  assert.match(first?.get('DESCRIPTION') ?? '', /Parks <b>: late 2 days\nairport: /);
});

test('a calendar escapes what separates, and folds without cutting a character', () => {
  const event = {
    uid: 'u',
    on: '2026-12-31' as const,
    summary: `a,b;c\\d\ne ${'ñ日'.repeat(60)}`,
    description: '',
    url: null,
  };
  const text = calendarText({ name: 'x', madeAt: '2026-01-01T00:00:00.000Z', events: [event] });
  assert.equal(parseCalendar(text)[0]?.get('SUMMARY'), event.summary);
  assert.ok(text.includes('DTEND;VALUE=DATE:20270101'));
  assert.equal(fold('ñ'.repeat(100)).replaceAll('\r\n ', ''), 'ñ'.repeat(100));
});

test('a partner is told to hold no task; a closed department shows none', async () => {
  const page = fakePage({ profile: { bodies } });
  const read = await reading(page);
  const base = { reading: read, receipts: [], contacts: [] };
  const partner = departmentPage(page, { ...base, body: bodies[2] as (typeof bodies)[0], verb: null, tasks: [] }).text;
  assert.match(partner, /A partner gets no task/);
  assert.match(partner, /Nobody is recorded as a contact/);
  const closed = departmentPage(page, {
    ...base,
    body: bodies[0] as (typeof bodies)[0],
    verb: 'order',
    tasks: null,
  }).text;
  assert.ok(closed.includes('your own department only') && !closed.includes('/task/a'));
  const receipts = [
    { directiveId: 'ed-12', version: 'v1', bodyId: 'parks', confirmedAt: '2025-07-12T17:00:00.000Z' as IsoInstant },
  ];
  const open = departmentPage(page, {
    ...base,
    receipts,
    body: bodies[0] as (typeof bodies)[0],
    verb: 'order',
    tasks: tasks.slice(0, 1),
  }).text;
  assert.match(open, /version v1 confirmed 12 Jul 2025/);
});

test('the list of departments says with which verb each is reached', () => {
  const page = fakePage({ profile: { bodies } });
  const rows = bodies.map((body) => ({ body, verb: page.city.profile.reach[body.kind], tally: null }));
  const all = departmentsPage(page, rows, { verb: undefined, isReceiptMissing: false }).text;
  assert.ok(all.includes('is ordered') && all.includes('is requested') && all.includes('gets nothing: partner'));
  const asked = departmentsPage(page, rows, { verb: 'request', isReceiptMissing: false }).text;
  assert.ok(asked.includes('airport') && !asked.includes('Parks'));
});

test('a search takes accents and case away, keeps what was typed, and escapes it', () => {
  assert.deepEqual(searchWords('  Policía POLICIA, plán '), ['policia', 'plan']);
  assert.ok(holdsWords('Departamento de Policía', searchWords('POLIC dep')));
  assert.ok(!holdsWords('Department', searchWords('part')));
  const page = fakePage();
  const typed = '"><img src=x>';
  const none = searchPage(page, typed, searchWords(typed), []).text;
  assert.ok(none.includes('value="&quot;&gt;&lt;img src=x&gt;"') && !none.includes('<img'));
  assert.match(searchPage(page, '', [], []).text, /Type a word above/);
  assert.match(searchPage(page, '???', [], []).text, /no letter or digit/);
  const hit = { link: { kind: 'department', id: 'parks' } as const, title: 'Parks', text: '', bodyId: 'parks' };
  const some = searchPage(
    page,
    'parks',
    ['parks'],
    [
      { kind: 'department', hits: [hit], isCut: true },
      { kind: 'task', hits: [], isCut: false },
    ],
  ).text;
  assert.ok(some.includes('There is more') && !some.includes('Tasks'));
});

test('the home page says what is asked, published figures alone, and that help was not yet checked by a person', () => {
  const familyHelp = [
    {
      title: { en: 'Hotline', es: 'Línea' },
      text: { en: 'Call.', es: 'Llame.' },
      url: 'https://example.org/',
      verifiedOn: null,
    },
  ];
  const page = fakePage({ profile: { familyHelp }, actor: null });
  const stepsHref = '/practice/five-minutes';
  const { text } = homePage(page, { directives: [{ directive, scoreboard: null }], stepsHref });
  assert.match(text, /Not yet checked by a person/);
  assert.match(text, /has published no figures on this directive yet/);
  assert.ok(!text.includes('st-counts'));
  assert.match(text, /Departments prepare\./);
  assert.match(text, /<li>Preparedness plan<\/li>/);
  const words = (en: string) => ({ en });
  const of = { label: words('tasks with a date'), value: 2, counted: null };
  const met = { id: 'met', label: words('Met'), unit: 'things', value: 1, counted: null, of, how: words('') } as const;
  const document = { title: words('How far'), summary: words(''), asOf: '2026-03-01', links: [], data: null } as const;
  const sections = [{ id: 'figures', title: null, kind: 'figures', figures: [met] }] as const;
  const about = { kind: 'duties.scoreboard', subjectId: 'ed-12', number: 1, hash: '' } as const;
  const scoreboard = {
    ...about,
    publishedAt: '2026-03-02T00:00:00.000Z' as const,
    document: { ...document, sections },
  };
  const published = homePage(page, { directives: [{ directive, scoreboard }], stepsHref }).text;
  assert.match(published, /<dt>Met<\/dt><dd>1 of 2 tasks/);
  assert.match(published, /as of Sun 1 March 2026/);
  assert.match(published, /\/test\/published\/duties\.scoreboard\/ed-12/);
});
