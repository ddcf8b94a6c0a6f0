/**
 * The second process of a load test: keeps CONNECTIONS connections busy on URL for SECONDS and prints what came back as
 * JSON. Plain sockets, so that the client costs less than what it measures.
 */
import { connect } from 'node:net';

export type LoadAnswer = {
  readonly answers: number;
  readonly others: number;
  readonly seconds: number;
  /** How long each answer took. */
  readonly milliseconds: readonly number[];
};

const [address, seconds, connections, cookie] = process.argv.slice(2);
const url = new URL(address ?? '');
const until = performance.now() + Number(seconds) * 1000;
const query = Buffer.from(
  `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\naccept: text/html\r\n${cookie ? `cookie: ${cookie}\r\n` : ''}\r\n`,
);
let answers = 0;
let others = 0;
const milliseconds: number[] = [];

const startedAt = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, ask));
const load: LoadAnswer = { milliseconds, answers, others, seconds: (performance.now() - startedAt) / 1000 };
process.stdout.write(JSON.stringify(load));

/** One question after the other on one connection that is kept. */
function ask(): Promise<void> {
  return new Promise((done, fail) => {
    const socket = connect(Number(url.port), url.hostname);
    socket.setNoDelay(true);
    let kept: Buffer = Buffer.alloc(0);
    let wanted = -1;
    let askedAt = 0;
    const ask = () => {
      askedAt = performance.now();
      socket.write(query);
    };
    socket.on('connect', ask);
    socket.on('error', fail);
    socket.on('close', () => done());
    socket.on('data', (chunk: Buffer) => {
      kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
      if (wanted < 0) {
        const end = kept.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = kept.toString('latin1', 0, end);
        const length = /\r\ncontent-length: (\d+)/i.exec(head);
        if (!length) return void socket.destroy(new Error('an answer without a length'));
        if (!head.startsWith('HTTP/1.1 200 ')) others += 1;
        wanted = end + 4 + Number(length[1]);
      }
      if (kept.length < wanted) return;
      answers += 1;
      milliseconds.push(Math.round((performance.now() - askedAt) * 10) / 10);
      kept = Buffer.alloc(0);
      wanted = -1;
      if (performance.now() < until) ask();
      else socket.end();
    });
  });
}
