/** Practice City's publications: counts published, corrected, withdrawn, a draft that waits, one that is blocked, days without publication. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import type { Result } from '#kit/result.ts';
import type { PracticeSeed } from '#platform/practice.ts';
import type { Role } from '#rules/permissions.ts';
import { setBlackout } from './blackout-service.ts';
import type { PublicationQuestions } from './publication-questions.ts';
import { approve, draft, type NewDraft, withdraw } from './publication-service.ts';

const scoreboard = 'duties.scoreboard';

export function publicationPractice(ask: PublicationQuestions): PracticeSeed {
  return async (tools) => {
    const { today } = tools;
    const office = async (role: Role) => ({ actor: await tools.actorOf(role), requestId: null });
    const counsel = await office('city_attorney');
    const [chief, reviewer] = [await office('chief_of_staff'), await office('reviewer')];
    const drafted = async (
      on: IsoDate,
      time: string,
      asked: Pick<NewDraft, 'kind' | 'subjectId'> & Partial<NewDraft>,
    ) =>
      mustWork(await draft(tools.at(on, time), reviewer, { asOf: on, isCorrection: false, note: '', ...asked }, ask));
    const published = async (on: IsoDate, time: string, asked: Parameters<typeof drafted>[2]) => {
      const { id, hash } = await drafted(on, time, asked);
      mustWork(await approve(tools.at(on, '16:00'), chief, { id, hash }, ask));
      return id;
    };
    const blackout = (on: IsoDate, days: [IsoDate, IsoDate], reason: string) => ({
      city: tools.at(on, '09:00'),
      asked: { fromOn: days[0], toOn: days[1], kinds: null, reason, authority: 'Made up for practice' },
    });
    const past = blackout(
      daysFrom(today, -16),
      [daysFrom(today, -16), daysFrom(today, -14)],
      'A hearing on the directive (made up).',
    );
    mustWork(await setBlackout(past.city, counsel, past.asked));
    await published(daysFrom(today, -10), '11:00', { kind: scoreboard, subjectId: 'pd-1' });
    await published(daysFrom(today, -8), '10:30', {
      kind: scoreboard,
      subjectId: 'pd-1',
      isCorrection: true,
      note: 'The first version was drafted before that day’s reviews were recorded. These counts include them.',
    });
    const gone = await published(daysFrom(today, -6), '11:00', { kind: scoreboard, subjectId: 'pd-2' });
    const why = {
      id: gone,
      publicNote: 'The counts were those of a draft of the directive. New counts follow after a review.',
    };
    mustWork(await withdraw(tools.at(daysFrom(today, -5), '08:40'), chief, why, ask));
    await drafted(today, '08:10', {
      kind: scoreboard,
      subjectId: 'pd-1',
      note: 'Counts after the first date of the plans.',
    });
    await drafted(today, '08:20', {
      kind: 'directives.text',
      subjectId: 'pd-2',
      isCorrection: true,
      note: 'Questions about this text: 213-555-0100 (a made-up number).',
    });
    const coming = blackout(
      today,
      [daysFrom(today, 5), daysFrom(today, 7)],
      'Talks with the regional office (made up).',
    );
    mustWork(await setBlackout({ ...coming.city }, counsel, coming.asked));
  };
}

function daysFrom(day: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(day).add({ days }).toString() as IsoDate;
}

function mustWork<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`practice: a publication was refused: ${result.refusals.map((one) => one.key).join(', ')}`);
}
