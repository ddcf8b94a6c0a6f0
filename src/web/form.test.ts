import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { parseForm, typedList, typedText } from './form.ts';

const schema = z.object({ note: z.string().min(1, 'task.form.note-missing'), on: z.string().regex(/^\d{4}$/) });

describe('forms', () => {
  it('answer what the schema makes of them', () => {
    assert.deepEqual(parseForm(schema, { note: 'x', on: '2025', _csrf: 'y' }), {
      ok: true,
      value: { note: 'x', on: '2025' },
    });
  });

  it('answer each fault with its field and a sentence key', () => {
    assert.deepEqual(parseForm(schema, { note: '', on: 'soon' }), {
      ok: false,
      refusals: [
        { key: 'task.form.note-missing', field: 'note' },
        { key: 'form.field-wrong', field: 'on' },
      ],
    });
    const whole = z.object({}).refine(() => false, 'task.form.choose-one');
    assert.deepEqual(parseForm(whole, {}), { ok: false, refusals: [{ key: 'task.form.choose-one', field: 'form' }] });
  });

  it('never throw for anything typed', () => {
    const typed = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string())));
    fc.assert(fc.property(typed, (fields) => typeof parseForm(schema, fields).ok === 'boolean'));
  });

  it('give typed values back as one text or as a list', () => {
    const typed = { one: 'a', many: ['a', 'b'], none: [], empty: '' };
    assert.deepEqual(
      ['one', 'many', 'none', 'empty', 'missing'].map((name) => typedText(typed, name)),
      ['a', 'a', '', '', ''],
    );
    assert.deepEqual(
      ['one', 'many', 'none', 'empty', 'missing'].map((name) => typedList(typed, name)),
      [['a'], ['a', 'b'], [], [], []],
    );
  });
});
