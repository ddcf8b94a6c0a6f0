import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { localText, shorten } from './text.ts';

describe('texts', () => {
  it('are read in the language asked for, else in English', () => {
    const text = { en: 'Parks', es: 'Parques' };
    assert.equal(localText(text, 'es'), 'Parques');
    assert.equal(localText(text, 'ko'), 'Parks');
  });

  it('are cut at a word, with an ellipsis, and are never longer than asked', () => {
    assert.equal(shorten('Recreation and Parks', 30), 'Recreation and Parks');
    assert.equal(shorten('Recreation and Parks', 17), 'Recreation and…');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 1, max: 60 }),
        (text, length) => shorten(text, length).length <= length,
      ),
    );
  });

  it('are never cut inside a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 60 }), (text, length) =>
        shorten(text, length).isWellFormed(),
      ),
    );
  });
});
