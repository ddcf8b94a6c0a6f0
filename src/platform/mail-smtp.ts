/** Speaks to the mail server: TLS unless the address says otherwise, plain text, a Message-ID that stays. */
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { isAddressCode } from './mail-bounces.ts';
import { MailRefused, MailServerAway, type SendMail } from './mail-sending.ts';

/** `required`: no mail without a verified TLS. `optional`: TLS where the server offers it. `off`: never. */
export const tlsWays = ['required', 'optional', 'off'] as const;
export type MailServer = {
  host: string;
  port: number;
  /** TLS from the first byte (`smtps:`); otherwise by STARTTLS. */
  isTlsFirst: boolean;
  tls: (typeof tlsWays)[number];
  user: string | null;
  password: string | null;
};

/** Reads `smtp://user:password@host:587?tls=required`. Throws a RangeError where `tls` is none of its words. */
export function mailServerOf(address: string): MailServer {
  const url = new URL(address);
  const isTlsFirst = url.protocol === 'smtps:';
  const asked = url.searchParams.get('tls') ?? 'required';
  const tls = tlsWays.find((one) => one === asked);
  if (!tls || (isTlsFirst && tls !== 'required')) throw new RangeError(`tls=${asked}`);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port ? Number(url.port) : isTlsFirst ? 465 : 587,
    isTlsFirst,
    tls,
    user: url.username ? decodeURIComponent(url.username) : null,
    password: url.password ? decodeURIComponent(url.password) : null,
  };
}

/** How long a server may take; the whole of it is well within the time after which a claim is void. */
export type SmtpPatience = { connectMs: number; greetingMs: number; silenceMs: number; wholeMs: number };
const usualPatience: SmtpPatience = { connectMs: 10_000, greetingMs: 10_000, silenceMs: 20_000, wholeMs: 90_000 };

/** `from` is a mail address, with or without a name before it; its host stands in every Message-ID. */
export function smtpSender(address: string, from: string, patience: SmtpPatience = usualPatience): SendMail {
  const { host, port, isTlsFirst, tls, user, password } = mailServerOf(address);
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: isTlsFirst,
    requireTLS: !isTlsFirst && tls === 'required',
    ignoreTLS: tls === 'off',
    ...(tls === 'optional' ? { opportunisticTLS: true, tls: { rejectUnauthorized: false } } : {}),
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: patience.connectMs,
    greetingTimeout: patience.greetingMs,
    socketTimeout: patience.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const own = mailHostOf(from);
  return async ({ to, subject, text, id, city }) => {
    const message: SendMailOptions & { signal: AbortSignal } = {
      from,
      // As one address, whatever signs are in it.
      to: { name: '', address: to },
      subject,
      text,
      messageId: `<${id}@${own}>`,
      list: { id: `${city}.${own}` },
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      signal: AbortSignal.timeout(patience.wholeMs),
    };
    await transport.sendMail(message).catch((error: unknown) => {
      throw whatItMeans(error);
    });
  };
}

export function mailHostOf(from: string): string {
  return /@([^\s@>]+)>?\s*$/.exec(from)?.[1]?.toLowerCase() ?? 'localhost';
}

/** A reply to the address or to the text is about this mail; everything before is about the server or our settings. */
function whatItMeans(error: unknown): Error {
  const { command, code, responseCode, response, message } = error as Record<string, unknown>;
  const words = typeof message === 'string' ? message : String(error);
  if (code === 'EENVELOPE' && command === 'API') {
    return new MailRefused(words, { isPermanent: true, code: '5.1.3', isAddressFault: true });
  }
  if ((command === 'RCPT TO' || command === 'DATA') && typeof responseCode === 'number') {
    const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(String(response))?.[1] ?? String(responseCode);
    const isPermanent = responseCode >= 500;
    const isAddressFault = isPermanent && command === 'RCPT TO' && isAddressCode(status);
    return new MailRefused(words, { isPermanent, code: status, isAddressFault });
  }
  return new MailServerAway(words);
}
