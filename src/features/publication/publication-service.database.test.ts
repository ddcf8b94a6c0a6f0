import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Result } from '#kit/result.ts';
import type { City } from '#platform/city.ts';
import type { PublicDocument, Publishable } from '#platform/publishable.ts';
import { acting } from '#test/duty-city.ts';
import { bareCity, type BareCity } from '#test/empty-city.ts';
import { endBlackout, setBlackout } from './blackout-service.ts';
import { progressOf } from './publication-progress.ts';
import { publicPublicationOf } from './publication-public-store.ts';
import type { PublicationQuestions } from './publication-questions.ts';
import * as service from './publication-service.ts';
import { actsOf, versionsOf } from './publication-store.ts';

const reviewer = acting('reviewer', null, 'person.reviewer');
const chief = acting('chief_of_staff', null, 'person.chief');
const counsel = acting('city_attorney', null, 'person.counsel');
const words = (en: string) => ({ en });

let open: BareCity;
let text = 'Nothing of anybody.';
let number = 0;

/** A document of one text, whose words the test chooses; the subject is new in each test. */
const publishable: Publishable = {
  kind: 'test.text',
  draftAct: { id: 'test.draft', who: { reviewer: 'city', chief_of_staff: 'city', city_attorney: 'city' } },
  isInstalled: true,
  subjects: async () => [],
  draft: async (_city, subjectId, asOf): Promise<PublicDocument | null> =>
    subjectId === 'unknown'
      ? null
      : {
          title: words(`About ${subjectId}`),
          summary: words('A test.'),
          asOf,
          sections: [{ id: 'one', title: null, kind: 'text', paragraphs: [words(text)] }],
          links: [],
          data: null,
        },
};
const ask: PublicationQuestions = {
  publishables: [publishable],
  peopleNames: async () => ['Rosa Ibarra Montes'],
  namesOf: async () => new Map(),
};

before(async () => {
  open = await bareCity();
  noon = at('2026-03-10T20:00:00.000Z');
});
after(() => open.close());

const at = (instant: IsoInstant): City => ({ ...open.city, clock: { now: () => instant } });
let noon: City;
const key = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusals[0]?.key);
function must<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : result.refusals[0]?.key);
  return result.value;
}
const aSubject = () => `s${(number += 1)}`;
const asked = (subjectId: string, fields: Partial<service.NewDraft> = {}): service.NewDraft => ({
  kind: 'test.text',
  subjectId,
  asOf: '2026-03-10',
  isCorrection: false,
  note: '',
  ...fields,
});
const drafted = async (subjectId: string, fields: Partial<service.NewDraft> = {}, who = reviewer) =>
  must(await service.draft(noon, who, asked(subjectId, fields), ask));
const published = async (subjectId: string) => {
  const { id, hash } = await drafted(subjectId);
  must(await service.approve(noon, chief, { id, hash }, ask));
  return id;
};

