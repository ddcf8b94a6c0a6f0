/** An authenticator in software: makes passkeys and answers challenges as a security key would, or lies where a test says so. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

export type CreationOptions = { challenge: string; rp: { id: string }; user: { id: string } };
export type RequestOptions = { challenge: string; rpId: string; allowCredentials?: readonly { id: string }[] };

export type Lies = {
  origin?: string;
  rpId?: string;
  /** Not checked by finger, face or PIN. */
  isUnverified?: boolean;
  counter?: number;
  challenge?: string;
  userHandle?: string;
};

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Buffer) => data.toString('base64url');

export class Authenticator {
  readonly id = randomBytes(32);
  readonly #key: KeyObject;
  readonly #cose: Buffer;
  readonly #origin: string;
  #userHandle = '';
  counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    const [left, right] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
    // COSE: kind EC2, algorithm ES256, curve P-256, the point.
    this.#cose = map([
      [1, uint(2)],
      [3, negative(-7)],
      [-1, uint(1)],
      [-2, bytes(left)],
      [-3, bytes(right)],
    ]);
  }

  /** What `navigator.credentials.create` would answer, as JSON in a field. */
  create(options: CreationOptions, lies: Lies = {}): string {
    this.#userHandle = options.user.id;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const made = Buffer.concat([Buffer.alloc(16), length, this.id, this.#cose]);
    const authData = Buffer.concat([this.#data(lies.rpId ?? options.rp.id, 0x40, lies), made]);
    const attestation = map([
      ['fmt', text('none')],
      ['attStmt', map([])],
      ['authData', bytes(authData)],
    ]);
    const response = {
      clientDataJSON: base64url(this.#client('webauthn.create', options.challenge, lies)),
      attestationObject: base64url(attestation),
      transports: ['internal'],
    };
    return this.#json(response);
  }

  /** What `navigator.credentials.get` would answer; the counter goes on by one unless a lie says otherwise. */
  get(options: RequestOptions, lies: Lies = {}): string {
    this.counter += 1;
    const authData = this.#data(lies.rpId ?? options.rpId, 0, lies);
    const clientData = this.#client('webauthn.get', options.challenge, lies);
    const signature = createSign('sha256')
      .update(Buffer.concat([authData, sha256(clientData)]))
      .sign(this.#key);
    return this.#json({
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(authData),
      signature: base64url(signature),
      userHandle: lies.userHandle ?? this.#userHandle,
    });
  }

  #json(response: object): string {
    const id = base64url(this.id);
    return JSON.stringify({
      id,
      rawId: id,
      type: 'public-key',
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
      response,
    });
  }

  #client(type: string, challenge: string, lies: Lies): Buffer {
    const said = {
      type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? this.#origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(said));
  }

  #data(rpId: string, more: number, lies: Lies): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(lies.counter ?? this.counter);
    return Buffer.concat([sha256(rpId), Buffer.from([0x01 | (lies.isUnverified ? 0 : 0x04) | more]), count]);
  }
}

/** The little of CBOR that an authenticator writes. */
function head(kind: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(kind << 5) | value]);
  return value < 256
    ? Buffer.from([(kind << 5) | 24, value])
    : Buffer.from([(kind << 5) | 25, value >> 8, value & 255]);
}
const uint = (value: number) => head(0, value);
const negative = (value: number) => head(1, -1 - value);
const bytes = (value: Buffer) => Buffer.concat([head(2, value.length), value]);
const text = (value: string) => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);

function map(entries: readonly [key: number | string, value: Buffer][]): Buffer {
  const keyOf = (key: number | string) => (typeof key === 'string' ? text(key) : key < 0 ? negative(key) : uint(key));
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, value]) => [keyOf(key), value])]);
}
