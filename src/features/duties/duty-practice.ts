/** Fills Practice City with tasks at work, through the same services that people use. */
import { Readable } from 'node:stream';
import type { Result } from '#kit/result.ts';
import type { Random } from '#kit/random.ts';
import { localText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import type { PracticeSeed, PracticeTools } from '#platform/practice.ts';
import type { ProofKind } from '#rules/obligations.ts';
import type { Role } from '#rules/permissions.ts';
import { nudge } from './duty-nudge-service.ts';
import { practiceFile } from './duty-practice-files.ts';
import { nudgeTime, practiceStory, type StoryStep, type StoryTime } from './duty-practice-story.ts';
import type { DutyQuestions } from './duty-questions.ts';
import * as acts from './duty-service.ts';
import { statementWords } from './duty-statement.ts';
import { deliverableForms, type FormField, fileTypeOf, statementVersion } from './duty-terms.ts';
import { readTasks, type Task } from './duty-view.ts';

const year = '2025';
const fileLimit = 1_000_000;

export function dutyPractice(questions: DutyQuestions): PracticeSeed {
  return async (tools) => {
    const tasks = await readTasks(tools.at(tools.today, '08:00'), tools.today, {});
    const steps = practiceStory();
    const before = steps.filter((step) => step.at < nudgeTime);
    for (const step of before) await tellStep(tools, tasks, step, questions);
    const office = { actor: await tools.actorOf('chief_of_staff'), requestId: null };
    mustWork('nudge', await nudge(cityAt(tools, nudgeTime), office, 'late', questions));
    for (const step of steps.slice(before.length)) await tellStep(tools, tasks, step, questions);
  };
}

function cityAt(tools: PracticeTools, at: StoryTime): City {
  const [day, time] = at.split(' ') as [string, string];
  return tools.at(`${year}-${day}` as `${number}-${number}-${number}`, time);
}

const officeRoles: Partial<Record<StoryStep['move'], Role>> = {
  accept: 'reviewer',
  return: 'reviewer',
  answer_question: 'reviewer',
  extend: 'chief_of_staff',
  refuse_more_time: 'chief_of_staff',
  excuse: 'chief_of_staff',
  refuse_exemption: 'chief_of_staff',
  advise: 'city_attorney',
};

async function tellStep(
  tools: PracticeTools,
  tasks: readonly Task[],
  step: StoryStep,
  questions: DutyQuestions,
): Promise<void> {
  const occurrence = step.occurrence ?? 'once';
  const task = tasks.find(
    ({ row }) =>
      row.body_id === step.body &&
      row.duty_id === step.duty &&
      (row.occurrence === occurrence || step.occurrence === undefined),
  );
  if (!task) throw new Error(`practice: there is no task ${step.body}/${step.duty}`);
  const city = cityAt(tools, step.at);
  const officeRole = officeRoles[step.move];
  const role =
    officeRole ??
    (step.move === 'submit'
      ? (step.by ?? signerOf(task))
      : step.move === 'decline' || step.move === 'hand_over'
        ? 'general_manager'
        : 'liaison');
  const acting = { actor: await tools.actorOf(role, officeRole ? undefined : step.body), requestId: null };
  const taskId = task.row.id;
  mustWork(
    `${step.body}/${step.duty} ${step.move}`,
    await act(city, acting, step, { taskId, role, task, random: tools.random, questions }),
  );
}

/** Statements are signed by the general manager, everything else is handed in by the liaison. */
function signerOf(task: Task): Role {
  return task.view.deliverable === 'statement' ? 'general_manager' : 'liaison';
}

type Beside = { taskId: string; role: Role; task: Task; random: Random; questions: DutyQuestions };

async function act(
  city: City,
  acting: { actor: Awaited<ReturnType<PracticeTools['actorOf']>>; requestId: null },
  step: StoryStep,
  beside: Beside,
): Promise<Result<unknown>> {
  const { taskId } = beside;
  switch (step.move) {
    case 'submit':
      return acts.submit(city, acting, { taskId, note: step.note, items: await practiceItems(city, beside) });
    case 'take_back':
      return acts.takeBack(city, acting, { taskId, text: step.text });
    case 'ask_question':
      return acts.askQuestion(city, acting, { taskId, text: step.text });
    case 'ask_more_time':
      return acts.askMoreTime(city, acting, { taskId, text: step.text, wishedOn: step.wishedOn });
    case 'claim_exemption':
      return acts.claimExemption(city, acting, { taskId, text: step.text });
    case 'decline':
      return acts.decline(city, acting, { taskId, text: step.text });
    case 'hand_over': {
      const colleagues = await beside.questions.colleaguesOf(city, step.body);
      const toPersonId = (colleagues.find((one) => one.personId.includes('staff')) ?? colleagues[0])?.personId ?? '';
      return acts.handOver(city, acting, { taskId, text: step.text, toPersonId }, beside.questions.colleaguesOf);
    }
    case 'accept':
      return acts.accept(city, acting, { taskId, text: step.text });
    case 'return':
      return acts.returnSubmission(city, acting, {
        taskId,
        text: step.text,
        points: step.points,
        newDueOn: step.newDueOn ?? null,
      });
    case 'extend':
      return acts.extend(city, acting, { taskId, text: step.text, newDueOn: step.newDueOn });
    case 'refuse_more_time':
      return acts.refuseMoreTime(city, acting, { taskId, text: step.text });
    case 'excuse':
      return acts.excuse(city, acting, { taskId, text: step.text });
    case 'refuse_exemption':
      return acts.refuseExemption(city, acting, { taskId, text: step.text });
    case 'answer_question':
      return acts.answerQuestion(city, acting, { taskId, text: step.text });
    case 'advise':
      return acts.advise(city, acting, { taskId, text: step.text });
  }
}

/** A file where one counts, the form's figures, else a signature: what a department would hand in. */
async function practiceItems(city: City, { task, role, random, questions }: Beside): Promise<acts.NewItem[]> {
  const { duty } = task.version.document;
  const has = (kind: ProofKind) => duty.proof.includes(kind);
  const items: acts.NewItem[] = [];
  const fields: readonly FormField[] = deliverableForms[duty.deliverable];
  if (has('form') && fields.length > 0) items.push({ kind: 'form', form: practiceForm(duty.deliverable, random) });
  if (has('signed_statement')) {
    const words = questions.wordsOf(city, 'en');
    items.push({
      kind: 'signed_statement',
      statement_version: statementVersion,
      statement_text: statementWords(city, task, words),
      signed_role: role,
    });
  } else if (has('file')) items.push(await practiceFileItem(city, task, random));
  return items;
}

async function practiceFileItem(city: City, task: Task, random: Random): Promise<acts.NewItem> {
  const body = city.profile.bodies.find((one) => one.id === task.row.body_id);
  const { name, content } = practiceFile(
    task.row.duty_id,
    body ? localText(body.name, 'en') : task.row.body_id,
    random,
  );
  const { sha256, byteLength } = await city.files.put(Readable.from([content]), fileLimit);
  return { kind: 'file', file_sha256: sha256, file_name: name, byte_length: byteLength, media_type: fileTypeOf(name) };
}

function practiceForm(deliverable: keyof typeof deliverableForms, random: Random): Record<string, string> {
  const many = 4 + Math.floor(random() * 16);
  const values: Record<string, string> = {
    sites: String(many),
    sites_that_could_be_used: String(Math.floor(many / 3)),
    role_title: 'Immigrant affairs liaison',
    role_mailbox: 'liaison@example.org',
    role_phone: '213-555-0100',
    alternate_title: 'Deputy liaison',
    sent: String(many),
    acknowledged: String(many - Math.floor(random() * 3)),
    completed: String(many * 4),
    of_all: String(many * 5),
    events: String(Math.floor(random() * 3)),
    summary: 'PRACTICE. No person was detained at a city place.',
    service_title: 'Family help desk (practice)',
    service_languages: 'English, Spanish',
  };
  const fields: readonly FormField[] = deliverableForms[deliverable];
  return Object.fromEntries(fields.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]]])));
}

/** The story is written so that every step is possible: a refusal is a fault of the story. */
function mustWork(what: string, result: Result<unknown>): void {
  if (!result.ok) throw new Error(`practice: ${what} was refused: ${result.refusals.map((one) => one.key).join(', ')}`);
}
