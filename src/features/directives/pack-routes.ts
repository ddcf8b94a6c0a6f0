/** The doors of the city's pack, and what it says on administration's first page. */
import { z } from 'zod';
import type { Refusal } from '#kit/result.ts';
import type { AdminCard, AdminCards } from '#platform/admin-card.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { directiveActs } from './directive-acts.ts';
import { packPath } from './directive-paths.ts';
import { applySeenPack, type PackIdentity } from './pack-apply.ts';
import { packPage } from './pack-pages.ts';
import type { PackPageDeps } from './pack-questions.ts';
import { readPackState } from './pack-reading.ts';

export function packRoutes<P extends PackIdentity>(deps: PackPageDeps<P>): Route[] {
  return [
    get(packPath, { permission: directiveActs.readPack, event: 'none', handle: (page) => show(page, deps, []) }),
    post(packPath, {
      record: 'none',
      permission: directiveActs.applyPack,
      event: 'city.pack_applied',
      proof: 'fresh',
      handle: (page) => apply(page, deps),
    }),
  ];
}

export const packNav: readonly NavEntry[] = [
  {
    path: packPath.to({}),
    labelKey: 'pack.nav.label',
    act: directiveActs.readPack,
    order: 81.4,
    under: '/administration',
  },
];

async function show<P extends PackIdentity>(
  page: Page,
  deps: PackPageDeps<P>,
  refused: readonly Refusal[],
): Promise<Answer> {
  const main = packPage(page, await readPackState(page.city, deps), refused);
  return staffPage(page.t('pack.page.title'), main, { status: refused.length > 0 ? 422 : 200, isWide: true });
}

const applyForm = z.object({ seen: z.string('pack.refused.changed').regex(/^[0-9a-f]{64}$/, 'pack.refused.changed') });

/** Applies just what was seen; when the folder says something else by now, it is shown again. */
async function apply<P extends PackIdentity>(page: Page, deps: PackPageDeps<P>): Promise<Answer> {
  const typed = parseForm(applyForm, page.fields);
  if (!typed.ok) return show(page, deps, typed.refusals);
  const { pack } = await readPackState(page.city, deps);
  if (!pack) return show(page, deps, [{ key: 'pack.refused.broken' }]);
  const { city, acting } = page;
  const result = await applySeenPack({ city, acting, pack, doors: deps.doors, seen: typed.value.seen });
  if (!result.ok) return show(page, deps, result.refusals);
  await deps.refresh(city);
  return redirect(packPath.to({}), 'city.pack_applied');
}

export function packAdminCards<P extends PackIdentity>(deps: PackPageDeps<P>): AdminCards {
  return async (city) => {
    const { faults, isNews, plan, inForce } = await readPackState(city, deps);
    const changed = plan
      ? (plan.profile === 'unchanged' ? 0 : 1) + plan.directives.filter((step) => step.kind !== 'unchanged').length
      : 0;
    const line: AdminCard['lines'][number] =
      faults.length > 0
        ? { key: 'pack.card.faults', values: { count: faults.length } }
        : isNews
          ? { key: 'pack.card.news', values: { count: changed } }
          : { key: 'pack.card.same', values: { count: inForce.length } };
    return [
      {
        id: 'pack',
        titleKey: 'pack.page.title',
        lines: [line],
        href: packPath.to({}),
        act: directiveActs.readPack,
        weight: faults.length > 0 || isNews ? 'act' : 'fine',
      },
    ];
  };
}
