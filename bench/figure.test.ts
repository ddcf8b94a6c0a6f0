import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { atLeast, atMost, growthExponent, median, mediansInTurn } from './figure.ts';
import { processTree, pssMegabytes } from './memory.ts';
import { figureTable } from './table.ts';

test('the median is the middle one, or the mean of the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([1, 10, 2, 4]), 3);
  assert.throws(() => median([]), /nothing/);
});

test('growth is 1 for linear, 2 for quadratic, 0 for constant cost', () => {
  const cost = (power: number) => [45, 450, 150].map((size) => ({ size, cost: 7 * size ** power }));
  for (const power of [0, 1, 2]) assert.ok(Math.abs(growthExponent(cost(power)) - power) < 1e-9);
});

test('a promise is kept at its limit and broken beyond it', () => {
  assert.deepEqual([atMost('a', 3, 3).ok, atMost('a', 3.01, 3).ok], [true, false]);
  assert.deepEqual([atLeast('a', 0.3, 0.3).ok, atLeast('a', 0.29, 0.3).ok], [true, false]);
});

test('two acts are measured in turn, each as often, after one round that does not count', async () => {
  const order: string[] = [];
  await mediansInTurn(
    2,
    () => order.push('one'),
    () => order.push('other'),
  );
  assert.deepEqual(order, ['one', 'other', 'one', 'other', 'one', 'other']);
});

test('the memory of a tree holds that of grandchildren', { skip: process.platform !== 'linux' }, async () => {
  const script =
    "const c = require('node:child_process').spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] }); c.once('spawn', () => console.log(c.pid)); process.stdin.on('end', () => c.stdin.end()).resume()";
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const tree = await processTree(child.pid as number);
  assert.deepEqual(tree, [child.pid, Number(String(line))]);
  assert.ok((await pssMegabytes(tree)) > (await pssMegabytes(tree.slice(0, 1))));
  child.stdin.end();
  await once(child, 'exit');
});

test('the table marks a broken promise and leaves a figure without one unjudged', () => {
  const table = figureTable([
    { bench: 'overview', ...atMost('against its own SQL', 3.456, 3) },
    { bench: 'start', what: 'first start', value: 5123.4, unit: 'ms', ok: true },
  ]);
  assert.match(table, /overview +against its own SQL +3\.46 x +at most 3 +BROKEN/);
  assert.match(table, /start +first start +5123 ms$/m);
});
