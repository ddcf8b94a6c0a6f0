/** Reads what the public pages show. */
import { defaultLocale } from '#i18n/locales.ts';
import { type Answer, type Page, publicPage } from '#web/page.ts';
import { homePage } from './home-pages.ts';
import { keptForMoments, readHome } from './home-reading.ts';
import type { OverviewDeps } from './overview-deps.ts';
import { stepsPath } from './overview-paths.ts';
import type { StepContext } from './steps.ts';
import { stepsPage } from './steps-pages.ts';

/** Everybody reads the same published documents, signed in or not; an answer serves for some seconds. */
export function homeDoor(deps: OverviewDeps): (page: Page) => Promise<Answer> {
  const readKept = keptForMoments(
    (city) => readHome(city, deps),
    () => Date.now(),
  );
  return async (page) => {
    const directives = await readKept(page.city);
    const context = stepContext(page, deps);
    const stepsHref = context.practice ? context.at(context.practice, stepsPath.to({})) : page.link(stepsPath.to({}));
    return publicPage(page.t('home.page.short'), homePage(page, { directives, stepsHref }));
  };
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
    at: (city, path) =>
      city.slug === page.city.slug ? page.link(path) : `${cityPath(city.slug) ?? ''}${language}${path}`,
  };
}
