/** What an administrator does about mail that did not arrive: sends it again, or says that an address is right. */
import { ok, refuse, type Result } from '#kit/result.ts';
import { type Acting, auditedChange } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { addressFaults, clearAddress } from '#platform/mail-bounces.ts';
import { may } from '#rules/permissions.ts';
import { cityActs } from './city-acts.ts';
import { mailById, reopenMail } from './city-outbox-store.ts';

const stop = (key: string) => ({ value: refuse(key), note: [] });

/** Sets a mail that failed or came back on its way again; first its address must be right. */
export function retryMail(city: City, acting: Acting, mailId: string): Promise<Result<null>> {
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    if (!may(acting.actor, cityActs.retryMail)) return stop('outbox.refused.not-allowed');
    const mail = await mailById(tx, mailId);
    if (!mail) return stop('outbox.refused.unknown');
    if ((await addressFaults(tx, [mail.to_address])).length > 0) return stop('outbox.refused.address');
    if (!(await reopenMail(tx, mailId))) return stop('outbox.refused.not-failed');
    const details = { was: mail.closed_why, tries: mail.tries };
    return { value: ok(null), note: { event: 'mail.retried', subject: { kind: 'outbox_mail', id: mail.id }, details } };
  });
}

/** Mail to the address goes out again. */
export function trustAddress(city: City, acting: Acting, address: string): Promise<Result<null>> {
  return auditedChange<Result<null>>(city, acting, async (tx) => {
    const { actor } = acting;
    if (!actor || !may(actor, cityActs.retryMail)) return stop('outbox.refused.not-allowed');
    const [fault] = await addressFaults(tx, [address]);
    if (!fault) return stop('outbox.refused.no-fault');
    const bounces = await clearAddress(tx, address, actor.personId, city.clock.now());
    const subject = { kind: 'outbox_mail', id: fault.mailId } as const;
    return {
      value: ok(null),
      note: { event: 'mail.address_cleared', subject, details: { bounces, code: fault.code } },
    };
  });
}
