/** The law of records in Practice City: a legal hold that stands, a destruction with its certificate, a list that waits. */
import type { IsoDate } from '#kit/dates.ts';
import type { Result } from '#kit/result.ts';
import { writeMail } from '#platform/mail.ts';
import type { PracticeSeed, PracticeTools } from '#platform/practice.ts';
import { draftList } from './destruction-draft.ts';
import { destroyApproved } from './destruction-run.ts';
import { approveList, proposeList } from './destruction-service.ts';
import { inOneTransaction } from './destruction-store.ts';
import { placeHold } from './legal-hold-service.ts';
import { everything } from './legal-hold-terms.ts';
import type { RetentionQuestions } from './retention-questions.ts';

/** Mail of two years ago, of which nobody needs the text any more; the later ones are on the list that waits. */
const oldMails: readonly [IsoDate, string][] = [
  ['2023-06-12', 'Reminder: list of city sites'],
  ['2023-06-19', 'Reminder: list of city sites'],
  ['2023-07-03', 'Meeting of the working group'],
  ['2023-07-24', 'Reminder: summer schedule'],
  ['2023-07-28', 'Meeting of the working group'],
];

/** The first of the seeds: what is older than all other work has older ids, too. */
export function retentionPractice(questions: RetentionQuestions): PracticeSeed {
  return async (tools) => {
    for (const [day, subject] of oldMails) await writeOld(tools, day, subject);
    const officer = { actor: await tools.actorOf('records_officer'), requestId: null };
    const counsel = { actor: await tools.actorOf('city_attorney'), requestId: null };
    const { sources } = questions;
    const listId = await draftList(tools.at('2025-07-14', '02:41'), sources);
    if (!listId) throw new Error('practice: nothing was due to be destroyed');
    mustWork(await proposeList(tools.at('2025-07-14', '10:05'), officer, listId));
    mustWork(await approveList(tools.at('2025-07-15', '09:30'), counsel, listId));
    await destroyApproved(tools.at('2025-07-15', '09:35'), sources);
    const hold = {
      scope: {
        ...everything,
        classIds: ['duties.assignment', 'duties.submission', 'duties.act'],
        bodyIds: ['airport'],
      },
      isForAll: false,
      matter: 'PRACTICE. A matter about inspections at the airport.',
      reason: 'PRACTICE. Counsel expects a demand for what the airport handed in.',
    };
    mustWork(await placeHold(tools.at('2025-07-16', '11:10'), counsel, hold, questions));
    await draftList(tools.at('2025-07-31', '02:41'), sources);
  };
}

async function writeOld(tools: PracticeTools, day: IsoDate, subject: string): Promise<void> {
  const city = tools.at(day, '08:00');
  const { actor } = { actor: await tools.actorOf('liaison', 'parks') };
  const mail = { toPersonId: actor.personId, toAddress: 'liaison.parks@example.org', subject, about: null };
  await inOneTransaction(city, (tx) => writeMail(city, tx, { ...mail, body: 'PRACTICE. Mail of an earlier year.' }));
}

function mustWork(result: Result<unknown>): void {
  if (!result.ok) throw new Error(`practice: refused: ${result.refusals.map((one) => one.key).join(', ')}`);
}
