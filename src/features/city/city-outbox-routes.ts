/** The doors of the outbox. */
import { z } from 'zod';
import { notFound } from '#platform/errors.ts';
import { addressFaults } from '#platform/mail-bounces.ts';
import { mailKinds, type MailKind, mailStates } from '#platform/mail.ts';
import type { Refusal } from '#kit/result.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { cityActs } from './city-acts.ts';
import { oneMailPage, outboxPage } from './city-outbox-pages.ts';
import { trustAddress, retryMail } from './city-outbox-service.ts';
import { findMails, mailById, type OutboxFilter, outboxPeople } from './city-outbox-store.ts';
import { mailPath, outboxPath, retryMailPath, trustAddressPath } from './city-paths.ts';

export function outboxRoutes(): Route[] {
  const { readOutbox, retryMail: mayRetry } = cityActs;
  return [
    get(outboxPath, { permission: readOutbox, event: 'outbox.viewed', handle: (page) => outbox(page, []) }),
    post(trustAddressPath, { permission: mayRetry, event: 'mail.address_cleared', record: 'none', handle: saveTrust }),
    get(mailPath, { permission: readOutbox, event: 'outbox.viewed', handle: (page) => oneMail(page, []) }),
    post(retryMailPath, { permission: mayRetry, event: 'mail.retried', record: 'none', handle: saveRetry }),
  ];
}

const outboxPageSize = 50;

/** What stands in the address; what is none of our words is passed over. */
function filterOf({ query }: Page): OutboxFilter {
  return {
    search: (query.q ?? '').slice(0, 200),
    state: mailStates.find((state) => state === query.state) ?? null,
    kind: (Object.keys(mailKinds) as MailKind[]).find((kind) => kind === query.kind) ?? null,
    personId: query.person || null,
  };
}

async function outbox(page: Page, faults: readonly Refusal[]): Promise<Answer> {
  const { city } = page;
  const filter = filterOf(page);
  const before = page.query.before ?? null;
  const [found, people, returned] = await Promise.all([
    findMails(city.db, filter, city.clock.now(), before, outboxPageSize + 1),
    outboxPeople(city.db),
    addressFaults(city.db),
  ]);
  const mails = found.slice(0, outboxPageSize);
  const nextBefore = found.length > outboxPageSize ? (mails.at(-1)?.id ?? null) : null;
  const view = { mails, people, filter, returned, nextBefore, isFirstPage: before === null, faults };
  return staffPage(page.t('outbox.list.title'), outboxPage(page, view), {
    isWide: true,
    status: faults.length > 0 ? 422 : 200,
  });
}

async function oneMail(page: Page, faults: readonly Refusal[]): Promise<Answer> {
  const mail = await mailById(page.city.db, page.params.mail as string);
  if (!mail) throw notFound();
  const [fault] = await addressFaults(page.city.db, [mail.to_address]);
  return staffPage(mail.subject, oneMailPage(page, { mail, fault: fault ?? null, faults }), {
    status: faults.length > 0 ? 422 : 200,
  });
}

async function saveRetry(page: Page): Promise<Answer> {
  const mailId = page.params.mail as string;
  const result = await retryMail(page.city, page.acting, mailId);
  return result.ok ? redirect(mailPath.to({ mail: mailId }), 'mail.retried') : oneMail(page, result.refusals);
}

const trustForm = z.object({
  address: z.string('outbox.refused.no-fault').max(320, 'outbox.refused.no-fault'),
  /** `mail`: back to the administration's page of mail. */
  back: z.literal('mail').optional().catch(undefined),
});

async function saveTrust(page: Page): Promise<Answer> {
  const typed = parseForm(trustForm, page.fields);
  if (!typed.ok) return outbox(page, typed.refusals);
  const { address, back } = typed.value;
  const result = await trustAddress(page.city, page.acting, address);
  if (!result.ok) return outbox(page, result.refusals);
  return redirect(back ? '/administration/mail' : outboxPath.to({}), 'mail.address_cleared');
}
