/** The door that puts Practice City back; it is none in a real city. */
import { cityActs } from '#features/city/city-acts.ts';
import { notFound } from '#platform/errors.ts';
import { path } from '#web/path.ts';
import { redirect } from '#web/page.ts';
import { post, type Route } from '#web/route.ts';
import type { OpenCity } from './cities.ts';
import { fillPractice } from './practice-city.ts';

export function practiceRoutes(opened: readonly OpenCity[], baseUrl: string): Route[] {
  return [
    post(path('/practice-reset'), {
      permission: cityActs.resetPractice,
      event: 'city.practice_reset',
      async handle(page) {
        if (!page.city.profile.practice) throw notFound();
        await fillPractice(page.city, page.acting, baseUrl);
        await opened.find((one) => one.city === page.city)?.refresh();
        return redirect('/overview', 'city.practice_reset');
      },
    }),
  ];
}
