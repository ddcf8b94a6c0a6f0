import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog, translator } from '#i18n/translate.ts';
import { auditEvents } from '#rules/audit-events.ts';
import { rolesThatMay } from '#rules/permissions.ts';
import { stages } from '#rules/task-progress.ts';
import { isPossible, type Move, moveNames, moves } from './duty-moves.ts';
import { movesDocument } from './duty-moves-doc.ts';
import { movePaths, type PageMove } from './duty-paths.ts';

const catalog = readCatalog('locales');

test('every move has somebody who may make it, an event, and a door; reminders have their own', () => {
  for (const name of moveNames) {
    const move: Move = moves[name];
    assert.ok(rolesThatMay(move.act).length > 0, name);
    assert.ok((auditEvents as readonly string[]).includes(move.event), name);
    assert.ok(name === 'nudge' || name in movePaths, name);
  }
});

test('no two moves leave the same kind of fact', () => {
  assert.equal(new Set(moveNames.map((name) => moves[name].kind)).size, moveNames.length);
});

for (const tag of ['en', 'es']) {
  test(`every move has its words in ${tag}: title, what happens, button, text field, what was done`, () => {
    const t = translator(catalog, tag);
    for (const name of Object.keys(movePaths) as PageMove[]) {
      const keys = [`task.move.${name}`, `task.move-says.${name}`, `task.button.${name}`, `done.${moves[name].event}`];
      for (const key of keys) assert.ok(t(key).length > 0, key);
      if ((moves[name] as Move).text === 'required') assert.ok(t(`task.text-missing.${name}`).length > 0);
    }
    for (const stage of stages) assert.ok(t(`task.do-nothing.${stage}`).length > 0);
  });
}

test('only who was asked, not ordered, may decline', () => {
  assert.ok(isPossible('decline', 'not_started', 'request'));
  assert.ok(isPossible('decline', 'returned', 'urge'));
  for (const verb of ['order', 'direct', 'expect'] as const) assert.ok(!isPossible('decline', 'not_started', verb));
});

test('what was accepted or excused is closed to every move', () => {
  for (const name of moveNames) {
    assert.ok(!isPossible(name, 'accepted', 'request'), name);
    assert.ok(!isPossible(name, 'excused', 'request'), name);
  }
});

test('the department moves what is its turn, the office what was handed in', () => {
  assert.deepEqual(
    moveNames.filter((name) => isPossible(name, 'submitted', 'order')),
    ['take_back', 'accept', 'return', 'extend', 'excuse', 'advise'],
  );
});

test('docs/task-moves.md says what the table says', () => {
  assert.equal(readFileSync('docs/task-moves.md', 'utf8'), movesDocument());
});
