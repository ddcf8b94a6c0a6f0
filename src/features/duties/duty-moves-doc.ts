/** The moves of a task as a document: drawn from the one table, so that the drawing cannot go wrong. */
import { type Act, rolesThatMay } from '#rules/permissions.ts';
import { type Stage, stages } from '#rules/task-progress.ts';
import { type Move, type MoveName, moveNames, moves } from './duty-moves.ts';

const stageWords: Readonly<Record<Stage, string>> = {
  not_started: 'To do',
  submitted: 'Waiting for the reviewer',
  returned: 'Returned',
  accepted: 'Accepted',
  question_open: 'Question asked',
  more_time_asked: 'More time asked',
  exemption_claimed: 'Said not to apply',
  declined: 'Declined',
  excused: 'Excused',
};

const moveWords: Readonly<Record<MoveName, string>> = {
  submit: 'hand in',
  take_back: 'take back',
  ask_question: 'ask a question',
  ask_more_time: 'ask for more time',
  claim_exemption: 'say that it does not apply',
  decline: 'decline',
  hand_over: 'hand to a colleague',
  accept: 'accept',
  return: 'return point by point',
  extend: 'set a later date',
  refuse_more_time: 'leave the date',
  excuse: 'excuse',
  refuse_exemption: 'keep the task',
  answer_question: 'answer the question',
  advise: 'advise',
  nudge: 'remind',
};

/** The whole of docs/task-moves.md. */
export function movesDocument(): string {
  return `${[
    '# The moves of a task',
    '<!-- Written by `npm run -s steward -- duties moves --markdown`. Change src/features/duties/duty-moves.ts, then run it again. -->',
    'A task stands at one stage. This table says from which stages a move is possible, who makes it, and which stage follows. Buttons, checks and this page are drawn from `src/features/duties/duty-moves.ts`. What a task counts as (met, due, late, excused, unanswered, declined, standing, waiting, no record) is computed from the dated facts that the moves leave, in `src/features/duties/duty-progress.ts`; it is never stored.',
    '## From stage to stage',
    [
      '```mermaid',
      'stateDiagram-v2',
      ...stages.map((stage) => `  ${stage}: ${stageWords[stage]}`),
      '  [*] --> not_started',
      ...arrows(),
      '```',
    ].join('\n'),
    'A question, a wish for more time and a claim lie over the stage before them: when they are answered, the task goes back there. The diagram leaves those ways back out, and the moves that change no stage; the table has all.',
    '## Every move',
    table(),
    'A body that is requested or urged may decline; one that is ordered, directed or expected may not. Where the directive names counsel as the reviewer, the city attorney accepts and returns; where it names nobody, handing in is enough.',
  ].join('\n\n')}\n`;
}

function arrows(): string[] {
  const byWay = new Map<string, string[]>();
  for (const name of moveNames) {
    for (const [from, to] of Object.entries((moves[name] as Move).from)) {
      if (to === 'same' || to === 'before' || from === to) continue;
      const way = `${from} --> ${to}`;
      byWay.set(way, [...(byWay.get(way) ?? []), moveWords[name]]);
    }
  }
  return [...byWay].map(([way, names]) => `  ${way}: ${names.join(', ')}`);
}

function table(): string {
  const head = ['Move', 'Side', 'Who', 'From', 'To', 'Words', 'Audit event'];
  const rows = moveNames.map((name) => {
    const move: Move = moves[name];
    const targets = new Set(Object.values(move.from));
    const to = [...targets]
      .map((target) =>
        target === 'same' ? 'no change' : target === 'before' ? 'the stage before' : stageWords[target],
      )
      .join('; ');
    const from = (Object.keys(move.from) as Stage[]).map((stage) => stageWords[stage]).join(', ');
    const words = { required: 'must be written', optional: 'may be written', none: 'none' }[move.text];
    const only = move.verbs === 'not_binding' ? ' (only when requested or urged)' : '';
    return [
      `${moveWords[name]}${only}`,
      move.side === 'body' ? 'department' : "Mayor's Office",
      whoMay(move.act),
      from,
      to,
      words,
      `\`${move.event}\``,
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function whoMay(act: Act): string {
  return rolesThatMay(act)
    .map((role) => role.replaceAll('_', ' '))
    .join(', ');
}
