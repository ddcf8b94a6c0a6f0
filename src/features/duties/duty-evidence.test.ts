import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Duty, ProofKind } from '#rules/obligations.ts';
import { type EvidenceOffer, itemsFrom } from './duty-evidence.ts';
import { parseReturn } from './duty-forms.ts';
import { fileTypeOf } from './duty-terms.ts';

const offer: EvidenceOffer = { statementText: 'We did it.', roles: ['liaison'], records: [{ id: 'r1' }] };

function duty(proof: readonly ProofKind[], deliverable: Duty['deliverable'] = 'training'): Duty {
  const text = { en: 'x' };
  return {
    id: 'd',
    title: text,
    ask: text,
    holders: { all: true },
    verb: 'order',
    trigger: { kind: 'signing' },
    deadline: { kind: 'at_once' },
    deliverable,
    proof,
    proofText: text,
    reviewer: { role: 'reviewer', text },
    publicity: 'public',
    minutes: 5,
  };
}

const file = (name: string, byteLength = 10) => ({
  field: 'files',
  name,
  mediaType: 'text/html',
  sha256: 'a'.repeat(64),
  byteLength,
});
const faults = (result: ReturnType<typeof itemsFrom>) =>
  result.ok ? [] : result.refusals.map((one) => `${one.field}: ${one.key}`);

test('takes only what counts as proof for the task', () => {
  const typed = {
    sign: 'yes',
    signedRole: 'liaison',
    url: 'https://example.org/',
    'form.completed': '3',
    'form.of_all': '4',
  };
  const result = itemsFrom(duty(['link']), typed, [file('a.pdf')], offer);
  assert.deepEqual(result.ok && result.value.map((item) => item.kind), ['link']);
});

test('keeps the statement word for word, with its version and the role that signed', () => {
  const result = itemsFrom(duty(['signed_statement']), { sign: 'yes', signedRole: 'liaison' }, [], offer);
  assert.deepEqual(result.ok && result.value, [
    { kind: 'signed_statement', statement_version: 'v1', statement_text: 'We did it.', signed_role: 'liaison' },
  ]);
});

test('nobody signs in a role that they do not hold', () => {
  assert.deepEqual(
    faults(itemsFrom(duty(['signed_statement']), { sign: 'yes', signedRole: 'general_manager' }, [], offer)),
    ['signedRole: task.form.role-missing'],
  );
});

test('without the check mark nothing is signed', () => {
  assert.deepEqual(itemsFrom(duty(['signed_statement']), { signedRole: 'liaison' }, [], offer), {
    ok: true,
    value: [],
  });
});

test('an empty file and a program are refused by name; the media type is ours, not the sender’s', () => {
  const result = itemsFrom(
    duty(['file']),
    {},
    [file('plan.exe'), file('empty.pdf', 0), file('page.html'), file('noending')],
    offer,
  );
  assert.deepEqual(faults(result), [
    'files: task.form.file-kind',
    'files: task.form.file-empty',
    'files: task.form.file-kind',
    'files: task.form.file-kind',
  ]);
  const good = itemsFrom(duty(['file']), {}, [file('PLAN.PDF')], offer);
  assert.equal(good.ok && good.value[0]?.media_type, 'application/pdf');
});

for (const name of ['report.pdf.exe', 'x.svg', 'x.js', 'x.', '.pdf/..', 'constructor', 'a.toString', 'x.html']) {
  test(`the file name ${name} is not taken`, () => assert.equal(fileTypeOf(name), null));
}

for (const url of [
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://example.org/a',
  'example.org',
  '//example.org',
  'https://user:secret@example.org/',
  ' ht tp://x',
  `https://example.org/${'a'.repeat(2000)}`,
]) {
  test(`the link ${url.slice(0, 40)} is not taken`, () =>
    assert.deepEqual(faults(itemsFrom(duty(['link']), { url }, [], offer)), ['url: task.form.url-wrong']));
}

test('a count is a whole number and not more than what it is a part of', () => {
  const of = (completed: string, all: string) =>
    faults(itemsFrom(duty(['form']), { 'form.completed': completed, 'form.of_all': all }, [], offer));
  assert.deepEqual(of('30', '94'), []);
  assert.deepEqual(of('95', '94'), ['form.completed: task.form.count-above']);
  assert.deepEqual(of('-1', '94'), ['form.completed: task.form.count-wrong']);
  assert.deepEqual(of('3.5', 'many'), ['form.completed: task.form.count-wrong', 'form.of_all: task.form.count-wrong']);
  assert.deepEqual(of('', ''), ['form.completed: task.form.field-missing', 'form.of_all: task.form.field-missing']);
});

test('an untouched form is passed over where something else can be proof', () => {
  assert.deepEqual(itemsFrom(duty(['form', 'file']), { 'form.completed': '', 'form.of_all': '' }, [], offer), {
    ok: true,
    value: [],
  });
});

test('points to records of the offer only', () => {
  assert.deepEqual(faults(itemsFrom(duty(['record']), { record: 'r2' }, [], offer)), [
    'record: task.form.record-unknown',
  ]);
  const good = itemsFrom(duty(['record']), { record: 'r1' }, [], offer);
  assert.equal(good.ok && good.value[0]?.link_id, 'r1');
});

test('a return passes over empty rows and wants a text in the others', () => {
  const typed = {
    pointAbout: ['Section 2', '', ''],
    pointText: ['Two pools are missing.', '', 'Say who.'],
    newDueOn: '',
    submissionId: 'nonsense',
  };
  const parsed = parseReturn(typed);
  assert.deepEqual(parsed.ok && parsed.value.points, [
    { about: 'Section 2', text: 'Two pools are missing.' },
    { about: '', text: 'Say who.' },
  ]);
  assert.equal(parsed.ok && parsed.value.submissionId, null);
  const wrong = parseReturn({ pointAbout: ['Section 2'], pointText: [''] });
  assert.equal(!wrong.ok && wrong.refusals[0]?.key, 'task.form.point-text-missing');
});
