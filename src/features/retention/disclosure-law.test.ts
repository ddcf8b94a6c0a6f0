import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { Calendar } from '#rules/calendar.ts';
import type { RecordField, RecordsClock } from '#rules/record-classes.ts';
import { answerDue, extendedDue, namedDue } from './disclosure-clock.ts';
import { defaultMarks, markFaults, outcomeOf, redact } from './disclosure-mark-law.ts';
import { allowed, progressOf, type Stage } from './disclosure-progress.ts';
import { passages, scan, withRoles } from './disclosure-scan-law.ts';
import type { DemandActKind, Marks, TextMark } from './disclosure-terms.ts';

const calendar: Calendar = {
  id: 'city',
  name: { en: 'City' },
  citation: 'Code 1',
  textStatus: 'verified',
  weekend: [6, 7],
  rules: [
    {
      id: 'day',
      name: { en: 'A holiday' },
      day: { kind: 'fixed', month: 3, day: 16 },
      observed: 'as_it_falls',
      validFrom: null,
      validTo: null,
      citation: null,
    },
  ],
};
const clock: RecordsClock = {
  unit: 'calendar_days',
  days: 10,
  calendar: 'city',
  lastDayOff: 'next_working_day',
  citation: 'Act 5',
  textStatus: 'unverified',
  extension: { days: 14, citation: 'Act 6' },
};

describe('the day to answer', () => {
  for (const [why, received, changed, due] of [
    ['ten days after the day of receipt', '2026-03-02', {}, '2026-03-12'],
    ['moves past a weekend and a holiday behind it', '2026-03-04', {}, '2026-03-17'],
    ['stays on a day off where the law does not move it', '2026-03-04', { lastDayOff: 'stays' }, '2026-03-14'],
    ['counts working days in the named calendar', '2026-03-06', { unit: 'working_days' }, '2026-03-23'],
  ] as const)
    it(why, () => {
      const found = answerDue(received, { ...clock, ...changed }, [calendar]);
      assert.equal(found.on, due);
      assert.ok(found.reasons.some((reason) => reason.citation === 'Act 5'));
    });
  it('is extended from the day that was due, with the law of the extension', () => {
    const found = extendedDue('2026-03-12', clock, [calendar]);
    assert.equal(found?.on, '2026-03-26');
    assert.equal(found?.reasons[0]?.citation, 'Act 6');
    assert.equal(extendedDue('2026-03-12', { ...clock, extension: null }, [calendar]), null);
  });
  it('is the day that the paper names', () => assert.equal(namedDue('2026-05-01').on, '2026-05-01'));
  it('needs its calendar', () => assert.throws(() => answerDue('2026-03-02', clock, []), /no calendar/));
});

