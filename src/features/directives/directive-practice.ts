/** Receipts in Practice City: most departments have confirmed the first directive, some of them the second. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import type { PracticeTools } from '#platform/practice.ts';
import { directiveHolders } from './directive-holders.ts';
import { confirmReceipt } from './directive-service.ts';
import { directivesAsOf } from './directive-store.ts';

/** Of the first directive every fourth department is open, of each later one every second. */
export async function directivePractice(tools: PracticeTools): Promise<void> {
  const city = tools.at(tools.today, '08:00');
  for (const [place, { directive, version }] of (await directivesAsOf(city, tools.today)).entries()) {
    const every = place === 0 ? 4 : 2;
    for (const [index, { body }] of directiveHolders(directive, city.profile, tools.today).entries()) {
      const daysAfter = 1 + Math.floor(tools.random() * 5);
      const on = dayAfter(directive.signedOn, daysAfter);
      if (index % every === every - 1 || on > tools.today) continue;
      const role = tools.random() < 0.7 ? 'general_manager' : 'liaison';
      const acting = { actor: await tools.actorOf(role, body.id), requestId: null };
      const result = await confirmReceipt(tools.at(on, '11:20'), acting, {
        directiveId: directive.id,
        version,
        bodyId: body.id,
      });
      if (!result.ok)
        throw new Error(`practice: ${body.id} could not confirm ${directive.id}: ${result.refusals[0]?.key}`);
    }
  }
}

function dayAfter(day: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(day).add({ days }).toString() as IsoDate;
}