describe('the second person', () => {
  it('is never the one who drafted, whatever roles they hold', async () => {
    const both = {
      actor: { ...reviewer.actor, grants: [...reviewer.actor.grants, ...chief.actor.grants] },
      requestId: null,
    };
    const { id, hash } = await drafted(aSubject(), {}, both);
    assert.equal(key(await service.approve(noon, both, { id, hash }, ask)), 'publication.refused.second-person');
    const again = { actor: { ...both.actor, grants: chief.actor.grants }, requestId: 'another session' };
    assert.equal(key(await service.approve(noon, again, { id, hash }, ask)), 'publication.refused.second-person');
    assert.equal(key(await service.approve(noon, counsel, { id, hash }, ask)), 'ok');
  });

  it('must hold the act, and the system itself cannot be the second person', async () => {
    const { id, hash } = await drafted(aSubject());
    assert.equal(
      key(await service.approve(noon, acting('analyst'), { id, hash }, ask)),
      'publication.refused.not-allowed',
    );
    assert.equal(
      key(await service.approve(noon, { actor: null, requestId: null }, { id, hash }, ask)),
      'publication.refused.not-allowed',
    );
  });

  it('approves exactly what was shown: not after a newer draft, and only once', async () => {
    const subject = aSubject();
    const { id, hash } = await drafted(subject);
    text = 'Other words.';
    const newer = await drafted(subject);
    assert.equal(key(await service.approve(noon, chief, { id, hash }, ask)), 'publication.refused.other-version');
    assert.equal(await publicPublicationOf(open.city, 'test.text', subject), null);
    assert.equal(key(await service.approve(noon, chief, newer, ask)), 'ok');
    assert.equal(key(await service.approve(noon, counsel, newer, ask)), 'publication.refused.nothing-waits');
    const shown = await publicPublicationOf(open.city, 'test.text', subject);
    assert.equal(shown?.number, 2);
    assert.match(JSON.stringify(shown?.document), /Other words/);
  });

  it('two at once publish once, and a draft beside an approval is either in it or after it', async () => {
    const subject = aSubject();
    const { id, hash } = await drafted(subject);
    const results = await Promise.all(
      [chief, counsel, chief, counsel].map((who) => service.approve(noon, who, { id, hash }, ask)),
    );
    assert.equal(results.filter((result) => result.ok).length, 1);
    assert.equal((await actsOf(open.city.db, id)).filter((act) => act.kind === 'published').length, 1);
    text = `Words of ${subject}`;
    const next = await drafted(subject);
    text = `Newer words of ${subject}`;
    const [approved] = await Promise.all([
      service.approve(noon, chief, next, ask),
      service.draft(noon, reviewer, asked(subject), ask),
    ]);
    const shown = await publicPublicationOf(open.city, 'test.text', subject);
    assert.equal(shown?.number, approved.ok ? 2 : 1);
  });

  it('refuses a draft of a day to come, of nothing, and of what is public already', async () => {
    const subject = aSubject();
    assert.equal(
      key(await service.draft(noon, reviewer, asked('unknown'), ask)),
      'publication.refused.unknown-subject',
    );
    assert.equal(
      key(await service.draft(noon, reviewer, asked(subject, { kind: 'no.kind' }), ask)),
      'publication.refused.unknown-subject',
    );
    assert.equal(
      key(await service.draft(noon, reviewer, asked(subject, { asOf: '2026-03-11' }), ask)),
      'publication.refused.future',
    );
    assert.equal(
      key(await service.draft(noon, acting('auditor'), asked(subject), ask)),
      'publication.refused.not-allowed',
    );
    await published(subject);
    assert.equal(key(await service.draft(noon, reviewer, asked(subject), ask)), 'publication.refused.no-change');
  });
});

describe('a finding that blocks', () => {
  it('stands in the way until it is gone, or counsel overrides it with a reason for this version alone', async () => {
    const subject = aSubject();
    text = 'Seen by Rosa Ibarra Montes.';
    const first = await drafted(subject);
    assert.deepEqual(
      first.findings.map((finding) => finding.rule),
      ['person_name'],
    );
    assert.equal(key(await service.approve(noon, chief, first, ask)), 'publication.refused.findings');
    assert.equal(
      key(await service.override(noon, chief, { ...first, reason: 'x' }, ask)),
      'publication.refused.not-allowed',
    );
    assert.equal(
      key(await service.override(noon, counsel, { ...first, reason: ' ' }, ask)),
      'publication.form.reason-missing',
    );
    must(await service.override(noon, counsel, { ...first, reason: 'A public office.' }, ask));
    text = 'Seen by Rosa Ibarra Montes, again.';
    const second = await drafted(subject);
    assert.equal(key(await service.approve(noon, chief, second, ask)), 'publication.refused.findings');
    must(await service.override(noon, counsel, { ...second, reason: 'A public office.' }, ask));
    must(await service.approve(noon, chief, second, ask));
    const acts = await actsOf(open.city.db, second.id);
    assert.doesNotMatch(JSON.stringify(acts), /Rosa Ibarra/, 'what was found is not stored');
    const seen = await publicPublicationOf(open.city, 'test.text', subject);
    assert.doesNotMatch(JSON.stringify(seen?.history), /A public office/, 'the reason is not public');
    text = 'Nothing of anybody.';
  });

  it('in the note for the public blocks as well', async () => {
    const { findings } = await drafted(aSubject(), { note: 'Ask rosa@example.org' });
    assert.deepEqual(
      findings.map(({ rule, place }) => [rule, place]),
      [['email', 'note']],
    );
  });
});

