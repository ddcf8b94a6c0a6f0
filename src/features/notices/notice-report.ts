/** Reads a delivery status report (RFC 3464): which of our mails came back, from which address, and why. */
import PostalMime, { type Attachment } from 'postal-mime';

/** `messageId`: our mail's own id, before the `@`. `recipients`: in lower case, as we wrote it and as it was in the end. */
export type ReturnedMail = { messageId: string; recipients: readonly string[]; code: string };

/** Every recipient whose delivery has failed for good; null where the text is no delivery report, or of no mail that it names. */
export async function readReport(raw: Uint8Array | string): Promise<readonly ReturnedMail[] | null> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer', maxNestingDepth: 20 }).catch(
    () => null,
  );
  const report = mail?.attachments.find((part) => part.mimeType === 'message/delivery-status');
  const original = mail?.attachments.find((part) =>
    ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'].includes(part.mimeType),
  );
  if (!report || !original) return null;
  const messageId = /^<?([^@<>\s]+)@/.exec(fieldsOf(headOf(textOf(original))).get('message-id') ?? '')?.[1];
  if (!messageId) return null;
  // The first group is about the report itself, each further one about a recipient.
  const groups = textOf(report)
    .split(/\n[ \t]*\n/)
    .map(fieldsOf);
  return groups.flatMap((fields) => {
    if (fields.get('action')?.toLowerCase() !== 'failed') return [];
    const recipients = ['original-recipient', 'final-recipient'].flatMap((name) => addressOf(fields.get(name)) ?? []);
    const code = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0] ?? 'unknown';
    return recipients.length > 0 ? [{ messageId: messageId.toLowerCase(), recipients, code }] : [];
  });
}

/** `rfc822; name@example.org` */
function addressOf(field: string | undefined): string | null {
  const address = /^[^;]*;\s*<?([^<>\s]+@[^<>\s]+?)>?\s*$/.exec(field ?? '')?.[1];
  return address?.toLowerCase() ?? null;
}

function headOf(text: string): string {
  return text.split(/\n[ \t]*\n/, 1)[0] ?? '';
}

/** Header fields by their name in lower case, folded lines put together; the first of each name. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of text.replace(/\n[ \t]+/g, ' ').matchAll(/^([!-9;-~]+):[ \t]*(.*)$/gm)) {
    if (!fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value.trim());
  }
  return fields;
}

function textOf({ content }: Attachment): string {
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  return text.replaceAll('\r\n', '\n');
}