describe('where a demand stands', () => {
  const fact = (kind: DemandActKind, marksRevision: number | null = null, newDueOn: IsoDate | null = null) => ({
    kind,
    marksRevision,
    newDueOn,
    actedBy: 'p',
    actedAt: '2026-03-01T00:00:00.000Z' as IsoInstant,
  });
  const state = { dueOn: '2026-03-12' as IsoDate, facts: [], records: 3, marked: 3, marksRevision: 1 };
  const cases: readonly [string, Partial<Parameters<typeof progressOf>[0]>, Stage][] = [
    ['nothing found', { records: 0, marked: 0 }, 'finding'],
    ['nothing marked', { marked: 0 }, 'finding'],
    ['marks', {}, 'marking'],
    ['sent', { facts: [fact('sent', 1)] }, 'with_counsel'],
    ['sent and taken back', { facts: [fact('sent', 1), fact('taken_back')] }, 'marking'],
    ['returned, then extended', { facts: [fact('sent', 1), fact('returned'), fact('extended')] }, 'returned'],
    ['approved as it stands', { facts: [fact('sent', 1), fact('approved', 1)] }, 'approved'],
    ['a mark after the approval', { facts: [fact('approved', 2)] }, 'marking'],
    ['produced', { facts: [fact('approved', 1), fact('produced', 1)] }, 'produced'],
    ['more found after a production', { facts: [fact('produced', 2)] }, 'marking'],
    [
      'closing taken back after a production',
      { facts: [fact('produced', 1), fact('closing_asked'), fact('taken_back')] },
      'produced',
    ],
    ['closed', { facts: [fact('closing_asked'), fact('closed')] }, 'closed'],
  ];
  for (const [why, more, stage] of cases)
    it(`${why}: ${stage}`, () => assert.equal(progressOf({ ...state, ...more }, '2026-03-10').stage, stage));
  it('is late the day after, and never once something was produced', () => {
    assert.equal(progressOf(state, '2026-03-12').isLate, false);
    assert.equal(progressOf(state, '2026-03-13').isLate, true);
    assert.equal(progressOf({ ...state, facts: [fact('produced', 2)] }, '2026-03-13').isLate, false);
    assert.equal(progressOf({ ...state, facts: [fact('extended', null, '2026-03-26')] }, '2026-03-13').isLate, false);
  });
  it('lets nothing be marked or searched while counsel reads, nor after closing', () => {
    for (const stage of ['with_counsel', 'closing', 'closed'] as const)
      for (const what of ['mark', 'search', 'send', 'produce'] as const)
        assert.equal((allowed[what] as ReadonlySet<Stage>).has(stage), false, `${what} in ${stage}`);
  });
});

const fields: readonly RecordField[] = [
  { name: 'words', disclosure: { kind: 'public_on_request' }, isRestricted: false },
  { name: 'drafts', disclosure: { kind: 'withheld', ground: 'drafts' }, isRestricted: false },
  { name: 'advice', disclosure: { kind: 'privileged', privilege: 'attorney_client' }, isRestricted: true },
];
const record = {
  texts: [
    { field: 'words', text: 'Call 213-555-0100. Thank you.' },
    { field: 'advice', text: 'We advise so.' },
    { field: 'unknown', text: 'Something new.' },
  ],
  files: [{ sha256: 'a' }],
};
const grounds = new Set(['drafts', 'privacy']);
const none = new Map<number, boolean>();

