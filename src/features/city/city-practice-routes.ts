/** The doors that put Practice City back; a real city has none. */
import type { Acting } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { notFound } from '#platform/errors.ts';
import { html } from '#web/html.ts';
import { type Page, redirect, staffPage } from '#web/page.ts';
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { cityActs } from './city-acts.ts';
import { practicePath } from './city-paths.ts';

/** Empties the practice city and fills it from its seed. */
export type ResetPractice = (city: City, acting: Acting) => Promise<void>;

export function practiceRoutes(reset: ResetPractice): Route[] {
  return [
    get(practicePath, { permission: cityActs.resetPractice, event: 'none', handle: async (page) => askPage(page) }),
    post(practicePath, {
      record: 'none',
      permission: cityActs.resetPractice,
      event: 'city.practice_reset',
      async handle(page) {
        if (!page.city.profile.practice) throw notFound();
        await reset(page.city, page.acting);
        return redirect(practicePath.to({}), 'city.practice_reset');
      },
    }),
  ];
}

export const practiceNav: NavEntry = {
  path: practicePath.to({}),
  labelKey: 'city.nav.practice',
  act: cityActs.resetPractice,
  order: 95,
  isPracticeOnly: true,
};

function askPage(page: Page) {
  const { t, city } = page;
  const { practice } = city.profile;
  if (!practice) throw notFound();
  const title = t('city.practice.title');
  const main = html`<h1>${title}</h1>
    <p class="usa-intro">${t('city.practice.what', { day: page.formats.date(practice.clock) })}</p>
    <h2>${t('city.practice.reset.title')}</h2>
    <p>${t('city.practice.reset.text')}</p>
    <form method="post" action="${page.link(practicePath.to({}))}">${page.formToken()}<button class="usa-button" type="submit">${t('city.practice.reset.button')}</button></form>`;
  return staffPage(title, main);
}
