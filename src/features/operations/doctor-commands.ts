/** `steward doctor`: looks at everything that must hold for Steward to work, and says what to do where it does not. */
import { access, constants, stat, statfs } from 'node:fs/promises';
import { type Command, CommandRefused } from '#platform/command.ts';
import type { Config } from '#platform/config.ts';
import { type CityExam, examineCity } from './doctor-city.ts';
import { type Finding, fine, look, wrong } from './doctor-terms.ts';

export type DoctorTools = {
  /** The settings, or the sentence that refuses them. */
  settings(): { config: Config } | { refused: string };
  unknownVariables(): readonly string[];
  /** Opens each city and examines it; a city that cannot be opened answers the reason. */
  withCities(
    config: Config,
    examine: (exam: Omit<CityExam, 'isFull' | 'now'>) => Promise<Finding[]>,
  ): Promise<readonly Finding[]>;
  nodeVersion: string;
  now(): number;
};

export function doctorCommands(tools: DoctorTools): Command[] {
  return [
    {
      words: ['doctor'],
      summary: 'Look at settings, data folder, database, audit, worker, files, keys and backups, and say what to do.',
      positionals: [],
      options: {
        full: { type: 'boolean', describe: 'verify the whole audit and read every file' },
        json: { type: 'boolean', describe: 'print JSON' },
      },
      async run({ options, print }) {
        const findings = await examine(tools, options.full === true);
        if (options.json) print(JSON.stringify(findings, null, 2));
        else for (const line of linesOf(findings)) print(line);
        const failed = findings.filter((finding) => finding.state === 'fail').length;
        if (failed > 0) throw new CommandRefused(`${failed} of ${findings.length} checks failed`);
      },
    },
  ];
}

export async function examine(tools: DoctorTools, isFull: boolean): Promise<Finding[]> {
  const major = Number.parseInt(tools.nodeVersion, 10);
  const node =
    major >= 24
      ? fine('node', `Node ${tools.nodeVersion}`)
      : wrong('node', `Node ${tools.nodeVersion}`, 'Steward needs Node 24 or newer; npm brings it');
  const settings = tools.settings();
  if ('refused' in settings) return [node, wrong('settings', settings.refused, 'see docs/configuration.md')];
  const { config } = settings;
  const unknown = tools.unknownVariables();
  return [
    node,
    unknown.length > 0
      ? look('settings', unknown.join(' '), 'mend the name or take it out')
      : fine('settings', `${config.mode}, ${config.cities.length} ${config.cities.length === 1 ? 'city' : 'cities'}`),
    addressFinding(config),
    ...(await folderFindings(config)),
    ...(await tools.withCities(config, (exam) => examineCity({ ...exam, isFull, now: tools.now() }))),
  ];
}

function addressFinding({ baseUrl, isProduction }: Config): Finding {
  if (isProduction && !baseUrl.startsWith('https://'))
    return wrong(
      'address',
      `${baseUrl} is not https`,
      'put a server that speaks HTTPS in front, and set STEWARD_BASE_URL',
    );
  return fine('address', baseUrl);
}

async function folderFindings({ dataFolder, backupFolder }: Config): Promise<Finding[]> {
  const found = await stat(dataFolder).catch(() => null);
  if (!found)
    return [wrong('data-folder', `${dataFolder} is not there`, 'npm start makes it, or name another in STEWARD_DATA')];
  const isOpen = (found.mode & 0o066) !== 0;
  const isWritable = await access(dataFolder, constants.W_OK).then(
    () => true,
    () => false,
  );
  const findings = [
    !isWritable
      ? wrong('data-folder', `${dataFolder} cannot be written by this account`, 'run as the account that owns it')
      : isOpen
        ? wrong('data-folder', `${dataFolder} can be read by other accounts`, `chmod 700 ${dataFolder}`)
        : fine('data-folder', `${dataFolder} is this account's own`),
    await spaceFinding('data-space', dataFolder),
  ];
  if (!backupFolder) return findings;
  const holds = await access(backupFolder, constants.W_OK).then(
    () => true,
    () => false,
  );
  return [
    ...findings,
    holds
      ? await spaceFinding('backup-space', backupFolder)
      : wrong(
          'backup-folder',
          `${backupFolder} is not there or cannot be written`,
          'make it, or name another in STEWARD_BACKUPS',
        ),
  ];
}

async function spaceFinding(check: string, folder: string): Promise<Finding> {
  const { bavail, bsize, blocks } = await statfs(folder);
  const free = bavail * bsize;
  const says = `${Math.floor(free / 1_000_000).toLocaleString('en')} MB free, ${Math.round((bavail / Math.max(1, blocks)) * 100)} % of the disk`;
  if (free < 100_000_000) return wrong(check, says, 'make room: with a full disk nothing can be handed in');
  return free < 1_000_000_000 ? look(check, says, 'make room soon') : fine(check, says);
}

const marks = { ok: 'ok   ', warn: 'warn ', fail: 'FAIL ' } as const;

function linesOf(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map((finding) => finding.check.length));
  const counted = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  return [
    ...findings.map(
      ({ check, state, says, remedy }) =>
        `${marks[state]} ${check.padEnd(width)}  ${says}${remedy ? `. ${capital(remedy)}` : ''}.`,
    ),
    `${counted('ok')} ok, ${counted('warn')} to look at, ${counted('fail')} failed.`,
  ];
}

const capital = (text: string) =>
  /^(steward|npm|chmod) /.test(text) ? `Run ${text}` : text.charAt(0).toUpperCase() + text.slice(1);
