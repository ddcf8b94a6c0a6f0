/** The liaison: my work, a late task, a fault that loses nothing, handing in, taking back, asking. With and without JavaScript. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { readTasks } from '#features/duties/duty-view.ts';
import { todayIn } from '#platform/city.ts';
import { type FoundTask, findTask, proofOf, taskById } from './find-task.ts';
import { isFull, type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;
/** A late task that takes a statement, a file and a link; and two that can be asked about. */
let late: FoundTask;
let askable: FoundTask[];

const photograph = { name: 'rule-on-the-wall.png', mimeType: 'image/png', buffer: Buffer.alloc(4000, 7) };
const notice = { name: 'Notice 2025.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 a notice') };

before(async () => {
  site = await journeySite();
  const proofs = ['signed_statement', 'file', 'link'];
  const takesAll = (kinds: readonly string[]) => proofs.every((kind) => kinds.includes(kind));
  late = await findTask(
    site.site,
    'late and takes a statement, a file and a link',
    (task) => task.view.outcome === 'late' && task.view.stage === 'not_started' && takesAll(proofOf(task)),
  );
  const first = await findTask(
    site.site,
    'due, in the same department',
    (task) => task.view.bodyId === late.bodyId && task.view.outcome === 'due' && task.view.stage === 'not_started',
  );
  const second = await findTask(
    site.site,
    'another one',
    (task) =>
      task.view.bodyId === late.bodyId &&
      task.view.outcome === 'due' &&
      task.view.stage === 'not_started' &&
      task.view.taskId !== first.id,
  );
  askable = [first, second];
});
after(() => site.close());

const liaison = (options: { javaScript?: boolean; width?: 1280 | 390 } = {}) =>
  site.person('liaison', { bodyId: late.bodyId, ...options });
const field = (person: Person, key: string) => person.page.getByLabel(person.say(key), { exact: true });

/** From the sentence of my work to the task, why it is due, and back; answers the person on the task's page. */
async function openLateTask(person: Person, name: string): Promise<void> {
  await person.go('/my-work');
  await person.meet(`${name}-1-my-work`);
  assert.match(await person.text(), /\d+ things?, about [\d.,]+ (minutes|hours)\./);
  const group = person.section(person.say('duty.work-group.late', { count: await lateCount() }));
  await person.follow(late.title, group);
  assert.equal(person.here, late.path);
  await person.unfold(person.say('task.why.title'));
  await person.sees(person.say('task.why.unless'));
  await person.meet(`${name}-2-late-task`);
}

async function lateCount(): Promise<number> {
  const city = site.site.city();
  return (await readTasks(city, todayIn(city), { bodyIds: [late.bodyId] })).filter(
    (task) => task.view.outcome === 'late',
  ).length;
}