describe('marks', () => {
  const begin = defaultMarks(record, fields);
  const complete = (change: (marks: Marks) => Marks = (marks) => marks) =>
    change({
      texts: begin.texts.map((mark) => (mark.decision === 'withhold' ? { ...mark, ground: 'privacy' } : mark)),
      files: begin.files.map((mark) => ({ ...mark, ground: 'privacy' })),
    });
  const withText = (place: number, mark: Partial<TextMark>) =>
    complete(({ texts, files }) => ({
      files,
      texts: texts.map((one, index) => (index === place ? { ...one, ...mark } : one)),
    }));
  const faults = (marks: Marks, rulings = none) =>
    markFaults(record, fields, marks, null, rulings, grounds).map(
      ({ place, key }) => `${place} ${key.split('.').at(-1)}`,
    );

  it('begin with what the class says; what it does not name, and files, stay back', () => {
    assert.deepEqual(
      begin.texts.map((mark) => mark.decision),
      ['release', 'privileged', 'withhold'],
    );
    assert.deepEqual(faults(begin), ['t2 no-ground', 'f0 no-ground']);
    assert.deepEqual(faults(complete()), []);
  });
  for (const [why, marks, found] of [
    ['a part needs a passage', withText(0, { decision: 'part', ground: 'privacy' }), ['t0 no-passage']],
    ['a passage needs a part', withText(0, { spans: [[0, 4]] }), ['t0 passage-without-part']],
    [
      'a passage lies in the text',
      withText(0, { decision: 'part', ground: 'privacy', spans: [[0, 900]] }),
      ['t0 no-passage'],
    ],
    [
      'passages lie apart',
      withText(0, {
        decision: 'part',
        ground: 'privacy',
        spans: [
          [0, 9],
          [5, 12],
        ],
      }),
      ['t0 no-passage'],
    ],
    ['a ground is one of the pack', withText(2, { ground: 'because' }), ['t2 no-ground']],
    ['privilege has a kind', withText(0, { decision: 'privileged' }), ['t0 no-privilege']],
    ['privileged by class waits for counsel', withText(1, { decision: 'release' }), ['t1 counsel-decides']],
  ] as const)
    it(why, () => assert.deepEqual(faults(marks), found));
  it('follow counsel’s word, either way', () => {
    assert.deepEqual(faults(withText(1, { decision: 'release', privilege: null }), new Map([[1, false]])), []);
    assert.deepEqual(faults(withText(0, {}), new Map([[0, true]])), ['t0 ruled-privileged']);
  });
  it('of another record are refused', () => assert.deepEqual(faults({ texts: [], files: [] }), ['form other-record']));
  it('say what becomes of the record as a whole', () => {
    const of = (...decisions: TextMark['decision'][]) =>
      outcomeOf({
        texts: decisions.map((decision) => ({ field: 'words', decision, ground: null, privilege: null, spans: [] })),
        files: [],
      });
    assert.equal(of('release', 'release'), 'released');
    assert.equal(of('release', 'withhold'), 'in_part');
    assert.equal(of('part'), 'in_part');
    assert.equal(of('withhold', 'privileged'), 'withheld');
    assert.equal(of('not_responsive'), 'not_responsive');
    assert.equal(of('not_responsive', 'release'), 'in_part');
  });
  it('leave nothing of what stays back, not its length and not how many passages in a row', () => {
    const text = 'One. Two. Three. Four.';
    const mark: TextMark = {
      field: 'words',
      decision: 'part',
      ground: 'g',
      privilege: null,
      spans: [
        [0, 5],
        [5, 10],
        [17, 22],
      ],
    };
    assert.deepEqual(redact(text, mark), [null, 'Three. ', null]);
    assert.deepEqual(redact(text, { ...mark, decision: 'withhold', spans: [] }), [null]);
  });
});

describe('the scan', () => {
  for (const [text, kind, found] of [
    ['Write to ana.b+x@parks.example.org today', 'email', 'ana.b+x@parks.example.org'],
    ['Call (213) 555-0100 now', 'phone', '(213) 555-0100'],
    ['File A-123 456 789 closed', 'a_number', 'A-123 456 789'],
    ['File A123456789', 'a_number', 'A123456789'],
    ['SSN 123-45-6789', 'ssn', '123-45-6789'],
    ['A van, 8ABC123, parked', 'plate', '8ABC123'],
    ['Seen by maria lópez there', 'person', 'maria lópez'],
  ] as const)
    it(`suggests ${kind} in “${text}”`, () => {
      const hits = scan(text, ['María López', 'Maria López']);
      assert.deepEqual(
        hits.map((hit) => [hit.kind, text.slice(...hit.span)]),
        [[kind, found]],
      );
    });
  it('finds nothing in plain words and numbers', () =>
    assert.deepEqual(scan('On 2026-03-14 we spent 1,234,567 dollars on 12 sites.', ['Mari']), []));
  it('cuts a text into passages that together are the text', () => {
    const text = 'First sentence. Call 213-555-0100 or ask. Last one.';
    const cut = passages(text, scan(text, []), 'en');
    assert.equal(cut.map(({ span }) => text.slice(...span)).join(''), text);
    assert.ok(cut.some(({ hit, span }) => hit === 'phone' && text.slice(...span) === '213-555-0100'));
    assert.ok(cut.length >= 4);
  });
  it('puts roles for names, the longer name first, and never twice', () => {
    const people = [
      { name: 'Ana Ruiz', word: 'Liaison' },
      { name: 'Ana Ruiz Vega', word: 'Reviewer' },
      { name: 'Reviewer', word: 'Reviewer' },
    ];
    assert.equal(
      withRoles('ana ruiz vega met Ana Ruiz, the Reviewer.', people),
      '[Reviewer] met [Liaison], the Reviewer.',
    );
  });
});
