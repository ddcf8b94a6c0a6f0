/** One JSON line an event on standard error. Lines carry ids, never names, addresses or what was typed. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Record<string, string | number | boolean | null | undefined>;
export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
};

const order: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

export function createLog(
  part: string,
  level: LogLevel,
  write: (line: string) => void = (line) => process.stderr.write(line),
): Log {
  const at =
    (lineLevel: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (order[lineLevel] < order[level]) return;
      write(`${JSON.stringify({ at: new Date().toISOString(), level: lineLevel, part, event, ...fields })}\n`);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * What a line may say of a fault. Messages of databases, parsers and mail servers quote what they were given, which may be
 * a name or an address: what stands in quotes, in angle brackets or looks like an address is taken out.
 */
export function faultFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { fault: typeof error };
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown };
  const named = { code, constraint, table };
  const known = Object.entries(named).filter(([, value]) => typeof value === 'string' && /^[\w.-]{1,80}$/.test(value));
  const cause = error.cause instanceof Error ? { cause: withoutValues(error.cause.message) } : {};
  return {
    fault: error.name,
    message: withoutValues(error.message),
    ...Object.fromEntries(known.map(([name, value]) => [name === 'code' ? 'faultCode' : name, value as string])),
    ...cause,
    ...(placesOf(error) ? { places: placesOf(error) } : {}),
  };
}

/** The sentence of a fault without what it quotes, at most 300 characters, one line. */
export function withoutValues(message: string): string {
  return message
    .replace(/\n[^]*/, '')
    .replace(/"[^"]*("|$)|`[^`]*(`|$)|(?<!\w)'[^']*('(?!\w)|$)|“[^”]*(”|$)|<[^>]*(>|$)/g, '…')
    .replace(/([a-z][a-z0-9+.-]*:\/\/)\S+/gi, '$1…')
    .replace(/\S+@\S+/g, '…')
    .replace(/(?<![\w.-])(?:\+?(?:\d[\s()-]*){7,}\d|\d{3}[.]\d{3}[.]\d{4})(?![\w.-])/g, '…')
    .slice(0, 300);
}

/** Where it happened: file and line of the first five frames, without the machine's own folders. */
function placesOf(error: Error): string {
  const frames = [...(error.stack ?? '').matchAll(/^\s+at .*?(?:src|node_modules)\/([^\s)]+:\d+):\d+\)?$/gm)];
  return frames
    .slice(0, 5)
    .map(([, place]) => place)
    .join(' < ');
}