/** A link that is none, and nothing signed: refused, and everything typed is still there. */
async function handInWithFault(person: Person, name: string): Promise<void> {
  await field(person, 'task.field.url').fill('our notice board');
  await field(person, 'task.text.submit').fill('Posted in <every> building & sent.\nOn Monday.');
  await person.page
    .getByLabel(person.say('task.field.files'))
    .setInputFiles([{ name: 'empty.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }]);
  await person.press(person.say('task.button.submit'));
  assert.equal(person.watch.lastDocument()?.status(), 422);
  await person.meet(`${name}-3-fault`);
  const summary = person.page.getByRole('alert');
  await person.sees(person.say('task.form.url-wrong'), summary);
  await person.sees(person.say('task.form.file-empty', { name: 'empty.pdf' }), summary);
  assert.equal(await field(person, 'task.field.url').inputValue(), 'our notice board');
  assert.equal(await field(person, 'task.text.submit').inputValue(), 'Posted in <every> building & sent.\nOn Monday.');
  await person.link(person.say('task.form.url-wrong'), summary).press('Enter');
  assert.ok(await isFocused(person, 'task.field.url'), 'the link of the summary leads to the field');
  assert.equal(await field(person, 'task.field.url').getAttribute('aria-invalid'), 'true');
}

const isFocused = (person: Person, key: string) =>
  field(person, key).evaluate((element: { matches(selector: string): boolean }) => element.matches(':focus, :target'));

/** Nothing that counts as proof is refused as well, with a way to the proof. */
async function handInNothing(person: Person): Promise<void> {
  await person.go(late.path);
  await person.press(person.say('task.button.submit'));
  await person.sees(person.say('task.refused.no-proof'), person.page.getByRole('alert'));
  await person.link(person.say('task.refused.no-proof')).click();
  assert.ok(await person.page.locator(':target').isVisible());
}

/** A file over the limit is refused, and everything typed is still there. */
async function handInTooMuch(person: Person): Promise<void> {
  await person.go(late.path);
  await field(person, 'task.text.submit').fill('The whole archive.');
  const archive = { name: 'archive.zip', mimeType: 'application/zip', buffer: Buffer.alloc(2_100_000) };
  await person.page.getByLabel(person.say('task.field.files')).setInputFiles([archive]);
  await person.press(person.say('task.button.submit'));
  assert.equal(person.watch.lastDocument()?.status(), 422);
  await person.sees(person.say('task.form.file-too-large', { name: archive.name }), person.page.getByRole('alert'));
  assert.equal(await field(person, 'task.text.submit').inputValue(), 'The whole archive.');
}

const signBox = (person: Person) =>
  person.page.getByRole('checkbox', {
    name: person.say('task.field.sign-as', { role: person.say('city.role.liaison') }),
  });

async function handIn(person: Person, name: string, version: number): Promise<void> {
  await person.go(late.path);
  await field(person, 'task.field.url').fill('https://practice.example.org/notice?lang=es&page=1');
  await field(person, 'task.text.submit').fill('Posted in every building.');
  await person.page.getByLabel(person.say('task.field.files')).setInputFiles([photograph, notice]);
  await person.page
    .locator('label', { hasText: person.say('task.field.sign-as', { role: person.say('city.role.liaison') }) })
    .click();
  assert.ok(await signBox(person).isChecked());
  await person.press(person.say('task.button.submit'));
  await person.sees(person.say('done.duty.submitted'));
  await person.meet(`${name}-4-handed-in`);
  const evidence = person.page.getByRole('article', {
    name: new RegExp(`^${person.say('task.evidence.version', { number: version })}`),
  });
  for (const text of [
    photograph.name,
    notice.name,
    'https://practice.example.org/notice?lang=es&page=1',
    person.say('task.evidence.statement'),
  ])
    await person.sees(text, evidence);
  const [download] = await Promise.all([
    person.page.waitForEvent('download'),
    person.link(notice.name, evidence).click(),
  ]);
  assert.deepEqual(await readFile(await download.path()), notice.buffer);
  assert.equal((await taskById(site.site, late.id)).stage, 'submitted');
}

async function takeBack(person: Person): Promise<void> {
  await person.press(person.say('task.button.take_back'));
  await person.sees(person.say('done.duty.submission_taken_back'));
  assert.equal((await taskById(site.site, late.id)).stage, 'not_started');
}

async function ask(person: Person, task: FoundTask, name: string): Promise<void> {
  await person.go(task.path);
  const question = await person.unfold(person.say('task.move.ask_question'));
  await question.getByLabel(person.say('task.text.ask_question')).fill('Does the depot count?');
  await person.press(person.say('task.button.ask_question'), question);
  await person.sees(person.say('done.duty.question_asked'));
  await person.sees('Does the depot count?');
  const time = await person.unfold(person.say('task.move.ask_more_time'));
  await time.getByLabel(person.say('task.field.wishedOn')).fill('2025-07-01');
  await time.getByLabel(person.say('task.text.ask_more_time')).fill('The depot moves.');
  await person.press(person.say('task.button.ask_more_time'), time);
  assert.equal(person.watch.lastDocument()?.status(), 422, 'a day before the date is no more time');
  const again = await person.unfold(person.say('task.move.ask_more_time'));
  assert.equal(await again.getByLabel(person.say('task.text.ask_more_time')).inputValue(), 'The depot moves.');
  await again.getByLabel(person.say('task.field.wishedOn')).fill('2025-09-30');
  await person.press(person.say('task.button.ask_more_time'), again);
  await person.sees(person.say('done.duty.more_time_asked'));
  await person.sees(person.say('task.history.more_time_asked', { day: person.formats.date('2025-09-30') }));
  await person.meet(`${name}-5-asked`);
}

describe('the liaison of a department', () => {
  it('finds the late task from the sentence of my work, and why it is due', async () => {
    const person = await liaison();
    await openLateTask(person, 'liaison');
    await handInWithFault(person, 'liaison');
    await handInNothing(person);
    await handInTooMuch(person);
    await person.close();
  });

  it('hands in a signed statement, two files and a link, takes it back and hands it in again', async () => {
    const person = await liaison();
    await handIn(person, 'liaison', 1);
    await takeBack(person);
    await handIn(person, 'liaison-again', 2);
    await takeBack(person);
    await person.close();
  });

  it('asks a question and for more time', async () => {
    const person = await liaison();
    await ask(person, askable[0] as FoundTask, 'liaison');
    await person.close();
  });

  it('does all of it on a phone that runs no JavaScript', async () => {
    const person = await liaison({ javaScript: false, width: 390 });
    await openLateTask(person, 'phone');
    await handInWithFault(person, 'phone');
    await handInNothing(person);
    await handIn(person, 'phone', 3);
    await takeBack(person);
    await ask(person, askable[1] as FoundTask, 'phone');
    await person.close();
  });

  it('goes from signing in to handing in by Tab and Enter alone, without JavaScript', async () => {
    const person = await site.guest({ javaScript: false });
    await person.go('/sign-in');
    const body = site.site.city().profile.bodies.find((one) => one.id === late.bodyId);
    const button = person.button(
      person.say('session.sign-in.as', { role: `${person.say('city.role.liaison')}, ${body?.name.en}` }),
    );
    const others = person.page.locator('summary').first();
    await person.tabTo(others);
    if (!(await button.isVisible())) await person.page.keyboard.press('Enter');
    await person.enter(button);
    await person.sees(person.say('duty.work.minutes', { minutes: late.task.view.minutes }));
    await person.enter(person.link(late.title, person.page.getByRole('main')).first());
    assert.equal(person.here, late.path);
    await person.tabTo(field(person, 'task.field.url'));
    await person.page.keyboard.type('https://practice.example.org/notice');
    await person.tabTo(signBox(person));
    await person.page.keyboard.press('Space');
    await person.tabTo(field(person, 'task.text.submit'));
    await person.page.keyboard.type('By keyboard.');
    await person.enter(person.button(person.say('task.button.submit')));
    await person.sees(person.say('done.duty.submitted'));
    await person.meet('keyboard-handed-in');
    await person.close();
  });

  it('can choose its own words of the page in Spanish', { skip: !isFull }, async () => {
    const person = await site.person('liaison', { bodyId: late.bodyId, language: 'es' });
    await person.go('/my-work');
    await person.meet('liaison-es-my-work');
    await person.go(late.path);
    await person.meet('liaison-es-task');
    await person.close();
  });
});
