/** A worker that scans what waits, in a process of its own: tests kill it in the middle. */
import { Readable } from 'node:stream';
import { scanWaitingFiles } from '#platform/file-scans.ts';
import { clamdScanner } from '#platform/scanner.ts';
import { openBareCity } from './empty-city.ts';

type Task = { url: string; path: string | null; schema: string; scanner: string; content: string };
const task = JSON.parse(process.env['SCAN'] ?? '') as Task;
const app = { url: task.url, schema: task.path };
const { city } = await openBareCity(task.schema, { app, public: app, jobsSchema: `${task.schema}_jobs` });
// Its own folder: the content that waits lies there too.
await city.files.put(Readable.from([task.content]), 1_000_000);
await scanWaitingFiles({ ...city, scanner: clamdScanner(task.scanner) }, Date.now());
process.exit(0);
