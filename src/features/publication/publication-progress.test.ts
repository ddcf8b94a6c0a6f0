import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ActFact, progressOf, type VersionFact } from './publication-progress.ts';
import type { ActKind, Change, VersionState } from './publication-terms.ts';

const version = (number: number, change: Change = 'update'): VersionFact => ({ id: `v${number}`, number, change });
const acts = (...told: string[]): ActFact[] =>
  told.map((one, index) => {
    const [versionId = '', kind = ''] = one.split(' ');
    return { versionId, kind: kind as ActKind, at: `2026-03-01T00:00:${String(index).padStart(2, '0')}.000Z` };
  });

describe('where a document stands', () => {
  const cases: readonly [string, VersionFact[], ActFact[], VersionState[]][] = [
    ['a draft waits', [version(1, 'first')], acts('v1 drafted'), ['waiting']],
    ['a newer draft overtakes it', [version(1), version(2)], acts(), ['overtaken', 'waiting']],
    ['a draft that was put away does not wait', [version(1)], acts('v1 set_aside'), ['set_aside']],
    ['what was published is public', [version(1)], acts('v1 published'), ['public']],
    [
      'a newer version takes its place',
      [version(1), version(2)],
      acts('v1 published', 'v2 published'),
      ['replaced', 'public'],
    ],
    [
      'a correction marks it corrected',
      [version(1), version(2, 'correction')],
      acts('v1 published', 'v2 published'),
      ['corrected', 'public'],
    ],
    ['withdrawn is withdrawn', [version(1)], acts('v1 published', 'v1 withdrawn'), ['withdrawn']],
    [
      'it stays so when a newer one is public',
      [version(1), version(2)],
      acts('v1 published', 'v1 withdrawn', 'v2 published'),
      ['withdrawn', 'public'],
    ],
    [
      'a draft behind a withdrawal does not bring it back',
      [version(1), version(2)],
      acts('v1 published', 'v1 withdrawn'),
      ['withdrawn', 'waiting'],
    ],
    [
      'a draft between two published ones was overtaken',
      [version(1), version(2), version(3)],
      acts('v1 published', 'v3 published'),
      ['replaced', 'overtaken', 'public'],
    ],
  ];
  for (const [title, versions, facts, states] of cases)
    it(title, () => {
      const progress = progressOf(versions, facts);
      assert.deepEqual(
        versions.map(({ id }) => progress.states.get(id)),
        states,
      );
      assert.equal(progress.publicId, versions[states.indexOf('public')]?.id ?? null);
      assert.equal(progress.waitingId, versions[states.indexOf('waiting')]?.id ?? null);
    });
});
