/** Reads what the public pages show. The counts come through the role that reads public views and nothing else. */
import { type City, todayIn } from '#platform/city.ts';
import { defaultLocale } from '#i18n/locales.ts';
import { type Answer, type Page, publicPage } from '#web/page.ts';
import { type PublicCounts, publicCountsOf } from './home-counts.ts';
import { homePage } from './home-pages.ts';
import { stepsPath } from './overview-paths.ts';
import type { OverviewDeps } from './overview-deps.ts';
import { inForce } from './overview-reading.ts';
import { publicTaskFacts } from './overview-store.ts';
import type { StepContext } from './steps.ts';
import { stepsPage } from './steps-pages.ts';

/** Counts by directive, from facts without department or person. */
export async function publicCounts(city: City): Promise<(directiveId: string) => PublicCounts> {
  const facts = await publicTaskFacts(city.publicDb);
  const today = todayIn(city);
  return (directiveId) => {
    const own = facts.filter((fact) => fact.directive_id === directiveId);
    return publicCountsOf(own, today, city.profile.dutiesTrackedFrom);
  };
}

export async function homeAnswer(page: Page, deps: OverviewDeps): Promise<Answer> {
  const { city, today } = page;
  const [recorded, countsOf] = await Promise.all([deps.directivesAsOf(city, today), publicCounts(city)]);
  const directives = inForce(recorded, today).map((one) => ({ ...one, counts: countsOf(one.directive.id) }));
  const context = stepContext(page, deps);
  const stepsHref = context.practice ? context.at(context.practice, stepsPath.to({})) : page.link(stepsPath.to({}));
  return publicPage(page.t('home.page.short'), homePage(page, { directives, stepsHref }));
}

export async function stepsAnswer(page: Page, deps: OverviewDeps): Promise<Answer> {
  const context = stepContext(page, deps);
  const shown = [];
  for (const step of deps.steps.toSorted((a, b) => a.order - b.order)) {
    shown.push({ step, action: await step.action(context), result: (await step.result?.(context)) ?? null });
  }
  return publicPage(page.t('steps.page.title'), stepsPage(page, shown));
}

function stepContext(page: Page, { cities, cityPath }: Pick<OverviewDeps, 'cities' | 'cityPath'>): StepContext {
  const all = cities();
  const language = page.locale.tag === defaultLocale.tag ? '' : `/${page.locale.tag}`;
  return {
    page,
    real: all.find(({ profile }) => profile.practice === null) ?? null,
    practice: all.find(({ profile }) => profile.practice !== null) ?? null,
    at: (city, path) => (city.slug === page.city.slug ? page.link(path) : `${cityPath(city.slug) ?? ''}${language}${path}`),
  };
}
