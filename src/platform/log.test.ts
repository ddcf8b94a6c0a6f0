import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog, faultFields, withoutValues } from './log.ts';

describe('a line of the log', () => {
  it('is one JSON object with time, level, part and event, and is left out below its level', () => {
    const lines: string[] = [];
    const log = createLog('web', 'warn', (line) => lines.push(line));
    log.info('request.answered', { code: 200 });
    log.warn('worker.turn-failed', { city: 'practice' });
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^\{.*\}\n$/);
    const { at, ...rest } = JSON.parse(lines[0] ?? '');
    assert.match(at, /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(rest, { level: 'warn', part: 'web', event: 'worker.turn-failed', city: 'practice' });
  });

  const cases = [
    ['invalid input syntax for type uuid: "Maria Example"', 'invalid input syntax for type uuid: …'],
    ['Unexpected token M, "Maria" is not valid JSON', 'Unexpected token M, … is not valid JSON'],
    ["Cannot read properties of undefined (reading 'maria')", 'Cannot read properties of undefined (reading …)'],
    ['550 5.1.1 <maria@example.org> User unknown', '550 5.1.1 … User unknown'],
    ['could not deliver to maria@example.org now', 'could not deliver to … now'],
    ['getaddrinfo failed for https://maria:secret@host/path?token=1', 'getaddrinfo failed for https://…'],
    ['no answer from +1 213 555 0100', 'no answer from …'],
    ['first line\nKey (email)=(maria@example.org) already exists', 'first line'],
    ['an open quote: "Maria', 'an open quote: …'],
    ["the city's worker did not start", "the city's worker did not start"],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ] as const;
  for (const [message, kept] of cases) {
    it(`keeps of ${JSON.stringify(message.slice(0, 30))} what is no value`, () =>
      assert.equal(withoutValues(message), kept));
  }

  it('says of a fault its name, its code and where it happened, and of its cause the sentence', () => {
    const cause = Object.assign(new Error('value "Maria" is too long'), { code: '22001' });
    const fault = Object.assign(new TypeError('the row was refused', { cause }), {
      code: '23505',
      constraint: 'people_email_key',
      detail: 'Key (email)=(maria@example.org) already exists.',
      table: 'a name with spaces and Maria in it',
    });
    const fields = faultFields(fault);
    const { places, ...rest } = fields;
    assert.deepEqual(rest, {
      fault: 'TypeError',
      message: 'the row was refused',
      faultCode: '23505',
      constraint: 'people_email_key',
      cause: 'value … is too long',
    });
    assert.match(String(places), /^platform\/log\.test\.ts:\d+/);
    assert.deepEqual(faultFields('a text that was thrown'), { fault: 'string' });
  });
});
