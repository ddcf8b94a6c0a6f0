import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cityUrl, firstPageOf, safeNext } from './city-address.ts';
import { dayFilter } from './city-forms.ts';
import { withoutSecrets } from './city-outbox-pages.ts';

describe('where a person is sent after signing in', () => {
  const own = ['/overview', '/tasks/1?asOf=2025-07-20#history', '/kept/abc', '/es/my-work', '/search?q=a%20b'];
  for (const next of own) it(`follows ${next}`, () => assert.equal(safeNext(next), next));

  const elsewhere = [
    '//evil.example',
    '///evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    'overview',
    '/x/..//evil.example',
    '/.//evil.example',
    '/%2e%2e//evil.example',
    '',
    undefined,
    `/${'a'.repeat(3000)}`,
  ];
  for (const next of elsewhere)
    it(`refuses ${JSON.stringify(next)?.slice(0, 40)}`, () => assert.equal(safeNext(next), null));

  it('begins with the page of the first role that has one', () => {
    const actor = (...roles: ('reviewer' | 'liaison' | 'analyst')[]) => ({
      personId: 'x',
      name: 'x',
      grants: roles.map((role) => ({ role, bodyId: null })),
    });
    assert.equal(firstPageOf(actor('reviewer')), '/review');
    assert.equal(firstPageOf(actor('analyst', 'liaison')), '/my-work');
    assert.equal(firstPageOf(actor('analyst')), '/overview');
    assert.equal(firstPageOf(actor()), '/overview');
  });
});

describe('the address of a city', () => {
  it('lies under the installation, or is its own host, with the language before the path', () => {
    assert.equal(
      cityUrl('http://localhost:8080', { slug: 'practice', host: null }, '/me'),
      'http://localhost:8080/practice/me',
    );
    assert.equal(
      cityUrl('https://s.example.gov', { slug: 'practice', host: null }, '/me', 'es'),
      'https://s.example.gov/practice/es/me',
    );
    assert.equal(
      cityUrl('http://s.example.gov:8080', { slug: 'p', host: 'p.example.gov' }, '/me'),
      'http://p.example.gov:8080/me',
    );
  });
});

describe('days of the audit filter', () => {
  it('are whole days of the city, half-open', () => {
    const days = dayFilter('America/Los_Angeles', '2025-07-25', '2025-07-25');
    assert.deepEqual(days, { from: '2025-07-25T07:00:00.000Z', to: '2025-07-26T07:00:00.000Z' });
  });
  it('may be open on either side, and must be days', () => {
    assert.deepEqual(dayFilter('America/Los_Angeles', '', undefined), {});
    assert.equal(dayFilter('America/Los_Angeles', '2025-02-30', ''), null);
  });
});

describe('mail shown outside an evaluation', () => {
  it('hides what would sign somebody in', () => {
    assert.equal(
      withoutSecrets('Open https://s.example.gov/la/sign-in/Ab-9_x?next=%2Fme now'),
      'Open https://s.example.gov/la/sign-in/…?next=%2Fme now',
    );
  });
});
