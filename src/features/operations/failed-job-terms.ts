/** What a failed job left behind, in so few words that nothing of a person stands in them. */

const longest = 140;

/** The fault's own name and code, and its message without anything quoted, numbered or addressed. */
export function faultWords(output: unknown): string {
  if (typeof output !== 'object' || output === null) return '';
  const { name, code, message, value } = output as Record<string, unknown>;
  const said = typeof message === 'string' ? message : typeof value === 'string' ? value : '';
  const parts = [text(name), text(code), withoutTexts(said)].filter((part) => part !== '' && part !== 'Error');
  return parts.join(': ').slice(0, longest);
}

const text = (value: unknown) => (typeof value === 'string' && /^[\w.-]{1,40}$/.test(value) ? value : '');

function withoutTexts(message: string): string {
  const [line = ''] = message.split('\n');
  return line
    .replace(/"[^"]*"|'[^']*'|«[^»]*»|“[^”]*”|\([^)]*\)/g, '…')
    .replace(/\S+@\S+/g, '…')
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/gi, '…')
    .replace(/\d{3,}/g, '…')
    .trim();
}
