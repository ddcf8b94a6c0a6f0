/** How far the tasks of a directive are, as a document that the city can publish: counts of tasks, no department, no person. */
import type { LocalText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import type {
  PublicDocument,
  PublicFigure,
  Publishable,
  PublicSection,
  TableRow,
  Tell,
} from '#platform/publishable.ts';
import { dutyActs } from './duty-acts.ts';
import { clauseRows, countKinds, type Counts, countsOf, isUntracked } from './duty-scoreboard.ts';
import { dutyVersions } from './duty-store.ts';
import { readTasks } from './duty-view.ts';

export const scoreboardKind = 'duties.scoreboard';

/** `tell`: sentences in all languages of the city's screens. */
export function dutyScoreboard(tell: (city: City) => Tell): Publishable {
  return {
    kind: scoreboardKind,
    draftAct: dutyActs.draftScoreboard,
    isInstalled: false,
    async subjects(city) {
      const names = new Map(
        (await dutyVersions(city.db)).map((row) => [row.directive_id, row.document.directiveShortTitle]),
      );
      return [...names].map(([id, name]) => ({ id, title: tell(city)('scoreboard.page.title', { directive: name }) }));
    },
    async draft(city, directiveId, asOf) {
      const tasks = await readTasks(city, asOf, { directiveId });
      const [first] = tasks;
      if (!first) return null;
      const say = tell(city);
      const views = tasks.map((task) => task.view);
      const titles = new Map(tasks.map(({ view, version }) => [view.clauseId, version.document.clauseTitle]));
      const silent = isUntracked(views, city.profile.dutiesTrackedFrom !== null);
      const counts = countsOf(views);
      const sections: PublicSection[] = silent
        ? [untracked(say, views.length)]
        : [figures(say, counts), ...clauses(say, clauseRows(views), titles, counts)];
      const document: PublicDocument = {
        title: say('scoreboard.page.title', { directive: first.version.document.directiveShortTitle }),
        summary: say(silent ? 'scoreboard.page.untracked' : 'scoreboard.page.summary', (formats) => ({
          day: formats.date(asOf),
        })),
        asOf,
        sections: [
          ...sections,
          {
            id: 'how',
            title: say('scoreboard.how.title'),
            kind: 'text',
            paragraphs: [say('scoreboard.how.text'), say('scoreboard.how.rows')],
          },
        ],
        links: [],
        data: null,
      };
      return document;
    },
  };
}

function untracked(say: Tell, count: number): PublicSection {
  const figure: PublicFigure = {
    id: 'noRecord',
    label: say('scoreboard.kind.noRecord'),
    unit: 'things',
    value: count,
    counted: null,
    of: null,
    how: say('scoreboard.how.no-record'),
  };
  return { id: 'figures', title: null, kind: 'figures', figures: [figure] };
}

const ofCounted = ['met', 'late', 'notDue', 'unanswered'] as const;

function figures(say: Tell, counts: Counts): PublicSection {
  const of = { label: say('scoreboard.page.counted'), value: counts.counted, counted: null };
  const shown = ofCounted.filter((kind) => kind !== 'unanswered' || counts.unanswered > 0);
  const rows = shown.map((kind) => ({
    id: kind,
    label: say(`scoreboard.kind.${kind}`),
    unit: 'things' as const,
    value: counts[kind],
    counted: null,
    of,
    how: say(`scoreboard.rule.${kind}`),
  }));
  return { id: 'figures', title: null, kind: 'figures', figures: rows };
}

function clauses(
  say: Tell,
  rows: ReturnType<typeof clauseRows>,
  titles: ReadonlyMap<string, LocalText>,
  all: Counts,
): PublicSection[] {
  if (rows.length === 0) return [];
  const named = (id: string): LocalText =>
    Object.fromEntries(
      Object.entries(titles.get(id) ?? { en: '' }).map(([tag, title]) => [tag, `${id}: ${title}`]),
    ) as LocalText;
  const categories = rows.map(({ clauseId }) =>
    clauseId === null
      ? { id: 'others', label: say('scoreboard.page.others') }
      : { id: clauseId, label: named(clauseId) },
  );
  const cells = (counts: Counts): TableRow['cells'] => ({
    tasks: counts.tasks,
    ...Object.fromEntries(countKinds.map((kind) => [kind, counts[kind]])),
  });
  const table = {
    id: 'clauses',
    caption: say('scoreboard.page.by-clause'),
    how: say('scoreboard.how.rows'),
    where: {},
    dimensions: [{ id: 'clause', label: say('scoreboard.page.clause'), categories, isComplete: true }],
    measures: (['tasks', ...countKinds] as const).map((id) => ({
      id,
      label: say(`scoreboard.kind.${id}`),
      unit: 'things' as const,
      population: null,
      accrues: false,
      basis: null,
    })),
    rows: [
      ...rows.map(({ clauseId, tasks }) => ({ at: { clause: clauseId ?? 'others' }, cells: cells(countsOf(tasks)) })),
      { at: {}, cells: cells(all) },
    ],
  };
  return [{ id: 'clauses', title: say('scoreboard.page.by-clause'), kind: 'table', table }];
}
