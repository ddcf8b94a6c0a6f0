/** `steward mail bounces`: the mail server pipes returned mails in. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { City } from '#platform/city.ts';
import { type Command, CommandRefused } from '#platform/command.ts';
import { type ReportCounts, takeReport } from './notice-bounces.ts';

export type MailTools = {
  /** Every city of this installation, closed afterwards. */
  withCities<T>(run: (cities: readonly City[]) => Promise<T>): Promise<T>;
  stdin: Readable;
  now(): number;
};

/** A report quotes the mail that came back; larger things are none. */
const largestReport = 20_000_000;

export function mailCommands({ withCities, stdin, now }: MailTools): Command[] {
  return [
    {
      words: ['mail', 'bounces'],
      summary:
        'Take returned mails in, as files or from the mail server: delivery reports are matched with what was sent.',
      positionals: [{ name: 'FILE…', describe: 'a returned mail as it came; - reads one from standard input' }],
      options: { json: { type: 'boolean', describe: 'print JSON' } },
      async run({ positionals, options, print }) {
        const mails: Uint8Array[] = [];
        for (const file of positionals) {
          const raw = file === '-' ? await buffer(stdin) : await readFile(file).catch(() => null);
          if (!raw) throw new CommandRefused(`${file} cannot be read`);
          if (raw.length > largestReport) throw new CommandRefused(`${file} is larger than a returned mail can be`);
          mails.push(raw);
        }
        const sum: ReportCounts = { recorded: 0, known: 0, unknown: 0, other: 0 };
        await withCities(async (cities) => {
          for (const raw of mails) {
            const counts = await takeReport(cities, raw, now());
            for (const name of Object.keys(sum) as (keyof ReportCounts)[]) sum[name] += counts[name];
          }
        });
        if (options.json) return print(JSON.stringify(sum, null, 2));
        print(
          `${sum.recorded} recorded, ${sum.known} known before, ${sum.unknown} not of a mail of ours, ${sum.other} no delivery report`,
        );
      },
    },
  ];
}
