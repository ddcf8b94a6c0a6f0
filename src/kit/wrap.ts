/** Breaks plain text into lines of a width, for mail. */

/** Lines of at most `width` characters, broken at spaces and indented as they were; a longer word, such as an address, stays whole. */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line.trimEnd(), width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  if (lengthOf(line) <= width) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = '';
  for (const word of line.slice(indent.length).split(' ')) {
    const longer = current === '' ? indent + word : `${current} ${word}`;
    if (current !== '' && lengthOf(longer) > width) {
      lines.push(current.trimEnd());
      current = indent + word;
    } else current = longer;
  }
  return [...lines, current].join('\n');
}

const segmenter = new Intl.Segmenter();

/** In characters as a reader counts them. */
function lengthOf(text: string): number {
  return text.length <= 20 ? text.length : [...segmenter.segment(text)].length;
}