describe('what was public', () => {
  it('is corrected with a note, and the old version stays in the history as corrected', async () => {
    const subject = aSubject();
    assert.equal(
      key(await service.draft(noon, reviewer, asked(subject, { isCorrection: true, note: 'x' }), ask)),
      'publication.refused.nothing-to-correct',
    );
    await published(subject);
    text = 'Right words.';
    assert.equal(
      key(await service.draft(noon, reviewer, asked(subject, { isCorrection: true }), ask)),
      'publication.refused.note-missing',
    );
    const correction = await drafted(subject, { isCorrection: true, note: 'A word was wrong.' });
    must(await service.approve(noon, chief, correction, ask));
    const shown = await publicPublicationOf(open.city, 'test.text', subject);
    assert.deepEqual(
      shown?.history.map(({ number: of, change, note }) => [of, change, note]),
      [
        [2, 'correction', 'A word was wrong.'],
        [1, 'first', ''],
      ],
    );
    const versions = await versionsOf(open.city.db, correction.id);
    const { states } = progressOf(versions, await actsOf(open.city.db, correction.id));
    assert.deepEqual([...states.values()], ['corrected', 'public']);
    text = 'Nothing of anybody.';
  });

  it('is withdrawn at once by one person, with a reason that gives nothing away; its words are gone from the view', async () => {
    const subject = aSubject();
    text = 'Secret words.';
    const id = await published(subject);
    text = 'Nothing of anybody.';
    assert.equal(
      key(await service.withdraw(noon, reviewer, { id, publicNote: 'x' }, ask)),
      'publication.refused.not-allowed',
    );
    assert.equal(
      key(await service.withdraw(noon, chief, { id, publicNote: ' ' }, ask)),
      'publication.form.why-missing',
    );
    assert.equal(
      key(await service.withdraw(noon, chief, { id, publicNote: 'It named Rosa Ibarra Montes.' }, ask)),
      'publication.refused.note-private',
    );
    must(await service.withdraw(noon, chief, { id, publicNote: 'It said too much.' }, ask));
    assert.equal(
      key(await service.withdraw(noon, counsel, { id, publicNote: 'Again.' }, ask)),
      'publication.refused.not-public',
    );
    const shown = await publicPublicationOf(open.city, 'test.text', subject);
    assert.deepEqual([shown?.document, shown?.hash, shown?.withdrawn_note], [null, null, 'It said too much.']);
    assert.doesNotMatch(JSON.stringify(shown), /Secret words|About s/);
    assert.equal(key(await service.draft(noon, reviewer, asked(subject), ask)), 'publication.refused.note-missing');
    must(await service.approve(noon, chief, await drafted(subject, { note: 'Without it.' }), ask));
    const back = await publicPublicationOf(open.city, 'test.text', subject);
    assert.equal(back?.number, 2);
    assert.equal(back?.history[1]?.withdrawnNote, 'It said too much.');
  });

  it('is read by the view as the law computes it, whatever happened in whatever order', async () => {
    const { rows } = await sql<{
      id: string;
      kind: string;
      subject: string;
    }>`select id, kind, subject_id as subject from publications`.execute(open.city.db);
    assert.ok(rows.length > 5);
    for (const { id, kind, subject } of rows) {
      const versions = await versionsOf(open.city.db, id);
      const { publicId, wasPublic } = progressOf(versions, await actsOf(open.city.db, id));
      const seen = await publicPublicationOf(open.city, kind, subject);
      assert.equal(seen !== null, wasPublic);
      assert.equal(seen?.hash ?? null, versions.find((version) => version.id === publicId)?.hash ?? null);
    }
  });

  it('never changes: neither a version nor an act can be rewritten', async () => {
    for (const statement of [
      `update publication_versions set note = 'x'`,
      `update publication_acts set public_note = 'x'`,
    ])
      await assert.rejects(sql.raw(statement).execute(open.city.db), /do not change/);
  });
});

