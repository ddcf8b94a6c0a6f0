/** The reporter that `test/run.ts` gives to each test file: one JSON line per finished test. */
import type { TestEvent } from 'node:test/reporters';
import { z } from 'zod';

export const testLine = z.object({
  kind: z.enum(['passed', 'failed', 'skipped']),
  name: z.string(),
  line: z.number().nullable(),
  error: z.string(),
});
export type TestLine = z.infer<typeof testLine>;

/** Suites do not count, except one that fails by itself (a broken hook). */
export function toTestLine(event: TestEvent): TestLine | null {
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return null;
  const { name, line, skip, todo, details } = event.data;
  const isLeftOut = (skip ?? todo ?? false) !== false;
  const base = { name, line: line ?? null, error: '' };
  if (event.type === 'test:pass') {
    return details.type === 'suite' ? null : { ...base, kind: isLeftOut ? 'skipped' : 'passed' };
  }
  const fault = event.data.details.error as Error & { failureType?: string };
  if (fault.failureType === 'subtestsFailed') return null;
  const error = fault.cause instanceof Error ? (fault.cause.stack ?? fault.cause.message) : fault.message;
  return { ...base, kind: isLeftOut ? 'skipped' : 'failed', error };
}

// oxlint-disable-next-line import/no-default-export -- node:test takes a reporter by its default export
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const line = toTestLine(event);
    if (line) yield `${JSON.stringify(line)}\n`;
  }
}
