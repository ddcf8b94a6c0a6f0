import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PublicDocument } from '#platform/publishable.ts';
import { findInText, textFindings } from './privacy-text.ts';
import { isBlocking, type PrivacyRule } from './privacy-terms.ts';

const names = ['María Delgado Quiroz', 'Ana de la Cruz', 'City attorney', 'Staff', 'Liaison, Parks'];

const cases: readonly [string, PrivacyRule[]][] = [
  ['Write to jane.doe@city.example.org for more.', ['email']],
  ['Call (213) 555-0142 or 213.555.0143.', ['phone', 'phone']],
  ['Llame al +52 55 1234 5678.', ['phone']],
  ['His number is A012-345-678.', ['alien_number']],
  ['A# 012345678 was transferred.', ['alien_number']],
  ['SSN 123-45-6789', ['social_security']],
  ['The van had license plate 7ABC123.', ['plate']],
  ['A white van, 8XYZ901, stood there.', ['plate']],
  ['Vehículo con placa ABC1234.', ['plate']],
  ['Form ABC 123 was used.', ['maybe_plate']],
  ['Seen at 34.0522, -118.2437.', ['coordinates']],
  ['Born on 4 May 1990 in the city.', ['birth_date']],
  ['Fecha de nacimiento: 04/05/1990', ['birth_date']],
  ['They stood before 1234 North Spring Street.', ['street_number']],
  ['En Calle Olvera 845 hay un mercado.', ['street_number']],
  ['Agents were seen at 14:35 near Lincoln Park.', ['time_and_place']],
  ['A las 7 p.m. frente a Plaza Olvera hubo un operativo.', ['time_and_place']],
  ['The request came from María Delgado Quiroz herself.', ['person_name']],
  ['Ana de la Cruz signed.', ['person_name']],
  ['The City attorney advises; Staff hand in by 25 July 2025.', []],
  ['Within 14 calendar days of 11 July 2025, under 8 USC 1373 and section 12.34.', []],
  ['Counters close at 17:00. The form is at the office.', []],
  ['45 plans, 1,234 visits, 2025-07-25, ED12-2, version 3.10.1', []],
  ['María Delgado Quirozana is another word.', []],
];

describe('free text', () => {
  for (const [text, rules] of cases) {
    it(`${rules.length === 0 ? 'passes' : `finds ${rules.join(', ')} in`} “${text}”`, () => {
      assert.deepEqual(
        findInText(text, names).map((one) => one.rule),
        rules,
      );
    });
  }

  it('is found wherever it stands: titles, notes, tables, links, data, each language, once for the same words', () => {
    const text = (en: string, es = en) => ({ en, es });
    const document: PublicDocument = {
      title: text('Report to a@example.org'),
      summary: text(''),
      asOf: '2026-03-31',
      sections: [
        { id: 'one', title: text('One'), kind: 'text', paragraphs: [text('Nothing.', 'Placa ABC1234.')] },
        { id: 'two', title: text('Two'), kind: 'text', paragraphs: [text('a@example.org again')] },
      ],
      links: [
        { label: text('Source'), url: 'https://example.org/2025/07/11/213-555-0142.pdf' },
        { label: text('Mail'), url: 'https://example.org/?to=b@example.org' },
      ],
      data: { deep: [{ words: 'Call 213-555-0199' }] },
    };
    const found = textFindings(document, 'Corrected by María Delgado Quiroz', names);
    assert.deepEqual(
      found.map(({ rule, place }) => `${rule} ${place}`),
      [
        'person_name note',
        'email title.en',
        'plate sections.one.paragraphs.0.es',
        'email links.1.url',
        'phone data.deep.0.words',
      ],
    );
    assert.equal(found[1]?.count, 4);
    assert.ok(found.every(isBlocking));
  });
});
