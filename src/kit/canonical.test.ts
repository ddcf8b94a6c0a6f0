import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical.ts';

/** The same value with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, reordered(item)]);
  return Object.fromEntries(entries.reverse());
}

describe('canonical JSON', () => {
  it('is the same text whatever the order of keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(value) === canonicalJson(reordered(value))));
  });

  it('says what JSON says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('leaves out what is undefined in an object, and keeps its place in a list', () => {
    assert.equal(canonicalJson({ b: undefined, a: 1 }), '{"a":1}');
    assert.equal(canonicalJson([undefined, 1]), '[null,1]');
    assert.equal(canonicalJson(undefined), 'null');
  });

  it('tells apart what differs', () => {
    const texts = [{}, [], null, '', 0, false, { a: null }, { a: {} }, { a: [] }, ['a'], { a: 'b' }, 'null', '{}'].map(
      canonicalJson,
    );
    assert.equal(new Set(texts).size, texts.length);
  });

  it('writes a moment as JSON does, never as an empty object', () => {
    const at = new Date('2025-07-25T12:00:00Z');
    assert.equal(canonicalJson({ at }), JSON.stringify({ at }));
  });
});
