/** Everybody without an account: the first page in both languages, what a directive asks, five minutes, and pages that are not there. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isFull, type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;

before(async () => {
  site = await journeySite();
});
after(() => site.close());

const steps = (person: Person) => person.page.getByRole('main').getByRole('list').first().locator('> li');

describe('everybody', () => {
  it('reads on the first page what is asked, how far it is and where help is, in English and in Spanish', async () => {
    const person = await site.guest({ slug: 'los-angeles' });
    await person.go('/');
    await person.meet('public-1-home');
    for (const key of ['home.help.title', 'home.directive.title', 'home.doors.steps'])
      await person.sees(person.say(key));
    await person.misses('late by');
    await person.follow('Español');
    assert.equal(await person.page.locator('html').getAttribute('lang'), 'es');
    await person.meet('public-1-home-es');
    assert.ok(new URL(person.page.url()).pathname.startsWith('/los-angeles/es'));
    await person.close();
  });

  it('reads the directive, a clause with its duty and reason, and the effect of the later one', async () => {
    const person = await site.guest({ slug: 'los-angeles' });
    await person.go('/directives');
    await person.meet('public-2-directives');
    await person.go('/directives/ed-12');
    await person.meet('public-2-directive');
    await person.follow(person.say('directive.page.effect-link'));
    await person.meet('public-2-effect');
    await person.go('/directives/ed-12/clauses/ED12-2');
    await person.meet('public-2-clause');
    await person.sees(person.say('directive.duty.proof'));
    for (const path of ['/directives/ed-17', '/directives/ed-17/clauses/ED17-2']) {
      assert.equal(await person.go(path), 200);
      await person.meet(`public-2${path.replaceAll('/', '-')}`);
    }
    await person.close();
    const reader = await site.guest({ slug: 'los-angeles', language: 'es', width: 390 });
    for (const path of ['/directives/ed-12', '/directives/ed-12/clauses/ED12-2', '/directives/ed-17/effect']) {
      assert.equal(await reader.go(path), 200);
      await reader.meet(`public-2-es${path.replaceAll('/', '-')}`);
    }
    await reader.close();
  });

  for (const slug of ['los-angeles', 'practice'] as const) {
    it(`goes through the five minutes from ${slug}, each step with one click (and another where it leads to Practice City)`, async () => {
      const first = await site.guest({ slug });
      await first.go('/five-minutes');
      await first.meet(`public-3-steps-${slug}`);
      const count = await steps(first).count();
      assert.ok(count >= 6);
      await first.misses(first.say('steps.page.not-here'));
      await first.close();
      for (let index = 0; index < count; index += 1) await takeStep(slug, index);
    });
  }

  it('finds with the search what it may read, and is told when there is nothing', async () => {
    const person = await site.person('analyst');
    await person.go('/search');
    await person.meet('public-4-search');
    for (const [words, finds] of [
      ['plan', true],
      ['xylophone', false],
    ] as const) {
      await person.page.getByRole('searchbox', { name: person.say('search.page.label') }).fill(words);
      await person.page
        .getByRole('main')
        .getByRole('button', { name: person.say('search.page.button') })
        .press('Enter');
      await person.page.waitForURL(`**/search?q=${words}`);
      await person.meet(`public-4-search-${words}`);
      const none = person.say('search.page.none', { words });
      await (finds ? person.misses(none) : person.sees(none));
    }
    await person.close();
  });

  it('is told what to do where a page is not, or is not for them, and comes to it after signing in', async () => {
    const person = await site.guest();
    for (const path of ['/no-such-page', '/directives/none', '/directives/pd-1/clauses/none']) {
      assert.equal(await person.go(path), 404, path);
      await person.sees(person.say('error.not-found.text'));
    }
    await person.meet('public-5-not-found');
    assert.equal(await person.go('/overview?asOf=someday'), 200);
    assert.match(person.here, /^\/sign-in\?next=/);
    await person.go('/people');
    await person.meet('public-5-sign-in');
    await person.press(person.say('session.sign-in.as', { role: person.say('city.role.administrator') }));
    assert.equal(person.here, '/people');
    await person.close();
    const officer = await site.person('officer');
    assert.equal(await officer.go('/overview'), 403);
    await officer.meet('public-5-not-allowed');
    await officer.close();
  });
});

/** A newcomer opens the page and presses the step's button, and once more where the step is Practice City's own. */
async function takeStep(slug: 'los-angeles' | 'practice', index: number): Promise<void> {
  const person = await site.guest({ slug });
  await person.go('/five-minutes');
  await pressStep(person, index);
  if (new URL(person.page.url()).pathname.endsWith('/five-minutes')) {
    const { hash, pathname } = new URL(person.page.url());
    assert.match(pathname, /^\/practice\//);
    assert.ok(await person.page.locator(hash).isVisible(), `${hash} is the step`);
    await pressStep(person, index);
  }
  assert.equal(person.watch.lastDocument()?.status(), 200);
  assert.ok(
    !person.here.startsWith('/sign-in') && !person.page.url().endsWith('/five-minutes'),
    `step ${index + 1} led to ${person.page.url()}`,
  );
  if (isFull || slug === 'practice') await person.meet(`public-3-step-${slug}-${index + 1}`, { narrowAxe: false });
  await person.close();
}

async function pressStep(person: Person, index: number): Promise<void> {
  const step = steps(person).nth(index);
  const action = step.locator('form button, p > a[class*="button"]').first();
  const isForm = (await step.getByRole('button').count()) > 0;
  await person.leads(() => (isForm ? step.getByRole('button').first() : action).click());
}