describe('days without publication', () => {
  const days = { kinds: null, reason: 'A hearing.', authority: 'The court' };
  it('refuse an approval until their end, in the city’s zone; withdrawing stays possible', async () => {
    const old = await published(aSubject());
    const next = await drafted(aSubject());
    assert.equal(
      key(await setBlackout(noon, chief, { ...days, fromOn: '2026-03-10', toOn: '2026-03-11' })),
      'publication.refused.not-allowed',
    );
    assert.equal(
      key(await setBlackout(noon, counsel, { ...days, fromOn: '2026-03-12', toOn: '2026-03-11' })),
      'publication.blackout.order',
    );
    assert.equal(
      key(await setBlackout(noon, counsel, { ...days, fromOn: '2026-03-01', toOn: '2026-03-09' })),
      'publication.blackout.passed',
    );
    must(
      await setBlackout(noon, counsel, { ...days, kinds: ['other.kind'], fromOn: '2026-03-01', toOn: '2026-03-30' }),
    );
    // The first of the days is the Sunday on which clocks change: midnight to midnight all the same.
    const { id } = must(
      await setBlackout(at('2026-03-07T20:00:00.000Z'), counsel, { ...days, fromOn: '2026-03-08', toOn: '2026-03-10' }),
    );
    const refusal = await service.approve(noon, chief, next, ask);
    assert.deepEqual(refusal.ok ? null : refusal.refusals[0], {
      key: 'publication.refused.blackout',
      values: { until: '2026-03-10' },
    });
    assert.equal(
      key(await service.approve(at('2026-03-11T06:59:59.999Z'), chief, next, ask)),
      'publication.refused.blackout',
    );
    must(await service.withdraw(noon, chief, { id: old, publicNote: 'On such a day, too.' }, ask));
    assert.equal(key(await endBlackout(noon, chief, { id, reason: 'x' })), 'publication.refused.not-allowed');
    must(await endBlackout(noon, counsel, { id, reason: 'The hearing is over.' }));
    assert.equal(key(await endBlackout(noon, counsel, { id, reason: 'Again.' })), 'publication.blackout.over');
    must(await service.approve(noon, chief, next, ask));
  });

  it('end at midnight by themselves', async () => {
    const next = await drafted(aSubject());
    must(await setBlackout(noon, counsel, { ...days, fromOn: '2026-03-10', toOn: '2026-03-10' }));
    assert.equal(
      key(await service.approve(at('2026-03-11T06:59:59.999Z'), chief, next, ask)),
      'publication.refused.blackout',
    );
    must(await service.approve(at('2026-03-11T07:00:00.000Z'), chief, next, ask));
  });
});

describe('the pack’s own texts', () => {
  it('are published once, by the system; a text whose check blocks stays a draft', async () => {
    const installed = (ids: string[]): Publishable => ({
      ...publishable,
      kind: 'test.installed',
      subjects: async () => ids.map((id) => ({ id, title: words(id) })),
    });
    assert.equal(await service.installDocuments(noon, [installed(['a', 'b'])]), 2);
    assert.equal(await service.installDocuments(noon, [installed(['a', 'b', 'c'])]), 1);
    assert.equal(await service.installWhenNone(noon, [installed(['d'])]), 0);
    text = 'Call 213-555-0142.';
    assert.equal(await service.installDocuments(noon, [installed(['e'])]), 0);
    text = 'Nothing of anybody.';
    assert.equal(await publicPublicationOf(open.city, 'test.installed', 'e'), null);
    assert.equal((await publicPublicationOf(open.city, 'test.installed', 'a'))?.number, 1);
    const { rows } = await sql<{
      count: number;
    }>`select count(*)::int as count from audit_entries where event = 'publication.installed' and actor_roles = 'system'`.execute(
      open.city.db,
    );
    assert.equal(rows[0]?.count, 3);
  });
});
