/** Tables as CSV (RFC 4180) that no spreadsheet takes for formulas. */

/** A text that a spreadsheet would compute gets an apostrophe before it; quotes, commas and line ends are quoted. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** `lead` are lines before the head, such as the practice mark. Lines end in CR LF; the file begins with a byte order mark. */
export function csvText(
  lead: readonly string[],
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const lines = [...lead.map((line) => csvCell(line)), ...[head, ...rows].map((row) => row.map(csvCell).join(','))];
  return `\ufeff${lines.join('\r\n')}\r\n`;
}
