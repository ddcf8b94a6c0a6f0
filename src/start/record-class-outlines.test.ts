import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classOutlines } from './record-class-outlines.ts';
import { recordSources } from './wings-records.ts';

test('a pack is held to the classes of records as the wings declare them', () => {
  const declared = recordSources.map(({ class: { id, keptWith, fields }, events }) => ({
    id,
    ...(keptWith ? { keptWith } : {}),
    events,
    grounds: [
      ...new Set(fields.flatMap(({ disclosure }) => (disclosure.kind === 'withheld' ? [disclosure.ground] : []))),
    ],
  }));
  assert.deepEqual(classOutlines, declared);
});
