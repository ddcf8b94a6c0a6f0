/** Small files for Practice City: each says PRACTICE first, and the seed decides its figures. */
import { type Random, pick } from '#kit/random.ts';

export type PracticeFile = { name: string; content: Buffer };

const places = [
  'North Pool',
  'South Library lot',
  'Civic garage',
  'East yard',
  'Harbor Street lot',
  'Market hall',
  'Hill recreation center',
  'Station plaza',
];
const sections = [
  'Scope and sites',
  'Roles and alternates',
  'Steps for staff at the counter',
  'Documents and data',
  'Signs and gates',
  'Training',
  'Contractors and tenants',
  'Services for families',
  'Reporting',
];
const mark = 'PRACTICE - Practice City does not exist';

export function practiceFile(duty: string, department: string, random: Random): PracticeFile {
  const name = department
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '');
  switch (duty) {
    case 'plan':
      return {
        name: `preparedness-plan-${name}.pdf`,
        content: practicePdf([
          mark,
          `Preparedness plan: ${department}`,
          ...sections.map((section, index) => `${index + 1}. ${section}`),
        ]),
      };
    case 'inventory': {
      const rows = places
        .filter(() => random() < 0.7)
        .map((place) => `${place},${pick(random, ['owned', 'leased', 'controlled'])},${pick(random, ['yes', 'no'])}`);
      return csv(`inventory-${name}.csv`, 'place,held as,could be used', rows);
    }
    case 'training':
      return csv(`training-${name}.csv`, 'module,completed,of all', [
        `Ordinance in ten minutes,${60 + Math.floor(random() * 30)},94`,
      ]);
    case 'signs':
      return csv(
        `work-orders-${name}.csv`,
        'work order,place,sign',
        [1, 2, 3].map((number) => `P-${number},${pick(random, places)},staff only`),
      );
    default:
      return { name: `${duty}-${name}.txt`, content: Buffer.from(`${mark}\n${department}\n${duty}\n`, 'utf8') };
  }
}

function csv(name: string, head: string, rows: readonly string[]): PracticeFile {
  return { name, content: Buffer.from(`${[mark, head, ...rows].join('\r\n')}\r\n`, 'utf8') };
}

/** One page of plain lines as PDF 1.4, in a font that every reader has. */
function practicePdf(lines: readonly string[]): Buffer {
  const escaped = lines.map((line) => line.replace(/[^\x20-\x7e]/g, '?').replace(/([\\()])/g, '\\$1'));
  const text = `BT /F1 14 Tf 72 720 Td 22 TL ${escaped.map((line) => `(${line}) Tj T*`).join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`;
  return Buffer.from(pdf, 'latin1');
}
