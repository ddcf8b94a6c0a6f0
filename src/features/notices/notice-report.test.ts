import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readReport } from './notice-report.ts';

const id = '0198f2a0-0000-7000-8000-000000000001';

type Shape = { status?: string; returned?: string; headers?: boolean };

/** A report as a mail server writes it. */
function aReport({
  status = statusOf({}),
  returned = `Message-ID: <${id}@city.example.org>`,
  headers = false,
}: Shape): string {
  return `From: MAILER-DAEMON@mx.example.org
To: steward@city.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

This is a MIME-encapsulated message.

--=_b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--=_b
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Thu, 31 Jul 2025 07:00:12 -0700 (PDT)

${status}
--=_b
Content-Type: ${headers ? 'text/rfc822-headers' : 'message/rfc822'}

From: steward@city.example.org
To: liaison@example.org
Subject: Practice City: 2 late
${returned}
${headers ? '' : '\nDear liaison\n'}
--=_b--
`.replaceAll('\n', '\r\n');
}

function statusOf(fields: { action?: string; code?: string; final?: string; original?: string }): string {
  const { action = 'failed', code = '5.1.1', final = 'Liaison@Example.org', original } = fields;
  return `${original ? `Original-Recipient: rfc822;${original}\n` : ''}Final-Recipient: rfc822; ${final}
Action: ${action}
Status: ${code}
Diagnostic-Code: smtp; 550 5.1.1 <liaison@example.org>: Recipient address
    rejected: User unknown
`;
}

const cases: [promise: string, report: string, expected: Awaited<ReturnType<typeof readReport>>][] = [
  ['an unknown user', aReport({}), [{ messageId: id, recipients: ['liaison@example.org'], code: '5.1.1' }]],
  [
    'with headers alone',
    aReport({ headers: true }),
    [{ messageId: id, recipients: ['liaison@example.org'], code: '5.1.1' }],
  ],
  [
    'an alias: as we wrote it, and as it was in the end',
    aReport({ status: statusOf({ final: 'jane@host.example.org', original: 'liaison@example.org' }) }),
    [{ messageId: id, recipients: ['liaison@example.org', 'jane@host.example.org'], code: '5.1.1' }],
  ],
  [
    'given up after days',
    aReport({ status: statusOf({ code: '4.4.1' }) }),
    [{ messageId: id, recipients: ['liaison@example.org'], code: '4.4.1' }],
  ],
  ['a delay is no failure', aReport({ status: statusOf({ action: 'delayed', code: '4.4.1' }) }), []],
  ['a receipt is no failure', aReport({ status: statusOf({ action: 'delivered', code: '2.0.0' }) }), []],
  ['without the id of the mail', aReport({ returned: 'X-Other: 1' }), null],
  ['an automatic answer', 'From: liaison@example.org\r\nSubject: Out of office\r\n\r\nI am away.\r\n', null],
  ['nothing at all', '', null],
];

for (const [promise, report, expected] of cases) {
  test(`reads ${promise}`, async () => assert.deepEqual(await readReport(report), expected));
}

test('reads two recipients of one mail', async () => {
  const status = `${statusOf({})}\n${statusOf({ final: 'b@example.org', code: '5.2.2' })}`;
  const found = await readReport(aReport({ status }));
  assert.deepEqual(
    found?.map(({ recipients, code }) => [recipients[0], code]),
    [
      ['liaison@example.org', '5.1.1'],
      ['b@example.org', '5.2.2'],
    ],
  );
});

test('breaks at no text, however odd', async () => {
  const report = aReport({});
  await fc.assert(
    fc.asyncProperty(fc.nat(report.length), fc.nat(report.length), fc.string(), async (from, to, odd) => {
      await readReport(report.slice(0, from) + odd + report.slice(to));
    }),
    { numRuns: 100 },
  );
});
