/** The doors of this wing: a table of contents. */
import { z } from 'zod';
import { notAllowed, PageRefused } from '#platform/errors.ts';
import { addressFaults } from '#platform/mail-bounces.ts';
import type { Refusal } from '#kit/result.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { get, type NavEntry, post, type Route } from '#web/route.ts';
import { noticeActs } from './notice-acts.ts';
import { mailAdminPage } from './notice-admin-pages.ts';
import { choicePage } from './notice-choice-pages.ts';
import { choicePath, mailAdminPath, testMailPath } from './notice-paths.ts';
import type { NoticeDeps } from './notice-questions.ts';
import { chooseRhythm, testMail } from './notice-service.ts';
import { choiceOf, mailCounts, newestMail, sendingFacts } from './notice-store.ts';
import { rhythms } from './notice-terms.ts';

export function noticeRoutes(deps: NoticeDeps): Route[] {
  const { readMail, testMail: mayTest } = noticeActs;
  return [
    get(choicePath, { permission: 'signed_in', event: 'none', handle: (page) => showChoice(page, deps, []) }),
    post(choicePath, {
      permission: 'signed_in',
      event: 'notice.choice_made',
      record: 'none',
      handle: (page) => saveChoice(page, deps),
    }),
    get(mailAdminPath, { permission: readMail, event: 'none', handle: (page) => showMail(page, deps) }),
    post(testMailPath, {
      permission: mayTest,
      event: 'mail.tested',
      record: 'none',
      handle: (page) => sendTest(page, deps),
    }),
  ];
}

export const noticeNav: readonly NavEntry[] = [
  {
    path: '/administration/mail',
    labelKey: 'notice.nav.mail',
    act: noticeActs.readMail,
    order: 85,
    under: '/administration',
  },
];

const choiceForm = z.object({ rhythm: z.enum(rhythms, 'notice.choice.missing') });

async function showChoice(page: Page, { readersOf }: NoticeDeps, faults: readonly Refusal[]): Promise<Answer> {
  const { actor, city } = page;
  if (!actor) throw notAllowed();
  const [chosen, readers] = await Promise.all([choiceOf(city.db, actor.personId), readersOf(city)]);
  const email = readers.find((one) => one.personId === actor.personId)?.email ?? null;
  const [fault] = email ? await addressFaults(city.db, [email]) : [];
  const returned = fault ? page.formats.instant(fault.recordedAt) : null;
  return staffPage(page.t('notice.choice.title'), choicePage(page, { chosen, email, returned, faults }), {
    status: faults.length > 0 ? 422 : 200,
  });
}

async function saveChoice(page: Page, deps: NoticeDeps): Promise<Answer> {
  const typed = parseForm(choiceForm, page.fields);
  if (!typed.ok) return showChoice(page, deps, typed.refusals);
  const result = await chooseRhythm(page.city, page.acting, typed.value.rhythm);
  if (!result.ok) return showChoice(page, deps, result.refusals);
  return redirect(choicePath.to({}), 'notice.choice_made');
}

async function showMail(page: Page, deps: NoticeDeps): Promise<Answer> {
  const actor = page.must(noticeActs.readMail);
  const { db } = page.city;
  const [counts, facts, faults, lastTest] = await Promise.all([
    mailCounts(db, page.city.clock.now()),
    sendingFacts(db),
    addressFaults(db),
    newestMail(db, actor.personId, 'test'),
  ]);
  return staffPage(page.t('notice.admin.title'), mailAdminPage(page, { counts, facts, faults, lastTest }, deps));
}

async function sendTest(page: Page, deps: NoticeDeps): Promise<Answer> {
  const result = await testMail(page.city, page.acting, deps);
  if (!result.ok) throw new PageRefused(422, result.refusals[0]?.key ?? 'notice.refused.no-address');
  return redirect(mailAdminPath.to({}), 'mail.tested');
}
