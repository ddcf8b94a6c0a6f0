/** Tasks and what was handed in, as a search finds them: only what the reader may read, and nothing that betrays the rest. */
import { localText } from '#kit/text.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Link } from '#rules/links.ts';
import { type Actor, bodiesWhere } from '#rules/permissions.ts';
import { dutyActs } from './duty-acts.ts';
import { submittedTexts } from './duty-store.ts';
import { mayReadEvidence } from './duty-task-reading.ts';
import { readTasks, type Task } from './duty-view.ts';

export type DutyHit = { link: Link; title: string; text: string; bodyId: BodyId };
export type DutySearchable = {
  kind: Link['kind'];
  /** `words` are folded; each must begin a word of the text in one language, which is then the language of the hit. */
  find(city: City, actor: Actor, words: readonly string[], limit: number): Promise<DutyHit[]>;
};

/** How many of the newest submissions are looked through. */
const newestSubmissions = 5000;
const tags = ['en', 'es'] as const;

export const dutySearchables: readonly DutySearchable[] = [
  {
    kind: 'task',
    async find(city, actor, words, limit) {
      const tasks = await readable(city, actor);
      return tasks.flatMap((task) => hitOfTask(city, task, words) ?? []).slice(0, limit);
    },
  },
  {
    kind: 'submission',
    async find(city, actor, words, limit) {
      const tasks = new Map((await readable(city, actor)).map((task) => [task.row.id, task]));
      const where = bodiesWhere(actor, dutyActs.read);
      const found = await submittedTexts(city.db, where === 'all' ? null : where, newestSubmissions);
      return found
        .flatMap((one) => {
          const task = tasks.get(one.task_id);
          if (!task || !mayReadEvidence(actor, task)) return [];
          if (!holdsWords([one.note, ...one.file_names].join(' '), words)) return [];
          const tag = tagOf(city, task, '', []) ?? 'en';
          const title = `${localText(task.view.title, tag)}, ${bodyNameIn(city, one.body_id, tag)} (${one.number})`;
          return [
            {
              link: { kind: 'task' as const, id: one.task_id },
              title,
              text: [one.note, ...one.file_names].filter(Boolean).join(' · '),
              bodyId: one.body_id,
            },
          ];
        })
        .slice(0, limit);
    },
  },
];

async function readable(city: City, actor: Actor): Promise<Task[]> {
  const where = bodiesWhere(actor, dutyActs.read);
  if (where !== 'all' && where.length === 0) return [];
  return readTasks(city, todayIn(city), where === 'all' ? {} : { bodyIds: where });
}

function hitOfTask(city: City, task: Task, words: readonly string[]): DutyHit | null {
  const { view, version } = task;
  const mark = `${version.document.directiveShortTitle} ${view.clauseId}`;
  const tag = tagOf(city, task, mark, words);
  if (!tag) return null;
  const occurrence = view.occurrence === 'once' ? '' : `, ${view.occurrence}`;
  const title = `${localText(view.title, tag)}${occurrence}, ${bodyNameIn(city, view.bodyId, tag)}`;
  return {
    link: { kind: 'task', id: view.taskId },
    title,
    text: localText(version.document.duty.ask, tag),
    bodyId: view.bodyId,
  };
}

/** The language in which the task's texts hold the words. */
function tagOf(city: City, { view, version }: Task, mark: string, words: readonly string[]): string | null {
  const body = city.profile.bodies.find((one) => one.id === view.bodyId);
  const text = (tag: string) =>
    [
      mark,
      localText(view.title, tag),
      localText(version.document.duty.ask, tag),
      body ? localText(body.name, tag) : '',
      body?.acronym ?? '',
      view.occurrence,
    ].join(' ');
  return tags.find((tag) => holdsWords(text(tag), words)) ?? null;
}

function bodyNameIn(city: City, bodyId: BodyId, tag: string): string {
  const body = city.profile.bodies.find((one) => one.id === bodyId);
  return body ? localText(body.name, tag) : bodyId;
}

/** True when every word begins a word of the text; file names fall apart at every sign. */
function holdsWords(text: string, words: readonly string[]): boolean {
  const folded = ` ${text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')}`;
  return words.every((word) => folded.includes(` ${word}`));
}
