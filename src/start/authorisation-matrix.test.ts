import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { roles } from '#rules/permissions.ts';
import { matrix } from './city-groups.ts';
import { acts } from './wings.ts';

test('docs/permissions.md says what the permission table and the routes say', () => {
  assert.equal(readFileSync('docs/permissions.md', 'utf8'), matrix());
});

test('every role may do something, and every act is somebody’s', () => {
  for (const act of acts) assert.ok(Object.keys(act.who).length > 0, act.id);
  for (const role of roles)
    assert.ok(
      acts.some((act) => act.who[role]),
      role,
    );
});
